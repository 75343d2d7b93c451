//! Records to persons: union by weight, with guards.

use rustc_hash::FxHashMap;

use super::compare::{Comparer, Pattern, at};
use super::guard;
use super::report::{LinkReport, Refused};
use super::trained::{TrainedModel, Weights, probability};
use super::{Constraints, Scored};
use crate::records::{RecordIx, Records};
use crate::standardise::numbers::Nhs;

/// Most pairs across two groups that the bridge test looks at.
const BRIDGE_PAIRS_MAX: usize = 64;

/// Numbers the persons of all records; see the guards in [`Grouping::refusal`].
pub(super) fn cluster(
    records: &Records,
    model: &TrainedModel,
    scored: &[Scored],
    constraints: &Constraints,
    report: &mut LinkReport,
) -> Vec<u32> {
    let must = positions(records, &constraints.must_link);
    let mut pass = pass(records, model, scored, constraints, (&[], &must));
    if !pass.at_odds.is_empty() {
        // What two people decided of different pairs may clash by way of a third record that the model
        // put in between: then the decisions come first and the model has to keep to them.
        let first = std::mem::take(&mut pass.at_odds);
        pass = self::pass(records, model, scored, constraints, (&first, &must));
    }
    let Pass { groups, refused, at_odds } = pass;
    report.refused = refused;
    report.constraints_at_odds = at_odds.len() as u64;
    let cluster_of = groups.numbered();
    report.persons = cluster_of.iter().max().map_or(0, |last| u64::from(*last) + 1);
    let mut sizes = vec![0_u64; report.persons as usize];
    for person in &cluster_of {
        if let Some(size) = sizes.get_mut(*person as usize) {
            *size += 1;
        }
    }
    report.largest_person = sizes.into_iter().max().unwrap_or(0);
    cluster_of
}

/// Two records by position.
type Pair = (u32, u32);

/// One way through all pairs.
struct Pass<'a> {
    groups: Grouping<'a>,
    refused: Refused,
    /// Pairs that must be linked and could not be.
    at_odds: Vec<(u32, u32)>,
}

/// Unites by weight, people's decisions last: they join whole persons, as those who decided saw them.
/// The pairs of `first` are united before all else.
fn pass<'a>(
    records: &'a Records,
    model: &'a TrainedModel,
    scored: &[Scored],
    constraints: &Constraints,
    (first, last): (&[Pair], &[Pair]),
) -> Pass<'a> {
    let mut groups = Grouping::new(records, model, constraints);
    let mut refused = Refused::default();
    for (a, b) in first {
        if !groups.never_between(groups.root(*a), groups.root(*b)) {
            groups.unite(*a, *b);
        }
    }
    for pair in scored {
        if pair.held_back || f64::from(probability(pair.bits)) < model.thresholds.auto_probability {
            continue;
        }
        let (a, b) = (groups.root(pair.a), groups.root(pair.b));
        if a == b {
            continue;
        }
        match groups.refusal(a, b) {
            None => groups.unite(pair.a, pair.b),
            Some(Guard::NeverLink) => refused.never_link += 1,
            Some(Guard::UniqueSource) => refused.unique_source += 1,
            Some(Guard::Died) => refused.died += 1,
            Some(Guard::NhsNumber) => refused.nhs_number += 1,
            Some(Guard::Bridge) => refused.bridge += 1,
        }
    }
    let mut at_odds = Vec::new();
    for (a, b) in last {
        if groups.never_between(groups.root(*a), groups.root(*b)) {
            at_odds.push((*a, *b));
        } else {
            groups.unite(*a, *b);
        }
    }
    Pass { groups, refused, at_odds }
}

fn positions(records: &Records, pairs: &[(RecordIx, RecordIx)]) -> Vec<(u32, u32)> {
    let at = |ix: RecordIx| records.position.get(ix.0 as usize).copied();
    let mut out: Vec<(u32, u32)> = pairs
        .iter()
        .filter_map(|(a, b)| Some((at(*a)?, at(*b)?)))
        .map(|(a, b)| (a.min(b), a.max(b)))
        .collect();
    out.sort_unstable();
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Guard {
    NeverLink,
    UniqueSource,
    Died,
    NhsNumber,
    Bridge,
}

struct Grouping<'a> {
    records: &'a Records,
    model: &'a TrainedModel,
    weights: Weights,
    comparer: Comparer<'a>,
    parent: Vec<u32>,
    /// Per record the next of its group; the last points to itself.
    next: Vec<u32>,
    /// Per root the last of its group, and how many it has.
    last: Vec<u32>,
    size: Vec<u32>,
    never: FxHashMap<u32, Vec<u32>>,
    /// Whether any source holds each person at most once.
    any_unique: bool,
}

impl<'a> Grouping<'a> {
    fn new(records: &'a Records, model: &'a TrainedModel, constraints: &Constraints) -> Self {
        let mut never: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for (a, b) in positions(records, &constraints.never_link) {
            never.entry(a).or_default().push(b);
            never.entry(b).or_default().push(a);
        }
        Self {
            records,
            model,
            weights: Weights::new(model),
            comparer: Comparer::new(records, model.similarity),
            parent: (0_u32..).take(records.len()).collect(),
            next: (0_u32..).take(records.len()).collect(),
            last: (0_u32..).take(records.len()).collect(),
            size: vec![1; records.len()],
            never,
            any_unique: records.sources.iter().any(|source| source.unique),
        }
    }

    fn root(&self, of: u32) -> u32 {
        let mut at = of;
        while let Some(up) = self.parent.get(at as usize)
            && *up != at
        {
            at = *up;
        }
        at
    }

    /// The members of a group, its root first.
    fn group(&self, root: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(root), |at| {
            self.next.get(*at as usize).copied().filter(|next| next != at)
        })
    }

    fn size(&self, root: u32) -> u32 {
        self.size.get(root as usize).copied().unwrap_or(1)
    }

    fn unite(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let (kept, gone) = if self.size(a) >= self.size(b) { (a, b) } else { (b, a) };
        let set = |column: &mut Vec<u32>, at: u32, value: u32| {
            if let Some(slot) = column.get_mut(at as usize) {
                *slot = value;
            }
        };
        let mut member = Some(gone);
        while let Some(at) = member {
            set(&mut self.parent, at, kept);
            member = self.next.get(at as usize).copied().filter(|next| *next != at);
        }
        let last = |root: u32| self.last.get(root as usize).copied().unwrap_or(root);
        let (end, new_end) = (last(kept), last(gone));
        let size = self.size(kept) + self.size(gone);
        set(&mut self.next, end, gone);
        set(&mut self.last, kept, new_end);
        set(&mut self.size, kept, size);
    }

    fn never_between(&self, a: u32, b: u32) -> bool {
        if self.never.is_empty() {
            return false;
        }
        self.group(a)
            .filter_map(|member| self.never.get(&member))
            .flatten()
            .any(|other| self.root(*other) == b)
    }

    /// Why two groups may not be one person, if so.
    fn refusal(&mut self, a: u32, b: u32) -> Option<Guard> {
        if self.never_between(a, b) {
            return Some(Guard::NeverLink);
        }
        if self.share_unique_source(a, b) {
            return Some(Guard::UniqueSource);
        }
        if self.died_apart(a, b) {
            return Some(Guard::Died);
        }
        if self.size(a) + self.size(b) == 2 {
            return self.traced_apart(a, b).then_some(Guard::NhsNumber);
        }
        let (left, right): (Vec<u32>, Vec<u32>) =
            (self.group(a).collect(), self.group(b).collect());
        self.whole_groups(&left, &right)
    }

    fn share_unique_source(&self, a: u32, b: u32) -> bool {
        if !self.any_unique {
            return false;
        }
        let source = |position: u32| self.records.row(position).source;
        self.group(a).map(source).any(|s| {
            let unique = self.records.sources.get(usize::from(s)).is_some_and(|s| s.unique);
            unique && self.group(b).any(|position| source(position) == s)
        })
    }

    /// Whether both groups have days of death and none in common.
    fn died_apart(&self, a: u32, b: u32) -> bool {
        let died = |root: u32| {
            let days = self.group(root).map(|position| self.records.row(position).died);
            days.filter(|day| *day != 0)
        };
        died(a).next().is_some()
            && died(b).next().is_some()
            && !died(a).any(|day| died(b).any(|other| other == day))
    }

    fn traced_apart(&self, a: u32, b: u32) -> bool {
        let (x, y) = (self.records.row(a), self.records.row(b));
        x.nhs_traced
            && y.nhs_traced
            && matches!((x.nhs, y.nhs), (Nhs::Valid(p), Nhs::Valid(q)) if p != q)
    }

    /// Compares the groups as wholes: conflicting numbers, and the average over pairs across.
    fn whole_groups(&mut self, left: &[u32], right: &[u32]) -> Option<Guard> {
        let (mut sum, mut count) = (0.0_f32, 0_usize);
        let (mut number_shared, mut number_apart) = (false, false);
        let mut two_of_one_home = false;
        let mut best_apart = f32::NEG_INFINITY;
        for (x, y) in left.iter().flat_map(|x| right.iter().map(move |y| (*x, *y))) {
            if count >= BRIDGE_PAIRS_MAX {
                break;
            }
            if self.traced_apart(x, y) {
                return Some(Guard::NhsNumber);
            }
            let (bits, pattern) = self.bits(x, y);
            let nhs = pattern.level(at::NHS);
            number_shared |= nhs == 1;
            two_of_one_home |= guard::two_of_one_home(pattern);
            if nhs == 4 {
                number_apart = true;
                best_apart = best_apart.max(bits);
            }
            sum += bits.clamp(-40.0, 40.0);
            count += 1;
        }
        let thresholds = &self.model.thresholds;
        if two_of_one_home {
            return Some(Guard::NhsNumber);
        }
        if number_apart && !number_shared && best_apart < thresholds.conflict_bits {
            return Some(Guard::NhsNumber);
        }
        (sum / (count.max(1) as f32) < thresholds.bridge_bits).then_some(Guard::Bridge)
    }

    fn bits(&mut self, x: u32, y: u32) -> (f32, Pattern) {
        let (a, b) = (self.records.row(x), self.records.row(y));
        let pattern = self.comparer.pattern(&a, &b);
        let (_, shared_by) = self.comparer.place(&a, &b);
        let sums = self.weights.sums(pattern);
        let sums = self.weights.with_frequencies(self.records, pattern, &a, &b, shared_by, sums);
        (sums.bits(), pattern)
    }

    /// Per record its person, numbered by first record.
    fn numbered(&self) -> Vec<u32> {
        let mut numbers: Vec<Option<u32>> = vec![None; self.parent.len()];
        let mut next = 0;
        let mut number = |root: u32| match numbers.get_mut(root as usize) {
            Some(slot) => *slot.get_or_insert_with(|| {
                next += 1;
                next - 1
            }),
            None => 0,
        };
        self.records.position.iter().map(|position| number(self.root(*position))).collect()
    }
}

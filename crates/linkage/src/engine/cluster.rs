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
    /// Members of groups of two or more, by root.
    members: FxHashMap<u32, Vec<u32>>,
    never: FxHashMap<u32, Vec<u32>>,
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
            members: FxHashMap::default(),
            never,
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

    fn group(&self, root: u32) -> Vec<u32> {
        self.members.get(&root).cloned().unwrap_or_else(|| vec![root])
    }

    fn unite(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let size = |root| self.members.get(&root).map_or(1, Vec::len);
        let (kept, gone) = if size(a) >= size(b) { (a, b) } else { (b, a) };
        let joining = self.members.remove(&gone).unwrap_or_else(|| vec![gone]);
        for member in &joining {
            if let Some(parent) = self.parent.get_mut(*member as usize) {
                *parent = kept;
            }
        }
        self.members.entry(kept).or_insert_with(|| vec![kept]).extend(joining);
    }

    fn never_between(&self, a: u32, b: u32) -> bool {
        if self.never.is_empty() {
            return false;
        }
        self.group(a)
            .iter()
            .filter_map(|member| self.never.get(member))
            .flatten()
            .any(|other| self.root(*other) == b)
    }

    /// Why two groups may not be one person, if so.
    fn refusal(&mut self, a: u32, b: u32) -> Option<Guard> {
        if self.never_between(a, b) {
            return Some(Guard::NeverLink);
        }
        let (left, right) = (self.group(a), self.group(b));
        if self.share_unique_source(&left, &right) {
            return Some(Guard::UniqueSource);
        }
        if self.died_apart(&left, &right) {
            return Some(Guard::Died);
        }
        if left.len() + right.len() == 2 {
            return self.traced_apart(a, b).then_some(Guard::NhsNumber);
        }
        self.whole_groups(&left, &right)
    }

    fn share_unique_source(&self, left: &[u32], right: &[u32]) -> bool {
        let source = |position: &u32| self.records.row(*position).source;
        left.iter().map(source).any(|s| {
            let unique = self.records.sources.get(usize::from(s)).is_some_and(|s| s.unique);
            unique && right.iter().any(|position| source(position) == s)
        })
    }

    fn died_apart(&self, left: &[u32], right: &[u32]) -> bool {
        let died = |group: &[u32]| -> Vec<u32> {
            let dates = group.iter().map(|p| self.records.row(*p).died);
            dates.filter(|date| *date != 0).collect()
        };
        let (x, y) = (died(left), died(right));
        !x.is_empty() && !y.is_empty() && !x.iter().any(|date| y.contains(date))
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
        let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
        self.records
            .position
            .iter()
            .map(|position| {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                *numbers.entry(self.root(*position)).or_insert(next)
            })
            .collect()
    }
}

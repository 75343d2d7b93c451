//! Linking the neighbourhood of what has changed.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Index, MEMO_SLOTS_FEW};
use crate::engine::compare::Comparer;
use crate::engine::report::LinkReport;
use crate::engine::trained::probability;
use crate::engine::{Band, Constraints, Edge, Scored, cluster};
use crate::records::{RecordIx, Records, Row};

/// What linking a neighbourhood came to.
#[derive(Clone, Debug, Default)]
pub struct Relinked {
    /// The persons of the neighbourhood, each with its records, in a fixed order.
    pub groups: Vec<Vec<RecordIx>>,
    /// All pairs worth keeping that have a record in the neighbourhood; they take the place of all
    /// earlier ones that had.
    pub edges: Vec<Edge>,
    /// Records that are not there any more, among those looked at.
    pub gone: Vec<RecordIx>,
    /// What was done.
    pub report: LinkReport,
}

/// A comparer that looks at more pairs than this keeps a larger memo.
const MANY_TOUCHED: usize = 256;

impl Index {
    /// Links the neighbourhood of everything touched since the last time anew. `mates` gives the
    /// records that are of one person with a record now, itself included or not. The result is what
    /// [`link_with`](crate::link_with) gives for these records.
    pub fn relink(
        &mut self,
        mates: impl Fn(RecordIx) -> Vec<RecordIx>,
        constraints: &Constraints,
    ) -> Relinked {
        let mut start: Vec<u32> = self.touched.drain().collect();
        start.sort_unstable();
        let gone: Vec<RecordIx> =
            start.iter().filter(|slot| !self.is_live(**slot)).map(|slot| self.ix(*slot)).collect();
        let with_mates: Vec<u32> = start
            .iter()
            .flat_map(|slot| mates(self.ix(*slot)))
            .filter_map(|mate| self.slot(mate))
            .chain(start.iter().copied())
            .filter(|slot| self.is_live(*slot))
            .collect();
        let must = self.must_links(constraints);
        let (reached, pairs) = self.walk(with_mates, &must);
        let mut out = Relinked { gone, ..Relinked::default() };
        let group_of = self.regroup(&reached, &pairs, constraints, &mut out);
        out.edges = self.edges(&pairs, &group_of, constraints);
        out.report.pairs = pairs.len() as u64;
        out
    }

    /// Which slots a pair holds together for good, both ways.
    fn must_links(&self, constraints: &Constraints) -> FxHashMap<u32, Vec<u32>> {
        let mut out: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for (a, b) in &constraints.must_link {
            if let (Some(a), Some(b)) = (self.slot(*a), self.slot(*b)) {
                out.entry(a).or_default().push(b);
                out.entry(b).or_default().push(a);
            }
        }
        out
    }

    /// All slots that pairs able to link hold together with `from`, and all their pairs.
    fn walk(
        &self,
        from: Vec<u32>,
        must: &FxHashMap<u32, Vec<u32>>,
    ) -> (FxHashSet<u32>, Vec<Scored>) {
        let slots = if from.len() > MANY_TOUCHED { MEMO_SLOTS_FEW << 8 } else { MEMO_SLOTS_FEW };
        let mut comparer: Comparer<'_> = self.comparer(slots);
        let mut reached: FxHashSet<u32> = from.iter().copied().collect();
        let mut waiting: VecDeque<u32> = from.into();
        let mut asked: FxHashSet<u32> = FxHashSet::default();
        let mut pairs: FxHashMap<(u32, u32), Scored> = FxHashMap::default();
        while let Some(slot) = waiting.pop_front() {
            if !asked.insert(slot) {
                continue;
            }
            let mut reach = |other: u32| {
                if reached.insert(other) {
                    waiting.push_back(other);
                }
            };
            for pair in self.pairs_of(&mut comparer, slot) {
                if self.may_join(&pair) {
                    reach(if pair.a == slot { pair.b } else { pair.a });
                }
                pairs.insert((pair.a, pair.b), pair);
            }
            for other in must.get(&slot).into_iter().flatten() {
                reach(*other);
            }
        }
        (reached, pairs.into_values().collect())
    }

    /// Whether the pair links where no guard stands against it.
    fn may_join(&self, pair: &Scored) -> bool {
        !pair.held_back
            && f64::from(probability(pair.bits)) >= self.model.thresholds.auto_probability
    }

    /// Groups the slots reached, by the same steps and in the same order as a whole run.
    fn regroup(
        &mut self,
        reached: &FxHashSet<u32>,
        pairs: &[Scored],
        constraints: &Constraints,
        out: &mut Relinked,
    ) -> FxHashMap<u32, u32> {
        let mut slots: Vec<u32> = reached.iter().copied().collect();
        slots.sort_unstable_by_key(|slot| self.order.get(*slot as usize).copied());
        let place: FxHashMap<u32, u32> = slots.iter().copied().zip(0_u32..).collect();
        let mut inside: Vec<Scored> = pairs
            .iter()
            .filter_map(|pair| {
                let (a, b) = (*place.get(&pair.a)?, *place.get(&pair.b)?);
                Some(Scored { a: a.min(b), b: a.max(b), ..*pair })
            })
            .collect();
        inside.sort_unstable_by(|x, y| y.bits.total_cmp(&x.bits).then((x.a, x.b).cmp(&(y.a, y.b))));
        let own = |pairs: &[(RecordIx, RecordIx)]| -> Vec<(RecordIx, RecordIx)> {
            let at = |ix: RecordIx| self.slot(ix).and_then(|slot| place.get(&slot).copied());
            pairs.iter().filter_map(|(a, b)| Some((RecordIx(at(*a)?), RecordIx(at(*b)?)))).collect()
        };
        let constraints = Constraints {
            must_link: own(&constraints.must_link),
            never_link: own(&constraints.never_link),
        };
        let rows: Vec<Row> = slots.iter().map(|slot| self.records.row(*slot)).collect();
        let model = &self.model;
        let clusters = self.records.lend(rows, |part: &Records| {
            cluster::cluster(part, model, &inside, &constraints, &mut out.report)
        });
        out.groups = vec![Vec::new(); out.report.persons as usize];
        for (slot, cluster) in slots.iter().zip(&clusters) {
            if let Some(group) = out.groups.get_mut(*cluster as usize) {
                group.push(self.ix(*slot));
            }
        }
        out.report.records = slots.len() as u64;
        slots.into_iter().zip(clusters).collect()
    }

    fn edges(
        &self,
        pairs: &[Scored],
        group_of: &FxHashMap<u32, u32>,
        constraints: &Constraints,
    ) -> Vec<Edge> {
        let decided: FxHashSet<(RecordIx, RecordIx)> =
            constraints.never_link.iter().map(|(a, b)| (*a.min(b), *a.max(b))).collect();
        let mut out: Vec<Edge> = pairs
            .iter()
            .map(|pair| {
                let (x, y) = (self.ix(pair.a), self.ix(pair.b));
                let (a, b) = (x.min(y), x.max(y));
                let group = group_of.get(&pair.a);
                let together = group.is_some() && group == group_of.get(&pair.b);
                let band = match (together, decided.contains(&(a, b))) {
                    (true, _) => Band::Auto,
                    (false, true) => Band::None,
                    (false, false) => Band::Review,
                };
                Edge {
                    a,
                    b,
                    weight: pair.bits,
                    probability: probability(pair.bits),
                    band,
                    held_back: pair.held_back,
                }
            })
            .collect();
        out.sort_unstable_by(|x, y| {
            y.weight.total_cmp(&x.weight).then((x.a, x.b).cmp(&(y.a, y.b)))
        });
        out
    }

    fn ix(&self, slot: u32) -> RecordIx {
        RecordIx(self.records.index.get(slot as usize).copied().unwrap_or(u32::MAX))
    }
}

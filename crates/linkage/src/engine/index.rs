//! Linked records kept in memory: a record is looked up among them, added, changed or taken away, and
//! only those near it are linked again.
//!
//! A trained model with the frequencies of its training weighs a pair by its two records alone, and
//! persons form inside groups of records that pairs hold together. So what a changed record can change
//! is found by walking from it along such pairs, and linking that neighbourhood anew gives what linking
//! everything anew would give. Blocks that a change makes too large, or no longer too large, count as
//! changed as a whole.

mod blocks;
mod matching;
mod neighbourhood;

use rustc_hash::{FxHashMap, FxHashSet};

use super::compare::{Comparer, Pattern};
use super::explain::Explainer;
use super::guard;
use super::trained::{TrainedModel, Weights};
use super::{FREQUENCY_GAIN_MAX, Scored, bits_of, train};
use crate::frequencies::Frequencies;
use crate::identity::Identity;
use crate::model::Model;
use crate::records::{RecordIx, Records, Row, SourceIx, stable_hash};
use crate::standardise::Standardiser;
use blocks::KeyBlocks;

pub use matching::Match;
pub use neighbourhood::Relinked;

/// Slots of the memo of a comparer that looks at few pairs.
const MEMO_SLOTS_FEW: usize = 1 << 10;

/// Records that find room before all are moved to a larger one.
const ROOM: usize = 4096;

/// Records that may come and go before the blocks are sorted anew, as a share of all.
const CHANGED_SHARE_MAX: usize = 8;

/// The records of a place, ready to be asked and changed.
#[derive(Debug)]
pub struct Index {
    records: Records,
    standardiser: Standardiser,
    frequencies: Frequencies,
    model: TrainedModel,
    weights: Weights,
    /// Bits from which on a pair is worth keeping.
    floor: f32,
    blocks: KeyBlocks,
    /// Per slot: where the record stands in the canonical order.
    order: Vec<u64>,
    /// Per slot: whether the record is still there.
    live: Vec<bool>,
    /// Slots by canonical order.
    by_order: FxHashMap<u64, u32>,
    /// Slots whose pairs may have changed since the last link.
    touched: FxHashSet<u32>,
    changed: usize,
}

impl Index {
    /// Takes linked records in. `frequencies` are those of the training of `trained`; the blocking
    /// rules are those of `model`; `standardiser` reads names as those of `records` were read.
    #[must_use]
    pub fn new(
        mut records: Records,
        standardiser: Standardiser,
        model: &Model,
        trained: TrainedModel,
        frequencies: Frequencies,
    ) -> Self {
        frequencies.hold(&mut records);
        records.make_room(ROOM);
        let order: Vec<u64> = records
            .index
            .iter()
            .map(|ix| {
                let ix = RecordIx(*ix);
                stable_hash(records.source_name(ix), records.record_id(ix))
            })
            .collect();
        let by_order = order.iter().copied().zip(0_u32..).collect();
        let live = vec![true; order.len()];
        Self {
            blocks: KeyBlocks::new(&records, &live, &model.block),
            weights: Weights::new(&trained),
            floor: bits_of(trained.thresholds.review_probability),
            records,
            standardiser,
            frequencies,
            model: trained,
            order,
            live,
            by_order,
            touched: FxHashSet::default(),
            changed: 0,
        }
    }

    /// The records, also those that were taken away.
    #[must_use]
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &TrainedModel {
        &self.model
    }

    /// Says why pairs weigh what they weigh.
    #[must_use]
    pub fn explainer(&self) -> Explainer<'_> {
        Explainer::new(&self.records, &self.model)
    }

    /// Records that are there.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_order.len()
    }

    /// Whether no record is there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_order.is_empty()
    }

    /// The source of that name, which is added where it is new.
    pub fn source(&mut self, name: &str, unique: bool) -> SourceIx {
        let known = self.records.sources.iter().position(|source| source.name == name);
        match known.and_then(|at| u16::try_from(at).ok()) {
            Some(at) => SourceIx(at),
            None => self.records.add_source(name, unique),
        }
    }

    /// Adds a record, or puts it in the place of the one that `source` knew by this id. Gives its
    /// number, which is the earlier one where nothing has changed.
    pub fn put(&mut self, source: SourceIx, record_id: &str, identity: &Identity<'_>) -> RecordIx {
        let name = self.records.sources.get(usize::from(source.0)).map_or("", |s| &s.name);
        let order = stable_hash(name, record_id);
        let earlier = self.by_order.get(&order).copied();
        let mark = self.records.mark();
        let (ix, slot) = self.push(source, record_id, identity);
        if let Some(old) = earlier {
            if self.records.says_the_same(old, slot) {
                self.records.forget_since(&mark);
                return RecordIx(self.records.index.get(old as usize).copied().unwrap_or(0));
            }
            self.take_away(old);
        }
        self.order.push(order);
        self.live.push(true);
        self.by_order.insert(order, slot);
        self.touched.insert(slot);
        self.blocks.add(&self.records, &self.live, slot, &mut self.touched);
        self.changed += 1;
        if self.changed * CHANGED_SHARE_MAX > self.live.len() {
            self.blocks.sort_anew(&self.records, &self.live);
            self.changed = 0;
        }
        ix
    }

    /// Takes a record away.
    pub fn remove(&mut self, record: RecordIx) {
        if let Some(slot) = self.slot(record) {
            self.take_away(slot);
            self.changed += 1;
        }
    }

    /// Says that a decision on this record was made or undone, so that it is linked again.
    pub fn touch(&mut self, record: RecordIx) {
        if let Some(slot) = self.slot(record) {
            self.touched.insert(slot);
        }
    }

    /// Whether anything was added, changed, taken away or touched since the last link.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        !self.touched.is_empty()
    }

    fn take_away(&mut self, slot: u32) {
        let at = slot as usize;
        if let Some(live) = self.live.get_mut(at) {
            *live = false;
        }
        if let Some(order) = self.order.get(at) {
            self.by_order.remove(order);
        }
        self.touched.insert(slot);
        self.blocks.remove(&self.records, &self.live, slot, &mut self.touched);
    }

    /// The slot of a record that is there.
    fn slot(&self, record: RecordIx) -> Option<u32> {
        let slot = self.records.position.get(record.0 as usize).copied()?;
        self.is_live(slot).then_some(slot)
    }

    fn is_live(&self, slot: u32) -> bool {
        self.live.get(slot as usize).copied().unwrap_or(false)
    }

    fn push(
        &mut self,
        source: SourceIx,
        record_id: &str,
        identity: &Identity<'_>,
    ) -> (RecordIx, u32) {
        let ix = self.records.grow(&mut self.standardiser, source, record_id, identity);
        let slot = ix.0;
        let row = self.records.row(slot);
        self.frequencies.hold_row(&mut self.records, &row);
        (ix, slot)
    }

    fn comparer(&self, slots: usize) -> Comparer<'_> {
        Comparer::with_slots(&self.records, self.model.similarity, slots)
    }

    /// The pair's weight and pattern where it is worth keeping.
    fn weigh(&self, comparer: &mut Comparer<'_>, a: &Row, b: &Row) -> Option<(f32, Pattern)> {
        if !train::may_link(&self.records, a.source, b.source) {
            return None;
        }
        let pattern = comparer.pattern(a, b);
        let sums = self.weights.sums(pattern);
        if sums.bits() + FREQUENCY_GAIN_MAX < self.floor {
            return None;
        }
        let (_, shared_by) = comparer.place(a, b);
        let bits =
            self.weights.with_frequencies(&self.records, pattern, a, b, shared_by, sums).bits();
        (bits >= self.floor).then_some((bits, pattern))
    }

    /// The pairs of a slot that are worth keeping, the smaller slot first.
    fn pairs_of(&self, comparer: &mut Comparer<'_>, slot: u32) -> Vec<Scored> {
        let row = self.records.row(slot);
        let mut near = Vec::new();
        self.blocks.near(&self.records, &self.live, &row, true, &mut near);
        near.into_iter()
            .filter(|other| *other != slot)
            .filter_map(|other| {
                let (a, b) = self.in_order(slot, other);
                let (bits, pattern) =
                    self.weigh(comparer, &self.records.row(a), &self.records.row(b))?;
                let held_back = guard::holds_back(pattern, &self.model);
                Some(Scored { a: slot.min(other), b: slot.max(other), bits, held_back })
            })
            .collect()
    }

    /// Two slots as the canonical order has them, which is how a whole run compares them.
    fn in_order(&self, a: u32, b: u32) -> (u32, u32) {
        let place = |slot: u32| self.order.get(slot as usize).copied().unwrap_or(0);
        if place(a) <= place(b) { (a, b) } else { (b, a) }
    }
}

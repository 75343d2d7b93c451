//! Blocks that records join and leave.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::engine::joined;
use crate::engine::keys::{Key, KeyBuffer};
use crate::model::Block;
use crate::records::{Records, Row, mix};

/// The blocks of all rules.
#[derive(Debug)]
pub(super) struct KeyBlocks {
    rules: Vec<Rule>,
}

/// The blocks of one rule: sorted once, with what came and went since.
#[derive(Debug)]
struct Rule {
    block: Block,
    keys: Vec<u64>,
    slots: Vec<u32>,
    /// Per key: records that joined since.
    joined: FxHashMap<u64, Vec<u32>>,
    /// Per key: records that left since.
    left: FxHashMap<u64, usize>,
}

impl KeyBlocks {
    pub(super) fn new(records: &Records, live: &[bool], rules: &[Block]) -> Self {
        let rules = rules
            .iter()
            .map(|block| Rule {
                block: block.clone(),
                keys: Vec::new(),
                slots: Vec::new(),
                joined: FxHashMap::default(),
                left: FxHashMap::default(),
            })
            .collect();
        let mut out = Self { rules };
        out.sort_anew(records, live);
        out
    }

    /// Sorts the records that are there into blocks.
    pub(super) fn sort_anew(&mut self, records: &Records, live: &[bool]) {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
        let share = self.rules.len().div_ceil(threads).max(1);
        std::thread::scope(|scope| {
            let workers: Vec<_> = self
                .rules
                .chunks_mut(share)
                .map(|rules| {
                    scope.spawn(|| rules.iter_mut().for_each(|rule| rule.sort_anew(records, live)))
                })
                .collect();
            for worker in workers {
                joined(worker);
            }
        });
    }

    /// Lets a record join, and touches the records of blocks that come to give pairs, or cease to.
    pub(super) fn add(
        &mut self,
        records: &Records,
        live: &[bool],
        slot: u32,
        touched: &mut FxHashSet<u32>,
    ) {
        let row = records.row(slot);
        let mut buffer = KeyBuffer::default();
        for rule in &mut self.rules {
            rule.fill(records, &row, &mut buffer);
            for key in &buffer.keys {
                let before = rule.gives_pairs(records, live, *key);
                rule.joined.entry(*key).or_default().push(slot);
                if before != rule.gives_pairs(records, live, *key) {
                    touched.extend(rule.members(live, *key));
                }
            }
        }
    }

    /// Lets a record that is not live any more leave.
    pub(super) fn remove(
        &mut self,
        records: &Records,
        live: &[bool],
        slot: u32,
        touched: &mut FxHashSet<u32>,
    ) {
        let row = records.row(slot);
        let mut buffer = KeyBuffer::default();
        for rule in &mut self.rules {
            rule.fill(records, &row, &mut buffer);
            for key in &buffer.keys {
                let cut = row.nhs.start_of_cut().is_some();
                let before = rule.gave_pairs(records, live, *key, cut);
                *rule.left.entry(*key).or_default() += 1;
                if before != rule.gives_pairs(records, live, *key) {
                    touched.extend(rule.members(live, *key));
                }
            }
        }
    }

    /// The records that share a block with `row`, each once; with `exact`, blocks that a whole run
    /// leaves out are left out.
    pub(super) fn near(
        &self,
        records: &Records,
        live: &[bool],
        row: &Row,
        exact: bool,
        out: &mut Vec<u32>,
    ) {
        let mut buffer = KeyBuffer::default();
        for rule in &self.rules {
            rule.fill(records, row, &mut buffer);
            for key in &buffer.keys {
                let ask = if exact {
                    rule.gives_pairs(records, live, *key)
                } else {
                    rule.size(*key) <= rule.block.block_max
                };
                if ask {
                    out.extend(rule.members(live, *key));
                }
            }
        }
        out.sort_unstable();
        out.dedup();
    }
}

impl Rule {
    fn is_nhs_start(&self) -> bool {
        self.block.keys == [Key::NhsStart]
    }

    /// The keys of a record. Beginnings of NHS numbers are kept for whole numbers too, for the day
    /// that one cut short arrives.
    fn fill(&self, records: &Records, row: &Row, buffer: &mut KeyBuffer) {
        if self.is_nhs_start() {
            let whole = row.nhs.number().map(|number| number / 100);
            buffer.keys.clear();
            buffer.keys.extend(whole.or(row.nhs.start_of_cut()).map(mix));
        } else {
            buffer.fill(records, row, &self.block.keys);
        }
        buffer.keys.retain(|key| *key != 0);
    }

    fn sort_anew(&mut self, records: &Records, live: &[bool]) {
        let mut buffer = KeyBuffer::default();
        let mut sorted: Vec<(u64, u32)> = Vec::with_capacity(records.len());
        for ((slot, row), live) in (0_u32..).zip(&records.rows).zip(live) {
            if *live {
                self.fill(records, row, &mut buffer);
                sorted.extend(buffer.keys.iter().map(|key| (*key, slot)));
            }
        }
        sorted.sort_unstable();
        self.keys = sorted.iter().map(|(key, _)| *key).collect();
        self.slots = sorted.iter().map(|(_, slot)| *slot).collect();
        self.joined.clear();
        self.left.clear();
    }

    fn sorted(&self, key: u64) -> &[u32] {
        let from = self.keys.partition_point(|known| *known < key);
        let rest = self.keys.get(from..).unwrap_or_default();
        let to = from + gallop(rest, key);
        self.slots.get(from..to).unwrap_or_default()
    }

    /// Records in the block.
    fn size(&self, key: u64) -> usize {
        let came = self.joined.get(&key).map_or(0, Vec::len);
        let left = self.left.get(&key).copied().unwrap_or(0);
        (self.sorted(key).len() + came).saturating_sub(left)
    }

    fn members(&self, live: &[bool], key: u64) -> impl Iterator<Item = u32> {
        let came = self.joined.get(&key).map_or(&[][..], Vec::as_slice);
        let there = |slot: &&u32| live.get(**slot as usize).copied().unwrap_or(false);
        self.sorted(key).iter().chain(came).filter(there).copied()
    }

    /// Whether a whole run compares the records of the block.
    fn gives_pairs(&self, records: &Records, live: &[bool], key: u64) -> bool {
        self.gave_pairs(records, live, key, false)
    }

    /// The same, where a record with (`cut`) or without a number cut short has just ceased to be live.
    fn gave_pairs(&self, records: &Records, live: &[bool], key: u64, cut: bool) -> bool {
        let size = self.size(key);
        if size < 2 || size > self.block.block_max {
            return false;
        }
        let is_cut = |slot: u32| records.row(slot).nhs.start_of_cut().is_some();
        !self.is_nhs_start() || cut || self.members(live, key).any(is_cut)
    }
}

/// How many keys at the start of `keys` are `key`: most blocks are small.
fn gallop(keys: &[u64], key: u64) -> usize {
    let mut step = 1;
    while keys.get(step - 1) == Some(&key) {
        step *= 2;
    }
    let from = step / 2;
    let some = keys.get(from..step.min(keys.len())).unwrap_or_default();
    from + some.partition_point(|known| *known == key)
}

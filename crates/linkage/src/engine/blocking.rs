//! Candidate pairs: records that share the key of at least one rule.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

pub(crate) use super::keys::Key;
use super::keys::KeyColumns;
use super::report::BlockReport;
use crate::model::Block;
use crate::records::Records;

/// Records whose pairs are found together: their rows fit into the processor's second memory.
const SHARE_RECORDS: usize = 8192;

/// Most shares of the work.
const SHARES_MAX: usize = 256;

/// Pairs of one piece of memory.
const CHUNK: usize = 4096;

/// Pairs held at first before those found twice are taken out.
const HELD_MAX: usize = 64 << 20;

/// Records of one bucket when the keys of a rule are sorted: they fit into the processor's first memory.
const BUCKET_RECORDS: usize = 256;

/// Two positions, the smaller first, and the number of a rule that gives them: 29, 29 and 6 bits, enough
/// for 536 million records and 64 rules. Sorted as numbers they stand in the order of positions, the
/// first rule first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RawPair(u64);

impl RawPair {
    const RULE_BITS: u32 = 6;
    const POSITION_BITS: u32 = 29;

    fn new(a: u32, b: u32, rule: usize) -> Self {
        let (a, b) = (u64::from(a.min(b)), u64::from(a.max(b)));
        Self((a << Self::POSITION_BITS | b) << Self::RULE_BITS | rule as u64)
    }

    pub(crate) const fn a(self) -> u32 {
        (self.0 >> (Self::POSITION_BITS + Self::RULE_BITS)) as u32
    }

    pub(crate) const fn b(self) -> u32 {
        (self.0 >> Self::RULE_BITS) as u32 & ((1 << Self::POSITION_BITS) - 1)
    }

    pub(crate) const fn rule(self) -> usize {
        (self.0 & ((1 << Self::RULE_BITS) - 1)) as usize
    }

    const fn same_records(self, other: Self) -> bool {
        self.0 >> Self::RULE_BITS == other.0 >> Self::RULE_BITS
    }
}

/// The pairs of all rules, in shares by their first record.
pub(crate) struct Candidates {
    shares: Vec<Mutex<Vec<Vec<RawPair>>>>,
    /// What each rule did; its pairs are counted when they are compared.
    pub(crate) reports: Vec<BlockReport>,
}

impl Candidates {
    /// Sorts records into blocks, rule by rule, and notes the pairs of each block.
    pub(crate) fn new(records: &Records, rules: &[Block], threads: usize) -> Self {
        let columns = KeyColumns::new(records, rules, threads);
        let next = AtomicUsize::new(0);
        let work = || {
            let mut heap = Heap::new(records.len(), HELD_MAX / threads.max(1));
            let mut sorter = Sorter::default();
            sorter.entries.reserve(records.len());
            sorter.sorted.reserve(records.len());
            let mut reports = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(rule) = rules.get(at) else { break };
                sorter.sort(|entries| {
                    columns.each(&rule.keys, |key, position| entries.push((key, position)));
                });
                reports.push((at, pairs_of_blocks(&sorter, rule, at, &mut heap)));
            }
            (heap, reports)
        };
        let mut parts = Vec::new();
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            parts.extend(workers.into_iter().map(super::joined));
        });
        let mut reports = Vec::new();
        let mut shares: Vec<Vec<Vec<RawPair>>> = Vec::new();
        for (heap, part) in parts {
            reports.extend(part);
            for (at, share) in heap.shares.into_iter().enumerate() {
                match shares.get_mut(at) {
                    Some(chunks) => chunks.extend(share.chunks),
                    None => shares.push(share.chunks),
                }
            }
        }
        reports.sort_unstable_by_key(|(at, _)| *at);
        Self {
            shares: shares.into_iter().map(Mutex::new).collect(),
            reports: reports.into_iter().map(|(_, report)| report).collect(),
        }
    }

    /// Number of shares of the work.
    pub(crate) fn shares(&self) -> usize {
        self.shares.len()
    }

    /// The pairs of a share, each once, in the order of their positions; their memory is the caller's.
    pub(crate) fn take(&self, share: usize) -> Vec<RawPair> {
        let chunks = self.shares.get(share).map(|chunks| match chunks.lock() {
            Ok(mut chunks) => std::mem::take(&mut *chunks),
            Err(_) => Vec::new(),
        });
        each_once(chunks.unwrap_or_default())
    }
}

/// One list without the pairs found twice, of which the first rule's stays.
fn each_once(chunks: Vec<Vec<RawPair>>) -> Vec<RawPair> {
    let mut out = Vec::with_capacity(chunks.iter().map(Vec::len).sum());
    for chunk in chunks {
        out.extend(chunk);
    }
    out.sort_unstable();
    out.dedup_by(|later, first| later.same_records(*first));
    out
}

/// Pairs as one thread finds them, in shares by their first record.
struct Heap {
    shares: Vec<Share>,
    /// Position to share.
    shift: u32,
    held: usize,
    held_max: usize,
}

#[derive(Default)]
struct Share {
    chunks: Vec<Vec<RawPair>>,
}

impl Share {
    fn push(&mut self, pair: RawPair) {
        match self.chunks.last_mut() {
            Some(chunk) if chunk.len() < chunk.capacity() => chunk.push(pair),
            _ => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(pair);
                self.chunks.push(chunk);
            }
        }
    }
}

impl Heap {
    fn new(records: usize, held_max: usize) -> Self {
        let wanted = records.div_ceil(SHARE_RECORDS).clamp(1, SHARES_MAX);
        let shift = records.div_ceil(wanted).max(1).next_power_of_two().trailing_zeros();
        let shares = (records >> shift) + 1;
        Self { shares: (0..shares).map(|_| Share::default()).collect(), shift, held: 0, held_max }
    }

    /// Notes the pairs of a block.
    fn add(&mut self, block: &[(u64, u32)], rule: usize) {
        for (at, (_, a)) in block.iter().enumerate() {
            for (_, b) in block.get(at + 1..).unwrap_or_default() {
                let share = (*a.min(b) >> self.shift) as usize;
                if let Some(share) = self.shares.get_mut(share) {
                    share.push(RawPair::new(*a, *b, rule));
                }
            }
        }
        self.held += block.len() * (block.len() - 1) / 2;
        if self.held > self.held_max {
            self.condense();
        }
    }

    /// Takes out pairs found twice, so that memory follows the number of different pairs.
    fn condense(&mut self) {
        self.held = 0;
        for share in &mut self.shares {
            let once = each_once(std::mem::take(&mut share.chunks));
            self.held += once.len();
            share.chunks = once.chunks(CHUNK).map(<[RawPair]>::to_vec).collect();
        }
        self.held_max = self.held_max.max(2 * self.held);
    }
}

/// Keys with positions, brought together by key.
#[derive(Default)]
struct Sorter {
    entries: Vec<(u64, u32)>,
    sorted: Vec<(u64, u32)>,
    ends: Vec<usize>,
}

impl Sorter {
    /// Sorts what `fill` gives: first into buckets by the upper bits of the key, then each bucket.
    fn sort(&mut self, fill: impl FnOnce(&mut Vec<(u64, u32)>)) {
        self.entries.clear();
        fill(&mut self.entries);
        let buckets = (self.entries.len() / BUCKET_RECORDS).clamp(2, 4096).next_power_of_two();
        let shift = 64 - buckets.trailing_zeros();
        self.ends.clear();
        self.ends.resize(buckets, 0);
        for (key, _) in &self.entries {
            if let Some(end) = self.ends.get_mut((key >> shift) as usize) {
                *end += 1;
            }
        }
        // What are counts become starts, and starts ends by filling.
        let mut start = 0;
        for end in &mut self.ends {
            start += std::mem::replace(end, start);
        }
        self.sorted.resize(self.entries.len(), (0, 0));
        for entry in &self.entries {
            if let Some(end) = self.ends.get_mut((entry.0 >> shift) as usize) {
                if let Some(slot) = self.sorted.get_mut(*end) {
                    *slot = *entry;
                }
                *end += 1;
            }
        }
        let mut rest = self.sorted.as_mut_slice();
        let mut before = 0;
        for end in &self.ends {
            let Some((bucket, after)) = rest.split_at_mut_checked(end - before) else { break };
            bucket.sort_unstable_by_key(|entry| entry.0);
            (rest, before) = (after, *end);
        }
    }
}

/// Notes the pairs of the blocks of a rule that are not too large.
fn pairs_of_blocks(sorter: &Sorter, rule: &Block, number: usize, heap: &mut Heap) -> BlockReport {
    let mut report = BlockReport {
        rule: rule.keys.iter().map(|k| format!("{k:?}")).collect::<Vec<_>>().join(" + "),
        ..BlockReport::default()
    };
    for block in sorter.sorted.chunk_by(|a, b| a.0 == b.0) {
        let size = block.len() as u64;
        if block.len() > rule.block_max {
            if rule.rare_only {
                report.common_blocks += 1;
                report.common_records += size;
            } else {
                report.dropped_blocks += 1;
                report.dropped_records += size;
                report.largest_dropped = report.largest_dropped.max(size);
            }
        } else if block.len() > 1 {
            report.blocks += 1;
            heap.add(block, number);
        }
    }
    report
}

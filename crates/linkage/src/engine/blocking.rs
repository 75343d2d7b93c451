//! Candidate pairs: records that share the key of at least one rule.

use serde::Deserialize;

use super::report::BlockReport;
use crate::model::Block;
use crate::records::{NameInfo, Records, Row, mix};
use crate::standardise::numbers::Nhs;

/// A part of a blocking key.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Key {
    Nhs,
    NhsStart,
    OtherId,
    Email,
    EmailLocal,
    Phone,
    Birth,
    BirthYear,
    BirthYearDay,
    BirthMonthDay,
    BirthYearMonth,
    First,
    FirstSound,
    FirstInitial,
    Surname,
    SurnameSound,
    SurnameInitial,
    SurnamePart,
    SwappedSounds,
    Postcode,
    Outward,
    Uprn,
    Address,
    Town,
    Practice,
}

/// Most keys one record may have under one rule.
const KEYS_MAX: usize = 16;

/// The keys of all records under one rule; 0 is none.
struct RuleKeys {
    /// Where the keys of each record start; empty while every record has one key or none.
    starts: Vec<u32>,
    keys: Vec<u64>,
}

impl RuleKeys {
    fn of(&self, position: u32) -> &[u64] {
        let at = position as usize;
        if self.starts.is_empty() {
            return self.keys.get(at..=at).unwrap_or_default();
        }
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(to)) => {
                self.keys.get(*from as usize..*to as usize).unwrap_or_default()
            }
            _ => &[],
        }
    }

    /// Adds the keys of the record at `position`, the next in order.
    fn push(&mut self, position: usize, keys: &[u64]) {
        if keys.len() > 1 && self.starts.is_empty() {
            self.starts = (0_u32..).take(position + 1).collect();
        }
        match keys {
            [] => self.keys.push(0),
            keys => self.keys.extend_from_slice(keys),
        }
        if !self.starts.is_empty() {
            self.starts.push(u32::try_from(self.keys.len()).unwrap_or(u32::MAX));
        }
    }

    /// The smallest key that both have and that was not dropped.
    fn first_shared(&self, a: u32, b: u32) -> Option<u64> {
        match (self.of(a), self.of(b)) {
            ([x], [y]) => (x == y && *x != 0).then_some(*x),
            (x, y) => x.iter().filter(|key| **key != 0 && y.contains(key)).min().copied(),
        }
    }
}

/// The blocks of one rule, in the order of their keys.
#[derive(Default)]
struct Members {
    /// Per block its key, and where its records end.
    blocks: Vec<(u64, u32)>,
    /// The records of all blocks, by position.
    records: Vec<u32>,
}

impl Members {
    fn push(&mut self, key: u64, block: &[(u64, u32)]) {
        self.records.extend(block.iter().map(|(_, position)| *position));
        self.blocks.push((key, u32::try_from(self.records.len()).unwrap_or(u32::MAX)));
    }

    /// Where the records of a block start.
    fn start(&self, block: usize) -> usize {
        let before = block.checked_sub(1).and_then(|at| self.blocks.get(at));
        before.map_or(0, |(_, end)| *end as usize)
    }
}

/// All blocks of all rules, ready to give pairs.
pub(crate) struct Blocks {
    rules: Vec<RuleKeys>,
    /// Per record and rule its only key in 32 bits, 0 for none: side by side, for the question that is
    /// asked of every pair.
    short: Vec<u32>,
    /// Per record one bit per rule under which it has several keys.
    several: Vec<u64>,
    /// Per rule its blocks of two records or more, dropped blocks left out.
    members: Vec<Members>,
    pub(crate) reports: Vec<BlockReport>,
}

impl Blocks {
    /// Sorts records into blocks, one thread per half of the rules.
    pub(crate) fn new(records: &Records, rules: &[Block], threads: usize) -> Self {
        let share = rules.len().div_ceil(threads.max(1)).max(1);
        let mut built = Vec::new();
        std::thread::scope(|scope| {
            let workers: Vec<_> = rules
                .chunks(share)
                .map(|rules| {
                    scope.spawn(|| {
                        let mut scratch = Vec::with_capacity(records.len());
                        rules.iter().map(|r| build(records, r, &mut scratch)).collect()
                    })
                })
                .collect();
            for worker in workers {
                let part: Vec<_> = super::joined(worker);
                built.extend(part);
            }
        });
        let mut out = Self {
            rules: Vec::new(),
            short: Vec::new(),
            several: Vec::new(),
            members: Vec::new(),
            reports: Vec::new(),
        };
        for (keys, members, report) in built {
            out.rules.push(keys);
            out.members.push(members);
            out.reports.push(report);
        }
        out.shorten(records.len());
        out
    }

    fn shorten(&mut self, records: usize) {
        self.short.reserve(records * self.rules.len());
        self.several.reserve(records);
        for position in (0_u32..).take(records) {
            let mut several = 0_u64;
            for (number, rule) in self.rules.iter().enumerate() {
                let keys = rule.of(position);
                several |= u64::from(keys.len() > 1) << number;
                let key = keys.first().copied().unwrap_or(0);
                let short = (key >> 32) as u32 | 1;
                self.short.push(if key == 0 { 0 } else { short });
            }
            self.several.push(several);
        }
    }

    /// The work cut into pieces of about `members` records: a rule and a range of its blocks.
    pub(crate) fn pieces(&self, members: usize) -> Vec<(usize, std::ops::Range<usize>)> {
        let mut pieces = Vec::new();
        for (rule, all) in self.members.iter().enumerate() {
            let mut from = 0;
            while from < all.blocks.len() {
                let enough = all.start(from) + members;
                let rest = all.blocks.get(from..).unwrap_or_default();
                let to = from + 1 + rest.partition_point(|(_, end)| (*end as usize) < enough);
                let to = to.min(all.blocks.len());
                pieces.push((rule, from..to));
                from = to;
            }
        }
        pieces
    }

    /// Gives each pair of a piece that no earlier rule gives.
    pub(crate) fn pairs(
        &self,
        rule: usize,
        piece: std::ops::Range<usize>,
        mut give: impl FnMut(u32, u32),
    ) {
        let Some(all) = self.members.get(rule) else { return };
        let mut start = all.start(piece.start);
        for (key, end) in all.blocks.get(piece).unwrap_or_default() {
            let block = all.records.get(start..*end as usize).unwrap_or_default();
            start = *end as usize;
            for (i, a) in block.iter().enumerate() {
                for b in block.get(i + 1..).unwrap_or_default() {
                    if a != b && self.is_new(rule, *key, *a, *b) {
                        give((*a).min(*b), (*a).max(*b));
                    }
                }
            }
        }
    }

    fn is_new(&self, rule: usize, key: u64, a: u32, b: u32) -> bool {
        let (x, y) = (self.short_of(a, rule), self.short_of(b, rule));
        if x.iter().zip(y).any(|(x, y)| x == y && *x != 0) {
            return false;
        }
        let several = |of: u32| self.several.get(of as usize).copied().unwrap_or(0);
        let mut left = (several(a) | several(b)) & ((2 << rule) - 1);
        while left != 0 {
            let at = left.trailing_zeros() as usize;
            let shared = self.rules.get(at).and_then(|keys| keys.first_shared(a, b));
            if (at < rule && shared.is_some()) || (at == rule && shared != Some(key)) {
                return false;
            }
            left &= left - 1;
        }
        true
    }

    /// The short keys of a record under the rules before `rule`.
    fn short_of(&self, record: u32, rule: usize) -> &[u32] {
        let start = record as usize * self.rules.len();
        self.short.get(start..start + rule).unwrap_or_default()
    }
}

type Built = (RuleKeys, Members, BlockReport);

/// Builds the blocks of one rule; `scratch` is memory to sort in.
fn build(records: &Records, rule: &Block, scratch: &mut Vec<(u64, u32)>) -> Built {
    let mut out = RuleKeys { starts: Vec::new(), keys: Vec::with_capacity(records.len()) };
    let mut buffer = KeyBuffer::default();
    scratch.clear();
    for (position, row) in (0_u32..).zip(&records.rows) {
        buffer.fill(records, row, &rule.keys);
        scratch.extend(buffer.keys.iter().map(|key| (*key, position)));
        out.push(position as usize, &buffer.keys);
    }
    scratch.sort_unstable();
    let (members, report) = without_large(&mut out, scratch, rule);
    (out, members, report)
}

/// The blocks that are not too large; the others are left out also of the keys by which later rules
/// ask.
fn without_large(
    keys: &mut RuleKeys,
    sorted: &[(u64, u32)],
    rule: &Block,
) -> (Members, BlockReport) {
    let mut report = BlockReport {
        rule: rule.keys.iter().map(|k| format!("{k:?}")).collect::<Vec<_>>().join(" + "),
        ..BlockReport::default()
    };
    let mut kept = Members::default();
    let mut dropped = rustc_hash::FxHashSet::default();
    for block in sorted.chunk_by(|a, b| a.0 == b.0) {
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
            dropped.extend(block.first().map(|m| m.0));
        } else if block.len() > 1 {
            report.blocks += 1;
            kept.push(block.first().map_or(0, |m| m.0), block);
        }
    }
    if !dropped.is_empty() {
        for key in &mut keys.keys {
            if dropped.contains(key) {
                *key = 0;
            }
        }
    }
    (kept, report)
}

/// Builds the keys of one record under one rule.
#[derive(Default)]
pub(crate) struct KeyBuffer {
    pub(crate) keys: Vec<u64>,
    values: Vec<u64>,
    next: Vec<u64>,
}

impl KeyBuffer {
    pub(crate) fn fill(&mut self, records: &Records, row: &Row, parts: &[Key]) {
        self.keys.clear();
        self.keys.push(0x9e37_79b9_7f4a_7c15);
        for part in parts {
            self.values.clear();
            values(records, row, *part, &mut self.values);
            self.next.clear();
            for key in &self.keys {
                for value in &self.values {
                    if *value != 0 && self.next.len() < KEYS_MAX {
                        self.next.push(mix(key.rotate_left(17) ^ mix(*value)));
                    }
                }
            }
            std::mem::swap(&mut self.keys, &mut self.next);
        }
        self.keys.sort_unstable();
        self.keys.dedup();
    }
}

/// The values of one part of a key; none or 0 when missing.
fn values(records: &Records, row: &Row, key: Key, out: &mut Vec<u64>) {
    let dicts = &records.dicts;
    let info = |id: u32| dicts.name_info.get(id as usize).filter(|_| id != 0);
    let same = |id: u32| info(id).map(|i| u64::from(i.same));
    let sound = |id: u32| info(id).map(|i: &NameInfo| u64::from(i.sound));
    let initial = |id: u32| info(id).and_then(|i| i.letters.first()).map(|c| u64::from(*c));
    let born = u64::from(row.born);
    match key {
        Key::Nhs => out.push(match row.nhs {
            Nhs::Valid(value) | Nhs::Wrong(value) => value,
            _ => 0,
        }),
        Key::NhsStart => match row.nhs {
            // Whole numbers meet cut ones here, not each other.
            Nhs::Valid(value) | Nhs::Wrong(value) => {
                out.extend(dicts.nhs_starts.get(&(value / 100)).copied());
            }
            cut => out.extend(cut.start_of_cut()),
        },
        Key::OtherId => out.push(row.other_id.into()),
        Key::Email => out.push(row.email.into()),
        Key::EmailLocal => {
            let local = dicts.emails.text(row.email).split('@').next().unwrap_or_default();
            out.push(local.bytes().fold(0, |hash, c| mix(hash ^ u64::from(c))));
        }
        Key::Phone => out.push(row.phone.into()),
        Key::Birth => out.push(born),
        Key::BirthYear => out.push(born >> 16),
        Key::BirthYearDay => out.push(if born == 0 { 0 } else { born & 0xffff_00ff }),
        Key::BirthMonthDay => out.push(if born == 0 { 0 } else { 1 << 20 | born & 0xffff }),
        Key::BirthYearMonth => out.push(born >> 8),
        Key::First => out.extend(same(row.first)),
        Key::FirstSound => out.extend(sound(row.first)),
        Key::FirstInitial => out.extend(initial(row.first)),
        Key::Surname => out.extend(same(row.surname).into_iter().chain(same(row.former))),
        Key::SurnameSound => out.extend(sound(row.surname).into_iter().chain(sound(row.former))),
        Key::SurnameInitial => out.extend(initial(row.surname)),
        Key::SurnamePart => {
            out.extend(same(row.surname));
            if let Some(info) = info(row.surname) {
                out.extend(info.parts.iter().map(|part| u64::from(*part)));
            }
        }
        Key::SwappedSounds => {
            if let (Some(a), Some(b)) = (sound(row.first), sound(row.surname)) {
                out.push(if a == 0 || b == 0 { 0 } else { mix(a.min(b)) ^ a.max(b) });
            }
        }
        Key::Postcode => places(records, row, out, |p| p.postcode),
        Key::Outward => places(records, row, out, |p| p.outward),
        Key::Uprn => places(records, row, out, |p| p.uprn),
        Key::Address => places(records, row, out, |p| p.address),
        Key::Town => out.push(row.town.into()),
        Key::Practice => out.push(row.practice.into()),
    }
}

fn places(
    records: &Records,
    row: &Row,
    out: &mut Vec<u64>,
    value: impl Fn(&crate::records::Place) -> u32,
) {
    for place in records.places_of(row) {
        let value = u64::from(value(place));
        if !out.contains(&value) {
            out.push(value);
        }
    }
}

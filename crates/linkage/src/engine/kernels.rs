//! The steps of linking one by one, so that each can be timed (`benches/kernels.rs`). For linking itself
//! use [`link`](crate::link).

use super::blocking::Candidates;
use super::compare::{Comparer, Pattern, born_level};
use super::report::LinkReport;
use super::train::{self, RandomPairs};
use super::{Compared, Constraints, Scored, cluster, compare_all, score};
use crate::engine::trained::TrainedModel;
use crate::model::Model;
use crate::records::{RecordIx, Records};

/// How two dates of birth agree: 0 for a missing one, 1 for the same, up to 7 for different. Dates are
/// eight nibbles, `0xYYYYMMDD`.
#[must_use]
pub fn date_level(a: u32, b: u32) -> u64 {
    born_level(a, b)
}

/// Compares pairs one by one.
pub struct Pairs<'a> {
    records: &'a Records,
    comparer: Comparer<'a>,
}

impl<'a> Pairs<'a> {
    /// Gets ready to compare.
    #[must_use]
    pub fn new(records: &'a Records, model: &Model) -> Self {
        Self { records, comparer: Comparer::new(records, model.similarity) }
    }

    /// The levels of agreement of two records, four bits per comparison; 0 for records that do not
    /// exist.
    pub fn pattern(&mut self, a: RecordIx, b: RecordIx) -> u64 {
        let row = |ix: RecordIx| {
            let position = self.records.position.get(ix.0 as usize)?;
            self.records.rows.get(*position as usize)
        };
        row(a).zip(row(b)).map_or(0, |(a, b)| self.comparer.pattern(a, b).0)
    }
}

/// Finds the blocks of all rules and the pairs in them; gives the number of pairs, each counted once.
#[must_use]
pub fn block(records: &Records, model: &Model, threads: usize) -> u64 {
    let candidates = Candidates::new(records, &model.block, threads);
    (0..candidates.shares()).map(|share| candidates.take(share).len() as u64).sum()
}

/// Records compared and weighed, ready for the steps after.
pub struct Weighed<'a> {
    records: &'a Records,
    model: Model,
    patterns: Vec<(Pattern, u32)>,
    random: RandomPairs,
    trained: TrainedModel,
    scored: Vec<Scored>,
}

impl<'a> Weighed<'a> {
    /// Takes the steps up to weighing.
    #[must_use]
    pub fn new(records: &'a Records, model: &Model, threads: usize) -> Self {
        let mut candidates = Candidates::new(records, &model.block, threads);
        let mut reports = std::mem::take(&mut candidates.reports);
        let (pairs, patterns): (Vec<Compared>, _) =
            compare_all(records, model, &candidates, &mut reports, threads);
        let random = RandomPairs::new(records, model, threads);
        let trained = train::train(records, model, &patterns, &random).model;
        let scored = score(records, &trained, pairs, &patterns, threads);
        Self { records, model: model.clone(), patterns, random, trained, scored }
    }

    /// Number of different patterns of agreement.
    #[must_use]
    pub fn patterns(&self) -> usize {
        self.patterns.len()
    }

    /// Number of pairs at or above the review threshold.
    #[must_use]
    pub fn kept(&self) -> usize {
        self.scored.len()
    }

    /// Estimates the model anew from the counts of patterns; gives the rounds it took.
    #[must_use]
    pub fn train(&self) -> u32 {
        train::train(self.records, &self.model, &self.patterns, &self.random).iterations
    }

    /// Unites records into persons anew; gives their number.
    #[must_use]
    pub fn cluster(&self) -> u64 {
        let mut report = LinkReport::default();
        let none = Constraints::default();
        cluster::cluster(self.records, &self.trained, &self.scored, &none, &mut report);
        report.persons
    }
}

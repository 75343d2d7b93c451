//! The engine: blocks, patterns, training, scores, clusters.

pub(crate) mod blocking;
mod cluster;
pub(crate) mod compare;
pub(crate) mod dict;
pub mod explain;
mod guard;
pub mod index;
pub mod kernels;
mod keys;
pub mod report;
pub mod strings;
mod train;
pub mod trained;

use std::time::Instant;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::model::Model;
use crate::records::{RecordIx, Records};
use blocking::{Candidates, RawPair};
use compare::{Comparer, Pattern};
use report::{LinkReport, Stage, StageTime};
use trained::{TrainedModel, Weights, probability};

/// What becomes of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Band {
    /// Inside one person: linked without anybody looking.
    Auto,
    /// For a person to look at.
    Review,
    /// Kept apart by a decision that people have made: nothing left to look at.
    None,
}

impl Band {
    /// The name as written in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Review => "review",
            Self::None => "none",
        }
    }
}

/// A scored pair.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Edge {
    /// One record, the smaller number.
    pub a: RecordIx,
    /// The other.
    pub b: RecordIx,
    /// log2 odds that they are one person, prior included.
    pub weight: f32,
    /// The same as a probability.
    pub probability: f32,
    /// What becomes of it.
    pub band: Band,
    /// Whether the rule on twins and namesakes keeps it from linking by itself.
    pub held_back: bool,
}

/// Decisions that people have made and that no score overrides.
#[derive(Clone, Debug, Default)]
pub struct Constraints {
    /// Pairs that are one person.
    pub must_link: Vec<(RecordIx, RecordIx)>,
    /// Pairs that are not.
    pub never_link: Vec<(RecordIx, RecordIx)>,
}

/// The result of [`link`].
#[derive(Clone, Debug)]
pub struct Linkage {
    /// Per record: its person, numbered from 0 by first record.
    pub cluster_of: Vec<u32>,
    /// Pairs at or above the review threshold, heaviest first: those inside persons, those for review,
    /// and those that a decision keeps apart.
    pub edges: Vec<Edge>,
    /// The model as trained on these records.
    pub model: TrainedModel,
    /// What was done.
    pub report: LinkReport,
}

/// A pair worth keeping, by position.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scored {
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) bits: f32,
    pub(crate) held_back: bool,
}

/// Finds which records are one person. The result depends on the records, the model and the
/// constraints alone, not on the order of the records or the number of threads.
#[must_use]
pub fn link(
    records: &Records,
    model: &Model,
    constraints: &Constraints,
    progress: &dyn Fn(Stage),
) -> Linkage {
    work(records, model, None, constraints, progress)
}

/// As [`link`], by a model that was trained before: nothing is estimated. Where `records` hold the
/// [`Frequencies`](crate::Frequencies) of that training, a pair weighs what it weighed then, whatever
/// other records have come or gone. The blocking rules are those of `model`.
#[must_use]
pub fn link_with(
    records: &Records,
    model: &Model,
    trained: &TrainedModel,
    constraints: &Constraints,
    progress: &dyn Fn(Stage),
) -> Linkage {
    work(records, model, Some(trained), constraints, progress)
}

fn work(
    records: &Records,
    model: &Model,
    trained: Option<&TrainedModel>,
    constraints: &Constraints,
    progress: &dyn Fn(Stage),
) -> Linkage {
    let mut clock = Clock { progress, stages: Vec::new() };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let mut candidates =
        clock.run(Stage::Blocking, || Candidates::new(records, &model.block, threads));
    let mut blocking = std::mem::take(&mut candidates.reports);
    let (pairs, patterns) = clock
        .run(Stage::Comparing, || compare_all(records, model, &candidates, &mut blocking, threads));
    drop(candidates);
    let training = match trained {
        Some(trained) => train::Training { model: trained.clone(), iterations: 0, converged: true },
        None => clock.run(Stage::Training, || {
            let random = train::RandomPairs::new(records, model, threads);
            train::train(records, model, &patterns, &random)
        }),
    };
    let found = pairs.iter().map(|share| share.pairs.len() as u64).sum();
    let scored =
        clock.run(Stage::Scoring, || score(records, &training.model, pairs, &patterns, threads));
    let mut report = LinkReport {
        records: records.len() as u64,
        pairs: found,
        blocking,
        patterns: patterns.len() as u64,
        iterations: training.iterations,
        converged: training.converged,
        ..LinkReport::default()
    };
    let clusters = clock.run(Stage::Clustering, || {
        cluster::cluster(records, &training.model, &scored, constraints, &mut report)
    });
    let edges = edges(records, &scored, &clusters, constraints, &mut report);
    report.stages = clock.stages;
    Linkage { cluster_of: clusters, edges, model: training.model, report }
}

/// A thread's result. Its panic goes on here: half a result must never pass for a whole one.
fn joined<T>(worker: std::thread::ScopedJoinHandle<'_, T>) -> T {
    match worker.join() {
        Ok(out) => out,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

struct Clock<'a> {
    progress: &'a dyn Fn(Stage),
    stages: Vec<StageTime>,
}

impl Clock<'_> {
    fn run<T>(&mut self, stage: Stage, work: impl FnOnce() -> T) -> T {
        (self.progress)(stage);
        let start = Instant::now();
        let out = work();
        self.stages.push(StageTime { stage, elapsed_ms: start.elapsed().as_secs_f64() * 1000.0 });
        out
    }
}

/// The pairs of one share of the work, with the number of the pattern of each.
#[derive(Default)]
struct Compared {
    pairs: Vec<RawPair>,
    patterns: Vec<u32>,
}

/// The patterns that one thread has met, numbered as met, each with its count.
#[derive(Default)]
struct Met {
    patterns: Vec<(Pattern, u32)>,
    numbers: FxHashMap<Pattern, u32>,
}

impl Met {
    /// Counts one pair more; gives the pattern's number.
    fn count(&mut self, pattern: Pattern) -> u32 {
        let next = self.patterns.len();
        let number =
            *self.numbers.entry(pattern).or_insert_with(|| u32::try_from(next).unwrap_or(u32::MAX));
        match self.patterns.get_mut(number as usize) {
            Some((_, count)) => *count += 1,
            None => self.patterns.push((pattern, 1)),
        }
        number
    }
}

/// Pairs whose rows are called for together, so that memory gives them at one go.
const CALLED_TOGETHER: usize = 32;

/// Compares every pair; gives the pairs by share, and the patterns with their counts, in their own order
/// so that sums over them do not depend on the threads.
fn compare_all(
    records: &Records,
    model: &Model,
    candidates: &Candidates,
    reports: &mut [report::BlockReport],
    threads: usize,
) -> (Vec<Compared>, Vec<(Pattern, u32)>) {
    let any_unique = records.sources.iter().any(|source| source.unique);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut threads_done = Vec::new();
    std::thread::scope(|scope| {
        let work = || {
            let mut comparer = Comparer::new(records, model.similarity);
            let (mut met, mut per_rule) = (Met::default(), vec![0_u64; reports.len()]);
            let mut done = Vec::new();
            loop {
                let share = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                if share >= candidates.shares() {
                    break;
                }
                let mut pairs = candidates.take(share);
                if any_unique {
                    pairs.retain(|pair| {
                        let source = |at| records.rows.get(at as usize).map_or(0, |row| row.source);
                        train::may_link(records, source(pair.a()), source(pair.b()))
                    });
                }
                let mut patterns = Vec::with_capacity(pairs.len());
                for pairs in pairs.chunks(CALLED_TOGETHER) {
                    call_for(records, pairs.iter());
                    for pair in pairs {
                        let rows = (
                            records.rows.get(pair.a() as usize),
                            records.rows.get(pair.b() as usize),
                        );
                        let (Some(a), Some(b)) = rows else { continue };
                        patterns.push(met.count(comparer.pattern(a, b)));
                        if let Some(count) = per_rule.get_mut(pair.rule()) {
                            *count += 1;
                        }
                    }
                }
                pairs.shrink_to_fit();
                done.push((share, Compared { pairs, patterns }));
            }
            (done, met, per_rule)
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads_done.extend(workers.into_iter().map(joined));
    });
    for (_, _, per_rule) in &threads_done {
        for (report, count) in reports.iter_mut().zip(per_rule) {
            report.pairs += count;
        }
    }
    merge(threads_done.into_iter().map(|(done, met, _)| (done, met)).collect())
}

/// Touches the rows of some pairs: the processor waits for all of them together, not for each in turn.
fn call_for<'a>(records: &Records, pairs: impl Iterator<Item = &'a RawPair>) {
    let row = |pair: &RawPair| records.rows.get(pair.b() as usize);
    let touch = |pair| row(pair).map_or(0, |row| row.born ^ row.home.postcode);
    std::hint::black_box(pairs.fold(0, |all, pair| all ^ touch(pair)));
}

/// One numbering of the patterns of all threads.
fn merge(threads: Vec<(Vec<(usize, Compared)>, Met)>) -> (Vec<Compared>, Vec<(Pattern, u32)>) {
    let mut counts: std::collections::BTreeMap<Pattern, u32> = std::collections::BTreeMap::new();
    for (pattern, count) in threads.iter().flat_map(|(_, met)| &met.patterns) {
        *counts.entry(*pattern).or_default() += count;
    }
    let patterns: Vec<(Pattern, u32)> = counts.into_iter().collect();
    let mut shares = Vec::new();
    for (done, met) in threads {
        let renumbered: Vec<u32> = met
            .patterns
            .iter()
            .map(|(pattern, _)| patterns.partition_point(|(p, _)| p < pattern))
            .map(|at| u32::try_from(at).unwrap_or(u32::MAX))
            .collect();
        for (share, mut compared) in done {
            for number in &mut compared.patterns {
                *number = renumbered.get(*number as usize).copied().unwrap_or(0);
            }
            shares.push((share, compared));
        }
    }
    shares.sort_unstable_by_key(|(share, _)| *share);
    (shares.into_iter().map(|(_, compared)| compared).collect(), patterns)
}

/// Bits of a pattern that frequencies could at most add.
const FREQUENCY_GAIN_MAX: f32 = 24.0;

/// Weighs every pair and keeps those at or above the review threshold, heaviest first.
fn score(
    records: &Records,
    model: &TrainedModel,
    pairs: Vec<Compared>,
    patterns: &[(Pattern, u32)],
    threads: usize,
) -> Vec<Scored> {
    let weights = Weights::new(model);
    let floor = bits_of(model.thresholds.review_probability);
    // Per pattern its sums, where frequencies could lift it to the threshold.
    let sums: Vec<_> = patterns
        .iter()
        .map(|(pattern, _)| {
            let sums = weights.sums(*pattern);
            let gain = (weights.gain_max(*pattern) + 0.1).min(FREQUENCY_GAIN_MAX);
            (sums.bits() + gain >= floor).then_some((*pattern, sums))
        })
        .collect();
    let within_reach: Vec<bool> = sums.iter().map(Option::is_some).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut out: Vec<Scored> = Vec::new();
    std::thread::scope(|scope| {
        let work = || {
            let mut comparer = Comparer::new(records, model.similarity);
            let (mut kept, mut near) = (Vec::new(), Vec::new());
            loop {
                let share = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let Some(share) = pairs.get(share) else { break };
                let all = share.pairs.iter().zip(&share.patterns);
                let reach =
                    |number: u32| within_reach.get(number as usize).is_some_and(|near| *near);
                near.clear();
                near.extend(all.filter(|(_, number)| reach(**number)).map(|(p, n)| (*p, *n)));
                for (at, (pair, number)) in near.iter().enumerate() {
                    if at % CALLED_TOGETHER == 0 {
                        let called = near.iter().skip(at).take(CALLED_TOGETHER);
                        call_for(records, called.map(|(pair, _)| pair));
                    }
                    let Some(Some((pattern, sums))) = sums.get(*number as usize) else { continue };
                    let (a, b) = (pair.a(), pair.b());
                    let rows = (records.rows.get(a as usize), records.rows.get(b as usize));
                    let (Some(x), Some(y)) = rows else { continue };
                    let (_, shared_by) = comparer.place(x, y);
                    let bits =
                        weights.with_frequencies(records, *pattern, x, y, shared_by, *sums).bits();
                    if bits >= floor {
                        let held_back = guard::holds_back(*pattern, model);
                        kept.push(Scored { a, b, bits, held_back });
                    }
                }
            }
            kept
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        out.extend(workers.into_iter().flat_map(joined));
    });
    drop(pairs);
    out.sort_unstable_by(|x, y| y.bits.total_cmp(&x.bits).then((x.a, x.b).cmp(&(y.a, y.b))));
    out
}

fn bits_of(probability: f64) -> f32 {
    (probability / (1.0 - probability).max(1e-12)).max(1e-12).log2() as f32
}

fn edges(
    records: &Records,
    scored: &[Scored],
    cluster_of: &[u32],
    constraints: &Constraints,
    report: &mut LinkReport,
) -> Vec<Edge> {
    let index = |position: u32| records.index.get(position as usize).copied().unwrap_or(0);
    let decided: FxHashSet<(u32, u32)> =
        constraints.never_link.iter().map(|(a, b)| (a.0.min(b.0), a.0.max(b.0))).collect();
    let mut out = Vec::with_capacity(scored.len());
    for pair in scored {
        let (x, y) = (index(pair.a), index(pair.b));
        let (x, y) = (x.min(y), x.max(y));
        let probability = probability(pair.bits);
        let together = cluster_of.get(x as usize) == cluster_of.get(y as usize);
        let band = match (together, decided.contains(&(x, y))) {
            (true, _) => Band::Auto,
            (false, true) => Band::None,
            (false, false) => Band::Review,
        };
        match band {
            Band::Auto => {
                report.pairs_auto += 1;
                report.expected_false_links += 1.0 - f64::from(probability);
            }
            Band::Review => report.pairs_review += 1,
            Band::None => report.pairs_decided += 1,
        }
        report.pairs_held_back += u64::from(pair.held_back);
        out.push(Edge {
            a: RecordIx(x),
            b: RecordIx(y),
            weight: pair.bits,
            probability,
            band,
            held_back: pair.held_back,
        });
    }
    out
}

//! The engine: blocks, patterns, training, scores, clusters.

pub(crate) mod blocking;
mod cluster;
pub(crate) mod compare;
pub(crate) mod dict;
pub mod explain;
mod guard;
pub mod index;
pub mod report;
pub mod strings;
mod train;
pub mod trained;

use std::time::Instant;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::model::Model;
use crate::records::{RecordIx, Records};
use blocking::Blocks;
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

/// A candidate pair by position, with the number of its pattern.
#[derive(Clone, Copy)]
struct Pair {
    a: u32,
    b: u32,
    pattern: u32,
}

/// A pair worth keeping, by position.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scored {
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) bits: f32,
    pub(crate) held_back: bool,
}

/// Members of a piece of blocking work.
const PIECE_MEMBERS: usize = 16_384;

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
    let mut blocks = clock.run(Stage::Blocking, || Blocks::new(records, &model.block, threads));
    let (pairs, patterns) =
        clock.run(Stage::Comparing, || compare_all(records, model, &mut blocks, threads));
    let training = match trained {
        Some(trained) => train::Training { model: trained.clone(), iterations: 0, converged: true },
        None => clock.run(Stage::Training, || {
            let random = train::RandomPairs::new(records, model, threads);
            train::train(records, model, &patterns, &random)
        }),
    };
    let scored =
        clock.run(Stage::Scoring, || score(records, &training.model, &pairs, &patterns, threads));
    let mut report = LinkReport {
        records: records.len() as u64,
        pairs: pairs.len() as u64,
        blocking: std::mem::take(&mut blocks.reports),
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

/// What one thread has compared.
#[derive(Default)]
struct Compared {
    pairs: Vec<Pair>,
    patterns: Vec<(Pattern, u32)>,
    numbers: FxHashMap<Pattern, u32>,
    per_rule: Vec<u64>,
}

impl Compared {
    fn add(&mut self, a: u32, b: u32, pattern: Pattern) {
        let next = self.patterns.len();
        let number =
            *self.numbers.entry(pattern).or_insert_with(|| u32::try_from(next).unwrap_or(u32::MAX));
        match self.patterns.get_mut(number as usize) {
            Some((_, count)) => *count += 1,
            None => self.patterns.push((pattern, 1)),
        }
        self.pairs.push(Pair { a, b, pattern: number });
    }
}

fn compare_all(
    records: &Records,
    model: &Model,
    blocks: &mut Blocks,
    threads: usize,
) -> (Vec<Pair>, Vec<(Pattern, u32)>) {
    let rules = model.block.len();
    let pieces = blocks.pieces(PIECE_MEMBERS);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut parts: Vec<Compared> = Vec::new();
    std::thread::scope(|scope| {
        let work = || {
            let mut comparer = Comparer::new(records, model.similarity);
            let mut out = Compared { per_rule: vec![0; rules], ..Compared::default() };
            loop {
                let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let Some((rule, piece)) = pieces.get(at) else {
                    break;
                };
                let before = out.pairs.len();
                blocks.pairs(*rule, piece.clone(), |a, b| {
                    let (Some(x), Some(y)) =
                        (records.rows.get(a as usize), records.rows.get(b as usize))
                    else {
                        return;
                    };
                    if train::may_link(records, x.source, y.source) {
                        out.add(a, b, comparer.pattern(x, y));
                    }
                });
                if let Some(count) = out.per_rule.get_mut(*rule) {
                    *count += (out.pairs.len() - before) as u64;
                }
            }
            out
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            parts.push(joined(worker));
        }
    });
    for part in &parts {
        for (report, count) in blocks.reports.iter_mut().zip(&part.per_rule) {
            report.pairs += count;
        }
    }
    merge(parts)
}

/// One list of pairs and one list of patterns, the patterns in their own order so that sums over them
/// do not depend on the threads.
fn merge(parts: Vec<Compared>) -> (Vec<Pair>, Vec<(Pattern, u32)>) {
    let mut counts: std::collections::BTreeMap<Pattern, u32> = std::collections::BTreeMap::new();
    for (pattern, count) in parts.iter().flat_map(|part| &part.patterns) {
        *counts.entry(*pattern).or_default() += count;
    }
    let patterns: Vec<(Pattern, u32)> = counts.into_iter().collect();
    let mut pairs = Vec::with_capacity(parts.iter().map(|part| part.pairs.len()).sum());
    for part in parts {
        let renumbered: Vec<u32> = part
            .patterns
            .iter()
            .map(|(pattern, _)| patterns.partition_point(|(p, _)| p < pattern))
            .map(|at| u32::try_from(at).unwrap_or(u32::MAX))
            .collect();
        pairs.extend(part.pairs.into_iter().map(|pair| Pair {
            pattern: renumbered.get(pair.pattern as usize).copied().unwrap_or(0),
            ..pair
        }));
    }
    (pairs, patterns)
}

/// Bits of a pattern that frequencies could at most add.
const FREQUENCY_GAIN_MAX: f32 = 24.0;

/// Weighs every pair and keeps those at or above the review threshold, heaviest first.
fn score(
    records: &Records,
    model: &TrainedModel,
    pairs: &[Pair],
    patterns: &[(Pattern, u32)],
    threads: usize,
) -> Vec<Scored> {
    let weights = Weights::new(model);
    let floor = bits_of(model.thresholds.review_probability);
    let sums: Vec<_> =
        patterns.iter().map(|(pattern, _)| (*pattern, weights.sums(*pattern))).collect();
    let share = pairs.len().div_ceil(threads.max(1)).max(1);
    let mut out: Vec<Scored> = Vec::new();
    std::thread::scope(|scope| {
        let workers: Vec<_> = pairs
            .chunks(share)
            .map(|pairs| {
                let (sums, weights) = (&sums, &weights);
                scope.spawn(move || {
                    let mut comparer = Comparer::new(records, model.similarity);
                    let mut kept = Vec::new();
                    for pair in pairs {
                        let Some((pattern, sums)) = sums.get(pair.pattern as usize) else {
                            continue;
                        };
                        if sums.bits() + FREQUENCY_GAIN_MAX < floor {
                            continue;
                        }
                        let (a, b) = (records.row(pair.a), records.row(pair.b));
                        let (_, shared_by) = comparer.place(&a, &b);
                        let bits = weights
                            .with_frequencies(records, *pattern, &a, &b, shared_by, *sums)
                            .bits();
                        if bits >= floor {
                            kept.push(Scored {
                                a: pair.a,
                                b: pair.b,
                                bits,
                                held_back: guard::holds_back(*pattern, model),
                            });
                        }
                    }
                    kept
                })
            })
            .collect();
        for worker in workers {
            out.extend(joined(worker));
        }
    });
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

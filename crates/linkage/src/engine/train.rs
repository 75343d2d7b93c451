//! Estimates the model from the counts of patterns.
//!
//! Every pair of records belongs to one of three classes: one person, one household, chance. A pair
//! outside all blocks is taken for chance, so the shares are of all pairs, not of blocked pairs, and
//! the choice of blocks does not confound them. What chance gives (`u`) comes from random pairs and,
//! for identical values, from exact frequencies; only `m` and the shares are found by expectation
//! maximisation, on pattern counts over all blocked pairs.
#![expect(
    clippy::indexing_slicing,
    reason = "tables of twelve comparisons by sixteen levels, indexed by four-bit levels"
)]

use super::compare::{COMPARISONS, Comparer, Pattern, at};
use super::trained::{TrainedComparison, TrainedLevel, TrainedModel};
use crate::model::{Household, Model};
use crate::records::{Records, mix};
use crate::standardise::numbers::Nhs;

/// One number per comparison and level.
pub(super) type Table = [[f64; 16]; 12];

/// Linked pairs from which on the share of households among them is believed.
const PAIRS_TELLING_MIN: f64 = 200.0;

/// Random pairs looked at per record, so that a small file takes little time.
const RANDOM_PAIRS_PER_RECORD_MAX: usize = 100;

/// What a training run gives.
pub(super) struct Training {
    pub(super) model: TrainedModel,
    pub(super) iterations: u32,
    pub(super) converged: bool,
}

/// Levels of random pairs.
pub(super) struct RandomPairs {
    counts: Table,
    /// Share of all pairs that was looked at.
    share: f64,
    /// Pairs that may be linked at all.
    total: f64,
}

impl RandomPairs {
    /// Looks at all pairs when there are few, else at pairs a fixed distance apart in the canonical
    /// order, which is itself as good as random.
    pub(super) fn new(records: &Records, model: &Model, threads: usize) -> Self {
        let n = records.len();
        let all = n.saturating_mul(n.saturating_sub(1)) / 2;
        let steps = (model.random_pairs_max / n.max(1)).min(RANDOM_PAIRS_PER_RECORD_MAX);
        let steps = steps.clamp(1, n.max(2) / 2);
        let mut counts = Table::default();
        let mut seen = 0;
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads)
                .map(|part| {
                    let share = n.div_ceil(threads);
                    let range = part * share..((part + 1) * share).min(n);
                    scope.spawn(move || levels_of(records, model, range, steps))
                })
                .collect();
            for worker in workers {
                let (part, pairs) = super::joined(worker);
                seen += pairs;
                for (sum, count) in counts.iter_mut().flatten().zip(part.iter().flatten()) {
                    *sum += count;
                }
            }
        });
        Self { counts, share: seen as f64 / (all.max(1)) as f64, total: total_pairs(records) }
    }
}

/// Counts the levels of the pairs that start in `range`; also gives the number of pairs.
fn levels_of(
    records: &Records,
    model: &Model,
    range: std::ops::Range<usize>,
    steps: usize,
) -> (Table, usize) {
    let n = records.len();
    let mut comparer = Comparer::new(records, model.similarity);
    let (mut counts, mut seen) = (Table::default(), 0);
    for i in range {
        for step in 1..=steps {
            let j = (i + step) % n;
            let twice = 2 * step == n && i >= step;
            let (a, b) = (&records.rows[i], &records.rows[j]);
            if i == j || twice || !may_link(records, a.source, b.source) {
                continue;
            }
            seen += 1;
            let pattern = comparer.pattern(a, b);
            for (k, levels) in counts.iter_mut().enumerate() {
                levels[pattern.level(k)] += 1.0;
            }
        }
    }
    (counts, seen)
}

/// Whether two records of these sources can be one person at all.
pub(super) fn may_link(records: &Records, a: u16, b: u16) -> bool {
    a != b || !records.sources.get(usize::from(a)).is_some_and(|s| s.unique)
}

fn total_pairs(records: &Records) -> f64 {
    let mut per_source = vec![0_f64; records.sources.len()];
    for row in &records.rows {
        if let Some(count) = per_source.get_mut(usize::from(row.source)) {
            *count += 1.0;
        }
    }
    let n = records.len() as f64;
    let within: f64 = per_source
        .iter()
        .zip(&records.sources)
        .filter(|(_, source)| source.unique)
        .map(|(count, _)| count * (count - 1.0) / 2.0)
        .sum();
    (n * (n - 1.0) / 2.0 - within).max(1.0)
}

/// Per comparison: records that hold a value, and the number of pairs that agree wholly, where
/// frequencies tell.
fn agreeing(records: &Records) -> [(f64, Option<f64>); 12] {
    let dicts = &records.dicts;
    let of = |counts: &mut dyn Iterator<Item = u32>| {
        let (mut holders, mut pairs) = (0.0, 0.0);
        for count in counts {
            let count = f64::from(count);
            holders += count;
            pairs += count * (count - 1.0) / 2.0;
        }
        (holders, Some(pairs))
    };
    let mut out = [(0.0, None); 12];
    out[at::NHS] = of(&mut dicts.nhs.values().copied());
    out[at::FIRST] = of(&mut dicts.first_counts.iter().copied());
    out[at::SURNAME] = of(&mut dicts.surname_counts.iter().copied());
    out[at::BORN] = of(&mut dicts.births.counts().iter().copied());
    out[at::PHONE] = of(&mut dicts.phones.counts().iter().copied());
    out[at::EMAIL] = of(&mut dicts.emails.counts().iter().copied());
    out[at::PRACTICE] = of(&mut dicts.practices.counts().iter().copied());
    out[at::OTHER_ID] = of(&mut dicts.other_ids.counts().iter().copied());
    out[at::TOWN] = (of(&mut dicts.towns.counts().iter().copied()).0, None);
    out[at::MIDDLE] = (out[at::FIRST].0, None);
    let placed = records.rows.iter().filter(|row| row.places_len > 0).count();
    out[at::PLACE] = (placed as f64, None);
    let sexed = records.rows.iter().filter(|row| row.sex != 0).count();
    out[at::SEX] = (sexed as f64, None);
    out
}

/// Estimates m, u and the shares.
pub(super) fn train(
    records: &Records,
    model: &Model,
    patterns: &[(Pattern, u32)],
    random: &RandomPairs,
) -> Training {
    let agreeing = agreeing(records);
    let mut state = State::start(model, patterns);
    let mut expected = Table::default();
    let (mut iterations, mut converged) = (0, false);
    while iterations < model.iterations_max {
        iterations += 1;
        state.chance(random, &agreeing, &expected, records);
        state.kinship(model);
        if iterations > 1 {
            state.whole_names(records, patterns);
        }
        let before = (state.lambda, state.m);
        expected = state.step(model, patterns, random.total);
        if moved(&before.1, &state.m) < model.converged_at
            && (state.lambda / before.0).ln().abs() < model.converged_at
        {
            converged = true;
            break;
        }
    }
    Training {
        model: state.finish(model, &agreeing, &expected, random.total),
        iterations,
        converged,
    }
}

/// Whether first name and surname are both the same.
fn both_names(pattern: Pattern) -> bool {
    pattern.level(at::FIRST) == 1 && pattern.level(at::SURNAME) == 1
}

fn moved(a: &Table, b: &Table) -> f64 {
    a.iter().flatten().zip(b.iter().flatten()).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max)
}

struct State {
    m: Table,
    u: Table,
    kin: Table,
    lambda: f64,
    lambda_kin: f64,
    /// Factor by which both names agree by chance more often than each alone.
    together: f64,
    /// Levels that no pair has ever had carry no weight.
    seen: [[bool; 16]; 12],
}

impl State {
    fn start(model: &Model, patterns: &[(Pattern, u32)]) -> Self {
        let mut out = Self {
            m: [[1.0; 16]; 12],
            u: [[1.0; 16]; 12],
            kin: [[1.0; 16]; 12],
            lambda: 0.0,
            lambda_kin: 0.0,
            together: 1.0,
            seen: [[false; 16]; 12],
        };
        for (k, comparison) in model.comparison.iter().enumerate() {
            for (l, level) in comparison.levels.iter().enumerate() {
                out.m[k][l + 1] = level.m;
            }
        }
        for (pattern, _) in patterns {
            for k in 0..COMPARISONS.len() {
                out.seen[k][pattern.level(k)] = true;
            }
        }
        out
    }

    /// u: random pairs less the pairs of one person or household among them; exact frequencies for
    /// identical values.
    fn chance(
        &mut self,
        random: &RandomPairs,
        agreeing: &[(f64, Option<f64>); 12],
        expected: &Table,
        records: &Records,
    ) {
        for (k, (_, levels)) in COMPARISONS.iter().enumerate() {
            let mut counts = [0.0; 16];
            for (l, count) in counts.iter_mut().enumerate().take(levels + 1).skip(1) {
                let seen = random.counts[k][l];
                *count = (seen - expected[k][l] * random.share).max(seen * 0.02) + 0.05;
            }
            let all: f64 = counts.iter().sum();
            let (holders, pairs) = agreeing[k];
            if let Some(pairs) = pairs
                && holders >= 2.0
            {
                let held_pairs = holders * (holders - 1.0) / 2.0;
                let chance = (pairs - expected[k][1]).max(pairs * 0.001) / held_pairs;
                counts[1] = all * chance.max(0.06 / holders.max(10.0));
            }
            let all: f64 = counts.iter().sum();
            for (u, count) in self.u[k].iter_mut().zip(counts).take(levels + 1).skip(1) {
                *u = count / all;
            }
        }
        // Numbers are given once: chance agreement is clerical error, not frequency.
        if !records.rows.iter().any(|row| row.nhs != Nhs::Missing) {
            self.u[at::NHS] = [1.0; 16];
        }
    }

    /// Two people of one household: as one person on what is shared, as chance on the rest, and a
    /// little more alike than chance where kinship shows.
    fn kinship(&mut self, model: &Model) {
        for (k, comparison) in model.comparison.iter().enumerate() {
            let base = match comparison.household {
                Household::Shared => self.m[k],
                Household::Chance => self.u[k],
            };
            let extra: f64 = comparison.levels.iter().map(|level| level.kin).sum();
            for (l, level) in comparison.levels.iter().enumerate() {
                self.kin[k][l + 1] = base[l + 1] * (1.0 - extra) + level.kin;
            }
        }
    }

    /// One round of expectation and maximisation; gives the expected number of pairs of one person or
    /// one household per level.
    fn step(&mut self, model: &Model, patterns: &[(Pattern, u32)], total: f64) -> Table {
        if self.lambda == 0.0 {
            let blocked: f64 = patterns.iter().map(|(_, count)| f64::from(*count)).sum();
            self.lambda = (blocked * 0.2).max(1.0) / total;
            self.lambda_kin = if self.seen[at::PLACE].iter().skip(1).any(|seen| *seen) {
                (blocked * 0.1).max(1.0) / total
            } else {
                1e-15
            };
        }
        let (mut same_pairs, mut kin_pairs) = (0.0, 0.0);
        let mut same = Table::default();
        let mut both = Table::default();
        for (pattern, count) in patterns {
            let (p_same, p_kin) = self.shares(*pattern);
            let count = f64::from(*count);
            same_pairs += p_same * count;
            kin_pairs += p_kin * count;
            for k in 0..COMPARISONS.len() {
                let level = pattern.level(k);
                same[k][level] += p_same * count;
                both[k][level] += (p_same + p_kin) * count;
            }
        }
        self.lambda = (same_pairs.max(0.5) / total).min(0.9);
        self.lambda_kin = (kin_pairs.max(1e-9) / total).min(0.05);
        for (k, comparison) in model.comparison.iter().enumerate() {
            let held: f64 = same[k].iter().skip(1).sum();
            for (l, level) in comparison.levels.iter().enumerate() {
                self.m[k][l + 1] =
                    (same[k][l + 1] + level.m * model.m_prior_pairs) / (held + model.m_prior_pairs);
            }
            self.hold(k, &comparison.levels, model.m_against_growth_max);
        }
        both
    }

    /// Keeps levels that speak against one person from becoming common among pairs of one person, so
    /// that training cannot take namesakes or families for persons where true pairs are few.
    fn hold(&mut self, k: usize, levels: &[crate::model::Level], growth_max: f64) {
        let (mut held, mut free) = (0.0, 0.0);
        let mut is_held = [false; 16];
        for (l, level) in levels.iter().enumerate() {
            let most = level.m * growth_max;
            let against = self.u[k][l + 1] > level.m;
            is_held[l + 1] = against && self.m[k][l + 1] > most;
            if is_held[l + 1] {
                self.m[k][l + 1] = most;
                held += most;
            } else {
                free += self.m[k][l + 1];
            }
        }
        if held > 0.0 && held < 1.0 && free > 0.0 {
            for l in (1..=levels.len()).filter(|l| !is_held[*l]) {
                self.m[k][l] *= (1.0 - held) / free;
            }
        }
    }

    /// How much more often two records at random share both names than either name alone would have
    /// it: names of one language go together. At least 1.
    fn whole_names(&mut self, records: &Records, patterns: &[(Pattern, u32)]) {
        let (mut holders, mut pairs) = (0.0, 0.0);
        for count in records.dicts.whole_names.values() {
            let count = f64::from(*count);
            holders += count;
            pairs += count * (count - 1.0) / 2.0;
        }
        let own: f64 = patterns
            .iter()
            .filter(|(pattern, _)| both_names(*pattern))
            .map(|(pattern, count)| {
                let (same, kin) = self.shares(*pattern);
                (same + kin) * f64::from(*count)
            })
            .sum();
        let held_pairs = (holders * (holders - 1.0) / 2.0).max(1.0);
        let alone = self.u[at::FIRST][1] * self.u[at::SURNAME][1] * held_pairs;
        self.together = ((pairs - own).max(pairs * 0.001) / alone.max(1.0)).max(1.0);
    }

    /// Probabilities that a pair of this pattern is one person, or one household.
    fn shares(&self, pattern: Pattern) -> (f64, f64) {
        let mut same = self.lambda;
        let mut kin = self.lambda_kin;
        let mut chance = 1.0 - self.lambda - self.lambda_kin;
        for k in 0..COMPARISONS.len() {
            let level = pattern.level(k);
            if level != 0 {
                same *= self.m[k][level];
                kin *= self.kin[k][level];
                chance *= self.u[k][level];
            }
        }
        if both_names(pattern) {
            chance *= self.together;
        }
        let all = same + kin + chance;
        if all > 0.0 { (same / all, kin / all) } else { (0.0, 0.0) }
    }

    fn finish(
        &self,
        model: &Model,
        agreeing: &[(f64, Option<f64>); 12],
        expected: &Table,
        total: f64,
    ) -> TrainedModel {
        let comparisons = model
            .comparison
            .iter()
            .enumerate()
            .map(|(k, comparison)| TrainedComparison {
                name: comparison.name.clone(),
                label: comparison.label.clone(),
                records: agreeing[k].0,
                own_copies: 2.0 * expected[k][1] / agreeing[k].0.max(1.0),
                levels: comparison
                    .levels
                    .iter()
                    .enumerate()
                    .map(|(l, level)| self.level(k, l + 1, level))
                    .collect(),
            })
            .collect();
        let mut out = TrainedModel {
            name: model.name.clone(),
            version: model.version,
            hash: String::new(),
            lambda: self.lambda,
            lambda_household: self.lambda_kin,
            guards_households: self.lambda * total < PAIRS_TELLING_MIN
                || self.lambda_kin > self.lambda * model.household_share_min,
            comparisons,
            thresholds: model.thresholds(),
            similarity: model.similarity,
            frequency_bits_max: model.frequency_bits_max,
        };
        out.hash = hash(&out);
        out
    }

    fn level(&self, k: usize, l: usize, level: &crate::model::Level) -> TrainedLevel {
        let neutral = !self.seen[k][l];
        let [m, u, household] =
            if neutral { [1.0; 3] } else { [self.m[k][l], self.u[k][l], self.kin[k][l]] };
        TrainedLevel {
            label: level.label.clone(),
            m,
            u,
            household,
            weight: (m / u).log2(),
            frequency: level.frequency,
        }
    }
}

fn hash(model: &TrainedModel) -> String {
    let text = serde_json::to_string(model).unwrap_or_default();
    let hash = text.bytes().fold(0x51ed_270b_u64, |hash, byte| mix(hash ^ u64::from(byte)));
    format!("{hash:016x}")
}

//! The model after training: what each level weighs.

use serde::{Deserialize, Serialize};

use super::compare::{COMPARISONS, Pattern, at};
use crate::model::{Similarity, Thresholds};
use crate::records::{Records, Row};
use crate::standardise::numbers::Nhs;

/// A trained model. It reads and writes as JSON and is all that [`explain`](crate::explain) needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TrainedModel {
    /// The model's name.
    pub name: String,
    /// The model's version.
    pub version: u32,
    /// A hash of all parameters: two runs with the same value weigh alike.
    pub hash: String,
    /// Probability that two records, each pair of the whole as likely, are one person.
    pub lambda: f64,
    /// Probability that two records are two people of one household.
    pub lambda_household: f64,
    /// Whether twins and namesakes are held back: always, save where many persons and almost no
    /// households of several persons were found.
    pub guards_households: bool,
    /// The comparisons in order.
    pub comparisons: Vec<TrainedComparison>,
    /// Thresholds in use.
    pub thresholds: Thresholds,
    pub(crate) similarity: Similarity,
    pub(crate) frequency_bits_max: f64,
}

/// One comparison.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TrainedComparison {
    /// Name in the model.
    pub name: String,
    /// Name for people.
    pub label: String,
    /// Its levels in order, "missing" left out.
    pub levels: Vec<TrainedLevel>,
    /// Records that hold a value.
    pub records: f64,
    /// Per record that holds a value: other records of the same person or household that hold the
    /// same. They say nothing about how common the value is.
    pub own_copies: f64,
}

/// One level of agreement.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TrainedLevel {
    /// In plain words.
    pub label: String,
    /// Probability among records of one person.
    pub m: f64,
    /// Probability among two records at random.
    pub u: f64,
    /// Probability among two people of one household.
    pub household: f64,
    /// log2(m / u); 0 when the level was never seen.
    pub weight: f64,
    /// How far the weight follows the value's frequency.
    pub frequency: f64,
}

/// Other people taken to share a value that nobody else is seen with.
const OTHERS_MIN: f32 = 0.5;

/// The logarithms that scoring adds, to base 2.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    m: [[f32; 16]; 12],
    household: [[f32; 16]; 12],
    u: [[f32; 16]; 12],
    prior: [f32; 3],
    frequency: [[f32; 16]; 12],
    /// log2 of the average frequency of an agreeing value.
    average: [f32; 12],
    records: [f32; 12],
    own_copies: [f32; 12],
    bits_max: f32,
}

/// The three sums of a pattern before frequencies are taken into account.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sums {
    pub(crate) same: f32,
    pub(crate) household: f32,
    pub(crate) chance: f32,
}

impl Sums {
    /// log2 odds of one person against all else.
    pub(crate) fn bits(self) -> f32 {
        self.same - add_logs(self.household, self.chance)
    }
}

pub(crate) fn add_logs(a: f32, b: f32) -> f32 {
    let (high, low) = if a >= b { (a, b) } else { (b, a) };
    if !high.is_finite() {
        return high;
    }
    high + (1.0 + (low - high).exp2()).log2()
}

/// The probability that goes with log2 odds.
pub(crate) fn probability(bits: f32) -> f32 {
    1.0 / (1.0 + (-bits).exp2())
}

impl Weights {
    #[expect(
        clippy::indexing_slicing,
        reason = "twelve comparisons of at most eight levels, checked when read"
    )]
    pub(crate) fn new(model: &TrainedModel) -> Self {
        let mut out = Self {
            m: [[0.0; 16]; 12],
            household: [[0.0; 16]; 12],
            u: [[0.0; 16]; 12],
            prior: [
                model.lambda.log2() as f32,
                model.lambda_household.log2() as f32,
                (1.0 - model.lambda - model.lambda_household).log2() as f32,
            ],
            frequency: [[0.0; 16]; 12],
            average: [0.0; 12],
            records: [1.0; 12],
            own_copies: [0.0; 12],
            bits_max: model.frequency_bits_max as f32,
        };
        for (k, comparison) in model.comparisons.iter().take(COMPARISONS.len()).enumerate() {
            out.records[k] = comparison.records.max(1.0) as f32;
            out.own_copies[k] = comparison.own_copies as f32;
            for (l, level) in comparison.levels.iter().take(15).enumerate() {
                out.m[k][l + 1] = level.m.log2() as f32;
                out.household[k][l + 1] = level.household.log2() as f32;
                out.u[k][l + 1] = level.u.log2() as f32;
                out.frequency[k][l + 1] = level.frequency as f32;
            }
            out.average[k] = out.u[k][1];
        }
        out
    }

    #[expect(clippy::indexing_slicing, reason = "levels have four bits and comparisons are twelve")]
    pub(crate) fn sums(&self, pattern: Pattern) -> Sums {
        let [same, household, chance] = self.prior;
        let mut out = Sums { same, household, chance };
        for k in 0..COMPARISONS.len() {
            let level = pattern.level(k);
            out.same += self.m[k][level];
            out.household += self.household[k][level];
            out.chance += self.u[k][level];
        }
        out
    }

    /// Adds what the frequencies of the agreeing values say. `place_shared_by` is the number of
    /// records that share the agreeing place.
    #[expect(clippy::indexing_slicing, reason = "levels have four bits and comparisons are twelve")]
    pub(crate) fn with_frequencies(
        &self,
        records: &Records,
        pattern: Pattern,
        a: &Row,
        b: &Row,
        place_shared_by: u32,
        mut sums: Sums,
    ) -> Sums {
        for k in 0..COMPARISONS.len() {
            let level = pattern.level(k);
            if level == 0 || self.frequency[k][level] == 0.0 {
                continue;
            }
            let rarer = self.frequency_bits(records, pattern, k, a, b, place_shared_by);
            sums.chance -= rarer;
            // A household agrees by kinship (`household` well above `u`) or by chance.
            let kin = self.household[k][level];
            let chance = self.u[k][level];
            if kin - chance < 0.5 {
                sums.household -= rarer;
            } else if kin - chance < 30.0 && rarer < 0.0 {
                sums.household = sums.household - kin + add_logs(kin, chance - rarer);
            }
        }
        sums
    }

    /// Bits that frequencies could at most add to a pattern: where each agreeing value were as rare as can
    /// be.
    #[expect(clippy::indexing_slicing, reason = "levels have four bits and comparisons are twelve")]
    pub(crate) fn gain_max(&self, pattern: Pattern) -> f32 {
        let mut gain = 0.0;
        for k in 0..COMPARISONS.len() {
            let level = pattern.level(k);
            if level == 0 || self.frequency[k][level] == 0.0 {
                continue;
            }
            let average = self.average_of(k, level);
            let rarest = (average.exp2() * self.records[k]).min(OTHERS_MIN);
            let rarer = (average - (rarest / self.records[k]).log2()) * self.frequency[k][level];
            gain += rarer.clamp(0.0, self.bits_max);
        }
        gain
    }

    #[expect(clippy::indexing_slicing, reason = "levels have four bits and comparisons are twelve")]
    fn average_of(&self, k: usize, level: usize) -> f32 {
        if k == at::PLACE { self.u[k][level] } else { self.average[k] }
    }

    /// Bits by which the agreeing value is rarer than the average; negative for common ones.
    #[expect(clippy::indexing_slicing, reason = "levels have four bits and comparisons are twelve")]
    pub(crate) fn frequency_bits(
        &self,
        records: &Records,
        pattern: Pattern,
        k: usize,
        a: &Row,
        b: &Row,
        place_shared_by: u32,
    ) -> f32 {
        let level = pattern.level(k);
        let count = value_count(records, k, level, a, b, place_shared_by);
        if count == 0 {
            return 0.0;
        }
        let average = self.average_of(k, level);
        // Some persons have more records than others: twice the average is taken off.
        let floor = (average.exp2() * self.records[k]).min(OTHERS_MIN);
        let others = (count as f32 - 1.0 - 2.0 * self.own_copies[k]).max(floor);
        let mut rarer = average - (others / self.records[k]).log2();
        if k == at::SURNAME && level == 1 && pattern.level(at::FIRST) == 1 {
            rarer -= self.names_go_together(records, a, others);
        }
        (rarer * self.frequency[k][level]).clamp(-self.bits_max, self.bits_max)
    }
}

impl Weights {
    /// Bits by which a first name and surname occur together more often than each alone would have it:
    /// names of one language do. `surname_others` is the number of others with the surname.
    fn names_go_together(&self, records: &Records, row: &Row, surname_others: f32) -> f32 {
        let dicts = &records.dicts;
        let whole = dicts.whole_name(row).and_then(|key| dicts.whole_names.get(&key));
        let [_, first_holders, _, holders, ..] = self.records;
        let [_, _, _, own_copies, ..] = self.own_copies;
        let others = whole.copied().unwrap_or(0) as f32 - 2.0 - 2.0 * own_copies;
        let first = value_count(records, at::FIRST, 1, row, row, 0) as f32;
        let expected = surname_others * first / first_holders.min(holders).max(1.0);
        if others <= expected { 0.0 } else { (others / expected.max(0.05)).log2() }
    }
}

/// How many records share the agreeing value; 0 when that is not known for the level.
fn value_count(records: &Records, k: usize, level: usize, a: &Row, b: &Row, place: u32) -> u32 {
    let dicts = &records.dicts;
    let name = |counts: &[u32], id: u32| {
        let same = dicts.name_info.get(id as usize).map_or(0, |info| info.same);
        counts.get(same as usize).copied().unwrap_or(0)
    };
    let larger = |counts: &[u32], x: u32, y: u32| name(counts, x).max(name(counts, y));
    match k {
        at::NHS => match a.nhs {
            Nhs::Valid(value) => dicts.nhs.get(&value).copied().unwrap_or(0),
            _ => 0,
        },
        at::FIRST => larger(&dicts.first_counts, a.first, b.first),
        at::MIDDLE => larger(&dicts.first_counts, a.middle, b.middle),
        at::SURNAME if level == 2 => larger(&dicts.surname_counts, a.surname, b.surname),
        at::SURNAME => larger(&dicts.surname_counts, a.surname, b.surname),
        at::BORN => dicts.births.count(a.born_id),
        at::PLACE => place,
        at::PHONE => dicts.phones.count(a.phone),
        at::EMAIL => dicts.emails.count(a.email),
        at::PRACTICE => dicts.practices.count(a.practice),
        at::OTHER_ID => dicts.other_ids.count(a.other_id),
        at::TOWN => dicts.towns.count(a.town),
        _ => 0,
    }
}

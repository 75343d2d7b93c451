//! Why two records were linked, or not: the waterfall of weights.

use serde::Serialize;

use super::compare::{COMPARISONS, Comparer};
use super::trained::{TrainedModel, Weights, probability};
use crate::records::{RecordIx, Records};

/// One step of the waterfall.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// The comparison, in words.
    pub comparison: String,
    /// How the values agree, in words; `missing` when one has no value.
    pub level: String,
    /// Bits for (positive) or against (negative), frequency included.
    pub bits: f32,
    /// The part of `bits` that comes from how rare the agreeing value is.
    pub frequency_bits: f32,
}

/// The weight of one pair, step by step; the steps add up to `bits`.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The prior first, then each comparison, then what a shared household explains.
    pub steps: Vec<Step>,
    /// log2 odds that they are one person.
    pub bits: f32,
    /// The same as a probability.
    pub probability: f32,
    /// Whether the rule on twins and namesakes keeps the pair from linking by itself.
    pub held_back: bool,
}

/// Explains pairs of one set of records by one trained model.
pub struct Explainer<'a> {
    records: &'a Records,
    model: &'a TrainedModel,
    weights: Weights,
    comparer: Comparer<'a>,
}

/// Explains a pair by a trained model. Records that do not exist count as wholly unknown. For many
/// pairs make one [`Explainer`].
#[must_use]
pub fn explain(records: &Records, model: &TrainedModel, a: RecordIx, b: RecordIx) -> Explanation {
    Explainer::new(records, model).explain(a, b)
}

impl<'a> Explainer<'a> {
    /// Gets ready to explain pairs of `records`.
    #[must_use]
    pub fn new(records: &'a Records, model: &'a TrainedModel) -> Self {
        Self {
            records,
            model,
            weights: Weights::new(model),
            comparer: Comparer::new(records, model.similarity),
        }
    }

    /// Explains a pair. Records that do not exist count as wholly unknown.
    #[must_use]
    pub fn explain(&mut self, a: RecordIx, b: RecordIx) -> Explanation {
        let Self { records, model, weights, comparer } = self;
        let row = |ix: RecordIx| {
            let position = records.position.get(ix.0 as usize).copied();
            position.map(|p| records.row(p)).unwrap_or_default()
        };
        let (x, y) = (row(a), row(b));
        let pattern = comparer.pattern(&x, &y);
        let (_, shared_by) = comparer.place(&x, &y);
        let chance = (1.0 - model.lambda - model.lambda_household).max(f64::MIN_POSITIVE);
        let mut steps = vec![Step {
            comparison: "Before comparing".to_owned(),
            level: "two records at random".to_owned(),
            bits: (model.lambda / chance).log2() as f32,
            frequency_bits: 0.0,
        }];
        for (k, comparison) in model.comparisons.iter().take(COMPARISONS.len()).enumerate() {
            let number = pattern.level(k);
            let Some(level) = number.checked_sub(1).and_then(|l| comparison.levels.get(l)) else {
                steps.push(Step {
                    comparison: comparison.label.clone(),
                    level: "missing".to_owned(),
                    bits: 0.0,
                    frequency_bits: 0.0,
                });
                continue;
            };
            let frequency_bits = if level.frequency == 0.0 {
                0.0
            } else {
                weights.frequency_bits(records, pattern, k, &x, &y, shared_by)
            };
            steps.push(Step {
                comparison: comparison.label.clone(),
                level: level.label.clone(),
                bits: level.weight as f32 + frequency_bits,
                frequency_bits,
            });
        }
        let sums = weights.sums(pattern);
        let bits = weights.with_frequencies(records, pattern, &x, &y, shared_by, sums).bits();
        let so_far: f32 = steps.iter().map(|step| step.bits).sum();
        steps.push(Step {
            comparison: "Household".to_owned(),
            level: "what two people of one home would share anyway".to_owned(),
            bits: bits - so_far,
            frequency_bits: 0.0,
        });
        Explanation {
            steps,
            bits,
            probability: probability(bits),
            held_back: super::guard::holds_back(pattern, model),
        }
    }
}

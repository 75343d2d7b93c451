//! The scored pairs behind persons, kept small: levels are numbers in the run's model.

use linkage::{Band, Linkage, Records, TrainedModel, explain};
use terms::RecordId;

/// A pair as it is kept.
pub(super) struct Kept {
    pub(super) record: RecordId,
    pub(super) other: RecordId,
    pub(super) band: &'static str,
    pub(super) weight: f64,
    pub(super) probability: f64,
    /// `[[comparison, level, bits, frequency bits], …]`; places in the run's model.
    pub(super) steps_json: String,
}

/// One comparison of a pair, in plain words again.
#[derive(Clone, Debug, PartialEq)]
pub struct EdgeStep {
    /// The comparison's name in the model, such as `surname`.
    pub name: String,
    /// What people call it.
    pub comparison: String,
    /// How the two values agree.
    pub level: String,
    /// Weight in bits, that of the value's frequency included.
    pub bits: f64,
    /// The part that the value's frequency has in it.
    pub frequency_bits: f64,
}

/// The pairs of a linkage, the smaller record first.
pub(super) fn kept(records: &Records, ids: &[RecordId], linkage: &Linkage) -> Vec<Kept> {
    let mut kept: Vec<Kept> = linkage
        .edges
        .iter()
        .filter_map(|edge| {
            let (a, b) = (*ids.get(edge.a.0 as usize)?, *ids.get(edge.b.0 as usize)?);
            let explanation = explain(records, &linkage.model, edge.a, edge.b);
            Some(Kept {
                record: a.min(b),
                other: a.max(b),
                band: match edge.band {
                    Band::Auto => "auto",
                    Band::Review => "review",
                    Band::None => "none",
                },
                weight: f64::from(edge.weight),
                probability: f64::from(edge.probability),
                steps_json: steps_json(&linkage.model, &explanation.steps),
            })
        })
        .collect();
    kept.sort_by_key(|edge| (edge.record, edge.other));
    kept
}

fn steps_json(model: &TrainedModel, steps: &[linkage::Step]) -> String {
    let mut compact: Vec<(usize, i64, f64, f64)> = Vec::with_capacity(steps.len());
    for step in steps {
        let at = model
            .comparisons
            .iter()
            .position(|c| c.label == step.comparison || c.name == step.comparison);
        let Some(comparison) = at else { continue };
        let level = model
            .comparisons
            .get(comparison)
            .and_then(|c| c.levels.iter().position(|level| level.label == step.level))
            .and_then(|level| i64::try_from(level).ok())
            .unwrap_or(-1);
        compact.push((comparison, level, round(step.bits), round(step.frequency_bits)));
    }
    // Numbers always have a JSON form.
    serde_json::to_string(&compact).unwrap_or_default()
}

fn round(bits: f32) -> f64 {
    (f64::from(bits) * 100.0).round() / 100.0
}

/// Reads a kept pair's steps with the model of its run. A level that is none of the model's is a
/// missing value.
#[must_use]
pub fn step_of(model: &TrainedModel, steps_json: &str) -> Vec<EdgeStep> {
    let compact: Vec<(usize, i64, f64, f64)> = serde_json::from_str(steps_json).unwrap_or_default();
    compact
        .into_iter()
        .filter_map(|(comparison, level, bits, frequency_bits)| {
            let comparison = model.comparisons.get(comparison)?;
            let level = usize::try_from(level)
                .ok()
                .and_then(|level| comparison.levels.get(level))
                .map_or_else(|| "missing on one side or both".to_owned(), |l| l.label.clone());
            Some(EdgeStep {
                name: comparison.name.clone(),
                comparison: comparison.label.clone(),
                level,
                bits,
                frequency_bits,
            })
        })
        .collect()
}

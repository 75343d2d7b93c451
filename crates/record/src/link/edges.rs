//! The scored pairs behind persons, kept small: levels are numbers in the run's model.

use linkage::{Band, Explainer, Linkage, Records, TrainedModel};
use terms::RecordId;

/// A pair as it is kept.
pub(super) struct Kept {
    pub(super) record: RecordId,
    pub(super) other: RecordId,
    pub(super) band: &'static str,
    pub(super) weight: f64,
    pub(super) probability: f64,
    /// `[[comparison, level, bits, frequency bits], …]`; places in the run's model, or [`PRIOR`] and
    /// [`HOUSEHOLD`].
    pub(super) steps_json: String,
}

/// One comparison of a pair, in plain words again.
#[derive(Clone, Debug, PartialEq)]
pub struct EdgeStep {
    /// The comparison's name in the model, such as `surname`; `prior` for where every pair starts,
    /// `household` for what a shared home explains.
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
    let mut explainer = Explainer::new(records, &linkage.model);
    let mut kept: Vec<Kept> = linkage
        .edges
        .iter()
        .filter_map(|edge| {
            let (a, b) = (*ids.get(edge.a.0 as usize)?, *ids.get(edge.b.0 as usize)?);
            let explanation = explainer.explain(edge.a, edge.b);
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

/// Stands for where every pair starts.
const PRIOR: i64 = -1;
/// Stands for what a shared home explains.
const HOUSEHOLD: i64 = -2;

type Compact = (i64, i64, f64, f64);

fn steps_json(model: &TrainedModel, steps: &[linkage::Step]) -> String {
    let last = steps.len().saturating_sub(1);
    let compact: Vec<Compact> = steps
        .iter()
        .enumerate()
        .map(|(at, step)| {
            let (comparison, level) = match at {
                0 => (PRIOR, 0),
                at if at == last => (HOUSEHOLD, 0),
                at => (index(at - 1), level(model, at - 1, &step.level)),
            };
            (comparison, level, round(step.bits), round(step.frequency_bits))
        })
        .collect();
    // Numbers always have a JSON form.
    serde_json::to_string(&compact).unwrap_or_default()
}

/// The place of a level among those of its comparison; -1 where a value is missing.
fn level(model: &TrainedModel, comparison: usize, label: &str) -> i64 {
    let levels = model.comparisons.get(comparison).map(|comparison| &comparison.levels);
    levels.and_then(|levels| levels.iter().position(|level| level.label == label)).map_or(-1, index)
}

fn index(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(-1)
}

fn round(bits: f32) -> f64 {
    (f64::from(bits) * 100.0).round() / 100.0
}

/// Reads a kept pair's steps with the model of its run.
#[must_use]
pub fn step_of(model: &TrainedModel, steps_json: &str) -> Vec<EdgeStep> {
    let compact: Vec<Compact> = serde_json::from_str(steps_json).unwrap_or_default();
    compact.into_iter().filter_map(|step| in_words(model, step)).collect()
}

fn in_words(model: &TrainedModel, (at, level, bits, frequency_bits): Compact) -> Option<EdgeStep> {
    let said = |name: &str, comparison: &str, level: &str| EdgeStep {
        name: name.to_owned(),
        comparison: comparison.to_owned(),
        level: level.to_owned(),
        bits,
        frequency_bits,
    };
    Some(match at {
        PRIOR => said("prior", "Before comparing", "two records at random"),
        HOUSEHOLD => {
            said("household", "Household", "what two people of one home would share anyway")
        }
        at => {
            let comparison = model.comparisons.get(usize::try_from(at).ok()?)?;
            let level = usize::try_from(level).ok().and_then(|level| comparison.levels.get(level));
            let label = level.map_or("missing on one side or both", |level| &level.label);
            said(&comparison.name, &comparison.label, label)
        }
    })
}

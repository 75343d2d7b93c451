//! The scored pairs behind persons, kept small: levels are numbers in the run's model.

use hashbrown::HashMap;
use linkage::{Band, Edge, Explainer, RecordIx, Records, TrainedModel};
use terms::RecordId;

/// A pair as it is kept.
pub(crate) struct Kept {
    pub(crate) record: RecordId,
    pub(crate) other: RecordId,
    pub(crate) band: &'static str,
    pub(crate) weight: f64,
    pub(crate) probability: f64,
    /// `[[comparison, level, bits, frequency bits], …]`; places in the run's model, or [`PRIOR`] and
    /// [`HOUSEHOLD`].
    pub(crate) steps_json: String,
    pub(crate) held_back: bool,
    /// How much an answer would tell: larger is more.
    pub(crate) information: f64,
    /// Why it waits: words of [`why`], separated by spaces.
    pub(crate) why: String,
}

/// The persons that pairs lie between.
pub(crate) struct Groups<'a> {
    /// The number of each record's person, by record number.
    pub(crate) of: &'a HashMap<RecordIx, u32>,
    /// Records of each person.
    pub(crate) members: &'a HashMap<u32, Vec<RecordIx>>,
    /// Sources that hold a person once.
    pub(crate) unique_sources: &'a [String],
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

/// Pairs as they are kept, the smaller record first.
pub(crate) fn kept(
    records: &Records,
    model: &TrainedModel,
    ids: &[RecordId],
    edges: &[Edge],
    groups: &Groups<'_>,
) -> Vec<Kept> {
    let mut explainer = Explainer::new(records, model);
    let mut kept: Vec<Kept> = edges
        .iter()
        .filter_map(|edge| {
            let (a, b) = (*ids.get(edge.a.0 as usize)?, *ids.get(edge.b.0 as usize)?);
            let explanation = explainer.explain(edge.a, edge.b);
            let steps = compact(model, &explanation.steps);
            let (information, why) = match edge.band {
                Band::Review => waits(records, model, edge, &steps, groups),
                Band::Auto | Band::None => (0.0, String::new()),
            };
            Some(Kept {
                record: a.min(b),
                other: a.max(b),
                band: edge.band.as_str(),
                weight: f64::from(edge.weight),
                probability: f64::from(edge.probability),
                // Numbers always have a JSON form.
                steps_json: serde_json::to_string(&steps).unwrap_or_default(),
                held_back: edge.held_back,
                information,
                why,
            })
        })
        .collect();
    kept.sort_by_key(|edge| (edge.record, edge.other));
    kept
}

/// Bits around the threshold that count as near it.
const NEAR_BITS: f64 = 4.0;
/// What an answer tells at least of a pair that a rule keeps from linking, in bits: the model's own
/// probability does not speak for it.
const HELD_BACK_BITS: f64 = 0.6;

/// How much an answer would tell, and why the pair waits.
fn waits(
    records: &Records,
    model: &TrainedModel,
    edge: &Edge,
    steps: &[Compact],
    groups: &Groups<'_>,
) -> (f64, String) {
    let side = |ix: RecordIx| {
        let members = groups.of.get(&ix).and_then(|group| groups.members.get(group));
        members.map_or(std::slice::from_ref(&ix).to_vec(), Clone::clone)
    };
    let (left, right) = (side(edge.a), side(edge.b));
    let sources = |side: &[RecordIx]| -> Vec<&str> {
        let names = side.iter().map(|ix| records.source_name(*ix));
        names.filter(|name| groups.unique_sources.iter().any(|unique| unique == name)).collect()
    };
    let one_each = {
        let right = sources(&right);
        sources(&left).iter().any(|source| right.contains(source))
    };
    let near = (f64::from(edge.weight) - bits(model.thresholds.auto_probability)).abs();
    let contradicts = contradicts(model, steps);
    let mut why = Vec::new();
    for (is, word) in [
        (near <= NEAR_BITS && !edge.held_back, why::NEAR_THRESHOLD),
        (edge.held_back, why::TWINS),
        (left.len() > 1 && right.len() > 1, why::JOINS_SEVERAL),
        (one_each, why::ONE_EACH),
        (contradicts, why::CONTRADICTS),
    ] {
        if is {
            why.push(word);
        }
    }
    let unsure = entropy(f64::from(edge.probability));
    let unsure = if edge.held_back { unsure.max(HELD_BACK_BITS) } else { unsure };
    let moved = ((left.len() * right.len()) as f64).log2();
    let information = unsure * (1.0 + moved / 4.0) + if contradicts { 0.2 } else { 0.0 };
    (information, why.join(" "))
}

/// Why a pair waits for review, as kept in `link_edge.why`.
pub mod why {
    /// The weight lies near the threshold above which pairs are linked.
    pub const NEAR_THRESHOLD: &str = "near-threshold";
    /// Twins or namesakes.
    pub const TWINS: &str = "twins";
    /// It would join two people who each have several records.
    pub const JOINS_SEVERAL: &str = "joins-several";
    /// One person would have two records in a source that holds one of each.
    pub const ONE_EACH: &str = "one-each";
    /// Two NHS numbers or two dates of birth.
    pub const CONTRADICTS: &str = "contradicts";
}

/// Levels, from 0, of the NHS number and of the date of birth that speak of two people.
const TWO_NUMBERS: i64 = 3;
const OTHER_BIRTH: i64 = 5;

fn contradicts(model: &TrainedModel, steps: &[Compact]) -> bool {
    steps.iter().any(|(comparison, level, ..)| {
        let named = usize::try_from(*comparison).ok().and_then(|at| model.comparisons.get(at));
        match named.map(|comparison| comparison.name.as_str()) {
            Some("nhs_number") => *level == TWO_NUMBERS,
            Some("date_of_birth") => *level >= OTHER_BIRTH,
            _ => false,
        }
    })
}

fn bits(probability: f64) -> f64 {
    (probability / (1.0 - probability).max(1e-12)).max(1e-12).log2()
}

/// Bits that an answer tells where this is its probability (C. E. Shannon, 1948).
fn entropy(probability: f64) -> f64 {
    let part = |p: f64| if p > 0.0 { -p * p.log2() } else { 0.0 };
    part(probability) + part(1.0 - probability)
}

/// Stands for where every pair starts.
const PRIOR: i64 = -1;
/// Stands for what a shared home explains.
const HOUSEHOLD: i64 = -2;

type Compact = (i64, i64, f64, f64);

fn compact(model: &TrainedModel, steps: &[linkage::Step]) -> Vec<Compact> {
    let last = steps.len().saturating_sub(1);
    steps
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
        .collect()
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

/// The steps of an explanation by the same model.
pub(crate) fn in_words_of(model: &TrainedModel, steps: &[linkage::Step]) -> Vec<EdgeStep> {
    compact(model, steps).into_iter().filter_map(|step| in_words(model, step)).collect()
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

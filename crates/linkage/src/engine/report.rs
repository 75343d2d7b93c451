//! The account of a run.

use serde::Serialize;

/// A stage of linking, as told to the caller's progress function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Sorting records into blocks.
    Blocking,
    /// Comparing the pairs of the blocks.
    Comparing,
    /// Estimating the model.
    Training,
    /// Weighing every pair.
    Scoring,
    /// Uniting records into persons.
    Clustering,
}

/// What one blocking rule did.
#[derive(Clone, Debug, Default, Serialize)]
pub struct BlockReport {
    /// The rule's keys.
    pub rule: String,
    /// Blocks of two records or more.
    pub blocks: u64,
    /// Pairs that no earlier rule gave.
    pub pairs: u64,
    /// Blocks left out because they were too large, under a rule that is meant to compare every block.
    pub dropped_blocks: u64,
    /// Records in them.
    pub dropped_records: u64,
    /// Records in the largest of them.
    pub largest_dropped: u64,
    /// Blocks left to the other rules because the key is too common, under a rule that is meant for
    /// rare keys alone.
    pub common_blocks: u64,
    /// Records in them.
    pub common_records: u64,
}

/// Wall time of a stage.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct StageTime {
    /// The stage.
    pub stage: Stage,
    /// Milliseconds.
    pub elapsed_ms: f64,
}

/// What a run did.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LinkReport {
    /// Records given.
    pub records: u64,
    /// Persons found.
    pub persons: u64,
    /// Pairs compared.
    pub pairs: u64,
    /// Per blocking rule, in the model's order.
    pub blocking: Vec<BlockReport>,
    /// Different patterns of agreement.
    pub patterns: u64,
    /// Rounds of estimation.
    pub iterations: u32,
    /// Whether the estimation came to rest.
    pub converged: bool,
    /// Scored pairs inside persons.
    pub pairs_auto: u64,
    /// Pairs for review.
    pub pairs_review: u64,
    /// Pairs that a never-link decision keeps apart.
    pub pairs_decided: u64,
    /// Of all these, pairs that a rule on twins and namesakes keeps from linking by themselves.
    pub pairs_held_back: u64,
    /// Links per union refused, by the guard that refused it.
    pub refused: Refused,
    /// Records of the largest person.
    pub largest_person: u64,
    /// Links the model expects to be false, among those it made.
    pub expected_false_links: f64,
    /// Pairs that must be linked but may not be, by the constraints themselves.
    pub constraints_at_odds: u64,
    /// Wall time per stage.
    pub stages: Vec<StageTime>,
}

/// Unions refused, by guard.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Refused {
    /// A never-link decision stands between the groups.
    pub never_link: u64,
    /// Both groups have a record of a source that holds a person once.
    pub unique_source: u64,
    /// Different dates of death.
    pub died: u64,
    /// Different valid NHS numbers and no direct evidence to outweigh them.
    pub nhs_number: u64,
    /// The groups as wholes do not agree.
    pub bridge: u64,
}

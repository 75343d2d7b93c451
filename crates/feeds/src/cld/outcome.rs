//! The order in which event outcomes win when two rows are the same event.

use std::sync::LazyLock;

use super::release::cleaned;

const FILE: &str = include_str!("../../data/cld_outcome_hierarchy.csv");

static OUTCOMES: LazyLock<Vec<(u8, String)>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(FILE.as_bytes());
    reader
        .deserialize::<(u8, String, String)>()
        .filter_map(Result::ok)
        .map(|(rank, outcome, _source)| (rank, outcome))
        .collect()
});

/// The outcomes with their ranks, 1 to 17: the lower rank is kept.
#[must_use]
pub fn outcomes() -> &'static [(u8, String)] {
    &OUTCOMES
}

/// The rank of an outcome of release 1 or 2; `None` for blank or unknown, which lose to every rank.
#[must_use]
pub fn outcome_rank(outcome: &str) -> Option<u8> {
    let outcome = cleaned("Event Outcome", outcome);
    OUTCOMES.iter().find_map(|(rank, name)| name.eq_ignore_ascii_case(outcome).then_some(*rank))
}

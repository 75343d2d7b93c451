//! What a changed model would change: the report of a trial run.

use jiff::Timestamp;
use terms::PersonId;

/// The latest trial of a changed model, if any.
#[derive(Clone, Debug, PartialEq)]
pub struct Trials {
    /// The latest; `None` when none was made.
    pub latest: Option<Trial>,
    /// The exact command that tries a changed model without changing anything.
    pub try_command: String,
}

/// One trial. Nothing of it is in force until it is applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// When it finished.
    pub at: Timestamp,
    /// The version of the model in force at the time.
    pub model_now: String,
    /// The version of the model that was tried.
    pub model_tried: String,
    /// Thresholds of both, in the model's order.
    pub thresholds: Vec<ThresholdChange>,
    /// Records linked in the trial.
    pub records: u64,
    /// People now.
    pub people_now: u64,
    /// People with the tried model.
    pub people_tried: u64,
    /// People with exactly the same records in both.
    pub same: u64,
    /// People of the trial who are several people now.
    pub merged: u64,
    /// People now who would be several.
    pub split: u64,
    /// The joint caseload by neighbourhood, in the place's order, those not placed after them, the
    /// whole place last.
    pub caseload: Vec<CaseloadChange>,
    /// People who would change, at most 50, those with most records first.
    pub sample: Vec<ChangedPerson>,
    /// The exact command that puts it in force.
    pub apply_command: String,
    /// When it was put in force; `None` while it is not.
    pub applied: Option<Timestamp>,
}

/// One threshold before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct ThresholdChange {
    /// `Linked without anybody looking`, `Shown for review`.
    pub name: String,
    /// The probability now, 0 to 1.
    pub now: f64,
    /// The probability with the tried model.
    pub tried: f64,
}

/// The joint caseload of one neighbourhood before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseloadChange {
    /// `Neighbourhood 1`, `Whole borough`.
    pub area: String,
    /// People known to both now.
    pub now: u64,
    /// With the tried model.
    pub tried: u64,
    /// The whole place.
    pub total: bool,
}

/// Somebody who would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedPerson {
    /// A person in force now: the page leads to them.
    pub person: PersonId,
    /// Records behind them now.
    pub records: u64,
    /// What would become of them.
    pub how: HowChanged,
}

/// What a trial would make of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HowChanged {
    /// Joined with others.
    Merged {
        /// Records of the person that would be.
        records: u64,
        /// People now who would be that one, this one included.
        people: u64,
    },
    /// Parted.
    Split {
        /// People that would be made of this one.
        people: u64,
    },
    /// Some records go to others, some come from others.
    Mixed,
}

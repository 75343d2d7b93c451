//! The Department of Health and Social Care's own rules for adult social care client level data.
//!
//! Takes the events of one or several submissions, as borrowed [`Event`]s; gives the person each
//! belongs to, the period the data really covers, the events that are counted and those that are
//! superseded and why, so that a borough's figures equal the national dashboard's.
//! Never reads a file, never changes an event, never looks at the clock: the day of import is given.
//!
//! Source of every rule: DHSC, ASC-CLD-LA-Dashboard, `Main_tables/docs/methodology` 1 to 6 and the
//! stored procedures beside them (June 2026, open source).

mod ages;
mod dedup;
mod event;
mod outcome;
mod period;
mod person;
mod release;
mod summary;

pub use ages::{AgeBand, age_at};
pub use dedup::{Cropped, Dedup, Step, Submissions, crop_open_services, deduplicate};
pub use event::{Event, EventType};
pub use outcome::{outcome_rank, outcomes};
pub use period::{
    Basis, DroppedMonth, Period, WhyDropped, counts_in_period, derived_end, derived_period,
};
pub use person::{PersonKey, person_key};
pub use release::{Value, release2};
pub use summary::{CldSummary, TypeCounts, summary};

#[cfg(test)]
mod tests;

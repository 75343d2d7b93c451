//! The review workbench as the store sees it: which pairs of records wait for somebody, a pair with all
//! that is needed to answer it, and what came of the answers.
//!
//! Reads only; [`crate::history`] reads what answers and runs made of persons. A pair waits while its
//! band is `review` and no decision on it is in force. Every order is fixed: answering never moves a
//! pair in its queue.

mod day;
mod decision;
mod effect;
mod figures;
mod identified;
mod model;
mod near;
mod pace;
mod pair;
mod pairs;
mod queue;
mod queues;
mod sample;
mod second;

use terms::{PersonId, RecordId};

use crate::Error;

pub use day::{civil_day, end_of_day};
pub use decision::{Asked, Decision, Log, Undone, log, of_event, of_pair, reviewers};
pub use effect::{Contradiction, Effect, Side};
pub use figures::{Front, front, latest_sample};
pub use identified::{Identified, PlaceLived, identified};
pub use near::{Near, NearRecord, NearStanding};
pub use pace::{Day, Pace, last_linked};
pub use pair::{Pair, Scored, Standing, pair};
pub use queue::{Next, next, waiting_now};
pub use queues::Queue;
pub use sample::{BandSample, Sample};
pub use second::{Second, drawn_for_second};

pub(crate) use decision::{of_record, said};
pub(crate) use effect::{Member, contradictions, members, person_of};
pub(crate) use model::{model_of, newest_model};

/// The statements of this room.
pub(crate) const STATEMENTS: &[&str] = &[
    decision::LOG,
    decision::TOTAL,
    decision::OF_PAIR,
    decision::OF_EVENT,
    decision::OF_RECORD,
    decision::LAST_ANSWER,
    decision::REVIEWERS,
    decision::LEFT_BY,
    decision::UNDOER,
    effect::PERSON_OF,
    effect::MEMBERS,
    identified::RECORD,
    model::OF_EVENT,
    model::OF_RUN,
    near::OF_RECORD,
    near::BETWEEN,
    pace::HOURS,
    pace::KEPT,
    pace::FIRST_EVENT,
    pace::LAST_EVENT,
    pace::OWN,
    pace::OWN_TIMES,
    pair::SCORED,
    queue::WAITING,
    queue::ALL,
    queue::FIRST,
    queue::AFTER,
    queue::POSITION,
    sample::BANDS,
    sample::ANSWERS,
    sample::WAITING,
    sample::NEXT,
    sample::DRAWN,
    second::ONCE,
    second::VERDICTS,
];

pub(crate) fn record_id(text: &str) -> Result<RecordId, Error> {
    RecordId::parse(text).ok_or_else(|| corrupt("a record's identifier"))
}

pub(crate) fn person_id(text: &str) -> Result<PersonId, Error> {
    PersonId::parse(text).ok_or_else(|| corrupt("a person's identifier"))
}

pub(crate) fn corrupt(what: &str) -> Error {
    Error::Store(store::Error::Corrupt { what: what.to_owned() })
}

pub(crate) fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

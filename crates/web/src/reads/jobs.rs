//! Long work that goes on when nobody looks.

use jiff::Timestamp;

/// A piece of long work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its identifier; goes into URLs.
    pub job: String,
    /// What it does, in words, without names of people: `Reading GP registered list`.
    pub what: String,
    /// How it stands.
    pub state: JobState,
    /// How much is done, in `unit`.
    pub done: u64,
    /// How much there is; `None` while it is not known.
    pub total: Option<u64>,
    /// `rows`, `bytes`, `pairs`.
    pub unit: String,
    /// When it was asked for.
    pub asked: Timestamp,
}

/// How a job stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobState {
    /// In the queue.
    Waiting,
    /// At work.
    Running,
    /// Finished.
    Done {
        /// When.
        at: Timestamp,
        /// What it made.
        result: JobResult,
    },
    /// Stopped and will not be tried again.
    Failed {
        /// When.
        at: Timestamp,
        /// Why, in words.
        why: String,
    },
}

/// What a finished job made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobResult {
    /// A delivery, accepted or refused: its identifier.
    Delivery(String),
    /// A link run.
    Links,
    /// Nothing with a page of its own.
    Nothing,
}

//! What the pages ask of the house: one trait, and the views it answers with.
//!
//! The pages know no database. Whoever implements [`Reads`] answers each question with a view that
//! already holds every figure; the pages only lay them out. An implementation decides whether the
//! answer may be given and writes the audit row before it returns: a page is never the place where
//! that is remembered. [`Use`] tells it whether the answer goes to a screen or leaves as a file.

mod caseload;
pub mod changes;
mod feeds;
pub mod history;
mod home;
mod jobs;
mod links;
mod people;
mod person;
pub mod quality;
pub mod review;

use std::future::Future;

use jiff::Timestamp;
use terms::{Date, PersonId, RecordId};

pub use caseload::{
    Area, Caseload, CaseloadRow, CaseloadTable, Column, Counts, Flag, Funnel, FunnelPoint,
    MatchQuality, Share,
};
pub use feeds::{
    CldEvents, CldSummary, Delivery, DeliveryRow, Feed, FeedRow, FeedState, NoteCount, Outcome,
    Reject, RejectPage, RejectedRows, Threshold,
};
pub use home::{Headline, Home, NeighbourhoodRow};
pub use jobs::{Job, JobResult, JobState};
pub use links::{
    Band, BlockingRule, ClusterSize, LinkRun, LinkRunRow, Links, Quality, SourceCount,
};
pub use people::{PeoplePage, PeopleQuery, PersonRow};
pub use person::{Banner, Comparison, Episode, LinkEdge, Person, SourceRecord};

use crate::Error;
use changes::Trials;
use history::{Change, LinkPreview, Linking, Other, Together, UnlinkPreview, Unlinking};
use quality::GroupQuality;
use review::{
    Answered, Answering, DecisionPage, DecisionQuery, Front, NextPair, Pair, Queue, Undoing,
};

/// Where an answer about people goes, so that the audit row can say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Shown on a page.
    Screen,
    /// Leaves as a file.
    Export,
}

/// The day up to which a feed speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedCut {
    /// What people call the feed: `District nursing referrals`.
    pub title: String,
    /// The latest day the feed speaks of; `None` when nothing was ever accepted.
    pub cut: Option<Date>,
}

/// A feed that an answer should have drawn on and could not: said, never shown as a blank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingFeed {
    /// What people call the feed.
    pub title: String,
    /// The last day it spoke of; `None` when it never arrived.
    pub since: Option<Date>,
    /// Whom to ask instead, if the place has said so.
    pub ask: Option<String>,
}

/// Whether the store answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// True when a statement was answered.
    pub well: bool,
    /// The state in words: `sqlite, schema 12`.
    pub words: String,
}

/// A file on its way in. Dropping it before [`Intake::finish`] discards what has arrived.
pub trait Intake: Send {
    /// Takes the next bytes, in order.
    ///
    /// # Errors
    /// When they cannot be kept.
    fn write(&mut self, bytes: &[u8]) -> impl Future<Output = Result<(), Error>> + Send;

    /// All bytes have arrived: makes the job that reads them, and gives its identifier. The file
    /// and the job survive a stop of the program once this returns.
    ///
    /// # Errors
    /// When the job cannot be made.
    fn finish(self) -> impl Future<Output = Result<String, Error>> + Send;
}

/// What is known of a file before its bytes arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// The feed it is for (see [`FeedRow::feed`]).
    pub feed: String,
    /// The file's own name, without folders, as the sender's machine gave it.
    pub file_name: String,
    /// Set when these are mended rows of an earlier delivery: that delivery's identifier. Cells
    /// of such a file may carry the guard that [`crate::csv_guard::guard`] put there: take it away
    /// with [`crate::csv_guard::unguard`].
    pub mends: Option<String>,
}

/// The questions the pages ask.
///
/// Every method answers [`Error::NotThere`] for what does not exist, [`Error::Refused`] for what
/// may not be seen, [`Error::Store`] when the store does not answer.
pub trait Reads: Send + Sync + 'static {
    /// Takes a file's bytes as they arrive.
    type Intake: Intake;

    /// The front page of the place.
    fn home(&self) -> impl Future<Output = Result<Home, Error>> + Send;

    /// Every feed of the place, in the place's order, also those that never arrived.
    fn feeds(&self) -> impl Future<Output = Result<Vec<FeedRow>, Error>> + Send;

    /// One feed and its deliveries, newest first, at most `limit`, those received before the
    /// delivery `after` (keyset).
    fn feed(
        &self,
        feed: &str,
        after: Option<&str>,
        limit: usize,
    ) -> impl Future<Output = Result<Feed, Error>> + Send;

    /// One delivery, accepted or refused.
    fn delivery(&self, delivery: &str) -> impl Future<Output = Result<Delivery, Error>> + Send;

    /// The rejects of a delivery in the file's order: those with [`Reject::number`] above `after`
    /// (start at 0), at most `limit`.
    fn rejects(
        &self,
        delivery: &str,
        after: u64,
        limit: usize,
    ) -> impl Future<Output = Result<RejectPage, Error>> + Send;

    /// The rejected rows themselves, as received, for mending.
    fn rejected_rows(
        &self,
        delivery: &str,
    ) -> impl Future<Output = Result<RejectedRows, Error>> + Send;

    /// Begins to take a file in. Answers [`Error::NotThere`] when the place has no such feed.
    fn receive(
        &self,
        incoming: Incoming,
    ) -> impl Future<Output = Result<Self::Intake, Error>> + Send;

    /// How far a job has come.
    fn job(&self, job: &str) -> impl Future<Output = Result<Job, Error>> + Send;

    /// The joint caseload on a day; `None` means the latest day the feeds speak of together.
    fn caseload(&self, as_of: Option<Date>)
    -> impl Future<Output = Result<Caseload, Error>> + Send;

    /// The people behind one number of the joint caseload.
    fn people(
        &self,
        query: PeopleQuery,
        what_for: Use,
    ) -> impl Future<Output = Result<PeoplePage, Error>> + Send;

    /// One linked person with the records behind them.
    fn person(
        &self,
        person: PersonId,
        what_for: Use,
    ) -> impl Future<Output = Result<Person, Error>> + Send;

    /// The latest link run and those before it, newest first, at most `limit`.
    fn links(&self, limit: usize) -> impl Future<Output = Result<Links, Error>> + Send;

    /// The workbench's front, for `reviewer` if they have given their name.
    fn review_front(
        &self,
        reviewer: Option<&str>,
    ) -> impl Future<Output = Result<Front, Error>> + Send;

    /// The first pair of a queue that waits for this reviewer and follows the pair `after` in the
    /// queue's order, whether or not that pair still waits; without `after` the first of all. The
    /// order must not change by what reviewers answer: what tells most first, then the records. A
    /// pair that this reviewer has answered is never given, nor in [`Queue::Second`] one that
    /// nobody has answered.
    fn next_pair(
        &self,
        queue: Queue,
        reviewer: &str,
        after: Option<(RecordId, RecordId)>,
    ) -> impl Future<Output = Result<NextPair, Error>> + Send;

    /// A pair for this reviewer to answer, as taken from `queue`. The order of the records means
    /// nothing and is kept in the answer. [`Error::NotThere`] when either record does not exist or
    /// the pair was never scored.
    fn pair(
        &self,
        record: RecordId,
        other: RecordId,
        reviewer: &str,
        queue: Queue,
    ) -> impl Future<Output = Result<Pair, Error>> + Send;

    /// Records an answer. It is in force at once: people are joined or parted before this returns.
    fn decide(&self, answer: Answering) -> impl Future<Output = Result<Answered, Error>> + Send;

    /// Undoes a decision of this reviewer, so that both sides are as they were and, if it was an
    /// answer, the pair waits again.
    fn undo(
        &self,
        decision: &str,
        reviewer: &str,
    ) -> impl Future<Output = Result<Undoing, Error>> + Send;

    /// The log of decisions, newest first.
    fn decisions(
        &self,
        query: DecisionQuery,
        what_for: Use,
    ) -> impl Future<Output = Result<DecisionPage, Error>> + Send;

    /// Everybody who has made a decision, in alphabetical order.
    fn reviewers(&self) -> impl Future<Output = Result<Vec<String>, Error>> + Send;

    /// How a person's records hang together now, or did at the end of a day, for `reviewer` if they
    /// have given their name (only their own decisions may be undone).
    fn together(
        &self,
        person: PersonId,
        as_of: Option<Date>,
        reviewer: Option<&str>,
        what_for: Use,
    ) -> impl Future<Output = Result<Together, Error>> + Send;

    /// What taking records out of a person would do. [`Error::Asked`] when one of them is not of
    /// this person, or none would stay.
    fn unlink_preview(
        &self,
        person: PersonId,
        records: &[RecordId],
    ) -> impl Future<Output = Result<UnlinkPreview, Error>> + Send;

    /// Takes records out of a person for good: no run links them again until it is undone.
    fn unlink(&self, unlinking: Unlinking) -> impl Future<Output = Result<Change, Error>> + Send;

    /// What joining another person to this one would do. [`Error::Asked`] when there is no such
    /// other, or it is the same person already.
    fn link_preview(
        &self,
        person: PersonId,
        other: Other,
    ) -> impl Future<Output = Result<LinkPreview, Error>> + Send;

    /// Joins two people for good: no run parts them again until it is undone.
    fn link_by_hand(&self, linking: Linking) -> impl Future<Output = Result<Change, Error>> + Send;

    /// How good the links are, group by group.
    fn quality(&self) -> impl Future<Output = Result<GroupQuality, Error>> + Send;

    /// The latest trial of a changed model.
    fn trials(&self) -> impl Future<Output = Result<Trials, Error>> + Send;

    /// Whether the store answers.
    fn health(&self) -> impl Future<Output = Health> + Send;

    /// The latest day any feed speaks of, for the footer; `None` before the first delivery.
    fn data_cut(&self) -> impl Future<Output = Option<Date>> + Send;

    /// The time now; a fixture answers with a fixed one.
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

//! How a person's records hang together, how that came about, and how it is changed by hand.

use jiff::Timestamp;
use terms::{Date, NhsNumber, PartialDate, PersonId, RecordId};

use super::Banner;
use super::review::Answer;

/// A person's records, the pairs between them, and what happened to them.
#[derive(Clone, Debug, PartialEq)]
pub struct Together {
    /// The person. Another than was asked for when that one was merged: the page then leads there.
    pub person: PersonId,
    /// Who it is.
    pub banner: Banner,
    /// Records linked to them: at the end of the day asked for, or now. In the place's order of
    /// sources. May be empty for a day before the person was known, or once all records have left.
    pub records: Vec<LinkedRecord>,
    /// Pairs between those records, as the latest run scored them and as people decided them: those
    /// decided first, then the most probable. Pairs never scored are not there. For a screen 100
    /// are enough: the page shows 40 and says how many more there are.
    pub edges: Vec<TogetherEdge>,
    /// What happened, newest first, whatever day is asked for: all of it for a file, for a screen
    /// at most 40.
    pub events: Vec<Event>,
    /// Events older than those.
    pub older_events: u64,
    /// The first day anything is known of this person's links; `None` without events.
    pub known_since: Option<Date>,
    /// The version of the model that scored the edges; `None` before the first run.
    pub model: Option<String>,
}

/// A record of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedRecord {
    /// The record.
    pub record: RecordId,
    /// Its source by title.
    pub source: String,
    /// The organisation's own number for them; `None` where it is the NHS number.
    pub local_id: Option<String>,
    /// Name as received, given names first.
    pub name: Option<String>,
    /// Born.
    pub born: Option<PartialDate>,
    /// NHS number, if valid.
    pub nhs_number: Option<NhsNumber>,
    /// Address on one line, with the postcode.
    pub address: Option<String>,
    /// Linked to this person since then.
    pub linked: Timestamp,
    /// The source has since taken it back.
    pub withdrawn: bool,
    /// What hangs on the record and goes where it goes: referrals, contacts, spells. None with 0.
    pub holds: Vec<Held>,
}

/// Rows of one sort that hang on a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// One of them: `referral`.
    pub one: String,
    /// Several of them: `referrals`.
    pub several: String,
    /// How many; at least 1.
    pub rows: u64,
}

/// A pair between two records of a person.
#[derive(Clone, Debug, PartialEq)]
pub struct TogetherEdge {
    /// One record; among [`Together::records`].
    pub left: RecordId,
    /// The other.
    pub right: RecordId,
    /// All weights together, in bits: what the line's thickness shows.
    pub bits: f64,
    /// The model's probability, 0 to 1; `None` when people decided and the model never scored it.
    pub probability: Option<f64>,
    /// Why the line is there.
    pub kind: EdgeKind,
}

/// Why a line is drawn between two records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// Linked by the model.
    Model,
    /// Waits for review: not in use; the records hang together by others.
    Review,
    /// Somebody decided it.
    People {
        /// What they said; [`Answer::Different`] cannot stand between two records of one person
        /// for long, but may until the next run.
        answer: Answer,
        /// Who, as they gave their name.
        by: String,
    },
}

/// Something that happened to a person's links.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: EventKind,
    /// The records it moved or spoke of, with their sources by title.
    pub records: Vec<(RecordId, String)>,
    /// Who or what did it.
    pub by: By,
    /// The reason given, or why the run did it, as a sentence; `None` when none was kept.
    pub why: Option<String>,
    /// The evidence in short: `+14.2 bits, 93 in 100`; `None` when none was kept.
    pub evidence: Option<String>,
    /// The decision that this reviewer may still undo here; see [`super::review::Decision`].
    pub undo: Option<String>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// Records were linked to this person.
    Linked,
    /// Records left this person and stand for themselves, or were taken back by their source.
    Unlinked,
    /// All records of another person came to this one, whose address leads here now.
    Merged {
        /// The person who is no more.
        from: PersonId,
    },
    /// Records left for a person of their own.
    Split {
        /// The new person.
        to: PersonId,
    },
    /// Somebody answered a pair.
    Decided(Answer),
    /// A decision was undone.
    Undone,
}

/// Who or what changed a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// A link run, with the version of its model.
    Run {
        /// The model's version.
        model: String,
    },
    /// Somebody, as they gave their name.
    Reviewer(String),
    /// A delivery that took a record back.
    Source(String),
}

/// What taking records out of a person would do.
#[derive(Clone, Debug, PartialEq)]
pub struct UnlinkPreview {
    /// Records that leave: together they become one person of their own.
    pub leaving: Vec<LinkedRecord>,
    /// Records that stay; never empty.
    pub staying: Vec<LinkedRecord>,
    /// Decisions "same person" by people between the two parts, which the unlinking goes against:
    /// who made each and when.
    pub against: Vec<(String, Timestamp)>,
}

/// Records to take out of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlinking {
    /// The reviewer's name.
    pub reviewer: String,
    /// The person.
    pub person: PersonId,
    /// The records that do not belong, each once; never empty.
    pub records: Vec<RecordId>,
    /// Why, trimmed; never empty, at most 1,000 characters.
    pub why: String,
}

/// Whom to link by hand, as the reviewer gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Other {
    /// A person.
    Person(PersonId),
    /// A record: the person it belongs to is meant.
    Record(RecordId),
}

/// What joining two people would do.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkPreview {
    /// The person whose address is kept: the older one. The other's leads to it.
    pub kept: PersonId,
    /// Who the other is.
    pub other: PersonId,
    /// Records of the person whose page it is.
    pub records: Vec<LinkedRecord>,
    /// Records of the other.
    pub other_records: Vec<LinkedRecord>,
    /// Contradictions that a guard sees, as clauses without full stop.
    pub contradictions: Vec<String>,
    /// Decisions "different people" between them, which the linking goes against.
    pub against: Vec<(String, Timestamp)>,
}

/// Two people to join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linking {
    /// The reviewer's name.
    pub reviewer: String,
    /// The person whose page it is.
    pub person: PersonId,
    /// The other, as previewed.
    pub other: PersonId,
    /// Why, trimmed; never empty, at most 1,000 characters.
    pub why: String,
}

/// What became of a change by hand.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Done, and in force.
    Done {
        /// The person whose page to show: the one that was kept.
        person: PersonId,
        /// The decision, for undoing.
        decision: String,
    },
    /// Not done: the links are no longer as the reviewer saw them.
    Meanwhile {
        /// What changed, as a clause without full stop: `one of the records left this person`.
        what: String,
    },
}

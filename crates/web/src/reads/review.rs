//! The review workbench: pairs of records that a data steward answers, and what came of it.

use jiff::Timestamp;
use terms::{Date, NhsNumber, PartialDate, PersonId, RecordId};

use super::{LinkEdge, Share};

/// Why a pair waits, and which part of the waiting pairs a reviewer takes up. A pair may wait for
/// several reasons: it then stands in several queues, and once in [`Queue::All`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Queue {
    /// Every pair that waits, each once.
    All,
    /// Its weight lies near the threshold above which pairs are linked.
    NearThreshold,
    /// Twins and namesakes: same family name and address, and one of birth date and given name.
    Twins,
    /// It would join two people who each have several records.
    JoinsSeveral,
    /// One person would have two records in a source that holds one of each person.
    OneEach,
    /// Two valid NHS numbers, two dates of birth or two dates of death.
    Contradicts,
    /// Drawn at random so that the quality of all links can be estimated.
    Sample,
    /// Answered once by somebody else and drawn for a second answer.
    Second,
}

impl Queue {
    /// All of them, in the order in which they are shown.
    pub const EVERY: [Self; 8] = [
        Self::All,
        Self::NearThreshold,
        Self::Twins,
        Self::JoinsSeveral,
        Self::OneEach,
        Self::Contradicts,
        Self::Sample,
        Self::Second,
    ];

    /// As it stands in an address: `near-threshold`.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::NearThreshold => "near-threshold",
            Self::Twins => "twins",
            Self::JoinsSeveral => "joins-several",
            Self::OneEach => "one-each",
            Self::Contradicts => "contradicts",
            Self::Sample => "sample",
            Self::Second => "second",
        }
    }

    /// Reads an address.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|queue| queue.slug() == slug)
    }
}

/// What a reviewer says of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Same person: the two records are linked, whatever the model says.
    Same,
    /// Different people: the two records are kept apart, whatever the model says.
    Different,
    /// Cannot be told from what is here: nothing changes, and the pair leaves the queue.
    Unsure,
}

impl Answer {
    /// All of them.
    pub const EVERY: [Self; 3] = [Self::Same, Self::Different, Self::Unsure];

    /// As it stands in a form or an address: `same`.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Unsure => "unsure",
        }
    }

    /// Reads a form.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|answer| answer.slug() == slug)
    }
}

/// The workbench's front.
#[derive(Clone, Debug, PartialEq)]
pub struct Front {
    /// When records were last linked; `None` before the first run, when nothing can wait.
    pub linked: Option<Timestamp>,
    /// Each queue but [`Queue::Second`], which stands in [`Front::second`], with the pairs in it.
    /// [`Queue::All`] must be among them; one that is not listed is shown as empty.
    pub queues: Vec<QueueCount>,
    /// The last 30 civil days in England, oldest first, today the last; fewer when records have been
    /// linked for less. Days without an answer are there with 0.
    pub days: Vec<ReviewDay>,
    /// What the reviewer who asks has done; `None` when no reviewer was given.
    pub yours: Option<Yours>,
    /// Pairs answered twice.
    pub second: SecondReviews,
    /// Quality of all links estimated from reviewed samples.
    pub sample: SampleEstimate,
}

/// Pairs in a queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueCount {
    /// Which.
    pub queue: Queue,
    /// Pairs that wait in it.
    pub pairs: u64,
}

/// One day of the workbench.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewDay {
    /// The day.
    pub day: Date,
    /// Answers given on it by all reviewers and not undone since, second answers included.
    pub decided: u64,
    /// Pairs that waited at its end (today: that wait now); `None` when that was not kept.
    pub waiting: Option<u64>,
}

/// What one reviewer has done.
#[derive(Clone, Debug, PartialEq)]
pub struct Yours {
    /// Answers today that stand.
    pub today: u64,
    /// Answers ever that stand.
    pub ever: u64,
    /// Median seconds between two answers, pauses over ten minutes left out; `None` below five.
    pub seconds_a_pair: Option<f64>,
    /// The latest answer that can still be undone.
    pub last: Option<Decision>,
}

/// Pairs answered by two reviewers apart from each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SecondReviews {
    /// Pairs drawn for a second answer that wait for one. With a reviewer given: those that
    /// somebody else answered first.
    pub waiting: u64,
    /// Pairs with two standing answers by two reviewers.
    pub twice: u64,
    /// Of those, pairs with the same answer both times.
    pub agreed: u64,
    /// Cohen's kappa over the three answers, −1 to 1; `None` with no pair, or when chance alone
    /// would make all agree (both reviewers gave one and the same answer throughout).
    pub kappa: Option<Share>,
}

/// Quality of all links, estimated from a random sample in each band of probability with the
/// bands' sizes as weights.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleEstimate {
    /// The version of the model that the sample was drawn from; `None` when none was drawn.
    pub model: Option<String>,
    /// Sampled pairs that nobody has answered yet.
    pub to_review: u64,
    /// Of the links in use, the share that is right; `None` while too few were reviewed.
    pub precision: Option<Share>,
    /// Of the true pairs among all that were compared, the share that is linked; `None` while too
    /// few were reviewed.
    pub recall: Option<Share>,
    /// Bands of probability, surest first.
    pub bands: Vec<BandEstimate>,
}

/// One band of probability and its sample.
#[derive(Clone, Debug, PartialEq)]
pub struct BandEstimate {
    /// `Linked, nearly certain`, `For review`, …
    pub name: String,
    /// From this probability, 0 to 1.
    pub from: f64,
    /// To below this one.
    pub to: f64,
    /// All pairs in the band.
    pub pairs: u64,
    /// Pairs drawn.
    pub sampled: u64,
    /// Of those, answered same or different.
    pub reviewed: u64,
    /// Of those answered, the same person.
    pub same: u64,
    /// Of those drawn, answered unsure: they count neither way.
    pub unsure: u64,
    /// Same of reviewed; `None` while too few were reviewed to say.
    pub share_same: Option<Share>,
}

/// Which pair comes next.
#[derive(Clone, Debug, PartialEq)]
pub struct NextPair {
    /// Its records; `None` when no pair of the queue follows.
    pub pair: Option<(RecordId, RecordId)>,
    /// Pairs that wait in the queue for this reviewer, wherever the search began.
    pub waiting: u64,
}

/// A pair for a reviewer. Linkage fields only: nothing of care, contacts or conditions.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The first record.
    pub left: PairRecord,
    /// The second.
    pub right: PairRecord,
    /// How the model scored it; [`LinkEdge::left`] is `left.record`.
    pub edge: LinkEdge,
    /// The probability above which pairs are linked without anybody looking.
    pub linked_above: f64,
    /// Why it waits; empty when it does not, or was only sampled. Never [`Queue::All`].
    pub why: Vec<Queue>,
    /// What each answer would do.
    pub effect: Effect,
    /// Contradictions that a guard sees if they are one person, as clauses without full stop:
    /// `GP registered list holds one record of each person, and this one would have two`.
    pub contradictions: Vec<String>,
    /// Other scored pairs of the same two people, and of either record with somebody else, most
    /// probable first, at most 10.
    pub near: Vec<NearPair>,
    /// Whether an answer is wanted from this reviewer.
    pub standing: Standing,
    /// Pairs that wait in the queue it was taken from, this one included if it waits.
    pub waiting: u64,
    /// The reviewer's latest answer that can still be undone.
    pub last: Option<Decision>,
}

/// One record of a pair, as its source sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairRecord {
    /// The record.
    pub record: RecordId,
    /// Its source by title: `District nursing`.
    pub source: String,
    /// NHS number, if valid.
    pub nhs_number: Option<NhsNumber>,
    /// Whether the national register confirmed the number.
    pub nhs_number_traced: bool,
    /// Given names, as received.
    pub given: Option<String>,
    /// Family name, as received.
    pub family: Option<String>,
    /// Former family name, as received.
    pub former_family: Option<String>,
    /// Born, as far as known.
    pub born: Option<PartialDate>,
    /// Died; `None` when the source does not say so.
    pub died: Option<PartialDate>,
    /// `Female`, `Male`, `Indeterminate`.
    pub sex: Option<String>,
    /// Addresses, the latest first, then earlier ones.
    pub places: Vec<PlaceLived>,
    /// Telephone, as received.
    pub telephone: Option<String>,
    /// Email, as received.
    pub email: Option<String>,
    /// Practice by name.
    pub practice: Option<String>,
    /// Received first.
    pub first_delivery: Timestamp,
    /// Received last.
    pub last_delivery: Timestamp,
    /// The source has since taken it back.
    pub withdrawn: bool,
}

/// An address of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceLived {
    /// On one line, without the postcode, as received.
    pub address: Option<String>,
    /// Postcode, as received.
    pub postcode: Option<String>,
}

/// What an answer would do to people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The records belong to two people: "same" makes them one, "different" keeps them two.
    TwoPeople {
        /// The person of the first record.
        left: Side,
        /// The person of the second.
        right: Side,
    },
    /// The records belong to one person already: "same" keeps it so, "different" parts them.
    OnePerson(Side),
}

/// A person who an answer would touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The person.
    pub person: PersonId,
    /// Records that stand behind them, the record of the pair included.
    pub records: u64,
    /// The sources of those records by title, each once, in the place's order.
    pub sources: Vec<String>,
}

/// Another pair near this one.
#[derive(Clone, Debug, PartialEq)]
pub struct NearPair {
    /// One record.
    pub left: NearRecord,
    /// The other.
    pub right: NearRecord,
    /// The model's probability that they are one person, 0 to 1.
    pub probability: f64,
    /// How it stands.
    pub standing: NearStanding,
}

/// A record named shortly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearRecord {
    /// The record.
    pub record: RecordId,
    /// Its source by title.
    pub source: String,
    /// Name as received, given names first.
    pub name: Option<String>,
    /// Born.
    pub born: Option<PartialDate>,
}

/// How a pair near this one stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NearStanding {
    /// Linked by the model.
    Linked,
    /// Waits for review: the page leads to it.
    Waiting,
    /// Below the threshold of review, or kept from linking by a guard.
    Apart,
    /// Answered by a reviewer.
    Answered(Answer),
}

/// Whether an answer to a pair is wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// It waits for this reviewer's answer. Also when somebody else has given the first answer and
    /// a second is wanted: the first is not told, so that the second is free of it.
    Wanted,
    /// It was answered: by this reviewer, or by somebody else and no second answer is wanted. Until
    /// that answer is undone no other is taken.
    Answered(Box<Decision>),
    /// It neither waits nor was it answered: the model now scores it clearly. An answer is taken.
    Settled,
}

/// An answer on its way in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answering {
    /// The reviewer's name, as it shall stand beside the answer.
    pub reviewer: String,
    /// One record.
    pub record: RecordId,
    /// The other. The order of the two means nothing.
    pub other: RecordId,
    /// What they say.
    pub answer: Answer,
    /// What they wrote, trimmed, at most 1,000 characters; `None` when empty.
    pub note: Option<String>,
    /// The queue it was taken from: an answer in [`Queue::Second`] is a second answer.
    pub queue: Queue,
}

/// What became of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Answered {
    /// Recorded, and in force when the next question is asked.
    Recorded(Decision),
    /// Not recorded: somebody else (or the same reviewer elsewhere) answered it meanwhile.
    Meanwhile(Decision),
}

/// What became of an undoing.
#[derive(Clone, Debug, PartialEq)]
pub enum Undoing {
    /// The decision no longer counts; it stays in the log as undone. Both sides are as they were.
    Undone(Box<Decision>),
    /// It still counts.
    Kept {
        /// Why, as a clause without full stop: `it was undone already`, `only Ada Okafor may undo it`.
        why: String,
    },
}

/// A decision that somebody made: an answer to a pair, or a change by hand on a person's page.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Its identifier: letters, digits, `_`, `~` and `-` only; goes into forms and addresses.
    pub decision: String,
    /// When.
    pub at: Timestamp,
    /// Who, as they gave their name.
    pub reviewer: String,
    /// What sort.
    pub kind: DecisionKind,
    /// One record of the pair. Of an unlinking: a record that left. Of a link by hand: a record of
    /// the person who was kept.
    pub record: RecordId,
    /// The other. Of an unlinking: a record that stayed.
    pub other: RecordId,
    /// The sources of the two records by title, in that order.
    pub sources: (String, String),
    /// What it says; [`Answer::Different`] of an unlinking, [`Answer::Same`] of a link by hand.
    pub answer: Answer,
    /// Note or reason.
    pub note: Option<String>,
    /// The model's version at the time.
    pub model: String,
    /// What the model said of the pair at the time, 0 to 1; `None` when it had not scored it.
    pub probability: Option<f64>,
    /// Set when it no longer counts.
    pub undone: Option<UndoneBy>,
    /// Whether it can still be undone, as far as it itself goes; only its own reviewer may.
    pub undoable: bool,
}

/// Which way a decision was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionKind {
    /// The first answer to a pair.
    First,
    /// The second answer to a pair.
    Second,
    /// Records taken out of a person by hand: one decision for all records of the unlinking.
    Unlinked,
    /// Two people joined by hand.
    LinkedByHand,
}

/// Who undid a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndoneBy {
    /// Who.
    pub reviewer: String,
    /// When.
    pub at: Timestamp,
}

/// Which decisions, and which part of their list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionQuery {
    /// Of this reviewer only, exactly as [`Decision::reviewer`].
    pub reviewer: Option<String>,
    /// With this answer only.
    pub answer: Option<Answer>,
    /// Those older than this decision (keyset).
    pub after: Option<String>,
    /// At most so many.
    pub limit: usize,
}

/// A part of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct DecisionPage {
    /// In the whole list that was asked for.
    pub total: u64,
    /// Newest first, those undone included.
    pub rows: Vec<Decision>,
    /// Whether older ones follow.
    pub more: bool,
}

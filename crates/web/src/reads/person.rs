//! A linked person: the records behind them and why they are thought to be one person.

use jiff::Timestamp;
use terms::{Date, NhsNumber, PartialDate, PersonId, RecordId};

use super::MissingFeed;

/// A linked person.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The person.
    pub person: PersonId,
    /// Who it is.
    pub banner: Banner,
    /// The source records, in the place's order of sources.
    pub records: Vec<SourceRecord>,
    /// The links between them, strongest first.
    pub edges: Vec<LinkEdge>,
    /// Times on a caseload, newest first.
    pub episodes: Vec<Episode>,
    /// Feeds that should speak of them and do not arrive.
    pub missing: Vec<MissingFeed>,
    /// The latest day any of their records speaks of.
    pub as_of: Option<Date>,
}

/// What the patient banner shows.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Banner {
    /// Family name, as received.
    pub family: Option<String>,
    /// Given names.
    pub given: Option<String>,
    /// Title without full stop.
    pub title: Option<String>,
    /// What they like to be called.
    pub preferred: Option<String>,
    /// Born.
    pub born: Option<PartialDate>,
    /// Died.
    pub died: Option<PartialDate>,
    /// `Female`, `Male`, `Indeterminate`; `None` is shown as not known.
    pub gender: Option<String>,
    /// NHS number.
    pub nhs_number: Option<NhsNumber>,
}

/// One person as one organisation knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRecord {
    /// The record.
    pub record: RecordId,
    /// The source by title: `District nursing`.
    pub source: String,
    /// The organisation by name.
    pub organisation: Option<String>,
    /// The organisation's own number for them; `None` where it is the NHS number.
    pub local_id: Option<String>,
    /// Name as received, given names first.
    pub name: Option<String>,
    /// Born, as received.
    pub born: Option<PartialDate>,
    /// `Female`, `Male`, …
    pub gender: Option<String>,
    /// NHS number, as received and valid.
    pub nhs_number: Option<NhsNumber>,
    /// Address on one line, with the postcode.
    pub address: Option<String>,
    /// Practice by name.
    pub practice: Option<String>,
    /// Received first.
    pub first_delivery: Timestamp,
    /// Received last.
    pub last_delivery: Timestamp,
    /// The source has since taken the record back.
    pub withdrawn: bool,
}

/// Why two records are thought to be one person.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkEdge {
    /// One record; among [`Person::records`].
    pub left: RecordId,
    /// The other.
    pub right: RecordId,
    /// What was compared, in the model's order.
    pub comparisons: Vec<Comparison>,
    /// Where every pair starts: log2 of the odds that two records picked at random match.
    pub prior_bits: f64,
    /// Prior and all weights together.
    pub total_bits: f64,
    /// The model's probability that they are one person, 0 to 1.
    pub probability: f64,
    /// How it was decided: `by the model`, `by a data steward on 3 Nov`.
    pub decided: String,
    /// The model's version.
    pub model: String,
}

/// One field of a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What was compared: `Date of birth`.
    pub field: String,
    /// On the left, as received; `None` when missing.
    pub left: Option<String>,
    /// On the right.
    pub right: Option<String>,
    /// How they agree, in plain words: `day and month swapped`.
    pub level: String,
    /// Weight in bits: above zero speaks for one person, below for two.
    pub weight_bits: f64,
}

/// A time on a caseload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Episode {
    /// `District nursing`, `Social care`, …
    pub kind: String,
    /// Team, service or ward, by name.
    pub team: Option<String>,
    /// The source that says it.
    pub source: String,
    /// First day.
    pub start: Date,
    /// Last day; `None` while open.
    pub end: Option<Date>,
}

//! Feeds and their deliveries.

use jiff::Timestamp;
use terms::Date;

/// One feed of the place, with its last delivery.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedRow {
    /// Its identifier; goes into URLs: `gp_registered_list`.
    pub feed: String,
    /// What people call it: `GP registered list`.
    pub title: String,
    /// Who sends it, in words: `General practice`.
    pub source: String,
    /// Expected days between two deliveries; `None` when it comes when it comes.
    pub rhythm_days: Option<u32>,
    /// How it stands today.
    pub state: FeedState,
    /// The last delivery that was accepted.
    pub last: Option<DeliveryRow>,
    /// A delivery refused after the last accepted one.
    pub refused: Option<DeliveryRow>,
    /// Share of rows without a usable NHS number in the accepted delivery before the last, 0 to 1.
    pub without_nhs_number_before: Option<f64>,
}

/// How a feed stands against its rhythm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedState {
    /// No delivery was ever accepted.
    Never,
    /// Within its rhythm, or it has none.
    Fresh {
        /// Days since the last accepted delivery was received.
        age_days: u32,
    },
    /// Older than its rhythm.
    Late {
        /// Days since the last accepted delivery was received.
        age_days: u32,
        /// Days past the day it was due.
        late_days: u32,
    },
}

/// One delivery in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct DeliveryRow {
    /// Its identifier; goes into URLs.
    pub delivery: String,
    /// The file's own name.
    pub file_name: String,
    /// When it was received.
    pub received: Timestamp,
    /// First and last day the file speaks of, where it says so.
    pub period: Option<(Date, Date)>,
    /// What became of it.
    pub outcome: Outcome,
    /// Rows in the file, without the header.
    pub rows: u64,
    /// Rows not seen before.
    pub added: u64,
    /// Rows that say something else than before.
    pub changed: u64,
    /// Rows of earlier deliveries that this one takes back.
    pub withdrawn: u64,
    /// Rows that say the same as before.
    pub unchanged: u64,
    /// Rows that could not be used.
    pub rejects: u64,
    /// Share of rows without a usable NHS number, 0 to 1; `None` for feeds that carry none.
    pub without_nhs_number: Option<f64>,
}

/// What became of a delivery: all of it is kept, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// In use.
    Accepted,
    /// Nothing of it was kept.
    Refused {
        /// Why, in words, with the nearest profile if the header was not known.
        why: String,
    },
}

/// A feed and the history of its deliveries.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    /// The feed and how it stands.
    pub row: FeedRow,
    /// The standard it follows.
    pub standard: String,
    /// What a row is: `one row a registered patient`.
    pub grain: String,
    /// Deliveries, newest first, accepted and refused.
    pub deliveries: Vec<DeliveryRow>,
    /// Where the next page starts (a delivery's identifier); `None` on the last page.
    pub next: Option<String>,
}

/// One delivery in full.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// The feed it is of.
    pub feed: String,
    /// What people call the feed.
    pub feed_title: String,
    /// Counts and outcome.
    pub row: DeliveryRow,
    /// SHA-256 of the bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Rules that can stop a file, and how it stood against each.
    pub thresholds: Vec<Threshold>,
    /// Values that were kept as received but not used, by column and class.
    pub notes: Vec<NoteCount>,
    /// The delivery whose mended rows this is.
    pub mends: Option<String>,
    /// What the Client Level Data rules make of it; `None` for other feeds.
    pub cld: Option<CldSummary>,
}

/// A rule that can stop a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// What is measured: `share of rows rejected`.
    pub what: String,
    /// What was found, 0 to 1.
    pub found: f64,
    /// The most that is allowed, 0 to 1.
    pub limit: f64,
}

/// Values of one column and class that were kept but not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteCount {
    /// The column, as the header names it.
    pub column: String,
    /// The class of value: `date in the future`. Never the value.
    pub class: String,
    /// Rows with it.
    pub rows: u64,
    /// What it means and what is done with it.
    pub meaning: String,
}

/// One reason why one row was rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Position among the delivery's rejects, from 1.
    pub number: u64,
    /// Line of the file, the header being line 1.
    pub line: u64,
    /// The column; `None` when the whole row is at fault.
    pub column: Option<String>,
    /// The class of value: `eight digits`. Never the value.
    pub class: String,
    /// Why the row cannot be used.
    pub reason: String,
    /// How to mend it.
    pub mend: String,
}

/// A page of rejects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectPage {
    /// In the file's order.
    pub rows: Vec<Reject>,
    /// In the whole delivery.
    pub total: u64,
}

/// Rejected rows as they were received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedRows {
    /// The file's header.
    pub header: Vec<String>,
    /// The rows, in the file's order, each once.
    pub rows: Vec<Vec<String>>,
}

/// What the Client Level Data rules make of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CldSummary {
    /// People, by the person rule.
    pub persons: u64,
    /// The derived period.
    pub period: Option<(Date, Date)>,
    /// Why months were left out of the derived period, in words; empty when none were.
    pub left_out: Vec<String>,
    /// Events by type.
    pub events: Vec<CldEvents>,
}

/// Events of one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CldEvents {
    /// `Request`, `Assessment`, `Service`, `Review`.
    pub event_type: String,
    /// As delivered.
    pub before: u64,
    /// After superseded events were set aside.
    pub after: u64,
}

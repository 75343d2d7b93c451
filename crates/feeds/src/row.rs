//! A row that passed its checks, ready to be landed.

use terms::{Date, RecordId};

use crate::Identity;

/// One row of a feed.
#[derive(Clone, Debug)]
pub struct Row {
    /// Where it stands in the file.
    pub line: u64,
    /// Names the row inside its feed.
    pub row_id: RecordId,
    /// The record it hangs on.
    pub hangs: Hangs,
    /// The record's key in the source, as it is exported; empty where the row is about nobody.
    pub record_key: String,
    /// SHA-256 of the values, its first 24 hexadecimal digits.
    pub content_hash: String,
    /// The scope column's value.
    pub scope: Option<String>,
    /// The window column's date.
    pub window: Option<Date>,
    /// All values as received, a JSON array in the order of the file's columns.
    pub values_json: String,
    /// Who the row is about, in feeds that say so.
    pub identity: Option<Box<Identity>>,
    /// Caseload episodes that the row stands for.
    pub episodes: Vec<Episode>,
}

/// What a row hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hangs {
    /// A record of its own source.
    Record(RecordId),
    /// Whatever record the parent row hangs on; the value is the parent's row.
    Parent(RecordId),
}

/// A time on a caseload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Episode {
    /// The caseload.
    pub kind: String,
    /// The team or service.
    pub team: Option<String>,
    /// First day.
    pub start: Date,
    /// Last day; `None` while open.
    pub end: Option<Date>,
}

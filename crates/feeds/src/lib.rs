//! A file and a profile in, landed source records or explained rejects out.
//!
//! Takes an extract as an organisation sends it; gives a delivery: what was added, changed and
//! withdrawn, which rows were rejected and why, or a [`Refusal`] of the whole file. A file is landed
//! whole or not at all, and the same bytes land once. Never changes a person: rows hang on source
//! records, and linking is another crate's work.

mod check;
pub mod cld;
pub mod deliveries;
mod error;
mod identity;
mod import;
mod land;
mod parse;
mod profile;
mod profiles;
mod recognise;
mod refusal;
pub mod rejects;
mod row;
mod scan;
pub mod statements;
mod table;

pub use check::value_class;
pub use error::Error;
pub use identity::{Identity, OtherPlace};
pub use import::{Import, Landed, Outcome, Prepared, Progress, land, order, prepare, receive};
pub use parse::{Note, Parsed, Rejected, parse};
pub use profile::{
    Column, EpisodeRule, Key, Kind, Parent, Profile, Resend, Resubmission, Role, Rules, Thresholds,
};
pub use profiles::Profiles;
pub use recognise::{Nearest, Recognised, differences, recognise};
pub use refusal::Refusal;
pub use row::{Episode, Hangs, Row};
pub use table::{Encoding, Reading, Table};

/// What every function of this crate returns.
pub type Result<T> = std::result::Result<T, Error>;

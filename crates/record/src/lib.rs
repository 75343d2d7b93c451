//! Source records and links in, one person out.
//!
//! Takes the landed source records and the linkage engine; gives persons: which records are one,
//! why, since when, and what they are on the caseload of. A person is a set of links and holds no
//! fact of its own: every value shown comes from a source record and says which. Never copies a fact
//! onto a person, never changes a landed value, never uses a person's identifier again.

pub mod caseload;
pub mod decision;
mod error;
pub mod export;
pub mod history;
pub mod link;
pub mod live;
pub mod person;
pub mod quality;
pub mod review;
pub mod sample;

pub use error::Error;

/// What every function of this crate returns.
pub type Result<T> = std::result::Result<T, Error>;

/// Every SQL statement of this crate, for the test that prepares them on both databases.
#[must_use]
pub fn statements() -> Vec<&'static str> {
    [
        caseload::STATEMENTS,
        decision::STATEMENTS,
        export::STATEMENTS,
        history::STATEMENTS,
        link::STATEMENTS,
        live::STATEMENTS,
        person::STATEMENTS,
        quality::STATEMENTS,
        sample::STATEMENTS,
        review::STATEMENTS,
    ]
    .concat()
}

//! `Patient/$match`: who is this?
//!
//! Source: HL7 FHIR R4 4.0.1, operation `Patient/$match`; the names of the answer's status are those
//! of the Department for Education's SUI Matcher.

mod answer;
mod ask;
mod bundle;
mod enough;
mod parameters;
mod patient;
mod query;
mod telecom;
#[cfg(test)]
mod tests;
mod view;

use std::future::Future;

use jiff::Zoned;
use jiff::tz::TimeZone;
use terms::Date;

pub use answer::{Answer, Found, Grade, Status, Thresholds};
pub(crate) use ask::{Asked, read};
pub(crate) use bundle::Bundle;
pub use query::{Address, Name, Query, Sex};
pub use view::{AddressView, Identifier, NameView, PatientView};

/// Who is known. The program implements it over its index of people.
pub trait Matches: Send + Sync + 'static {
    /// The people that `query` may speak of, at most `count_max`, the likeliest first.
    ///
    /// An implementation decides who may be shown to whom and writes the audit row before it returns:
    /// what it returns is sent. Build the answer with [`Answer::of`] of everybody who may be meant, so
    /// that its status is right, and then [`Answer::at_most`].
    ///
    /// # Errors
    /// Why there is no answer. That nobody was found is an answer.
    fn find(
        &self,
        query: &Query,
        count_max: usize,
    ) -> impl Future<Output = Result<Answer, Refused>> + Send;

    /// The day it is, as people in the United Kingdom mean it: addresses and names that ended before
    /// it are past ones. A fixture answers with a fixed day.
    fn today(&self) -> Date {
        let now = Zoned::now();
        TimeZone::get("Europe/London")
            .map_or_else(|_| now.date(), |uk| now.with_time_zone(uk).date())
    }
}

/// Why a question was not answered. What a variant says in `because` is sent to whoever asked: it
/// must not say who anybody is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The rules of the place do not let this caller ask.
    #[error("this may not be asked: {because}")]
    NotAllowed {
        /// Which rule, and whom to ask, in words.
        because: String,
    },
    /// So many people are alike in what was given that none was weighed.
    #[error("too many people are alike in what was given: {because}")]
    TooMany {
        /// What to add, in words.
        because: String,
    },
    /// Nothing has been linked yet, or the index is being read.
    #[error("people cannot be looked up at the moment: {because}")]
    NotReady {
        /// What is awaited, in words.
        because: String,
    },
    /// Too many questions at once.
    #[error("too many questions at once, ask again in {again_seconds} s")]
    Busy {
        /// When to ask again.
        again_seconds: u32,
    },
    /// The machine's fault. The detail is for the log and never sent.
    #[error("people could not be looked up: {detail}")]
    Fault {
        /// For the log: no name, no number.
        detail: String,
    },
}

//! What can go wrong between records and persons.

use store::PassingFault;

/// A fault of this crate.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database did not do its part.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A measure could not be calculated.
    #[error("the joint caseload cannot be calculated: {0}")]
    Measure(#[from] outcomes::Error),
    /// The linkage model, or the place's forms of names, cannot be used.
    #[error(transparent)]
    Linkage(#[from] linkage::Error),
    /// A file of known truth or of links could not be read or written.
    #[error("`{file}`: {what}")]
    File {
        /// The file.
        file: String,
        /// What is wrong.
        what: String,
    },
    /// Another link run finished while this one was at work.
    #[error("another link run finished meanwhile: link again")]
    Overtaken,
    /// Records have not been linked yet.
    #[error("no records have been linked yet: import the extracts, then run `joinedup link`")]
    NotLinked,
}

impl From<store::sqlx::Error> for Error {
    fn from(source: store::sqlx::Error) -> Self {
        Self::Store(source.into())
    }
}

impl PassingFault for Error {
    fn is_passing_fault(&self) -> bool {
        matches!(self, Self::Store(fault) if fault.is_passing())
    }
}

//! Faults of the machine. A bad file is not one: it is a [`crate::Refusal`], and a bad row is a
//! [`crate::Rejected`].

use store::PassingFault;

/// What can go wrong that is not the file's fault.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database did not do its part.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A file cannot be read.
    #[error("`{file}` cannot be read: {source}")]
    Read {
        /// The file's name.
        file: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// An import profile is wrong.
    #[error("the import profile `{file}` is wrong: {what}")]
    Profile {
        /// The profile's file.
        file: String,
        /// What is wrong and where.
        what: String,
    },
    /// Something asked for by name is not there.
    #[error("there is no {what}")]
    Missing {
        /// What was asked for.
        what: String,
    },
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

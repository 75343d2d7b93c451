//! What can go wrong while a borough is made.

use std::path::PathBuf;

/// Why no borough was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Fewer people than a borough with four neighbourhoods and two caseloads can be made of.
    #[error("a borough needs at least {least} registered people, asked for {asked}")]
    TooFewPeople {
        /// People asked for.
        asked: u32,
        /// The smallest size.
        least: u32,
    },
    /// More people than there are NHS numbers kept for tests (999 000 0000 to 999 999 9999).
    #[error(
        "at most {most} registered people can be made, asked for {asked}: \
         every person needs an NHS number of their own from the test range, which has about 909,000"
    )]
    TooManyPeople {
        /// People asked for.
        asked: u32,
        /// The largest size.
        most: u32,
    },
    /// More people than six boroughs have.
    #[error("a region has at most {most} registered people, asked for {asked}")]
    TooManyRegionally {
        /// People asked for.
        asked: u32,
        /// The largest size.
        most: u32,
    },
    /// The factor on the fault rates is not a number from 0 to 5.
    #[error("the fault factor must be from 0 to 5, asked for {asked}")]
    FaultFactor {
        /// Factor asked for.
        asked: f64,
    },
    /// A folder or file could not be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A row could not be written.
    #[error("cannot write rows to {}", path.display())]
    Rows {
        /// The file.
        path: PathBuf,
        /// What the writer said.
        source: csv::Error,
    },
}

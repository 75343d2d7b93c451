//! What counts cannot be.

/// Counts from which nothing can be reckoned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A proportion of nobody.
    #[error("there is nobody to reckon a proportion of")]
    NoDenominator,
    /// More people have the thing than there are people.
    #[error("{part} of {whole} is more than all")]
    MoreThanAll {
        /// The part.
        part: u64,
        /// The whole.
        whole: u64,
    },
    /// A target outside 0 to 1, or a `z` that is not a positive number.
    #[error("the {0} is out of its range")]
    OutOfRange(&'static str),
    /// A row of the joint caseload that contradicts itself.
    #[error("neighbourhood `{id}`: {part} {what} is more than {whole} {of}")]
    Contradiction {
        /// Id of the neighbourhood.
        id: String,
        /// Which count is too large.
        what: &'static str,
        /// Its value.
        part: u64,
        /// What it is part of.
        of: &'static str,
        /// The value of that.
        whole: u64,
    },
    /// Two rows have one id.
    #[error("neighbourhood `{0}` is in the table twice")]
    Twice(String),
    /// A sum that does not fit; counts of people never come near it.
    #[error("the counts are too large to add")]
    TooLarge,
}

//! How good the links are, group by group: who is missed, and who is taken for somebody else.

use jiff::Timestamp;

use super::Share;

/// Quality of the latest run's links by group.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupQuality {
    /// When records were last linked; `None` before the first run.
    pub linked: Option<Timestamp>,
    /// The model's version; `None` before the first run.
    pub model: Option<String>,
    /// Where the figures come from.
    pub basis: Basis,
    /// All records together.
    pub total: QualityRow,
    /// Group by group, in the order in which they are shown; a grouping for which nothing is known
    /// is there with [`Grouping::unknown`]. Source pair, age band, sex, ethnic group, deprivation
    /// fifth, care home, twins.
    pub groupings: Vec<Grouping>,
}

/// What quality was measured against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Known truth.
    Truth {
        /// What it is: `the generated borough's own register`.
        what: String,
        /// True pairs it knows.
        true_pairs: u64,
    },
    /// Pairs drawn at random and answered by reviewers.
    Reviews {
        /// Answered same or different.
        reviewed: u64,
        /// Drawn.
        sampled: u64,
    },
    /// Neither: only the share that cannot be linked is known.
    Nothing,
}

/// One way of dividing records into groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Grouping {
    /// `Age band`, `Ethnic group`, …
    pub by: String,
    /// Its groups, in their natural order, those not known last.
    pub rows: Vec<QualityRow>,
    /// Why there are no rows, as a sentence: `No feed says where people stand in deprivation.`
    pub unknown: Option<String>,
}

/// Quality in one group. A figure is `None` when its basis is missing for the group.
#[derive(Clone, Debug, PartialEq)]
pub struct QualityRow {
    /// The group: `85 and over`, `Social care and GP`.
    pub group: String,
    /// True pairs with a record of the group that are not linked, of all such true pairs.
    pub missed: Option<Rate>,
    /// Links with a record of the group that are wrong, of all such links.
    pub wrong: Option<Rate>,
    /// Records of the group with too little in them to be found, of all records of the group.
    pub unlinkable: Option<Rate>,
}

/// A share with what it was counted from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// Those counted.
    pub count: u64,
    /// Of so many. With sampled reviews: of so many reviewed.
    pub of: u64,
    /// The share with its 95 % interval. With sampled reviews it is weighted, so that it need not be
    /// `count / of`.
    pub share: Share,
}

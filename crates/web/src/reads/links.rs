//! Link runs: who is who, and how sure.

use jiff::Timestamp;

use super::Share;
use super::quality::Basis;

/// The latest link run and those before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Links {
    /// The latest; `None` before the first.
    pub latest: Option<LinkRun>,
    /// All runs, newest first, the latest included.
    pub history: Vec<LinkRunRow>,
    /// Links that wait for a data steward.
    pub to_review: u64,
}

/// One link run in full.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkRun {
    /// Figures also in the history.
    pub row: LinkRunRow,
    /// Records by source.
    pub sources: Vec<SourceCount>,
    /// How candidate pairs were found.
    pub rules: Vec<BlockingRule>,
    /// Edges by probability, surest first.
    pub bands: Vec<Band>,
    /// People by number of records.
    pub clusters: Vec<ClusterSize>,
    /// Blocks too large to compare, left out by every rule together.
    pub dropped_blocks: u64,
    /// Links in use that are expected to be wrong, from the model's probabilities.
    pub expected_false_links: f64,
    /// Joins that were refused because the two sides contradict each other.
    pub refused_unions: u64,
    /// Against known truth or reviewed samples; `None` when there is neither yet.
    pub quality: Option<Quality>,
}

/// One link run in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkRunRow {
    /// When it finished.
    pub at: Timestamp,
    /// The model's version.
    pub model: String,
    /// Source records.
    pub records: u64,
    /// People they make.
    pub persons: u64,
    /// Pairs compared.
    pub pairs: u64,
    /// Links in use.
    pub links: u64,
    /// How long it took.
    pub took_seconds: f64,
}

/// Records of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceCount {
    /// The source by title.
    pub source: String,
    /// Records.
    pub records: u64,
}

/// One way of finding candidate pairs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockingRule {
    /// In words: `same NHS number`.
    pub rule: String,
    /// Pairs it found that no earlier rule had found.
    pub pairs: u64,
    /// Blocks it left out because they were too large.
    pub dropped_blocks: u64,
}

/// Edges within a range of probability.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// `Sure`, `For review`, …
    pub name: String,
    /// From this probability, 0 to 1.
    pub from: f64,
    /// To below this one.
    pub to: f64,
    /// Edges.
    pub edges: u64,
    /// What is done with them.
    pub meaning: String,
}

/// People with one number of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterSize {
    /// `1`, `2`, `6 or more`.
    pub records: String,
    /// People.
    pub persons: u64,
}

/// How right the links are, all together.
#[derive(Clone, Debug, PartialEq)]
pub struct Quality {
    /// Against what it was measured; never [`Basis::Nothing`].
    pub basis: Basis,
    /// Of the links made, the share that is right.
    pub precision: Share,
    /// Of the true pairs, the share that was found; `None` when reviews cannot tell yet.
    pub recall: Option<Share>,
}

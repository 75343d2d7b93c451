//! Which part of the waiting pairs a reviewer takes up.

/// Which of the waiting pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Queue {
    /// Every pair whose band is review, each once.
    All,
    /// Near the threshold above which pairs are linked.
    NearThreshold,
    /// Twins and namesakes.
    Twins,
    /// Would join two people who each have several records.
    JoinsSeveral,
    /// Would give one person two records of a source that holds one a person.
    OneEach,
    /// Two NHS numbers, dates of birth or dates of death.
    Contradicts,
    /// Drawn by chance, linked or not.
    Sample,
    /// Answered once by somebody else and drawn for a second answer.
    Second,
}

impl Queue {
    /// Those that `link_edge.why` names.
    pub const REASONS: [Self; 5] =
        [Self::NearThreshold, Self::Twins, Self::JoinsSeveral, Self::OneEach, Self::Contradicts];

    /// As it stands in `link_edge.why`.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::NearThreshold => "near-threshold",
            Self::Twins => "twins",
            Self::JoinsSeveral => "joins-several",
            Self::OneEach => "one-each",
            Self::Contradicts => "contradicts",
            Self::Sample => "sample",
            Self::Second => "second",
        }
    }

    /// The reasons in a `link_edge.why`; words that are none are passed over.
    #[must_use]
    pub fn reasons(why: &str) -> Vec<Self> {
        let named = |queue: &Self| why.split_ascii_whitespace().any(|slug| slug == queue.slug());
        Self::REASONS.into_iter().filter(named).collect()
    }
}

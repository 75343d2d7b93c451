//! Queues, answers and kinds of decision, as the tables name them.

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

/// What somebody said of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// One person.
    Same,
    /// Two people.
    Different,
    /// It cannot be told.
    Unsure,
}

impl Answer {
    /// As it stands in `link_decision.answer`.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Unsure => "unsure",
        }
    }

    /// Reads the column.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Same, Self::Different, Self::Unsure].into_iter().find(|it| it.slug() == slug)
    }
}

/// How a decision was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The first answer to a pair.
    First,
    /// The second answer to a pair, by somebody else.
    Second,
    /// Records taken out of a person by hand.
    Unlink,
    /// Two people joined by hand.
    Link,
}

impl Kind {
    /// As it stands in `link_decision.kind`.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
            Self::Unlink => "unlink",
            Self::Link => "link",
        }
    }

    /// Reads the column.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::First, Self::Second, Self::Unlink, Self::Link]
            .into_iter()
            .find(|it| it.slug() == slug)
    }

    /// Whether it answers a pair that was shown, rather than changing a person by hand.
    #[must_use]
    pub const fn is_answer(self) -> bool {
        matches!(self, Self::First | Self::Second)
    }
}

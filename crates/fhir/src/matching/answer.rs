//! Who it may be, how sure that is, and what it amounts to.

use terms::PersonId;

use super::PatientView;

/// How sure a match is, in the four grades of R4, the surest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Not this person. People of this grade are never sent.
    CertainlyNot,
    /// Somebody has to look: more than chance, less than likely.
    Possible,
    /// Likely, and still somebody has to look.
    Probable,
    /// Sure enough to treat somebody by it.
    Certain,
}

/// The least probability of each grade.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// From here on certain.
    pub certain: f64,
    /// From here on probable.
    pub probable: f64,
    /// From here on possible; below, certainly not.
    pub possible: f64,
}

impl Thresholds {
    /// Certain is what the linkage's preset `care-record` links by itself, one wrong in 2,000;
    /// probable is where the Department for Education's matcher begins to speak of a potential match;
    /// possible is where the linkage begins to show pairs for review.
    pub const CARE_RECORD: Self = Self { certain: 0.9995, probable: 0.85, possible: 0.05 };
}

impl Default for Thresholds {
    fn default() -> Self {
        Self::CARE_RECORD
    }
}

impl Grade {
    /// The grade of a probability. A rule that forbids certainty, such as agreement on name and
    /// address alone, is the index's to apply: it gives the lower grade.
    #[must_use]
    pub fn of(probability: f64, thresholds: &Thresholds) -> Self {
        if probability >= thresholds.certain {
            Self::Certain
        } else if probability >= thresholds.probable {
            Self::Probable
        } else if probability >= thresholds.possible {
            Self::Possible
        } else {
            Self::CertainlyNot
        }
    }

    /// The code of R4's value set `match-grade`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Probable => "probable",
            Self::Possible => "possible",
            Self::CertainlyNot => "certainly-not",
        }
    }

    /// Whether one such person would be a finding, and two such people are one too many.
    const fn is_good(self) -> bool {
        matches!(self, Self::Certain | Self::Probable)
    }
}

/// One person who may be meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The person's identifier here: random, says nothing. It becomes the id of the Patient.
    pub person_id: PersonId,
    /// Probability of being meant, 0 to 1.
    pub score: f64,
    /// Grade of that probability.
    pub grade: Grade,
    /// What may be shown.
    pub patient: PatientView,
}

/// What the answer amounts to, in the names of the Department for Education's matcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// One person, certain.
    Match,
    /// One person, probable.
    PotentialMatch,
    /// Nobody probable, somebody possible.
    LowConfidence,
    /// Two or more people who are each probable or certain.
    ManyMatch,
    /// Nobody.
    NoMatch,
}

impl Status {
    /// What grades amount to.
    #[must_use]
    pub fn of(found: &[Found]) -> Self {
        let mut good = found.iter().filter(|one| one.grade.is_good());
        match (good.next(), good.next()) {
            (Some(_), Some(_)) => Self::ManyMatch,
            (Some(one), None) if one.grade == Grade::Certain => Self::Match,
            (Some(_), None) => Self::PotentialMatch,
            (None, _) if found.iter().any(|one| one.grade == Grade::Possible) => {
                Self::LowConfidence
            }
            (None, _) => Self::NoMatch,
        }
    }

    /// The name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Match => "Match",
            Self::PotentialMatch => "PotentialMatch",
            Self::LowConfidence => "LowConfidence",
            Self::ManyMatch => "ManyMatch",
            Self::NoMatch => "NoMatch",
        }
    }

    /// What it means, for whoever reads the answer.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Match => "One person matches with certainty.",
            Self::PotentialMatch => "One person probably matches: look before you rely on it.",
            Self::LowConfidence => "Nobody probably matches; somebody possibly does.",
            Self::ManyMatch => "More than one person matches: give more to tell them apart.",
            Self::NoMatch => "Nobody matches.",
        }
    }
}

/// Everybody who may be meant, the likeliest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// What it amounts to.
    pub status: Status,
    /// The people.
    pub found: Vec<Found>,
}

impl Answer {
    /// Puts the likeliest first and says what they amount to. A score outside 0 to 1 is brought
    /// within; one that is no number is 0.
    #[must_use]
    pub fn of(mut found: Vec<Found>) -> Self {
        for one in &mut found {
            one.score = if one.score.is_nan() { 0.0 } else { one.score.clamp(0.0, 1.0) };
        }
        // People of one score stand in the order of their identifiers, so that the same question
        // has the same answer.
        found.sort_by(|a, b| {
            b.score
                .total_cmp(&a.score)
                .then(b.grade.cmp(&a.grade))
                .then(a.person_id.cmp(&b.person_id))
        });
        Self { status: Status::of(&found), found }
    }

    /// The likeliest only. What everybody together amounts to stays as it was.
    #[must_use]
    pub fn at_most(mut self, count_max: usize) -> Self {
        self.found.truncate(count_max);
        self
    }

    /// The people to send. Only a certain match is wanted: then nobody where several people are
    /// good enough, because "certain" would be a guess between them.
    pub(crate) fn to_send(&self, only_certain: bool) -> impl Iterator<Item = &Found> {
        let nobody = only_certain && self.status != Status::Match;
        let least = if only_certain { Grade::Certain } else { Grade::Possible };
        self.found.iter().filter(move |one| !nobody && one.grade >= least)
    }
}

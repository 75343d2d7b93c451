//! Whom the links serve worse: shares missed, false and unlinkable by group, with alarms.

use linkage::quality::groups::Counts;
use outcomes::group_shares::Share;
use serde::{Deserialize, Serialize};

/// What can go wrong with links, each a share of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Pairs of records of one person that were left apart, of all such pairs.
    Missed,
    /// Pairs of records of two people that were made one, of all pairs made.
    False,
    /// Records with too little to be found by, of all records.
    Unlinkable,
}

impl Measure {
    /// Every measure, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Missed, Self::False, Self::Unlinkable];

    /// `missed`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::False => "false",
            Self::Unlinkable => "unlinkable",
        }
    }

    /// What the measure counts, for people who read it for the first time.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Missed => "pairs of one person's records that were left apart",
            Self::False => "pairs made one person that are two people",
            Self::Unlinkable => {
                "records without a right NHS number and with fewer than two of name, date of birth \
                 and place"
            }
        }
    }
}

/// A group of people, or of pairs of records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// What people call it.
    pub name: String,
    /// People; 0 for pairs of sources.
    pub people: u64,
    /// Their records; 0 for pairs of sources.
    pub records: u64,
    /// True pairs not found.
    pub missed: Share,
    /// Made pairs that are not true.
    #[serde(rename = "false")]
    pub wrong: Share,
    /// Records that cannot be linked.
    pub unlinkable: Share,
}

impl Group {
    pub(super) fn whole(name: &str, counts: &Counts) -> Self {
        Self::with(name, counts, |_, part, of| Share::whole(part, of))
    }

    pub(super) fn beside(name: &str, counts: &Counts, whole: &Self) -> Self {
        Self::with(name, counts, |measure, part, of| Share::group(part, of, whole.share(measure)))
    }

    fn with(name: &str, counts: &Counts, share: impl Fn(Measure, u64, u64) -> Share) -> Self {
        Self {
            name: name.to_owned(),
            people: counts.people,
            records: counts.records,
            missed: share(Measure::Missed, counts.missed, counts.true_pairs),
            wrong: share(Measure::False, counts.false_pairs, counts.made_pairs),
            unlinkable: share(Measure::Unlinkable, counts.unlinkable, counts.records),
        }
    }

    /// One of its shares.
    #[must_use]
    pub fn share(&self, measure: Measure) -> &Share {
        match measure {
            Measure::Missed => &self.missed,
            Measure::False => &self.wrong,
            Measure::Unlinkable => &self.unlinkable,
        }
    }
}

/// Groups of one kind, such as ages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grouping {
    /// Names it in files: `age`, `sex`, `source_pair`, …
    pub key: String,
    /// What people call it.
    pub title: String,
    /// Its groups, in the order in which they are shown.
    pub groups: Vec<Group>,
}

/// A group that fares worse than everybody together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alarm<'q> {
    /// The kind of groups.
    pub grouping: &'q Grouping,
    /// The group.
    pub group: &'q Group,
    /// In what.
    pub measure: Measure,
}

/// How right the links are, group by group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkQuality {
    /// When it was measured, UTC.
    pub measured_at: String,
    /// The newest link run at that time.
    pub run_id: String,
    /// The name of the file of truth.
    pub truth: String,
    /// The day on which people's ages are reckoned, `yyyy-mm-dd`.
    pub as_of: String,
    /// Rows of the truth that name no record here.
    pub unknown: u64,
    /// Records of the truth that came after the last link run: in none of the figures.
    pub not_linked_yet: u64,
    /// Everybody.
    pub whole: Group,
    /// The kinds of groups.
    pub groupings: Vec<Grouping>,
}

impl LinkQuality {
    /// Groups that alarm, in the order of the groupings.
    pub fn alarms(&self) -> impl Iterator<Item = Alarm<'_>> {
        self.groupings.iter().flat_map(|grouping| {
            grouping.groups.iter().flat_map(move |group| {
                let alarming = move |measure: &Measure| group.share(*measure).alarm;
                let alarm = move |measure| Alarm { grouping, group, measure };
                Measure::ALL.into_iter().filter(alarming).map(alarm)
            })
        })
    }
}

//! Does a group fare worse than the whole?
//!
//! An alarm is raised where a group's share is more than twice the whole's **and** the whole's share
//! lies outside the group's own 95 % Wilson interval **and** three or more cases stand behind it: large
//! enough to matter, and more than chance makes of a group of its size. Twice is the bound of this
//! program. Three, because the interval of so rare a thing is too narrow for one or two: where one pair
//! is wrong in a whole borough, that pair alone would put every group of less than a sixth of the
//! borough outside. That links are missed more often for some ethnic groups and for the young was found
//! in the national hospital statistics (Hagger-Johnson G and others (2015), BMJ Open 5:e008118). Where
//! many groups are looked at, some alarm by chance, so an alarm asks for a look and proves nothing.

use serde::{Deserialize, Serialize};

use crate::{Interval, Z_95, ratio, wilson};

/// How many times the whole's share a group must exceed.
pub const ALARM_TIMES: f64 = 2.0;

/// How many cases an alarm needs.
pub const ALARM_CASES: u64 = 3;

/// A share of a group beside that of the whole. Kept as its counts and its alarm; the rest follows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Kept", into = "Kept")]
pub struct Share {
    /// Those that count.
    pub part: u64,
    /// Of how many.
    pub of: u64,
    /// `part / of`; `None` when there are none to reckon it of.
    pub proportion: Option<f64>,
    /// Its Wilson interval.
    pub interval_95: Option<Interval>,
    /// Whether it is an alarm.
    pub alarm: bool,
}

impl Share {
    /// The share of the whole: never an alarm.
    #[must_use]
    pub fn whole(part: u64, of: u64) -> Self {
        // More than all is no share: both stay empty.
        let interval_95 = wilson(part, of, Z_95).ok();
        let proportion = interval_95.and_then(|_| ratio(part, of));
        Self { part, of, proportion, interval_95, alarm: false }
    }

    /// The share of a group, judged beside the whole's.
    #[must_use]
    pub fn group(part: u64, of: u64, whole: &Self) -> Self {
        let own = Self::whole(part, of);
        let alarm = match (own.proportion, own.interval_95, whole.proportion) {
            (Some(share), Some(interval), Some(all)) => {
                part >= ALARM_CASES && share > ALARM_TIMES * all && !interval.contains(all)
            }
            _ => false,
        };
        Self { alarm, ..own }
    }
}

#[derive(Serialize, Deserialize)]
struct Kept {
    part: u64,
    of: u64,
    #[serde(default)]
    alarm: bool,
}

impl From<Share> for Kept {
    fn from(share: Share) -> Self {
        Self { part: share.part, of: share.of, alarm: share.alarm }
    }
}

impl From<Kept> for Share {
    fn from(kept: Kept) -> Self {
        Self { alarm: kept.alarm, ..Self::whole(kept.part, kept.of) }
    }
}

//! The joint caseload: who is known to district nursing, to social care, and to both.
//!
//! Percentages are of the people registered with the neighbourhood's practices, with Wilson's 95 %
//! interval. Each neighbourhood is placed on the funnel about the proportion of all neighbourhoods
//! together. People who belong to no neighbourhood have a row of their own: they are in the totals
//! and never in the target. The shape is that of Lewisham's joint table of 2013.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::{Error, Funnel, Interval, Z_95, funnel_position, percent_text, ratio, wilson};

/// Decimals of the joint percentage, which is small.
pub const JOINT_DECIMALS: usize = 2;
/// Decimals of the other percentages.
pub const DECIMALS: usize = 1;

/// Counts of people of one neighbourhood.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Id of the neighbourhood; blank in totals.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Registered with its practices.
    pub registered: u64,
    /// Of these, known to district nursing.
    pub nursing: u64,
    /// Of these, open to social care.
    pub social_care: u64,
    /// Of these, known to both.
    pub joint: u64,
}

/// One proportion, with what the page says of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measure {
    /// People counted.
    pub count: u64,
    /// Of how many.
    pub of: u64,
    /// The proportion, 0 to 1; `None` when there is nobody to reckon it of.
    pub proportion: Option<f64>,
    /// Its 95 % interval.
    pub interval_95: Option<Interval>,
    /// Its place on the funnel; only for neighbourhoods.
    pub funnel: Option<Funnel>,
    /// `0.68 %`, or a dash.
    pub text: String,
    /// `0.61–0.76`, or a dash.
    pub interval_text: String,
}

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The counts.
    pub counts: Counts,
    /// District nursing, of those registered.
    pub nursing: Measure,
    /// Social care, of those registered.
    pub social_care: Measure,
    /// Both, of those registered.
    pub joint: Measure,
    /// Both, of those known to district nursing.
    pub joint_of_nursing: Measure,
    /// Both, of those open to social care.
    pub joint_of_social_care: Measure,
}

/// The table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// The neighbourhoods, in the order given.
    pub rows: Vec<Row>,
    /// All neighbourhoods together: the target of the funnel.
    pub placed: Row,
    /// People of no neighbourhood, if any were given.
    pub not_placed: Option<Row>,
    /// Everyone: `placed` and `not_placed`.
    pub total: Row,
}

impl Table {
    /// Builds the table from the counts of each neighbourhood and of people of none, who may be known
    /// without being registered anywhere in the place.
    ///
    /// # Errors
    /// When an id is there twice, or a row contradicts itself: more known to both than to either.
    /// More known than registered is no contradiction, because a GP list may be missing or late: the
    /// share is then not given.
    pub fn new(rows: Vec<Counts>, not_placed: Option<Counts>) -> Result<Self, Error> {
        let mut ids = BTreeSet::new();
        for counts in &rows {
            if !ids.insert(counts.id.as_str()) {
                return Err(Error::Twice(counts.id.clone()));
            }
        }
        for counts in rows.iter().chain(&not_placed) {
            check_joint(counts)?;
        }
        let placed = sum("All neighbourhoods", &rows)?;
        let everyone: Vec<Counts> =
            [placed.clone()].into_iter().chain(not_placed.clone()).collect();
        let total = sum("Total", &everyone)?;
        Ok(Self {
            rows: rows.into_iter().map(|counts| row(counts, Some(&placed))).collect(),
            placed: row(placed, None),
            not_placed: not_placed.map(|counts| row(counts, None)),
            total: row(total, None),
        })
    }
}

fn check_joint(counts: &Counts) -> Result<(), Error> {
    let joint = (counts.joint, "known to both");
    at_most(counts, joint, (counts.nursing, "known to district nursing"))?;
    at_most(counts, joint, (counts.social_care, "open to social care"))
}

fn at_most(
    counts: &Counts,
    (part, what): (u64, &'static str),
    (whole, of): (u64, &'static str),
) -> Result<(), Error> {
    if part <= whole {
        return Ok(());
    }
    Err(Error::Contradiction { id: counts.id.clone(), what, part, of, whole })
}

fn sum(name: &str, rows: &[Counts]) -> Result<Counts, Error> {
    let add = |of: fn(&Counts) -> u64| {
        let mut counts = rows.iter().map(of);
        counts.try_fold(0_u64, u64::checked_add).ok_or(Error::TooLarge)
    };
    Ok(Counts {
        id: String::new(),
        name: name.to_owned(),
        registered: add(|c| c.registered)?,
        nursing: add(|c| c.nursing)?,
        social_care: add(|c| c.social_care)?,
        joint: add(|c| c.joint)?,
    })
}

fn row(counts: Counts, placed: Option<&Counts>) -> Row {
    let target = |of: fn(&Counts) -> u64, whole: fn(&Counts) -> u64| {
        placed.and_then(|placed| ratio(of(placed), whole(placed)))
    };
    let c = &counts;
    Row {
        nursing: measure(
            (c.nursing, c.registered),
            target(|c| c.nursing, |c| c.registered),
            DECIMALS,
        ),
        social_care: measure(
            (c.social_care, c.registered),
            target(|c| c.social_care, |c| c.registered),
            DECIMALS,
        ),
        joint: measure(
            (c.joint, c.registered),
            target(|c| c.joint, |c| c.registered),
            JOINT_DECIMALS,
        ),
        joint_of_nursing: measure(
            (c.joint, c.nursing),
            target(|c| c.joint, |c| c.nursing),
            DECIMALS,
        ),
        joint_of_social_care: measure(
            (c.joint, c.social_care),
            target(|c| c.joint, |c| c.social_care),
            DECIMALS,
        ),
        counts,
    }
}

fn measure((count, of): (u64, u64), target: Option<f64>, decimals: usize) -> Measure {
    let interval_95 = wilson(count, of, Z_95).ok();
    // more known than registered, as among people of no neighbourhood, is no proportion
    let proportion = interval_95.and_then(|_| ratio(count, of));
    let dash = || "–".to_owned();
    let limits =
        |i: Interval| format!("{:.decimals$}–{:.decimals$}", i.lower * 100.0, i.upper * 100.0);
    Measure {
        count,
        of,
        proportion,
        interval_95,
        funnel: target.and_then(|target| funnel_position(count, of, target).ok()),
        text: proportion.map_or_else(dash, |p| percent_text(p, decimals)),
        interval_text: interval_95.map_or_else(dash, limits),
    }
}

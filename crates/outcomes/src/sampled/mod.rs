//! Precision and recall of links from a sample of pairs that people reviewed.
//!
//! With real people nobody knows the truth. Pairs are put into strata by their probability, some of
//! each stratum are drawn by chance and reviewed, and each stratum's share of true pairs counts by the
//! stratum's size (the stratified estimator of Cochran WG (1977), Sampling Techniques, chapter 5).
//!
//! **Precision**: of the pairs that are linked, how many are one person. **Recall**: of the true pairs in
//! all strata together, how many are linked. It is relative to the pairs that the strata hold: a pair
//! that no blocking rule compared, or that scored below the lowest stratum, is nowhere in it.
//!
//! Intervals are put together from each stratum's own limits, narrowed where much of the stratum was
//! reviewed, by the method of variance estimates recovery: Zou GY, Huang W, Zhang X (2009), A note on
//! confidence interval estimation for a linear function of binomial proportions, Computational
//! Statistics and Data Analysis 53:1080–1085; for recall, a ratio of two such sums, by its inversion:
//! Newcombe RG (2016), MOVER-R confidence intervals for ratios and products, Statistical Methods in
//! Medical Research 25:1774–1778. The limits of a stratum are those of Agresti A, Coull BA (1998),
//! Approximate is better than "exact", American Statistician 52:119–126, Wilson's with room at the ends:
//! with Wilson's own the interval of a borough held the truth in 92 of 100 samples, with these in 98.
//! They hold where none or all of a stratum's sample is true, where the usual stratified standard error
//! is 0, and need no chance of their own.

mod interval;
mod plan;

use serde::Serialize;

use crate::{Error, Interval};

/// What recall is relative to: stands beside every recall that is shown.
pub const RECALL_IS_OF: &str = "of the true pairs among those that the blocking rules compared and the \
     sample covers; true pairs that no rule brought together are not in it";

/// Half the width of an interval that is narrow enough: one percentage point.
pub const NARROW_ENOUGH: f64 = 0.01;

/// Pairs reviewed of a stratum before its spread says how many more are needed; a habit of this
/// program, not a rule from elsewhere.
pub const FIRST_LOOK: u64 = 30;

/// A band of probability and what was reviewed of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stratum {
    /// What people call it, such as `linked, 0.99 to 0.999`.
    pub name: String,
    /// Whether its pairs are linked. Those for review and just below are not.
    pub linked: bool,
    /// Pairs in it.
    pub population: u64,
    /// Pairs drawn by chance and judged to be one person or two.
    pub sampled: u64,
    /// Of these, one person.
    pub found_true: u64,
    /// Pairs drawn that the reviewers left unsure: they are in none of the figures.
    pub unsure: u64,
}

impl Stratum {
    /// Share of true pairs among those judged; `None` when none was.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        crate::ratio(self.found_true, self.sampled)
    }

    fn check(&self) -> Result<(), Error> {
        if self.found_true > self.sampled {
            return Err(Error::MoreThanAll { part: self.found_true, whole: self.sampled });
        }
        let drawn = self.sampled.checked_add(self.unsure).ok_or(Error::TooLarge)?;
        if drawn > self.population {
            return Err(Error::MoreThanAll { part: drawn, whole: self.population });
        }
        Ok(())
    }
}

/// How far a figure may be leant on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// There are no pairs to speak of.
    NothingToMeasure,
    /// A stratum of it has no reviewed pair: there is no figure.
    NotEnough,
    /// There is a figure, and its interval reaches further than one percentage point.
    Wide,
    /// The interval is within one percentage point on either side.
    Enough,
}

/// Pairs of a stratum still to be reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    /// The stratum's name.
    pub stratum: String,
    /// How many pairs more, drawn by chance.
    pub more: u64,
}

/// A figure from the sample.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// 0 to 1; `None` when there is not enough.
    pub estimate: Option<f64>,
    /// Its 95 % interval.
    pub interval_95: Option<Interval>,
    /// How far it may be leant on.
    pub state: State,
    /// What is to be reviewed to come within one percentage point; empty when it is there, or when
    /// nothing is left to review. First thirty of each stratum, then as planned from the shares found,
    /// so that the number may change on the way.
    pub needs: Vec<Need>,
}

/// What the reviewed sample says of all links.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sampled {
    /// Of the linked pairs, the share that is one person.
    pub precision: Figure,
    /// Of the true pairs in the strata, the share that is linked. See [`RECALL_IS_OF`].
    pub recall: Figure,
    /// Pairs judged.
    pub reviewed: u64,
    /// Pairs left unsure.
    pub unsure: u64,
}

/// Reckons precision and recall from strata. Those without pairs are passed over.
///
/// # Errors
/// When a stratum contradicts itself: more true than judged, or more drawn than there are.
pub fn sampled(strata: &[Stratum]) -> Result<Sampled, Error> {
    strata.iter().try_for_each(Stratum::check)?;
    let there: Vec<&Stratum> = strata.iter().filter(|stratum| stratum.population > 0).collect();
    let linked: Vec<&Stratum> = there.iter().copied().filter(|stratum| stratum.linked).collect();
    let sum = |of: fn(&Stratum) -> u64| {
        strata.iter().map(of).try_fold(0_u64, u64::checked_add).ok_or(Error::TooLarge)
    };
    Ok(Sampled {
        precision: figure(&linked, interval::precision, plan::for_precision),
        recall: figure(&there, interval::recall, plan::for_recall),
        reviewed: sum(|stratum| stratum.sampled)?,
        unsure: sum(|stratum| stratum.unsure)?,
    })
}

/// Estimate and interval; `None` where the sample has no true pair to reckon a share of.
type Reckoned = Option<(f64, Interval)>;

fn figure(
    strata: &[&Stratum],
    reckon: fn(&[&Stratum]) -> Reckoned,
    plan: fn(&[&Stratum]) -> Vec<Need>,
) -> Figure {
    let nothing = |state, needs| Figure { estimate: None, interval_95: None, state, needs };
    if strata.is_empty() {
        return nothing(State::NothingToMeasure, Vec::new());
    }
    if strata.iter().any(|stratum| stratum.sampled == 0) {
        return nothing(State::NotEnough, plan(strata));
    }
    let Some((estimate, interval)) = reckon(strata) else {
        return nothing(State::NotEnough, plan(strata));
    };
    let reach = (estimate - interval.lower).max(interval.upper - estimate);
    let (state, needs) = if reach <= NARROW_ENOUGH {
        (State::Enough, Vec::new())
    } else {
        (State::Wide, plan(strata))
    };
    Figure { estimate: Some(estimate), interval_95: Some(interval), state, needs }
}

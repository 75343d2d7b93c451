//! Funnel plots: does an area differ from the whole by more than its size explains?
//!
//! Source: Spiegelhalter DJ (2005), Funnel plots for comparing institutional performance, Statistics
//! in Medicine 24:1185–1202, with 95 % and 99.8 % limits. The limits are those of PHE's technical guide
//! and `PHEindicatormethods`: an area lies outside them exactly when the target lies outside the
//! area's own Wilson interval, so the funnel and the table can never disagree.

use serde::Serialize;

use crate::{Error, Interval, Z_95, Z_998};

/// Which pair of limits an area lies outside of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Level {
    /// Outside the 95 % limits but inside the 99.8 % ones: one area in twenty would be, by chance.
    #[serde(rename = "95 %")]
    P95,
    /// Outside the 99.8 % limits: one area in five hundred would be, by chance.
    #[serde(rename = "99.8 %")]
    P998,
}

/// Where an area lies. Low and high are not good and bad: they ask for a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Flag {
    /// Below the limits of this level.
    Low(Level),
    /// Within the 95 % limits.
    Within,
    /// Above the limits of this level.
    High(Level),
}

impl Flag {
    /// `low`, `within` or `high`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Low(_) => "low",
            Self::Within => "within",
            Self::High(_) => "high",
        }
    }

    /// A sentence's worth, for screen readers and footnotes.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Low(Level::P95) => "low: below the 95 % limits",
            Self::Low(Level::P998) => "low: below the 99.8 % limits",
            Self::Within => "within the limits expected of an area of its size",
            Self::High(Level::P95) => "high: above the 95 % limits",
            Self::High(Level::P998) => "high: above the 99.8 % limits",
        }
    }
}

/// An area on the funnel.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Funnel {
    /// Limits at 95 % for an area of this size.
    pub limits_95: Interval,
    /// Limits at 99.8 % for an area of this size.
    pub limits_998: Interval,
    /// Where the area lies.
    pub flag: Flag,
}

/// One place on the curves of a funnel plot.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CurvePoint {
    /// People.
    pub n: u64,
    /// Limits at 95 %.
    pub limits_95: Interval,
    /// Limits at 99.8 %.
    pub limits_998: Interval,
}

/// Limits within which the proportion of an area of `n` people lies, if its true proportion is the
/// target p (0 to 1): `p ± z √(p(1 − p)/n)`, kept within 0 and 1. Use [`Z_95`] and [`Z_998`].
///
/// # Errors
/// When `n` is 0, the target is outside 0 to 1, or `z` is not a positive number.
pub fn funnel_limits(target_proportion: f64, n: u64, z: f64) -> Result<Interval, Error> {
    if !(0.0..=1.0).contains(&target_proportion) {
        return Err(Error::OutOfRange("target"));
    }
    if !(z.is_finite() && z > 0.0) {
        return Err(Error::OutOfRange("z"));
    }
    if n == 0 {
        return Err(Error::NoDenominator);
    }
    let reach = z * (target_proportion * (1.0 - target_proportion) / n as f64).sqrt();
    Ok(Interval {
        lower: (target_proportion - reach).max(0.0),
        upper: (target_proportion + reach).min(1.0),
    })
}

/// Places an area of `n` people, of whom `successes` count, on the funnel about the target.
///
/// # Errors
/// As [`funnel_limits`], and when `successes` is more than `n`.
pub fn funnel_position(successes: u64, n: u64, target_proportion: f64) -> Result<Funnel, Error> {
    if successes > n {
        return Err(Error::MoreThanAll { part: successes, whole: n });
    }
    let limits_95 = funnel_limits(target_proportion, n, Z_95)?;
    let limits_998 = funnel_limits(target_proportion, n, Z_998)?;
    let proportion = successes as f64 / n as f64;
    let flag = if proportion < limits_998.lower {
        Flag::Low(Level::P998)
    } else if proportion > limits_998.upper {
        Flag::High(Level::P998)
    } else if proportion < limits_95.lower {
        Flag::Low(Level::P95)
    } else if proportion > limits_95.upper {
        Flag::High(Level::P95)
    } else {
        Flag::Within
    };
    Ok(Funnel { limits_95, limits_998, flag })
}

/// Points of the limit curves from `n_from` to `n_to` people, evenly spaced, at most `points_max`.
///
/// # Errors
/// As [`funnel_limits`].
pub fn funnel_curve(
    target_proportion: f64,
    n_from: u64,
    n_to: u64,
    points_max: u64,
) -> Result<Vec<CurvePoint>, Error> {
    let steps = points_max.saturating_sub(1).clamp(1, 1_000);
    let span = n_to.saturating_sub(n_from);
    let mut sizes: Vec<u64> = (0..=steps)
        .map(|step| n_from + (u128::from(span) * u128::from(step) / u128::from(steps)) as u64)
        .collect();
    sizes.dedup();
    let point = |n| {
        Ok(CurvePoint {
            n,
            limits_95: funnel_limits(target_proportion, n, Z_95)?,
            limits_998: funnel_limits(target_proportion, n, Z_998)?,
        })
    };
    sizes.into_iter().map(point).collect()
}

//! Estimates and intervals from strata that each have at least one reviewed pair.

use super::{Reckoned, Stratum};
use crate::{Interval, Z_95};

/// A stratum's share of true pairs with its limits, and its size.
struct Reckon {
    size: f64,
    share: f64,
    limits: Interval,
}

/// The sample counts as larger where it is much of the stratum, so that a stratum reviewed to the last
/// pair is known: n (N − 1) / (N − n) in the place of n (the finite population correction, Cochran 1977,
/// chapter 2, turned to the size of the sample).
fn reckon(stratum: &Stratum) -> Reckon {
    let (size, sampled) = (stratum.population as f64, stratum.sampled as f64);
    let share = stratum.found_true as f64 / sampled.max(1.0);
    let limits = if stratum.sampled >= stratum.population {
        Interval { lower: share, upper: share }
    } else {
        limits_of(share, sampled * (size - 1.0) / (size - sampled))
    };
    Reckon { size, share, limits }
}

/// Limits of a share of `n`, which need not be whole (Agresti and Coull 1998): about Wilson's middle,
/// with the spread that a share there has.
fn limits_of(share: f64, n: f64) -> Interval {
    let z2 = Z_95 * Z_95;
    let middle = (n * share + z2 / 2.0) / (n + z2);
    let reach = Z_95 * (middle * (1.0 - middle) / (n + z2)).sqrt();
    Interval {
        lower: if share <= 0.0 { 0.0 } else { (middle - reach).max(0.0) },
        upper: if share >= 1.0 { 1.0 } else { (middle + reach).min(1.0) },
    }
}

/// True pairs of several strata together: estimate and limits.
struct Sum {
    estimate: f64,
    lower: f64,
    upper: f64,
}

fn sum(strata: impl Iterator<Item = Reckon>) -> Sum {
    let (mut estimate, mut below, mut above) = (0.0, 0.0_f64, 0.0_f64);
    for Reckon { size, share, limits } in strata {
        estimate += size * share;
        below += (size * (share - limits.lower)).powi(2);
        above += (size * (limits.upper - share)).powi(2);
    }
    Sum { estimate, lower: (estimate - below.sqrt()).max(0.0), upper: estimate + above.sqrt() }
}

pub(super) fn precision(linked: &[&Stratum]) -> Reckoned {
    let all: f64 = linked.iter().map(|stratum| stratum.population as f64).sum();
    let found = sum(linked.iter().map(|stratum| reckon(stratum)));
    (all > 0.0).then(|| {
        let limits = Interval {
            lower: (found.lower / all).clamp(0.0, 1.0),
            upper: (found.upper / all).clamp(0.0, 1.0),
        };
        within((found.estimate / all).clamp(0.0, 1.0), limits)
    })
}

/// Recall r is the number at which (1 − r) × linked true − r × other true is 0; its limits are those
/// at which a limit of that difference is 0.
pub(super) fn recall(strata: &[&Stratum]) -> Reckoned {
    let of = |linked: bool| strata.iter().filter(move |stratum| stratum.linked == linked);
    let (found, other) = (sum(of(true).map(|s| reckon(s))), sum(of(false).map(|s| reckon(s))));
    let all = found.estimate + other.estimate;
    if all <= 0.0 {
        return None;
    }
    let estimate = found.estimate / all;
    let difference = |r: f64| (1.0 - r) * found.estimate - r * other.estimate;
    let below = |r: f64| {
        let reach =
            [(1.0 - r) * (found.estimate - found.lower), r * (other.upper - other.estimate)];
        difference(r) - reach[0].hypot(reach[1])
    };
    let above = |r: f64| {
        let reach =
            [(1.0 - r) * (found.upper - found.estimate), r * (other.estimate - other.lower)];
        difference(r) + reach[0].hypot(reach[1])
    };
    let limits =
        Interval { lower: zero_of(below, 0.0, estimate), upper: zero_of(above, estimate, 1.0) };
    Some(within(estimate, limits))
}

/// Halvings of a span of at most 1: far below what a figure shows.
const HALVINGS: usize = 60;

/// Where a function that is not below 0 at `from` and not above 0 at `to` crosses 0, once: the limits
/// of the difference are a straight line with a bow that bends one way.
fn zero_of(function: impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    let (mut from, mut to) = (from, to);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(from, to);
        if function(middle) > 0.0 { from = middle } else { to = middle }
    }
    f64::midpoint(from, to)
}

/// The last binary digit may put a limit on the wrong side of the estimate.
fn within(estimate: f64, limits: Interval) -> (f64, Interval) {
    let limits = Interval { lower: limits.lower.min(estimate), upper: limits.upper.max(estimate) };
    (estimate, limits)
}

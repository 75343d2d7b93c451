//! How many more pairs to review: the fewest that bring a figure within one percentage point.
//!
//! Source: Neyman's allocation, a sample from each stratum by its weight and spread; Cochran WG (1977),
//! Sampling Techniques, formulas 5.24 to 5.27. The shares are those found so far, moved a little towards
//! one half (two more of each kind: Agresti A, Coull BA (1998), American Statistician 52:119–126), so
//! that a stratum where all were true so far is not planned as if it were known.

use super::{FIRST_LOOK, NARROW_ENOUGH, Need, Stratum};
use crate::Z_95;

pub(super) fn for_precision(linked: &[&Stratum]) -> Vec<Need> {
    let all: f64 = linked.iter().map(|stratum| stratum.population as f64).sum();
    needs(linked, |stratum| stratum.population as f64 / all)
}

/// The weights are those of the recall's slope: (1 − r) / T for linked strata and r / T for the others,
/// where T is the number of true pairs and r the recall.
pub(super) fn for_recall(strata: &[&Stratum]) -> Vec<Need> {
    let true_pairs = |linked: bool| {
        let of = strata.iter().filter(move |stratum| stratum.linked == linked);
        of.map(|stratum| stratum.population as f64 * planned_share(stratum)).sum::<f64>()
    };
    let (found, other) = (true_pairs(true), true_pairs(false));
    let (all, recall) = (found + other, found / (found + other));
    needs(strata, |stratum| {
        let slope = if stratum.linked { 1.0 - recall } else { recall };
        stratum.population as f64 * slope / all
    })
}

fn planned_share(stratum: &Stratum) -> f64 {
    (stratum.found_true as f64 + 2.0) / (stratum.sampled as f64 + 4.0)
}

/// One stratum of the plan.
struct Part<'s> {
    stratum: &'s Stratum,
    /// Weight times spread of one pair.
    pull: f64,
    population: f64,
    /// Reviewed to the last pair.
    whole: bool,
    sample: f64,
}

fn needs(strata: &[&Stratum], weight: impl Fn(&Stratum) -> f64) -> Vec<Need> {
    let first: Vec<Need> = strata
        .iter()
        .filter_map(|stratum| need(stratum, FIRST_LOOK.min(decidable(stratum))))
        .collect();
    if !first.is_empty() {
        return first;
    }
    let mut parts: Vec<Part<'_>> = strata
        .iter()
        .map(|stratum| {
            let share = planned_share(stratum);
            let pull = weight(stratum) * (share * (1.0 - share)).sqrt();
            let population = stratum.population as f64;
            Part { stratum, pull, population, whole: false, sample: 0.0 }
        })
        .collect();
    allocate(&mut parts);
    let planned = parts.iter().filter_map(|part| need(part.stratum, part.sample.ceil() as u64));
    let planned: Vec<Need> = planned.collect();
    if planned.is_empty() { next_steps(&parts) } else { planned }
}

/// Samples by pull, up to the wanted width. A stratum that would have to give more pairs than it has
/// gives all, and the others are reckoned anew.
fn allocate(parts: &mut [Part<'_>]) {
    let wanted = (NARROW_ENOUGH / Z_95).powi(2);
    loop {
        let open = || parts.iter().filter(|part| !part.whole);
        let pulls: f64 = open().map(|part| part.pull).sum();
        let known: f64 = open().map(|part| part.pull * part.pull / part.population).sum();
        let mut again = false;
        for part in parts.iter_mut().filter(|part| !part.whole) {
            part.sample = part.pull * pulls / (wanted + known);
            if part.sample >= part.population {
                (part.sample, part.whole, again) = (part.population, true, true);
            }
        }
        if !again {
            return;
        }
    }
}

/// Where the plan is met but the interval, which is wider than the plan's at its ends, is not yet: a
/// tenth more of the stratum that pulls most for its sample.
fn next_steps(parts: &[Part<'_>]) -> Vec<Need> {
    let room = parts.iter().filter(|part| part.stratum.sampled < decidable(part.stratum));
    let per_pair = |part: &Part<'_>| part.pull / part.stratum.sampled.max(1) as f64;
    let most = room.max_by(|one, other| per_pair(one).total_cmp(&per_pair(other)));
    let step = |part: &Part<'_>| {
        need(part.stratum, part.stratum.sampled + (part.stratum.sampled / 10).max(10))
    };
    most.and_then(step).into_iter().collect()
}

/// Pairs of a stratum that can still be judged.
fn decidable(stratum: &Stratum) -> u64 {
    stratum.population.saturating_sub(stratum.unsure)
}

fn need(stratum: &Stratum, sample: u64) -> Option<Need> {
    let more = sample.min(decidable(stratum)).saturating_sub(stratum.sampled);
    (more > 0).then(|| Need { stratum: stratum.name.clone(), more })
}

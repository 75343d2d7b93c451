//! How good the links are: against known truth where it was measured, else as far as reviewers' answers
//! to a sample tell.

use outcomes::group_shares;
use outcomes::sampled::Figure;
use record::quality::{self, Group, LinkQuality};
use record::review::{self, Sample};
use web::Error;
use web::reads::quality::{Basis, GroupQuality, Grouping, QualityRow, Rate};
use web::reads::{Quality, Share};

use super::{Pages, Result, moment};
use crate::words::source_title;

/// The groupings of a page without measurement, in their order.
const GROUPINGS: [&str; 7] = [
    "Pair of sources",
    "Age",
    "Sex",
    "Ethnic group",
    "Deprivation",
    "Care home",
    "Twins and namesakes",
];

pub(super) async fn quality(pages: &Pages) -> Result<GroupQuality> {
    let linked = review::last_linked(&pages.db).await.map_err(Error::store)?;
    let (linked, model) = linked.unzip();
    let at = linked.as_deref().map(moment);
    if let Some(found) = quality::latest(&pages.db).await.map_err(Error::store)? {
        return Ok(GroupQuality {
            linked: at,
            model,
            basis: truth(&found),
            total: row(&found.whole, "All records"),
            groupings: found.groupings.iter().map(grouping).collect(),
        });
    }
    let sample = review::latest_sample(&pages.db).await.map_err(Error::store)?;
    let (basis, total) = sampled(&sample);
    let unknown = match &basis {
        Basis::Reviews { .. } => {
            "The reviewed sample speaks of all links together: for one group it is too small."
        }
        _ => "Nothing is known yet: neither known truth nor a reviewed sample.",
    };
    Ok(GroupQuality {
        linked: at,
        model,
        basis,
        total,
        groupings: GROUPINGS
            .iter()
            .map(|by| Grouping {
                by: (*by).to_owned(),
                rows: Vec::new(),
                unknown: Some(unknown.to_owned()),
            })
            .collect(),
    })
}

/// All links together, for the page of the link runs; `None` while nothing is known.
pub(super) async fn whole(pages: &Pages) -> Result<Option<Quality>> {
    let found = quality(pages).await?;
    let right = |rate: Rate| Share {
        of: 1.0 - rate.share.of,
        low: 1.0 - rate.share.high,
        high: 1.0 - rate.share.low,
    };
    Ok(found.total.wrong.filter(|_| found.basis != Basis::Nothing).map(|wrong| Quality {
        basis: found.basis,
        precision: right(wrong),
        recall: found.total.missed.map(right),
    }))
}

fn truth(found: &LinkQuality) -> Basis {
    let day = review::civil_day(&found.measured_at);
    let day =
        day.map_or_else(String::new, |day| day.strftime(", measured on %-d %B %Y").to_string());
    Basis::Truth {
        what: format!("the known truth in {}{day}", found.truth),
        true_pairs: found.whole.missed.of,
    }
}

fn grouping(found: &quality::Grouping) -> Grouping {
    let name = |name: &str| match found.key.as_str() {
        "source" => source_title(name),
        "source_pair" => name.split(" - ").map(source_title).collect::<Vec<_>>().join(" and "),
        _ => name.to_owned(),
    };
    let unknown = found.groups.is_empty().then(|| {
        "No record of the known truth says to which of these groups its person belongs.".to_owned()
    });
    Grouping {
        by: found.title.clone(),
        rows: found.groups.iter().map(|group| row(group, &name(&group.name))).collect(),
        unknown,
    }
}

fn row(group: &Group, name: &str) -> QualityRow {
    QualityRow {
        group: name.to_owned(),
        missed: rate(&group.missed),
        wrong: rate(&group.wrong),
        unlinkable: rate(&group.unlinkable),
    }
}

fn rate(share: &group_shares::Share) -> Option<Rate> {
    let (of, interval) = share.proportion.zip(share.interval_95)?;
    let share_of = Share { of, low: interval.lower, high: interval.upper };
    Some(Rate { count: share.part, of: share.of, share: share_of })
}

/// What the sample says of all links: what is not right is wrong, what was not found is missed.
fn sampled(sample: &Sample) -> (Basis, QualityRow) {
    let sum = |of: fn(&review::BandSample) -> u64| sample.bands.iter().map(of).sum::<u64>();
    let (reviewed, drawn) = (sum(|band| band.reviewed), sum(|band| band.drawn));
    let estimate = sample.estimate().filter(|_| reviewed > 0);
    let of_linked = |linked: bool, same: bool| -> (u64, u64) {
        let bands = sample.bands.iter().filter(|band| band.linked == linked);
        bands.fold((0, 0), |(count, of), band| {
            let counted = if same { band.same } else { band.reviewed - band.same };
            (count + counted, of + band.reviewed)
        })
    };
    let not = |figure: &Figure, (count, of): (u64, u64)| {
        let (estimate, interval) = figure.estimate.zip(figure.interval_95)?;
        let share =
            Share { of: 1.0 - estimate, low: 1.0 - interval.upper, high: 1.0 - interval.lower };
        Some(Rate { count, of, share })
    };
    let basis = match reviewed {
        0 => Basis::Nothing,
        reviewed => Basis::Reviews { reviewed, sampled: drawn },
    };
    // Missed are the true pairs among those that are not linked, of all true pairs reviewed.
    let (missed, found) = (of_linked(false, true).0, of_linked(true, true).0);
    let row = QualityRow {
        group: "All links".to_owned(),
        missed: estimate.as_ref().and_then(|it| not(&it.recall, (missed, missed + found))),
        wrong: estimate.as_ref().and_then(|it| not(&it.precision, of_linked(true, false))),
        unlinkable: None,
    };
    (basis, row)
}

#[cfg(test)]
mod tests {
    use record::review::BandSample;

    use super::*;

    fn band(linked: bool, pairs: u64, reviewed: u64, same: u64) -> BandSample {
        BandSample {
            band: i64::from(!linked),
            drawn_at: String::new(),
            model_version: String::new(),
            from_probability: 0.0,
            to_probability: 1.0,
            linked,
            pairs,
            drawn: 50,
            reviewed,
            same,
            unsure: 0,
        }
    }

    #[test]
    fn a_reviewed_sample_tells_what_is_wrong_and_what_is_missed() {
        let bands = vec![band(true, 1_000, 50, 49), band(false, 100, 50, 5)];
        let (basis, row) = sampled(&Sample { bands, to_review: 0 });
        assert_eq!(basis, Basis::Reviews { reviewed: 100, sampled: 100 });
        let wrong = row.wrong.expect("known");
        assert_eq!((wrong.count, wrong.of), (1, 50));
        assert!((wrong.share.of - 0.02).abs() < 1e-9 && wrong.share.low < 0.02);
        // Ten of 990 true pairs are not linked: the bands count by their size.
        let missed = row.missed.expect("known");
        assert_eq!((missed.count, missed.of), (5, 54));
        assert!((missed.share.of - 10.0 / 990.0).abs() < 1e-9);
    }

    #[test]
    fn without_answers_nothing_is_said_to_be_known() {
        for bands in [vec![], vec![band(true, 1_000, 0, 0)]] {
            let (basis, row) = sampled(&Sample { bands, to_review: 50 });
            assert_eq!((basis, row.wrong, row.missed), (Basis::Nothing, None, None));
        }
    }
}

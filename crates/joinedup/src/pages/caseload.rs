//! The joint caseload page.

use jiff::Timestamp;
use jiff::civil::Date;
use outcomes::joint_caseload::{Measure, Row};
use outcomes::{Level, funnel_curve};
use web::Error;
use web::reads::{
    Area, Caseload, CaseloadRow, CaseloadTable, Counts, FeedCut, Flag, Funnel, FunnelPoint,
    MatchQuality, MissingFeed, Share,
};

use super::{Pages, Result, cache};

/// Points that draw the funnel's lines.
const CURVE_POINTS_MAX: u64 = 40;

pub(super) async fn caseload(pages: &Pages, as_of: Option<Date>) -> Result<Caseload> {
    let Some(joint) = cache::joint(pages, as_of).await? else {
        let mut landed = ::feeds::deliveries::all(&pages.db).await.map_err(Error::store)?;
        landed.retain(|d| d.landed && pages.profiles.get(&d.feed).is_some_and(|p| p.identity));
        return Ok(Caseload::NotYet { can_link: !landed.is_empty() });
    };
    let run = record::link::latest(&pages.db).await.map_err(Error::store)?;
    let run = run.ok_or_else(|| Error::store("a table without a link run"))?;
    let table = &joint.table;
    Ok(Caseload::Counted(Box::new(CaseloadTable {
        as_of: joint.as_of,
        counted: Timestamp::now(),
        rows: table.rows.iter().map(|r| row(r, Area::Neighbourhood(r.counts.id.clone()))).collect(),
        not_placed: table.not_placed.as_ref().map(|r| row(r, Area::NotPlaced)),
        total: CaseloadRow { name: "Whole borough".to_owned(), ..row(&table.total, Area::Whole) },
        funnel: funnel(table),
        feeds: feed_cuts(pages, &joint.feeds),
        missing: missing(pages, &joint.feeds),
        rules: rules(&run, joint.not_linked),
        quality: MatchQuality {
            model: run.model_version.clone(),
            to_review: run.summary.pairs_review,
            expected_false_links: run.summary.expected_false_links,
            links: run.summary.pairs_auto,
        },
        may_see_people: true,
    })))
}

/// A proportion with its interval; `None` where there is nobody to reckon it of.
pub(super) fn share(measure: &Measure) -> Option<Share> {
    let interval = measure.interval_95.as_ref()?;
    Some(Share { of: measure.proportion?, low: interval.lower, high: interval.upper })
}

fn row(row: &Row, area: Area) -> CaseloadRow {
    CaseloadRow {
        area,
        name: row.counts.name.clone(),
        counts: Counts {
            registered: row.counts.registered,
            nursing: row.counts.nursing,
            social_care: row.counts.social_care,
            joint: row.counts.joint,
        },
        nursing: share(&row.nursing),
        social_care: share(&row.social_care),
        joint: share(&row.joint),
        flag: row.joint.funnel.as_ref().map(|funnel| match funnel.flag {
            outcomes::Flag::Low(Level::P998) => Flag::VeryLow,
            outcomes::Flag::Low(Level::P95) => Flag::Low,
            outcomes::Flag::Within => Flag::Within,
            outcomes::Flag::High(Level::P95) => Flag::High,
            outcomes::Flag::High(Level::P998) => Flag::VeryHigh,
        }),
    }
}

fn funnel(table: &outcomes::joint_caseload::Table) -> Option<Funnel> {
    let target = table.placed.joint.proportion?;
    let sizes = table.rows.iter().map(|row| row.counts.registered).filter(|n| *n > 0);
    let (least, most) = (sizes.clone().min()?, sizes.max()?);
    let curve =
        funnel_curve(target, (least / 2).max(1), most + most / 10 + 1, CURVE_POINTS_MAX).ok()?;
    let limits = curve
        .iter()
        .map(|point| FunnelPoint {
            registered: point.n,
            low_998: point.limits_998.lower,
            low_95: point.limits_95.lower,
            high_95: point.limits_95.upper,
            high_998: point.limits_998.upper,
        })
        .collect();
    Some(Funnel { target, limits })
}

fn title(pages: &Pages, feed: &str) -> String {
    pages.profiles.get(feed).map_or_else(|| feed.to_owned(), |profile| profile.title.clone())
}

fn feed_cuts(pages: &Pages, feeds: &[(String, Option<Date>)]) -> Vec<FeedCut> {
    feeds.iter().map(|(feed, cut)| FeedCut { title: title(pages, feed), cut: *cut }).collect()
}

/// Feeds that the table needs and that never came.
pub(super) fn missing(pages: &Pages, feeds: &[(String, Option<Date>)]) -> Vec<MissingFeed> {
    let never = feeds.iter().filter(|(_, cut)| cut.is_none());
    never
        .map(|(feed, _)| MissingFeed { title: title(pages, feed), since: None, ask: None })
        .collect()
}

fn rules(run: &record::link::Run, not_linked: u64) -> Vec<String> {
    let mut rules = vec![
        "Registered: a current entry on the list of a practice of the neighbourhood; somebody on two lists counts once, with the newer registration.".to_owned(),
        "Nursing: a referral to district nursing (team type 12) received by the day and not discharged by it.".to_owned(),
        "Social care: a service in the client level data that began by the day and had not ended by it.".to_owned(),
        "Both: one person in both. People known to have died by the day are not counted.".to_owned(),
        "Neighbourhood: that of the practice of the newest registration; without one, of the practice that another record names; without that, the one neighbourhood that the postcode district lies in; otherwise the person is not placed.".to_owned(),
        format!(
            "Records are one person where the model gives at least {:.1} % probability; pairs from {:.0} % await review and do not count as linked.",
            run.summary.auto_probability * 100.0,
            run.summary.review_probability * 100.0
        ),
        "Intervals are Wilson's at 95 % (1927). The funnel compares each neighbourhood with all together (Spiegelhalter 2005): outside the 95 % limits one in twenty lies by chance, outside the 99.8 % limits one in five hundred.".to_owned(),
    ];
    if not_linked > 0 {
        rules.push(format!(
            "{} that came after the last link run: their people are not counted until records are linked again.",
            crate::words::counted(not_linked, "delivery", "deliveries")
        ));
    }
    rules
}

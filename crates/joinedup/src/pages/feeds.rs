//! Feeds and their deliveries.

use ::feeds::deliveries::{self, Delivery as Stored};
use ::feeds::{Profile, rejects as rejected};
use serde::Deserialize;
use web::Error;
use web::reads::{
    CldEvents, CldSummary, Delivery, DeliveryRow, Feed, FeedRow, FeedState, NoteCount, Outcome,
    Reject, RejectPage, RejectedRows, Threshold,
};

use super::{Pages, Result, age_days, count, date, moment};
use crate::words::source_title;

/// Feeds of people that are shown even before anything came, because their absence must be seen.
const EXPECTED: [&str; 8] = [
    "gp_registered_list",
    "community_patient_index",
    "csds_cyp101_referral",
    "asc_cld",
    "acute_patient_index",
    "sus_apc_spells",
    "mh_patient_index",
    "sen2_person",
];

pub(super) async fn all(pages: &Pages) -> Result<Vec<FeedRow>> {
    let history = deliveries::all(&pages.db).await.map_err(Error::store)?;
    Ok(pages
        .profiles
        .iter()
        .filter_map(|profile| {
            let own: Vec<&Stored> = history.iter().filter(|d| d.feed == profile.name).collect();
            let shown = !own.is_empty() || EXPECTED.contains(&profile.name.as_str());
            shown.then(|| feed_row(profile, &own))
        })
        .collect())
}

pub(super) async fn one(
    pages: &Pages,
    feed: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Feed> {
    let profile = pages.profiles.get(feed).ok_or(Error::NotThere)?;
    let history = deliveries::of_feed(&pages.db, feed).await.map_err(Error::store)?;
    let own: Vec<&Stored> = history.iter().collect();
    let start = match after {
        None => 0,
        Some(after) => own.iter().position(|d| d.delivery_id == after).ok_or(Error::NotThere)? + 1,
    };
    let page: Vec<&Stored> = own.iter().copied().skip(start).take(limit).collect();
    let more = start + page.len() < own.len();
    Ok(Feed {
        row: feed_row(profile, &own),
        standard: profile.standard.clone(),
        grain: profile.grain.clone(),
        next: page.last().filter(|_| more).map(|last| last.delivery_id.clone()),
        deliveries: page.into_iter().map(row).collect(),
    })
}

pub(super) async fn delivery(pages: &Pages, id: &str) -> Result<Delivery> {
    let found = deliveries::get(&pages.db, id).await.map_err(Error::store)?;
    let stored = found.ok_or(Error::NotThere)?;
    let notes = deliveries::notes(&pages.db, id).await.map_err(Error::store)?;
    let profile = pages.profiles.get(&stored.feed);
    Ok(Delivery {
        feed: stored.feed.clone(),
        feed_title: profile
            .map_or_else(|| "File that was not recognised".to_owned(), |p| p.title.clone()),
        row: row(&stored),
        sha256: stored.content_sha256.clone(),
        bytes: count(stored.bytes),
        thresholds: profile.map_or_else(Vec::new, |profile| thresholds(profile, &stored)),
        notes: notes
            .into_iter()
            .map(|note| NoteCount {
                column: note.column,
                class: note.value_class,
                rows: count(note.occurrences),
                meaning: format!(
                    "{} (first in line {}). {}",
                    note.reason, note.first_line, note.remedy
                ),
            })
            .collect(),
        mends: stored.mends.clone(),
        cld: client_level(&stored.summary_json),
    })
}

pub(super) async fn rejects(
    pages: &Pages,
    id: &str,
    after: u64,
    limit: usize,
) -> Result<RejectPage> {
    let found = deliveries::get(&pages.db, id).await.map_err(Error::store)?;
    let stored = found.ok_or(Error::NotThere)?;
    let rows = rejected::page(
        &pages.db,
        id,
        i64::try_from(after).unwrap_or(i64::MAX),
        i64::try_from(limit).unwrap_or(i64::MAX),
    )
    .await
    .map_err(Error::store)?;
    Ok(RejectPage {
        rows: rows
            .into_iter()
            .map(|reject| Reject {
                number: count(reject.number),
                line: count(reject.line),
                column: (!reject.column.is_empty()).then_some(reject.column),
                class: reject.value_class,
                reason: reject.reason,
                mend: match reject.mended_by {
                    Some(_) => "Mended by a later delivery".to_owned(),
                    None => reject.remedy,
                },
            })
            .collect(),
        total: count(stored.rejected),
    })
}

pub(super) async fn rejected_rows(pages: &Pages, id: &str) -> Result<RejectedRows> {
    match rejected::rows(&pages.db, id).await {
        Ok((header, rows)) => Ok(RejectedRows { header, rows }),
        Err(::feeds::Error::Missing { .. }) => Err(Error::NotThere),
        Err(fault) => Err(Error::store(fault)),
    }
}

fn feed_row(profile: &Profile, history: &[&Stored]) -> FeedRow {
    let mut landed = history.iter().filter(|d| d.landed && d.mends.is_none());
    let last = landed.next().copied();
    let today = store::today_in_london();
    let state = last.map_or(FeedState::Never, |last| {
        let age = age_days(&last.received_at, today);
        match u32::try_from(profile.rhythm_days) {
            Ok(rhythm) if age > rhythm => {
                FeedState::Late { age_days: age, late_days: age - rhythm }
            }
            _ => FeedState::Fresh { age_days: age },
        }
    });
    let refused = history.first().copied().filter(|newest| !newest.landed);
    FeedRow {
        feed: profile.name.clone(),
        title: profile.title.clone(),
        source: source_title(&profile.source),
        rhythm_days: u32::try_from(profile.rhythm_days).ok(),
        state,
        without_nhs_number_before: landed.next().and_then(|before| without_number(before)),
        last: last.map(row),
        refused: refused.map(row),
    }
}

fn row(stored: &Stored) -> DeliveryRow {
    DeliveryRow {
        delivery: stored.delivery_id.clone(),
        file_name: stored.file_name.clone(),
        received: moment(&stored.received_at),
        period: date(stored.period_start.as_deref()).zip(date(stored.period_end.as_deref())),
        outcome: if stored.landed {
            Outcome::Accepted
        } else {
            Outcome::Refused { why: stored.message.clone() }
        },
        rows: count(stored.rows_read),
        added: count(stored.added),
        changed: count(stored.changed),
        withdrawn: count(stored.withdrawn),
        unchanged: count(stored.unchanged),
        rejects: count(stored.rejected),
        without_nhs_number: without_number(stored),
    }
}

#[expect(clippy::cast_precision_loss, reason = "row counts are far below 2^52")]
fn part(part: i64, whole: i64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn without_number(stored: &Stored) -> Option<f64> {
    (stored.persons > 0).then(|| part(stored.without_nhs_number, stored.persons))
}

fn thresholds(profile: &Profile, stored: &Stored) -> Vec<Threshold> {
    let limits = &profile.thresholds;
    let standing = stored.changed + stored.unchanged + stored.withdrawn;
    let mut found = vec![Threshold {
        what: "share of rows rejected".to_owned(),
        found: part(stored.rejected, stored.rows_read),
        limit: limits.rejects_share_max,
    }];
    if standing > 0 {
        found.push(Threshold {
            what: "share of standing rows withdrawn".to_owned(),
            found: part(stored.withdrawn, standing),
            limit: limits.rows_fall_share_max,
        });
    }
    found
}

/// The stored figures by the national rules.
#[derive(Deserialize)]
struct Figures {
    persons: u64,
    events: Vec<Events>,
    period: Period,
}

#[derive(Deserialize)]
struct Events {
    event_type: String,
    received: u64,
    unique: u64,
}

#[derive(Deserialize)]
struct Period {
    start: Option<jiff::civil::Date>,
    end: Option<jiff::civil::Date>,
    dropped: Vec<Dropped>,
}

#[derive(Deserialize)]
struct Dropped {
    month: jiff::civil::Date,
    events: u64,
}

fn client_level(json: &str) -> Option<CldSummary> {
    let figures: Figures = serde_json::from_str(json).ok()?;
    Some(CldSummary {
        persons: figures.persons,
        period: figures.period.start.zip(figures.period.end),
        left_out: figures
            .period
            .dropped
            .iter()
            .map(|dropped| {
                format!("{}: {} events end in it", dropped.month.strftime("%B %Y"), dropped.events)
            })
            .collect(),
        events: figures
            .events
            .into_iter()
            .map(|events| CldEvents {
                event_type: crate::words::caseload_title(&events.event_type),
                before: events.received,
                after: events.unique,
            })
            .collect(),
    })
}

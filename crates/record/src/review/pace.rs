//! How fast the workbench empties: answers and waiting pairs by day, and one reviewer's pace.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use store::Db;
use store::sqlx::{self, Row as _};

use super::day::start_of_day;
use super::{Decision, civil_day, count, decision};
use crate::Result;

/// Answers by hour, which no civil day in England divides. Event identifiers sort by time, and their
/// index spares reading the whole log.
pub(super) const HOURS: &str = "select substr(at, 1, 13), count(*) from link_decision \
     where event_id >= $1 and at >= $2 and undone_by is null and kind in ('first', 'second') \
     group by substr(at, 1, 13)";
pub(super) const KEPT: &str = "select day, waiting from review_day order by day desc limit $1";
pub(super) const FIRST_EVENT: &str = "select min(at) from link_event";
pub(super) const LAST_EVENT: &str = "select at, model_version from link_event \
     where kind in ('run', 'delivery') order by event_id desc limit 1";
pub(super) const OWN: &str = "select count(*), coalesce(sum(case when at >= $2 then 1 else 0 end), 0) \
     from link_decision where author = $1 and undone_by is null and kind in ('first', 'second')";
pub(super) const OWN_TIMES: &str = "select at from link_decision where author = $1 \
     and kind in ('first', 'second') order by event_id desc limit $2";

/// Days shown.
const DAYS: i32 = 30;
/// Answers that a pace is taken from at most.
const TIMES_MAX: i64 = 500;
/// A longer pause is not work on a pair.
const PAUSE_SECONDS_MAX: f64 = 600.0;
/// Times between answers below which there is no pace.
const TIMES_MIN: usize = 5;

/// One day of the workbench.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// The civil day in England.
    pub day: Date,
    /// Answers of it that stand.
    pub decided: u64,
    /// Pairs that waited at its end; `None` before that was kept.
    pub waiting: Option<u64>,
}

/// What one reviewer has done.
#[derive(Clone, Debug, PartialEq)]
pub struct Pace {
    /// Answers of today that stand.
    pub today: u64,
    /// Answers that stand.
    pub ever: u64,
    /// Median seconds between two answers, those undone included; pauses over ten minutes are left
    /// out, and below five times there is none.
    pub seconds_a_pair: Option<f64>,
    /// The latest answer in force.
    pub last: Option<Decision>,
}

/// When a run or a delivery last linked records, UTC, and the version of its model; `None` before the
/// first run.
///
/// # Errors
/// When the database does not answer.
pub async fn last_linked(db: &Db) -> Result<Option<(String, String)>> {
    let row = sqlx::query(LAST_EVENT).fetch_optional(db.pool()).await?;
    row.map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).transpose()
}

/// The last thirty days up to `today`, or fewer where links are younger. Pairs wait in the same number
/// from one event to the next, so that a day without one has the number of the day before.
pub(super) async fn days(db: &Db, today: Date, waiting_now: u64) -> Result<Vec<Day>> {
    let first: Option<String> = sqlx::query_scalar(FIRST_EVENT).fetch_one(db.pool()).await?;
    let Some(first) = first.as_deref().and_then(civil_day) else { return Ok(Vec::new()) };
    let from = today.saturating_sub(Span::new().days(DAYS - 1)).max(first).min(today);
    let decided = decided(db, from).await?;
    let kept = kept(db).await?;
    let mut days = Vec::new();
    for day in from.series(Span::new().days(1)).take_while(|day| *day <= today) {
        let before = kept.range(..=day).next_back().map(|(_, waiting)| *waiting);
        days.push(Day {
            day,
            decided: decided.get(&day).copied().unwrap_or(0),
            waiting: if day == today { Some(waiting_now) } else { before },
        });
    }
    Ok(days)
}

async fn decided(db: &Db, from: Date) -> Result<BTreeMap<Date, u64>> {
    let start = start_of_day(from);
    let moment: Timestamp = start.parse().unwrap_or_default();
    let millis = u64::try_from(moment.as_millisecond()).unwrap_or(0);
    let rows = sqlx::query(HOURS)
        .bind(terms::event_id(millis, [0; 4]))
        .bind(&start)
        .fetch_all(db.pool())
        .await?;
    let mut decided = BTreeMap::new();
    for row in rows {
        let hour: &str = row.try_get(0)?;
        if let Some(day) = civil_day(&format!("{hour}:00:00Z")) {
            *decided.entry(day).or_default() += count(row.try_get(1)?);
        }
    }
    Ok(decided)
}

async fn kept(db: &Db) -> Result<BTreeMap<Date, u64>> {
    let mut kept = BTreeMap::new();
    // One more than are shown: the first of them may have no number of its own.
    let rows = sqlx::query(KEPT).bind(i64::from(DAYS) + 1).fetch_all(db.pool()).await?;
    for row in rows {
        let day: &str = row.try_get(0)?;
        if let Ok(day) = day.parse::<Date>() {
            kept.insert(day, count(row.try_get(1)?));
        }
    }
    Ok(kept)
}

pub(super) async fn pace(db: &Db, reviewer: &str, today: Date) -> Result<Pace> {
    let row =
        sqlx::query(OWN).bind(reviewer).bind(start_of_day(today)).fetch_one(db.pool()).await?;
    let times: Vec<String> =
        sqlx::query_scalar(OWN_TIMES).bind(reviewer).bind(TIMES_MAX).fetch_all(db.pool()).await?;
    Ok(Pace {
        ever: count(row.try_get(0)?),
        today: count(row.try_get(1)?),
        seconds_a_pair: median_seconds(&times),
        last: decision::last_answer(db, reviewer).await?,
    })
}

/// The median of the times between moments, newest first.
fn median_seconds(moments: &[String]) -> Option<f64> {
    let moments: Vec<Timestamp> = moments.iter().filter_map(|text| text.parse().ok()).collect();
    let mut seconds: Vec<f64> = moments
        .iter()
        .zip(moments.iter().skip(1))
        .map(|(later, earlier)| earlier.duration_until(*later).as_secs_f64())
        .filter(|seconds| *seconds <= PAUSE_SECONDS_MAX)
        .collect();
    if seconds.len() < TIMES_MIN {
        return None;
    }
    seconds.sort_by(f64::total_cmp);
    let middle = seconds.len() / 2;
    let upper = seconds.get(middle).copied()?;
    if seconds.len() % 2 == 1 {
        return Some(upper);
    }
    seconds.get(middle - 1).map(|lower| f64::midpoint(*lower, upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_the_median_without_the_lunch_break() {
        let at =
            |minute: u32, second: u32| format!("2026-11-20T12:{minute:02}:{second:02}.000000Z");
        let newest_first = |moments: &[(u32, u32)]| -> Vec<String> {
            moments.iter().rev().map(|(minute, second)| at(*minute, *second)).collect()
        };
        // Five times between answers: 10, 20, 30, 40 and 50 seconds; and a break of half an hour.
        let day = [(0, 0), (0, 10), (0, 30), (1, 0), (31, 0), (31, 40), (32, 30)];
        assert_eq!(median_seconds(&newest_first(&day)), Some(30.0));
        assert_eq!(median_seconds(&newest_first(&day[..4])), None);
        assert_eq!(median_seconds(&[]), None);
    }
}

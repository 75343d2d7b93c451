//! The period a submission really covers, and which events count in a period.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use terms::Date;

use super::{Event, EventType};

/// Below this many events with an end date the stated period is used (methodology 2).
const EVENTS_MIN: usize = 100;
/// A month must hold this share of the events, in per cent.
const MONTH_SHARE_MIN_PERCENT: usize = 2;

/// How a period came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// From the months in which events end.
    Derived,
    /// As the council stated it: fewer than 100 events end before the month of import.
    StatedFewEvents,
    /// As the council stated it: no month has enough events of enough kinds.
    StatedNoFullMonth,
}

/// Why a month does not bear the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WhyDropped {
    /// Fewer than 2 % of the events end in it.
    FewEvents,
    /// Fewer kinds of event end in it than the busiest month has, less one.
    FewKinds,
    /// It is the month of import, or after it.
    NotOver,
}

/// One month left out when the period was derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DroppedMonth {
    /// First day of the month.
    pub month: Date,
    /// Events that end in it.
    pub events: usize,
    /// Kinds of event among them.
    pub kinds: usize,
    /// The rule it failed.
    pub why: WhyDropped,
}

/// A reporting period; both days are inside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Period {
    /// First day; `None` when nothing is stated or derivable.
    pub start: Option<Date>,
    /// Last day.
    pub end: Option<Date>,
    /// Where the two days come from.
    pub basis: Basis,
    /// Months left out, in order. One that lies between others is still inside the period.
    pub dropped: Vec<DroppedMonth>,
}

/// Derives the period of one submission from the months in which its events end.
///
/// Months that hold fewer than 2 % of the events, or fewer than one less than the greatest number of
/// kinds any month has (so three of four), are left out, as are the month of import and later ones.
/// The period runs from the first remaining month to the end of the last.
#[must_use]
pub fn derived_period(events: &[Event<'_>], imported_on: Date) -> Period {
    let this_month = imported_on.first_of_month();
    let mut months: BTreeMap<Date, (usize, BTreeSet<EventType>)> = BTreeMap::new();
    for event in events {
        if let Some(end) = event.end {
            let (count, kinds) = months.entry(end.first_of_month()).or_default();
            *count += 1;
            kinds.insert(event.event_type);
        }
    }
    let mut dropped: Vec<DroppedMonth> = Vec::new();
    let over = |month: &Date| *month < this_month;
    let total: usize = months.iter().filter(|(m, _)| over(m)).map(|(_, v)| v.0).sum();
    let kinds_most = months.iter().filter(|(m, _)| over(m)).map(|(_, v)| v.1.len()).max();
    let kinds_min = kinds_most.unwrap_or_default().saturating_sub(1);
    let mut kept: Vec<Date> = Vec::new();
    for (&month, (count, kinds)) in &months {
        let why = if !over(&month) {
            WhyDropped::NotOver
        } else if count * 100 < total * MONTH_SHARE_MIN_PERCENT {
            WhyDropped::FewEvents
        } else if kinds.len() < kinds_min {
            WhyDropped::FewKinds
        } else {
            kept.push(month);
            continue;
        };
        let (events, kinds) = (*count, kinds.len());
        dropped.push(DroppedMonth { month, events, kinds, why });
    }
    if total < EVENTS_MIN {
        return stated(events, Basis::StatedFewEvents, dropped);
    }
    match (kept.first(), kept.last()) {
        (Some(first), Some(last)) => Period {
            start: Some(*first),
            end: Some(last.last_of_month()),
            basis: Basis::Derived,
            dropped,
        },
        _ => stated(events, Basis::StatedNoFullMonth, dropped),
    }
}

fn stated(events: &[Event<'_>], basis: Basis, dropped: Vec<DroppedMonth>) -> Period {
    Period {
        start: events.iter().filter_map(|event| event.reporting_start).min(),
        end: events.iter().filter_map(|event| event.reporting_end).max(),
        basis,
        dropped,
    }
}

/// The end date, cut at the day of death when the person died during the event, or after the start
/// of one that has no end (methodology 5, procedure `FilterToEventsInPeriod`).
#[must_use]
pub fn derived_end(event: &Event<'_>) -> Option<Date> {
    let (Some(died), Some(start)) = (event.date_of_death, event.start) else {
        return event.end;
    };
    match event.end {
        Some(end) if start <= died && died <= end => Some(died),
        None if died > start => Some(died),
        end => end,
    }
}

/// Whether an event counts in the period from `start` to `end`, both days included (methodology 4).
///
/// A request, assessment or review counts when it ends in the period; a service when it has begun by
/// the end of it and not ended before it. Rows of people who died before the period or before
/// the event began do not count, nor do events without a start.
#[must_use]
pub fn counts_in_period(event: &Event<'_>, start: Date, end: Date) -> bool {
    let Some(began) = event.start else {
        return false;
    };
    if began > end {
        return false;
    }
    if event.date_of_death.is_some_and(|died| died < start || died < began) {
        return false;
    }
    match (event.event_type, derived_end(event)) {
        (EventType::Service, None) => true,
        (EventType::Service, Some(ended)) => ended >= start,
        (_, None) => false,
        (_, Some(ended)) => start <= ended && ended <= end,
    }
}

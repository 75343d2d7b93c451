//! A submission in a few figures, the way the national dashboard would count it.

use hashbrown::{HashMap, HashSet};
use serde::Serialize;
use terms::Date;

use super::{
    Dedup, Event, EventType, Period, PersonKey, Submissions, counts_in_period, deduplicate,
    derived_end, derived_period, person_key,
};

/// Counts of one kind of event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TypeCounts {
    /// Which kind.
    pub event_type: EventType,
    /// Rows received.
    pub received: usize,
    /// Unique events kept.
    pub unique: usize,
    /// Unique events that count in the period.
    pub in_period: usize,
}

/// What one submission, or several joined, comes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CldSummary {
    /// Rows received.
    pub rows: usize,
    /// Rows left out because they name no person.
    pub without_person: usize,
    /// Rows that gave way to another row of the same event.
    pub superseded: usize,
    /// Services whose open end was set to the end of their period.
    pub cropped: usize,
    /// Different people in the unique events.
    pub persons: usize,
    /// Different people in the events that count in the period.
    pub persons_in_period: usize,
    /// People with a service that runs on the last day of the period.
    pub persons_with_open_service: usize,
    /// The four kinds, in the order of [`EventType::ALL`].
    pub events: Vec<TypeCounts>,
    /// One submission or several.
    pub submissions: Submissions,
    /// The period the data covers.
    pub period: Period,
}

/// Counts a submission, or several joined ones, received on `imported_on`.
#[must_use]
pub fn summary(events: &[Event<'_>], imported_on: Date) -> CldSummary {
    let dedup = deduplicate(events);
    let period = derived_period(events, imported_on);
    let kept = standing(events, &dedup);
    let inside = |event: &Event<'_>| match (period.start, period.end) {
        (Some(start), Some(end)) => counts_in_period(event, start, end),
        _ => false,
    };
    let counts = |kind: EventType| TypeCounts {
        event_type: kind,
        received: events.iter().filter(|e| e.event_type == kind).count(),
        unique: kept.iter().filter(|e| e.event_type == kind).count(),
        in_period: kept.iter().filter(|e| e.event_type == kind && inside(e)).count(),
    };
    CldSummary {
        rows: events.len(),
        without_person: dedup.without_person.len(),
        superseded: dedup.superseded.len(),
        cropped: dedup.cropped.len(),
        persons: persons(kept.iter()),
        persons_in_period: persons(kept.iter().filter(|e| inside(e))),
        persons_with_open_service: persons(
            kept.iter().filter(|e| inside(e) && is_open_on(e, period.end)),
        ),
        events: EventType::ALL.map(counts).to_vec(),
        submissions: Submissions::of(events),
        period,
    }
}

/// The rows that stand, with the end dates that cropping gave them.
fn standing<'a>(events: &[Event<'a>], dedup: &Dedup) -> Vec<Event<'a>> {
    let crops: HashMap<usize, Date> = dedup.cropped.iter().map(|c| (c.row, c.end)).collect();
    let stand = |row: &usize| {
        let event = *events.get(*row)?;
        let end = crops.get(row).copied().or(event.end);
        Some(Event { end, ..event })
    };
    dedup.kept.iter().filter_map(stand).collect()
}

fn is_open_on(event: &Event<'_>, day: Option<Date>) -> bool {
    event.event_type == EventType::Service
        && day.is_some_and(|day| derived_end(event).is_none_or(|end| end > day))
}

fn persons<'a, 'e: 'a>(events: impl Iterator<Item = &'a Event<'e>>) -> usize {
    events.filter_map(person_key).collect::<HashSet<PersonKey>>().len()
}

//! One row for each unique event, and the reason each other row gave way.

use std::cmp::Ordering;

use hashbrown::{HashMap, HashSet};
use serde::Serialize;
use terms::Date;

use super::release::cleaned;
use super::{Event, EventType, PersonKey, derived_end, outcome_rank, person_key};

/// Whether rows stem from one submission or several joined ones: the department tells more services
/// apart within one submission, by delivery and cost (methodology 6, step 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Submissions {
    /// All rows have one reference period.
    Single,
    /// Rows have two or more reference periods.
    Joined,
}

impl Submissions {
    /// Tells by the reference periods of the rows.
    #[must_use]
    pub fn of(events: &[Event<'_>]) -> Self {
        let mut periods = events.iter().map(|e| (e.reporting_start, e.reporting_end));
        let first = periods.next();
        if periods.all(|period| Some(period) == first) { Self::Single } else { Self::Joined }
    }
}

/// The rule by which one row gave way to another, in order of precedence (methodology 6, step 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The other row's reference period ends later.
    LaterPeriod,
    /// The other row is open, or ends later.
    OpenOrLaterEnd,
    /// The other row's outcome stands higher in the hierarchy.
    Outcome,
    /// The other row has the conversation flag.
    Conversation,
    /// All else equal, the other row was loaded later.
    LoadedLater,
}

/// A service that ran past its period and is not in the next one: it ends with its period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Cropped {
    /// Index of the event.
    pub row: usize,
    /// The end it is given.
    pub end: Date,
}

/// What de-duplication found. Every index of the input is in exactly one of `kept`, the first places
/// of `superseded`, and `without_person`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dedup {
    /// Rows that stand, in the order given.
    pub kept: Vec<usize>,
    /// Row, the row it gave way to, and the rule.
    pub superseded: Vec<(usize, usize, Step)>,
    /// Rows with no person, left out before.
    pub without_person: Vec<usize>,
    /// Services whose end was set to the end of their period.
    pub cropped: Vec<Cropped>,
}

/// DHSC's unique event. Columns that do not belong to the kind of event are blank.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct UniqueEvent<'a> {
    la_code: &'a str,
    person: PersonKey,
    kind: EventType,
    start: Option<Date>,
    end: Option<Date>,
    client_type: &'a str,
    detail: [&'a str; 6],
}

impl<'a> UniqueEvent<'a> {
    fn of(event: &Event<'a>, submissions: Submissions) -> Option<Self> {
        let service = event.event_type == EventType::Service;
        Some(Self {
            la_code: event.la_code,
            person: person_key(event)?,
            kind: event.event_type,
            start: event.start,
            end: if service { None } else { derived_end(event) },
            client_type: cleaned("Client Type", event.client_type),
            detail: detail(event, submissions),
        })
    }
}

fn detail<'a>(event: &Event<'a>, submissions: Submissions) -> [&'a str; 6] {
    match event.event_type {
        EventType::Request => {
            [cleaned("Request: Route of Access", event.route), "", "", "", "", ""]
        }
        EventType::Assessment => {
            [cleaned("Assessment Type", event.assessment_type), "", "", "", "", ""]
        }
        EventType::Review => [""; 6],
        EventType::Service => {
            let kind = cleaned("Service Type", event.service_type);
            let component = cleaned("Service Component", event.service_component);
            match submissions {
                Submissions::Joined => [kind, component, "", "", "", ""],
                Submissions::Single => [
                    kind,
                    component,
                    cleaned("Delivery Mechanism", event.delivery_mechanism),
                    event.unit_cost.trim(),
                    cleaned("Cost Frequency (Unit Type)", event.cost_frequency),
                    event.planned_units.trim(),
                ],
            }
        }
    }
}

/// Services that run past the end of their reference period, are followed by another period, and are
/// not found in it: their end date is taken to be missing or wrong (methodology 6, step 2).
/// The last period's services stay open, so one submission alone has none.
#[must_use]
pub fn crop_open_services(events: &[Event<'_>]) -> Vec<Cropped> {
    let mut last_start: HashMap<&str, Date> = HashMap::new();
    let mut seen: HashSet<(Date, UniqueEvent<'_>)> = HashSet::new();
    for event in events {
        let Some(start) = event.reporting_start else {
            continue;
        };
        let last = last_start.entry(event.la_code).or_insert(start);
        *last = start.max(*last);
        if event.event_type == EventType::Service
            && let Some(unique) = UniqueEvent::of(event, Submissions::Joined)
        {
            seen.insert((start, unique));
        }
    }
    let crop = |(row, event): (usize, &Event<'_>)| {
        let (start, end) = (event.reporting_start?, event.reporting_end?);
        let open = derived_end(event).is_none_or(|ended| ended > end);
        let followed = last_start.get(event.la_code).is_some_and(|last| start < *last);
        if event.event_type != EventType::Service || !open || !followed {
            return None;
        }
        let unique = UniqueEvent::of(event, Submissions::Joined)?;
        let next = end.tomorrow().ok()?;
        (!seen.contains(&(next, unique))).then_some(Cropped { row, end })
    };
    events.iter().enumerate().filter_map(crop).collect()
}

/// Keeps one row of each unique event. No row is made of two: what is kept is as submitted.
#[must_use]
pub fn deduplicate(events: &[Event<'_>]) -> Dedup {
    let submissions = Submissions::of(events);
    let cropped = match submissions {
        Submissions::Single => Vec::new(),
        Submissions::Joined => crop_open_services(events),
    };
    let crops: HashMap<usize, Date> = cropped.iter().map(|crop| (crop.row, crop.end)).collect();
    let rank = |row: usize, event: &Event<'_>| Rank {
        period_end: event.reporting_end,
        end: crops.get(&row).copied().or_else(|| derived_end(event)),
        outcome: outcome_rank(event.outcome).unwrap_or(u8::MAX),
        conversation: event.is_conversation(),
        load: (event.load_order, row),
    };
    let mut best: HashMap<UniqueEvent<'_>, (usize, Rank)> = HashMap::new();
    let mut rows: Vec<(usize, UniqueEvent<'_>, Rank)> = Vec::with_capacity(events.len());
    let mut without_person = Vec::new();
    for (row, event) in events.iter().enumerate() {
        let Some(unique) = UniqueEvent::of(event, submissions) else {
            without_person.push(row);
            continue;
        };
        let rank = rank(row, event);
        best.entry(unique.clone())
            .and_modify(|standing| {
                if rank.against(&standing.1).0 == Ordering::Less {
                    *standing = (row, rank);
                }
            })
            .or_insert((row, rank));
        rows.push((row, unique, rank));
    }
    let mut kept = Vec::new();
    let mut superseded = Vec::new();
    for (row, unique, rank) in rows {
        match best.get(&unique) {
            Some((by, standing)) if *by != row => {
                superseded.push((row, *by, standing.against(&rank).1));
            }
            _ => kept.push(row),
        }
    }
    Dedup { kept, superseded, without_person, cropped }
}

#[derive(Clone, Copy)]
struct Rank {
    period_end: Option<Date>,
    end: Option<Date>,
    outcome: u8,
    conversation: bool,
    load: (u64, usize),
}

impl Rank {
    /// `Less` when this row is kept before the other, with the rule that decides.
    fn against(&self, other: &Self) -> (Ordering, Step) {
        let end = |rank: &Self| rank.end.unwrap_or(Date::MAX);
        [
            (other.period_end.cmp(&self.period_end), Step::LaterPeriod),
            (end(other).cmp(&end(self)), Step::OpenOrLaterEnd),
            (self.outcome.cmp(&other.outcome), Step::Outcome),
            (other.conversation.cmp(&self.conversation), Step::Conversation),
        ]
        .into_iter()
        .find(|(order, _)| order.is_ne())
        .unwrap_or((other.load.cmp(&self.load), Step::LoadedLater))
    }
}

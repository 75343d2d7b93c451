//! Gathers the events of a client level data file for the national rules.

use hashbrown::HashMap;
use terms::{Date, NhsNumber};

use super::plan::Plan;
use super::{Values, key};
use crate::check::Checked;
use crate::cld::{CldSummary, Event, EventType, deduplicate, summary};

/// The events of one file, with the place of the row that each unique event was landed as.
#[derive(Default)]
pub(super) struct ClientLevel {
    events: Vec<Kept>,
    /// For each row, the event that stands.
    standing: HashMap<usize, usize>,
}

/// One event with values of its own.
struct Kept {
    event_type: EventType,
    nhs_number: Option<NhsNumber>,
    days: [Option<Date>; 5],
    texts: [String; TEXTS.len()],
}

const DAYS: [&str; 5] = [
    "Event Start Date",
    "Event End Date",
    "Date of Death",
    "Reporting Period Start Date",
    "Reporting Period End Date",
];

const TEXTS: [&str; 13] = [
    "LA Code",
    "LA Person Unique Identifier",
    "Client Type",
    "Request: Route of Access",
    "Assessment Type",
    "Service Type",
    "Service Component",
    "Delivery Mechanism",
    "Unit Cost",
    "Cost Frequency (Unit Type)",
    "Planned units per week",
    "Event Outcome",
    "Event Description",
];

impl ClientLevel {
    /// Adds the event of the row landed at `place`.
    pub(super) fn add(&mut self, plan: &Plan<'_>, values: &Values<'_, '_>, place: usize) {
        if let Some(event) = kept(plan, values) {
            self.standing.insert(place, self.events.len());
            self.events.push(event);
        }
    }

    /// Adds another row of the same unique event and says whether it takes the first one's place,
    /// by the order of precedence of the national rules.
    pub(super) fn takes_the_place(
        &mut self,
        plan: &Plan<'_>,
        values: &Values<'_, '_>,
        place: usize,
    ) -> bool {
        let Some(event) = kept(plan, values) else {
            return false;
        };
        let standing = self.standing.get(&place).and_then(|at| self.events.get(*at));
        let wins = standing
            .is_none_or(|standing| deduplicate(&[standing.event(0), event.event(1)]).kept == [1]);
        if wins {
            self.standing.insert(place, self.events.len());
        }
        self.events.push(event);
        wins
    }

    /// The figures of the whole file.
    pub(super) fn summary(&self, arrived: Date) -> CldSummary {
        let events: Vec<Event<'_>> =
            (0_u64..).zip(&self.events).map(|(order, event)| event.event(order)).collect();
        summary(&events, arrived)
    }
}

impl Kept {
    fn event(&self, load_order: u64) -> Event<'_> {
        let [
            la_code,
            person_id,
            client_type,
            route,
            assessment_type,
            service_type,
            component,
            mechanism,
            cost,
            frequency,
            units,
            outcome,
            _,
        ] = &self.texts;
        let [start, end, date_of_death, reporting_start, reporting_end] = self.days;
        Event {
            nhs_number: self.nhs_number,
            start,
            end,
            date_of_death,
            reporting_start,
            reporting_end,
            client_type,
            route,
            assessment_type,
            service_type,
            service_component: component,
            delivery_mechanism: mechanism,
            unit_cost: cost,
            cost_frequency: frequency,
            planned_units: units,
            outcome,
            load_order,
            ..Event::new(la_code, person_id, self.event_type)
        }
    }
}

fn kept(plan: &Plan<'_>, values: &Values<'_, '_>) -> Option<Kept> {
    let column = |name: &str| plan.profile.column(name);
    let text = |name: &str| column(name).map_or("", |at| key::part(values, at));
    let nhs_number = match column("NHS Number").and_then(|at| values.checked.get(at)) {
        Some(Checked::Nhs(number)) => Some(*number),
        _ => None,
    };
    Some(Kept {
        event_type: EventType::parse(text("Event Type"))?,
        nhs_number,
        days: DAYS.map(|name| column(name).and_then(|at| values.date(at))),
        texts: TEXTS.map(|name| text(name).to_owned()),
    })
}

//! What happened to a client in the year: requests, assessments, services and reviews.

use terms::Date;

use crate::days::{CUT, YEAR_START, plus};
use crate::extracts::capacity::location_id;
use crate::records::{Record, Role};

use super::Feed;
use super::client::Client;

/// The columns of one event; what does not apply to its type stays empty.
#[derive(Clone, Default)]
pub(super) struct Event {
    pub(super) kind: &'static str,
    pub(super) start: Option<Date>,
    pub(super) end: Option<Date>,
    pub(super) outcome: &'static str,
    pub(super) route: &'static str,
    pub(super) assessment: &'static str,
    pub(super) eligible: &'static str,
    pub(super) method: &'static str,
    pub(super) service: &'static str,
    pub(super) component: &'static str,
    pub(super) mechanism: &'static str,
    pub(super) provider_name: String,
    pub(super) provider: String,
    pub(super) review_reason: &'static str,
    pub(super) review_achieved: &'static str,
    pub(super) review_method: &'static str,
    pub(super) unit_cost: String,
    pub(super) frequency: &'static str,
    pub(super) units: String,
}

impl Feed<'_> {
    /// What happened to a client in the year. Everyone came by a request; an open case has one
    /// service without an end, anyone else has none.
    pub(super) fn events(&mut self, record: &Record<'_>, client: &Client) -> Vec<Event> {
        let last = record.person.died.unwrap_or(CUT);
        let open = record.role == Role::OpenCase;
        let mut events = Vec::new();
        let asked = self.dice.day(YEAR_START, last);
        if !open || self.dice.chance(0.45) {
            events.push(self.request(asked, last, open));
            if open || self.dice.chance(0.5) {
                events.push(self.assessment(asked, last, open));
            }
        }
        // A carer's own record holds requests and assessments, never a service of theirs.
        let served = client.client_type == "Service user";
        if served && self.dice.chance(if open { 0.2 } else { 0.55 }) {
            events.push(self.ended_service(last));
        }
        if open {
            let since = plus(CUT, -self.dice.between(1, 2_200));
            events.push(self.open_service(record, since));
            if self.dice.chance(0.22) {
                let since = plus(CUT, -self.dice.between(1, 600));
                events.push(self.open_service(record, since));
            }
            if self.dice.chance(0.38) {
                events.push(self.review());
            }
        }
        events
    }

    fn request(&mut self, asked: Date, last: Date, open: bool) -> Event {
        let dice = &mut self.dice;
        Event {
            kind: "Request",
            start: Some(asked),
            end: Some(plus(asked, dice.between(0, 6)).min(last)),
            outcome: if open {
                "Progress to assessment, review or reassessment"
            } else {
                dice.weigh(&[
                    ("NFA: Information and advice or signposting", 0.6),
                    ("Progress to reablement/ST-Max", 0.2),
                    ("NFA: Support declined", 0.2),
                ])
            },
            route: dice.pick(&[
                "Diversion from Hospital Services",
                "Community/Other route",
                "Discharge from Hospital",
            ]),
            ..Event::default()
        }
    }

    fn assessment(&mut self, asked: Date, last: Date, open: bool) -> Event {
        let dice = &mut self.dice;
        let start = plus(asked, dice.between(2, 20)).min(last);
        Event {
            kind: "Assessment",
            start: Some(start),
            end: Some(plus(start, dice.between(0, 14)).min(last)),
            outcome: if open {
                "Progress to support planning or services"
            } else {
                "NFA: No services offered for other reason"
            },
            assessment: "Long term assessment",
            eligible: if open { "Yes" } else { "No" },
            method: dice.weigh(&[("Face to face", 0.9), ("Telephone", 0.1)]),
            ..Event::default()
        }
    }

    /// Reablement that ended within the year.
    fn ended_service(&mut self, last: Date) -> Event {
        let dice = &mut self.dice;
        let start = dice.day(plus(YEAR_START, -30), plus(last, -1));
        let end = plus(start, dice.between(7, 42)).max(YEAR_START).min(last);
        Event {
            kind: "Service",
            start: Some(start),
            end: Some(end),
            outcome: dice.weigh(&[
                ("NFA: Support ended as planned", 0.65),
                ("Progress to support planning or services", 0.25),
                ("Admitted to hospital", 0.1),
            ]),
            service: "Short term support: ST-Max",
            component: "Reablement",
            mechanism: "CASSR commissioned support",
            unit_cost: money(dice.between(2_500, 3_400)),
            frequency: "Hourly",
            units: dice.between(4, 14).to_string(),
            ..Event::default()
        }
    }

    fn open_service(&mut self, record: &Record<'_>, since: Date) -> Event {
        let homes = &self.town.homes.care_homes;
        let at = record.person.care_home;
        let dice = &mut self.dice;
        let event = Event { kind: "Service", start: Some(since), ..Event::default() };
        if let Some((at, home)) = at.and_then(|at| homes.get(usize::from(at)).map(|h| (at, h))) {
            return Event {
                service: if home.nursing {
                    "Long term support: Nursing care"
                } else {
                    "Long term support: Residential care"
                },
                component: if home.nursing {
                    "Long term nursing care"
                } else {
                    "Long term residential care"
                },
                mechanism: "CASSR commissioned support",
                provider_name: home.name.clone(),
                provider: location_id(at),
                unit_cost: money(dice.between(75_000, 160_000)),
                frequency: "Weekly",
                units: "1".to_owned(),
                ..event
            };
        }
        let component = dice.weigh(&[
            ("Home support or domiciliary care", 0.68),
            ("Direct payment", 0.17),
            ("Extra care housing", 0.15),
        ]);
        Event {
            service: "Long term support: Community",
            component,
            mechanism: if component == "Direct payment" {
                "Direct payment"
            } else {
                "CASSR commissioned support"
            },
            unit_cost: money(dice.between(1_900, 3_200)),
            frequency: "Hourly",
            units: dice.between(4, 28).to_string(),
            ..event
        }
    }

    fn review(&mut self) -> Event {
        let dice = &mut self.dice;
        let start = dice.day(YEAR_START, plus(CUT, -8));
        Event {
            kind: "Review",
            start: Some(start),
            end: Some(plus(start, dice.between(0, 7))),
            outcome: "Continuation of support or services",
            review_reason: dice.weigh(&[
                ("Planned", 0.7),
                ("Unplanned: Hospital (planned and unplanned episodes)", 0.3),
            ]),
            review_achieved: dice.pick(&["Fully achieved", "Partially achieved", "Not achieved"]),
            review_method: dice.weigh(&[("Face to face", 0.85), ("Telephone", 0.15)]),
            ..Event::default()
        }
    }
}

fn money(pence: i32) -> String {
    format!("{}.{:02}", pence / 100, pence % 100)
}

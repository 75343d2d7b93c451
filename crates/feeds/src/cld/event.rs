//! One row of client level data, borrowed from where it was landed.

use serde::Serialize;
use terms::{Date, NhsNumber};

/// The four kinds of event a council reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventType {
    /// A request for support.
    Request,
    /// A needs or carer's assessment.
    Assessment,
    /// A service provided or arranged.
    Service,
    /// A review of a plan.
    Review,
}

impl EventType {
    /// All four, in the order a person meets them.
    pub const ALL: [Self; 4] = [Self::Request, Self::Assessment, Self::Service, Self::Review];

    /// Reads `Request`, `Assessment`, `Service` or `Review`, in any case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(text))
    }

    /// The word of the specification.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "Request",
            Self::Assessment => "Assessment",
            Self::Service => "Service",
            Self::Review => "Review",
        }
    }
}

/// One event as submitted. Text fields are the values received, blank when blank.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// Council code.
    pub la_code: &'a str,
    /// The council's own number for the person; blank when not given.
    pub person_id: &'a str,
    /// NHS number found by tracing, which only a national copy of the data holds.
    pub nhs_number_traced: Option<NhsNumber>,
    /// NHS number the council gave.
    pub nhs_number: Option<NhsNumber>,
    /// Which of the four kinds.
    pub event_type: EventType,
    /// First day of the event.
    pub start: Option<Date>,
    /// Last day; `None` while a service runs.
    pub end: Option<Date>,
    /// Day of death, where known.
    pub date_of_death: Option<Date>,
    /// First day of the reference period the row stands for (as stated, until derived).
    pub reporting_start: Option<Date>,
    /// Last day of that period.
    pub reporting_end: Option<Date>,
    /// Service user, unpaid carer, or carer known by association.
    pub client_type: &'a str,
    /// Request: route of access.
    pub route: &'a str,
    /// Assessment type.
    pub assessment_type: &'a str,
    /// Service type.
    pub service_type: &'a str,
    /// Service component.
    pub service_component: &'a str,
    /// Delivery mechanism: part of the unique event within one submission.
    pub delivery_mechanism: &'a str,
    /// Unit cost as written: part of the unique event within one submission.
    pub unit_cost: &'a str,
    /// Cost frequency: part of the unique event within one submission.
    pub cost_frequency: &'a str,
    /// Planned units a week: part of the unique event within one submission.
    pub planned_units: &'a str,
    /// Event outcome.
    pub outcome: &'a str,
    /// Conversation flag, where the council sends one.
    pub conversation: Option<&'a str>,
    /// Larger for rows loaded later.
    pub load_order: u64,
}

impl<'a> Event<'a> {
    /// An event with nothing known but its council, person and kind; fill in the rest by name.
    #[must_use]
    pub fn new(la_code: &'a str, person_id: &'a str, event_type: EventType) -> Self {
        Self {
            la_code,
            person_id,
            event_type,
            nhs_number_traced: None,
            nhs_number: None,
            start: None,
            end: None,
            date_of_death: None,
            reporting_start: None,
            reporting_end: None,
            client_type: "",
            route: "",
            assessment_type: "",
            service_type: "",
            service_component: "",
            delivery_mechanism: "",
            unit_cost: "",
            cost_frequency: "",
            planned_units: "",
            outcome: "",
            conversation: None,
            load_order: 0,
        }
    }

    /// Whether the conversation flag is set: anything but blank, `0`, `N` or `No`.
    #[must_use]
    pub fn is_conversation(&self) -> bool {
        let flag = self.conversation.unwrap_or_default().trim();
        !["", "0", "n", "no"].iter().any(|unset| flag.eq_ignore_ascii_case(unset))
    }
}

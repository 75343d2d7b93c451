//! Adult social care's client-level data, release 2: one row an event, fifty columns.
//! An open case is a Service event that began by the cut and has no end date.
//!
//! Some events come twice, as councils' systems send them, so that the three-step removal of
//! duplicates in the Department of Health and Social Care's method has work: the same service once
//! with and once without its end date (the open one counts), or with another outcome.

mod client;
mod events;

use terms::Date;

use crate::Source;
use crate::days::{CUT, YEAR_START, slashed};
use crate::dice::Dice;
use crate::error::Error;
use crate::faults::FaultCount;
use crate::output::{Output, Sheet};
use crate::records;
use crate::town::{Town, places};
use crate::truth::Links;

use super::event_dice;
use client::Client;
use events::Event;

const HEADER: [&str; 50] = [
    "LA Code",
    "Reporting Period Start Date",
    "Reporting Period End Date",
    "NHS Number",
    "LA Person Unique Identifier",
    "First Name",
    "Last Name",
    "GP Practice Name",
    "GP Practice Code",
    "Gender",
    "Ethnicity",
    "Date of Birth",
    "Date of Death",
    "Client Type",
    "Primary Support Reason",
    "Postcode",
    "Accommodation Status",
    "Employment Status",
    "Has Unpaid Carer",
    "Autism Spectrum Disorder (ASD)",
    "Visual Impairment",
    "Hearing Impairment",
    "Dementia",
    "Client Funding Status",
    "Event Type",
    "Event Reference",
    "Event Start Date",
    "Event End Date",
    "Event Description",
    "Event Outcome",
    "Request: Route of Access",
    "Assessment Type",
    "Eligible Needs Identified",
    "Method of Assessment",
    "Total Hrs Caring per week",
    "No. of adults being cared for",
    "Adult 1 Linked Person_ID",
    "Adult 2 Linked Person_ID",
    "Adult 3 Linked Person_ID",
    "Service Type",
    "Service Component",
    "Delivery Mechanism",
    "Provider CQC Location Name",
    "Provider CQC Location ID",
    "Review Reason",
    "Review Outcomes Achieved",
    "Method of Review",
    "Unit Cost",
    "Cost Frequency (Unit Type)",
    "Planned units per week",
];

struct Feed<'a> {
    town: &'a Town,
    sheet: Sheet,
    dice: Dice,
    event: u32,
}

pub(super) fn write(
    town: &Town,
    out: &mut Output<'_>,
    links: &mut Links,
) -> Result<Vec<FaultCount>, Error> {
    let mut feed = Feed {
        town,
        sheet: out.sheet("extracts/asc_cld.csv", &HEADER)?,
        dice: event_dice(town, 3),
        event: 0,
    };
    let faults = records::each(town, Source::Asc, |record| {
        let key = record.key(Source::Asc);
        links.add(Source::Asc, &key, record.person);
        let client = feed.client(&record, key);
        for event in feed.events(&record, &client) {
            feed.row(&client, &event)?;
            if let Some(again) = feed.sent_again(&event) {
                feed.row(&client, &again)?;
            }
        }
        Ok(())
    })?;
    out.finish(feed.sheet)?;
    Ok(faults)
}

impl Feed<'_> {
    /// Three events in a hundred come a second time. An open service comes again as if it had ended
    /// (the one without an end counts), an ended event with another outcome; an ended service never
    /// comes again as open.
    fn sent_again(&mut self, event: &Event) -> Option<Event> {
        if !self.dice.chance(0.03) {
            return None;
        }
        let mut again = event.clone();
        match (event.kind, event.end, event.start) {
            ("Service", None, Some(start)) => {
                again.end = Some(self.dice.day(start.max(YEAR_START), CUT));
                again.outcome = "Continuation of support or services";
            }
            _ => again.outcome = "NFA: Other",
        }
        Some(again)
    }

    fn row(&mut self, client: &Client, event: &Event) -> Result<(), Error> {
        self.event += 1;
        let prefix = match event.kind {
            "Request" => "REQ",
            "Assessment" => "ASS",
            "Service" => "SER",
            _ => "REV",
        };
        let day = |day: Option<Date>| day.map(slashed).unwrap_or_default();
        self.sheet.row(&[
            places::COUNCIL.0,
            &slashed(YEAR_START),
            &slashed(CUT),
            &client.nhs,
            &client.key,
            &client.given,
            &client.surname,
            client.practice_name,
            &client.practice,
            client.gender,
            client.ethnicity,
            &client.born,
            &client.died,
            client.client_type,
            client.support_reason,
            &client.postcode,
            client.accommodation,
            client.employment,
            client.carer,
            client.autism,
            client.sight,
            client.hearing,
            client.dementia,
            client.funding,
            event.kind,
            &format!("{prefix}{:07}", self.event),
            &day(event.start),
            &day(event.end),
            "",
            event.outcome,
            event.route,
            event.assessment,
            event.eligible,
            event.method,
            "",
            "",
            "",
            "",
            "",
            event.service,
            event.component,
            event.mechanism,
            &event.provider_name,
            &event.provider,
            event.review_reason,
            event.review_achieved,
            event.review_method,
            &event.unit_cost,
            event.frequency,
            &event.units,
        ])
    }
}

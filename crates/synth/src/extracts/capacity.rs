//! The Capacity Tracker: beds and staff of the borough's care homes.

use crate::days::{CUT, iso, plus};
use crate::error::Error;
use crate::output::Output;
use crate::town::Town;

use super::event_dice;

const HEADER: [&str; 14] = [
    "CQC_LOCATION_ID",
    "LOCATION_NAME",
    "SERVICE_TYPE",
    "POSTCODE",
    "MAXIMUM_CAPACITY",
    "OCCUPIED",
    "VACANT_RESERVED",
    "VACANT_ACCEPTING_ADMISSIONS",
    "REGISTERED_NURSES_EMPLOYED",
    "CARE_STAFF_EMPLOYED",
    "NON_CARE_STAFF_EMPLOYED",
    "AGENCY_NURSES",
    "AGENCY_CARE_STAFF",
    "LAST_UPDATED",
];

/// The regulator's location number of a care home; none such has been given out.
pub(super) fn location_id(at: u16) -> String {
    format!("1-999{at:06}")
}

pub(super) fn write(town: &Town, out: &mut Output<'_>) -> Result<(), Error> {
    let mut sheet = out.sheet("extracts/capacity_tracker.csv", &HEADER)?;
    let mut dice = event_dice(town, 7);
    for (at, home) in (0..).zip(&town.homes.care_homes) {
        let postcode = town.homes.place(home.home).map_or("", |place| &place.postcode);
        let vacant = home.beds.saturating_sub(home.residents);
        let reserved = vacant.min(u32::try_from(dice.between(0, 3)).unwrap_or(0));
        let nurses = if home.nursing { dice.between(4, 14) } else { 0 };
        let beds = i32::try_from(home.beds).unwrap_or(0);
        sheet.row(&[
            &location_id(at),
            &home.name,
            if home.nursing {
                "Care home service with nursing"
            } else {
                "Care home service without nursing"
            },
            postcode,
            &home.beds.to_string(),
            &home.residents.to_string(),
            &reserved.to_string(),
            &(vacant - reserved).to_string(),
            &nurses.to_string(),
            &dice.between(beds / 2, beds).to_string(),
            &dice.between(beds / 6, beds / 3).to_string(),
            &dice.between(0, nurses / 4).to_string(),
            &dice.between(0, 6).to_string(),
            &iso(plus(CUT, -dice.between(15, 23))),
        ])?;
    }
    out.finish(sheet)
}

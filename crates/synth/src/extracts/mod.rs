//! The extracts, one file for each list that an organisation sends, with the headers real ones have.

mod capacity;
mod client_level_data;
mod community;
mod general_practice;
mod hospital;
mod mental_health;
mod special_needs;

use crate::dice::Dice;
use crate::error::Error;
use crate::faults::FaultCount;
use crate::output::Output;
use crate::records::Record;
use crate::town::Town;
use crate::truth::Links;

/// Writes every extract; gives the faults made in them.
pub(crate) fn write_all(
    town: &Town,
    out: &mut Output<'_>,
    links: &mut Links,
) -> Result<Vec<FaultCount>, Error> {
    let mut faults = general_practice::write(town, out, links)?;
    faults.extend(community::write(town, out, links)?);
    faults.extend(client_level_data::write(town, out, links)?);
    faults.extend(hospital::write(town, out, links)?);
    faults.extend(mental_health::write(town, out, links)?);
    faults.extend(special_needs::write(town, out, links)?);
    capacity::write(town, out)?;
    Ok(faults)
}

/// Event streams stand apart from those of records: a change in events leaves the records alone.
fn event_dice(town: &Town, stream: u64) -> Dice {
    Dice::new(town.seed, 300 + stream)
}

/// `1` male, `2` female, `9` not specified: the NHS person stated gender codes.
fn gender_code(female: Option<bool>) -> &'static str {
    match female {
        Some(false) => "1",
        Some(true) => "2",
        None => "9",
    }
}

/// A time of the working day, `HH:MM:SS`.
fn clinic_time(dice: &mut Dice) -> String {
    format!("{:02}:{:02}:00", dice.between(8, 18), dice.between(0, 59))
}

/// `01` present and traced, `02` present but not the person's own, or `missing`.
fn number_status(record: &Record<'_>, missing: &'static str) -> &'static str {
    match (record.details.nhs.is_empty(), record.details.nhs_true) {
        (true, _) => missing,
        (false, true) => "01",
        (false, false) => "02",
    }
}

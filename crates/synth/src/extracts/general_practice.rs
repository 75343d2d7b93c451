//! The registered list and the coded long-term conditions.

use terms::Date;

use crate::Source;
use crate::days::{CUT, iso, packed, plus};
use crate::dice::Dice;
use crate::error::Error;
use crate::faults::FaultCount;
use crate::output::Output;
use crate::records;
use crate::town::{Person, Town};
use crate::truth::Links;

use super::{event_dice, gender_code};

const LIST: [&str; 18] = [
    "NHS_NO",
    "FAMILY_NAME",
    "GIVEN_NAME",
    "OTHER_GIVEN_NAME",
    "GENDER",
    "DATE_OF_BIRTH",
    "DATE_OF_DEATH",
    "ADDRESS_LINE1",
    "ADDRESS_LINE2",
    "ADDRESS_LINE3",
    "ADDRESS_LINE4",
    "ADDRESS_LINE5",
    "POSTCODE",
    "GP_PRACTICE_CODE",
    "REGISTRATION_DATE",
    "TELEPHONE_NUMBER",
    "TYPE_1_OPT_OUT",
    "SENSITIVE_FLAG",
];
const CONDITIONS: [&str; 5] = ["NHS_NO", "GP_PRACTICE_CODE", "SNOMED_CODE", "TERM", "RECORD_DATE"];

/// A long-term condition: SNOMED CT concept, term, and the share of people who have it in the age
/// bands 0–17, 18–39, 40–64, 65–74, 75–84 and 85 and over.
struct Condition {
    code: &'static str,
    term: &'static str,
    shares: [f64; 6],
}

/// The shares follow the spread of the Quality and Outcomes Framework registers by age.
const LONG_TERM: [Condition; 17] = [
    of("38341003", "Hypertensive disorder", [0.0, 0.03, 0.26, 0.53, 0.63, 0.66]),
    of("44054006", "Diabetes mellitus type 2", [0.0, 0.015, 0.12, 0.22, 0.24, 0.20]),
    of("35489007", "Depressive disorder", [0.01, 0.15, 0.20, 0.15, 0.13, 0.13]),
    of("709044004", "Chronic kidney disease", [0.0, 0.003, 0.025, 0.11, 0.25, 0.38]),
    of("49436004", "Atrial fibrillation", [0.0, 0.001, 0.013, 0.06, 0.14, 0.22]),
    of("195967001", "Asthma", [0.08, 0.085, 0.09, 0.095, 0.09, 0.07]),
    of("52448006", "Dementia", [0.0, 0.0, 0.002, 0.016, 0.075, 0.20]),
    of("13645005", "Chronic obstructive pulmonary disease", [0.0, 0.001, 0.025, 0.08, 0.10, 0.09]),
    of("230690007", "Cerebrovascular accident", [0.0, 0.001, 0.012, 0.05, 0.10, 0.15]),
    of("84114007", "Heart failure", [0.0, 0.0005, 0.008, 0.035, 0.08, 0.16]),
    of("110359009", "Intellectual disability", [0.006, 0.008, 0.006, 0.004, 0.002, 0.001]),
    of("53741008", "Coronary arteriosclerosis", [0.0, 0.002, 0.03, 0.10, 0.17, 0.22]),
    of("363346000", "Malignant neoplastic disease", [0.0, 0.004, 0.03, 0.09, 0.13, 0.14]),
    of("40930008", "Hypothyroidism", [0.001, 0.015, 0.04, 0.07, 0.09, 0.10]),
    of("84757009", "Epilepsy", [0.004, 0.006, 0.008, 0.008, 0.009, 0.009]),
    of("58214004", "Schizophrenia", [0.0, 0.006, 0.011, 0.009, 0.006, 0.003]),
    of("49049000", "Parkinson's disease", [0.0, 0.0, 0.001, 0.006, 0.016, 0.018]),
];

const fn of(code: &'static str, term: &'static str, shares: [f64; 6]) -> Condition {
    Condition { code, term, shares }
}

pub(super) fn write(
    town: &Town,
    out: &mut Output<'_>,
    links: &mut Links,
) -> Result<Vec<FaultCount>, Error> {
    let mut list = out.sheet("extracts/gp_registered_list.csv", &LIST)?;
    let mut conditions = out.sheet("extracts/gp_conditions.csv", &CONDITIONS)?;
    let mut dice = event_dice(town, 1);
    let faults = records::each(town, Source::Gp, |record| {
        let key = record.key(Source::Gp);
        let person = record.person;
        let details = &record.details;
        links.add(Source::Gp, &key, person);
        list.row(&[
            &key,
            &details.surname,
            &details.given,
            &details.middle,
            gender_code(details.female),
            &details.born.map(packed).unwrap_or_default(),
            "",
            &details.address,
            "",
            "RAVENSBOURNE",
            "",
            "",
            &details.postcode,
            &record.practice,
            &packed(joined(person, &mut dice)),
            &telephone(&details.phone),
            if dice.chance(0.026) { "Y" } else { "" },
            if dice.chance(0.004) { "S" } else { "" },
        ])?;
        for (condition, since) in long_term(person, &mut dice) {
            // A second registration was opened later and holds little of the history.
            if record.duplicate && dice.chance(0.6) {
                continue;
            }
            conditions.row(&[
                &key,
                &record.practice,
                condition.code,
                condition.term,
                &iso(since),
            ])?;
        }
        Ok(())
    })?;
    out.finish(list)?;
    out.finish(conditions)?;
    Ok(faults)
}

fn joined(person: &Person, dice: &mut Dice) -> Date {
    let earliest = plus(CUT, -365 * dice.between(1, 25)).max(person.born);
    dice.day(earliest, CUT)
}

/// `0999 123 4567`: numbers beginning 0999 are not in use.
fn telephone(digits: &str) -> String {
    match (digits.get(..4), digits.get(4..7), digits.get(7..)) {
        (Some(a), Some(b), Some(c)) => format!("{a} {b} {c}"),
        _ => String::new(),
    }
}

/// Conditions with the day they were first coded. People on a caseload have more of them, and those
/// in deprived areas have them earlier.
fn long_term(person: &Person, dice: &mut Dice) -> Vec<(&'static Condition, Date)> {
    let band = match person.age {
        ..=17 => 0,
        18..=39 => 1,
        40..=64 => 2,
        65..=74 => 3,
        75..=84 => 4,
        _ => 5,
    };
    let caseload = if person.nursing || person.social_care { 1.35 } else { 1.0 };
    let care_home = person.care_home.is_some();
    LONG_TERM
        .iter()
        .filter_map(|condition| {
            let share = condition.shares.get(band).copied().unwrap_or_default();
            let home = if care_home && condition.term == "Dementia" { 3.2 } else { 1.0 };
            let has = dice.chance((share * caseload * home).min(0.92));
            let since = dice.day(plus(CUT, -365 * person.age.clamp(1, 20)).max(person.born), CUT);
            has.then_some((condition, since))
        })
        .collect()
}

//! A region: several boroughs side by side, one made after the other, in one set of plain extracts.

use crate::error::Error;
use crate::output::Output;
use crate::plain::{COLUMNS, FILES, belongs, row};
use crate::records;
use crate::town::Town;
use crate::{Borough, PEOPLE_MAX, Region};

/// Postcode areas that do not exist, one for each borough.
const AREAS: [&str; 6] = ["RB", "RC", "RD", "RF", "RJ", "RK"];

/// Most registered people of a region.
pub(crate) const REGION_MAX: u32 = PEOPLE_MAX * AREAS.len() as u32;

/// Property numbers of one borough begin this far after those of the borough before.
const UPRNS_A_BOROUGH: u64 = 100_000_000;

/// Writes gp, dn, asc, acute, mh and truth; one borough of up to `borough_max` people at a time is in
/// memory.
pub(crate) fn write(region: &Region, borough_max: u32, out: &mut Output<'_>) -> Result<(), Error> {
    if region.people > REGION_MAX {
        return Err(Error::TooManyRegionally { asked: region.people, most: REGION_MAX });
    }
    let boroughs = region.people.div_ceil(borough_max).max(1);
    let mut truth = out.sheet("truth.csv", &["source", "record_id", "person_id"])?;
    let mut sheets = Vec::new();
    for (_, name, ..) in FILES {
        sheets.push((out.sheet(&format!("{name}.csv"), &COLUMNS)?, 0_u32));
    }
    let mut people_before = 0;
    let mut rest = region.people;
    for (at, area) in (0..boroughs).zip(AREAS) {
        let people = rest / (boroughs - at);
        rest -= people;
        let seed = region.seed.wrapping_add(u64::from(at));
        let town = Town::build(&Borough { people, seed, fault_factor: region.fault_factor })?;
        for ((source, name, prefix, capitals), (sheet, rows)) in FILES.iter().zip(&mut sheets) {
            records::each(&town, *source, |mut record| {
                if !belongs(&record) {
                    return Ok(());
                }
                *rows += 1;
                let key = format!("{prefix}{rows:08}");
                let person = people_before + u64::from(record.person.number);
                truth.row(&[name, &key, &person.to_string()])?;
                if at > 0 {
                    move_away(&mut record.details, area, u64::from(at));
                }
                row(sheet, name, &key, *capitals, *source, &record)
            })?;
        }
        people_before += town.people.len() as u64;
    }
    for (sheet, _) in sheets {
        out.finish(sheet)?;
    }
    out.finish(truth)
}

/// Moves what a record says to another borough: postcodes and property numbers of its own, and no NHS
/// number, since the range for tests is used up by the first.
fn move_away(details: &mut crate::faults::Details, area: &str, boroughs: u64) {
    details.nhs.clear();
    if let Some(rest) = details.postcode.strip_prefix("RB") {
        details.postcode = format!("{area}{rest}");
    }
    if let Ok(uprn) = details.uprn.parse::<u64>() {
        details.uprn = (uprn + boroughs * UPRNS_A_BOROUGH).to_string();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn boroughs_share_no_postcode_property_person_or_key_and_one_has_numbers() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut told = |_: &str, _: u64| ();
        let mut out = Output::new(dir.path(), &mut told);
        let region = Region { people: 5_000, seed: 3, fault_factor: 0.0 };
        write(&region, 2_000, &mut out).expect("a region");
        let mut reader = csv::Reader::from_path(dir.path().join("gp.csv")).expect("written");
        let rows: Vec<csv::StringRecord> =
            reader.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), 5_000);
        let column = |at: usize| rows.iter().map(move |row| row.get(at).unwrap_or_default());
        assert_eq!(column(1).collect::<BTreeSet<_>>().len(), 5_000);
        let areas: BTreeSet<&str> = column(9).filter_map(|code| code.get(..2)).collect();
        assert!(areas.is_superset(&BTreeSet::from(["RB", "RC", "RD"])), "{areas:?}");
        for (number, postcode) in column(2).zip(column(9)) {
            let first = postcode.starts_with("RB");
            assert!(first || postcode.starts_with("ZZ") || number.is_empty());
            assert!(!first || number.starts_with("999"), "the first borough has numbers");
        }
        let area = |code: &'static str| {
            let homes = column(10).zip(column(9)).filter(move |(_, c)| c.starts_with(code));
            homes.map(|(home, _)| home).filter(|home| !home.is_empty()).collect::<BTreeSet<_>>()
        };
        assert!(!area("RB").is_empty() && area("RB").is_disjoint(&area("RC")));
        assert!(!area("RD").is_empty() && area("RC").is_disjoint(&area("RD")));
        let mut reader = csv::Reader::from_path(dir.path().join("truth.csv")).expect("written");
        let persons: BTreeSet<String> = reader
            .records()
            .map(|row| row.expect("a row").get(2).unwrap_or_default().to_owned())
            .collect();
        assert!(persons.len() >= 5_000);
    }
}

//! The same people and faults as five plain linkage extracts: one set of columns for every source.

use std::fmt::Write as _;

use crate::Source;
use crate::days::iso;
use crate::error::Error;
use crate::faults::FaultCount;
use crate::output::{Output, Sheet};
use crate::records::{self, Record, Role};
use crate::town::{Person, Town};
use crate::truth::TruthRow;

pub(crate) const COLUMNS: [&str; 13] = [
    "source",
    "record_id",
    "nhs_number",
    "first_name",
    "middle_name",
    "surname",
    "dob",
    "sex",
    "address",
    "postcode",
    "uprn",
    "phone",
    "neighbourhood",
];

/// Source, its name in the plain files, the prefix of its keys, and whether it writes in capitals.
pub(crate) const FILES: [(Source, &str, &str, bool); 5] = [
    (Source::Gp, "gp", "GP", true),
    (Source::Community, "dn", "DN", true),
    (Source::Asc, "asc", "AS", false),
    (Source::Acute, "acute", "HO", true),
    (Source::Mh, "mh", "MH", false),
];

/// Writes gp, dn, asc, acute, mh, truth and `expected.json`.
pub(crate) fn write(
    town: &Town,
    table: &[TruthRow],
    out: &mut Output<'_>,
) -> Result<Vec<FaultCount>, Error> {
    let mut truth = out.sheet("truth.csv", &["source", "record_id", "person_id"])?;
    let mut faults = Vec::new();
    let mut heads = Vec::new();
    let mut records_of = vec![0_u64; town.people.len() + 1];
    for (source, name, prefix, capitals) in FILES {
        let mut sheet = out.sheet(&format!("{name}.csv"), &COLUMNS)?;
        let (mut rows, mut firsts) = (0_u32, 0_u32);
        faults.extend(records::each(town, source, |record| {
            if !belongs(&record) {
                return Ok(());
            }
            rows += 1;
            firsts += u32::from(!record.duplicate);
            let key = format!("{prefix}{rows:08}");
            truth.row(&[name, &key, &record.person.number.to_string()])?;
            let place = usize::try_from(record.person.number).unwrap_or(0);
            if let Some(count) = records_of.get_mut(place) {
                *count += 1;
            }
            row(&mut sheet, name, &key, capitals, source, &record)
        })?);
        out.finish(sheet)?;
        heads.push((name, rows, firsts));
    }
    out.finish(truth)?;
    out.text("expected.json", &expected(town, table, &heads, &records_of))?;
    Ok(faults)
}

/// One row of an extract.
pub(crate) fn row(
    sheet: &mut Sheet,
    name: &str,
    key: &str,
    capitals: bool,
    source: Source,
    record: &Record<'_>,
) -> Result<(), Error> {
    let details = &record.details;
    let cased = |text: &str| {
        if capitals { text.to_uppercase() } else { text.to_owned() }
    };
    sheet.row(&[
        name,
        key,
        &details.nhs,
        &cased(&details.given),
        &cased(&details.middle),
        &cased(&details.surname),
        &details.born.map(iso).unwrap_or_default(),
        match details.female {
            Some(true) => "F",
            Some(false) => "M",
            None => "",
        },
        &details.address.to_uppercase().replace(',', ""),
        &details.postcode,
        &details.uprn,
        &details.phone,
        &match source {
            Source::Gp => record.person.neighbourhood.to_string(),
            _ => "0".to_owned(),
        },
    ])
}

/// The nursing extract is the team's own list, and social care's the caseload with a third of those
/// who left it lately.
pub(crate) fn belongs(record: &Record<'_>) -> bool {
    match record.role {
        Role::OtherTeam => false,
        Role::NoOpenCase => record.person.number.is_multiple_of(3),
        _ => true,
    }
}

/// The counts that a linkage of these files is measured by: the table, people, pairs of records.
fn expected(
    town: &Town,
    table: &[TruthRow],
    heads: &[(&str, u32, u32)],
    records_of: &[u64],
) -> String {
    let rows: u64 = records_of.iter().sum();
    let seen = records_of.iter().filter(|count| **count > 0).count();
    let pairs: u64 = records_of.iter().map(|count| count * count.saturating_sub(1) / 2).sum();
    let mut text = format!(
        "{{\n \"seed\": {},\n \"rows\": {rows},\n \"people_seen\": {seen},\n \
         \"true_pairs\": {pairs},\n \"table1\": {{\n",
        town.seed
    );
    let mut parts = Vec::new();
    let mut total = String::new();
    for row in table {
        let counts = |registered: &str| {
            format!(
                "{{ \"{registered}\": {}, \"dn\": {}, \"asc\": {}, \"joint\": {} }}",
                row.registered, row.nursing, row.social_care, row.joint
            )
        };
        if row.neighbourhood == "Total" {
            total = counts("reg");
        } else {
            let hood = parts.len() + 1;
            parts.push(format!("  \"Neighbourhood {hood}\": {}", counts("registered")));
        }
    }
    let _ = writeln!(text, "{}\n }},\n \"totals\": {total},\n \"sources\": {{", parts.join(",\n"));
    let sources: Vec<String> = heads
        .iter()
        .map(|(name, rows, people)| {
            format!("  \"{name}\": {{ \"records\": {rows}, \"people\": {people} }}")
        })
        .collect();
    let heads = |of: fn(&Person) -> bool| town.people.iter().filter(|person| of(person)).count();
    let _ = writeln!(
        text,
        "{}\n }},\n \"twins\": {},\n \"juniors\": {},\n \"care_home\": {}\n}}",
        sources.join(",\n"),
        heads(|person| person.twin),
        heads(|person| person.junior),
        heads(|person| person.care_home.is_some()),
    );
    text
}

//! What is true, kept beside the extracts so that linkage and counts can be measured against it.

use crate::Source;
use crate::error::Error;
use crate::faults::FaultCount;
use crate::output::Output;
use crate::town::{Person, Town, places};

/// One neighbourhood's true head counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TruthRow {
    /// Name of the neighbourhood, or `Total`.
    pub neighbourhood: String,
    /// People registered with its practices.
    pub registered: u32,
    /// Of them, on the open district nursing caseload.
    pub nursing: u32,
    /// Of them, with an open social care case.
    pub social_care: u32,
    /// Of them, both.
    pub joint: u32,
}

/// Which person each record is of.
#[derive(Default)]
pub(crate) struct Links(Vec<(Source, String, u32)>);

impl Links {
    pub(crate) fn add(&mut self, source: Source, key: &str, person: &Person) {
        self.0.push((source, key.to_owned(), person.number));
    }

    /// Writes `truth/truth_links.csv`.
    pub(crate) fn write(&self, out: &mut Output<'_>) -> Result<(), Error> {
        let header = ["source", "record_id", "person_id"];
        let mut sheet = out.sheet("truth/truth_links.csv", &header)?;
        for (source, key, person) in &self.0 {
            sheet.row(&[source.code(), key, &format!("P{person:06}")])?;
        }
        out.finish(sheet)
    }
}

/// The four neighbourhoods, counted from the people themselves, and their total.
pub(crate) fn table(town: &Town) -> Vec<TruthRow> {
    let mut rows: Vec<TruthRow> = (1_u8..)
        .zip(&places::NEIGHBOURHOODS)
        .map(|(number, hood)| count(hood.name, town, |person| person.neighbourhood == number))
        .collect();
    rows.push(count("Total", town, |person| person.neighbourhood > 0));
    rows
}

fn count(name: &str, town: &Town, within: impl Fn(&Person) -> bool) -> TruthRow {
    let heads = |of: fn(&Person) -> bool| {
        let heads = town.people.iter().filter(|person| within(person) && of(person)).count();
        u32::try_from(heads).unwrap_or(u32::MAX)
    };
    TruthRow {
        neighbourhood: name.to_owned(),
        registered: heads(|_| true),
        nursing: heads(|person| person.nursing),
        social_care: heads(|person| person.social_care),
        joint: heads(|person| person.nursing && person.social_care),
    }
}

/// Writes `truth/joint_caseload.csv`.
pub(crate) fn write_table(rows: &[TruthRow], out: &mut Output<'_>) -> Result<(), Error> {
    let header = ["neighbourhood", "registered", "nursing", "social_care", "joint"];
    let mut sheet = out.sheet("truth/joint_caseload.csv", &header)?;
    for row in rows {
        sheet.row(&[
            &row.neighbourhood,
            &row.registered.to_string(),
            &row.nursing.to_string(),
            &row.social_care.to_string(),
            &row.joint.to_string(),
        ])?;
    }
    out.finish(sheet)
}

/// Writes `truth/persons.csv`; neighbourhood and decile are empty outside the borough.
pub(crate) fn write_persons(town: &Town, out: &mut Output<'_>) -> Result<(), Error> {
    let mut sheet = out.sheet(
        "truth/persons.csv",
        &[
            "person_id",
            "neighbourhood",
            "household",
            "twin",
            "junior",
            "care_home",
            "group",
            "sex",
            "age",
            "imd_decile",
            "registered",
            "nursing",
            "social_care",
        ],
    )?;
    let flag = |is: bool| if is { "true" } else { "false" };
    for person in &town.people {
        let hood = places::NEIGHBOURHOODS
            .get(usize::from(person.neighbourhood).wrapping_sub(1))
            .map_or("", |hood| hood.id);
        let decile = town.homes.area(person.home).map(|area| area.decile().to_string());
        sheet.row(&[
            &person.id(),
            hood,
            &person.household.to_string(),
            flag(person.twin),
            flag(person.junior),
            flag(person.care_home.is_some()),
            person.group.code(),
            if person.female { "F" } else { "M" },
            &person.age.to_string(),
            &decile.unwrap_or_default(),
            flag(person.neighbourhood > 0),
            flag(person.nursing),
            flag(person.social_care),
        ])?;
    }
    out.finish(sheet)
}

/// Writes `truth/faults.csv`: what was asked of each source and what was made.
pub(crate) fn write_faults(faults: &[FaultCount], out: &mut Output<'_>) -> Result<(), Error> {
    let mut sheet =
        out.sheet("truth/faults.csv", &["source", "fault", "eligible", "made", "asked"])?;
    for count in faults {
        sheet.row(&[
            count.source.code(),
            count.fault.code(),
            &count.eligible.to_string(),
            &count.made.to_string(),
            &count.asked.to_string(),
        ])?;
    }
    out.finish(sheet)
}

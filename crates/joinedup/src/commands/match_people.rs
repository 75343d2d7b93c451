//! `joinedup match`: who the people of a list are.

use std::io::{Read as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use fhir::matching::{Answer, Found, Grade, PatientView};
use linkage::Identity;
use record::live::Live;

use super::Done;
use crate::cli::Match;
use crate::home::Home;
use crate::print;
use crate::progress::Progress;
use crate::who::grade;
use crate::words::number;

/// People looked at for each row.
const PEOPLE_MAX: usize = 50;

/// The columns that are read, each as the list may call it.
const COLUMNS: [(&str, &[&str]); 15] = [
    ("record_id", &["record_id", "id", "reference"]),
    ("nhs_number", &["nhs_number"]),
    ("first_name", &["first_name", "given_name", "forename"]),
    ("middle_name", &["middle_name"]),
    ("surname", &["surname", "family_name", "last_name"]),
    ("former_surname", &["former_surname"]),
    ("date_of_birth", &["date_of_birth", "dob"]),
    ("date_of_death", &["date_of_death"]),
    ("sex", &["sex", "gender"]),
    ("address", &["address"]),
    ("postcode", &["postcode"]),
    ("uprn", &["uprn"]),
    ("phone", &["phone", "telephone"]),
    ("email", &["email"]),
    ("practice", &["practice", "practice_code"]),
];

pub(crate) async fn run(home: &Home, asked: &Match) -> Result<Done> {
    let same = |out: &std::path::PathBuf| {
        let whole = |path: &Path| path.canonicalize().ok();
        whole(out).is_some_and(|out| Some(out) == whole(&asked.people))
    };
    if let Some(out) = asked.out.as_ref().filter(|out| same(out)) {
        bail!(
            "`{}` is the list itself and would be written over: write somewhere else",
            out.display()
        );
    }
    let text = read(&asked.people)?;
    let name = asked.people.display().to_string();
    let columns = columns(&name, &text)?;
    let db = home.open_existing().await?;
    let progress = Progress::new("reading the linked records");
    let live = Live::load(&db).await;
    progress.finish();
    let Some(mut live) = live? else {
        bail!("no records have been linked yet: import the extracts, then run `joinedup link`")
    };
    // Written whole or not at all.
    let mut answers = Vec::new();
    let counts = tokio::task::block_in_place(|| {
        each(&mut live, (&name, &text), &columns, &mut answers, asked.count.into())
    })?;
    match &asked.out {
        Some(file) => std::fs::write(file, &answers)
            .with_context(|| format!("`{}` cannot be written", file.display()))?,
        None => std::io::stdout().lock().write_all(&answers)?,
    }
    if asked.out.is_some() {
        for (status, count) in counts {
            print::line(format!("{status}: {}", number(count)))?;
        }
    }
    Ok(Done::Well)
}

fn read(path: &Path) -> Result<String> {
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("standard input cannot be read")?;
        return Ok(text);
    }
    std::fs::read_to_string(path).with_context(|| format!("`{}` cannot be read", path.display()))
}

fn reader_of(text: &str) -> csv::Reader<&[u8]> {
    csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes())
}

/// Where the columns of [`COLUMNS`] stand in the list.
fn columns(name: &str, text: &str) -> Result<Vec<Option<usize>>> {
    let header = reader_of(text).headers().with_context(|| format!("`{name}`: line 1"))?.clone();
    let called = |at: &str, names: &[&str]| names.contains(&at.trim().to_lowercase().as_str());
    let mut columns = Vec::new();
    for (column, names) in COLUMNS {
        let mut found = header.iter().enumerate().filter(|(_, at)| called(at, names));
        columns.push(found.next().map(|(at, _)| at));
        if found.next().is_some() {
            bail!("`{name}`, line 1: two columns say `{column}`: leave one");
        }
    }
    if columns.iter().skip(1).all(Option::is_none) {
        bail!(
            "`{name}`, line 1: no column says who somebody is; columns may be {}",
            COLUMNS.map(|(column, _)| column).join(", ")
        );
    }
    Ok(columns)
}

/// Writes a row for every person who may be meant by each row of the list, and one for nobody.
fn each(
    live: &mut Live,
    (name, text): (&str, &str),
    columns: &[Option<usize>],
    out: &mut dyn std::io::Write,
    count_max: usize,
) -> Result<Vec<(&'static str, u64)>> {
    let mut reader = reader_of(text);
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record([
        "row",
        "record_id",
        "status",
        "person_id",
        "score",
        "grade",
        "records",
    ])?;
    let mut counts: Vec<(&'static str, u64)> = Vec::new();
    for (row, record) in (1_u64..).zip(reader.records()) {
        let record = record.with_context(|| format!("`{name}`: row {row} cannot be read"))?;
        let value = |at: usize| {
            let column = columns.get(at).copied().flatten();
            column.and_then(|column| record.get(column)).filter(|value| !value.is_empty())
        };
        let identity = Identity {
            nhs_number: value(1),
            first_name: value(2),
            middle_name: value(3),
            surname: value(4),
            former_surname: value(5),
            date_of_birth: value(6),
            date_of_death: value(7),
            sex: value(8),
            address: value(9),
            postcode: value(10),
            uprn: value(11),
            phone: value(12),
            email: value(13),
            practice: value(14),
            ..Identity::default()
        };
        let likely = live.matches(&identity, PEOPLE_MAX);
        let found: Vec<Found> = likely
            .iter()
            .map(|one| Found {
                person_id: one.person,
                score: f64::from(one.probability),
                grade: grade(one),
                patient: PatientView::default(),
            })
            .filter(|one| one.grade != Grade::CertainlyNot)
            .collect();
        let answer = Answer::of(found).at_most(count_max);
        let status = answer.status.code();
        match counts.iter_mut().find(|(known, _)| *known == status) {
            Some((_, count)) => *count += 1,
            None => counts.push((status, 1)),
        }
        let (row, id) = (row.to_string(), value(0).unwrap_or_default());
        if answer.found.is_empty() {
            writer.write_record([&row, id, status, "", "", "", ""])?;
        }
        for one in &answer.found {
            let records =
                likely.iter().find(|l| l.person == one.person_id).map_or(0, |l| l.records);
            writer.write_record([
                &row,
                id,
                status,
                &one.person_id.to_string(),
                &format!("{:.6}", one.score),
                one.grade.code(),
                &records.to_string(),
            ])?;
        }
    }
    writer.flush()?;
    counts.sort_unstable();
    Ok(counts)
}

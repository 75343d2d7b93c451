//! Links against a known truth, where there is one: a demonstration, a reviewed sample. For all links
//! together ([`measure`]) and by group of people ([`by_group`]), which can be kept for a page to show.

mod by_group;
mod groups;
mod keep;
mod labels;

use std::path::Path;

use futures_util::TryStreamExt as _;
use hashbrown::HashMap;
use linkage::quality::{Quality, Truth};
use linkage::{Identity, RecordsBuilder, SourceIx};
use store::Db;
use store::sqlx::{self, Row as _};

use crate::{Error, Result};

pub use by_group::by_group;
pub use groups::{Alarm, Group, Grouping, LinkQuality, Measure};
pub use keep::{keep, latest};

const LINKED: &str = "select r.source, r.record_key, l.person_id, r.feed from person_link l \
     join source_record r on r.record_id = l.record_id where l.ended_by is null \
     order by r.source, r.record_key";
const FILES: &str = "select distinct file_name, source from delivery where state = 'landed'";

/// The statements of this module.
pub(crate) const STATEMENTS: &[&str] =
    &[LINKED, FILES, by_group::RECORDS, by_group::LAST_CUT, keep::LATEST];

/// Measures the links in use against `truth`: a CSV with `source,record_id,person_id`, or with
/// `person_uid,source_file,source_record_id` where the source is named by the file it sent.
///
/// # Errors
/// When nothing was linked yet, the file cannot be read, or the database does not answer.
pub async fn measure(db: &Db, truth: &Path) -> Result<Quality> {
    let sources_of_files = files(db).await?;
    let mut builder = RecordsBuilder::standard();
    let mut sources: HashMap<String, SourceIx> = HashMap::new();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut groups = Vec::new();
    let mut rows = sqlx::query(LINKED).fetch(db.pool());
    while let Some(row) = rows.try_next().await? {
        let (source, key, person): (&str, &str, &str) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        let at = match sources.get(source) {
            Some(at) => *at,
            None => *sources
                .entry(source.to_owned())
                .or_insert_with(|| builder.add_source(source, false)),
        };
        builder.push(at, key, &Identity::default());
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        groups.push(*numbers.entry(person.to_owned()).or_insert(next));
    }
    if groups.is_empty() {
        return Err(Error::NotLinked);
    }
    let records = builder.finish();
    let rows = read_truth(truth, &sources_of_files)?;
    let truth = Truth::from_rows(rows, &records);
    Ok(linkage::quality::measure_groups(&records, &groups, &truth))
}

/// The source that sent each file, by the file's name.
async fn files(db: &Db) -> Result<HashMap<String, String>> {
    let rows = sqlx::query(FILES).fetch_all(db.pool()).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

type TruthRow = ((String, String), String);

fn read_truth(path: &Path, sources: &HashMap<String, String>) -> Result<Vec<TruthRow>> {
    let file = path.display().to_string();
    let wrong = |what: String| Error::File { file: file.clone(), what };
    let mut reader = csv::Reader::from_path(path).map_err(|e| wrong(e.to_string()))?;
    let header = reader.headers().map_err(|e| wrong(e.to_string()))?.clone();
    let column = |names: [&str; 2]| {
        header
            .iter()
            .position(|name| names.contains(&name))
            .ok_or_else(|| wrong(format!("line 1: no column `{}` or `{}`", names[0], names[1])))
    };
    let source = column(["source", "source_file"])?;
    let record = column(["record_id", "source_record_id"])?;
    let person = column(["person_id", "person_uid"])?;
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|e| wrong(e.to_string()))?;
        let value = |at: usize| row.get(at).unwrap_or_default();
        let source = value(source);
        let source = sources.get(source).map_or(source, String::as_str);
        rows.push(((source.to_owned(), value(record).to_owned()), value(person).to_owned()));
    }
    Ok(rows)
}

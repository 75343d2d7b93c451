//! What differs between the records behind one person, field by field.

use std::collections::BTreeMap;

use crate::reads::SourceRecord;
use crate::words;

/// One value of one record.
pub(crate) struct Cell {
    /// As shown; `None` when the record does not have it.
    pub(crate) text: Option<String>,
    /// Not what most of the other records say.
    pub(crate) differs: bool,
}

/// One record as a row.
pub(crate) struct RecordCells {
    pub(crate) source: String,
    pub(crate) organisation: Option<String>,
    pub(crate) local_id: Option<String>,
    /// In the order of [`FIELDS`].
    pub(crate) cells: Vec<(&'static str, Cell)>,
    pub(crate) practice: Option<String>,
    pub(crate) first: String,
    pub(crate) last: String,
    pub(crate) withdrawn: bool,
}

type Field = (&'static str, fn(&SourceRecord) -> Option<String>);

const FIELDS: [Field; 5] = [
    ("Name", |record| record.name.clone()),
    ("Born", |record| record.born.as_ref().map(words::clinical)),
    ("Gender", |record| record.gender.clone()),
    ("NHS number", |record| record.nhs_number.map(terms::NhsNumber::spaced)),
    ("Address", |record| record.address.clone()),
];

/// Rows for the table, and for each field a sentence on how far the records agree.
pub(crate) fn compare(records: &[SourceRecord]) -> (Vec<RecordCells>, Vec<String>) {
    let mut rows: Vec<RecordCells> = records.iter().map(row).collect();
    let mut summary = Vec::new();
    for (name, value) in FIELDS {
        let values: Vec<Option<String>> = records.iter().map(value).collect();
        let usual = most_common(&values);
        let (mut differing, mut missing) = (0, 0);
        for (row, text) in rows.iter_mut().zip(values) {
            let differs =
                text.as_deref().is_some_and(|text| usual.as_deref() != Some(plain(text).as_str()));
            differing += u64::from(differs);
            missing += u64::from(text.is_none());
            row.cells.push((name, Cell { text, differs }));
        }
        summary.push(sentence(name, records.len() as u64, differing, missing));
    }
    (rows, summary)
}

fn row(record: &SourceRecord) -> RecordCells {
    RecordCells {
        source: record.source.clone(),
        organisation: record.organisation.clone(),
        local_id: record.local_id.clone(),
        cells: Vec::with_capacity(FIELDS.len()),
        practice: record
            .practice
            .clone()
            .filter(|practice| record.organisation.as_ref() != Some(practice)),
        first: words::day(&words::local_day(&record.first_delivery)),
        last: words::day(&words::local_day(&record.last_delivery)),
        withdrawn: record.withdrawn,
    }
}

/// The value most records have, written plainly; the first to appear wins a tie.
fn most_common(values: &[Option<String>]) -> Option<String> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (at, text) in values.iter().flatten().enumerate() {
        counts.entry(plain(text)).or_insert((0, at)).0 += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(_, (times, first))| (*times, std::cmp::Reverse(*first)))
        .map(|(text, _)| text)
}

/// Without case, spaces and punctuation, so that only what matters differs.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn sentence(field: &str, records: u64, differing: u64, missing: u64) -> String {
    let agree = match (differing, records - missing) {
        (_, 0) => return format!("{field}: no record has it."),
        (0, 1) => "only one record has it".to_owned(),
        (0, n) if n == records => "all records agree".to_owned(),
        (0, n) => format!("all {n} records that have it agree"),
        (1, _) => "one record differs".to_owned(),
        (n, _) => format!("{n} records differ"),
    };
    match missing {
        0 => format!("{field}: {agree}."),
        _ if records - missing == 1 => format!("{field}: {agree}."),
        1 => format!("{field}: {agree}; missing in one."),
        n => format!("{field}: {agree}; missing in {n}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_value_is_what_most_records_say() {
        let text = |t: &str| Some(t.to_owned());
        let values = [text("Peggy O'Neil"), text("O'NEILL"), None, text("o neill")];
        assert_eq!(most_common(&values).as_deref(), Some("oneill"));
        let tie = [text("b"), text("a")];
        assert_eq!(most_common(&tie).as_deref(), Some("b"));
        assert_eq!(most_common(&[None]), None);
    }

    #[test]
    fn agreement_is_said_in_words() {
        for (records, differing, missing, said) in [
            (3, 0, 0, "Born: all records agree."),
            (3, 1, 0, "Born: one record differs."),
            (5, 2, 1, "Born: 2 records differ; missing in one."),
            (3, 0, 1, "Born: all 2 records that have it agree; missing in one."),
            (3, 0, 2, "Born: only one record has it."),
            (3, 0, 3, "Born: no record has it."),
        ] {
            assert_eq!(sentence("Born", records, differing, missing), said);
        }
    }
}

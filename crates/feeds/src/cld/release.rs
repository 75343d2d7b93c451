//! Values of release 1 of the specification, put into those of release 2.
//!
//! The department's mapping tables are not published. The rows here are those where the words or
//! the meaning leave no doubt; where no value of release 2 means the same, the department's own
//! `Release 1 specification only: Not mapped` stands.

use std::sync::LazyLock;

const FILE: &str = include_str!("../../data/cld_release1_map.csv");

struct Row {
    field: String,
    release1: String,
    release2: String,
}

static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let mut reader = csv::Reader::from_reader(FILE.as_bytes());
    reader
        .deserialize::<(String, String, String, String)>()
        .filter_map(Result::ok)
        .map(|(field, release1, release2, _how)| Row { field, release1, release2 })
        .collect()
});

/// What became of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Blank, or the text `NULL`.
    Blank,
    /// Not a value of release 1 that we know: as received.
    AsReceived(&'a str),
    /// A value of release 1, with its value of release 2.
    Release1(&'static str),
}

/// Looks a value up for `field` (the column's name). Outer spaces do not matter.
#[must_use]
pub fn release2<'a>(field: &str, value: &'a str) -> Value<'a> {
    let value = value.trim();
    if value.is_empty() || value == "NULL" {
        return Value::Blank;
    }
    ROWS.iter()
        .find(|row| row.field == field && row.release1 == value && row.release2 != value)
        .map_or(Value::AsReceived(value), |row| Value::Release1(row.release2.as_str()))
}

/// The value to compare by.
pub(super) fn cleaned<'a>(field: &str, value: &'a str) -> &'a str {
    match release2(field, value) {
        Value::Blank => "",
        Value::AsReceived(value) => value,
        Value::Release1(value) => value,
    }
}

//! Rows of files to records.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use terms::parse_date;

use super::map::{Field, SourceMap};
use super::table::{Row, Table};
use crate::records::{RecordsBuilder, SourceIx};
use crate::{Error, Identity};

/// Adds the records of one file; gives their number.
pub(super) fn read_source(
    table: &Table,
    map: &SourceMap,
    sources: &mut BTreeMap<String, SourceIx>,
    builder: &mut RecordsBuilder,
) -> Result<usize, Error> {
    let columns = Located::new(table, map)?;
    let mut first_line: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    let mut groups: Vec<Vec<&Row>> = Vec::new();
    let default = map.source.clone().unwrap_or_else(|| {
        let name = table.file.as_str();
        name.strip_suffix(".csv").unwrap_or(name).to_owned()
    });
    for row in &table.rows {
        let id = row.get(columns.record_id);
        if id.is_empty() {
            return Err(row_error(table, row, "the record id is empty"));
        }
        let source = columns.source.map_or("", |column| row.get(column));
        match first_line.get(&(source, id)) {
            Some(at) if map.group => {
                if let Some(group) = groups.get_mut(*at) {
                    group.push(row);
                }
            }
            Some(_) => {
                let reason = "the record id has been used in an earlier line of the same source";
                return Err(row_error(table, row, reason));
            }
            None => {
                first_line.insert((source, id), groups.len());
                groups.push(vec![row]);
            }
        }
    }
    for group in &groups {
        let Some(last) = group.last() else { continue };
        let name = columns.source.map_or("", |column| last.get(column));
        let name = if name.is_empty() { default.as_str() } else { name };
        let source = match sources.get(name) {
            Some(source) => *source,
            None => {
                let source = builder.add_source(name, map.unique);
                sources.insert(name.to_owned(), source);
                source
            }
        };
        push(group, last.get(columns.record_id), &columns, map, source, builder);
    }
    Ok(groups.len())
}

fn row_error(table: &Table, row: &Row, reason: &str) -> Error {
    Error::Csv { file: table.file.clone(), line: row.line, reason: reason.to_owned() }
}

/// The map's columns by number.
struct Located {
    record_id: usize,
    source: Option<usize>,
    status: Option<usize>,
    fields: BTreeMap<Field, Vec<usize>>,
}

impl Located {
    fn new(table: &Table, map: &SourceMap) -> Result<Self, Error> {
        let find = |name: &str| {
            table
                .column(name)
                .ok_or_else(|| Error::Column { file: table.file.clone(), column: name.to_owned() })
        };
        let mut fields = BTreeMap::new();
        for (field, columns) in &map.columns {
            let numbers: Result<Vec<usize>, Error> =
                columns.names().into_iter().map(find).collect();
            fields.insert(*field, numbers?);
        }
        Ok(Self {
            record_id: find(&map.record_id)?,
            source: map.source_column.as_deref().map(find).transpose()?,
            status: map.nhs_number_status.as_deref().map(find).transpose()?,
            fields,
        })
    }

    /// The value of a field: several columns joined by a space.
    fn value<'r>(&self, row: &'r Row, field: Field) -> Cow<'r, str> {
        match self.fields.get(&field).map(Vec::as_slice) {
            None | Some([]) => Cow::Borrowed(""),
            Some([column]) => Cow::Borrowed(row.get(*column)),
            Some(columns) => {
                let values = columns.iter().map(|column| row.get(*column));
                let said: Vec<&str> = values.filter(|value| !value.is_empty()).collect();
                Cow::Owned(said.join(" "))
            }
        }
    }

    /// The last value of a field in a group of rows that says something.
    fn latest<'r>(&self, group: &[&'r Row], field: Field) -> Cow<'r, str> {
        let mut values = group.iter().rev().map(|row| self.value(row, field));
        values.find(|value| !value.is_empty()).unwrap_or_default()
    }
}

fn push(
    group: &[&Row],
    record_id: &str,
    columns: &Located,
    map: &SourceMap,
    source: SourceIx,
    builder: &mut RecordsBuilder,
) {
    let value = |field| columns.latest(group, field);
    let date = |field| iso(&columns.latest(group, field), map.date_format.as_deref());
    let (address, postcode) = (value(Field::Address), value(Field::Postcode));
    let mut earlier: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
    for row in group.iter().rev().skip(1) {
        let place = (columns.value(row, Field::Address), columns.value(row, Field::Postcode));
        let known = place.0 == address && place.1 == postcode || earlier.contains(&place);
        if !known && (!place.0.is_empty() || !place.1.is_empty()) {
            earlier.push(place);
        }
    }
    let other_places: Vec<(&str, &str)> =
        earlier.iter().map(|(a, p)| (a.as_ref(), p.as_ref())).collect();
    let traced = columns.status.is_some_and(|column| {
        group.last().is_some_and(|row| matches!(row.get(column), "01" | "1"))
    });
    builder.push(
        source,
        record_id,
        &Identity {
            nhs_number: Some(&value(Field::NhsNumber)),
            nhs_number_traced: traced,
            first_name: Some(&value(Field::FirstName)),
            middle_name: Some(&value(Field::MiddleName)),
            surname: Some(&value(Field::Surname)),
            former_surname: Some(&value(Field::FormerSurname)),
            date_of_birth: Some(&date(Field::DateOfBirth)),
            date_of_death: Some(&date(Field::DateOfDeath)),
            sex: Some(&value(Field::Sex)),
            address: Some(&address),
            postcode: Some(&postcode),
            uprn: Some(&value(Field::Uprn)),
            phone: Some(&value(Field::Phone)),
            email: Some(&value(Field::Email)),
            practice: Some(&value(Field::Practice)),
            town: Some(&value(Field::Town)),
            other_id: Some(&value(Field::OtherId)),
            other_places: &other_places,
        },
    );
}

/// Forms of dates recognised without a map; ISO and `yyyymmdd` pass as they are.
const DATE_FORMATS: [&str; 5] =
    ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%b-%d 00:00:00", "%d-%b-%Y"];

fn iso(text: &str, format: Option<&str>) -> String {
    let given = format.and_then(|format| parse_date(text, format).ok());
    let digits_first = text.get(..4).is_some_and(|y| y.bytes().all(|b| b.is_ascii_digit()));
    if given.is_none()
        && digits_first
        && !text.bytes().any(|b| b.is_ascii_alphabetic() && b != b'T')
    {
        return text.to_owned();
    }
    given
        .or_else(|| DATE_FORMATS.iter().find_map(|format| parse_date(text, format).ok()))
        .map(|date| date.to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::iso;

    #[test]
    fn dates_of_all_sources() {
        for (text, format, expected) in [
            ("1980-03-04", None, "1980-03-04"),
            ("19800304", None, "19800304"),
            ("04/03/1980", None, "1980-03-04"),
            ("1980-Mar-04 00:00:00", None, "1980-03-04"),
            ("03/04/1980", Some("%m/%d/%Y"), "1980-03-04"),
            ("", None, ""),
            ("soon", None, ""),
        ] {
            assert_eq!(iso(text, format), expected, "{text}");
        }
    }
}

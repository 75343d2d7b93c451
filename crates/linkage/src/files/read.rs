//! Rows of files to records.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::path::Path;

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};
use terms::parse_date;

use super::map::{FIELDS, Field, SourceMap};
use super::table::{Row, Table};
use crate::records::{RecordIx, RecordsBuilder, SourceIx};
use crate::{Error, Identity};

/// Adds the records of one file; gives their number.
pub(super) fn read_source(
    path: &Path,
    header: &Table,
    map: &SourceMap,
    sources: &mut BTreeMap<String, SourceIx>,
    builder: &mut RecordsBuilder,
) -> Result<usize, Error> {
    let mut reader = SourceReader {
        columns: Located::new(header, map)?,
        file: &header.file,
        default: map.source.as_deref().unwrap_or_else(|| {
            let name = header.file.as_str();
            name.strip_suffix(".csv").unwrap_or(name)
        }),
        map,
        sources,
        builder,
    };
    if map.group { reader.grouped(&Table::read(path)?) } else { reader.row_by_row(path) }
}

/// Reads one file into the builder.
struct SourceReader<'a> {
    columns: Located,
    file: &'a str,
    default: &'a str,
    map: &'a SourceMap,
    sources: &'a mut BTreeMap<String, SourceIx>,
    builder: &'a mut RecordsBuilder,
}

impl SourceReader<'_> {
    /// One record per row.
    fn row_by_row(&mut self, path: &Path) -> Result<usize, Error> {
        let mut seen: HashTable<RecordIx> = HashTable::new();
        Table::each_row(path, |row| {
            let id = self.id_of(row)?;
            let source = self.source_of(row);
            let hash = FxBuildHasher.hash_one((source, id));
            let known = |ix: &RecordIx| self.builder.key(*ix) == (source, id);
            if seen.find(hash, known).is_some() {
                let reason = "the record id has been used in an earlier line of the same source";
                return Err(row_error(self.file, row, reason));
            }
            let ix = push(&[row], id, &self.columns, self.map, source, self.builder);
            let builder = &self.builder;
            seen.insert_unique(hash, ix, |ix| FxBuildHasher.hash_one(builder.key(*ix)));
            Ok(())
        })?;
        Ok(seen.len())
    }

    /// One record per id, from all of its rows.
    fn grouped(&mut self, table: &Table) -> Result<usize, Error> {
        let mut first: FxHashMap<(SourceIx, &str), usize> = FxHashMap::default();
        let mut groups: Vec<(SourceIx, Vec<&Row>)> = Vec::new();
        for row in &table.rows {
            let id = self.id_of(row)?;
            let source = self.source_of(row);
            let at = *first.entry((source, id)).or_insert(groups.len());
            match groups.get_mut(at) {
                Some((_, group)) => group.push(row),
                None => groups.push((source, vec![row])),
            }
        }
        for (source, group) in &groups {
            if let Some(last) = group.last() {
                let id = last.get(self.columns.record_id);
                push(group, id, &self.columns, self.map, *source, self.builder);
            }
        }
        Ok(groups.len())
    }

    fn id_of<'r>(&self, row: &'r Row) -> Result<&'r str, Error> {
        match row.get(self.columns.record_id) {
            "" => Err(row_error(self.file, row, "the record id is empty")),
            id => Ok(id),
        }
    }

    fn source_of(&mut self, row: &Row) -> SourceIx {
        let name = self.columns.source.map_or("", |column| row.get(column));
        let name = if name.is_empty() { self.default } else { name };
        if let Some(source) = self.sources.get(name) {
            return *source;
        }
        let source = self.builder.add_source(name, self.map.unique);
        self.sources.insert(name.to_owned(), source);
        source
    }
}

fn row_error(file: &str, row: &Row, reason: &str) -> Error {
    Error::Csv { file: file.to_owned(), line: row.line, reason: reason.to_owned() }
}

/// The map's columns by number.
struct Located {
    record_id: usize,
    source: Option<usize>,
    status: Option<usize>,
    /// By number of the field.
    fields: Vec<Vec<usize>>,
}

impl Located {
    fn new(table: &Table, map: &SourceMap) -> Result<Self, Error> {
        let find = |name: &str| {
            table
                .column(name)
                .ok_or_else(|| Error::Column { file: table.file.clone(), column: name.to_owned() })
        };
        let mut fields = vec![Vec::new(); FIELDS];
        for (field, columns) in &map.columns {
            let numbers: Result<Vec<usize>, Error> =
                columns.names().into_iter().map(find).collect();
            if let Some(slot) = fields.get_mut(*field as usize) {
                *slot = numbers?;
            }
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
        match self.fields.get(field as usize).map(Vec::as_slice) {
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
) -> RecordIx {
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
    )
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

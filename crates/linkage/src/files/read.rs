//! Rows of files to records.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::Scope;

use rustc_hash::FxHashMap;
use terms::parse_date;

use super::map::{FIELDS, Field, SourceMap};
use super::scan::{Batch, BatchRow, Scanner};
use super::table::{Row, Table};
use crate::columns::{OtherColumns, RawOthers};
use crate::engine::dict::CALLED_TOGETHER;
use crate::records::{IdColumns, RecordIx, RecordsBuilder, SourceIx};
use crate::{Error, Identity};

/// Adds the records of one file; gives their number.
pub(super) fn read_source(
    path: &Path,
    header: &Table,
    map: &SourceMap,
    sources: &mut BTreeMap<String, SourceIx>,
    builder: &mut RecordsBuilder,
) -> Result<usize, Error> {
    let columns = Located::new(header, map)?;
    let file = header.file.as_str();
    let default = map.source.as_deref();
    let default = default.unwrap_or_else(|| file.strip_suffix(".csv").unwrap_or(file));
    let sources = Sources { default, unique: map.unique, known: sources };
    let mut reader = SourceReader { columns, file, map, sources };
    if map.group {
        reader.grouped(&Table::read(path)?, builder)
    } else {
        let scanner = Scanner::open(path, file, header.header.len())?;
        reader.row_by_row(scanner, builder)
    }
}

/// The error for a record that has the id of an earlier one of its file: `row` is its number among the
/// records of the file, from 0.
pub(super) fn repeated(path: &Path, header: &Table, row: usize) -> Error {
    let reason = "the record id has been used in an earlier line of the same source";
    let line = Scanner::open(path, &header.file, header.header.len())
        .and_then(|mut scanner| line_of(&mut scanner, row));
    match line {
        Ok(line) => row_error(&header.file, line, reason),
        Err(error) => error,
    }
}

fn line_of(scanner: &mut Scanner, mut row: usize) -> Result<u64, Error> {
    while let Some(batch) = scanner.next_batch()? {
        match batch.rows().nth(row) {
            Some(found) => return Ok(found.line),
            None => row -= batch.len(),
        }
    }
    Ok(0)
}

/// The sources met so far.
struct Sources<'a> {
    default: &'a str,
    unique: bool,
    known: &'a mut BTreeMap<String, SourceIx>,
}

impl Sources<'_> {
    /// The source of a name, added if it is new; without a name the file's own.
    fn get(&mut self, name: &str, ids: &mut IdColumns) -> SourceIx {
        let name = if name.is_empty() { self.default } else { name };
        if let Some(source) = self.known.get(name) {
            return *source;
        }
        let source = ids.add_source(name, self.unique);
        self.known.insert(name.to_owned(), source);
        source
    }
}

/// Batches that a thread may lag behind.
const BATCHES_WAITING_MAX: usize = 4;

/// Rows with the source of each.
struct Work {
    batch: Batch,
    sources: Vec<SourceIx>,
}

impl Work {
    /// The rows with their sources, in groups of which the values are looked up together.
    fn groups(&self) -> impl Iterator<Item = Vec<(BatchRow<'_>, SourceIx)>> {
        let mut rows = self.batch.rows().zip(self.sources.iter().copied());
        std::iter::from_fn(move || {
            let group: Vec<_> = rows.by_ref().take(CALLED_TOGETHER).collect();
            (!group.is_empty()).then_some(group)
        })
    }
}

/// Fields of names, in the order in which they are added.
const NAME_FIELDS: [Field; 4] =
    [Field::FirstName, Field::MiddleName, Field::Surname, Field::FormerSurname];

/// Fields of the place.
const PLACE_FIELDS: [Field; 3] = [Field::Address, Field::Postcode, Field::Uprn];

/// Starts a thread that does something with every batch it is given.
fn worker<'scope>(
    scope: &'scope Scope<'scope, '_>,
    mut each: impl FnMut(&Work) + Send + 'scope,
) -> SyncSender<Arc<Work>> {
    let (give, take) = sync_channel::<Arc<Work>>(BATCHES_WAITING_MAX);
    scope.spawn(move || take.into_iter().for_each(|work| each(&work)));
    give
}

/// Reads one file into a builder.
struct SourceReader<'a> {
    columns: Located,
    file: &'a str,
    map: &'a SourceMap,
    sources: Sources<'a>,
}

impl SourceReader<'_> {
    /// One record per row. Ids, names, places and the rest go into columns that know nothing of each
    /// other: each group is filled by a thread of its own, while this one cuts the rows.
    fn row_by_row(
        &mut self,
        mut scanner: Scanner,
        builder: &mut RecordsBuilder,
    ) -> Result<usize, Error> {
        let first = scanner.next_batch()?;
        let rows = first.as_ref().map_or(0, Batch::len);
        builder.reserve(rows + scanner.rows_left(rows));
        let RecordsBuilder { ids, names, places, others } = builder;
        let (columns, date_format) = (&self.columns, self.map.date_format.as_deref());
        let mut count = 0;
        std::thread::scope(|scope| {
            let workers = [
                worker(scope, |work| {
                    for group in work.groups() {
                        let values: Vec<_> = group
                            .iter()
                            .map(|(row, _)| NAME_FIELDS.map(|field| columns.of(row, field)))
                            .collect();
                        names.call_for(values.iter().map(|[first, ..]| first.as_ref()));
                        names.call_for(values.iter().map(|[_, _, surname, _]| surname.as_ref()));
                        for [first, middle, surname, former] in &values {
                            names.push(first, middle, surname, former);
                        }
                    }
                }),
                worker(scope, |work| {
                    for group in work.groups() {
                        let of = |row| PLACE_FIELDS.map(|field| columns.of(row, field));
                        let values: Vec<_> = group.iter().map(|(row, _)| of(row)).collect();
                        places.push_all(&values);
                    }
                }),
                worker(scope, |work| {
                    for group in work.groups() {
                        let phone = |row| columns.of(row, Field::Phone);
                        let phones: Vec<_> = group.iter().map(|(row, _)| phone(row)).collect();
                        others.call_for(phones.iter().map(AsRef::as_ref));
                        for (row, source) in &group {
                            push_others(columns, row, *source, date_format, others);
                        }
                    }
                }),
            ];
            let mut next = first;
            while let Some(batch) = next {
                let mut sources = Vec::with_capacity(batch.len());
                let mut empty = None;
                for row in batch.rows() {
                    let id = row.get(columns.record_id);
                    if id.is_empty() {
                        empty = Some(row.line);
                        break;
                    }
                    let name = columns.source.map_or("", |column| row.get(column));
                    let source = self.sources.get(name, ids);
                    ids.push(source, id);
                    sources.push(source);
                }
                let mut batch = batch;
                batch.truncate(sources.len());
                count += sources.len();
                let work = Arc::new(Work { batch, sources });
                for worker in &workers {
                    // A thread that is gone has panicked: the scope says so at its end.
                    let _ = worker.send(Arc::clone(&work));
                }
                if let Some(line) = empty {
                    return Err(row_error(self.file, line, "the record id is empty"));
                }
                next = scanner.next_batch()?;
            }
            Ok(count)
        })
    }

    /// One record per id, from all of its rows.
    fn grouped(&mut self, table: &Table, builder: &mut RecordsBuilder) -> Result<usize, Error> {
        let mut first: FxHashMap<(SourceIx, &str), usize> = FxHashMap::default();
        let mut groups: Vec<(SourceIx, Vec<&Row>)> = Vec::new();
        for row in &table.rows {
            let id = match row.get(self.columns.record_id) {
                "" => return Err(row_error(self.file, row.line, "the record id is empty")),
                id => id,
            };
            let name = self.columns.source.map_or("", |column| row.get(column));
            let source = self.sources.get(name, &mut builder.ids);
            let at = *first.entry((source, id)).or_insert(groups.len());
            match groups.get_mut(at) {
                Some((_, group)) => group.push(row),
                None => groups.push((source, vec![row])),
            }
        }
        for (source, group) in &groups {
            if let Some(last) = group.last() {
                let id = last.get(self.columns.record_id);
                push(group, id, &self.columns, self.map, *source, builder);
            }
        }
        Ok(groups.len())
    }
}

/// Adds what a row says beside names and places.
fn push_others(
    columns: &Located,
    row: &BatchRow<'_>,
    source: SourceIx,
    date_format: Option<&str>,
    others: &mut OtherColumns,
) {
    let value = |field| columns.of(row, field);
    let (born, died) = (value(Field::DateOfBirth), value(Field::DateOfDeath));
    let raw = RawOthers {
        nhs_number: &value(Field::NhsNumber),
        nhs_number_traced: columns.status.is_some_and(|column| is_traced(row.get(column))),
        born: &iso(&born, date_format),
        died: &iso(&died, date_format),
        sex: &value(Field::Sex),
        phone: &value(Field::Phone),
        email: &value(Field::Email),
        practice: &value(Field::Practice),
        town: &value(Field::Town),
        other_id: &value(Field::OtherId),
    };
    others.push(source.0, &raw);
}

/// Whether an NHS number status says that the number was traced.
fn is_traced(status: &str) -> bool {
    matches!(status, "01" | "1")
}

fn row_error(file: &str, line: u64, reason: &str) -> Error {
    Error::Csv { file: file.to_owned(), line, reason: reason.to_owned() }
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

    /// The value of a field of the row whose columns `get` gives: several columns joined by a space.
    fn value<'r>(&self, get: impl Fn(usize) -> &'r str, field: Field) -> Cow<'r, str> {
        match self.fields.get(field as usize).map(Vec::as_slice) {
            None | Some([]) => Cow::Borrowed(""),
            Some([column]) => Cow::Borrowed(get(*column)),
            Some(columns) => {
                let values = columns.iter().map(|column| get(*column));
                let said: Vec<&str> = values.filter(|value| !value.is_empty()).collect();
                Cow::Owned(said.join(" "))
            }
        }
    }

    /// The value of a field of a row.
    fn of<'r>(&self, row: &BatchRow<'r>, field: Field) -> Cow<'r, str> {
        self.value(|column| row.get(column), field)
    }

    /// The last value of a field in a group of rows that says something.
    fn latest<'r>(&self, group: &[&'r Row], field: Field) -> Cow<'r, str> {
        let mut values = group.iter().rev().map(|row| self.value(|column| row.get(column), field));
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
    let date_format = map.date_format.as_deref();
    let (born, died) = (value(Field::DateOfBirth), value(Field::DateOfDeath));
    let (address, postcode) = (value(Field::Address), value(Field::Postcode));
    let mut earlier: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
    for row in group.iter().rev().skip(1) {
        let value = |field| columns.value(|column| row.get(column), field);
        let place = (value(Field::Address), value(Field::Postcode));
        let known = place.0 == address && place.1 == postcode || earlier.contains(&place);
        if !known && (!place.0.is_empty() || !place.1.is_empty()) {
            earlier.push(place);
        }
    }
    let other_places: Vec<(&str, &str)> =
        earlier.iter().map(|(a, p)| (a.as_ref(), p.as_ref())).collect();
    let traced = columns
        .status
        .is_some_and(|column| group.last().is_some_and(|row| is_traced(row.get(column))));
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
            date_of_birth: Some(&iso(&born, date_format)),
            date_of_death: Some(&iso(&died, date_format)),
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

fn iso<'a>(text: &'a str, format: Option<&str>) -> Cow<'a, str> {
    if text.is_empty() {
        return Cow::Borrowed("");
    }
    let given = format.and_then(|format| parse_date(text, format).ok());
    let digits_first = text.get(..4).is_some_and(|y| y.bytes().all(|b| b.is_ascii_digit()));
    if given.is_none()
        && digits_first
        && !text.bytes().any(|b| b.is_ascii_alphabetic() && b != b'T')
    {
        return Cow::Borrowed(text);
    }
    given
        .or_else(|| DATE_FORMATS.iter().find_map(|format| parse_date(text, format).ok()))
        .map_or(Cow::Borrowed(""), |date| Cow::Owned(date.to_string()))
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

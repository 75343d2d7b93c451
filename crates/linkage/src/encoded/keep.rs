//! Columns that travel beside an encoding, in clear: coarse groups only.

use rustc_hash::{FxHashMap, FxHashSet};

use super::files::{EncodedFile, KEPT_MAX};
use crate::Error;
use crate::files::Options;
use crate::files::map::{Field, SourceMap, recognise};
use crate::files::table::{Table, plain};
use crate::standardise::numbers::{self, Nhs};

/// Most values of a kept column: with more it begins to tell people apart.
const VALUES_MAX: usize = 100;
/// Fewest records that share a kept value; rarer ones are replaced by [`FEW`].
const SHARED_MIN: u64 = 5;
/// Stands for values that few records share.
const FEW: &str = "few";

/// Parts of column names that say that the column identifies people.
const TELLING: [&str; 28] = [
    "surname",
    "forename",
    "firstname",
    "givenname",
    "middlename",
    "lastname",
    "familyname",
    "fullname",
    "clientname",
    "patientname",
    "personname",
    "address",
    "street",
    "postcode",
    "postal",
    "zip",
    "uprn",
    "birth",
    "dob",
    "death",
    "phone",
    "mobile",
    "email",
    "nhsn",
    "nino",
    "insurance",
    "passport",
    "sex",
];

/// The values of the kept columns by source and record id.
pub(super) type Kept = FxHashMap<(String, String), Vec<String>>;

/// Reads the kept columns. Of several rows of a record the last counts.
pub(super) fn read(options: &Options, keep: &[String]) -> Result<Kept, Error> {
    let mut out = Kept::default();
    if keep.is_empty() {
        return Ok(out);
    }
    let mut values = vec![FxHashSet::default(); keep.len()];
    for path in &options.inputs {
        let header = Table::read_header(path)?;
        let file = header.file.clone();
        if keep.len() > KEPT_MAX {
            return Err(refused(&file, format!("can keep {KEPT_MAX} columns at most")));
        }
        let map = match &options.map {
            Some(map) => map.for_file(&file).cloned(),
            None => recognise(&header),
        };
        let Some(map) = map else { continue };
        let columns = columns(&header, &map, keep)?;
        let find = |name: &str| {
            header
                .column(name)
                .ok_or_else(|| Error::Column { file: file.clone(), column: name.to_owned() })
        };
        let id = find(&map.record_id)?;
        let source = map.source_column.as_deref().map(find).transpose()?;
        let stem = file.strip_suffix(".csv").unwrap_or(&file);
        let default = map.source.as_deref().unwrap_or(stem);
        Table::each_row(path, |row| {
            let named = source.map_or("", |column| row.get(column));
            let named = if named.is_empty() { default } else { named };
            let mut kept = Vec::with_capacity(columns.len());
            for ((column, name), values) in columns.iter().zip(keep).zip(&mut values) {
                let value = row.get(*column);
                if values.insert(value.to_owned()) {
                    allowed(value, values.len()).map_err(|reason| Error::Csv {
                        file: file.clone(),
                        line: row.line,
                        reason: format!("column `{name}` cannot be kept: {reason}"),
                    })?;
                }
                kept.push(value.to_owned());
            }
            out.insert((named.to_owned(), row.get(id).to_owned()), kept);
            Ok(())
        })?;
    }
    Ok(out)
}

/// The numbers of the kept columns, unless one of them identifies people.
fn columns(header: &Table, map: &SourceMap, keep: &[String]) -> Result<Vec<usize>, Error> {
    let file = &header.file;
    let mut used: Vec<usize> = header.column(&map.record_id).into_iter().collect();
    for (field, columns) in &map.columns {
        if *field != Field::Practice {
            used.extend(columns.names().iter().filter_map(|name| header.column(name)));
        }
    }
    let one = |name: &String| {
        let column = header
            .column(name)
            .ok_or_else(|| Error::Column { file: file.clone(), column: name.clone() })?;
        let known = plain(name);
        if used.contains(&column)
            || known == "name"
            || TELLING.iter().any(|part| known.contains(part))
        {
            return Err(refused(
                file,
                format!("cannot keep column `{name}`: it says who people are"),
            ));
        }
        Ok(column)
    };
    keep.iter().map(one).collect()
}

/// Whether a value may be sent in clear, being one of so many.
fn allowed(value: &str, values: usize) -> Result<(), String> {
    if values > VALUES_MAX {
        return Err(format!("it has more than {VALUES_MAX} values"));
    }
    if matches!(numbers::nhs(value), Nhs::Valid(_)) {
        return Err("a value looks like an NHS number".to_owned());
    }
    // Read with mistakes mended, the code of a practice could be a postcode: a real one ends in letters.
    let ends_in_letters = value.trim_end().bytes().rev().take(2).all(|c| c.is_ascii_alphabetic());
    if ends_in_letters && terms::Postcode::parse(value).is_ok() {
        return Err("a value looks like a postcode".to_owned());
    }
    if numbers::date(value) != 0 {
        return Err("a value looks like a date".to_owned());
    }
    Ok(())
}

/// Replaces values that few records share; gives how many records that were.
pub(super) fn hide_few(file: &mut EncodedFile) -> u64 {
    let mut hidden = 0;
    for column in 0..file.kept.len() {
        let rare: FxHashSet<String> = file
            .groups(column)
            .into_iter()
            .filter(|(value, count)| *count < SHARED_MIN && !value.is_empty())
            .map(|(value, _)| value.to_owned())
            .collect();
        for record in &mut file.records {
            if let Some(value) = record.kept.get_mut(column)
                && rare.contains(value)
            {
                FEW.clone_into(value);
                hidden += 1;
            }
        }
    }
    hidden
}

fn refused(file: &str, reason: String) -> Error {
    Error::Encoded { file: file.to_owned(), reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_say_who_somebody_is_are_refused() {
        for (value, expected) in [
            ("Neighbourhood 2", true),
            ("2", true),
            ("", true),
            ("A81001", true),
            ("999 000 0018", false),
            ("SE13 5AB", false),
            ("1980-02-03", false),
        ] {
            assert_eq!(allowed(value, 1).is_ok(), expected, "{value}");
        }
        assert!(allowed("x", VALUES_MAX + 1).is_err());
    }
}

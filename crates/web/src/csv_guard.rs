//! Cells that a spreadsheet would run as a formula, made harmless, and made as they were again.

use std::borrow::Cow;

/// Puts an apostrophe before a cell that a spreadsheet would take for a formula: one that begins
/// with `=`, `+`, `-`, `@`, tab or carriage return, after any apostrophes it already has (so that
/// [`unguard`] gives back exactly what went in). Source: OWASP, CSV injection.
#[must_use]
pub fn guard(cell: &str) -> Cow<'_, str> {
    if is_formula(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// Takes away the apostrophe that [`guard`] put there.
#[must_use]
pub fn unguard(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Writes a table as CSV, every cell guarded.
pub(crate) fn write<I, R>(header: &[&str], rows: I) -> Result<Vec<u8>, crate::Error>
where
    I: IntoIterator<Item = R>,
    R: IntoIterator,
    R::Item: AsRef<str>,
{
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fault = |error: csv::Error| crate::Error::Page { detail: error.to_string() };
    for cell in header {
        writer.write_field(guard(cell).as_ref()).map_err(fault)?;
    }
    writer.write_record(None::<&[u8]>).map_err(fault)?;
    for row in rows {
        for cell in row {
            writer.write_field(guard(cell.as_ref()).as_ref()).map_err(fault)?;
        }
        writer.write_record(None::<&[u8]>).map_err(fault)?;
    }
    writer.into_inner().map_err(|error| crate::Error::Page { detail: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_made_harmless() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+44 20 7946 0018", "'+44 20 7946 0018"),
            ("-5", "'-5"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("'=1", "''=1"),
            ("O'NEILL", "O'NEILL"),
            ("'twas", "'twas"),
            ("", ""),
        ] {
            assert_eq!(guard(cell), written);
            assert_eq!(unguard(written), cell);
        }
    }

    #[test]
    fn a_table_keeps_commas_quotes_and_lines() {
        let bytes = write(&["a", "b"], [["x,y", "say \"no\""], ["=2", "two\nlines"]]).unwrap();
        assert_eq!(
            String::from_utf8(bytes).unwrap(),
            "a,b\n\"x,y\",\"say \"\"no\"\"\"\n'=2,\"two\nlines\"\n"
        );
    }

    proptest! {
        #[test]
        fn what_goes_out_comes_back(cell in "['=+@\\-\t\ra-z ]{0,6}") {
            let out = guard(&cell);
            prop_assert_eq!(unguard(&out), cell.as_str());
        }
    }
}

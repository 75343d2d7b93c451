//! One pass over a file's bytes for what no row reader would notice: a file cut short, a quotation
//! mark that never closes, bytes that are no text, a line without end.

use crate::Refusal;

/// The longest row that is read, in bytes.
pub(crate) const ROW_BYTES_MAX: usize = 1 << 20;
/// The most lines one row may span inside quotation marks.
pub(crate) const ROW_LINES_MAX: u64 = 100;

/// Where the scan stands: line and column count from 1.
struct At {
    line: u64,
    column: usize,
    row_start: usize,
}

/// Looks through `bytes` and gives the number of lines.
pub(crate) fn scan(bytes: &[u8], delimiter: u8, may_be_unended: bool) -> Result<u64, Refusal> {
    let mut at = At { line: 1, column: 1, row_start: 0 };
    let mut opened: Option<(u64, usize)> = None;
    let mut field_start = true;
    let mut previous = b'\n';
    for (offset, &byte) in bytes.iter().enumerate() {
        match byte {
            b'"' if opened.is_some() => opened = None,
            // A quotation mark straight after a closed one is a doubled mark: still inside.
            b'"' if field_start || previous == b'"' => opened = Some((at.line, at.column)),
            0 => return Err(no_text(&at)),
            b'\n' => {
                at.line += 1;
                match opened {
                    Some((line, column)) if at.line - line > ROW_LINES_MAX => {
                        return Err(unclosed(line, column));
                    }
                    Some(_) => {}
                    None => {
                        at.column = 1;
                        at.row_start = offset + 1;
                    }
                }
            }
            _ if byte == delimiter && opened.is_none() => at.column += 1,
            _ => {}
        }
        field_start = opened.is_none() && (byte == delimiter || byte == b'\n');
        previous = byte;
        if offset - at.row_start.min(offset) > ROW_BYTES_MAX {
            return Err(too_long(&at));
        }
    }
    if let Some((line, column)) = opened {
        return Err(unclosed(line, column));
    }
    if previous != b'\n' && !may_be_unended {
        return Err(cut_short(&at));
    }
    Ok(at.line - u64::from(previous == b'\n'))
}

/// The line and column of a byte, for a fault found by its offset.
pub(crate) fn locate(bytes: &[u8], offset: usize, delimiter: u8) -> (u64, usize) {
    let before = bytes.get(..offset).unwrap_or(bytes);
    let line = before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
    let row = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let mut quoted = false;
    let mut column = 1;
    for byte in row {
        match *byte {
            b'"' => quoted = !quoted,
            byte if byte == delimiter && !quoted => column += 1,
            _ => {}
        }
    }
    (line, column)
}

fn no_text(at: &At) -> Refusal {
    Refusal::at(
        at.line,
        at.column,
        "a byte of value zero, which no text has: the file is binary or was only half written",
        "Send the file again as CSV text",
    )
}

fn unclosed(line: u64, column: usize) -> Refusal {
    Refusal::at(
        line,
        column,
        "a quotation mark opens here and does not close",
        "The file was cut short, or a value has a single quotation mark: double it and send again",
    )
}

fn too_long(at: &At) -> Refusal {
    Refusal::at(
        at.line,
        at.column,
        format!("the row is longer than {ROW_BYTES_MAX} bytes"),
        "Check that the file has line ends and that no quotation mark is missing",
    )
}

fn cut_short(at: &At) -> Refusal {
    Refusal::at(
        at.line,
        at.column,
        "the file ends in the middle of a row: its last line has no line end",
        "It was probably cut short on the way: send it again. If it is whole, import it with --accept-unended",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_damage_is_found_where_it_is() {
        let long = format!("a,b\n1,{}\n", "x".repeat(ROW_BYTES_MAX + 1));
        for (text, expected) in [
            ("a,b\n1,2\n", Ok(2)),
            ("a,b\r\n1,\"two\nlines, and \"\"marks\"\"\"\r\n", Ok(3)),
            ("a,b\n1,5\" pipe\n", Ok(2)),
            ("a,b\n1,\"\"\n", Ok(2)),
            ("a,b\n1,2\n3", Err((3, 1))),
            ("a,b\n1,2\n3,4", Err((3, 2))),
            ("a,b\n1,\"two\n3,4\n", Err((2, 2))),
            ("a,b\n1,\0\n", Err((2, 2))),
            (long.as_str(), Err((2, 2))),
        ] {
            let found = scan(text.as_bytes(), b',', false)
                .map_err(|r| (r.line.expect("a line"), r.column.expect("a column")));
            assert_eq!(found, expected, "{:.40}", text);
        }
        assert_eq!(scan(b"a,b\n3,4", b',', true).ok(), Some(2));
    }

    #[test]
    fn a_byte_is_located() {
        assert_eq!(locate(b"a,b\n1,\"x,y\",z", 13, b','), (2, 3));
    }
}

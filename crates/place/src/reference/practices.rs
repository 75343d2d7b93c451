//! GP practices and trusts, from the Organisation Data Service.
//!
//! Source: NHS England ODS data downloads, `epraccur` and `etr`: 27 columns without a header (code,
//! name, national grouping, health geography, five address lines, postcode, opened, closed, status,
//! ..., prescribing setting, of which 4 is a GP practice); or any table that names its columns.

use std::collections::HashMap;
use std::path::Path;

use terms::{OdsCode, Postcode};

use super::table::{Row, Table};
use crate::Error;

/// A practice, or another organisation of an ODS file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practice {
    /// ODS code.
    pub code: String,
    /// Name as registered.
    pub name: String,
    /// Postcode of the main site, where it is one.
    pub postcode: Option<Postcode>,
    /// False once closed. Dormant and proposed ones count as open: they may still have patients.
    pub is_open: bool,
    /// Code of its primary care network.
    pub pcn_code: Option<String>,
    /// Name of its primary care network.
    pub pcn_name: Option<String>,
}

const ODS_COLUMNS: usize = 27;
const GP_PRACTICE: &str = "4";

struct Columns {
    code: usize,
    name: Option<usize>,
    postcode: Option<usize>,
    closed_on: Option<usize>,
    status: Option<usize>,
    setting: Option<usize>,
    pcn_code: Option<usize>,
    pcn_name: Option<usize>,
}

pub(crate) fn load(path: &Path) -> Result<HashMap<String, Practice>, Error> {
    let table = Table::open(path)?;
    if is_headless(&table) {
        return read(Table::open_headless(path)?, &Columns::ods());
    }
    let columns = Columns {
        code: table.needs("practice code", &["practice_code", "code", "organisation code"])?,
        name: table.column(&["practice_name", "name", "organisation name"]),
        postcode: table.column(&["postcode"]),
        closed_on: table.column(&["close_date", "close date"]),
        status: table.column(&["status", "status code"]),
        setting: table.column(&["prescribing_setting", "prescribing setting"]),
        pcn_code: table.column(&["pcn_code"]),
        pcn_name: table.column(&["pcn_name"]),
    };
    read(table, &columns)
}

impl Columns {
    fn ods() -> Self {
        Self {
            code: 0,
            name: Some(1),
            postcode: Some(9),
            closed_on: Some(11),
            status: Some(12),
            setting: Some(25),
            pcn_code: None,
            pcn_name: None,
        }
    }
}

/// A first line that is already an organisation: 27 cells, the first a code with a digit in it.
fn is_headless(table: &Table) -> bool {
    let code = table.header().get(0).unwrap_or_default();
    table.header().len() == ODS_COLUMNS
        && OdsCode::parse(code).is_ok()
        && code.bytes().any(|c| c.is_ascii_digit())
}

fn read(mut table: Table, columns: &Columns) -> Result<HashMap<String, Practice>, Error> {
    let mut practices = HashMap::new();
    table.each(|row| {
        if row.cell(columns.setting).is_some_and(|setting| setting != GP_PRACTICE) {
            return Ok(());
        }
        let practice = practice(row, columns)?;
        practices.insert(practice.code.clone(), practice);
        Ok(())
    })?;
    Ok(practices)
}

fn practice(row: &Row<'_>, columns: &Columns) -> Result<Practice, Error> {
    let code = row.cell(Some(columns.code)).unwrap_or_default();
    let code = OdsCode::parse(code).map_err(|why| row.error(why.to_string()))?;
    let owned = |column| row.cell(column).map(str::to_owned);
    let status = row.cell(columns.status).unwrap_or_default();
    Ok(Practice {
        code: code.as_str().to_owned(),
        name: owned(columns.name).unwrap_or_default(),
        postcode: row.cell(columns.postcode).and_then(|text| Postcode::parse(text).ok()),
        is_open: status != "C" && row.cell(columns.closed_on).is_none(),
        pcn_code: owned(columns.pcn_code),
        pcn_name: owned(columns.pcn_name),
    })
}

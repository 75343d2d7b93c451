//! Postcodes and the areas they lie in.
//!
//! Source: Office for National Statistics, ONS Postcode Directory: live and terminated postcodes
//! with their 2011 and 2021 LSOAs and ward; a council's own lookup has the same shape.

use std::collections::HashMap;
use std::path::Path;

use terms::Postcode;

use super::area::Ward;
use super::imd::{LSOA11, LSOA21};
use super::table::{Row, Table};
use crate::Error;

/// What is held about one postcode.
#[derive(Clone, Debug, Default)]
pub(crate) struct PostcodeRow {
    pub(crate) lsoa21: Option<String>,
    pub(crate) lsoa11: Option<String>,
    pub(crate) ward: Option<Ward>,
    pub(crate) terminated: bool,
}

/// Ward by LSOA of either vintage.
pub(crate) type WardOfLsoa = HashMap<String, Ward>;

const POSTCODE: &[&str] =
    &["pcds", "postcodenatural", "postcode", "pcd8", "pcd7", "pcd2", "pcd", "postcode8"];
const TERMINATED: &[&str] = &["doterm", "terminationdate", "termination_date", "terminated"];
const WARD: &[&str] = &[
    "ward_cd",
    "ward_code",
    "wd25cd",
    "wd24cd",
    "wd23cd",
    "wd22cd",
    "wd22cd_proposed",
    "osward",
    "ward",
];
const WARD_NAME: &[&str] = &["ward_name", "wd25nm", "wd24nm", "wd23nm", "wd22nm"];

/// Adds the rows of a file. Where a postcode is already held, what this file says is put over it, and
/// what it leaves blank stays: so a council's own lookup corrects the directory.
pub(crate) fn load(path: &Path, held: &mut HashMap<Postcode, PostcodeRow>) -> Result<(), Error> {
    let mut table = Table::open(path)?;
    let postcode = table.needs("postcode", POSTCODE)?;
    let (lsoa21, lsoa11) = (table.column(LSOA21), table.column(LSOA11));
    let (ward, ward_name) = (table.column(WARD), table.column(WARD_NAME));
    let terminated = table.column(TERMINATED);
    table.each(|row| {
        let text = row.cell(Some(postcode)).unwrap_or_default();
        let postcode = Postcode::parse(text).map_err(|why| row.error(why.to_string()))?;
        let entry = held.entry(postcode).or_default();
        put_over(&mut entry.lsoa21, row.cell(lsoa21));
        put_over(&mut entry.lsoa11, row.cell(lsoa11));
        put_ward_over(&mut entry.ward, row, ward, ward_name);
        entry.terminated |= row.cell(terminated).is_some();
        Ok(())
    })
}

/// Loads a table of LSOA and ward.
pub(crate) fn load_wards(path: &Path) -> Result<WardOfLsoa, Error> {
    let mut table = Table::open(path)?;
    let lsoa = table.needs("LSOA code", &[LSOA21, LSOA11].concat())?;
    let ward = Some(table.needs("ward", WARD)?);
    let ward_name = table.column(WARD_NAME);
    let mut wards = WardOfLsoa::new();
    table.each(|row| {
        let mut found = None;
        put_ward_over(&mut found, row, ward, ward_name);
        if let (Some(lsoa), Some(ward)) = (row.cell(Some(lsoa)), found) {
            wards.insert(lsoa.to_owned(), ward);
        }
        Ok(())
    })?;
    Ok(wards)
}

fn put_over(held: &mut Option<String>, cell: Option<&str>) {
    if let Some(cell) = cell {
        *held = Some(cell.to_owned());
    }
}

/// A ward with another code takes the place of the one held; the same code keeps the name held.
fn put_ward_over(
    held: &mut Option<Ward>,
    row: &Row<'_>,
    ward: Option<usize>,
    ward_name: Option<usize>,
) {
    let Some(code) = row.cell(ward) else {
        return;
    };
    let name = row.cell(ward_name).map(str::to_owned);
    match held {
        Some(known) if known.code == code && name.is_none() => {}
        _ => *held = Some(Ward { code: code.to_owned(), name }),
    }
}

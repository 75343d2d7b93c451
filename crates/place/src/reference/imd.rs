//! The English Indices of Deprivation: rank 1 and decile 1 are the most deprived.
//!
//! Source: Ministry of Housing, Communities and Local Government, English Indices of Deprivation
//! 2019 (32,844 LSOAs of 2011) and 2025 (33,755 LSOAs of 2021).

use std::collections::HashMap;
use std::path::Path;

use super::table::{Row, Table};
use crate::Error;

/// Index of Multiple Deprivation of one LSOA.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Imd {
    /// Rank in England, 1 the most deprived.
    pub rank: u32,
    /// Tenth of England's LSOAs, 1 to 10, 1 the most deprived.
    pub decile: u8,
    /// Score, where the file has it: higher is more deprived.
    pub score: Option<f64>,
}

pub(crate) type ImdTable = HashMap<String, Imd>;

/// Names of the column of 2011 LSOA codes.
pub(crate) const LSOA11: &[&str] = &["lsoa11cd", "lsoa11", "lsoa11_code", "lsoa code (2011)"];
/// Names of the column of 2021 LSOA codes.
pub(crate) const LSOA21: &[&str] = &["lsoa21cd", "lsoa21", "lsoa21_code", "lsoa code (2021)"];

pub(crate) fn load(path: &Path, lsoa: &[&str]) -> Result<ImdTable, Error> {
    let mut table = Table::open(path)?;
    let area = table.needs("LSOA code", lsoa)?;
    let rank = table.needs("rank", &["imd_rank", "imd rank", "rank"])?;
    let decile = table.needs("decile", &["imd_decile", "imd decile", "decile"])?;
    let score = table.column(&["imd_score", "imd score", "score"]);
    let mut found = ImdTable::new();
    table.each(|row| {
        let Some(code) = row.cell(Some(area)) else {
            return Ok(());
        };
        let imd = Imd {
            rank: whole(row, rank, "rank", 1, 40_000)?,
            decile: u8::try_from(whole(row, decile, "decile", 1, 10)?).unwrap_or(u8::MAX),
            score: row.cell(score).and_then(|text| text.parse().ok()),
        };
        found.insert(code.to_owned(), imd);
        Ok(())
    })?;
    Ok(found)
}

/// A whole number, also when written as `3518.0`.
fn whole(row: &Row<'_>, at: usize, what: &str, least: u32, most: u32) -> Result<u32, Error> {
    let cell = row.cell(Some(at)).unwrap_or_default();
    let text = cell.strip_suffix(".0").unwrap_or(cell);
    let number = text.parse::<u32>().ok().filter(|n| (least..=most).contains(n));
    number.ok_or_else(|| row.error(format!("the {what} is not between {least} and {most}")))
}

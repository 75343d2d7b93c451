//! A fictional borough, written as the files real organisations send.
//!
//! Takes a size, a seed and a factor on the rates of mistakes; gives a folder with the extracts of
//! general practice, community, social care, hospital, mental health and schools, the reference files
//! and `place.toml` of the place, and the truth about all of them. The same seed gives the same bytes.
//!
//! Never uses a real person, address, telephone number or NHS number: numbers are of the test range
//! 999 000 0000 to 999 999 9999, postcodes of an area (RB) that does not exist.

mod days;
mod dice;
mod error;
mod extracts;
mod faults;
mod names;
mod output;
mod plain;
mod records;
mod reference;
mod region;
mod source;
mod table;
mod town;
mod truth;

use std::path::{Path, PathBuf};

pub use error::Error;
pub use faults::{Fault, FaultCount};
pub use source::Source;
pub use table::REGISTERED;
pub use truth::TruthRow;

use output::Output;
use town::Town;

/// Most registered people that the test range of NHS numbers has room for, with those who are
/// registered elsewhere and those registered twice.
pub const PEOPLE_MAX: u32 = 800_000;
/// Fewest registered people of whom four neighbourhoods and two caseloads can be made.
pub const PEOPLE_MIN: u32 = 1_000;

/// What borough to make. The default is Ravensbourne at the size of Lewisham's table of 2013.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Borough {
    /// Registered people, 1,000 to 800,000.
    pub people: u32,
    /// Where chance starts from.
    pub seed: u64,
    /// 1 for the usual rates of mistakes in records, 2.5 for a hard borough, 0 for none; 5 at most.
    pub fault_factor: f64,
}

impl Default for Borough {
    fn default() -> Self {
        Self { people: REGISTERED, seed: 2013, fault_factor: 1.0 }
    }
}

impl Borough {
    fn check(&self) -> Result<(), Error> {
        if self.people < PEOPLE_MIN {
            return Err(Error::TooFewPeople { asked: self.people, least: PEOPLE_MIN });
        }
        if self.people > PEOPLE_MAX {
            return Err(Error::TooManyPeople { asked: self.people, most: PEOPLE_MAX });
        }
        if !(0.0..=5.0).contains(&self.fault_factor) {
            return Err(Error::FaultFactor { asked: self.fault_factor });
        }
        Ok(())
    }
}

/// What was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// Every file with its rows (the header not counted).
    pub files: Vec<(PathBuf, u64)>,
    /// True head counts: four neighbourhoods, then their total.
    pub truth: Vec<TruthRow>,
    /// How often each fault was made in each source.
    pub faults: Vec<FaultCount>,
}

/// Writes the whole borough below `dir`: `extracts/`, `reference/`, `truth/` and `place.toml`.
/// `progress` hears of every file when it is done, with its rows. Files of the same names are
/// replaced; others are left alone.
///
/// # Errors
/// When the size or the factor is out of range, or a file cannot be written.
pub fn write(
    borough: &Borough,
    dir: &Path,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Written, Error> {
    let town = Town::build(borough)?;
    let mut out = Output::new(dir, progress);
    reference::write(&town, &mut out)?;
    let mut links = truth::Links::default();
    let faults = extracts::write_all(&town, &mut out, &mut links)?;
    links.write(&mut out)?;
    truth::write_persons(&town, &mut out)?;
    truth::write_faults(&faults, &mut out)?;
    let table = truth::table(&town);
    truth::write_table(&table, &mut out)?;
    Ok(Written { files: out.files, truth: table, faults })
}

/// Writes the same people, with the same faults, as five plain linkage extracts below `dir`:
/// `gp.csv`, `dn.csv`, `asc.csv`, `acute.csv`, `mh.csv`, with `truth.csv` and `expected.json`.
/// Columns: source, `record_id`, `nhs_number`, `first_name`, `middle_name`, surname, dob (ISO), sex
/// (M, F or empty), address, postcode, uprn, phone, neighbourhood (1 to 4 for gp, else 0).
///
/// # Errors
/// As for [`write()`].
pub fn write_linkage_files(
    borough: &Borough,
    dir: &Path,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Written, Error> {
    let town = Town::build(borough)?;
    let table = truth::table(&town);
    let mut out = Output::new(dir, progress);
    let faults = plain::write(&town, &table, &mut out)?;
    Ok(Written { files: out.files, truth: table, faults })
}

/// What region to make: as many boroughs of up to [`PEOPLE_MAX`] people as are needed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Region {
    /// Registered people, 1,000 to 4,800,000.
    pub people: u32,
    /// Where chance starts from; the second borough starts from the next number, and so on.
    pub seed: u64,
    /// As for a [`Borough`].
    pub fault_factor: f64,
}

/// Writes the people of a region as five plain linkage extracts with `truth.csv`, in the columns of
/// [`write_linkage_files`]. One borough is in memory at a time.
///
/// Test NHS numbers come from the range 999 000 0000 to 999 999 9999 only, enough for one borough: the
/// people of the first borough have them, those of all others have none and are known by name, birthday,
/// place and telephone alone. Each borough has postcodes and property numbers of its own.
///
/// # Errors
/// As for [`write()`].
pub fn write_region_files(
    region: &Region,
    dir: &Path,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Vec<(PathBuf, u64)>, Error> {
    let mut out = Output::new(dir, progress);
    region::write(region, PEOPLE_MAX, &mut out)?;
    Ok(out.files)
}

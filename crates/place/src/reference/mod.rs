//! Public reference data: practices, postcodes, areas and deprivation.

mod area;
mod coverage;
mod imd;
mod postcodes;
mod practices;
mod table;

use std::collections::HashMap;
use std::path::PathBuf;

use terms::{OdsCode, Postcode};

pub use area::{Area, NoMatch, Ward};
pub use coverage::{Coverage, share_percent};
pub use imd::Imd;
pub use practices::Practice;

use crate::Error;
use imd::ImdTable;
use postcodes::{PostcodeRow, WardOfLsoa};

/// Which reference files to load; what is absent is not known, and said so.
#[derive(Clone, Debug, Default)]
pub struct ReferenceFiles {
    /// ODS practices: a table with a header, or the header-less `epraccur`/`etr` of 27 columns.
    pub practices: Option<PathBuf>,
    /// The ONS Postcode Directory or an extract of it.
    pub postcodes: Option<PathBuf>,
    /// The council's own lookup of postcode to 2011 LSOA and ward: believed before `postcodes`.
    pub council_lookup: Option<PathBuf>,
    /// LSOA to ward.
    pub lsoa: Option<PathBuf>,
    /// English Indices of Deprivation 2019, by 2011 LSOA.
    pub imd2019: Option<PathBuf>,
    /// English Indices of Deprivation 2025, by 2021 LSOA.
    pub imd2025: Option<PathBuf>,
}

/// Reference data in memory.
#[derive(Debug, Default)]
pub struct Reference {
    practices: HashMap<String, Practice>,
    postcodes: HashMap<Postcode, PostcodeRow>,
    wards: WardOfLsoa,
    imd2019: ImdTable,
    imd2025: ImdTable,
}

impl Reference {
    /// Loads the files given.
    ///
    /// # Errors
    /// When a file cannot be read, lacks a column, or holds a value that is not what it should be.
    pub fn load(files: &ReferenceFiles) -> Result<Self, Error> {
        let mut reference = Self::default();
        if let Some(path) = &files.practices {
            reference.practices = practices::load(path)?;
        }
        if let Some(path) = &files.postcodes {
            postcodes::load(path, &mut reference.postcodes)?;
        }
        if let Some(path) = &files.council_lookup {
            postcodes::load(path, &mut reference.postcodes)?;
        }
        if let Some(path) = &files.lsoa {
            reference.wards = postcodes::load_wards(path)?;
        }
        if let Some(path) = &files.imd2019 {
            reference.imd2019 = imd::load(path, imd::LSOA11)?;
        }
        if let Some(path) = &files.imd2025 {
            reference.imd2025 = imd::load(path, imd::LSOA21)?;
        }
        Ok(reference)
    }

    /// Whether a practices file was loaded.
    #[must_use]
    pub fn has_practices(&self) -> bool {
        !self.practices.is_empty()
    }

    /// The practice (or trust) with this code.
    #[must_use]
    pub fn practice(&self, code: &str) -> Option<&Practice> {
        self.practices.get(OdsCode::parse(code).ok()?.as_str())
    }

    /// All practices, in no order.
    pub fn practices(&self) -> impl Iterator<Item = &Practice> {
        self.practices.values()
    }

    /// Where a postcode lies and how deprived it is there, with the reason for each gap.
    #[must_use]
    pub fn area_of(&self, postcode: &Postcode) -> Area<'_> {
        area::find(self, postcode)
    }

    /// How much of the postcodes the tables cover.
    #[must_use]
    pub fn coverage(&self) -> Coverage {
        coverage::measure(self)
    }
}

//! Where one postcode lies, and why something about it is not known.

use std::fmt;

use terms::Postcode;

use super::{Imd, Reference};

/// An electoral ward.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ward {
    /// GSS code, such as `E05013720`.
    pub code: String,
    /// Name, where the file has it.
    pub name: Option<String>,
}

/// Why something is not known about a postcode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoMatch {
    /// `ZZ99`: no fixed abode, unknown, or abroad.
    Pseudo,
    /// No postcode table was loaded.
    NoTable,
    /// The postcode table does not have it: outside the place, new, or mistyped.
    NotInTable,
    /// It has no 2021 LSOA, so no IMD 2025.
    NoLsoa21,
    /// Its 2021 LSOA is not one of 2011 and no lookup gives the 2011 one, so no IMD 2019.
    LsoaChanged,
    /// Its 2021 LSOA is not in the IMD 2025 table.
    NotInImd2025,
    /// Its 2011 LSOA is not in the IMD 2019 table.
    NotInImd2019,
}

impl fmt::Display for NoMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pseudo => "no fixed abode, unknown address or abroad: the postcode names no area",
            Self::NoTable => "no postcode table is loaded",
            Self::NotInTable => "the postcode is not in the table: outside the place, new or wrong",
            Self::NoLsoa21 => "the table has no 2021 LSOA for the postcode",
            Self::LsoaChanged => {
                "the 2021 LSOA was not there in 2011 and no lookup gives the 2011 one: no IMD 2019"
            }
            Self::NotInImd2025 => "the 2021 LSOA is not in the IMD 2025 table",
            Self::NotInImd2019 => "the 2011 LSOA is not in the IMD 2019 table",
        })
    }
}

/// What is known about where a postcode lies. Use IMD 2025 by default and 2019 for trend.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Area<'a> {
    /// LSOA of 2021.
    pub lsoa21: Option<&'a str>,
    /// LSOA of 2011: from a lookup, or the 2021 code where it was already one in 2011.
    pub lsoa11: Option<&'a str>,
    /// Ward.
    pub ward: Option<&'a Ward>,
    /// IMD 2025, by 2021 LSOA.
    pub imd2025: Option<Imd>,
    /// IMD 2019, by 2011 LSOA.
    pub imd2019: Option<Imd>,
    /// The postcode is no longer in use.
    pub terminated: bool,
    /// The reason for each gap; empty when all is known.
    pub notes: Vec<NoMatch>,
}

pub(crate) fn find<'a>(reference: &'a Reference, postcode: &Postcode) -> Area<'a> {
    let nothing = |why| Area { notes: vec![why], ..Area::default() };
    if postcode.is_pseudo() {
        return nothing(NoMatch::Pseudo);
    }
    if reference.postcodes.is_empty() {
        return nothing(NoMatch::NoTable);
    }
    let Some(row) = reference.postcodes.get(postcode) else {
        return nothing(NoMatch::NotInTable);
    };
    let lsoa21 = row.lsoa21.as_deref();
    let same_code = lsoa21.filter(|code| reference.imd2019.contains_key(*code));
    let lsoa11 = row.lsoa11.as_deref().or(same_code);
    let imd2025 = lsoa21.and_then(|code| reference.imd2025.get(code)).copied();
    let imd2019 = lsoa11.and_then(|code| reference.imd2019.get(code)).copied();
    let by_lsoa = |code: Option<&str>| code.and_then(|code| reference.wards.get(code));
    let ward = row.ward.as_ref().or_else(|| by_lsoa(lsoa21)).or_else(|| by_lsoa(lsoa11));
    let mut notes = Vec::new();
    match (lsoa21, imd2025) {
        (None, _) => notes.push(NoMatch::NoLsoa21),
        (_, None) if !reference.imd2025.is_empty() => notes.push(NoMatch::NotInImd2025),
        _ => {}
    }
    match (lsoa11, imd2019) {
        _ if reference.imd2019.is_empty() => {}
        (None, _) => notes.push(NoMatch::LsoaChanged),
        (_, None) => notes.push(NoMatch::NotInImd2019),
        _ => {}
    }
    let terminated = row.terminated;
    Area { lsoa21, lsoa11, ward, imd2025, imd2019, terminated, notes }
}

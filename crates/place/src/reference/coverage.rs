//! How far the reference tables reach.

use std::collections::HashSet;

use super::{Reference, area};

/// Counts over every postcode of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Postcodes held.
    pub postcodes: usize,
    /// Of these, known to be no longer in use.
    pub terminated: usize,
    /// Have a 2021 LSOA.
    pub with_lsoa21: usize,
    /// Have a 2011 LSOA, by lookup or because the code did not change.
    pub with_lsoa11: usize,
    /// Have a ward.
    pub with_ward: usize,
    /// Have a 2021 LSOA whose very code is in the IMD 2019 table.
    pub lsoa21_in_imd2019: usize,
    /// Have IMD 2019 by any way.
    pub with_imd2019: usize,
    /// Have IMD 2025.
    pub with_imd2025: usize,
    /// Different 2021 LSOAs among the postcodes.
    pub lsoas21: usize,
    /// Of these, in the IMD 2025 table.
    pub lsoas21_in_imd2025: usize,
}

/// `part` of `whole` in per cent; `None` when there is nothing to divide by.
#[must_use]
pub fn share_percent(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 * 100.0 / whole as f64)
}

pub(crate) fn measure(reference: &Reference) -> Coverage {
    let mut found = Coverage::default();
    let mut lsoas: HashSet<&str> = HashSet::new();
    for postcode in reference.postcodes.keys() {
        let area = area::find(reference, postcode);
        let same = area.lsoa21.is_some_and(|code| reference.imd2019.contains_key(code));
        found.postcodes += 1;
        found.terminated += usize::from(area.terminated);
        found.with_lsoa21 += usize::from(area.lsoa21.is_some());
        found.with_lsoa11 += usize::from(area.lsoa11.is_some());
        found.with_ward += usize::from(area.ward.is_some());
        found.lsoa21_in_imd2019 += usize::from(same);
        found.with_imd2019 += usize::from(area.imd2019.is_some());
        found.with_imd2025 += usize::from(area.imd2025.is_some());
        lsoas.extend(area.lsoa21);
    }
    found.lsoas21 = lsoas.len();
    found.lsoas21_in_imd2025 =
        lsoas.iter().filter(|code| reference.imd2025.contains_key(**code)).count();
    found
}

//! Whether enough is given to look for somebody at all.

use super::Query;

/// What is wanted, in words.
pub(super) const WANTED: &str = "too little is given to look for anybody: give an NHS number, or a \
     name with a date of birth, an address, a telephone number or an email address";

impl Query {
    /// True with an NHS number, or with a name and something beside it that is not shared by
    /// thousands. A sex or a practice alone is no such thing.
    pub(super) fn is_enough(&self) -> bool {
        let named = self.names.iter().any(|name| name.family.is_some() || !name.given.is_empty());
        let beside = self.birth_date.is_some()
            || self.addresses.iter().any(|address| {
                !address.lines.is_empty() || address.postcode.is_some() || address.uprn.is_some()
            })
            || !self.phones.is_empty()
            || !self.emails.is_empty();
        self.nhs_number.is_some() || (named && beside)
    }
}

//! What is known of the person who is looked for.

use std::fmt;

use terms::{NhsNumber, OdsCode, PartialDate, Uprn};

/// The identifying values of one person, as the sender wrote them. Every value may be missing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// NHS number whose check digit agrees.
    pub nhs_number: Option<NhsNumber>,
    /// Names, those in use first; at most [`crate::limits::NAMES_MAX`].
    pub names: Vec<Name>,
    /// Date of birth; perhaps only its year, or year and month.
    pub birth_date: Option<PartialDate>,
    /// Whether the person has died, where the sender says so.
    pub deceased: Option<bool>,
    /// Date of death.
    pub death_date: Option<PartialDate>,
    /// Sex, from the administrative gender.
    pub sex: Sex,
    /// Addresses, those in use first; at most [`crate::limits::ADDRESSES_MAX`].
    pub addresses: Vec<Address>,
    /// Telephone numbers, in the order given.
    pub phones: Vec<String>,
    /// Email addresses, in the order given.
    pub emails: Vec<String>,
    /// The general practice the person is registered with.
    pub practice: Option<OdsCode>,
}

/// A name.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Name {
    /// Family name.
    pub family: Option<String>,
    /// Given names in their order: the first, then further ones.
    pub given: Vec<String>,
    /// No longer in use: before marriage, or ended.
    pub former: bool,
}

/// An address.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// Lines without the town and the postcode.
    pub lines: Vec<String>,
    /// Town.
    pub town: Option<String>,
    /// Postcode as written.
    pub postcode: Option<String>,
    /// Unique property reference number.
    pub uprn: Option<Uprn>,
    /// No longer lived at.
    pub past: bool,
}

/// Sex, as the administrative gender of R4 tells it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sex {
    /// `female`
    Female,
    /// `male`
    Male,
    /// `other`
    Other,
    /// `unknown`, or not given.
    #[default]
    Unknown,
}

impl Query {
    /// Family names that are no longer in use.
    pub fn former_surnames(&self) -> impl Iterator<Item = &str> {
        self.names.iter().filter(|name| name.former).filter_map(|name| name.family.as_deref())
    }
}

/// Debug output reaches logs, so it tells what is given and not what it says.
impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("has_nhs_number", &self.nhs_number.is_some())
            .field("names", &self.names.len())
            .field("has_birth_date", &self.birth_date.is_some())
            .field("addresses", &self.addresses.len())
            .field("phones", &self.phones.len())
            .field("emails", &self.emails.len())
            .field("has_practice", &self.practice.is_some())
            .finish()
    }
}

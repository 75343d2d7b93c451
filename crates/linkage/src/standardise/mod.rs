//! Raw values to comparable ones. The raw value is never changed: what is made here is only compared.

pub mod fold;
pub mod names;
pub mod nicknames;
pub mod numbers;
pub mod phonetic;
pub mod place;

pub use nicknames::Nicknames;

/// How raw values are read: the table of name forms in use.
#[derive(Clone, Debug, Default)]
pub struct Standardiser {
    /// Forms of given names.
    pub nicknames: Nicknames,
}

impl Standardiser {
    /// The standard tables.
    #[must_use]
    pub fn standard() -> Self {
        Self { nicknames: Nicknames::standard() }
    }
}

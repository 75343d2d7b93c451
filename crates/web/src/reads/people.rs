//! The people behind a number.

use terms::{Date, PartialDate, PersonId};

use super::{Area, Column, MissingFeed};

/// Which people, and which part of their list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeopleQuery {
    /// Where.
    pub area: Area,
    /// Behind which column.
    pub column: Column,
    /// On which day; `None` means the latest day the feeds speak of together.
    pub as_of: Option<Date>,
    /// Start after this person in the list's order (family name, given name, born, identifier).
    /// Only the identifier travels, so that no name stands in a URL; the store finds the rest.
    pub after: Option<PersonId>,
    /// At most so many.
    pub limit: usize,
}

/// A part of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeoplePage {
    /// The area's name: `Neighbourhood 1`.
    pub area_name: String,
    /// The day it counts.
    pub as_of: Date,
    /// In the whole list: the number the reader came from.
    pub total: u64,
    /// How many come before the first row shown.
    pub before: u64,
    /// In the list's order.
    pub rows: Vec<PersonRow>,
    /// Whether more follow.
    pub more: bool,
    /// Feeds it should have drawn on and could not.
    pub missing: Vec<MissingFeed>,
}

/// One person in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// The person.
    pub person: PersonId,
    /// `SMITH, John (Mr)`.
    pub name: String,
    /// Born, as far as known.
    pub born: Option<PartialDate>,
    /// Neighbourhood; `None` when not placed.
    pub neighbourhood: Option<String>,
    /// Practice by name.
    pub practice: Option<String>,
    /// Sources with a record of them, by title.
    pub sources: Vec<String>,
    /// First day of the open district-nursing episode.
    pub nursing_since: Option<Date>,
    /// First day of the open social-care episode.
    pub social_care_since: Option<Date>,
}

//! The front page of the place.

use terms::Date;

use super::{FeedRow, Share};

/// What the front page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Home {
    /// Every feed of the place, in the place's order: the page says which are late or missing.
    pub feeds: Vec<FeedRow>,
    /// Links that wait for a data steward.
    pub links_to_review: u64,
    /// The joint figure; `None` before the first link run.
    pub headline: Option<Headline>,
    /// The neighbourhoods of the place, in its order.
    pub neighbourhoods: Vec<NeighbourhoodRow>,
}

/// People known to both district nursing and social care, in the whole place.
#[derive(Clone, Debug, PartialEq)]
pub struct Headline {
    /// People known to both.
    pub joint: u64,
    /// People registered with a practice of the place.
    pub registered: u64,
    /// Both, of those registered; `None` when nobody is registered.
    pub share: Option<Share>,
    /// The day it counts.
    pub as_of: Date,
}

/// One neighbourhood of the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeighbourhoodRow {
    /// Its identifier in the place's configuration; goes into URLs.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where its team is based; `None` when not yet known.
    pub base: Option<String>,
    /// The day its team starts or started.
    pub roll_out: Option<Date>,
    /// Number of practices.
    pub practices: u64,
    /// People registered with them; `None` before a GP list was accepted.
    pub registered: Option<u64>,
}

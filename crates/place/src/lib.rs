//! The place: its organisations, neighbourhoods, practices and reference geography.
//!
//! Takes one `place.toml` and the public reference files it names; gives [`Place`]: which
//! neighbourhood a practice or a postcode belongs to, and, through [`Reference`], which LSOA (2011
//! and 2021), ward and deprivation rank a postcode has, or why it has none.
//! Never knows a person, never asks a server, never fills a gap with a guess.

mod config;
mod error;
mod fault;
mod loaded;
mod reference;
mod starter;

pub use config::{Neighbourhood, Organisation};
pub use error::Error;
pub use fault::Fault;
pub use loaded::Place;
pub use reference::{
    Area, Coverage, Imd, NoMatch, Practice, Reference, ReferenceFiles, Ward, share_percent,
};
pub use starter::{rebase, starter};

//! Finds which records are one person.
//!
//! Takes identifying values of records ([`Identity`]) from any number of sources and a [`Model`];
//! gives groups of records that are one person, the scored pairs behind them, the trained model and
//! an account of what was done ([`Linkage`]). [`explain`] says in bits why two records were, or were
//! not, linked; [`ids`] keeps person identifiers stable from one run to the next; [`files`] reads and
//! writes CSV; [`quality`] measures against a known truth.
//!
//! Never touches a database, never reads the clock for a decision, never lets the order of rows change
//! a result, never changes a raw value, never writes a name or number into an error.
//!
//! The method is that of I. P. Fellegi and A. B. Sunter, "A theory for record linkage" (1969), with
//! frequencies of values (W. E. Winkler) and one class more: pairs that are not one person but share a
//! household, and so agree on surname, address and telephone by kinship rather than identity.

mod columns;
pub mod encoded;
pub mod engine;
mod error;
pub mod files;
mod frequencies;
mod identity;
pub mod ids;
mod model;
pub mod quality;
mod records;
pub mod standardise;

pub use engine::explain::{Explainer, Explanation, Step, explain};
pub use engine::index::{Index, Match, Relinked};
pub use engine::report::{BlockReport, LinkReport, Stage, StageTime};
pub use engine::trained::TrainedModel;
pub use engine::{Band, Constraints, Edge, Linkage, link, link_with};
pub use error::Error;
pub use frequencies::Frequencies;
pub use identity::Identity;
pub use model::{Model, Preset};
pub use records::{RecordIx, Records, RecordsBuilder, SourceIx};
pub use standardise::Standardiser;

//! Every SQL statement of this crate, for the test that prepares them on both databases.

use crate::{deliveries, land, rejects};

/// All of them.
#[must_use]
pub fn all() -> Vec<&'static str> {
    [land::STATEMENTS, deliveries::STATEMENTS, rejects::STATEMENTS].concat()
}

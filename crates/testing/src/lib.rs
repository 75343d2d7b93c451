//! What tests share: a temporary PostgreSQL server, the shared data folder, and plain words when
//! something is missing.
//!
//! Takes nothing from the product. On continuous integration (`CI=true`) a missing PostgreSQL is a
//! failure; elsewhere the test says that it was skipped and why.
#![expect(clippy::panic, reason = "this crate is used by tests only")]

mod postgres;
mod shared;

pub use postgres::{Postgres, postgres};
pub use shared::shared;

/// True on continuous integration, where nothing may be skipped.
#[must_use]
pub fn on_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| value == "true" || value == "1")
}

/// Says that a test is skipped, or fails where nothing may be skipped.
///
/// # Panics
/// On continuous integration.
pub fn skip(why: &str) {
    assert!(!on_ci(), "may not be skipped on continuous integration: {why}");
    said(why);
}

/// Tells a skip past the test harness, which keeps what passing tests print to itself.
fn said(why: &str) {
    use std::io::Write as _;

    // Where standard error is closed nobody reads it.
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

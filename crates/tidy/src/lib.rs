//! What must not slip in this repository, kept by tests.
//!
//! Takes the files of the repository as text; gives a list of faults, each with its file and line.
//! Never changes a file, never judges length or layout: those are habits, followed by judgement.
//!
//! The rules stand in `tests/`, one file a subject; here is what they share.

mod files;
pub mod generated;
pub mod markdown;
pub mod rust;

pub use files::{File, files, read, root};

/// Fails with every fault at once, so that one run shows all there is to mend.
///
/// # Panics
/// When there is a fault.
#[expect(clippy::panic, reason = "this crate is used by tests only")]
pub fn none(rule: &str, faults: &[String]) {
    if !faults.is_empty() {
        panic!("{rule}:\n  {}\n", faults.join("\n  "));
    }
}

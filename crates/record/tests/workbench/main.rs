//! What data stewards read, on both databases: from rows written by hand, and after real decisions.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod decided;
mod history;
#[path = "../borough/made.rs"]
#[expect(dead_code, reason = "the borough test uses all of it")]
mod made;
mod review;
mod rows;

//! What data stewards read, from rows written by hand, on both databases.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod history;
mod review;
mod rows;

//! What data stewards read, from rows written by hand, on both databases.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod review;
mod rows;

//! A small fictional borough, from its extracts to linked people, on both databases.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod decisions;
mod made;
mod table;

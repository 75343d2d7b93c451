//! One database under one code: SQLite by default, PostgreSQL by URL.
//!
//! Takes a URL; gives a [`Db`]: migrations, retriable transactions, bulk inserts, jobs, health and
//! backup. Never knows a care term: the crates that own tables keep their SQL beside the function
//! that runs it.
//!
//! Portable columns only: `TEXT`, `BIGINT`, `DOUBLE PRECISION`; booleans are 0/1, JSON and times are
//! text. Statements are constants and are prepared on both databases by a test (see [`statements`]).

mod backup;
mod bulk;
mod db;
mod error;
mod health;
pub mod jobs;
mod migrations;
pub mod statements;
mod statistics;
mod time;
mod transaction;

pub use backup::{backup, restore_sqlite};
pub use bulk::{Bulk, Value};
pub use db::{Db, Engine};
pub use error::Error;
pub use health::{Health, health};
pub use migrations::{SCHEMA_VERSION, table_classes};
pub use statistics::refresh_statistics;
pub use time::{new_event_id, now_utc, today_in_london};
pub use transaction::{PassingFault, Tx};

/// What every function of this crate returns.
pub type Result<T> = std::result::Result<T, Error>;

/// Re-exported so that crates which own tables name one version of the driver.
pub use sqlx;

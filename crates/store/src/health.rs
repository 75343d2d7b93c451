//! Is the database well?

use crate::{Db, Engine, Result, SCHEMA_VERSION};

/// What `doctor` and `/health` say about the database.
#[derive(Clone, Debug)]
pub struct Health {
    /// Which engine.
    pub engine: Engine,
    /// The schema step it is at.
    pub schema_version: i64,
    /// The schema step this program needs.
    pub schema_version_needed: i64,
    /// The engine's own integrity report: `ok`, or what is wrong.
    pub integrity: String,
    /// Milliseconds for one small read.
    pub read_ms: u128,
}

const SCHEMA_NOW: &str = "select coalesce(max(version), 0) from _sqlx_migrations where success";

/// Asks the database how it is. `thorough` also runs SQLite's integrity check, which reads the file.
///
/// # Errors
/// When the database does not answer.
pub async fn health(db: &Db, thorough: bool) -> Result<Health> {
    let start = std::time::Instant::now();
    let schema_version: i64 = sqlx::query_scalar(SCHEMA_NOW).fetch_one(db.pool()).await?;
    let read_ms = start.elapsed().as_millis();
    let integrity = match (db.engine(), thorough) {
        (Engine::Sqlite, true) => {
            sqlx::query_scalar("pragma quick_check(1)").fetch_one(db.pool()).await?
        }
        _ => "ok".to_owned(),
    };
    Ok(Health {
        engine: db.engine(),
        schema_version,
        schema_version_needed: SCHEMA_VERSION,
        integrity,
        read_ms,
    })
}

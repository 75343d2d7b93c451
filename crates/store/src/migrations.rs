//! The schema, one numbered file a step, for each engine.

use sqlx::SqlSafeStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use crate::{Db, Engine, Result};

/// The newest step of the schema.
pub const SCHEMA_VERSION: i64 = 5;

macro_rules! steps {
    ($($version:literal $name:literal),+ $(,)?) => {
        const STEPS: &[Step] = &[$(Step {
            version: $version,
            name: $name,
            sqlite: include_str!(concat!("../migrations/sqlite/", $name, ".sql")),
            postgres: include_str!(concat!("../migrations/postgres/", $name, ".sql")),
        }),+];
    };
}

struct Step {
    version: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

steps! {
    1 "0001_jobs",
    2 "0002_deliveries_and_records",
    3 "0003_persons_and_links",
    4 "0004_decisions_and_models",
    5 "0005_link_quality",
}

/// Brings the schema up to date. No advisory lock is taken, because a distributed PostgreSQL has
/// none: of two processes that start on an empty database at once the slower one looks again.
pub(crate) async fn run(db: &Db) -> Result<()> {
    let mut migrator = Migrator::with_migrations(
        STEPS
            .iter()
            .map(|step| {
                let sql = match db.engine() {
                    Engine::Sqlite => step.sqlite,
                    Engine::Postgres => step.postgres,
                };
                Migration::new(
                    step.version,
                    step.name.into(),
                    MigrationType::Simple,
                    sql.into_sql_str(),
                    false,
                )
            })
            .collect(),
    );
    migrator.set_locking(false);
    if migrator.run(db.pool()).await.is_err() {
        // Another process may have done the same step at the same moment; the second look finds it.
        migrator.run(db.pool()).await?;
    }
    Ok(())
}

/// Each step's name and its first line, which names the class of its tables, for both engines.
pub fn table_classes() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    STEPS.iter().map(|step| {
        let first = |sql: &'static str| sql.lines().next().unwrap_or_default();
        (step.name, first(step.sqlite), first(step.postgres))
    })
}

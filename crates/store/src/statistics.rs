//! What the query planner knows of the tables.

use crate::{Db, Engine, Result};

/// Rows per index that SQLite looks at: enough to tell a wide index from a narrow one.
const SQLITE: &str = "pragma analysis_limit = 1000; analyze";
const POSTGRES: &str = "analyze";

/// Lets the planner look at the tables again, after many rows were written: with what it knew of
/// empty tables it would choose ways that take hours.
///
/// # Errors
/// When the database does not do its part.
pub async fn refresh_statistics(db: &Db) -> Result<()> {
    let statement = match db.engine() {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
    };
    sqlx::raw_sql(statement).execute(db.pool()).await?;
    Ok(())
}

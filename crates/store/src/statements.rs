//! A register of SQL constants, so that one test can prepare all of them on both databases.
//!
//! A crate that owns tables lists its statements in a `pub const STATEMENTS: &[&str]`; the test
//! calls [`prepare_all`] with each list.

use sqlx::{Executor, SqlSafeStr};

use crate::{Db, Error};

/// Prepares each statement and gives those the database refuses, with its reason.
///
/// # Errors
/// When no connection can be had.
pub async fn prepare_all(
    db: &Db,
    statements: &[&'static str],
) -> Result<Vec<(&'static str, String)>, Error> {
    let mut refused = Vec::new();
    let mut connection = db.pool().acquire().await?;
    for statement in statements {
        if let Err(fault) = (&mut *connection).prepare(statement.into_sql_str()).await {
            refused.push((*statement, fault.to_string()));
        }
    }
    Ok(refused)
}

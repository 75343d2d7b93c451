//! Transactions that can be run again.

use sqlx::{Any, Transaction};

use crate::{Db, Engine, Error, Result};

/// A running transaction; rolled back unless the closure it was given to ends well.
pub type Tx = Transaction<'static, Any>;

/// Tries before giving up against other writers.
const TRIES_MAX: u32 = 5;

impl Db {
    /// Runs `work` in one write transaction and commits. Where the database reports a conflict with
    /// another writer, the whole closure runs again, so it must have no effect outside the
    /// transaction.
    ///
    /// # Errors
    /// What `work` returns, what the database says, or [`Error::Busy`] after five tries.
    pub async fn transact<T, E>(
        &self,
        mut work: impl AsyncFnMut(&mut Tx) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E>
    where
        E: From<Error> + PassingFault,
    {
        for _ in 0..TRIES_MAX {
            let mut tx = match self.begin().await {
                Ok(tx) => tx,
                Err(fault) if fault.is_passing() => continue,
                Err(fault) => return Err(fault.into()),
            };
            let fault = match work(&mut tx).await {
                Ok(value) => match tx.commit().await.map_err(Error::from) {
                    Ok(()) => return Ok(value),
                    Err(fault) if fault.is_passing() => continue,
                    Err(fault) => return Err(fault.into()),
                },
                Err(fault) => fault,
            };
            // A rollback that fails leaves the connection to be closed by the pool.
            let _ = tx.rollback().await;
            if !fault.is_passing_fault() {
                return Err(fault);
            }
            tracing::debug!("a transaction met another writer and runs again");
        }
        Err(Error::Busy { tries: TRIES_MAX }.into())
    }

    async fn begin(&self) -> Result<Tx> {
        Ok(match self.engine() {
            // A deferred transaction that reads first could not become a writer after another commit.
            Engine::Sqlite => self.pool.begin_with("begin immediate").await?,
            Engine::Postgres => self.pool.begin().await?,
        })
    }
}

/// Errors that can tell whether running the transaction again may help.
pub trait PassingFault {
    /// True for conflicts with other writers.
    fn is_passing_fault(&self) -> bool;
}

impl PassingFault for Error {
    fn is_passing_fault(&self) -> bool {
        self.is_passing()
    }
}

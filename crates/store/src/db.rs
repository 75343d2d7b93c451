//! Opening a database.

use std::path::Path;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyConnection, AnyPool, ConnectOptions, Connection as _, Executor};

use crate::{Error, Result, migrations};

/// Which engine carries the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// An embedded file.
    Sqlite,
    /// A server.
    Postgres,
}

/// An open database whose schema is up to date.
#[derive(Clone, Debug)]
pub struct Db {
    pub(crate) pool: AnyPool,
    engine: Engine,
    place: String,
}

/// Connections kept open at most.
const CONNECTIONS_MAX: u32 = 8;
/// How long a statement waits for another writer.
const BUSY_SECONDS_MAX: u64 = 30;

impl Db {
    /// Opens the database at `url` (a path, `sqlite://…` or `postgres://…`), creating the SQLite file
    /// where there is none, and brings its schema up to date.
    ///
    /// # Errors
    /// When the address is not one, the database cannot be reached, or it was written by a newer
    /// version.
    pub async fn open(url: &str) -> Result<Self> {
        let db = Self::connect(url, true).await?;
        migrations::run(&db).await?;
        Ok(db)
    }

    /// Opens an existing database without changing it. A SQLite file that is not there is an error.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open_existing(url: &str) -> Result<Self> {
        Self::connect(url, false).await
    }

    async fn connect(url: &str, create: bool) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let (engine, full) = address(url, create)?;
        let place = match engine {
            Engine::Sqlite => url.to_owned(),
            Engine::Postgres => without_password(&full),
        };
        let options: AnyConnectOptions =
            full.parse().map_err(|_| Error::Url { url: without_password(url) })?;
        let options = options.disable_statement_logging();
        // One connection first: the pool would try a broken file again until its time is up.
        let failed = |source| Error::Open { what: place.clone(), source };
        let mut first = AnyConnection::connect_with(&options).await.map_err(failed)?;
        if engine == Engine::Sqlite {
            first.execute(SQLITE_SETTINGS).await.map_err(failed)?;
        }
        first.close().await.map_err(failed)?;
        let pool = AnyPoolOptions::new()
            .max_connections(CONNECTIONS_MAX)
            .acquire_timeout(Duration::from_secs(BUSY_SECONDS_MAX))
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if engine == Engine::Sqlite {
                        connection.execute(SQLITE_SETTINGS).await?;
                    }
                    Ok(())
                })
            })
            .connect_with(options)
            .await
            .map_err(|source| Error::Open { what: place.clone(), source })?;
        Ok(Self { pool, engine, place })
    }

    /// The pool, for reads outside a transaction.
    #[must_use]
    pub const fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// Which engine it is.
    #[must_use]
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Where it is, without a password.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Closes every connection; waits for running statements.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Write-ahead log so that readers never wait for an import; every commit reaches the disk; foreign
/// keys are not used (the program must stay right without them on a distributed database).
const SQLITE_SETTINGS: &str = "pragma journal_mode = wal; pragma synchronous = full; \
     pragma busy_timeout = 30000; pragma cache_size = -131072; pragma temp_store = memory; \
     pragma wal_autocheckpoint = 20000";

/// True where the file begins as a SQLite database does.
pub(crate) fn is_database(path: &Path) -> bool {
    use std::io::Read as _;

    const MARK: &[u8] = b"SQLite format 3\0";

    let mut head = Vec::with_capacity(MARK.len());
    std::fs::File::open(path)
        .and_then(|file| file.take(MARK.len() as u64).read_to_end(&mut head))
        .is_ok_and(|_| head == MARK)
}

fn address(url: &str, create: bool) -> Result<(Engine, String)> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok((Engine::Postgres, url.to_owned()));
    }
    let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).unwrap_or(url);
    let path = path.split('?').next().unwrap_or(path);
    if path.is_empty() || path.contains("://") {
        return Err(Error::Url { url: without_password(url) });
    }
    let mode = if create { "rwc" } else { "rw" };
    Ok((Engine::Sqlite, format!("sqlite://{}?mode={mode}", escaped(path))))
}

/// A path as the URL parser wants it: `%`, `?` and `#` would otherwise end the path early.
fn escaped(path: &str) -> String {
    path.replace('%', "%25").replace('?', "%3F").replace('#', "%23").replace(' ', "%20")
}

fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let Some((user, host)) = rest.rsplit_once('@') else {
        return url.to_owned();
    };
    let name = user.split(':').next().unwrap_or_default();
    format!("{scheme}://{name}@{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_engine_and_hides_its_password() {
        for (url, expected) in [
            ("/data/j.db", Some(Engine::Sqlite)),
            ("sqlite://j.db", Some(Engine::Sqlite)),
            ("postgres://me:secret@host/db", Some(Engine::Postgres)),
            ("mysql://host/db", None),
            ("", None),
        ] {
            assert_eq!(address(url, true).ok().map(|(engine, _)| engine), expected, "{url}");
        }
        assert_eq!(without_password("postgres://me:secret@host/db"), "postgres://me@host/db");
    }
}

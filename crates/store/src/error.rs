//! What can go wrong with a database, in words an administrator can act on.

/// A fault of the database or of the way to it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The URL names neither a SQLite file nor a PostgreSQL database.
    #[error(
        "`{url}` is not a database address: use a file path, `sqlite://path` or `postgres://user@host/name`"
    )]
    Url {
        /// The address without its password.
        url: String,
    },
    /// The database could not be reached or opened.
    #[error("cannot open the database {what}: {source}")]
    Open {
        /// Which database, without its password.
        what: String,
        /// The driver's reason.
        source: sqlx::Error,
    },
    /// The schema could not be brought up to date.
    #[error("cannot bring the database schema up to date: {source}")]
    Migrate {
        /// The migrator's reason.
        #[from]
        source: sqlx::migrate::MigrateError,
    },
    /// A statement failed.
    #[error("{}", plain(.source))]
    Statement {
        /// The driver's reason.
        #[from]
        source: sqlx::Error,
    },
    /// The transaction lost against others too often.
    #[error("the database stayed busy for {tries} tries: try again when other work has finished")]
    Busy {
        /// Tries made.
        tries: u32,
    },
    /// A backup or restore could not be done.
    #[error("{what}")]
    Backup {
        /// What and why.
        what: String,
    },
    /// A stored value does not have the shape this version writes.
    #[error("the database holds a value that cannot be read: {what}")]
    Corrupt {
        /// Which value.
        what: String,
    },
}

impl Error {
    /// True where the same transaction may succeed when run again.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        let Self::Statement { source: sqlx::Error::Database(fault) } = self else {
            return false;
        };
        let code = fault.code().unwrap_or_default();
        matches!(&*code, "40001" | "40P01" | "5" | "6" | "261" | "517")
    }

    /// True where another row has the same key already.
    #[must_use]
    pub fn is_taken_key(&self) -> bool {
        matches!(self, Self::Statement { source: sqlx::Error::Database(fault) }
            if fault.is_unique_violation())
    }

    /// True where the disk is full.
    #[must_use]
    pub fn is_disk_full(&self) -> bool {
        let Self::Statement { source: sqlx::Error::Database(fault) } = self else {
            return false;
        };
        matches!(&*fault.code().unwrap_or_default(), "13" | "53100")
    }
}

fn plain(source: &sqlx::Error) -> String {
    match source {
        sqlx::Error::Database(fault) => match fault.code().as_deref() {
            Some("13" | "53100") => "the disk is full: nothing of this step was kept; free space and run it again".to_owned(),
            Some("8") => "the database is read-only here: check the rights on its file and folder".to_owned(),
            Some("11" | "26") => "the database file is damaged: stop, keep the file, and restore a backup".to_owned(),
            _ => format!("the database refused a statement: {}", fault.message()),
        },
        sqlx::Error::PoolTimedOut => "no database connection became free in time: try again, or give the database more connections".to_owned(),
        sqlx::Error::Io(fault) => format!("the way to the database broke: {fault}"),
        other => format!("the database answered in an unexpected way: {other}"),
    }
}

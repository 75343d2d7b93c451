//! Backup and restore of an embedded database.

use std::path::Path;

use crate::{Db, Engine, Error, Result, db::is_ours};

/// Writes a consistent copy of a running SQLite database to `target`, which must not exist yet.
/// PostgreSQL has its own tool, which the error names.
///
/// # Errors
/// When the target exists, cannot be written, or the engine is PostgreSQL.
pub async fn backup(db: &Db, target: &Path) -> Result<u64> {
    if db.engine() == Engine::Postgres {
        return Err(Error::Backup {
            what: "a PostgreSQL database is backed up with `pg_dump --format=custom`".to_owned(),
        });
    }
    if target.exists() {
        return Err(Error::Backup {
            what: format!("`{}` exists already: choose another file", target.display()),
        });
    }
    sqlx::query("vacuum into $1").bind(target.display().to_string()).execute(db.pool()).await?;
    std::fs::metadata(target).map(|file| file.len()).map_err(|fault| Error::Backup {
        what: format!("the backup `{}` cannot be read back: {fault}", target.display()),
    })
}

/// Puts the backup `from` in the place of the database file `to`. The file that was there is kept
/// beside it with the ending `.before-restore`.
///
/// # Errors
/// When `from` is not a database of ours, or a file cannot be moved or copied.
pub fn restore_sqlite(from: &Path, to: &Path) -> Result<()> {
    let fault = |what: String| Error::Backup { what };
    if !from.is_file() || !is_ours(from) {
        return Err(fault(format!("`{}` is not a backup of this program", from.display())));
    }
    if to.exists() {
        let kept = to.with_extension("before-restore");
        std::fs::rename(to, &kept).map_err(|e| {
            fault(format!("`{}` cannot be kept as `{}`: {e}", to.display(), kept.display()))
        })?;
    }
    for ending in ["-wal", "-shm"] {
        let side = format!("{}{ending}", to.display());
        if Path::new(&side).exists() {
            std::fs::remove_file(&side)
                .map_err(|e| fault(format!("`{side}` cannot be removed: {e}")))?;
        }
    }
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|e| fault(format!("`{}` cannot be made: {e}", folder.display())))?;
    }
    let half = to.with_extension("restoring");
    std::fs::copy(from, &half)
        .and_then(|_| std::fs::File::open(&half)?.sync_all())
        .and_then(|()| std::fs::rename(&half, to))
        .map_err(|e| fault(format!("`{}` cannot be written: {e}", to.display())))
}

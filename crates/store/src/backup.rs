//! Backup and restore of an embedded database.

use std::path::{Path, PathBuf};

use crate::{Db, Engine, Error, Result, db::is_database, health};

/// Writes a consistent copy of a running SQLite database to `target`, which must not exist yet, and
/// gives its size in bytes. PostgreSQL has its own tool, which the error names.
///
/// # Errors
/// When the target exists, cannot be written, or the engine is PostgreSQL. Nothing is left at
/// `target` then.
pub async fn backup(db: &Db, target: &Path) -> Result<u64> {
    if db.engine() == Engine::Postgres {
        return Err(fault(
            "a PostgreSQL database is backed up with `pg_dump --format=custom`".to_owned(),
        ));
    }
    if target.exists() {
        return Err(fault(format!("`{}` exists already: choose another file", target.display())));
    }
    let half = beside(target, "half-written");
    let written =
        sqlx::query("vacuum into $1").bind(half.display().to_string()).execute(db.pool()).await;
    let done = match written {
        Ok(_) => into_place(&half, target),
        Err(fault) => Err(fault.into()),
    };
    if done.is_err() {
        // A half of a backup is of no use; if it cannot be removed, its name says what it is.
        let _ = std::fs::remove_file(&half);
    }
    done?;
    std::fs::metadata(target)
        .map(|file| file.len())
        .map_err(|e| fault(format!("the backup `{}` cannot be read back: {e}", target.display())))
}

/// Puts the backup `from` in the place of the database file `to`, after its integrity was checked.
/// What was there is kept beside it, with everything that was not yet written into its main file;
/// its new name is given.
///
/// # Errors
/// When `from` is not a whole database of ours, or a file cannot be moved or copied. The database in
/// use is touched only when the backup was found whole.
pub async fn restore_sqlite(from: &Path, to: &Path) -> Result<Option<PathBuf>> {
    if !is_database(from) {
        return Err(fault(format!("`{}` is not a backup of this program", from.display())));
    }
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|e| fault(format!("`{}` cannot be made: {e}", folder.display())))?;
    }
    let half = beside(to, "restoring");
    std::fs::copy(from, &half)
        .map_err(|e| fault(format!("`{}` cannot be written: {e}", half.display())))?;
    if let Err(fault) = check(&half).await {
        // The copy is of no use; if it cannot be removed, its name says what it is.
        let _ = std::fs::remove_file(&half);
        return Err(fault);
    }
    let kept = keep(to)?;
    into_place(&half, to)?;
    Ok(kept)
}

/// Opens a copy and lets the engine look through it.
async fn check(copy: &Path) -> Result<()> {
    let db = Db::open_existing(&copy.display().to_string()).await?;
    let health = health(&db, true).await;
    db.close().await;
    let health = health?;
    if health.integrity != "ok" || health.schema_version > health.schema_version_needed {
        return Err(fault(format!(
            "the backup cannot be used: integrity {}, schema {}",
            health.integrity, health.schema_version
        )));
    }
    remove_sides(copy);
    Ok(())
}

/// Moves a database away, its write-ahead log with it.
fn keep(to: &Path) -> Result<Option<PathBuf>> {
    if !to.exists() {
        return Ok(None);
    }
    let kept = beside(to, &format!("before-restore-{}", crate::new_event_id()));
    for ending in ["", "-wal", "-shm"] {
        let (old, new) = (side(to, ending), side(&kept, ending));
        if old.exists() {
            std::fs::rename(&old, &new).map_err(|e| {
                fault(format!("`{}` cannot be kept as `{}`: {e}", old.display(), new.display()))
            })?;
        }
    }
    Ok(Some(kept))
}

fn into_place(half: &Path, target: &Path) -> Result<()> {
    std::fs::File::open(half)
        .and_then(|file| file.sync_all())
        .and_then(|()| std::fs::rename(half, target))
        .map_err(|e| fault(format!("`{}` cannot be written: {e}", target.display())))
}

fn remove_sides(file: &Path) {
    for ending in ["-wal", "-shm"] {
        // Closing the last connection removes them already; what is left belongs to the copy alone.
        let _ = std::fs::remove_file(side(file, ending));
    }
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}.{ending}", file.display()))
}

fn side(file: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}{ending}", file.display()))
}

fn fault(what: String) -> Error {
    Error::Backup { what }
}

//! `joinedup backup`, `restore` and `migrate`.

use std::path::Path;

use anyhow::{Result, bail};

use super::Done;
use crate::home::Home;
use crate::print;
use crate::words::number;

pub(crate) async fn backup(home: &Home, file: &Path) -> Result<Done> {
    let db = home.open_existing().await?;
    let bytes = store::backup(&db, file).await?;
    print::line(format!("{} bytes written to `{}`", number(bytes), file.display()))?;
    Ok(Done::Well)
}

pub(crate) async fn restore(home: &Home, file: &Path) -> Result<Done> {
    let Some(target) = home.sqlite_file() else {
        bail!("a PostgreSQL database is restored with `pg_restore`");
    };
    let kept = store::restore_sqlite(file, &target).await?;
    let db = home.open_existing().await?;
    db.close().await;
    print::line(format!("`{}` is in place; its integrity was checked", target.display()))?;
    if let Some(kept) = kept {
        print::line(format!("What was there is kept as `{}`", kept.display()))?;
    }
    print::line("A server that was running must be started again.")?;
    Ok(Done::Well)
}

pub(crate) async fn migrate(home: &Home) -> Result<Done> {
    let db = home.open().await?;
    let health = store::health(&db, false).await?;
    print::line(format!("{} is at schema {}", db.place(), health.schema_version))?;
    Ok(Done::Well)
}

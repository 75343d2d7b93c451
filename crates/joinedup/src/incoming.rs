//! Files on their way in from a page.

use std::path::PathBuf;
use std::sync::Arc;

use store::{Db, jobs};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::Notify;
use uuid::Uuid;
use web::reads::Incoming;
use web::{Error, Intake, csv_guard};

use crate::worker::ImportJob;

/// A file being received. It is whole, on the disk and asked for as a job when
/// [`Intake::finish`] returns; until then it is a half that is removed.
pub(crate) struct Receiving {
    db: Db,
    bell: Arc<Notify>,
    incoming: Incoming,
    half: PathBuf,
    file: Option<tokio::fs::File>,
}

impl Receiving {
    pub(crate) async fn begin(
        db: Db,
        bell: Arc<Notify>,
        folder: &std::path::Path,
        incoming: Incoming,
    ) -> Result<Self, Error> {
        tokio::fs::create_dir_all(folder).await.map_err(Error::store)?;
        let half = folder.join(format!("{}.half", Uuid::new_v4()));
        let file = tokio::fs::File::create(&half).await.map_err(Error::store)?;
        Ok(Self { db, bell, incoming, half, file: Some(file) })
    }
}

impl Intake for Receiving {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match &mut self.file {
            Some(file) => file.write_all(bytes).await.map_err(Error::store),
            None => Err(Error::store("the file was closed already")),
        }
    }

    async fn finish(mut self) -> Result<String, Error> {
        if let Some(mut file) = self.file.take() {
            file.flush().await.map_err(Error::store)?;
            file.sync_all().await.map_err(Error::store)?;
        }
        let whole = self.half.with_extension("csv");
        if self.incoming.mends.is_some() {
            unguard(&self.half, &whole).map_err(Error::store)?;
        } else {
            tokio::fs::rename(&self.half, &whole).await.map_err(Error::store)?;
        }
        let job = ImportJob {
            stored: whole.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            file_name: self.incoming.file_name.clone(),
            feed: self.incoming.feed.clone(),
            mends: self.incoming.mends.clone(),
        };
        let input = serde_json::to_string(&job).map_err(Error::store)?;
        let id = jobs::add(&self.db, "import", &input).await.map_err(Error::store)?;
        self.bell.notify_one();
        Ok(id)
    }
}

impl Drop for Receiving {
    fn drop(&mut self) {
        // After a finish there is no half any more; otherwise what arrived is discarded.
        let _ = std::fs::remove_file(&self.half);
    }
}

/// Cells that were guarded against spreadsheets when the rows were downloaded are as they were again.
/// A file that is no CSV is handed on as it is: the import says what is wrong with it.
fn unguard(from: &std::path::Path, to: &std::path::Path) -> std::io::Result<()> {
    let bytes = std::fs::read(from)?;
    let Ok(text) = std::str::from_utf8(&bytes) else { return std::fs::rename(from, to) };
    let mut rows =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut out = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_path(to)
        .map_err(std::io::Error::other)?;
    for row in rows.records() {
        let row = row.map_err(std::io::Error::other)?;
        out.write_record(row.iter().map(csv_guard::unguard)).map_err(std::io::Error::other)?;
    }
    out.flush()?;
    std::fs::remove_file(from)
}

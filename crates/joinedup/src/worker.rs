//! Runs the jobs that pages ask for, one at a time, on a thread of its own: leaving a page does not
//! stop them, and a job that was cut off is taken up again at the next start.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result};
use feeds::{Import, Outcome, Profiles, Progress};
use serde::{Deserialize, Serialize};
use store::{Db, jobs};
use tokio::sync::Notify;

use crate::linked::Linked;
use crate::words::number;

/// What an import job works on.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ImportJob {
    /// The file below the folder of incoming files.
    pub(crate) stored: String,
    /// Its own name.
    pub(crate) file_name: String,
    /// The feed it was sent for.
    pub(crate) feed: String,
    /// The delivery whose mended rows it holds.
    pub(crate) mends: Option<String>,
}

/// The message of a finished import: the delivery it made, before a space.
pub(crate) const DELIVERY: &str = "delivery";

/// A running worker.
pub(crate) struct Worker {
    bell: Arc<Notify>,
    stop: Arc<AtomicBool>,
}

impl Worker {
    /// Rung when a job was added.
    pub(crate) fn bell(&self) -> Arc<Notify> {
        Arc::clone(&self.bell)
    }

    /// Ends the worker after the job at hand.
    pub(crate) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.bell.notify_one();
    }
}

/// How often a worker looks for jobs that another process added.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// Starts the worker.
pub(crate) fn start(db: Db, profiles: Profiles, incoming: PathBuf, linked: Linked) -> Worker {
    let worker = Worker { bell: Arc::default(), stop: Arc::default() };
    let (bell, stop) = (worker.bell(), Arc::clone(&worker.stop));
    let runtime = tokio::runtime::Handle::current();
    tokio::task::spawn_blocking(move || {
        runtime.block_on(async move {
            while !stop.load(Ordering::Relaxed) {
                match jobs::take(&db).await {
                    Ok(Some(job)) => {
                        end(&db, &profiles, &incoming, &job).await;
                        link(&linked).await;
                    }
                    Ok(None) => {
                        // Another process may have imported.
                        link(&linked).await;
                        // Either the bell rings or it is time to look again.
                        let _ = tokio::time::timeout(LOOK_EVERY, bell.notified()).await;
                    }
                    Err(fault) => {
                        tracing::error!(%fault, "jobs cannot be read");
                        tokio::time::sleep(LOOK_EVERY).await;
                    }
                }
            }
        });
    });
    worker
}

/// Links what was delivered since, and what it can change.
async fn link(linked: &Linked) {
    match linked.sync().await {
        Ok(Some(synced)) if synced.deliveries > 0 => tracing::info!(
            records = synced.relinked,
            made = synced.links_made,
            ended = synced.links_ended,
            "a delivery was linked"
        ),
        Ok(_) => {}
        Err(fault) => {
            tracing::error!(%fault, "a delivery could not be linked; it will be tried again")
        }
    }
}

async fn end(db: &Db, profiles: &Profiles, incoming: &Path, job: &jobs::Job) {
    let (well, message) = match work(db, profiles, incoming, job).await {
        Ok(message) => (true, message),
        Err(fault) => (false, format!("{fault:#}")),
    };
    if let Err(fault) = jobs::end(db, &job.id, well, &message).await {
        tracing::error!(%fault, job = job.id, "the end of a job cannot be written");
    }
}

async fn work(db: &Db, profiles: &Profiles, incoming: &Path, job: &jobs::Job) -> Result<String> {
    if job.kind != "import" {
        anyhow::bail!("this version knows no job of the kind `{}`", job.kind);
    }
    let asked: ImportJob =
        serde_json::from_str(&job.input).context("what the job works on cannot be read")?;
    let import = Import {
        mends: asked.mends.clone(),
        sent_for: Some(asked.feed.clone()),
        ..Import::default()
    };
    let file = incoming.join(&asked.stored);
    let (rows, mut told) = tokio::sync::mpsc::unbounded_channel();
    let importing = async {
        let said = move |at| {
            // The listener lives as long as the import.
            let _ = rows.send(at);
        };
        feeds::receive(db, profiles, &file, &asked.file_name, &import, &said).await
    };
    let telling = async {
        let mut last = std::time::Instant::now();
        while let Some(at) = told.recv().await {
            if last.elapsed() > Duration::from_millis(500) {
                last = std::time::Instant::now();
                let (done, what) = match at {
                    Progress::Read(rows) => (rows, "read"),
                    Progress::Written(rows) => (rows, "written"),
                };
                let text = format!("{} rows {what}", number(done));
                let done = i64::try_from(done).unwrap_or(i64::MAX);
                if let Err(fault) = jobs::progress(db, &job.id, done, 0, &text).await {
                    tracing::debug!(%fault, "progress could not be written while an import runs");
                }
            }
        }
    };
    let (outcome, ()) = tokio::join!(importing, telling);
    store::refresh_statistics(db).await?;
    let delivery = match outcome? {
        Outcome::Landed(landed) => landed.delivery_id,
        Outcome::Already { delivery_id, .. } | Outcome::Refused { delivery_id, .. } => delivery_id,
    };
    if let Err(fault) = std::fs::remove_file(&file) {
        tracing::warn!(%fault, "a received file could not be removed after its import");
    }
    Ok(format!("{DELIVERY} {delivery}"))
}

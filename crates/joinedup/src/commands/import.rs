//! `joinedup import`: files in, each landed whole or refused with the reason.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use feeds::{Encoding, Import as How, Landed, Outcome, Profiles, Reading};
use store::Db;

use super::Done;
use crate::cli::{self, Import};
use crate::home::Home;
use crate::print;
use crate::progress::Progress;
use crate::words::{counted, number};

pub(crate) async fn run(home: &Home, import: &Import) -> Result<Done> {
    let profiles = home.profiles()?;
    let db = home.open_existing().await?;
    let files = files(&import.files)?;
    if files.is_empty() {
        bail!("no .csv file found there");
    }
    if import.mend.is_some() && files.len() > 1 {
        bail!("mended rows of one delivery come in one file");
    }
    let how = How {
        reading: Reading {
            encoding: match import.encoding {
                cli::Encoding::Utf8 => Encoding::Utf8,
                cli::Encoding::Windows1252 => Encoding::Windows1252,
            },
            accept_unended: import.accept_unended,
            accept_new_columns: import.accept_new_columns,
        },
        profile: import.profile.clone(),
        sent_for: import.profile.clone(),
        mends: import.mend.clone(),
        again: import.again,
        accept_thresholds: import.accept_thresholds,
    };
    if let Some(delivery) = &import.mend {
        feeds::deliveries::get(&db, delivery)
            .await?
            .with_context(|| format!("there is no delivery `{delivery}`"))?;
    }
    let mut refused = 0;
    each(&db, &profiles, feeds::order(&profiles, &files), &how, |name, outcome| {
        refused += u64::from(matches!(outcome, Outcome::Refused { .. }));
        print::line(said(name, outcome))
    })
    .await?;
    if refused > 0 {
        let refused = counted(refused, "file was refused", "files were refused");
        print::line(format!("{refused}; nothing of a refused file was landed"))?;
        return Ok(Done::Refused);
    }
    Ok(Done::Well)
}

/// Imports files in order with a progress bar; the next file is read while one is landed. `told`
/// hears what became of each.
pub(crate) async fn each(
    db: &Db,
    profiles: &Profiles,
    files: Vec<PathBuf>,
    how: &How,
    mut told: impl FnMut(&str, &Outcome) -> Result<()>,
) -> Result<()> {
    let mut files = files.into_iter();
    let mut next = files.next().map(|file| BeingRead::begin(profiles, file, how));
    while let Some(reading) = next.take() {
        let BeingRead { name, progress, prepared } = reading;
        let prepared = prepared.await.context("reading a file was cut off")??;
        next = files.next().map(|file| BeingRead::begin(profiles, file, how));
        let outcome = feeds::land(db, profiles, prepared, how, &|at| say(&progress, at)).await?;
        told(&name, &outcome)?;
        progress.finish();
    }
    store::refresh_statistics(db).await?;
    Ok(())
}

/// A file being read on another thread.
struct BeingRead {
    name: String,
    progress: Arc<Progress>,
    prepared: tokio::task::JoinHandle<feeds::Result<feeds::Prepared>>,
}

impl BeingRead {
    fn begin(profiles: &Profiles, file: PathBuf, how: &How) -> Self {
        let name = name_of(&file);
        let progress = Arc::new(Progress::new(name.clone()));
        let (profiles, how) = (profiles.clone(), how.clone());
        let (named, telling) = (name.clone(), Arc::clone(&progress));
        let prepared = tokio::task::spawn_blocking(move || {
            feeds::prepare(&profiles, &file, &named, &how, &|at| say(&telling, at))
        });
        Self { name, progress, prepared }
    }
}

fn say(progress: &Progress, at: feeds::Progress) {
    progress.say(match at {
        feeds::Progress::Read(rows) => format!("{} rows read", number(rows)),
        feeds::Progress::Written(rows) => format!("{} rows written", number(rows)),
    });
}

/// What became of a file, in one or two lines.
pub(crate) fn said(file: &str, outcome: &Outcome) -> String {
    match outcome {
        Outcome::Landed(landed) => format!("{file}: {}", landed_text(landed)),
        Outcome::Already { title, .. } => {
            format!("{file}: {title}, landed before with the same content; nothing changed")
        }
        Outcome::Refused { title, refusal, .. } => {
            let title = title.as_ref().map_or_else(String::new, |title| format!(" ({title})"));
            format!("{file}: REFUSED{title}: {refusal}")
        }
    }
}

fn landed_text(landed: &Landed) -> String {
    let mut parts = vec![counted(landed.added, "row added", "rows added")];
    for (count, what) in [
        (landed.changed, "changed"),
        (landed.withdrawn, "withdrawn"),
        (landed.unchanged, "unchanged"),
        (landed.repeated, "repeated in the file"),
    ] {
        if count > 0 {
            parts.push(format!("{} {what}", number(count)));
        }
    }
    if landed.persons > 0 {
        let without = format!("{} without a valid NHS number", number(landed.without_nhs_number));
        parts.push(format!("{} ({without})", counted(landed.persons, "person", "people")));
    }
    if landed.noted > 0 {
        parts.push(format!("{} noted", counted(landed.noted, "value", "values")));
    }
    if landed.rejected > 0 {
        let rows = counted(landed.rejected, "row rejected", "rows rejected");
        parts.push(format!("{rows}: `joinedup rejects {}`", landed.delivery_id));
    }
    parts.extend(landed.remarks.iter().cloned());
    format!("{}: {}", landed.title, parts.join(", "))
}

/// The files named, and the .csv files of the folders named, in order of their names.
fn files(named: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = std::fs::read_dir(path)
            .with_context(|| format!("the folder `{}` cannot be read", path.display()))?;
        let mut inside: Vec<PathBuf> =
            entries.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<_>>()?;
        inside.retain(|file| file.extension().is_some_and(|e| e.eq_ignore_ascii_case("csv")));
        inside.sort();
        files.extend(inside);
    }
    Ok(files)
}

fn name_of(file: &Path) -> String {
    file.file_name()
        .map_or_else(|| file.display().to_string(), |n| n.to_string_lossy().into_owned())
}

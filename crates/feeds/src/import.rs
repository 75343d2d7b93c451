//! The whole way of a file: read, recognise, check, land.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use store::Db;

use crate::land::{self as landing, About, Landing};
use crate::profile::Profile;
use crate::{
    Error, Parsed, Profiles, Reading, Recognised, Refusal, Result, Table, parse, recognise,
};

/// How files are imported.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// How lenient the reader is.
    pub reading: Reading,
    /// Use this profile instead of the header.
    pub profile: Option<String>,
    /// The feed that somebody sent the file for: a file that is not recognised is kept in its history.
    pub sent_for: Option<String>,
    /// The delivery whose mended rows these are.
    pub mends: Option<String>,
    /// Land a file although the same bytes were landed before: an older state is meant to return.
    pub again: bool,
    /// Land a file although a threshold is passed.
    pub accept_thresholds: bool,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Rows read and checked.
    Read(u64),
    /// Rows written.
    Written(u64),
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was landed.
    Landed(Landed),
    /// The same bytes had been landed; nothing was changed.
    Already {
        /// That delivery.
        delivery_id: String,
        /// What the file is.
        title: String,
    },
    /// It was refused and nothing of it was landed.
    Refused {
        /// The delivery that records the refusal.
        delivery_id: String,
        /// What the file is, where its header was recognised.
        title: Option<String>,
        /// Why.
        refusal: Refusal,
    },
}

/// The figures of a landed delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation; all numbers count rows")]
pub struct Landed {
    pub delivery_id: String,
    pub feed: String,
    pub title: String,
    pub rows_read: u64,
    pub rows_landed: u64,
    pub added: u64,
    pub changed: u64,
    pub withdrawn: u64,
    pub unchanged: u64,
    pub repeated: u64,
    pub rejected: u64,
    pub noted: u64,
    /// People without a valid NHS number.
    pub without_nhs_number: u64,
    /// Different people in the file.
    pub persons: u64,
    /// What the reader put right.
    pub remarks: Vec<String>,
}

/// A file read and checked, not yet landed.
#[derive(Debug)]
pub struct Prepared {
    file_name: String,
    bytes: u64,
    sha256: String,
    remarks: Vec<String>,
    profile: Option<Arc<Profile>>,
    parsed: Option<Parsed>,
    refusal: Option<Refusal>,
}

/// Imports one file: [`prepare`], then [`land()`].
///
/// # Errors
/// As for both.
pub async fn receive(
    db: &Db,
    profiles: &Profiles,
    file: &Path,
    file_name: &str,
    import: &Import,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Outcome> {
    let prepared =
        tokio::task::block_in_place(|| prepare(profiles, file, file_name, import, progress))?;
    land(db, profiles, prepared, import, progress).await
}

/// Reads and checks a file; asks nothing of the database, so that one file can be read while another
/// is landed. Blocks until it is done.
///
/// # Errors
/// When the file cannot be read. A bad file is no error: landing it refuses it.
pub fn prepare(
    profiles: &Profiles,
    file: &Path,
    file_name: &str,
    import: &Import,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Prepared> {
    let bytes =
        std::fs::read(file).map_err(|source| Error::Read { file: file_name.to_owned(), source })?;
    let mut prepared = Prepared {
        file_name: file_name.to_owned(),
        bytes: bytes.len() as u64,
        sha256: crate::table::sha256(&bytes),
        remarks: Vec::new(),
        profile: None,
        parsed: None,
        refusal: None,
    };
    let mut rows = |count| progress(Progress::Read(count));
    let checked = Table::read(bytes, import.reading).and_then(|table| {
        prepared.remarks.clone_from(&table.remarks);
        let profile = profile_of(profiles, &table, import)?;
        prepared.profile = Some(Arc::clone(&profile));
        parse(&profile, &table, store::today_in_london(), &mut rows)
    });
    match checked {
        Ok(parsed) => prepared.parsed = Some(parsed),
        Err(refusal) => prepared.refusal = Some(refusal),
    }
    Ok(prepared)
}

/// Lands a prepared file whole, or refuses it and keeps why.
///
/// # Errors
/// When the database does not do its part; nothing is kept then. A bad file is an
/// [`Outcome::Refused`], not an error.
pub async fn land(
    db: &Db,
    profiles: &Profiles,
    prepared: Prepared,
    import: &Import,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Outcome> {
    let about = About {
        file_name: &prepared.file_name,
        content_sha256: &prepared.sha256,
        bytes: prepared.bytes,
        remarks: &prepared.remarks,
        mends: import.mends.as_deref(),
        again: import.again,
        accept_thresholds: import.accept_thresholds,
    };
    let title = prepared.profile.as_ref().map(|profile| profile.title.clone());
    let refusal = match (&prepared.profile, &prepared.parsed, prepared.refusal) {
        (Some(profile), Some(parsed), None) => {
            let written = |rows| progress(Progress::Written(rows));
            match landing::land(db, profiles, profile, parsed, &about, &written).await? {
                Landing::Landed(landed) => return Ok(Outcome::Landed(landed)),
                Landing::Already { delivery_id } => {
                    return Ok(Outcome::Already { delivery_id, title: profile.title.clone() });
                }
                Landing::Refused(refusal) => refusal,
            }
        }
        (_, _, Some(refusal)) => refusal,
        _ => Refusal::whole("the file could not be read", "Send it again"),
    };
    let sent_for = import.sent_for.as_deref().and_then(|name| profiles.get(name));
    let profile = prepared.profile.as_ref().or(sent_for).map(AsRef::as_ref);
    let delivery_id =
        landing::refused(db, profile, prepared.parsed.as_ref(), &about, &refusal).await?;
    Ok(Outcome::Refused { delivery_id, title, refusal })
}

fn profile_of(
    profiles: &Profiles,
    table: &Table,
    import: &Import,
) -> std::result::Result<Arc<Profile>, Refusal> {
    if let Some(name) = &import.profile {
        return profiles.get(name).cloned().ok_or_else(|| {
            Refusal::whole(
                format!("there is no profile `{name}`"),
                "`joinedup feeds profiles` lists those at hand",
            )
        });
    }
    match recognise(profiles, &table.header) {
        Recognised::Known(profile) => Ok(profile),
        Recognised::Unknown(_) if looks_like_data(&table.header) => Err(Refusal::whole(
            "line 1: the first line looks like data, not a header",
            "Send the file with its header line",
        )),
        Recognised::Unknown(Some(nearest)) => {
            let only_new = nearest.missing.is_empty() && !nearest.new.is_empty();
            if only_new
                && import.reading.accept_new_columns
                && let Some(profile) = profiles.get(&nearest.profile)
            {
                return Ok(Arc::clone(profile));
            }
            let mut what = format!(
                "line 1: the header is not known. The nearest profile is `{}` ({})",
                nearest.profile, nearest.title
            );
            if !nearest.missing.is_empty() {
                what.push_str(&format!("; missing: `{}`", nearest.missing.join("`, `")));
            }
            if !nearest.new.is_empty() {
                what.push_str(&format!("; not known: `{}`", nearest.new.join("`, `")));
            }
            let remedy = if only_new {
                "Add the columns to the profile, or import with --accept-new-columns to keep them as received"
            } else {
                "Send the extract with its real header, or write a profile for it (docs/how-to/add-a-feed.md)"
            };
            Err(Refusal::whole(what, remedy))
        }
        Recognised::Unknown(None) => Err(Refusal::whole(
            "line 1, column 1: no column of the header is known to any profile",
            "Check that it is the right file and that its first line is the header; a new extract needs a profile (docs/how-to/add-a-feed.md)",
        )),
    }
}

/// Whether a header holds what no column is called: then it is not repeated in any message.
fn looks_like_data(header: &[String]) -> bool {
    header.iter().any(|cell| {
        let digits = cell.chars().filter(char::is_ascii_digit).count();
        digits >= 6 || terms::Postcode::parse(cell).is_ok()
    })
}

/// Puts files into the order in which they are best imported: lists of people first, then what
/// hangs on them. Files that are not recognised keep their place at the end.
#[must_use]
pub fn order(profiles: &Profiles, files: &[PathBuf]) -> Vec<PathBuf> {
    let mut ordered: Vec<(usize, PathBuf)> = files
        .iter()
        .map(|file| (depth(profiles, file).unwrap_or(usize::MAX), file.clone()))
        .collect();
    ordered.sort_by_key(|(depth, _)| *depth);
    ordered.into_iter().map(|(_, file)| file).collect()
}

fn depth(profiles: &Profiles, file: &Path) -> Option<usize> {
    use std::io::Read as _;

    const HEADER_BYTES_MAX: u64 = 1 << 16;

    let mut head = Vec::new();
    std::fs::File::open(file).ok()?.take(HEADER_BYTES_MAX).read_to_end(&mut head).ok()?;
    let end = head.iter().position(|byte| *byte == b'\n')?;
    head.truncate(end + 1);
    let table = Table::read(head, Reading::default()).ok()?;
    match recognise(profiles, &table.header) {
        Recognised::Known(profile) => Some(profiles.depth(&profile.name)),
        Recognised::Unknown(_) => None,
    }
}

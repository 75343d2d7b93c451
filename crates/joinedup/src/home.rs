//! The data folder and what is in it.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use feeds::Profiles;
use place::Place;
use store::Db;

use crate::cli::At;

/// Where a place's data are.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    dir: PathBuf,
    database: String,
}

/// The data folder where none is named.
const DIR: &str = "joinedup-data";

impl Home {
    pub(crate) fn new(at: &At) -> Self {
        Self::in_dir(at.dir.clone().unwrap_or_else(|| DIR.into()), at)
    }

    pub(crate) fn in_dir(dir: PathBuf, at: &At) -> Self {
        let database =
            at.database.clone().unwrap_or_else(|| dir.join("joinedup.db").display().to_string());
        Self { dir, database }
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn place_file(&self) -> PathBuf {
        self.dir.join("place.toml")
    }

    pub(crate) fn profiles_dir(&self) -> PathBuf {
        self.dir.join("profiles")
    }

    pub(crate) fn incoming_dir(&self) -> PathBuf {
        self.dir.join("incoming")
    }

    /// The path of the SQLite file; `None` where the store is a server.
    pub(crate) fn sqlite_file(&self) -> Option<PathBuf> {
        let url = &self.database;
        if url.starts_with("postgres") {
            return None;
        }
        let path = url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"));
        Some(PathBuf::from(path.unwrap_or(url)))
    }

    /// Opens the database, making the data folder where there is none yet.
    pub(crate) async fn open(&self) -> Result<Db> {
        std::fs::create_dir_all(&self.dir)
            .with_context(|| format!("the data folder `{}` cannot be made", self.dir.display()))?;
        Ok(Db::open(&self.database).await?)
    }

    /// Opens a database that must be there already.
    pub(crate) async fn open_existing(&self) -> Result<Db> {
        if let Some(file) = self.sqlite_file().filter(|file| !file.exists()) {
            bail!(
                "there is no database `{}`: run `joinedup init`, or name the data folder with --dir",
                file.display()
            );
        }
        self.open().await
    }

    pub(crate) fn place(&self) -> Result<Place> {
        let file = self.place_file();
        if !file.exists() {
            bail!(
                "there is no `{}`: run `joinedup init --place …`, or name the data folder with --dir",
                file.display()
            );
        }
        Ok(Place::load(&file)?)
    }

    /// The place's own forms of names: `nicknames.csv` in the data folder, where there is one.
    pub(crate) fn nicknames(&self) -> Result<Option<String>> {
        let file = self.dir.join("nicknames.csv");
        match std::fs::read_to_string(&file) {
            Ok(text) => Ok(Some(text)),
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(fault) => {
                Err(fault).with_context(|| format!("`{}` cannot be read", file.display()))
            }
        }
    }

    pub(crate) fn profiles(&self) -> Result<Profiles> {
        Ok(Profiles::with_folder(&self.profiles_dir())?)
    }
}

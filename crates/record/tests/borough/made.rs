//! A small fictional borough on the disk and in both databases, for the tests of this crate.

use std::path::{Path, PathBuf};

use feeds::{Import, Outcome, Profiles, order, receive};
use place::Place;
use store::Db;
use store::sqlx;
use synth::{Borough, TruthRow};

pub(crate) const PEOPLE: u32 = 2_000;

/// The extracts of a borough on the disk, and what is true of it.
pub(crate) struct Made {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) truth: Vec<TruthRow>,
}

impl Made {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let borough = Borough { people: PEOPLE, seed: 11, ..Borough::default() };
        let written = synth::write(&borough, folder.path(), &mut |_, _| ()).expect("written");
        Self { folder, truth: written.truth }
    }

    pub(crate) fn place(&self) -> Place {
        Place::load(self.folder.path().join("place.toml")).expect("a place")
    }

    pub(crate) fn extracts(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> = std::fs::read_dir(self.folder.path().join("extracts"))
            .expect("a folder")
            .flatten()
            .map(|entry| entry.path())
            .collect();
        files.sort();
        files
    }
}

pub(crate) async fn databases() -> Vec<(Db, Option<testing::Postgres>, tempfile::TempDir)> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("store.db").display().to_string();
    let mut all = vec![(Db::open(&file).await.expect("sqlite"), None, folder)];
    if let Some(server) = testing::postgres() {
        let db = Db::open(&server.database()).await.expect("postgres");
        all.push((db, Some(server), tempfile::tempdir().expect("a folder")));
    }
    all
}

pub(crate) async fn import(db: &Db, files: &[PathBuf]) {
    let profiles = Profiles::shipped().expect("whole");
    for file in order(&profiles, files) {
        send(db, &profiles, &file).await;
    }
}

pub(crate) async fn send(db: &Db, profiles: &Profiles, file: &Path) {
    let name = file.file_name().expect("a name").to_string_lossy();
    let outcome = receive(db, profiles, file, &name, &Import::default(), &|_| ()).await;
    match outcome.expect("no fault") {
        // The borough's community services leave the day out of a contact now and then.
        Outcome::Landed(landed) => {
            assert!(landed.rejected == 0 || name == "csds_cyp201_care_contact.csv", "{name}");
        }
        other => panic!("{name}: {other:?}"),
    }
}

pub(crate) async fn persons(db: &Db) -> Vec<(String, String)> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select record_id, person_id from person_link where ended_by is null order by record_id",
    )
    .fetch_all(db.pool())
    .await
    .expect("read");
    rows
}

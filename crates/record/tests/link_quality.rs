//! How right the links are by group, on both databases: a borough without mistakes, and one where the
//! records of one ethnic group came without what it takes to link them.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use feeds::{Import, Outcome, Profiles, order, receive};
use place::Place;
use record::link::{self, Options};
use record::quality::{self, LinkQuality, Measure};
use record::{Error, quality::Group};
use store::Db;
use synth::Borough;

const PEOPLE: u32 = 4_000;

/// The extracts of a borough on the disk.
struct Made(tempfile::TempDir);

impl Made {
    fn new(fault_factor: f64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let borough = Borough { people: PEOPLE, seed: 65, fault_factor };
        synth::write(&borough, folder.path(), &mut |_, _| ()).expect("written");
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn truth(&self) -> PathBuf {
        self.file("truth/truth_links.csv")
    }

    fn place(&self) -> Place {
        Place::load(self.file("place.toml")).expect("a place")
    }

    /// Takes the cells of `columns` out of the rows that `which` picks, and gives their number.
    fn blank(&self, name: &str, columns: &[&str], which: (&str, &[&str])) -> u64 {
        let file = self.file(name);
        let mut reader = csv::Reader::from_path(&file).expect("a table");
        let header = reader.headers().expect("a header").clone();
        let at = |name: &str| header.iter().position(|cell| cell == name).expect("a column");
        let (picked, columns) = (at(which.0), columns.iter().map(|c| at(c)).collect::<Vec<_>>());
        let rows: Vec<csv::StringRecord> =
            reader.records().map(|row| row.expect("a row")).collect();
        let mut writer = csv::Writer::from_path(&file).expect("a file");
        writer.write_record(&header).expect("written");
        let mut blanked = 0;
        for row in rows {
            let is = row.get(picked).is_some_and(|cell| which.1.contains(&cell));
            blanked += u64::from(is);
            let cells = row.iter().enumerate();
            let cells = cells.map(|(at, cell)| if is && columns.contains(&at) { "" } else { cell });
            writer.write_record(cells).expect("written");
        }
        writer.flush().expect("written");
        blanked
    }
}

async fn databases() -> Vec<(Db, Option<testing::Postgres>, tempfile::TempDir)> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("store.db").display().to_string();
    let mut all = vec![(Db::open(&file).await.expect("sqlite"), None, folder)];
    if let Some(server) = testing::postgres() {
        let db = Db::open(&server.database()).await.expect("postgres");
        all.push((db, Some(server), tempfile::tempdir().expect("a folder")));
    }
    all
}

async fn import_and_link(db: &Db, folder: &Path) {
    let profiles = Profiles::shipped().expect("whole");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join("extracts"))
        .expect("a folder")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    for file in order(&profiles, &files) {
        let name = file.file_name().expect("a name").to_string_lossy();
        let outcome = receive(db, &profiles, &file, &name, &Import::default(), &|_| ()).await;
        assert!(matches!(outcome.expect("no fault"), Outcome::Landed(_)), "{name}");
    }
    link::run(db, &Options::default(), &|_| ()).await.expect("linked");
}

fn groups<'q>(found: &'q LinkQuality, key: &str) -> &'q [Group] {
    let grouping = found.groupings.iter().find(|grouping| grouping.key == key);
    &grouping.unwrap_or_else(|| panic!("no grouping {key}")).groups
}

fn alarms(found: &LinkQuality) -> Vec<(String, String, Measure)> {
    found
        .alarms()
        .map(|alarm| (alarm.grouping.key.clone(), alarm.group.name.clone(), alarm.measure))
        .collect()
}

/// What must hold of any measurement.
fn adds_up(found: &LinkQuality) {
    let people = |key: &str| groups(found, key).iter().map(|group| group.people).sum::<u64>();
    for key in ["age", "sex", "ethnic_group", "deprivation", "communal_home", "alike"] {
        assert_eq!(people(key), found.whole.people, "everybody is in one group of {key}");
        let records: u64 = groups(found, key).iter().map(|group| group.records).sum();
        assert_eq!(records, found.whole.records, "{key}");
        // A true pair is in the one group of its person.
        let missed: u64 = groups(found, key).iter().map(|group| group.missed.part).sum();
        assert_eq!(missed, found.whole.missed.part, "{key}");
    }
    let pairs = groups(found, "source_pair");
    let sum = |of: fn(&Group) -> u64| pairs.iter().map(of).sum::<u64>();
    assert_eq!(sum(|g| g.missed.of), found.whole.missed.of);
    assert_eq!(sum(|g| g.wrong.of), found.whole.wrong.of);
    assert_eq!(sum(|g| g.wrong.part), found.whole.wrong.part);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_borough_without_mistakes_has_no_alarm_and_the_figures_are_kept() {
    let made = Made::new(0.0);
    let mut all = Vec::new();
    for (db, _server, _folder) in databases().await {
        let measured = quality::by_group(&db, &made.place(), &made.truth(), None).await;
        assert!(matches!(measured, Err(Error::NotLinked)));
        import_and_link(&db, made.0.path()).await;
        assert_eq!(quality::latest(&db).await.expect("asked"), None);
        let found =
            quality::by_group(&db, &made.place(), &made.truth(), None).await.expect("measured");
        adds_up(&found);
        assert_eq!(alarms(&found), Vec::new());
        assert_eq!((found.unknown, found.not_linked_yet), (0, 0));
        assert_eq!((found.truth.as_str(), found.as_of.as_str()), ("truth_links.csv", "2026-03-31"));
        // The whole is what is measured without groups.
        let plain = quality::measure(&db, &made.truth()).await.expect("measured").cluster;
        let whole = (found.whole.missed, found.whole.wrong);
        assert_eq!((whole.0.of, whole.0.part), (plain.truth, plain.truth - plain.true_found));
        assert_eq!((whole.1.of, whole.1.part), (plain.found, plain.found - plain.true_found));
        for (key, name) in [
            ("alike", "twins: same date of birth, surname sound and home as another"),
            ("deprivation", "1, most deprived"),
            ("deprivation", "postcode not placed"),
            ("sex", "female"),
            ("age", "80 and over"),
        ] {
            let group = groups(&found, key).iter().find(|group| group.name == name);
            assert!(group.is_some_and(|group| group.people > 0), "nobody is of {name}");
        }

        let nobody = made.file("truth/nobody.csv");
        std::fs::write(&nobody, "source,record_id,person_id\ngp,none,P1\n").expect("written");
        let measured = quality::by_group(&db, &made.place(), &nobody, None).await;
        assert!(matches!(measured, Err(Error::File { .. })), "{measured:?}");

        quality::keep(&db, &found).await.expect("kept");
        assert_eq!(quality::latest(&db).await.expect("asked").as_ref(), Some(&found));
        let later = LinkQuality {
            measured_at: store::now_utc(),
            as_of: "2026-04-01".into(),
            ..found.clone()
        };
        quality::keep(&db, &later).await.expect("kept");
        assert_eq!(quality::latest(&db).await.expect("asked"), Some(later));
        all.push(found);
    }
    assert!(all.windows(2).all(|two| two[0].groupings == two[1].groupings), "both databases agree");
}

/// The community and mental-health records of Black people came with their names alone.
#[tokio::test(flavor = "multi_thread")]
async fn a_group_whose_records_say_too_little_raises_the_alarm() {
    let made = Made::new(1.0);
    let black: &[&str] = &["M", "N", "P"];
    let community = made.blank(
        "extracts/community_patient_index.csv",
        &[
            "NHS NUMBER",
            "PERSON BIRTH DATE",
            "ADDRESS",
            "POSTCODE OF USUAL ADDRESS",
            "GENERAL MEDICAL PRACTICE CODE (PATIENT REGISTRATION)",
        ],
        ("ETHNIC CATEGORY", black),
    );
    let mental_health = made.blank(
        "extracts/mh_patient_index.csv",
        &["NHSNumber", "PersonBirthDate", "Postcode", "GMPReg"],
        ("EthnicCategory", black),
    );
    assert!(community > 10 && mental_health > 10, "{community} {mental_health}");
    for (db, _server, _folder) in databases().await {
        import_and_link(&db, made.0.path()).await;
        let found =
            quality::by_group(&db, &made.place(), &made.truth(), None).await.expect("measured");
        adds_up(&found);
        let black = "Black, Black British, Black Welsh, Caribbean or African";
        let of_black: Vec<Measure> = found
            .alarms()
            .filter(|alarm| alarm.grouping.key == "ethnic_group")
            .map(|alarm| {
                assert_eq!(alarm.group.name, black);
                alarm.measure
            })
            .collect();
        // Names alone are missed, and now and then taken for a namesake's.
        for measure in [Measure::Missed, Measure::Unlinkable] {
            assert!(of_black.contains(&measure), "{of_black:?}");
        }
        let group = groups(&found, "ethnic_group").iter().find(|group| group.name == black);
        let unlinkable = group.expect("the group").unlinkable.part;
        assert!(unlinkable >= community + mental_health, "{unlinkable}");
        // Men and women were treated alike.
        assert!(!alarms(&found).iter().any(|(key, _, _)| key == "sex"), "{:?}", alarms(&found));
    }
}

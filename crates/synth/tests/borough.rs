//! The borough as its readers meet it: the table, the files, the truth, the faults.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it stands"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use synth::{Borough, Error, Fault, FaultCount, Source, Written};
use terms::{NhsNumber, Postcode};

fn borough(people: u32) -> Borough {
    Borough { people, ..Borough::default() }
}

fn written(borough: &Borough) -> (tempfile::TempDir, Written) {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let written = synth::write(borough, dir.path(), &mut |_, _| ()).expect("a borough");
    (dir, written)
}

/// Rows of a file, each as column → cell.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(path)
        .expect("the file opens")
        .deserialize()
        .collect::<Result<_, _>>()
        .expect("the file reads")
}

fn truth_of(dir: &Path) -> BTreeMap<(String, String), String> {
    rows(&dir.join("truth/truth_links.csv"))
        .into_iter()
        .map(|row| {
            let key = (row["source"].clone(), row["record_id"].clone());
            (key, row["person_id"].clone())
        })
        .collect()
}

fn files_below(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            let bytes = fs::read(&path).expect("a file");
            files.insert(path, bytes);
        }
    }
    files
}

#[test]
fn the_default_borough_has_the_table_of_2013_exactly() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let written = synth::write_linkage_files(&Borough::default(), dir.path(), &mut |_, _| ())
        .expect("a borough");
    let table: Vec<_> = written
        .truth
        .iter()
        .map(|row| (row.registered, row.nursing, row.social_care, row.joint))
        .collect();
    assert_eq!(
        table,
        [
            (45_342, 1_264, 849, 309),
            (76_593, 1_687, 1_003, 397),
            (38_878, 2_244, 1_330, 486),
            (46_115, 2_181, 802, 462),
            (206_928, 7_376, 3_984, 1_654),
        ]
    );
    for (file, expected) in [
        ("gp.csv", 207_548.0),
        ("dn.csv", 7_900.0),
        ("asc.csv", 4_308.0),
        ("acute.csv", 63_600.0),
        ("mh.csv", 9_270.0),
    ] {
        let rows = count_of(&written, file);
        assert!((rows / expected - 1.0).abs() < 0.03, "{file}: {rows} rows");
    }
}

fn count_of(written: &Written, file: &str) -> f64 {
    let (_, rows) =
        written.files.iter().find(|(path, _)| path.ends_with(file)).expect("the file was written");
    *rows as f64
}

#[test]
fn the_extracts_hold_the_caseloads_that_the_truth_says() {
    let (dir, written) = written(&borough(12_000));
    let truth = truth_of(dir.path());
    let person = |source: &str, key: &str| truth[&(source.to_owned(), key.to_owned())].clone();

    let nursing: BTreeSet<_> = rows(&dir.path().join("extracts/csds_cyp101_referral.csv"))
        .into_iter()
        .filter(|row| row["SERVICE OR TEAM TYPE REFERRED TO (COMMUNITY CARE)"] == "12")
        .filter(|row| row["SERVICE DISCHARGE DATE"].is_empty())
        .map(|row| person("community", &row["LOCAL PATIENT IDENTIFIER (EXTENDED)"]))
        .collect();
    let social: BTreeSet<_> = rows(&dir.path().join("extracts/asc_cld.csv"))
        .into_iter()
        .filter(|row| row["Event Type"] == "Service" && row["Event End Date"].is_empty())
        .map(|row| person("asc", &row["LA Person Unique Identifier"]))
        .collect();
    let listed: BTreeSet<_> = rows(&dir.path().join("extracts/gp_registered_list.csv"))
        .into_iter()
        .map(|row| person("gp", &row["NHS_NO"]))
        .collect();
    let total = written.truth.last().expect("a total");
    assert_eq!(nursing.len(), total.nursing as usize);
    assert_eq!(social.len(), total.social_care as usize);
    assert_eq!(nursing.intersection(&social).count(), total.joint as usize);
    assert_eq!(listed.len(), total.registered as usize);
    assert_eq!(total.registered, 12_000);

    // Linking has something to do: counting rows, or joining on the NHS number, gives other answers.
    let closed = rows(&dir.path().join("extracts/csds_cyp101_referral.csv"))
        .into_iter()
        .filter(|row| row["SERVICE OR TEAM TYPE REFERRED TO (COMMUNITY CARE)"] == "12")
        .filter(|row| !row["SERVICE DISCHARGE DATE"].is_empty())
        .count();
    assert!(closed > 20, "{closed} closed nursing referrals");
}

#[test]
fn every_record_is_of_somebody_and_every_neighbourhood_follows_its_practice() {
    let (dir, _) = written(&borough(4_000));
    let truth = truth_of(dir.path());
    let hood_of_person: BTreeMap<String, String> = rows(&dir.path().join("truth/persons.csv"))
        .into_iter()
        .map(|row| (row["person_id"].clone(), row["neighbourhood"].clone()))
        .collect();
    let place = fs::read_to_string(dir.path().join("place.toml")).expect("place.toml");
    let hoods: Vec<&str> = place.split("[[neighbourhood]]").skip(1).collect();
    assert_eq!(hoods.len(), 4);
    for row in rows(&dir.path().join("extracts/gp_registered_list.csv")) {
        let person = &truth[&("gp".to_owned(), row["NHS_NO"].clone())];
        let hood = hoods
            .iter()
            .position(|hood| hood.contains(&row["GP_PRACTICE_CODE"]))
            .expect("a practice of the borough");
        assert_eq!(hood_of_person[person], (hood + 1).to_string());
    }
    for (source, file, key) in [
        ("community", "community_patient_index.csv", "LOCAL PATIENT IDENTIFIER (EXTENDED)"),
        ("acute", "acute_patient_index.csv", "LOCAL_PATIENT_ID"),
        ("mh", "mh_patient_index.csv", "LocalPatientId"),
        ("sen2", "Blade-Export_31-03-2026_person.csv", "persontableid"),
    ] {
        for row in rows(&dir.path().join("extracts").join(file)) {
            assert!(truth.contains_key(&(source.to_owned(), row[key].clone())), "{source}");
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let (first, _) = written(&borough(2_500));
    let (second, _) = written(&borough(2_500));
    let (other, _) = written(&Borough { seed: 7, ..borough(2_500) });
    let (one, two) = (files_below(first.path()), files_below(second.path()));
    let strip = |files: &BTreeMap<PathBuf, Vec<u8>>, dir: &Path| -> BTreeMap<PathBuf, Vec<u8>> {
        let name = |path: &Path| path.strip_prefix(dir).expect("below the folder").to_owned();
        files.iter().map(|(path, bytes)| (name(path), bytes.clone())).collect()
    };
    assert!(strip(&one, first.path()) == strip(&two, second.path()));
    let list = "extracts/gp_registered_list.csv";
    let read = |dir: &Path| fs::read(dir.join(list)).expect("the list");
    assert!(read(first.path()) != read(other.path()));
}

#[test]
fn nhs_numbers_keep_to_the_test_range_and_registered_ones_are_valid_and_unique() {
    let (dir, _) = written(&Borough { fault_factor: 2.5, ..borough(6_000) });
    let mut seen = BTreeSet::new();
    for row in rows(&dir.path().join("extracts/gp_registered_list.csv")) {
        let number = NhsNumber::parse(&row["NHS_NO"]).expect("valid");
        assert!(number.is_test());
        assert!(seen.insert(number.value()), "a number stands twice in the list");
    }
    let mut wrong = 0;
    for (file, column) in [
        ("community_patient_index.csv", "NHS NUMBER"),
        ("asc_cld.csv", "NHS Number"),
        ("acute_patient_index.csv", "NHS_NO"),
        ("mh_patient_index.csv", "NHSNumber"),
    ] {
        for row in rows(&dir.path().join("extracts").join(file)) {
            let text = &row[column];
            assert!(text.is_empty() || text.starts_with("999"), "{file}");
            wrong += usize::from(!text.is_empty() && NhsNumber::parse(text).is_err());
        }
    }
    assert!(wrong > 0, "no mistyped number at two and a half times the faults");
}

#[test]
fn postcodes_read_lie_in_the_invented_area_and_are_in_the_reference_file() {
    let (dir, _) = written(&Borough { fault_factor: 0.0, ..borough(3_000) });
    let known: BTreeSet<String> = rows(&dir.path().join("reference/postcodes.csv"))
        .into_iter()
        .map(|row| row["postcode"].clone())
        .collect();
    for row in rows(&dir.path().join("extracts/gp_registered_list.csv")) {
        let postcode = Postcode::parse(&row["POSTCODE"]).expect("a postcode");
        assert!(postcode.outward().starts_with("RB"));
        assert!(known.contains(&postcode.to_string()));
    }
}

/// Made within chance of what was asked: four and a half standard deviations, and one more.
fn within_chance(count: &FaultCount) -> bool {
    let (made, eligible) = (count.made as f64, count.eligible as f64);
    let spread = (eligible * count.asked * (1.0 - count.asked)).sqrt();
    (made - eligible * count.asked).abs() <= 4.5 * spread + 1.0
}

#[test]
fn faults_are_made_as_often_as_asked() {
    for factor in [1.0, 2.5] {
        let (_, written) = written(&Borough { fault_factor: factor, ..borough(20_000) });
        for count in &written.faults {
            assert!(within_chance(count), "factor {factor}: {count:?}");
        }
        let asked = |source, fault| {
            let of = |c: &&FaultCount| c.source == source && c.fault == fault;
            written.faults.iter().find(of).expect("counted").asked
        };
        let missing = asked(Source::Asc, Fault::NumberMissing);
        assert!((0.35..0.41).contains(&missing), "{missing}");
        let typo = asked(Source::Acute, Fault::SurnameTypo);
        assert!((typo - 0.018 * factor).abs() < 1e-12, "{typo}");
    }
}

#[test]
fn without_faults_only_habits_of_the_sources_remain() {
    let (_, written) = written(&Borough { fault_factor: 0.0, ..borough(2_000) });
    for count in written.faults.iter().filter(|count| count.made > 0) {
        assert!(
            matches!(
                count.fault,
                Fault::MiddleMissing | Fault::PropertyMissing | Fault::PhoneMissing
            ),
            "{count:?}"
        );
    }
}

#[test]
fn sizes_and_factors_out_of_range_are_refused_in_words() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let try_it =
        |borough: Borough| synth::write(&borough, dir.path(), &mut |_, _| ()).expect_err("refused");
    assert!(matches!(try_it(borough(10)), Error::TooFewPeople { asked: 10, .. }));
    let error = try_it(borough(1_000_000));
    assert!(error.to_string().starts_with("at most 800000 registered people"), "{error}");
    for factor in [-1.0, 6.0, f64::NAN] {
        let error = try_it(Borough { fault_factor: factor, ..borough(1_000) });
        assert!(matches!(error, Error::FaultFactor { .. }));
    }
}

#[test]
fn other_sizes_keep_the_shape_and_add_up() {
    for (people, seed) in [(1_000, 1), (1_001, 2), (3_333, 3), (50_000, 4)] {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let borough = Borough { seed, ..borough(people) };
        let written =
            synth::write_linkage_files(&borough, dir.path(), &mut |_, _| ()).expect("a borough");
        let (total, hoods) = written.truth.split_last().expect("a total");
        let sum = |of: fn(&synth::TruthRow) -> u32| hoods.iter().map(of).sum::<u32>();
        assert_eq!(total.registered, people);
        assert_eq!(sum(|row| row.registered), people);
        assert_eq!(sum(|row| row.nursing), total.nursing);
        assert_eq!(sum(|row| row.social_care), total.social_care);
        assert_eq!(sum(|row| row.joint), total.joint);
        let exact = 7_376.0 * f64::from(people) / 206_928.0;
        assert!((f64::from(total.nursing) - exact).abs() <= 0.5, "{people} people");
        let exact = 3_984.0 * f64::from(people) / 206_928.0;
        assert!((f64::from(total.social_care) - exact).abs() <= 0.5, "{people} people");
    }
}

#[test]
fn a_folder_that_cannot_be_is_named() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let file = dir.path().join("taken");
    fs::write(&file, "a file stands here").expect("written");
    let error = synth::write(&borough(1_000), &file, &mut |_, _| ()).expect_err("refused");
    assert!(matches!(error, Error::Write { .. }));
    assert!(error.to_string().contains("taken"), "{error}");
}

#[test]
fn the_plain_extracts_hold_the_same_records_as_the_feeds() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let borough = borough(3_000);
    synth::write(&borough, dir.path(), &mut |_, _| ()).expect("a borough");
    let plain = dir.path().join("plain");
    synth::write_linkage_files(&borough, &plain, &mut |_, _| ()).expect("a borough");
    let feed: Vec<_> = rows(&dir.path().join("extracts/mh_patient_index.csv"))
        .into_iter()
        .map(|row| (row["FamilyName"].clone(), row["PersonBirthDate"].clone()))
        .collect();
    let same: Vec<_> = rows(&plain.join("mh.csv"))
        .into_iter()
        .map(|row| (row["surname"].clone(), row["dob"].clone()))
        .collect();
    assert_eq!(feed, same);
}

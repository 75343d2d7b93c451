//! Folders of CSV files in, groups and pairs out, and messages that name file, line and column.
#![expect(clippy::expect_used, reason = "a test that cannot go on stops")]

use std::path::{Path, PathBuf};

use linkage::files::map::Map;
use linkage::files::{Options, link_dir};

/// A folder of its own under the build's temporary directory, emptied first.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).expect("made");
    for (file, text) in files {
        std::fs::write(path.join(file), text).expect("written");
    }
    path
}

const GP: &str = "source,record_id,nhs_number,first_name,surname,dob,postcode\n\
    gp,1,9990000018,Ann,Holt,1950-05-06,SE4 1AA\n\
    gp,2,,Bob,Marsh,1961-01-19,SE4 1AB\n";
const ACUTE: &str = "\u{feff}Patient ID,NHS No,Forename,Family Name,Date of Birth,Post Code\n\
    77,999 000 0018,ANN,HOLT,06/05/1950,SE41AA\n";

#[test]
fn reads_what_it_recognises_and_writes_groups_and_pairs() {
    let dir = folder(
        "recognised",
        &[
            ("gp.csv", GP),
            ("acute.csv", ACUTE),
            ("persons.csv", "source,record_id,person_id,surname\ngp,1,5,Holt\n"),
            ("notes.csv", "a,b\n1,2\n"),
        ],
    );
    let out = folder("written", &[]);
    let mut options = Options::new(vec![dir]);
    options.out = Some(out.join("who.csv"));
    options.pairs = Some(out.join("pairs.csv"));
    let outcome = link_dir(&options, &|_| {}).expect("links");
    assert_eq!(outcome.files, vec![("acute.csv".to_owned(), 1), ("gp.csv".to_owned(), 2)]);
    let who = std::fs::read_to_string(out.join("who.csv")).expect("written");
    assert_eq!(who, "source,record_id,person_id\nacute,77,0\ngp,1,0\ngp,2,1\n");
    let pairs = std::fs::read_to_string(out.join("pairs.csv")).expect("written");
    let mut lines = pairs.lines();
    let header = "source_a,record_id_a,source_b,record_id_b,weight,probability,band";
    assert_eq!(lines.next(), Some(header));
    let first = lines.next().expect("one pair");
    assert!(first.starts_with("acute,77,gp,1,") && first.ends_with(",auto"), "{first}");
}

#[test]
fn messages_name_file_line_and_column_and_no_value() {
    let map = "[[source]]\nfile = \"gp.csv\"\nrecord_id = \"record_id\"\n[source.columns]\n\
        surname = \"Nachname\"\n";
    for (text, map, expected) in [
        (
            "record_id,surname\n1,Holt\n1,Marsh\n",
            None,
            "`gp.csv`, line 3: the record id has been used",
        ),
        ("record_id,surname\n,Holt\n", None, "`gp.csv`, line 2: the record id is empty"),
        ("record_id,surname\n1,Holt,x\n", None, "`gp.csv`, line 2: 2 values are needed"),
        (
            "record_id,surname\n1,Holt\n",
            Some(map),
            "`gp.csv`, line 1: there is no column `Nachname`",
        ),
        ("colour,size\nred,1\n", None, "no source found"),
    ] {
        let mut options = Options::new(vec![folder("wrong", &[("gp.csv", text)])]);
        options.map = map.map(|map| Map::from_toml(map).expect("reads"));
        let error = link_dir(&options, &|_| {}).expect_err(expected).to_string();
        assert!(error.contains(expected), "{error}");
        assert!(!error.contains("Holt") && !error.contains("Marsh"), "{error}");
    }
    let missing = link_dir(&Options::new(vec!["nowhere".into()]), &|_| {});
    assert!(missing.expect_err("missing").to_string().contains("cannot open `nowhere`"));
}

#[test]
fn rows_of_one_person_become_one_record_with_earlier_places() {
    let map = "[[source]]\nfile = \"asc.csv\"\nrecord_id = \"id\"\ngroup = true\n[source.columns]\n\
        surname = \"last\"\nfirst_name = \"first\"\npostcode = \"pc\"\ndate_of_birth = \"dob\"\n";
    let text =
        "id,first,last,dob,pc\n1,Ann,Holt,1950-05-06,SE4 1AA\n1,Ann,Holt,1950-05-06,SE6 2BB\n";
    let mut options = Options::new(vec![folder("grouped", &[("asc.csv", text)])]);
    options.map = Some(Map::from_toml(map).expect("reads"));
    let outcome = link_dir(&options, &|_| {}).expect("links");
    assert_eq!(outcome.records.len(), 1);
}

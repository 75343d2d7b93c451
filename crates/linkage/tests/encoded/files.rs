//! Files: what is written, what is refused.

use std::path::{Path, PathBuf};

use linkage::encoded::{
    EncodedFile, Encoder, Hardening, Key, Part, Rule, Scheme, encode_files, groups, link,
};
use linkage::files::Options;
use proptest::prelude::*;

use crate::{key, scheme};

/// A folder of its own, removed at the end.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        std::fs::write(self.at(name), text).expect("writes");
        self.at(name)
    }
}

const CLIENTS: &str = "\
record_id,nhs_number,first_name,surname,dob,sex,postcode,area,worker
C1,9990000018,Elizabeth,Quenby,1946-07-21,F,RB8 1AH,North,Ann
C2,,Rizwan,Hameed,1947-12-14,M,RB3 0BL,North,Bob
C3,,Noah,Fitzgerald,1994-03-10,M,RB3 9NS,North,Ann
C4,,Ewa,Dimitrov,2000-02-08,F,RB4 7FG,North,Ann
C5,,Claudia,Santos,2016-07-04,F,RB11 0ZG,North,Bob
C6,,Matthew,Robson,1994-09-03,M,RB12 4LA,South,Bob
";

fn encoded(path: &Path, scheme: Scheme, keep: &[&str]) -> Result<EncodedFile, linkage::Error> {
    let keep: Vec<String> = keep.iter().map(|column| (*column).to_owned()).collect();
    let mut encoder = Encoder::new(&key(), scheme);
    encode_files(&Options::new(vec![path.to_owned()]), &mut encoder, &keep, &|_| {})
        .map(|encoded| encoded.file)
}

#[test]
fn no_name_leaves_the_house() {
    let folder = Folder::new();
    let clients = folder.file("clients.csv", CLIENTS);
    let file = encoded(&clients, Scheme::default(), &["area"]).expect("encodes");
    file.write(&folder.at("encoded.csv")).expect("writes");
    let text = std::fs::read_to_string(folder.at("encoded.csv")).expect("reads");
    for row in CLIENTS.lines().skip(1) {
        let telling = row.split(',').take(7).filter(|value| value.len() > 1);
        for value in telling {
            assert!(!text.contains(value), "{value} is in the encoded file");
        }
    }
    let order: Vec<&str> = file.records.iter().map(|record| record.record_id.as_str()).collect();
    assert!(order.is_sorted(), "rows stand in the order of pseudonyms");
    let back = EncodedFile::read(&folder.at("encoded.csv")).expect("reads");
    assert_eq!(back.records, file.records);
    assert_eq!(back.scheme, file.scheme);
    assert_eq!(back.fingerprint, key().fingerprint());
}

#[test]
fn rare_groups_are_hidden_and_common_ones_counted() {
    let folder = Folder::new();
    let clients = folder.file("clients.csv", CLIENTS);
    let ours = encoded(&clients, Scheme::default(), &["area"]).expect("encodes");
    let theirs = encoded(&clients, Scheme::default(), &[]).expect("encodes");
    let bits = |file: &EncodedFile| -> Vec<_> {
        file.records.iter().map(|record| record.encoding).collect()
    };
    let links = link(&bits(&ours), &bits(&theirs), &Rule::default(), &|_| {});
    let counted: Vec<(String, u64, u64)> = groups(&ours, &theirs, &links)
        .into_iter()
        .map(|group| (group.value, group.records, group.both))
        .collect();
    assert_eq!(counted, [("North".to_owned(), 5, 5), ("few".to_owned(), 1, 1)]);
}

#[test]
fn columns_that_say_who_people_are_cannot_be_kept() {
    let folder = Folder::new();
    let clients = folder.file("clients.csv", CLIENTS);
    let hidden = "record_id,surname,ref,seen\n1,Hameed,999 000 0018,2026-01-02\n";
    let hidden = folder.file("hidden.csv", hidden);
    for (file, column) in [
        (&clients, "surname"),
        (&clients, "DOB"),
        (&clients, "record_id"),
        (&clients, "postcode"),
        (&clients, "sex"),
        (&clients, "no such column"),
        (&hidden, "ref"),
        (&hidden, "seen"),
    ] {
        let error = encoded(file, Scheme::default(), &[column]).expect_err(column).to_string();
        assert!(error.contains(column), "{error}");
        for value in ["Hameed", "999 000", "2026-01"] {
            assert!(!error.contains(value), "{error}");
        }
    }
}

#[test]
fn unlike_encodings_are_refused() {
    let folder = Folder::new();
    let clients = folder.file("clients.csv", CLIENTS);
    let ours = encoded(&clients, Scheme::default(), &[]).expect("encodes");
    let other_key = Key::from_bytes(&[8; 32]);
    let theirs = Encoder::new(&other_key, Scheme::default()).empty_file(&[]);
    let error = ours.comparable(&theirs).expect_err("another key").to_string();
    assert!(error.contains(&other_key.fingerprint()), "{error}");
    for other in [
        scheme(Hardening::Balanced, false),
        scheme(Hardening::XorFolded, true),
        Scheme::default().without(Part::NhsNumber),
    ] {
        let theirs = Encoder::new(&key(), other.clone()).empty_file(&[]);
        let error = ours.comparable(&theirs).expect_err("another scheme").to_string();
        assert!(error.contains("the same choices"), "{error}");
        assert_eq!(Scheme::from_head(&other.head("0000-1111-2222-3333")).map(|h| h.0), Some(other));
    }
}

#[test]
fn faults_are_told_with_their_line() {
    let head = Scheme::default().head("0000-1111-2222-3333");
    let columns = "source,record_id,encoding";
    let bits = "0".repeat(256);
    for (text, expected) in [
        (String::new(), "is no encoded file"),
        ("source,record_id\n".to_owned(), "is no encoded file"),
        ("#joinedup-encoding version=9 key=0000-1111-2222-3333\n".to_owned(), "does not know"),
        (format!("{head}\nsource,record_id\n"), "line 2: the columns"),
        (format!("{head}\n{columns}\na,1,zz\n"), "line 3: column `encoding`"),
        (format!("{head}\n{columns}\na,,{bits}\n"), "line 3: column `record_id`"),
        (format!("{head}\n{columns}\na,1,{bits},9\n"), "line 3: 3 values"),
        (format!("{head}\n{columns}\na,1,{bits}\na,1,{bits}\n"), "line 4: this record_id"),
    ] {
        let error = EncodedFile::parse("f.csv", text.as_bytes()).expect_err(expected).to_string();
        assert!(error.contains(expected) && error.contains("`f.csv`"), "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_files_never_stop_the_reader(
        bytes in prop::collection::vec(any::<u8>(), 0..600), with_head in any::<bool>(),
    ) {
        let mut text = Vec::new();
        if with_head {
            text.extend(Scheme::default().head("0000-1111-2222-3333").as_bytes());
            text.extend(b"\nsource,record_id,encoding\n");
        }
        text.extend(bytes);
        if let Ok(file) = EncodedFile::parse("f.csv", text.as_slice()) {
            prop_assert!(file.records.len() <= text.len());
        }
    }

    #[test]
    fn heads_are_read_exactly_or_not_at_all(line in "#joinedup-encoding [ -~]{0,120}|\\PC{0,80}") {
        if let Some((scheme, fingerprint)) = Scheme::from_head(&line) {
            prop_assert_eq!(scheme.head(&fingerprint), line);
        }
    }
}

#[test]
fn keys_are_kept_close() {
    let folder = Folder::new();
    let path = folder.at("our.key");
    let made = Key::write_new(&path, &[7; 32]).expect("writes");
    assert_eq!(made.fingerprint(), key().fingerprint());
    assert_eq!(Key::read(&path).expect("reads").fingerprint(), made.fingerprint());
    assert_ne!(made.fingerprint(), Key::from_bytes(&[8; 32]).fingerprint());
    assert!(!format!("{made:?}").contains("0707"), "a key is never printed");
    let error = Key::write_new(&path, &[8; 32]).expect_err("never written over").to_string();
    assert!(error.contains("never written over"), "{error}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| std::fs::metadata(path).expect("is there").permissions().mode();
        assert_eq!(mode(&path) & 0o777, 0o600);
        let open = std::fs::Permissions::from_mode(0o644);
        std::fs::set_permissions(&path, open).expect("is ours");
        let error = Key::read(&path).expect_err("open to others").to_string();
        assert!(error.contains("chmod 600"), "{error}");
    }
    for (name, text) in [("a.key", ""), ("b.key", "joinedup-key-1 12"), ("c.key", "0707")] {
        let path = folder.file(name, text);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let own = std::fs::Permissions::from_mode(0o600);
            std::fs::set_permissions(&path, own).expect("is ours");
        }
        let error = Key::read(&path).expect_err(name).to_string();
        assert!(error.contains("is no key"), "{error}");
    }
}

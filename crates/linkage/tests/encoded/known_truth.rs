//! Quality on sets whose truth is known, skipped plainly where they are absent.

use std::collections::BTreeMap;
use std::path::PathBuf;

use linkage::encoded::{
    EncodedFile, Encoder, Encoding, KnownTruth, Measured, Part, Rule, Scheme, encode_files, link,
    measure,
};
use linkage::files::Options;
use linkage::files::map::Map;

use crate::key;

/// A file of the shared data, or `None` with a line that says so.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("JOINEDUP_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")),
        PathBuf::from,
    );
    let found = root.join("data").join(path);
    if found.exists() {
        return Some(found);
    }
    println!("skipped: {path} is not in the shared data");
    None
}

fn encoded(path: &str, scheme: Scheme, map: Option<&str>) -> Option<EncodedFile> {
    let mut options = Options::new(vec![shared(path)?]);
    options.map = map.map(|name| Map::preset(name).expect("shipped"));
    let mut encoder = Encoder::new(&key(), scheme);
    Some(encode_files(&options, &mut encoder, &[], &|_| {}).expect("encodes").file)
}

/// Links two files by the standard rule and measures against a truth in their own numbers.
fn measured(
    (a, b): (&str, &str),
    truth: &std::path::Path,
    scheme: Scheme,
    map: Option<&str>,
) -> Option<(Measured, f64)> {
    let (a, b) = (encoded(a, scheme.clone(), map)?, encoded(b, scheme.clone(), map)?);
    let encoder = Encoder::new(&key(), scheme);
    let truth = KnownTruth::read(truth, |source, own| encoder.pseudonym(source, own));
    let links = link(&bits(&a), &bits(&b), &Rule::default(), &|_| {});
    let found = measure(&a, &b, &links, &truth.expect("a truth"));
    println!(
        "{} and {} records: {found:?}, F1 {:.4}, {:.1} expected false, from {:.2}",
        a.records.len(),
        b.records.len(),
        found.f1(),
        links.expected_false,
        links.threshold
    );
    Some((found, links.expected_false))
}

#[test]
fn febrl_4() {
    let files = ("linkage/febrl4a.csv", "linkage/febrl4b.csv");
    let folder = tempfile::tempdir().expect("a folder");
    let truth = folder.path().join("truth.csv");
    let mut text = "source,record_id,person_id\n".to_owned();
    for number in 0..5_000 {
        text.push_str(&format!("febrl4a,rec-{number}-org,{number}\n"));
        text.push_str(&format!("febrl4b,rec-{number}-dup-0,{number}\n"));
    }
    std::fs::write(&truth, text).expect("writes");
    let scheme = Scheme::default().without(Part::NhsNumber);
    if let Some((found, _)) = measured(files, &truth, scheme, Some("febrl")) {
        assert!(found.people == 5_000 && found.f1() >= 0.985, "{found:?}");
    }
}

#[test]
fn the_search_finds_what_comparing_everybody_would() {
    let path = |source: &str| format!("linkage/care_dev_30k/{source}.csv");
    let (Some(a), Some(b)) = (
        encoded(&path("asc"), Scheme::default(), None),
        encoded(&path("gp"), Scheme::default(), None),
    ) else {
        return;
    };
    let (a, b) = (bits(&a), bits(&b));
    let links = link(&a, &b, &Rule::default(), &|_| {});
    let linked: BTreeMap<u32, u32> = links.links.iter().map(|link| (link.a, link.b)).collect();
    let (mut there, mut found) = (0_u32, 0_u32);
    for (number, one) in (0_u32..).zip(&a) {
        let all = (0_u32..).zip(&b).map(|(other, bits)| (other, one.dice(bits)));
        let best = all.max_by(|x, y| x.1.total_cmp(&y.1)).expect("somebody");
        if best.1 >= links.threshold {
            there += 1;
            found += u32::from(linked.get(&number) == Some(&best.0));
        }
    }
    println!("{found} of {there} nearest above {:.2} were linked", links.threshold);
    assert!(f64::from(found) >= 0.93 * f64::from(there), "{found} of {there}");
}

fn bits(file: &EncodedFile) -> Vec<Encoding> {
    file.records.iter().map(|record| record.encoding).collect()
}

#[test]
fn care_extracts() {
    let Some(truth) = shared("linkage/care_dev_30k/truth.csv") else { return };
    for (a, b, at_least) in
        [("asc", "gp", 0.98), ("mh", "gp", 0.985), ("acute", "gp", 0.993), ("dn", "asc", 0.97)]
    {
        let path = |source: &str| format!("linkage/care_dev_30k/{source}.csv");
        let (a, b) = (path(a), path(b));
        if let Some((found, _)) = measured((&a, &b), &truth, Scheme::default(), None) {
            assert!(found.f1() >= at_least, "{a} {b} {found:?}");
            assert!(found.count_error().abs() <= 0.03, "{a} {b} {found:?}");
        }
    }
}

//! Quality on sets whose truth is known. The sets lie outside the repository: they are looked for in
//! `JOINEDUP_SHARED`, else in `../shared` beside it, and the tests say plainly when they are absent.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a test that cannot go on stops")]

use std::path::PathBuf;

use linkage::files::map::Map;
use linkage::files::{Options, link_dir, read_records};
use linkage::quality::{Quality, Truth, measure};
use linkage::{Constraints, Model, link};

/// A file or folder of the shared data, or `None` with a line that says so.
fn shared(path: &str) -> Option<PathBuf> {
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

/// Links by a shipped map and measures by a rule that names the person of each record.
fn by_rule(
    map: &str,
    inputs: &[&str],
    person: impl Fn(&str, &str) -> Option<String>,
) -> Option<Quality> {
    let inputs: Option<Vec<PathBuf>> = inputs.iter().map(|path| shared(path)).collect();
    let mut options = Options::new(inputs?);
    options.map = Some(Map::preset(map).expect("shipped"));
    let (records, _) = read_records(&options).expect("reads");
    let linkage = link(&records, &Model::standard(), &Constraints::default(), &|_| {});
    let truth = Truth::from_fn(&records, person);
    Some(measure(&records, &linkage, &truth))
}

fn rec_number(_: &str, id: &str) -> Option<String> {
    id.split('-').nth(1).map(str::to_owned)
}

#[test]
fn febrl() {
    for (inputs, at_least) in [
        (vec!["linkage/febrl1.csv"], 0.998),
        (vec!["linkage/febrl3.csv"], 0.998),
        (vec!["linkage/febrl4a.csv", "linkage/febrl4b.csv"], 0.998),
    ] {
        if let Some(quality) = by_rule("febrl", &inputs, rec_number) {
            assert!(quality.cluster.f1 >= at_least, "{inputs:?} {:?}", quality.cluster);
            assert!(quality.pairwise.f1 >= at_least, "{inputs:?} {:?}", quality.pairwise);
        }
    }
}

#[test]
fn fake_1000() {
    let Some(file) = shared("linkage/fake_1000.csv") else { return };
    let text = std::fs::read_to_string(file).expect("reads");
    let clusters: std::collections::HashMap<&str, &str> = text
        .lines()
        .skip(1)
        .filter_map(|line| Some((line.split(',').next()?, line.rsplit(',').next()?)))
        .collect();
    let person = |_: &str, id: &str| clusters.get(id).map(|c| (*c).to_owned());
    let quality = by_rule("fake_1000", &["linkage/fake_1000.csv"], person).expect("present");
    assert!(quality.cluster.f1 >= 0.965, "{:?}", quality.cluster);
}

#[test]
fn care_extracts() {
    let Some(folder) = shared("linkage/care_dev_30k") else { return };
    let mut options = Options::new(vec![folder.clone()]);
    options.truth = Some(folder.join("truth.csv"));
    let outcome = link_dir(&options, &|_| {}).expect("links");
    assert_eq!(outcome.files.len(), 5, "persons and truth are not sources");
    let quality = outcome.quality.expect("measured");
    assert!(quality.cluster.f1 >= 0.999, "{:?}", quality.cluster);
    assert!(quality.b3_f1 >= 0.998);
}

#[test]
fn social_care_reaches_the_registered_list() {
    let Some(folder) = shared("uk/samples/place_lewisham") else { return };
    let mut options = Options::new(vec![folder.clone()]);
    options.map = Some(Map::preset("place_lewisham").expect("shipped"));
    options.truth = Some(folder.join("truth_links.csv"));
    let quality = link_dir(&options, &|_| {}).expect("links").quality.expect("measured");
    let found = quality.by_sources.get("asc_cld - gp_registered_list").expect("both are there");
    assert!(found.recall >= 0.95 && found.precision >= 0.99, "{found:?}");
    assert!(quality.cluster.f1 >= 0.998, "{:?}", quality.cluster);
}

//! The direction of the crates: data walks one way through the house.

use tidy::{File, files, none, read, rust};

/// Each crate and the crates it may use. A crate that is not here has no place in the house yet:
/// give it one here and in `ARCHITECTURE.md`.
const MAY_USE: &[(&str, &[&str])] = &[
    ("terms", &[]),
    ("place", &["terms"]),
    ("store", &["terms"]),
    ("outcomes", &["terms"]),
    ("linkage", &["terms"]),
    ("synth", &["terms"]),
    ("feeds", &["store", "terms"]),
    ("record", &["feeds", "linkage", "outcomes", "place", "store", "terms"]),
    ("web", &["outcomes", "place", "terms"]),
    ("fhir", &["terms"]),
    (
        "joinedup",
        &[
            "feeds", "fhir", "linkage", "outcomes", "place", "record", "store", "synth", "terms",
            "web",
        ],
    ),
    ("testing", &[]),
    ("tidy", &[]),
];

/// Crates that only tests may use, beside those a crate may use anyhow.
const TESTS_MAY_USE: &[&str] = &["synth", "testing", "tidy"];

/// Outside parts that stay in their rooms, and why.
const ROOMS: &[(&str, &[&str], &str)] = &[
    ("sqlx", &["store", "record"], "one crate opens the database"),
    ("axum", &["fhir", "web", "joinedup"], "pages and the FHIR interface are the edges"),
    ("askama", &["web"], "pages are one edge"),
    ("clap", &["joinedup"], "the command line is one edge"),
    ("anyhow", &["joinedup"], "crates give their own errors; only the binary gathers them"),
    ("rand", &["synth"], "nothing that is not fiction is left to chance"),
];

fn manifests() -> Vec<(String, toml::Table)> {
    files("crates", &["Cargo.toml"])
        .into_iter()
        .map(|file| {
            let name = file.path.split('/').nth(1).unwrap_or_default().to_owned();
            // A manifest that cannot be read would not have been built.
            (name, file.text.parse().unwrap_or_default())
        })
        .collect()
}

fn named_in(manifest: &toml::Table, section: &str) -> Vec<String> {
    let table = manifest.get(section).and_then(toml::Value::as_table);
    table.map(|table| table.keys().cloned().collect()).unwrap_or_default()
}

#[test]
fn a_crate_uses_only_crates_to_its_left_or_below() {
    let mut faults = Vec::new();
    let ours: Vec<&str> = MAY_USE.iter().map(|(name, _)| *name).collect();
    for (name, manifest) in manifests() {
        let Some((_, allowed)) = MAY_USE.iter().find(|(known, _)| *known == name) else {
            faults.push(format!("crates/{name} has no place in the order of the house"));
            continue;
        };
        for used in named_in(&manifest, "dependencies") {
            if ours.contains(&used.as_str()) && !allowed.contains(&used.as_str()) {
                faults.push(format!("crates/{name} may not use {used}"));
            }
        }
        for used in named_in(&manifest, "dev-dependencies") {
            let known = allowed.contains(&used.as_str()) || TESTS_MAY_USE.contains(&used.as_str());
            if ours.contains(&used.as_str()) && !known {
                faults.push(format!("the tests of crates/{name} may not use {used}"));
            }
        }
    }
    none("the direction of the crates", &faults);
}

#[test]
fn outside_parts_stay_in_their_rooms() {
    let mut faults = Vec::new();
    for (name, manifest) in manifests() {
        for used in named_in(&manifest, "dependencies") {
            let room = ROOMS.iter().find(|(part, _, _)| *part == used);
            if let Some((part, rooms, why)) = room
                && !rooms.contains(&name.as_str())
            {
                faults.push(format!("crates/{name} may not use {part}: {why}"));
            }
        }
    }
    none("outside parts and their rooms", &faults);
}

#[test]
fn every_crate_follows_the_lints_of_the_house() {
    let faults: Vec<_> = manifests()
        .into_iter()
        .filter(|(_, manifest)| {
            manifest.get("lints").and_then(|l| l.get("workspace")) != Some(&true.into())
        })
        .map(|(name, _)| format!("crates/{name}/Cargo.toml has no `[lints] workspace = true`"))
        .collect();
    none("lints", &faults);
}

#[test]
fn every_crate_says_what_it_takes_gives_and_never_does() {
    let mut faults = Vec::new();
    for file in files("crates", &["src/lib.rs", "lib.rs"]) {
        // What only tests use has its own words.
        if file.path.starts_with("crates/testing/") || !file.path.ends_with("/src/lib.rs") {
            continue;
        }
        let docs = rust::module_docs(&file.text);
        for word in ["Takes ", "gives ", "ever "] {
            if !docs.contains(word) {
                faults.push(format!("{}: its opening lines lack `{}`", file.path, word.trim()));
            }
        }
    }
    none("the opening lines of a crate", &faults);
}

#[test]
fn the_architecture_names_every_crate() {
    let File { path, text } = read("ARCHITECTURE.md");
    let faults: Vec<_> = manifests()
        .into_iter()
        .filter(|(name, _)| !text.contains(&format!("`crates/{name}`")))
        .map(|(name, _)| format!("{path} does not name `crates/{name}`"))
        .collect();
    none("the code map", &faults);
}

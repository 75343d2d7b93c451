//! Documentation: links that lead somewhere, lists that are whole, words in order.

use std::path::{Component, Path, PathBuf};

use tidy::{File, files, generated, markdown, none, read, root};

#[test]
fn links_between_pages_lead_somewhere() {
    let pages = files("", &[".md"]);
    let mut faults = Vec::new();
    for page in &pages {
        for (line, link) in markdown::links(page) {
            if let Some(fault) = broken(page, &link, &pages) {
                faults.push(format!("{}:{line}: {fault}", page.path));
            }
        }
    }
    assert!(pages.len() > 10, "the pages were not found");
    none("links", &faults);
}

fn broken(page: &File, link: &str, pages: &[File]) -> Option<String> {
    if link.starts_with("http://") || link.starts_with("https://") || link.starts_with("mailto:") {
        return None;
    }
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = if path.is_empty() {
        page.path.clone()
    } else {
        let folder = Path::new(&page.path).parent().unwrap_or(Path::new(""));
        plain(&folder.join(path))
    };
    if !root().join(&target).exists() {
        return Some(format!("`{link}` leads nowhere"));
    }
    let headings = pages.iter().find(|other| other.path == target).map(markdown::anchors);
    match headings {
        Some(known) if !anchor.is_empty() && !known.iter().any(|a| a == anchor) => {
            Some(format!("`{link}` names no heading"))
        }
        _ => None,
    }
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> String {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::Normal(name) => out.push(name),
            _ => {}
        }
    }
    out.to_string_lossy().into_owned()
}

#[test]
fn every_shipped_profile_is_described() {
    let page = read("docs/reference/feeds.md");
    let shipped = read("crates/feeds/src/profiles.rs");
    let mut faults = Vec::new();
    for file in files("crates/feeds/profiles", &[".toml"]) {
        let name = file.path.rsplit('/').next().expect("a name").trim_end_matches(".toml");
        if !page.text.contains(&format!("### {name}\n")) {
            faults.push(format!("{}: no heading `### {name}`", page.path));
        }
        if !shipped.text.contains(&format!("\"{name}\"")) {
            faults.push(format!("{} does not ship `{name}`", shipped.path));
        }
        let profile: toml::Table = file.text.parse().expect("a profile");
        let title = profile.get("title").and_then(toml::Value::as_str).expect("a title");
        if !page.text.contains(title) {
            faults.push(format!("{}: {name} is called `{title}`", page.path));
        }
    }
    none("profiles", &faults);
}

#[test]
fn generated_parts_are_fresh() {
    let mut faults = Vec::new();
    for (path, name, _) in generated::PARTS {
        let page = read(path);
        if generated::around(&page.text, name).is_none() {
            faults.push(format!("{path} has no marks of the part `{name}`"));
        } else if generated::fresh(path).text != page.text {
            faults.push(format!("{path}: run `cargo run -p tidy --example refresh`"));
        }
    }
    none("generated parts of the reference", &faults);
}

#[test]
fn every_key_of_a_profile_is_explained() {
    let page = read("docs/how-to/add-a-feed.md");
    let source = read("crates/feeds/src/profile.rs");
    let mut faults = Vec::new();
    for (number, line) in source.lines() {
        let Some(field) = line.strip_prefix("    pub ").and_then(|rest| rest.split_once(": "))
        else {
            continue;
        };
        if field.0.contains(' ') {
            continue;
        }
        // Two fields and the lists are named otherwise in the file.
        let name = match field.0 {
            "kind" if field.1.starts_with("Kind") => "type",
            "columns" => "column",
            "episodes" => "episode",
            other => other,
        };
        if !page.text.contains(&format!("`{name}`")) {
            faults.push(format!("{}:{number}: `{name}` is not in {}", source.path, page.path));
        }
    }
    none("keys of a profile", &faults);
}

#[test]
fn the_glossary_is_in_order() {
    let glossary = read("GLOSSARY.md");
    let terms: Vec<String> = glossary
        .lines()
        .filter_map(|(_, line)| line.strip_prefix("- **")?.split_once("**"))
        .map(|(term, _)| term.to_lowercase())
        .collect();
    assert!(terms.len() > 20, "the glossary was not found");
    let faults: Vec<_> = terms
        .iter()
        .zip(terms.iter().skip(1))
        .filter(|(before, after)| before >= after)
        .map(|(before, after)| format!("`{after}` stands after `{before}`"))
        .collect();
    none("the order of the glossary", &faults);
}

#[test]
fn the_changelog_has_a_place_for_what_is_new() {
    assert!(read("CHANGELOG.md").text.contains("\n## Unreleased\n"));
}

#[test]
fn the_architecture_is_read_in_one_sitting() {
    assert!((1..300).contains(&read("ARCHITECTURE.md").text.lines().count()));
}

#[test]
fn decisions_are_numbered_without_gaps() {
    let notes = files("docs/decisions", &[".md"]);
    let mut faults = Vec::new();
    for (before, note) in notes.iter().filter(|n| !n.path.ends_with("README.md")).enumerate() {
        let expected = format!("docs/decisions/{:04}-", before + 1);
        if !note.path.starts_with(&expected) {
            faults.push(format!("{} should begin with {expected}", note.path));
        }
    }
    none("decision notes", &faults);
}

/// `decision 0003` in a comment leads to a note that exists.
#[test]
fn decisions_named_in_the_code_exist() {
    let notes = files("docs/decisions", &[".md"]);
    let mut faults = Vec::new();
    for file in files("crates", &[".rs", ".sql", ".toml"]) {
        for (line, text) in file.lines() {
            for (at, mark) in text.match_indices(concat!("decision ", "0")) {
                let number = text.get(at + mark.len() - 1..at + mark.len() + 3).unwrap_or_default();
                let path = format!("docs/decisions/{number}-");
                if !notes.iter().any(|note| note.path.starts_with(&path)) {
                    faults.push(format!("{}:{line}: decision {number} is not there", file.path));
                }
            }
        }
    }
    none("decision notes named in the code", &faults);
}

//! Every part that the program is built from has a licence of the list in `deny.toml`.
//!
//! `cargo deny` says the same and more; this needs nothing but cargo, so that it is never skipped.

use std::process::Command;

use tidy::{none, read, root};

#[test]
fn every_dependency_has_a_licence_of_the_list() {
    let allowed = allowed();
    assert!(allowed.contains(&"MIT".to_owned()), "deny.toml was not found");
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--format-version", "1"])
        .args(["--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(root())
        .output()
        .expect("cargo answers");
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let mut faults = Vec::new();
    for package in packages {
        let licence = package["license"].as_str().unwrap_or("none");
        if !satisfied(licence, &allowed) {
            faults.push(format!("{} {}: {licence}", package["name"], package["version"]));
        }
    }
    none("licences", &faults);
}

fn allowed() -> Vec<String> {
    let table: toml::Table = read("deny.toml").text.parse().unwrap_or_default();
    let list = table.get("licenses").and_then(|l| l.get("allow")).and_then(toml::Value::as_array);
    list.map(|list| list.iter().filter_map(|l| l.as_str().map(str::to_owned)).collect())
        .unwrap_or_default()
}

/// Whether an SPDX expression can be met by the list: `OR` needs one side, `AND` both. The older
/// way of writing `OR` is `/`.
fn satisfied(expression: &str, allowed: &[String]) -> bool {
    let expression = outer_off(expression.trim());
    for (word, all) in [(" OR ", false), ("/", false), (" AND ", true)] {
        let parts = split_outside(expression, word);
        if parts.len() > 1 {
            let mut met = parts.iter().map(|part| satisfied(part, allowed));
            return if all { met.all(|is| is) } else { met.any(|is| is) };
        }
    }
    allowed.iter().any(|name| name == expression)
}

/// The expression without one pair of parentheses about all of it.
fn outer_off(expression: &str) -> &str {
    let inside = expression.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    match inside {
        Some(inside) if split_outside(expression, "").len() == 1 && !inside.contains('(') => inside,
        _ => expression,
    }
}

/// Splits at `word` where it stands outside parentheses.
fn split_outside<'a>(expression: &'a str, word: &str) -> Vec<&'a str> {
    if word.is_empty() {
        return vec![expression];
    }
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, _) in expression.match_indices(word) {
        let before = expression.get(..at).unwrap_or_default();
        if before.matches('(').count() == before.matches(')').count() {
            parts.push(expression.get(from..at).unwrap_or_default());
            from = at + word.len();
        }
    }
    parts.push(expression.get(from..).unwrap_or_default());
    parts
}

#[test]
fn expressions_are_read_as_spdx_means_them() {
    let allowed = ["MIT".to_owned(), "Unicode-3.0".to_owned()];
    for (expression, met) in [
        ("MIT", true),
        ("MIT OR Apache-2.0", true),
        ("Apache-2.0/MIT", true),
        ("Apache-2.0", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("(Zlib OR Apache-2.0) AND Unicode-3.0", false),
        ("MIT AND BSD-3-Clause", false),
        ("(MIT)", true),
        ("none", false),
    ] {
        assert_eq!(satisfied(expression, &allowed), met, "{expression}");
    }
}

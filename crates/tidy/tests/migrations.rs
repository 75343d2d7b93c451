//! Migrations: classes of tables named, portable columns only, the same on both engines.

use std::collections::BTreeMap;

use tidy::{File, files, none, read};

const ENGINES: &[&str] = &["sqlite", "postgres"];

fn migrations(engine: &str) -> Vec<File> {
    files(&format!("crates/store/migrations/{engine}"), &[".sql"])
}

/// Each table of a file with its columns and their types, in order.
fn tables(file: &File) -> BTreeMap<String, Vec<(String, String)>> {
    let mut found: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let mut inside: Option<String> = None;
    for (_, line) in file.lines() {
        if let Some(rest) = line.strip_prefix("create table ") {
            let name = rest.split([' ', '(']).next().unwrap_or_default().to_owned();
            found.insert(name.clone(), Vec::new());
            inside = Some(name);
        } else if line.starts_with(')') {
            inside = None;
        } else if let Some(table) = &inside
            && !line.trim_start().starts_with("primary key")
        {
            let mut words = line.split_whitespace().map(|word| word.trim_end_matches(','));
            if let (Some(name), Some(kind)) = (words.next(), words.next()) {
                let columns = found.entry(table.clone()).or_default();
                // The two engines name bytes differently.
                let kind = if kind == "bytea" { "blob" } else { kind };
                columns.push((name.to_owned(), kind.to_owned()));
            }
        }
    }
    found
}

#[test]
fn the_first_line_names_the_class_of_each_table() {
    let mut faults = Vec::new();
    for file in ENGINES.iter().flat_map(|engine| migrations(engine)) {
        let first = file.text.lines().next().unwrap_or_default();
        let classes = ["person", "reference", "place"];
        if !first.starts_with("-- class: ") || !classes.iter().any(|c| first.contains(c)) {
            faults.push(format!("{}:1: says no class", file.path));
        }
        let several = tables(&file).len() > 1;
        for table in tables(&file).keys().filter(|_| several) {
            if !first.contains(table.as_str()) {
                faults.push(format!("{}:1: does not name `{table}`", file.path));
            }
        }
    }
    none("classes of tables", &faults);
}

#[test]
fn columns_are_portable() {
    let mut faults = Vec::new();
    for file in ENGINES.iter().flat_map(|engine| migrations(engine)) {
        for (table, columns) in tables(&file) {
            for (column, kind) in columns {
                if !["text", "bigint", "double", "blob", "bytea"].contains(&kind.as_str()) {
                    faults.push(format!("{}: {table}.{column} is `{kind}`", file.path));
                }
            }
        }
        let text = file.text.to_lowercase();
        for word in ["serial", "autoincrement", "create trigger", "create function", "savepoint"] {
            if text.contains(word) {
                faults.push(format!("{}: uses `{word}`", file.path));
            }
        }
    }
    none("portable columns", &faults);
}

#[test]
fn both_engines_have_the_same_tables_and_columns() {
    let shape = |engine: &str| {
        let mut all = BTreeMap::new();
        for file in migrations(engine) {
            let name = file.path.rsplit('/').next().expect("a name").to_owned();
            all.insert(name, tables(&file));
        }
        all
    };
    assert!(!shape("sqlite").is_empty());
    assert_eq!(shape("sqlite"), shape("postgres"));
}

#[test]
fn every_table_is_described() {
    let page = read("docs/reference/database.md");
    let faults: Vec<_> = migrations("sqlite")
        .iter()
        .flat_map(|file| tables(file).into_keys())
        .filter(|table| !page.text.contains(&format!("`{table}`")))
        .map(|table| format!("`{table}` is not in {}", page.path))
        .collect();
    none("tables", &faults);
}

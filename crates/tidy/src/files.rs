//! The files of the repository.

use std::path::{Path, PathBuf};

/// A text file, named from the root of the repository.
#[derive(Clone, Debug)]
pub struct File {
    /// Its path from the root, with forward slashes.
    pub path: String,
    /// What it says.
    pub text: String,
}

impl File {
    /// Each line with its number, from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(before, line)| (before + 1, line))
    }
}

/// The folder that holds the workspace.
#[must_use]
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// One file, or an empty one where it does not exist.
#[must_use]
pub fn read(path: &str) -> File {
    let text = std::fs::read_to_string(root().join(path)).unwrap_or_default();
    File { path: path.to_owned(), text }
}

/// Every file below `folder` (from the root; `""` for all) whose name ends in one of `endings`,
/// sorted by path. Built files and hidden folders are left out.
#[must_use]
pub fn files(folder: &str, endings: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    walk(&root().join(folder), folder, endings, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn walk(folder: &Path, named: &str, endings: &[&str], found: &mut Vec<File>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if named.is_empty() { name.clone() } else { format!("{named}/{name}") };
        if name.starts_with('.') || name == "target" || name == "demo" || name == "joinedup-data" {
            continue;
        }
        if entry.path().is_dir() {
            walk(&entry.path(), &path, endings, found);
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
            found.push(File { path, text });
        }
    }
}

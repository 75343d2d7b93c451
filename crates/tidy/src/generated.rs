//! Parts of the reference that are written from what the program itself reads, so that they cannot
//! say anything else.
//!
//! A part stands between `<!-- NAME: … -->` and `<!-- end of NAME -->`. `cargo run -p tidy --example
//! refresh` writes all of them; a test fails when one is out of date.

mod feeds;
mod linkage;

use crate::{File, read};

/// Makes a part's text.
pub type Write = fn() -> String;

/// Each part: the page, the name of the part, and what writes it.
pub const PARTS: &[(&str, &str, Write)] = &[
    ("docs/reference/feeds.md", "profiles", feeds::profiles),
    ("docs/reference/linkage.md", "presets", linkage::presets),
    ("docs/reference/linkage.md", "comparisons", linkage::comparisons),
    ("docs/reference/linkage.md", "likeness", linkage::likeness),
    ("docs/reference/linkage.md", "blocks", linkage::blocks),
];

/// The page with every part of it written anew; the page as it is where a mark is missing.
#[must_use]
pub fn fresh(path: &str) -> File {
    let mut page = read(path);
    for (_, name, write) in PARTS.iter().filter(|(of, _, _)| *of == path) {
        if let Some((before, after)) = around(&page.text, name) {
            page.text = format!("{before}\n\n{}\n\n{after}", write().trim());
        }
    }
    page
}

/// The text up to and with the first mark of a part, and from the last mark on.
#[must_use]
pub fn around<'p>(text: &'p str, name: &str) -> Option<(&'p str, &'p str)> {
    let begins = text.find(&format!("<!-- {name}: "))?;
    let opened = begins + text.get(begins..)?.find("-->")? + "-->".len();
    let ends = text.find(&format!("<!-- end of {name} -->"))?;
    Some((text.get(..opened)?, text.get(ends..)?))
}

/// A table from a TOML file of the repository; empty where it cannot be read.
fn toml_of(path: &str) -> toml::Table {
    read(path).text.parse().unwrap_or_default()
}

/// A value as text: a string without quotation marks, numbers as they are written.
fn plain(value: Option<&toml::Value>) -> String {
    match value {
        Some(toml::Value::String(text)) => text.clone(),
        Some(toml::Value::Float(number)) => format!("{number:?}"),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// The strings of a list, each in backticks, joined.
fn listed(value: Option<&toml::Value>, by: &str) -> String {
    let texts = value.and_then(toml::Value::as_array).into_iter().flatten();
    texts.map(|text| format!("`{}`", plain(Some(text)))).collect::<Vec<_>>().join(by)
}

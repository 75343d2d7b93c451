//! The standard model as tables.

use super::{listed, plain, toml_of};

fn model() -> toml::Table {
    toml_of("crates/linkage/data/standard.toml")
}

fn entries(key: &str) -> Vec<toml::Table> {
    let list = model().get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default();
    list.iter().filter_map(toml::Value::as_table).cloned().collect()
}

pub(super) fn presets() -> String {
    let keys = [
        ("auto_probability", "Linked from probability"),
        ("review_probability", "Review from probability"),
        ("bridge_bits", "Fewest bits on average across a union"),
        ("conflict_bits", "Bits that outweigh two different valid NHS numbers"),
        ("name_and_place_alone", "Names and place alone may link"),
    ];
    let heads: Vec<&str> = keys.iter().map(|(_, head)| *head).collect();
    let mut text = format!("| Preset | {} |\n|---|{}\n", heads.join(" | "), "---|".repeat(5));
    let model = model();
    let presets = model.get("preset").and_then(toml::Value::as_table);
    for (name, preset) in presets.into_iter().flatten() {
        let cells: Vec<String> = keys.iter().map(|(key, _)| plain(preset.get(key))).collect();
        let cells = cells.join(" | ").replace("true", "yes").replace("false", "no");
        text.push_str(&format!("| `{name}` | {cells} |\n"));
    }
    text
}

pub(super) fn comparisons() -> String {
    let mut text = String::new();
    for comparison in entries("comparison") {
        text.push_str(&format!(
            "### {}\n\nIn a household: {}.\n\n| Level | m | Kin | Frequency |\n|---|---|---|---|\n",
            plain(comparison.get("label")),
            plain(comparison.get("household")),
        ));
        let levels = comparison.get("levels").and_then(toml::Value::as_array);
        for level in levels.into_iter().flatten() {
            let cells = ["label", "m", "kin", "frequency"].map(|key| plain(level.get(key)));
            text.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
        text.push('\n');
    }
    text
}

pub(super) fn likeness() -> String {
    let mut text = "| Key | From |\n|---|---|\n".to_owned();
    let model = model();
    let similarity = model.get("similarity").and_then(toml::Value::as_table);
    for (key, value) in similarity.into_iter().flatten() {
        text.push_str(&format!("| `{key}` | {} |\n", plain(Some(value))));
    }
    text
}

pub(super) fn blocks() -> String {
    let mut text = "| Keys together | Records of a block at most |\n|---|---|\n".to_owned();
    for block in entries("block") {
        let keys = listed(block.get("keys"), ", ");
        text.push_str(&format!("| {keys} | {} |\n", plain(block.get("block_max"))));
    }
    text
}

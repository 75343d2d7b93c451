//! The shipped profiles, by kind of organisation.

use toml::{Table, Value};

use super::{listed, plain, toml_of};

/// Headings with the sources below them, in the order of the page.
const GROUPS: &[(&str, &str)] = &[
    ("General practice", "gp"),
    ("Community health", "community"),
    ("Adult social care", "asc"),
    ("Hospital", "acute"),
    ("Mental health", "mh"),
    ("Special educational needs", "sen2"),
    ("Care homes", "capacity"),
    ("National extracts without names", "hes"),
];

/// With more columns than these the list is folded away.
const COLUMNS_OPEN_MAX: usize = 60;

pub(super) fn profiles() -> String {
    let files = crate::files("crates/feeds/profiles", &[".toml"]);
    let all: Vec<Table> = files.iter().map(|file| toml_of(&file.path)).collect();
    let mut text = String::new();
    for (heading, source) in GROUPS {
        text.push_str(&format!("## {heading}\n\n"));
        let ours = all.iter().filter(|profile| plain(profile.get("source")) == *source);
        // Lists of people first, then what hangs on them.
        let (lists, others): (Vec<&Table>, Vec<&Table>) =
            ours.partition(|profile| profile.get("identity") == Some(&Value::Boolean(true)));
        for profile in lists.into_iter().chain(others) {
            text.push_str(&one(profile));
        }
    }
    text
}

fn one(profile: &Table) -> String {
    let of = |key: &str| plain(profile.get(key));
    let mut rows = vec![
        ("Standard", of("standard")),
        ("Source", format!("`{}`", of("source"))),
        ("Expected", format!("every {} days", of("rhythm_days"))),
        ("Says who people are", who(profile).to_owned()),
    ];
    if let Some(key) = profile.get("key") {
        rows.push(("Names a row", named_by(key)));
        rows.push(("Hangs on", hangs_on(key)));
    }
    if let Some(delivery) = profile.get("delivery") {
        rows.push(("Sent again", sent_again(delivery)));
        if let Some(cut) = delivery.get("cut").or(delivery.get("window")) {
            rows.push(("Speaks up to", format!("`{}`", plain(Some(cut)))));
        }
    }
    rows.extend(own_limits(profile).map(|limits| ("Thresholds", limits)));
    let episodes = profile.get("episode").and_then(Value::as_array);
    rows.extend(episodes.into_iter().flatten().map(|rule| ("Caseload", caseload(rule))));
    let table: String = rows.iter().map(|(what, is)| format!("| {what} | {is} |\n")).collect();
    format!(
        "### {}\n\n{}: {}.\n\n| | |\n|---|---|\n{table}\n{}\n\n",
        of("name"),
        of("title"),
        of("grain"),
        columns(profile)
    )
}

fn who(profile: &Table) -> &'static str {
    let is = |key: &str| profile.get(key) == Some(&Value::Boolean(true));
    match (is("identity"), is("pseudonymous")) {
        (true, _) => "yes",
        (false, false) => "no",
        (false, true) => "no, and it never can: its persons are pseudonyms",
    }
}

fn named_by(key: &Value) -> String {
    let mut text = listed(key.get("row"), ", ");
    for (column, other, values) in conditions(key.get("leave_out")) {
        text.push_str(&format!("; `{column}` is left out where `{other}` is {values}"));
    }
    text
}

/// Column, other column, and the values of the other column.
fn conditions(leave_out: Option<&Value>) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for (column, when) in leave_out.and_then(Value::as_table).into_iter().flatten() {
        for (other, values) in when.as_table().into_iter().flatten() {
            found.push((column.clone(), other.clone(), listed(Some(values), " or ")));
        }
    }
    found
}

fn hangs_on(key: &Value) -> String {
    if let Some(parent) = key.get("parent") {
        let (feed, column) = (plain(parent.get("feed")), plain(parent.get("column")));
        return format!("a row of [`{feed}`](#{feed}), by `{column}`");
    }
    let record = listed(key.get("record"), ", ");
    if record.is_empty() { "nobody: its rows are not about persons".to_owned() } else { record }
}

fn sent_again(delivery: &Value) -> String {
    let of = |key: &str| plain(delivery.get(key));
    let mut text = match of("resubmission").as_str() {
        "snapshot" => "the file is the whole list: a row missing from it is withdrawn".to_owned(),
        "window" => format!(
            "a row is withdrawn if it is missing and its `{}` lies inside the file's span, {}",
            of("window"),
            match delivery.get("period_start") {
                Some(_) => format!("stated by `{}` and `{}`", of("period_start"), of("period_end")),
                None => "from the earliest to the latest such date".to_owned(),
            }
        ),
        _ => "each file adds; nothing is withdrawn".to_owned(),
    };
    if delivery.get("scope").is_some() {
        text.push_str(&format!(
            ". Only rows whose `{}` occurs in the file can be withdrawn by it",
            of("scope")
        ));
    }
    text
}

/// Thresholds, where they are not those at the head of the page.
fn own_limits(profile: &Table) -> Option<String> {
    let usual = [
        ("rejects_share_max", 0.05),
        ("rows_fall_share_max", 0.2),
        ("without_nhs_number_rise_max", 0.1),
    ];
    let limits = profile.get("thresholds")?;
    let own: Vec<String> = usual
        .iter()
        .filter_map(|(key, usual)| Some((key, limits.get(*key)?.as_float()?, usual)))
        .filter(|(_, limit, usual)| (limit - **usual).abs() > f64::EPSILON)
        .map(|(key, limit, _)| format!("`{key}` {limit:?}"))
        .collect();
    (!own.is_empty()).then(|| own.join(", "))
}

fn caseload(rule: &Value) -> String {
    let of = |key: &str| plain(rule.get(key));
    let mut text = format!("`{}` from `{}`", of("kind"), of("start"));
    if rule.get("end").is_some() {
        text.push_str(&format!(" to `{}`", of("end")));
    }
    for (key, word) in [("when", "where"), ("unless", "unless")] {
        for (column, values) in rule.get(key).and_then(Value::as_table).into_iter().flatten() {
            text.push_str(&format!(", {word} `{column}` is {}", listed(Some(values), " or ")));
        }
    }
    text
}

fn columns(profile: &Table) -> String {
    let all = profile.get("column").and_then(Value::as_array);
    let columns: Vec<String> = all
        .into_iter()
        .flatten()
        .map(|column| {
            let is = |key: &str| column.get(key) == Some(&Value::Boolean(true));
            let name = format!("`{}`", plain(column.get("name")));
            let name = if is("required") { format!("**{name}**") } else { name };
            let may_miss = if is("optional") { " (may be missing)" } else { "" };
            format!("{name} {}{may_miss}", plain(column.get("type")).replace('_', " "))
        })
        .collect();
    let list = columns.join(", ");
    if columns.len() > COLUMNS_OPEN_MAX {
        let count = columns.len();
        format!("<details>\n<summary>Its {count} columns</summary>\n\n{list}.\n\n</details>")
    } else {
        format!("Columns: {list}.")
    }
}

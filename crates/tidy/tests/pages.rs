//! Pages: nothing inline, nothing from outside, every address written down.

use tidy::{files, none, read};

/// Names of XML vocabularies look like addresses and are never fetched.
const VOCABULARIES: &[&str] = &["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"];

#[test]
fn templates_hold_no_inline_style_or_script() {
    let mut faults = Vec::new();
    for file in files("crates/web", &[".html", ".svg", ".rs"]) {
        if !file.path.ends_with(".rs") || file.path.contains("/src/") {
            for (number, line) in file.lines() {
                for mark in inline(line) {
                    faults.push(format!("{}:{number}: {mark}", file.path));
                }
            }
        }
    }
    none("inline style and script, which the content security policy refuses", &faults);
}

/// What on this line is style or script of its own.
fn inline(line: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    if line.contains(" style=\"") || line.contains(" style=\\\"") || line.contains("<style") {
        found.push("style");
    }
    if line.contains("<script") && !line.contains("<script src=") {
        found.push("script");
    }
    let handler = line.split(" on").skip(1).any(|rest| {
        let name: String = rest.chars().take_while(char::is_ascii_lowercase).collect();
        !name.is_empty() && rest.get(name.len()..).is_some_and(|r| r.starts_with("=\""))
    });
    if handler || line.contains("javascript:") {
        found.push("event handler");
    }
    found
}

#[test]
fn inline_marks_are_known() {
    for (line, marks) in [
        ("<p style=\"color:red\">", 1),
        ("<script>alert(1)</script>", 1),
        ("<script src=\"/assets/x.js\" defer></script>", 0),
        ("<a onclick=\"f()\">", 1),
        ("based on=\"\"", 0),
        ("<p class=\"style\">", 0),
    ] {
        assert_eq!(inline(line).len(), marks, "{line}");
    }
}

#[test]
fn pages_ask_no_outside_server() {
    let mut faults = Vec::new();
    for folder in ["crates/web/templates", "crates/web/assets"] {
        for file in files(folder, &[".html", ".css", ".js", ".svg"]) {
            for (number, line) in file.lines() {
                let mut rest = line.to_owned();
                for name in VOCABULARIES {
                    rest = rest.replace(name, "");
                }
                let outside = ["http://", "https://", "url(//", "src=\"//", "href=\"//", "@import"];
                for mark in outside.iter().filter(|mark| rest.contains(**mark)) {
                    faults.push(format!("{}:{number}: {mark}", file.path));
                }
            }
        }
    }
    none("outside hosts in pages", &faults);
}

#[test]
fn every_address_is_written_down() {
    let routes = read("crates/web/src/routes.rs");
    let page = read("docs/reference/pages.md");
    let mut seen = 0;
    let mut faults = Vec::new();
    for (number, line) in routes.lines() {
        let Some((_, rest)) = line.split_once(".route(\"") else {
            continue;
        };
        let address = rest.split('"').next().unwrap_or_default();
        seen += 1;
        if !page.text.contains(&format!("`{address}`")) {
            faults.push(format!("{}:{number}: `{address}` is not in {}", routes.path, page.path));
        }
    }
    assert!(seen > 10, "the routes were not found");
    none("addresses of pages", &faults);
}

#[test]
fn a_route_that_holds_people_holds_no_name_or_number() {
    let routes = read("crates/web/src/routes.rs");
    let faults: Vec<_> = ["nhs", "name}", "surname", "postcode", "birth"]
        .iter()
        .filter(|word| routes.lines().any(|(_, l)| l.contains(".route(") && l.contains(**word)))
        .filter(|word| !(**word == "name}" && routes.text.contains("/assets/{name}")))
        .map(|word| format!("{}: an address carries `{word}`", routes.path))
        .collect();
    none("what addresses carry", &faults);
}

//! Words that may not enter logs, and leftovers.

use tidy::{File, files, none, rust};

/// Names of values that say who somebody is. None may be written to a log, the terminal or an error.
const IDENTIFYING: &[&str] = &[
    "nhs_number",
    "nhs_numbers",
    "first_name",
    "middle_name",
    "surname",
    "former_surname",
    "forename",
    "given_name",
    "family_name",
    "full_name",
    "person_name",
    "date_of_birth",
    "date_of_death",
    "birth_date",
    "home_address",
    "postcode",
    "uprn",
    "phone",
    "email",
    "identity",
];

const WRITTEN_BY: &[&str] =
    &["println!", "eprintln!", "trace!", "debug!", "info!", "warn!", "error!", "event!", "span!"];

/// Product code: what runs outside tests and examples.
fn product() -> Vec<File> {
    files("crates", &[".rs"])
        .into_iter()
        .filter(|file| file.path.split('/').nth(2) == Some("src"))
        .filter(|file| !file.path.ends_with("/tests.rs"))
        .collect()
}

#[test]
fn nothing_that_names_a_person_enters_a_log() {
    let mut faults = Vec::new();
    for file in product() {
        for name in WRITTEN_BY {
            for (line, call) in rust::calls(rust::without_tests(&file.text), name) {
                for word in rust::shown_names(call) {
                    if IDENTIFYING.contains(&word.as_str()) {
                        faults.push(format!("{}:{line}: {name} writes `{word}`", file.path));
                    }
                }
            }
        }
    }
    none("words that may not enter logs", &faults);
}

#[test]
fn nothing_that_names_a_person_enters_an_error() {
    let mut faults = Vec::new();
    for file in product() {
        for (number, line) in file.lines() {
            let Some((_, message)) = line.split_once("#[error(") else {
                continue;
            };
            for word in rust::shown_names(message) {
                if IDENTIFYING.contains(&word.as_str()) {
                    faults.push(format!("{}:{number}: the error shows `{word}`", file.path));
                }
            }
        }
    }
    none("words that may not enter errors", &faults);
}

#[test]
fn there_are_no_leftovers() {
    // Put together here, so that this file does not find itself.
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
        concat!("dbg", "!("),
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("console", ".log("),
    ];
    let mut faults = Vec::new();
    for file in files("", &[".rs", ".toml", ".md", ".html", ".css", ".js", ".sql"]) {
        for (number, line) in file.lines() {
            for mark in marks.iter().filter(|mark| line.contains(**mark)) {
                faults.push(format!("{}:{number}: {mark}", file.path));
            }
        }
    }
    none("leftovers", &faults);
}

#[test]
fn no_file_names_a_folder_of_one_machine() {
    let folders = [concat!("/ho", "me/"), concat!("/wo", "rk/"), concat!("/ro", "ot/")];
    let mut faults = Vec::new();
    for file in files("", &[".rs", ".toml", ".md", ".html", ".sql"]) {
        for (number, line) in file.lines() {
            for folder in folders.iter().filter(|folder| line.contains(**folder)) {
                faults.push(format!("{}:{number}: {folder}", file.path));
            }
        }
    }
    none("folders of one machine", &faults);
}

/// Every run of ten digits that could be an NHS number must be of the range kept for tests.
#[test]
fn nhs_numbers_are_of_the_test_range_only() {
    let mut faults = Vec::new();
    for file in files("", &[".rs", ".md", ".html", ".toml"]) {
        for (number, line) in file.lines() {
            for run in line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.') {
                if is_nhs_number(run) && !run.starts_with("999") && !is_textbook(run) {
                    faults.push(format!("{}:{number}: a number outside the test range", file.path));
                }
            }
        }
    }
    none("NHS numbers in the repository", &faults);
}

/// Numbers that nobody has: the NHS Data Dictionary's own worked example, and runs of one digit.
fn is_textbook(run: &str) -> bool {
    run == "9434765919" || run == "9434765870" || run.bytes().all(|b| run.bytes().next() == Some(b))
}

/// Ten digits whose last is the modulus 11 check digit (NHS Data Dictionary).
fn is_nhs_number(run: &str) -> bool {
    if run.len() != 10 || !run.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let digits: Vec<u32> = run.bytes().map(|b| u32::from(b - b'0')).collect();
    let sum: u32 = digits.iter().take(9).zip((2..=10).rev()).map(|(d, weight)| d * weight).sum();
    digits.last() == Some(&((11 - sum % 11) % 11))
}

#[test]
fn the_check_digit_is_that_of_the_nhs_number() {
    for (run, is) in [("9434765919", true), ("9434765918", false), ("943476591", false)] {
        assert_eq!(is_nhs_number(run), is, "{run}");
    }
}

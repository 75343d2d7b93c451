//! Telephone numbers and email addresses.

use super::Query;
use super::patient::{listed, short};
use crate::json::Json;
use crate::limits::{TELECOM_LETTERS_MAX, TELECOMS_MAX};
use crate::outcome::{IssueType, Issues};

/// Takes in also those that have ended: a record elsewhere may still hold the old number.
pub(super) fn read(patient: &Json, path: &str, query: &mut Query, issues: &mut Issues) {
    for (path, item) in listed(patient, "telecom", path, TELECOMS_MAX, issues) {
        let value = item.text_of("value");
        let Some(value) = short(value, &format!("{path}.value"), TELECOM_LETTERS_MAX, issues)
        else {
            continue;
        };
        match item.text_of("system") {
            Some("phone" | "sms") => query.phones.push(value),
            Some("email") => query.emails.push(value),
            Some(_) => {}
            None => {
                let words = "a value without its system: R4 wants phone, email or another";
                issues.error(IssueType::Invariant, &path, words);
            }
        }
    }
}

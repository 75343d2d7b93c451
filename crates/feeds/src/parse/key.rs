//! What names a row and a record, from the row's values.

use super::Values;
use super::plan::Plan;
use crate::check::Checked;

/// Stands between the parts of a key; no value holds it.
const BETWEEN: char = '\u{1f}';

/// A column's value, outer spaces off.
pub(super) fn part<'r>(values: &Values<'r, '_>, at: usize) -> &'r str {
    values.by_profile(at)
}

/// The key that names the row inside its feed.
pub(super) fn row_key(plan: &Plan<'_>, values: &Values<'_, '_>) -> String {
    let mut key = String::new();
    for at in &plan.row {
        let left_out = plan.leave_out.iter().any(|(column, other, any)| {
            column == at && any.iter().any(|value| value == part(values, *other))
        });
        if !key.is_empty() {
            key.push(BETWEEN);
        }
        if !left_out {
            push(&mut key, values, *at);
        }
    }
    key
}

/// The values of several columns as one key: `a`, or `a|b`.
pub(super) fn joined(values: &Values<'_, '_>, places: &[usize]) -> String {
    let mut key = String::new();
    for (number, at) in places.iter().enumerate() {
        if number > 0 {
            key.push('|');
        }
        push(&mut key, values, *at);
    }
    if key.chars().all(|c| c == '|') { String::new() } else { key }
}

/// NHS numbers are written in one way in keys, whatever spaces they came with.
fn push(key: &mut String, values: &Values<'_, '_>, at: usize) {
    match values.checked.get(at) {
        Some(Checked::Nhs(number)) => key.push_str(&number.to_string()),
        _ => key.push_str(part(values, at)),
    }
}

//! Which person an event counts for.

use terms::NhsNumber;

use super::Event;

/// Names one person in the counts. It has no text form: it is for counting, not for showing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PersonKey {
    /// By NHS number, traced or given.
    Nhs(NhsNumber),
    /// By the council's code and its own number for the person.
    Local(String, String),
}

/// The traced NHS number if there is one, else the one the council gave, else council code and
/// local number; `None` when the row has none of them and is left out (methodology 5).
#[must_use]
pub fn person_key(event: &Event<'_>) -> Option<PersonKey> {
    if let Some(number) = event.nhs_number_traced.or(event.nhs_number) {
        return Some(PersonKey::Nhs(number));
    }
    let local = event.person_id.trim();
    let given = !local.is_empty() && !local.eq_ignore_ascii_case("null");
    given.then(|| PersonKey::Local(event.la_code.trim().to_owned(), local.to_owned()))
}

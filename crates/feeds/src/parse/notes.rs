//! Values kept as received but not used, counted so that a thousand alike make one line.

use hashbrown::HashMap;

use crate::value_class;

/// One kind of remarkable value in one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The column.
    pub column: String,
    /// The shape of the values, without their content.
    pub value_class: String,
    /// What is remarkable.
    pub reason: String,
    /// What to do.
    pub remedy: String,
    /// How many rows have it.
    pub occurrences: u64,
    /// The first of them.
    pub first_line: u64,
}

/// Different notes kept for one file; beyond it shapes are not told apart any more.
const NOTES_MAX: usize = 2_000;

#[derive(Default)]
pub(super) struct Notes {
    by_kind: HashMap<(String, String, String), Note>,
}

impl Notes {
    pub(super) fn add(&mut self, column: &str, value: &str, reason: &str, remedy: &str, line: u64) {
        let mut class = value_class(value);
        if self.by_kind.len() >= NOTES_MAX {
            "various".clone_into(&mut class);
        }
        let kind = (column.to_owned(), class, reason.to_owned());
        let note = self.by_kind.entry(kind).or_insert_with_key(|(column, class, reason)| Note {
            column: column.clone(),
            value_class: class.clone(),
            reason: reason.clone(),
            remedy: remedy.to_owned(),
            occurrences: 0,
            first_line: line,
        });
        note.occurrences += 1;
    }

    /// The notes, most frequent first.
    pub(super) fn finish(self) -> Vec<Note> {
        let mut notes: Vec<Note> = self.by_kind.into_values().collect();
        notes.sort_by(|a, b| {
            b.occurrences.cmp(&a.occurrences).then_with(|| {
                (&a.column, &a.value_class, &a.reason).cmp(&(&b.column, &b.value_class, &b.reason))
            })
        });
        notes
    }
}

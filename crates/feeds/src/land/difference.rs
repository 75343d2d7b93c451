//! What a file changes: pure comparison of its rows with those that stand.

use std::collections::BTreeMap;

use hashbrown::HashSet;
use terms::{Date, RecordId};

use super::current::{Current, Standing};
use crate::profile::{Profile, Resubmission};
use crate::{Parsed, Row};

/// What a file changes.
#[derive(Debug, Default)]
pub(super) struct Difference<'p> {
    /// Rows to write: new ones and changed ones.
    pub(super) written: Vec<&'p Row>,
    /// Rows that stop standing: changed and withdrawn ones, with the record they hang on.
    pub(super) closed: Vec<(RecordId, RecordId)>,
    pub(super) added: u64,
    pub(super) changed: u64,
    pub(super) unchanged: u64,
    /// Mended rows that a later delivery had brought already.
    pub(super) overtaken: u64,
    /// Scopes that have standing rows and are not in the file, with the number of those rows.
    pub(super) absent_scopes: BTreeMap<String, u64>,
    /// Rows withdrawn, with the record they hang on.
    pub(super) withdrawn: Vec<(RecordId, RecordId)>,
    /// Nothing was withdrawn, because a row could not be read whole.
    pub(super) kept_back: bool,
    /// Rows that stand and that this file speaks of.
    pub(super) spoken_of: u64,
}

impl<'p> Difference<'p> {
    /// Compares. Mended rows only add and change.
    pub(super) fn new(
        profile: &Profile,
        parsed: &'p Parsed,
        current: &Current,
        mends: Option<&str>,
    ) -> Self {
        let mut difference = Self::default();
        for row in &parsed.rows {
            match current.get(&row.row_id) {
                None => {
                    difference.added += 1;
                    difference.written.push(row);
                }
                Some(standing) if standing.content_hash == row.content_hash => {
                    difference.unchanged += 1;
                }
                // A row that came right in a later delivery is not set back by mending an earlier one.
                Some(standing) if mends.is_some_and(|mended| *standing.delivery_from > *mended) => {
                    difference.overtaken += 1;
                }
                Some(standing) => {
                    difference.changed += 1;
                    difference.written.push(row);
                    difference.closed.push((standing.record_id, row.row_id));
                }
            }
        }
        // A row that could not be read whole may be any of those that seem to be missing.
        let whole = parsed.rejected.iter().all(|rejected| rejected.row_id.is_some());
        difference.kept_back = !whole && mends.is_none();
        if mends.is_none() && whole && profile.delivery.resubmission != Resubmission::Additive {
            difference.find_withdrawn(profile, parsed, current);
        }
        difference
    }

    fn find_withdrawn(&mut self, profile: &Profile, parsed: &Parsed, current: &Current) {
        let scopes: HashSet<&str> =
            parsed.rows.iter().filter_map(|row| row.scope.as_deref()).collect();
        let days = parsed.period_start.zip(parsed.period_end);
        let here: HashSet<RecordId> = parsed
            .rows
            .iter()
            .map(|row| row.row_id)
            .chain(parsed.rejected.iter().filter_map(|rejected| rejected.row_id))
            .collect();
        let spoken_of = |standing: &Standing| {
            let in_scope = profile.delivery.scope.is_none()
                || standing.scope.as_deref().is_some_and(|scope| scopes.contains(scope));
            let in_window = profile.delivery.resubmission == Resubmission::Snapshot
                || in_window(standing, days);
            in_scope && in_window
        };
        if profile.delivery.resubmission == Resubmission::Snapshot {
            for (row_id, standing) in current {
                let scope = standing.scope.as_deref().filter(|scope| !scopes.contains(scope));
                if let Some(scope) = scope.filter(|_| !here.contains(row_id)) {
                    *self.absent_scopes.entry(scope.to_owned()).or_default() += 1;
                }
            }
        }
        for (row_id, standing) in current.iter().filter(|(_, standing)| spoken_of(standing)) {
            self.spoken_of += 1;
            if !here.contains(row_id) {
                self.withdrawn.push((standing.record_id, *row_id));
            }
        }
        self.withdrawn.sort_unstable();
        self.closed.extend(&self.withdrawn);
    }
}

fn in_window(standing: &Standing, days: Option<(Date, Date)>) -> bool {
    let day = standing.window.as_deref().and_then(|text| text.parse::<Date>().ok());
    match (day, days) {
        (Some(day), Some((first, last))) => first <= day && day <= last,
        _ => false,
    }
}

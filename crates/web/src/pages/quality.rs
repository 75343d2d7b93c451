//! How good the links are, group by group.

use crate::reads::quality::Basis;
use crate::words;

/// Where figures of quality come from, as a sentence.
pub(crate) fn basis(basis: &Basis) -> String {
    match basis {
        Basis::Truth { what, true_pairs } => format!(
            "Measured against {what}, which knows {}.",
            words::counted(true_pairs, "true pair", "true pairs")
        ),
        Basis::Reviews { reviewed, sampled } => format!(
            "Estimated from {} that reviewers answered, of {} drawn at random.",
            words::counted(reviewed, "pair", "pairs"),
            words::count(sampled)
        ),
        Basis::Nothing => "Nothing is known yet.".to_owned(),
    }
}

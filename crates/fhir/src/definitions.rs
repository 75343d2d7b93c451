//! What this interface says of itself.

/// The operation as it is offered here.
pub(crate) const PATIENT_MATCH: &str = include_str!("../data/operation-patient-match.json");

/// The statement of what is offered, with the version of this program in it.
pub(crate) fn capabilities() -> String {
    include_str!("../data/capabilities.json").replace("{version}", env!("CARGO_PKG_VERSION"))
}

//! x
pub(crate) const STATEMENTS: &[&str] = &[];

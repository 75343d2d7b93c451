//! Why a whole file was not landed, in words that say where and what to do.

use std::fmt;

/// A file that was refused: nothing of it was kept but this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The line, counted from 1, where there is one.
    pub line: Option<u64>,
    /// The column's number, counted from 1, where there is one.
    pub column: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl Refusal {
    /// A refusal of the whole file.
    #[must_use]
    pub fn whole(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { line: None, column: None, what: what.into(), remedy: remedy.into() }
    }

    /// A refusal at a line and a column.
    #[must_use]
    pub fn at(
        line: u64,
        column: usize,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { line: Some(line), column: Some(column), ..Self::whole(what, remedy) }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, "line {line}, column {column}: ")?,
            (Some(line), None) => write!(f, "line {line}: ")?,
            _ => {}
        }
        write!(f, "{}. {}", self.what, self.remedy)
    }
}

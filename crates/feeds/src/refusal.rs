//! Why a whole file was not landed, in words that say where and what to do.

use std::fmt;

/// A file that was refused: nothing of it was kept but this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The line, counted from 1, where there is one.
    pub line: Option<u64>,
    /// The column's number, counted from 1, where there is one.
    pub column: Option<usize>,
    /// The column's name, where it is known.
    pub column_name: Option<String>,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl Refusal {
    /// A refusal of the whole file.
    #[must_use]
    pub fn whole(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            line: None,
            column: None,
            column_name: None,
            what: what.into(),
            remedy: remedy.into(),
        }
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

    /// The same refusal with the column's name, where the header has one.
    #[must_use]
    pub fn named(mut self, header: &[String]) -> Self {
        self.column_name =
            self.column.and_then(|column| header.get(column.checked_sub(1)?)).cloned();
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column, &self.column_name) {
            (Some(line), Some(column), Some(name)) => {
                write!(f, "line {line}, column {column} (`{name}`): ")?;
            }
            (Some(line), Some(column), None) => write!(f, "line {line}, column {column}: ")?,
            (Some(line), None, _) => write!(f, "line {line}: ")?,
            _ => {}
        }
        write!(f, "{}. {}", self.what, self.remedy)
    }
}

//! Many rows in few statements.

use sqlx::query::Query;
use sqlx::{Any, AssertSqlSafe};

use crate::{Result, Tx};

/// A value of a portable column.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `TEXT`, or null.
    Text(Option<String>),
    /// `BIGINT`, or null.
    Int(Option<i64>),
    /// `DOUBLE PRECISION`, or null.
    Double(Option<f64>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Int(Some(i64::from(yes)))
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Double(Some(number))
    }
}

/// Gathers rows for one table and writes them in statements of many rows each.
///
/// The table and its columns are constants of the program, never input.
#[derive(Debug)]
pub struct Bulk {
    head: String,
    tail: &'static str,
    columns: usize,
    rows_per_statement: usize,
    full_statement: Option<String>,
    waiting: Vec<Value>,
    written: u64,
}

/// Bound values in one statement; SQLite allows 32,766 and PostgreSQL 65,535. More than this is no
/// faster on either.
const VALUES_MAX: usize = 8_000;

impl Bulk {
    /// Rows for `table (columns…)`, followed by `tail` (an `on conflict …` clause, or nothing).
    #[must_use]
    pub fn new(table: &'static str, columns: &'static [&'static str], tail: &'static str) -> Self {
        let head = format!("insert into {table} ({}) values ", columns.join(", "));
        let width = columns.len().max(1);
        let rows_per_statement = (VALUES_MAX / width).max(1);
        let waiting = Vec::with_capacity(rows_per_statement * width);
        Self {
            head,
            tail,
            columns: width,
            rows_per_statement,
            full_statement: None,
            waiting,
            written: 0,
        }
    }

    /// Adds a row, one value a column in order, and writes when a statement is full.
    ///
    /// # Errors
    /// When the database refuses the rows.
    pub async fn add<const N: usize>(&mut self, tx: &mut Tx, row: [Value; N]) -> Result<()> {
        debug_assert_eq!(N, self.columns, "one value a column");
        self.waiting.extend(row);
        if self.waiting.len() >= self.rows_per_statement * self.columns {
            let sql = self.full_statement.get_or_insert_with(|| {
                statement(&self.head, self.tail, self.columns, self.rows_per_statement, mark(tx))
            });
            let sql = sql.clone();
            self.write(tx, sql, true).await?;
        }
        Ok(())
    }

    /// Writes what is left and gives the number of rows sent in all.
    ///
    /// # Errors
    /// When the database refuses the rows.
    pub async fn finish(mut self, tx: &mut Tx) -> Result<u64> {
        if !self.waiting.is_empty() {
            let rows = self.waiting.len() / self.columns;
            let sql = statement(&self.head, self.tail, self.columns, rows, mark(tx));
            self.write(tx, sql, false).await?;
        }
        Ok(self.written)
    }

    async fn write(&mut self, tx: &mut Tx, sql: String, again: bool) -> Result<()> {
        let rows = self.waiting.len() / self.columns;
        let mut query = sqlx::query(AssertSqlSafe(sql)).persistent(again);
        for value in self.waiting.drain(..) {
            query = bind(query, value);
        }
        query.execute(&mut **tx).await?;
        self.written += rows as u64;
        Ok(())
    }
}

type AnyQuery<'q> = Query<'q, Any, <Any as sqlx::Database>::Arguments>;

fn bind(query: AnyQuery<'_>, value: Value) -> AnyQuery<'_> {
    match value {
        Value::Text(text) => query.bind(text),
        Value::Int(number) => query.bind(number),
        Value::Double(number) => query.bind(number),
    }
}

/// How a statement marks its values. SQLite finds a numbered mark by walking a list of all of them,
/// which takes quadratic time in a statement of thousands; plain question marks it counts.
#[derive(Clone, Copy)]
enum Mark {
    Plain,
    Numbered,
}

fn mark(tx: &Tx) -> Mark {
    if tx.backend_name() == "SQLite" { Mark::Plain } else { Mark::Numbered }
}

fn statement(head: &str, tail: &str, columns: usize, rows: usize, mark: Mark) -> String {
    use std::fmt::Write as _;

    let mut sql = String::with_capacity(head.len() + tail.len() + rows * columns * 6);
    sql.push_str(head);
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..columns {
            let comma = if column == 0 { "" } else { "," };
            // Writing to a string cannot fail.
            let _ = match mark {
                Mark::Plain => write!(sql, "{comma}?"),
                Mark::Numbered => write!(sql, "{comma}${}", row * columns + column + 1),
            };
        }
        sql.push(')');
    }
    if !tail.is_empty() {
        sql.push(' ');
        sql.push_str(tail);
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_numbers_its_values() {
        let head = "insert into t (a, b) values ";
        for (mark, expected) in [
            (Mark::Numbered, "insert into t (a, b) values ($1,$2),($3,$4) on conflict do nothing"),
            (Mark::Plain, "insert into t (a, b) values (?,?),(?,?) on conflict do nothing"),
        ] {
            assert_eq!(statement(head, "on conflict do nothing", 2, 2, mark), expected);
        }
    }
}

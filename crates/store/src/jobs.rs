//! Long work that outlives a page or a process: one row a job, leased by whoever runs it.

use sqlx::Row as _;
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::{Db, Error, Result, now_utc};

/// A piece of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its identifier.
    pub id: String,
    /// What kind of work, such as `import` or `link`.
    pub kind: String,
    /// `waiting`, `running`, `done` or `failed`.
    pub state: String,
    /// What to work on, as JSON.
    pub input: String,
    /// What came of it, or how far it is, in words for a person.
    pub message: String,
    /// Steps done.
    pub done: i64,
    /// Steps in all; 0 while unknown.
    pub total: i64,
    /// When it was asked for, UTC.
    pub asked_at: String,
    /// When it ended, UTC.
    pub ended_at: Option<String>,
}

/// Tries of one job before it is left as failed.
pub const TRIES_MAX: i64 = 3;

const ADD: &str = "insert into job (job_id, kind, state, input_json, message, done, total, tries, \
     asked_at) values ($1, $2, 'waiting', $3, '', 0, 0, 0, $4)";
const WAITING: &str = "select job_id from job where (state = 'waiting' or (state = 'running' and \
     lease_until < $1)) and tries < $2 order by asked_at, job_id limit 1";
const TAKE: &str = "update job set state = 'running', tries = tries + 1, lease_until = $1, \
     started_at = $2 where job_id = $3 and (state = 'waiting' or (state = 'running' and \
     lease_until < $2))";
const PROGRESS: &str =
    "update job set done = $1, total = $2, message = $3, lease_until = $4 where job_id = $5";
const END: &str =
    "update job set state = $1, message = $2, ended_at = $3, lease_until = '' where job_id = $4";
const ONE: &str = "select job_id, kind, state, input_json, message, done, total, asked_at, \
     ended_at from job where job_id = $1";
const RECENT: &str = "select job_id, kind, state, input_json, message, done, total, asked_at, \
     ended_at from job order by asked_at desc, job_id limit 50";
const GIVE_UP: &str = "update job set state = 'failed', ended_at = $1, message = 'stopped before it \
     ended, three times: start it again' where state = 'running' and lease_until < $1 and tries >= $2";

/// The statements of this module, for the test that prepares them all.
pub const STATEMENTS: &[&str] = &[ADD, WAITING, TAKE, PROGRESS, END, ONE, RECENT, GIVE_UP];

/// How long a running job may be silent before another worker takes it.
const LEASE_SECONDS: i64 = 120;

/// Asks for work and gives its identifier.
///
/// # Errors
/// When the database refuses.
pub async fn add(db: &Db, kind: &str, input_json: &str) -> Result<String> {
    let id = Uuid::new_v4().to_string();
    sqlx::query(ADD)
        .bind(&id)
        .bind(kind)
        .bind(input_json)
        .bind(now_utc())
        .execute(db.pool())
        .await?;
    Ok(id)
}

/// Takes the oldest waiting job, or one whose worker went silent.
///
/// # Errors
/// When the database refuses.
pub async fn take(db: &Db) -> Result<Option<Job>> {
    let now = now_utc();
    sqlx::query(GIVE_UP).bind(&now).bind(TRIES_MAX).execute(db.pool()).await?;
    let waiting: Option<String> =
        sqlx::query_scalar(WAITING).bind(&now).bind(TRIES_MAX).fetch_optional(db.pool()).await?;
    let Some(id) = waiting else { return Ok(None) };
    let taken = sqlx::query(TAKE)
        .bind(lease())
        .bind(&now)
        .bind(&id)
        .execute(db.pool())
        .await?
        .rows_affected();
    if taken == 1 { get(db, &id).await } else { Ok(None) }
}

/// Says how far a job is and renews its lease.
///
/// # Errors
/// When the database refuses.
pub async fn progress(db: &Db, id: &str, done: i64, total: i64, message: &str) -> Result<()> {
    sqlx::query(PROGRESS)
        .bind(done)
        .bind(total)
        .bind(message)
        .bind(lease())
        .bind(id)
        .execute(db.pool())
        .await?;
    Ok(())
}

/// Ends a job, well or not, with a message for a person.
///
/// # Errors
/// When the database refuses.
pub async fn end(db: &Db, id: &str, well: bool, message: &str) -> Result<()> {
    sqlx::query(END)
        .bind(if well { "done" } else { "failed" })
        .bind(message)
        .bind(now_utc())
        .bind(id)
        .execute(db.pool())
        .await?;
    Ok(())
}

/// One job.
///
/// # Errors
/// When the database refuses.
pub async fn get(db: &Db, id: &str) -> Result<Option<Job>> {
    sqlx::query(ONE).bind(id).fetch_optional(db.pool()).await?.map(|row| read(&row)).transpose()
}

/// The fifty newest jobs, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn recent(db: &Db) -> Result<Vec<Job>> {
    sqlx::query(RECENT).fetch_all(db.pool()).await?.iter().map(read).collect()
}

fn lease() -> String {
    let until = jiff::Timestamp::now()
        .checked_add(jiff::SignedDuration::from_secs(LEASE_SECONDS))
        .unwrap_or(jiff::Timestamp::MAX);
    until.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}

fn read(row: &AnyRow) -> Result<Job> {
    Ok(Job {
        id: row.try_get(0)?,
        kind: row.try_get(1)?,
        state: row.try_get(2)?,
        input: row.try_get(3)?,
        message: row.try_get(4)?,
        done: row.try_get(5)?,
        total: row.try_get(6)?,
        asked_at: row.try_get(7)?,
        ended_at: row.try_get(8).map_err(Error::from)?,
    })
}

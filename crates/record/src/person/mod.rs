//! One person: the records behind them, why they are linked, what they are on the caseload of.

use linkage::TrainedModel;
use store::Db;
use store::sqlx::any::AnyRow;
use store::sqlx::{self, Row as _};
use terms::{PersonId, RecordId};

use crate::link::{EdgeStep, step_of};
use crate::{Error, Result};

/// The statements of this room.
pub(crate) const STATEMENTS: &[&str] = &[REDIRECT, RECORDS, EDGES, EPISODES, MODEL, MODEL_OF_RUN];

const REDIRECT: &str = "select to_person_id from person_redirect where person_id = $1";
const RECORDS: &str = "select r.record_id, r.source, r.record_key, r.feed, r.nhs_number, \
     r.first_name, r.middle_name, r.surname, r.former_surname, r.date_of_birth, r.date_of_death, \
     r.sex, r.address, r.postcode, r.phone, r.practice_code, r.registered_on, r.ethnic_category, \
     r.withdrawn_by, f.received_at, t.received_at from person_link l \
     join source_record r on r.record_id = l.record_id \
     join delivery f on f.delivery_id = r.delivery_first \
     join delivery t on t.delivery_id = r.delivery_last \
     where l.person_id = $1 and l.ended_by is null order by r.source, r.record_key";
const EDGES: &str = "select e.record_id, e.other_record_id, e.band, e.weight, e.probability, \
     e.steps_json, e.run_id from link_edge e \
     join person_link a on a.record_id = e.record_id and a.ended_by is null \
     join person_link b on b.record_id = e.other_record_id and b.ended_by is null \
     where a.person_id = $1 and b.person_id = $1 order by e.weight desc";
const EPISODES: &str = "select e.record_id, e.kind, e.team, e.started_on, e.ended_on \
     from caseload_episode e join person_link l on l.record_id = e.record_id \
     where l.person_id = $1 and l.ended_by is null order by e.started_on desc, e.kind";
const MODEL: &str = "select m.trained_json, m.model_version from link_event e \
     join link_model m on m.model_version = e.model_version where e.event_id = $1";
/// A run of an earlier version of the program kept its model itself.
const MODEL_OF_RUN: &str = "select model_json, model_version from link_run where run_id = $1";

/// A person.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who it is now, where the identifier asked for was merged into another.
    pub person_id: PersonId,
    /// The records, by source.
    pub records: Vec<SourceRecord>,
    /// The pairs of them that were scored, surest first.
    pub edges: Vec<Edge>,
    /// Times on a caseload, newest first.
    pub episodes: Vec<Episode>,
    /// The model that scored the pairs, where there are any.
    pub model_version: Option<String>,
}

/// A source record with the values that identify its person.
#[derive(Clone, Debug)]
#[expect(
    missing_docs,
    reason = "the names are the documentation; dates are `yyyy-mm-dd`, times UTC"
)]
pub struct SourceRecord {
    pub record_id: RecordId,
    pub source: String,
    pub record_key: String,
    pub feed: String,
    pub nhs_number: Option<String>,
    pub first_name: Option<String>,
    pub middle_name: Option<String>,
    pub surname: Option<String>,
    pub former_surname: Option<String>,
    pub date_of_birth: Option<String>,
    pub date_of_death: Option<String>,
    pub sex: Option<String>,
    pub address: Option<String>,
    pub postcode: Option<String>,
    pub phone: Option<String>,
    pub practice_code: Option<String>,
    pub registered_on: Option<String>,
    pub ethnic_category: Option<String>,
    pub withdrawn: bool,
    pub first_received: String,
    pub last_received: String,
}

/// A scored pair.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub struct Edge {
    pub record_id: RecordId,
    pub other_record_id: RecordId,
    /// `auto` or `review`.
    pub band: String,
    /// log2 odds, prior included.
    pub weight: f64,
    pub probability: f64,
    pub steps: Vec<EdgeStep>,
}

/// A time on a caseload.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the names are the documentation; dates are `yyyy-mm-dd`")]
pub struct Episode {
    pub record_id: RecordId,
    pub kind: String,
    pub team: Option<String>,
    pub started_on: String,
    pub ended_on: Option<String>,
}

/// Reads a person. `None` where there is no such person.
///
/// # Errors
/// When the database does not answer.
pub async fn get(db: &Db, asked: PersonId) -> Result<Option<Person>> {
    let person_id = resolve(db, asked).await?;
    let id = person_id.to_string();
    let rows = sqlx::query(RECORDS).bind(&id).fetch_all(db.pool()).await?;
    let records: Vec<SourceRecord> = rows.iter().map(record).collect::<Result<_>>()?;
    if records.is_empty() {
        return Ok(None);
    }
    let rows = sqlx::query(EDGES).bind(&id).fetch_all(db.pool()).await?;
    let run: Option<String> = match rows.first() {
        Some(row) => Some(row.try_get(6)?),
        None => None,
    };
    let model = match run {
        Some(run) => model(db, &run).await?,
        None => None,
    };
    let edges = match &model {
        Some((model, _)) => rows.iter().map(|row| edge(row, model)).collect::<Result<_>>()?,
        None => Vec::new(),
    };
    let rows = sqlx::query(EPISODES).bind(&id).fetch_all(db.pool()).await?;
    let episodes = rows.iter().map(episode).collect::<Result<_>>()?;
    let model_version = model.map(|(_, version)| version);
    Ok(Some(Person { person_id, records, edges, episodes, model_version }))
}

async fn resolve(db: &Db, asked: PersonId) -> Result<PersonId> {
    let to: Option<String> =
        sqlx::query_scalar(REDIRECT).bind(asked.to_string()).fetch_optional(db.pool()).await?;
    Ok(to.as_deref().and_then(PersonId::parse).unwrap_or(asked))
}

async fn model(db: &Db, run: &str) -> Result<Option<(TrainedModel, String)>> {
    let mut found = sqlx::query(MODEL).bind(run).fetch_optional(db.pool()).await?;
    if found.is_none() {
        found = sqlx::query(MODEL_OF_RUN).bind(run).fetch_optional(db.pool()).await?;
    }
    let Some(row) = found else { return Ok(None) };
    let json: &str = row.try_get(0)?;
    let model = serde_json::from_str(json).map_err(|_| corrupt("a run's model"))?;
    Ok(Some((model, row.try_get(1)?)))
}

fn record(row: &AnyRow) -> Result<SourceRecord> {
    let withdrawn: Option<&str> = row.try_get(18)?;
    Ok(SourceRecord {
        record_id: record_id(row.try_get(0)?)?,
        source: row.try_get(1)?,
        record_key: row.try_get(2)?,
        feed: row.try_get(3)?,
        nhs_number: row.try_get(4)?,
        first_name: row.try_get(5)?,
        middle_name: row.try_get(6)?,
        surname: row.try_get(7)?,
        former_surname: row.try_get(8)?,
        date_of_birth: row.try_get(9)?,
        date_of_death: row.try_get(10)?,
        sex: row.try_get(11)?,
        address: row.try_get(12)?,
        postcode: row.try_get(13)?,
        phone: row.try_get(14)?,
        practice_code: row.try_get(15)?,
        registered_on: row.try_get(16)?,
        ethnic_category: row.try_get(17)?,
        withdrawn: withdrawn.is_some(),
        first_received: row.try_get(19)?,
        last_received: row.try_get(20)?,
    })
}

fn edge(row: &AnyRow, model: &TrainedModel) -> Result<Edge> {
    Ok(Edge {
        record_id: record_id(row.try_get(0)?)?,
        other_record_id: record_id(row.try_get(1)?)?,
        band: row.try_get(2)?,
        weight: row.try_get(3)?,
        probability: row.try_get(4)?,
        steps: step_of(model, row.try_get(5)?),
    })
}

fn episode(row: &AnyRow) -> Result<Episode> {
    Ok(Episode {
        record_id: record_id(row.try_get(0)?)?,
        kind: row.try_get(1)?,
        team: row.try_get(2)?,
        started_on: row.try_get(3)?,
        ended_on: row.try_get(4)?,
    })
}

fn record_id(text: &str) -> Result<RecordId> {
    RecordId::parse(text).ok_or_else(|| corrupt("a record's identifier"))
}

fn corrupt(what: &str) -> Error {
    Error::Store(store::Error::Corrupt { what: what.to_owned() })
}

//! Writing a run: links that begin and end, redirects, and the pairs behind them.

use hashbrown::{HashMap, HashSet};
use linkage::{RecordIx, ids};
use store::sqlx;
use store::{Bulk, Tx, Value};
use terms::{PersonId, RecordId};

use super::{Outcome, Progress};
use crate::{Error, Result};

pub(super) const END_LINK: &str = "update person_link set ended_by = $1, ended_at = $2 \
     where person_id = $3 and record_id = $4 and ended_by is null";
pub(super) const DROP_EDGES: &str = "delete from link_edge";
pub(super) const REDIRECT_AGAIN: &str =
    "update person_redirect set to_person_id = $1 where to_person_id = $2";

/// Writes a run and gives its identifier, the links made and the links ended.
pub(super) async fn write(
    tx: &mut Tx,
    outcome: &Outcome,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<(String, u64, u64)> {
    let run_id = store::new_event_id();
    let now = store::now_utc();
    let loaded = &outcome.loaded;
    let previous: Vec<Option<PersonId>> =
        loaded.ids.iter().map(|id| loaded.persons.get(id).map(|(person, _)| *person)).collect();
    let assignment = ids::assign(&outcome.linkage.cluster_of, &previous, PersonId::new_random);
    let (begun, ended) = changes(outcome, &assignment, &previous);
    run(tx, outcome, &run_id, begun.len(), ended.len()).await?;
    for (person, record) in &ended {
        sqlx::query(END_LINK)
            .bind(&run_id)
            .bind(&now)
            .bind(person.to_string())
            .bind(record.to_string())
            .execute(&mut **tx)
            .await?;
    }
    let mut links = Bulk::new("person_link", LINK_COLUMNS, "");
    for (done, ((person, record), source)) in (1_u64..).zip(&begun) {
        let values = [
            Value::from(person.to_string()),
            record.to_string().into(),
            (*source).into(),
            run_id.as_str().into(),
            now.as_str().into(),
        ];
        links.add(tx, values).await?;
        if done.is_multiple_of(10_000) {
            progress(Progress::Written(done));
        }
    }
    links.finish(tx).await?;
    redirects(tx, &assignment.redirects, &run_id, &now).await?;
    edges(tx, outcome, &run_id).await?;
    progress(Progress::Written(begun.len() as u64));
    Ok((run_id, begun.len() as u64, ended.len() as u64))
}

type Link = (PersonId, RecordId);
/// A link that begins, with the source of its record.
type Begun<'o> = (Link, &'o str);

/// Links that begin and links that end, each in the table's order. A record that is not linked any
/// more stays with its person, and moves with them where that person was merged into another.
fn changes<'o>(
    outcome: &'o Outcome,
    assignment: &ids::Assignment,
    previous: &[Option<PersonId>],
) -> (Vec<Begun<'o>>, Vec<Link>) {
    let (mut begun, mut ended) = (Vec::new(), Vec::new());
    let loaded = &outcome.loaded;
    let mut linked: HashSet<RecordId> = HashSet::with_capacity(loaded.ids.len());
    let clusters = loaded.ids.iter().zip(&outcome.linkage.cluster_of);
    for (at, ((id, cluster), before)) in (0_u32..).zip(clusters.zip(previous)) {
        linked.insert(*id);
        let Some(person) = assignment.person_of.get(*cluster as usize) else { continue };
        if *before == Some(*person) {
            continue;
        }
        begun.push(((*person, *id), loaded.records.source_name(RecordIx(at))));
        ended.extend(before.map(|before| (before, *id)));
    }
    let merged: HashMap<PersonId, PersonId> = assignment.redirects.iter().copied().collect();
    for (id, (person, source)) in loaded.persons.iter().filter(|(id, _)| !linked.contains(*id)) {
        if let Some(now) = merged.get(person) {
            begun.push(((*now, *id), source.as_str()));
            ended.push((*person, *id));
        }
    }
    begun.sort_unstable();
    ended.sort_unstable();
    (begun, ended)
}

async fn redirects(
    tx: &mut Tx,
    redirects: &[(PersonId, PersonId)],
    run_id: &str,
    now: &str,
) -> Result<()> {
    let mut bulk = Bulk::new(
        "person_redirect",
        &["person_id", "to_person_id", "by_run", "at"],
        "on conflict (person_id) do update set to_person_id = excluded.to_person_id, \
         by_run = excluded.by_run, at = excluded.at",
    );
    for (from, to) in redirects {
        let (from, to) = (from.to_string(), to.to_string());
        // Older redirects to the merged person lead straight to the one that stays.
        sqlx::query(REDIRECT_AGAIN).bind(&to).bind(&from).execute(&mut **tx).await?;
        bulk.add(tx, [from.into(), to.into(), run_id.into(), now.into()]).await?;
    }
    bulk.finish(tx).await?;
    Ok(())
}

async fn edges(tx: &mut Tx, outcome: &Outcome, run_id: &str) -> Result<()> {
    sqlx::query(DROP_EDGES).execute(&mut **tx).await?;
    let mut bulk = Bulk::new("link_edge", EDGE_COLUMNS, "");
    for edge in &outcome.edges {
        let values = [
            Value::from(edge.record.to_string()),
            edge.other.to_string().into(),
            run_id.into(),
            edge.band.into(),
            edge.weight.into(),
            edge.probability.into(),
            edge.steps_json.as_str().into(),
        ];
        bulk.add(tx, values).await?;
    }
    bulk.finish(tx).await?;
    Ok(())
}

async fn run(
    tx: &mut Tx,
    outcome: &Outcome,
    run_id: &str,
    made: usize,
    ended: usize,
) -> Result<()> {
    let count = |number: usize| Value::Int(i64::try_from(number).ok());
    let model = &outcome.linkage.model;
    let mut bulk = Bulk::new("link_run", RUN_COLUMNS, "");
    bulk.add(
        tx,
        [
            run_id.into(),
            outcome.follows.clone().unwrap_or_default().into(),
            outcome.started_at.as_str().into(),
            store::now_utc().into(),
            format!("{} {} ({})", model.name, model.version, short(&model.hash)).into(),
            serde_json::to_string(model).unwrap_or_default().into(),
            serde_json::to_string(&outcome.summary).unwrap_or_default().into(),
            Value::Int(i64::try_from(outcome.summary.records).ok()),
            Value::Int(i64::try_from(outcome.summary.persons).ok()),
            count(made),
            count(ended),
            Value::Int(i64::try_from(outcome.summary.pairs_review).ok()),
        ],
    )
    .await?;
    // Whoever linked meanwhile gave these records persons that were not read here.
    bulk.finish(tx)
        .await
        .map_err(|fault| if fault.is_taken_key() { Error::Overtaken } else { fault.into() })?;
    Ok(())
}

fn short(hash: &str) -> &str {
    hash.get(..8).unwrap_or(hash)
}

const LINK_COLUMNS: &[&str] = &["person_id", "record_id", "source", "began_by", "began_at"];

const EDGE_COLUMNS: &[&str] =
    &["record_id", "other_record_id", "run_id", "band", "weight", "probability", "steps_json"];

const RUN_COLUMNS: &[&str] = &[
    "run_id",
    "follows",
    "started_at",
    "ended_at",
    "model_version",
    "model_json",
    "report_json",
    "records",
    "persons",
    "links_made",
    "links_ended",
    "edges_review",
];

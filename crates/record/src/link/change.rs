//! Writing a change of links: what begins and ends, what becomes of persons, and the pairs behind it.
//!
//! Every change follows the one before. Two that were worked out at once from the same state cannot
//! both be written: the second is told that it was overtaken.

use hashbrown::{HashMap, HashSet};
use linkage::ids::{self, Assignment};
use store::sqlx;
use store::{Bulk, Tx, Value};
use terms::{PersonId, RecordId};

use super::edges::Kept;
use super::restore;
use crate::{Error, Result};

pub(super) const END_LINK: &str = "update person_link set ended_by = $1, ended_at = $2 \
     where person_id = $3 and record_id = $4 and ended_by is null";
pub(super) const DROP_EDGES: &str = "delete from link_edge";
pub(super) const DROP_EDGES_OF: &str = "delete from link_edge where record_id = $1";
pub(super) const DROP_EDGES_TO: &str = "delete from link_edge where other_record_id = $1";
pub(super) const REDIRECT_AGAIN: &str =
    "update person_redirect set to_person_id = $1 where to_person_id = $2";
pub(super) const FIRST_EVENT: &str = "select min(began_at) from person_link where person_id = $1";
/// The event that none follows.
pub(super) const NEWEST: &str = "select event_id from link_event e where not exists \
     (select 1 from link_event f where f.follows = e.event_id) order by at desc limit 1";
pub(super) const WAITING: &str = "insert into review_day (day, waiting) select $1, count(*) \
     from link_edge e where e.band = 'review' and not exists (select 1 from link_decision d \
     where d.record_id = e.record_id and d.other_record_id = e.other_record_id \
     and d.undone_by is null) on conflict (day) do update set waiting = excluded.waiting";

/// Who or what changed links, and why.
#[derive(Clone, Debug)]
pub(crate) struct Cause {
    /// Names the event.
    pub(crate) event_id: String,
    /// The event before; empty for the first.
    pub(crate) follows: String,
    /// `run`, `delivery`, `answer`, `unlink`, `link` or `undo`.
    pub(crate) kind: &'static str,
    /// Who; empty for the program itself.
    pub(crate) author: String,
    pub(crate) why: String,
    pub(crate) model_version: String,
    /// When the records were read.
    pub(crate) read_at: String,
    /// Deliveries that had landed then.
    pub(crate) seen_deliveries: i64,
    pub(crate) undoes: Option<String>,
    pub(crate) report_json: String,
}

/// Records and the persons they turn out to be.
pub(crate) struct Regrouped<'a> {
    /// The records that were linked, each with its source and the number of its person.
    pub(crate) records: Vec<(RecordId, &'a str, u32)>,
    /// Person and source of these records now, and of all others of the same persons.
    pub(crate) persons: &'a HashMap<RecordId, (PersonId, String)>,
    /// Records of `persons` that were not linked and stay with their person, by person: those that
    /// their source no longer sends.
    pub(crate) resting: HashMap<PersonId, Vec<RecordId>>,
    pub(crate) edges: &'a [Kept],
    /// The records whose pairs these are; `None` for all.
    pub(crate) edges_of: Option<Vec<RecordId>>,
    /// Who some records should be, where that is not who they are: nobody in particular for those that
    /// somebody takes out of a person, who they were before for those that an undoing brings back.
    pub(crate) meant: HashMap<RecordId, Option<PersonId>>,
}

/// What a change came to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written {
    pub(crate) begun: Vec<(PersonId, RecordId, String)>,
    pub(crate) ended: Vec<(PersonId, RecordId)>,
}

/// Writes a change of links.
pub(crate) async fn write(
    tx: &mut Tx,
    cause: &Cause,
    regrouped: &Regrouped<'_>,
    told: &(dyn Fn(u64) + Sync),
) -> Result<Written> {
    let now = store::now_utc();
    let previous: Vec<Option<PersonId>> = regrouped
        .records
        .iter()
        .map(|(id, ..)| regrouped.persons.get(id).map(|(person, _)| *person))
        .collect();
    let cluster_of: Vec<u32> = regrouped.records.iter().map(|(_, _, cluster)| *cluster).collect();
    let votes = votes(regrouped, &previous);
    let since = since(tx, &cluster_of, &votes).await?;
    let mut assignment =
        ids::assign_by(&cluster_of, &previous, &votes, &since, PersonId::new_random);
    let restored = restore::restore(tx, regrouped, &previous, &mut assignment).await?;
    let written = changes(regrouped, &assignment, &previous);
    event(tx, cause, &now, &written).await?;
    for (person, record) in &written.ended {
        sqlx::query(END_LINK)
            .bind(&cause.event_id)
            .bind(&now)
            .bind(person.to_string())
            .bind(record.to_string())
            .execute(&mut **tx)
            .await?;
    }
    let mut links = Bulk::new("person_link", LINK_COLUMNS, "");
    for (done, (person, record, source)) in (1_u64..).zip(&written.begun) {
        let values = [
            Value::from(person.to_string()),
            record.to_string().into(),
            source.as_str().into(),
            cause.event_id.as_str().into(),
            now.as_str().into(),
        ];
        links.add(tx, values).await?;
        if done.is_multiple_of(10_000) {
            told(done);
        }
    }
    links.finish(tx).await?;
    redirects(tx, &assignment.redirects, &cause.event_id, &now).await?;
    persons_changed(tx, &assignment, &restored, &cause.event_id).await?;
    edges(tx, regrouped, &cause.event_id).await?;
    let today = store::today_in_london().to_string();
    sqlx::query(WAITING).bind(today).execute(&mut **tx).await?;
    told(written.begun.len() as u64);
    Ok(written)
}

/// Which person each record speaks for. A person who stands for none of these records any more is not
/// spoken for: it may be somewhere else.
fn votes(regrouped: &Regrouped<'_>, previous: &[Option<PersonId>]) -> Vec<Option<PersonId>> {
    let here: HashSet<PersonId> = previous.iter().flatten().copied().collect();
    let meant = |id: &RecordId, now: &Option<PersonId>| match regrouped.meant.get(id) {
        Some(person) => person.filter(|person| here.contains(person)),
        None => *now,
    };
    regrouped.records.iter().zip(previous).map(|((id, ..), now)| meant(id, now)).collect()
}

/// The first event of every person who meets another in one group: of two that speak for as many
/// records, the older one stays.
async fn since(
    tx: &mut Tx,
    cluster_of: &[u32],
    votes: &[Option<PersonId>],
) -> Result<HashMap<PersonId, String>> {
    let mut first: HashMap<u32, PersonId> = HashMap::new();
    let mut met: HashSet<PersonId> = HashSet::new();
    for (group, person) in cluster_of.iter().zip(votes) {
        let Some(person) = person else { continue };
        let known = *first.entry(*group).or_insert(*person);
        if known != *person {
            met.extend([known, *person]);
        }
    }
    let mut out = HashMap::new();
    for person in met {
        let event: Option<String> =
            sqlx::query_scalar(FIRST_EVENT).bind(person.to_string()).fetch_one(&mut **tx).await?;
        out.extend(event.map(|event| (person, event)));
    }
    Ok(out)
}

/// Links that begin and links that end, each in the table's order. A record that is not linked any
/// more stays with its person, and moves with them where that person was merged into another.
fn changes(
    regrouped: &Regrouped<'_>,
    assignment: &Assignment,
    previous: &[Option<PersonId>],
) -> Written {
    let mut out = Written::default();
    for ((id, source, cluster), before) in regrouped.records.iter().zip(previous) {
        let Some(person) = assignment.person_of.get(*cluster as usize) else { continue };
        if *before == Some(*person) {
            continue;
        }
        out.begun.push((*person, *id, (*source).to_owned()));
        out.ended.extend(before.map(|before| (before, *id)));
    }
    for (from, to) in &assignment.redirects {
        for id in regrouped.resting.get(from).into_iter().flatten() {
            let source = regrouped.persons.get(id).map(|(_, source)| source.clone());
            out.begun.push((*to, *id, source.unwrap_or_default()));
            out.ended.push((*from, *id));
        }
    }
    out.begun.sort_unstable();
    out.ended.sort_unstable();
    out
}

async fn event(tx: &mut Tx, cause: &Cause, now: &str, written: &Written) -> Result<()> {
    let count = |number: usize| Value::Int(i64::try_from(number).ok());
    let mut bulk = Bulk::new("link_event", EVENT_COLUMNS, "");
    let row = [
        Value::from(cause.event_id.as_str()),
        cause.follows.as_str().into(),
        cause.kind.into(),
        now.into(),
        cause.author.as_str().into(),
        cause.why.as_str().into(),
        cause.model_version.as_str().into(),
        cause.read_at.as_str().into(),
        cause.seen_deliveries.into(),
        cause.undoes.clone().into(),
        count(written.begun.len()),
        count(written.ended.len()),
        cause.report_json.as_str().into(),
    ];
    // Whoever changed links meanwhile gave these records persons that were not read here.
    bulk.add(tx, row).await.map_err(overtaken)?;
    bulk.finish(tx).await.map_err(overtaken)?;
    Ok(())
}

pub(super) fn overtaken(fault: store::Error) -> Error {
    if fault.is_taken_key() { Error::Overtaken } else { fault.into() }
}

async fn redirects(
    tx: &mut Tx,
    redirects: &[(PersonId, PersonId)],
    event_id: &str,
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
        bulk.add(tx, [from.into(), to.into(), event_id.into(), now.into()]).await?;
    }
    bulk.finish(tx).await?;
    Ok(())
}

/// Remembers what became of persons as wholes.
async fn persons_changed(
    tx: &mut Tx,
    assignment: &Assignment,
    restored: &[(PersonId, PersonId)],
    event_id: &str,
) -> Result<()> {
    let mut rows: HashSet<(PersonId, &str, PersonId)> = HashSet::new();
    for (from, to) in &assignment.redirects {
        rows.extend([(*from, "merged", *to), (*to, "took", *from)]);
    }
    for split in &assignment.splits {
        for to in split.to.iter().filter(|to| **to != split.from) {
            rows.extend([(split.from, "split", *to), (*to, "left", split.from)]);
        }
    }
    rows.extend(restored.iter().map(|(person, from)| (*person, "restored", *from)));
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_unstable();
    let mut bulk = Bulk::new("link_change", CHANGE_COLUMNS, "");
    for (person, kind, other) in rows {
        let row = [
            Value::from(person.to_string()),
            event_id.into(),
            kind.into(),
            other.to_string().into(),
        ];
        bulk.add(tx, row).await?;
    }
    bulk.finish(tx).await?;
    Ok(())
}

async fn edges(tx: &mut Tx, regrouped: &Regrouped<'_>, event_id: &str) -> Result<()> {
    match &regrouped.edges_of {
        None => {
            sqlx::query(DROP_EDGES).execute(&mut **tx).await?;
        }
        Some(records) => {
            for record in records {
                for statement in [DROP_EDGES_OF, DROP_EDGES_TO] {
                    sqlx::query(statement).bind(record.to_string()).execute(&mut **tx).await?;
                }
            }
        }
    }
    let mut bulk = Bulk::new("link_edge", EDGE_COLUMNS, "");
    for edge in regrouped.edges {
        let values = [
            Value::from(edge.record.to_string()),
            edge.other.to_string().into(),
            event_id.into(),
            edge.band.into(),
            edge.weight.into(),
            edge.probability.into(),
            edge.steps_json.as_str().into(),
            edge.held_back.into(),
            edge.information.into(),
            edge.why.as_str().into(),
        ];
        bulk.add(tx, values).await?;
    }
    bulk.finish(tx).await?;
    Ok(())
}

const LINK_COLUMNS: &[&str] = &["person_id", "record_id", "source", "began_by", "began_at"];

const CHANGE_COLUMNS: &[&str] = &["person_id", "event_id", "kind", "other_person_id"];

const EVENT_COLUMNS: &[&str] = &[
    "event_id",
    "follows",
    "kind",
    "at",
    "author",
    "why",
    "model_version",
    "read_at",
    "seen_deliveries",
    "undoes",
    "links_made",
    "links_ended",
    "report_json",
];

const EDGE_COLUMNS: &[&str] = &[
    "record_id",
    "other_record_id",
    "run_id",
    "band",
    "weight",
    "probability",
    "steps_json",
    "held_back",
    "information",
    "why",
];

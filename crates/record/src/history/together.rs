//! A person's records, the pairs between them, and what happened to them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use store::Db;
use terms::{PersonId, RecordId};

use super::edges::{self, Edge};
use super::events::{self, Event, Links};
use super::records::{self, Linked};
use crate::Result;
use crate::review::{Decision, civil_day, model_of, newest_model, of_record};

/// How a person's records hang together.
#[derive(Clone, Debug)]
pub struct Together {
    /// The person, where the identifier asked for was merged into another.
    pub person: PersonId,
    /// Records linked to them at the time asked for, by source.
    pub records: Vec<Linked>,
    /// Pairs between these, as last scored and decided.
    pub edges: Vec<Edge>,
    /// What happened, newest first, at most as many as were asked for.
    pub events: Vec<Event>,
    /// Events older than those.
    pub older_events: u64,
    /// The first civil day in England anything is known of.
    pub known_since: Option<Date>,
    /// The version of the model that scored the edges, or is in force where there are none.
    pub model_version: Option<String>,
}

/// Reads how a person's records hang together now, or did at the end of a civil day in England. `None`
/// where nothing was ever linked to such a person. At most `events_max` events are given.
///
/// # Errors
/// When the database does not answer.
pub async fn together(
    db: &Db,
    asked: PersonId,
    day: Option<Date>,
    events_max: usize,
) -> Result<Option<Together>> {
    let person = records::resolve(db, asked).await?;
    if !records::known(db, person).await? {
        return Ok(None);
    }
    let linked = records::linked(db, person, day).await?;
    let links = events::links(db, person).await?;
    let decisions = decisions(db, &linked, &links).await?;
    let ids: Vec<RecordId> = linked.iter().map(|linked| linked.record.record).collect();
    let (edges, scored_by) = edges::between(db, &ids, &decisions).await?;
    let model = match scored_by {
        Some(event) => model_of(db, &event).await?,
        None => newest_model(db).await?,
    };
    let mut events = events::events(db, person, &links, &decisions).await?;
    let known_since = events.last().and_then(|event| civil_day(&event.at));
    let older_events = events.len().saturating_sub(events_max) as u64;
    events.truncate(events_max);
    Ok(Some(Together {
        person,
        records: linked,
        edges,
        events,
        older_events,
        known_since,
        model_version: model.map(|model| model.version),
    }))
}

/// Every decision on a pair with a record that is or was of the person, newest first, each once.
async fn decisions(db: &Db, linked: &[Linked], links: &Links) -> Result<Vec<Decision>> {
    let mut found = BTreeMap::new();
    let mut records: Vec<RecordId> = linked.iter().map(|linked| linked.record.record).collect();
    records.extend(links.rows.iter().map(|link| link.record));
    records.sort_unstable();
    records.dedup();
    for record in records {
        for decision in of_record(db, record).await? {
            let key = (decision.event_id.clone(), decision.record, decision.other);
            found.insert(key, decision);
        }
    }
    Ok(found.into_values().rev().collect())
}

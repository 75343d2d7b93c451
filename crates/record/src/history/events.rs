//! What happened to a person's links, from four tables: links that began and ended, what became of
//! persons as wholes, what people decided, and the events that all of these name.

use std::collections::{BTreeMap, BTreeSet};

use store::Db;
use store::sqlx::{self, Row as _};
use terms::{PersonId, RecordId};

use crate::Result;
use crate::decision::Answer;
use crate::review::{Decision, person_id, record_id};

pub(super) const LINKS: &str = "select l.record_id, l.source, l.began_by, l.began_at, l.ended_by, \
     l.ended_at, r.withdrawn_by from person_link l \
     left join source_record r on r.record_id = l.record_id where l.person_id = $1";
pub(super) const CHANGES: &str =
    "select event_id, kind, other_person_id from link_change where person_id = $1";
pub(super) const EVENTS: &str = "select e.event_id, e.kind, e.at, e.author, e.why, e.model_version \
     from link_event e where e.event_id in (select began_by from person_link where person_id = $1 \
     union select ended_by from person_link where person_id = $1 and ended_by is not null \
     union select event_id from link_change where person_id = $1)";

/// Something that happened to a person's links.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The event that it is.
    pub event_id: String,
    /// When, UTC.
    pub at: String,
    /// What.
    pub what: What,
    /// The records it moved or spoke of, with their sources.
    pub records: Vec<(RecordId, String)>,
    /// Who or what did it.
    pub who: Who,
    /// The reason that was given or kept; `None` where there is none.
    pub why: Option<String>,
    /// What the model said of the one pair that was decided, 0 to 1; `None` where several were.
    pub probability: Option<f64>,
    /// Whether it is a decision that is in force: its author may undo it.
    pub in_force: bool,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Records came to the person.
    Linked,
    /// Records left them.
    Unlinked,
    /// All records of another person came.
    Merged {
        /// That person.
        from: PersonId,
    },
    /// Records left for another person of their own.
    Split {
        /// That person.
        to: PersonId,
    },
    /// Somebody answered a pair, and the links stayed as they were.
    Decided(Answer),
    /// A decision was undone.
    Undone,
}

/// Who or what changed links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The program, with the version of its model.
    Program {
        /// The model's version.
        model: String,
    },
    /// Somebody, as they gave their name.
    Person(String),
    /// A source that took records back.
    Source(String),
}

/// The links that a person has and had, and what became of them as a whole.
pub(super) struct Links {
    pub(super) rows: Vec<Link>,
    changes: Vec<(String, String, PersonId)>,
}

/// A link of the person, ended or not.
pub(super) struct Link {
    pub(super) record: RecordId,
    source: String,
    began: (String, String),
    ended: Option<(String, String)>,
    withdrawn: bool,
}

pub(super) async fn links(db: &Db, person: PersonId) -> Result<Links> {
    let id = person.to_string();
    let mut rows = Vec::new();
    for row in sqlx::query(LINKS).bind(&id).fetch_all(db.pool()).await? {
        let (by, at): (Option<String>, Option<String>) = (row.try_get(4)?, row.try_get(5)?);
        let withdrawn: Option<&str> = row.try_get(6)?;
        rows.push(Link {
            record: record_id(row.try_get(0)?)?,
            source: row.try_get(1)?,
            began: (row.try_get(2)?, row.try_get(3)?),
            ended: by.zip(at),
            withdrawn: withdrawn.is_some(),
        });
    }
    let mut changes = Vec::new();
    for row in sqlx::query(CHANGES).bind(&id).fetch_all(db.pool()).await? {
        changes.push((row.try_get(0)?, row.try_get(1)?, person_id(row.try_get(2)?)?));
    }
    Ok(Links { rows, changes })
}

/// An event as it is kept.
struct Kept {
    kind: String,
    at: String,
    author: String,
    why: String,
    model: String,
}

/// What happened to a person, newest first.
pub(super) async fn events(
    db: &Db,
    person: PersonId,
    links: &Links,
    decisions: &[Decision],
) -> Result<Vec<Event>> {
    let mut kept = BTreeMap::new();
    for row in sqlx::query(EVENTS).bind(person.to_string()).fetch_all(db.pool()).await? {
        let event = Kept {
            kind: row.try_get(1)?,
            at: row.try_get(2)?,
            author: row.try_get(3)?,
            why: row.try_get(4)?,
            model: row.try_get(5)?,
        };
        kept.insert(row.try_get::<String, _>(0)?, event);
    }
    let mut events = Vec::new();
    for (event_id, event) in &kept {
        let mut of_event = decisions.iter().filter(|decision| decision.event_id == *event_id);
        let decided = of_event.next();
        // What was done by hand is of several pairs: the score of one of them would say nothing.
        let only = decided.filter(|_| of_event.next().is_none());
        for (what, moved) in moved(db, links, event_id, event).await? {
            events.push(Event {
                event_id: event_id.clone(),
                at: event.at.clone(),
                what,
                who: who(event, what, &moved),
                records: moved.iter().map(|link| (link.record, link.source.clone())).collect(),
                why: Some(event.why.clone()).filter(|why| !why.is_empty()),
                probability: only.and_then(|decision| decision.probability),
                in_force: decided.is_some_and(|decision| decision.undone.is_none()),
            });
        }
    }
    events.extend(spoken(links, decisions, &kept));
    // The later first; of one event what moved most first.
    events.sort_by(|a, b| (&b.event_id, b.records.len()).cmp(&(&a.event_id, a.records.len())));
    Ok(events)
}

/// What an event moved to and from the person.
async fn moved<'l>(
    db: &Db,
    links: &'l Links,
    event_id: &str,
    event: &Kept,
) -> Result<Vec<(What, Vec<&'l Link>)>> {
    let began: Vec<&Link> = links.rows.iter().filter(|link| link.began.0 == event_id).collect();
    let ended: Vec<&Link> = links
        .rows
        .iter()
        .filter(|link| link.ended.as_ref().is_some_and(|(by, _)| by == event_id))
        .collect();
    if event.kind == "undo" {
        return Ok(vec![(What::Undone, [began, ended].concat())]);
    }
    let (mut came, mut went) = (began, ended);
    let mut moved = Vec::new();
    for (_, kind, other) in links.changes.iter().filter(|(event, ..)| event == event_id) {
        let what = match kind.as_str() {
            "took" => What::Merged { from: *other },
            "split" => What::Split { to: *other },
            _ => continue,
        };
        let theirs = theirs(db, *other, event_id).await?;
        let from = if kind == "took" { &mut came } else { &mut went };
        let (of_other, rest): (Vec<&Link>, Vec<&Link>) =
            from.drain(..).partition(|link| theirs.contains(&link.record));
        *from = rest;
        moved.push((what, of_other));
    }
    moved.push((What::Linked, came));
    moved.push((What::Unlinked, went));
    moved.retain(|(what, links)| {
        !links.is_empty() || matches!(what, What::Merged { .. } | What::Split { .. })
    });
    Ok(moved)
}

/// The records that an event brought to another person or took from them.
async fn theirs(db: &Db, other: PersonId, event_id: &str) -> Result<BTreeSet<RecordId>> {
    let links = links(db, other).await?;
    let touched = |link: &Link| {
        link.began.0 == event_id || link.ended.as_ref().is_some_and(|(by, _)| by == event_id)
    };
    Ok(links.rows.iter().filter(|link| touched(link)).map(|link| link.record).collect())
}

fn who(event: &Kept, what: What, moved: &[&Link]) -> Who {
    if !event.author.is_empty() {
        return Who::Person(event.author.clone());
    }
    match moved.first() {
        Some(link) if what == What::Unlinked && moved.iter().all(|link| link.withdrawn) => {
            Who::Source(link.source.clone())
        }
        _ => Who::Program { model: event.model.clone() },
    }
}

/// Answers, and their undoing, that left the person's links as they were.
fn spoken(links: &Links, decisions: &[Decision], kept: &BTreeMap<String, Kept>) -> Vec<Event> {
    let mut events: BTreeMap<(String, bool), Event> = BTreeMap::new();
    for decision in decisions.iter().filter(|decision| concerns(links, decision)) {
        let records = vec![
            (decision.record, decision.sources.0.clone()),
            (decision.other, decision.sources.1.clone()),
        ];
        let event = |event_id: &String, at: &String, who: &String, what, why| Event {
            event_id: event_id.clone(),
            at: at.clone(),
            what,
            records: records.clone(),
            who: Who::Person(who.clone()),
            why,
            probability: decision.probability,
            in_force: what != What::Undone && decision.undone.is_none(),
        };
        if !kept.contains_key(&decision.event_id) {
            let (id, at, who) = (&decision.event_id, &decision.at, &decision.author);
            let told = event(id, at, who, What::Decided(decision.answer), decision.note.clone());
            events.entry((id.clone(), false)).or_insert(told);
        }
        if let Some(undone) = decision.undone.as_ref().filter(|it| !kept.contains_key(&it.event_id))
        {
            let (id, at, who) = (&undone.event_id, &undone.at, &undone.author);
            events.entry((id.clone(), true)).or_insert(event(id, at, who, What::Undone, None));
        }
    }
    events.into_values().collect()
}

/// Whether one of the records was the person's when the decision was made.
fn concerns(links: &Links, decision: &Decision) -> bool {
    links.rows.iter().any(|link| {
        let of_pair = link.record == decision.record || link.record == decision.other;
        let until = link.ended.as_ref().is_none_or(|(_, at)| decision.at <= *at);
        of_pair && link.began.1 <= decision.at && until
    })
}

//! What was counted once and holds until something is delivered or linked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use jiff::civil::Date;
use record::caseload::{JointCaseload, Listed};
use web::Error;
use web::reads::{Area, Column};

use super::{Pages, Result};

/// Counts and lists, newest first, each with what it was made from.
#[derive(Default)]
pub(super) struct Cache {
    counts: Kept<Option<Date>, JointCaseload>,
    lists: Kept<(Area, Column, Option<Date>), List>,
}

/// A list of people on a day.
pub(super) struct List {
    pub(super) as_of: Date,
    pub(super) people: Vec<Listed>,
}

/// Entries of a kind kept at most.
const KEPT_MAX: usize = 12;

/// The newest link run and the newest delivery: while they are the same, so is every answer.
#[derive(Clone, PartialEq, Eq)]
struct Version {
    run: String,
    delivery: String,
}

struct Entry<K, V> {
    version: Version,
    key: K,
    value: Arc<V>,
}

struct Kept<K, V>(Mutex<VecDeque<Entry<K, V>>>);

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: PartialEq, V> Kept<K, V> {
    fn get(&self, version: &Version, key: &K) -> Option<Arc<V>> {
        let kept = self.0.lock().ok()?;
        let found = kept.iter().find(|entry| entry.version == *version && entry.key == *key)?;
        Some(Arc::clone(&found.value))
    }

    fn keep(&self, version: Version, key: K, value: V) -> Arc<V> {
        let value = Arc::new(value);
        if let Ok(mut kept) = self.0.lock() {
            kept.retain(|entry| entry.version == version);
            kept.truncate(KEPT_MAX - 1);
            kept.push_front(Entry { version, key, value: Arc::clone(&value) });
        }
        value
    }
}

/// The joint caseload on a day; `None` before the first link run.
pub(super) async fn joint(
    pages: &Pages,
    as_of: Option<Date>,
) -> Result<Option<Arc<JointCaseload>>> {
    let Some(version) = version(pages).await? else { return Ok(None) };
    if let Some(kept) = pages.cache.counts.get(&version, &as_of) {
        return Ok(Some(kept));
    }
    let counted = record::caseload::joint(&pages.db, &pages.place, as_of).await;
    Ok(Some(pages.cache.counts.keep(version, as_of, counted.map_err(Error::store)?)))
}

/// The people behind a number.
pub(super) async fn list(
    pages: &Pages,
    area: &Area,
    column: Column,
    as_of: Option<Date>,
) -> Result<Arc<List>> {
    let version = version(pages).await?.ok_or(Error::NotThere)?;
    let key = (area.clone(), column, as_of);
    if let Some(kept) = pages.cache.lists.get(&version, &key) {
        return Ok(kept);
    }
    let list = if column == Column::Registered && *area != Area::Whole {
        // One list of everybody registered serves every neighbourhood.
        let whole = Box::pin(list(pages, &Area::Whole, column, as_of)).await?;
        let people = whole.people.iter().filter(|person| is_in(person, area)).cloned().collect();
        List { as_of: whole.as_of, people }
    } else {
        let (place, column) = (&pages.place, behind(column));
        let (as_of, people) =
            record::caseload::people(&pages.db, place, &asked(area), column, as_of)
                .await
                .map_err(Error::store)?;
        List { as_of, people }
    };
    Ok(pages.cache.lists.keep(version, key, list))
}

fn is_in(person: &Listed, area: &Area) -> bool {
    match area {
        Area::Whole => true,
        Area::Neighbourhood(id) => person.neighbourhood.as_ref() == Some(id),
        Area::NotPlaced => person.neighbourhood.is_none(),
    }
}

async fn version(pages: &Pages) -> Result<Option<Version>> {
    let run = record::link::newest(&pages.db).await.map_err(Error::store)?;
    let delivery = ::feeds::deliveries::newest(&pages.db).await.map_err(Error::store)?;
    Ok(run.map(|run| Version { run, delivery: delivery.unwrap_or_default() }))
}

fn asked(area: &Area) -> record::caseload::Area {
    match area {
        Area::Whole => record::caseload::Area::Whole,
        Area::Neighbourhood(id) => record::caseload::Area::Neighbourhood(id.clone()),
        Area::NotPlaced => record::caseload::Area::NotPlaced,
    }
}

fn behind(column: Column) -> record::caseload::Column {
    match column {
        Column::Registered => record::caseload::Column::Registered,
        Column::Nursing => record::caseload::Column::Nursing,
        Column::SocialCare => record::caseload::Column::SocialCare,
        Column::Joint => record::caseload::Column::Joint,
    }
}

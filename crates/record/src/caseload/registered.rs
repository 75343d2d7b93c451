//! People registered, by practice.

use hashbrown::HashMap;
use store::Db;
use store::sqlx::{self, Row as _};
use terms::PersonId;

use super::{
    DELIVERED_SINCE, ENTRIES, ENTRIES_NOT_LINKED, ENTRIES_OF_MANY, ENTRIES_OF_ONE, dead, person_id,
};
use crate::Result;

/// An entry on a GP list: since when, and with which practice. The greatest is the newest.
type Entry = (String, String);

/// People by the practice of their newest registration on `day`, those who died left out.
///
/// Counts entries first, then takes away what counts somebody twice: second registrations, people who
/// died, entries that are not linked yet.
pub(super) async fn by_practice(db: &Db, day: &str) -> Result<HashMap<String, u64>> {
    let mut people: HashMap<String, u64> = HashMap::new();
    for row in sqlx::query(ENTRIES).fetch_all(db.pool()).await? {
        let entries: i64 = row.try_get(1)?;
        people.insert(row.try_get(0)?, entries.unsigned_abs());
    }
    let mut take = |practice: &str, entries: u64| {
        if let Some(count) = people.get_mut(practice) {
            *count = count.saturating_sub(entries);
        }
    };
    let delivered_since: i64 = sqlx::query_scalar(DELIVERED_SINCE).fetch_one(db.pool()).await?;
    if delivered_since > 0 {
        for row in sqlx::query(ENTRIES_NOT_LINKED).fetch_all(db.pool()).await? {
            take(row.try_get(0)?, row.try_get::<i64, _>(1)?.unsigned_abs());
        }
    }
    let mut several = several(db).await?;
    for person in dead(db, day).await? {
        let entries = match several.remove(&person) {
            Some(entries) => entries,
            None => of_one(db, person).await?,
        };
        for (_, practice) in entries {
            take(&practice, 1);
        }
    }
    for mut entries in several.into_values() {
        entries.sort_unstable();
        entries.pop();
        for (_, practice) in entries {
            take(&practice, 1);
        }
    }
    Ok(people)
}

/// Entries of everybody who has more than one.
async fn several(db: &Db) -> Result<HashMap<PersonId, Vec<Entry>>> {
    let mut several: HashMap<PersonId, Vec<Entry>> = HashMap::new();
    for row in sqlx::query(ENTRIES_OF_MANY).fetch_all(db.pool()).await? {
        let since: Option<String> = row.try_get(2)?;
        let entry = (since.unwrap_or_default(), row.try_get(1)?);
        several.entry(person_id(row.try_get(0)?)?).or_default().push(entry);
    }
    Ok(several)
}

async fn of_one(db: &Db, person: PersonId) -> Result<Vec<Entry>> {
    let rows = sqlx::query(ENTRIES_OF_ONE).bind(person.to_string()).fetch_all(db.pool()).await?;
    rows.iter()
        .map(|row| {
            let since: Option<String> = row.try_get(1)?;
            Ok((since.unwrap_or_default(), row.try_get(0)?))
        })
        .collect()
}

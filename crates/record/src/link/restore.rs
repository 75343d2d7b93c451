//! Giving records that leave a person the identifier back that they had before they came to them.
//!
//! An identifier is never used for anybody else. But when all records that it last stood for are
//! parted again from those they were merged with, it stands for the same records as before: whoever
//! kept it finds the same person again.

use hashbrown::{HashMap, HashSet};
use linkage::ids::Assignment;
use store::Tx;
use store::sqlx::{self, Row as _};
use terms::{PersonId, RecordId};

use super::change::Regrouped;
use crate::{Error, Result};

pub(super) const HELD: &str =
    "select distinct person_id from person_link where record_id = $1 and ended_by is not null";
pub(super) const HOLDERS: &str = "select l.record_id from person_link l where l.person_id = $1 \
     and l.ended_by is not null and l.ended_at = (select max(m.ended_at) from person_link m \
     where m.person_id = $1) and not exists (select 1 from person_link n \
     where n.person_id = $1 and n.ended_by is null)";
pub(super) const NO_REDIRECT: &str = "delete from person_redirect where person_id = $1";

/// Puts restored identifiers in the place of new ones; gives each with the person its records leave.
pub(super) async fn restore(
    tx: &mut Tx,
    regrouped: &Regrouped<'_>,
    previous: &[Option<PersonId>],
    assignment: &mut Assignment,
) -> Result<Vec<(PersonId, PersonId)>> {
    let before: HashSet<PersonId> = previous.iter().flatten().copied().collect();
    let parted: HashMap<u32, PersonId> = regrouped
        .records
        .iter()
        .zip(previous)
        .filter_map(|((_, _, cluster), from)| Some((*cluster, (*from)?)))
        .filter(|(cluster, _)| {
            let now = assignment.person_of.get(*cluster as usize);
            now.is_some_and(|now| !before.contains(now))
        })
        .collect();
    let mut groups: HashMap<u32, Vec<RecordId>> = HashMap::new();
    for (record, _, cluster) in &regrouped.records {
        if parted.contains_key(cluster) {
            groups.entry(*cluster).or_default().push(*record);
        }
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_unstable();
    let mut out = Vec::new();
    for (cluster, records) in groups {
        let Some(earlier) = earlier(tx, &records).await? else { continue };
        let Some(slot) = assignment.person_of.get_mut(cluster as usize) else { continue };
        for split in &mut assignment.splits {
            for to in split.to.iter_mut().filter(|to| *to == slot) {
                *to = earlier;
            }
        }
        *slot = earlier;
        sqlx::query(NO_REDIRECT).bind(earlier.to_string()).execute(&mut **tx).await?;
        out.extend(parted.get(&cluster).map(|from| (earlier, *from)));
    }
    Ok(out)
}

/// The identifier that stood for these records and no others when it was last in use: of several the
/// one with most of them, then the smaller.
async fn earlier(tx: &mut Tx, records: &[RecordId]) -> Result<Option<PersonId>> {
    let mut held: HashSet<PersonId> = HashSet::new();
    for record in records {
        let rows = sqlx::query(HELD).bind(record.to_string()).fetch_all(&mut **tx).await?;
        for row in rows {
            held.extend(PersonId::parse(row.try_get(0)?));
        }
    }
    let group: HashSet<RecordId> = records.iter().copied().collect();
    let mut best: Option<(usize, std::cmp::Reverse<PersonId>)> = None;
    for person in held {
        let rows = sqlx::query(HOLDERS).bind(person.to_string()).fetch_all(&mut **tx).await?;
        let holders: Vec<RecordId> = rows
            .iter()
            .map(|row| RecordId::parse(row.try_get(0)?).ok_or_else(corrupt))
            .collect::<Result<_>>()?;
        if !holders.is_empty() && holders.iter().all(|record| group.contains(record)) {
            best = best.max(Some((holders.len(), std::cmp::Reverse(person))));
        }
    }
    Ok(best.map(|(_, person)| person.0))
}

fn corrupt() -> Error {
    Error::Store(store::Error::Corrupt { what: "a record's identifier".to_owned() })
}

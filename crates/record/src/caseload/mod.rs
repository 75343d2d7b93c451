//! The joint caseload: who is registered, known to district nursing, open to social care, and both,
//! by neighbourhood, on a day (Lewisham Health and Wellbeing Board, July 2013, table 1).
//!
//! The rule. *Registered*: a current entry on a GP list of a practice of the neighbourhood. *Nursing*:
//! a referral to district nursing received by the day and not discharged by it. *Social care*: a
//! service begun by the day and not ended by it. *Both*: one person in both. People known to have died
//! by the day are not counted. A person's neighbourhood is that of the practice of their newest
//! registration; without one, that of the practice another record names; without that, the one
//! neighbourhood their postcode district lies in; otherwise they are *not placed*, and said to be.

mod people;
mod placing;
mod registered;
pub(crate) mod would_be;

use hashbrown::{HashMap, HashSet};
use outcomes::joint_caseload::{Counts, Table};
use place::Place;
use store::Db;
use store::sqlx::{self, Row as _};
use terms::{Date, PersonId};

use crate::{Error, Result};
use placing::{Candidate, Placed, place_of};

pub use people::{Area, Column, Listed, people, sources};

/// The statements of this room.
pub(crate) const STATEMENTS: &[&str] = &[
    ANY_LINK,
    CUTS,
    DEAD,
    OPEN_EPISODES,
    DELIVERED_SINCE,
    ENTRIES,
    ENTRIES_NOT_LINKED,
    ENTRIES_OF_MANY,
    ENTRIES_OF_ONE,
    NOT_LINKED,
    ON_GP_LIST,
    RECORDS_OF_OPEN,
    people::REGISTERED,
    people::NAMES_OF_OPEN,
    people::SOURCES,
    would_be::DIED,
    would_be::EPISODES,
    would_be::PLACING,
];

const ANY_LINK: &str = "select count(*) from link_event";
/// The newest data cut of each source, from all its feeds.
const CUTS: &str = "select source, max(data_cut) from delivery where state = 'landed' \
     and data_cut is not null group by source";
const DEAD: &str = "select distinct l.person_id from source_record r join person_link l \
     on l.record_id = r.record_id where l.ended_by is null and r.withdrawn_by is null \
     and r.date_of_death is not null and r.date_of_death <= $1";
const OPEN_EPISODES: &str = "select l.person_id, e.kind, min(e.started_on) from caseload_episode e \
     join person_link l on l.record_id = e.record_id where l.ended_by is null \
     and e.kind in ('district_nursing', 'social_care') and e.started_on <= $1 \
     and (e.ended_on is null or e.ended_on > $1) group by l.person_id, e.kind";
/// Entries on GP lists by practice: nearly the people registered, counted from an index alone.
const ENTRIES: &str = "select practice_code, count(*) from source_record where source = 'gp' \
     and withdrawn_by is null and practice_code is not null group by practice_code";
/// Entries of people who are on a list more than once, and of the few who died: each is counted once,
/// or not at all.
const ENTRIES_OF_MANY: &str = "select l.person_id, r.practice_code, r.registered_on \
     from person_link l join source_record r on r.record_id = l.record_id where l.ended_by is null \
     and l.source = 'gp' and r.withdrawn_by is null and r.practice_code is not null \
     and l.person_id in (select l2.person_id from person_link l2 where l2.ended_by is null \
     and l2.source = 'gp' group by l2.person_id having count(*) > 1)";
const ENTRIES_OF_ONE: &str = "select r.practice_code, r.registered_on from person_link l \
     join source_record r on r.record_id = l.record_id where l.person_id = $1 \
     and l.ended_by is null and l.source = 'gp' and r.withdrawn_by is null \
     and r.practice_code is not null";
/// Entries that came after the last link run are nobody's yet.
const ENTRIES_NOT_LINKED: &str = "select r.practice_code, count(*) from source_record r \
     where r.source = 'gp' and r.withdrawn_by is null and r.practice_code is not null \
     and not exists (select 1 from person_link l where l.record_id = r.record_id \
     and l.ended_by is null) group by r.practice_code";
const DELIVERED_SINCE: &str = "select count(*) from delivery where source = 'gp' \
     and state = 'landed' and received_at > (select max(read_at) from link_event \
     where kind in ('run', 'delivery'))";
const NOT_LINKED: &str = "select count(*) from delivery where state = 'landed' and persons_in_file > 0 \
     and received_at > (select max(read_at) from link_event \
     where kind in ('run', 'delivery'))";
const ON_GP_LIST: &str = "select distinct practice_code from source_record where source = 'gp' \
     and withdrawn_by is null and practice_code is not null order by practice_code";
/// What places the people of the caseloads.
const RECORDS_OF_OPEN: &str = "select l.person_id, r.source, r.practice_code, r.postcode, \
     r.registered_on from person_link l join source_record r on r.record_id = l.record_id \
     where l.ended_by is null and r.withdrawn_by is null and l.person_id in (select l2.person_id \
     from caseload_episode e join person_link l2 on l2.record_id = e.record_id \
     where l2.ended_by is null and e.kind in ('district_nursing', 'social_care') \
     and e.started_on <= $1 and (e.ended_on is null or e.ended_on > $1))";

/// The joint caseload of a place on a day.
#[derive(Clone, Debug)]
pub struct JointCaseload {
    /// The day.
    pub as_of: Date,
    /// Counts, shares, intervals and totals.
    pub table: Table,
    /// Deliveries that came after the last link run: their people are not in it yet.
    pub not_linked: u64,
    /// The feeds it draws on, and the day up to which the source of each speaks; `None` where it never
    /// said.
    pub feeds: Vec<(String, Option<Date>)>,
}

/// The practices on the GP list, in order of their codes.
///
/// # Errors
/// When the database does not answer.
pub async fn practices(db: &Db) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar(ON_GP_LIST).fetch_all(db.pool()).await?)
}

/// The feeds that the joint caseload draws on, each with its source.
pub const FEEDS: [(&str, &str); 3] =
    [("gp_registered_list", "gp"), ("csds_cyp101_referral", "community"), ("asc_cld", "asc")];

/// The feeds that the joint caseload draws on, and the day up to which the source of each speaks;
/// `None` where it never said.
///
/// # Errors
/// When the database does not answer.
pub async fn feeds(db: &Db) -> Result<Vec<(String, Option<Date>)>> {
    cuts(db).await
}

/// Counts the joint caseload on `as_of`, or on the last day of which both caseload sources speak.
///
/// # Errors
/// [`Error::NotLinked`] before the first link run, otherwise when the database does not answer.
pub async fn joint(db: &Db, place: &Place, as_of: Option<Date>) -> Result<JointCaseload> {
    let runs: i64 = sqlx::query_scalar(ANY_LINK).fetch_one(db.pool()).await?;
    if runs == 0 {
        return Err(Error::NotLinked);
    }
    let feeds = cuts(db).await?;
    let as_of = as_of.unwrap_or_else(|| default_day(&feeds));
    let day = as_of.to_string();
    let mut counts = empty(place);
    let mut not_placed =
        Counts { id: String::new(), name: "Not placed".to_owned(), ..Counts::default() };
    for (practice, people) in registered::by_practice(db, &day).await? {
        let neighbourhood = place.neighbourhood_of_practice(&practice).map(|n| n.id.as_str());
        slot(&mut counts, &mut not_placed, neighbourhood).registered += people;
    }
    for (_, person) in open(db, place, &day).await? {
        let at = slot(&mut counts, &mut not_placed, person.neighbourhood.as_deref());
        at.nursing += u64::from(person.nursing.is_some());
        at.social_care += u64::from(person.social_care.is_some());
        at.joint += u64::from(person.nursing.is_some() && person.social_care.is_some());
    }
    let left_over = not_placed.registered + not_placed.nursing + not_placed.social_care > 0;
    let table = Table::new(counts, left_over.then_some(not_placed))?;
    let not_linked: i64 = sqlx::query_scalar(NOT_LINKED).fetch_one(db.pool()).await?;
    Ok(JointCaseload { as_of, table, not_linked: not_linked.unsigned_abs(), feeds })
}

/// The day up to which the source of each feed speaks: a source that reports contacts up to a day
/// speaks up to that day, though its newest referral may be older.
async fn cuts(db: &Db) -> Result<Vec<(String, Option<Date>)>> {
    let rows = sqlx::query(CUTS).fetch_all(db.pool()).await?;
    let mut found: HashMap<String, Date> = HashMap::new();
    for row in rows {
        let cut: Option<&str> = row.try_get(1)?;
        if let Some(day) = cut.and_then(|text| text.parse::<Date>().ok()) {
            found.insert(row.try_get(0)?, day);
        }
    }
    Ok(FEEDS
        .iter()
        .map(|(feed, source)| ((*feed).to_owned(), found.get(*source).copied()))
        .collect())
}

/// The last day of which both caseload sources speak; today where neither came.
fn default_day(feeds: &[(String, Option<Date>)]) -> Date {
    let today = store::today_in_london();
    feeds
        .iter()
        .filter(|(feed, _)| feed != "gp_registered_list")
        .filter_map(|(_, cut)| *cut)
        .min()
        .map_or(today, |cut| cut.min(today))
}

/// Somebody on a caseload.
#[derive(Clone, Debug, Default)]
pub(crate) struct Open {
    pub(crate) nursing: Option<Date>,
    pub(crate) social_care: Option<Date>,
    pub(crate) neighbourhood: Option<String>,
}

/// Everybody on a caseload on `day`, placed.
pub(crate) async fn open(db: &Db, place: &Place, day: &str) -> Result<HashMap<PersonId, Open>> {
    let dead = dead(db, day).await?;
    let mut people: HashMap<PersonId, Open> = HashMap::new();
    for row in sqlx::query(OPEN_EPISODES).bind(day).fetch_all(db.pool()).await? {
        let person = person_id(row.try_get(0)?)?;
        if dead.contains(&person) {
            continue;
        }
        let (kind, since): (&str, &str) = (row.try_get(1)?, row.try_get(2)?);
        let since = since.parse::<Date>().ok();
        let open = people.entry(person).or_default();
        match kind {
            "district_nursing" => open.nursing = since,
            _ => open.social_care = since,
        }
    }
    let mut candidates: HashMap<PersonId, Vec<Candidate>> = HashMap::new();
    for row in sqlx::query(RECORDS_OF_OPEN).bind(day).fetch_all(db.pool()).await? {
        let person = person_id(row.try_get(0)?)?;
        if people.contains_key(&person) {
            candidates.entry(person).or_default().push(Candidate {
                is_gp_list: row.try_get::<&str, _>(1)? == "gp",
                practice: row.try_get(2)?,
                postcode: row.try_get(3)?,
                registered_on: row.try_get(4)?,
            });
        }
    }
    for (person, open) in &mut people {
        if let Some(candidates) = candidates.get(person) {
            open.neighbourhood = match place_of(place, candidates) {
                Placed::In(neighbourhood) => Some(neighbourhood),
                Placed::Nowhere => None,
            };
        }
    }
    Ok(people)
}

/// Persons known to have died by `day`.
async fn dead(db: &Db, day: &str) -> Result<HashSet<PersonId>> {
    let rows = sqlx::query(DEAD).bind(day).fetch_all(db.pool()).await?;
    rows.iter().map(|row| person_id(row.try_get(0)?)).collect()
}

fn empty(place: &Place) -> Vec<Counts> {
    place
        .neighbourhoods()
        .iter()
        .map(|neighbourhood| Counts {
            id: neighbourhood.id.clone(),
            name: neighbourhood.name.clone(),
            ..Counts::default()
        })
        .collect()
}

fn slot<'c>(
    counts: &'c mut [Counts],
    not_placed: &'c mut Counts,
    neighbourhood: Option<&str>,
) -> &'c mut Counts {
    counts.iter_mut().find(|row| Some(row.id.as_str()) == neighbourhood).unwrap_or(not_placed)
}

pub(crate) fn person_id(text: &str) -> Result<PersonId> {
    PersonId::parse(text).ok_or_else(|| {
        Error::Store(store::Error::Corrupt { what: "a person's identifier".to_owned() })
    })
}

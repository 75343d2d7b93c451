//! The people behind a number of the joint caseload.

use hashbrown::HashMap;
use place::Place;
use store::Db;
use store::sqlx::any::AnyRow;
use store::sqlx::{self, Row as _};
use terms::{Date, PersonId};

use super::{cuts, dead, default_day, open, person_id};
use crate::Result;

pub(super) const REGISTERED: &str = "select l.person_id, r.surname, r.first_name, r.date_of_birth, \
     r.practice_code, r.registered_on, r.source from source_record r join person_link l \
     on l.record_id = r.record_id where r.source = 'gp' and r.withdrawn_by is null \
     and l.ended_by is null and r.practice_code is not null";
pub(super) const NAMES_OF_OPEN: &str = "select l.person_id, r.surname, r.first_name, \
     r.date_of_birth, r.practice_code, r.registered_on, r.source from person_link l \
     join source_record r on r.record_id = l.record_id where l.ended_by is null \
     and r.withdrawn_by is null and l.person_id in (select l2.person_id from caseload_episode e \
     join person_link l2 on l2.record_id = e.record_id where l2.ended_by is null \
     and e.kind in ('district_nursing', 'social_care') and e.started_on <= $1 \
     and (e.ended_on is null or e.ended_on > $1))";
pub(super) const SOURCES: &str = "select distinct r.source from person_link l join source_record r \
     on r.record_id = l.record_id where l.person_id = $1 and l.ended_by is null order by r.source";

/// Which people.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Area {
    /// All of the place.
    Whole,
    /// One neighbourhood, by its identifier.
    Neighbourhood(String),
    /// Those whose neighbourhood is not known.
    NotPlaced,
}

/// Behind which column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Column {
    Registered,
    Nursing,
    SocialCare,
    Joint,
}

/// Somebody in a list. Names come from the record that knows most: the GP list's, where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation; dates are `yyyy-mm-dd`")]
pub struct Listed {
    pub person_id: PersonId,
    pub surname: String,
    pub first_name: String,
    pub date_of_birth: Option<String>,
    pub neighbourhood: Option<String>,
    pub practice_code: Option<String>,
    pub nursing_since: Option<Date>,
    pub social_care_since: Option<Date>,
}

/// Everybody behind a number, by family name, given name, date of birth and identifier.
///
/// # Errors
/// When the database does not answer.
pub async fn people(
    db: &Db,
    place: &Place,
    area: &Area,
    column: Column,
    as_of: Option<Date>,
) -> Result<(Date, Vec<Listed>)> {
    let as_of = match as_of {
        Some(day) => day,
        None => default_day(&cuts(db).await?),
    };
    let mut listed = match column {
        Column::Registered => registered(db, place, as_of).await?,
        _ => on_caseloads(db, place, as_of, column).await?,
    };
    listed.retain(|person| match area {
        Area::Whole => true,
        Area::Neighbourhood(id) => person.neighbourhood.as_ref() == Some(id),
        Area::NotPlaced => person.neighbourhood.is_none(),
    });
    listed.sort_by(|a, b| {
        (a.surname.to_uppercase(), a.first_name.to_uppercase(), &a.date_of_birth, a.person_id).cmp(
            &(b.surname.to_uppercase(), b.first_name.to_uppercase(), &b.date_of_birth, b.person_id),
        )
    });
    Ok((as_of, listed))
}

/// The sources that have a record of a person.
///
/// # Errors
/// When the database does not answer.
pub async fn sources(db: &Db, person: PersonId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar(SOURCES).bind(person.to_string()).fetch_all(db.pool()).await?)
}

/// The best record of a person so far: a registration beats another record, a newer one an older.
struct Best {
    rank: (bool, String),
    listed: Listed,
}

async fn registered(db: &Db, place: &Place, as_of: Date) -> Result<Vec<Listed>> {
    let day = as_of.to_string();
    let dead = dead(db, &day).await?;
    let on_caseload = open(db, place, &day).await?;
    let rows = sqlx::query(REGISTERED).fetch_all(db.pool()).await?;
    let mut best = best(&rows)?;
    best.retain(|person, _| !dead.contains(person));
    Ok(best
        .into_values()
        .map(|best| {
            let mut listed = best.listed;
            listed.neighbourhood = listed
                .practice_code
                .as_deref()
                .and_then(|practice| place.neighbourhood_of_practice(practice))
                .map(|neighbourhood| neighbourhood.id.clone());
            if let Some(open) = on_caseload.get(&listed.person_id) {
                listed.nursing_since = open.nursing;
                listed.social_care_since = open.social_care;
            }
            listed
        })
        .collect())
}

async fn on_caseloads(db: &Db, place: &Place, as_of: Date, column: Column) -> Result<Vec<Listed>> {
    let day = as_of.to_string();
    let on_caseload = open(db, place, &day).await?;
    let rows = sqlx::query(NAMES_OF_OPEN).bind(&day).fetch_all(db.pool()).await?;
    let mut best = best(&rows)?;
    let mut listed = Vec::new();
    for (person, open) in on_caseload {
        let counted = match column {
            Column::Nursing => open.nursing.is_some(),
            Column::SocialCare => open.social_care.is_some(),
            _ => open.nursing.is_some() && open.social_care.is_some(),
        };
        if let Some(best) = best.remove(&person).filter(|_| counted) {
            listed.push(Listed {
                neighbourhood: open.neighbourhood,
                nursing_since: open.nursing,
                social_care_since: open.social_care,
                ..best.listed
            });
        }
    }
    Ok(listed)
}

fn best(rows: &[AnyRow]) -> Result<HashMap<PersonId, Best>> {
    let mut found: HashMap<PersonId, Best> = HashMap::new();
    for row in rows {
        let person = person_id(row.try_get(0)?)?;
        let since: Option<&str> = row.try_get(5)?;
        let practice: Option<&str> = row.try_get(4)?;
        let source: &str = row.try_get(6)?;
        // The same order of precedence as in the table: newest registration, then practice code.
        let newest = format!("{}{}", since.unwrap_or("0000-00-00"), practice.unwrap_or_default());
        let rank = (source == "gp", newest);
        if found.get(&person).is_some_and(|best| best.rank >= rank) {
            continue;
        }
        let text = |at: usize| -> Result<Option<String>> { Ok(row.try_get(at)?) };
        let listed = Listed {
            person_id: person,
            surname: text(1)?.unwrap_or_default(),
            first_name: text(2)?.unwrap_or_default(),
            date_of_birth: text(3)?,
            neighbourhood: None,
            practice_code: practice.map(str::to_owned),
            nursing_since: None,
            social_care_since: None,
        };
        found.insert(person, Best { rank, listed });
    }
    Ok(found)
}

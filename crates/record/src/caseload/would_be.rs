//! The people known to both, counted for persons that are only supposed: before a changed model is
//! put in force, a place wants to see what it does to its figures.

use hashbrown::{HashMap, HashSet};
use place::Place;
use store::Db;
use store::sqlx::{self, Row as _};
use terms::RecordId;

use super::placing::{Candidate, Placed, place_of};
use super::{cuts, default_day};
use crate::Result;
use crate::link::load::record_id;

pub(super) const EPISODES: &str = "select record_id, kind from caseload_episode \
     where kind in ('district_nursing', 'social_care') and started_on <= $1 \
     and (ended_on is null or ended_on > $1)";
pub(super) const DIED: &str = "select record_id from source_record where withdrawn_by is null \
     and date_of_death is not null and date_of_death <= $1";
pub(super) const PLACING: &str = "select record_id, source, practice_code, postcode, registered_on \
     from source_record where withdrawn_by is null order by record_id";

/// What places and counts the people of any grouping of records.
pub(crate) struct Evidence {
    episodes: Vec<(RecordId, bool)>,
    died: Vec<RecordId>,
    placing: Vec<(RecordId, Candidate)>,
}

/// Reads what counting needs, as of the day of the joint caseload.
pub(crate) async fn evidence(db: &Db) -> Result<Evidence> {
    let day = default_day(&cuts(db).await?).to_string();
    let mut out = Evidence { episodes: Vec::new(), died: Vec::new(), placing: Vec::new() };
    for row in sqlx::query(EPISODES).bind(&day).fetch_all(db.pool()).await? {
        let kind: &str = row.try_get(1)?;
        out.episodes.push((record_id(row.try_get(0)?)?, kind == "district_nursing"));
    }
    for row in sqlx::query(DIED).bind(&day).fetch_all(db.pool()).await? {
        out.died.push(record_id(row.try_get(0)?)?);
    }
    for row in sqlx::query(PLACING).fetch_all(db.pool()).await? {
        let candidate = Candidate {
            is_gp_list: row.try_get::<&str, _>(1)? == "gp",
            practice: row.try_get(2)?,
            postcode: row.try_get(3)?,
            registered_on: row.try_get(4)?,
        };
        out.placing.push((record_id(row.try_get(0)?)?, candidate));
    }
    Ok(out)
}

impl Evidence {
    /// People known to both services by neighbourhood, in the place's order, then those not placed,
    /// where `person_of` says whose each record is.
    pub(crate) fn joint<P: Copy + Eq + std::hash::Hash>(
        &self,
        place: &Place,
        person_of: impl Fn(RecordId) -> Option<P>,
    ) -> Vec<u64> {
        let dead: HashSet<P> = self.died.iter().filter_map(|record| person_of(*record)).collect();
        let mut known: HashMap<P, (bool, bool)> = HashMap::new();
        for (record, nursing) in &self.episodes {
            let Some(person) = person_of(*record).filter(|person| !dead.contains(person)) else {
                continue;
            };
            let known = known.entry(person).or_default();
            if *nursing {
                known.0 = true;
            } else {
                known.1 = true;
            }
        }
        known.retain(|_, (nursing, social_care)| *nursing && *social_care);
        let mut candidates: HashMap<P, Vec<Candidate>> = HashMap::new();
        for (record, candidate) in &self.placing {
            if let Some(person) = person_of(*record).filter(|person| known.contains_key(person)) {
                candidates.entry(person).or_default().push(candidate.clone());
            }
        }
        let neighbourhoods = place.neighbourhoods();
        let mut counts = vec![0; neighbourhoods.len() + 1];
        for person in known.keys() {
            let found = candidates.get(person).map(|candidates| place_of(place, candidates));
            let at = match found {
                Some(Placed::In(id)) => neighbourhoods.iter().position(|n| n.id == id),
                _ => None,
            };
            if let Some(count) = counts.get_mut(at.unwrap_or(neighbourhoods.len())) {
                *count += 1;
            }
        }
        counts
    }
}

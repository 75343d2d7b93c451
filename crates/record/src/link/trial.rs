//! A changed model tried: what it would change, before it changes anything.

use hashbrown::{HashMap, HashSet};
use place::Place;
use serde::{Deserialize, Serialize};
use store::Db;
use store::sqlx::{self, Row as _};
use terms::{PersonId, RecordId};

use super::{Options, Progress, Settings, in_use, ready};
use crate::caseload::would_be;
use crate::{Error, Result};

pub(super) const KEEP: &str =
    "insert into link_trial (trial_id, at, model_version, report_json) values ($1, $2, $3, $4)";
pub(super) const APPLIED: &str =
    "update link_trial set applied_by = $1 where model_version = $2 and applied_by is null";
pub(super) const LATEST: &str = "select t.at, t.report_json, e.at from link_trial t \
     left join link_event e on e.event_id = t.applied_by order by t.at desc limit 1";

/// People who would change that a report names.
const SAMPLE_MAX: usize = 50;

/// What a changed model would change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub struct Report {
    pub model_now: String,
    pub model_tried: String,
    /// Probability from which on a pair is linked: now, tried.
    pub auto_probability: (f64, f64),
    /// Probability from which on a pair is shown for review: now, tried.
    pub review_probability: (f64, f64),
    pub records: u64,
    pub people_now: u64,
    pub people_tried: u64,
    /// People with exactly the same records in both.
    pub same: u64,
    /// People of the trial who are several people now.
    pub merged: u64,
    /// People now who would be several.
    pub split: u64,
    /// Known to both services by neighbourhood: now, tried. In the place's order, those not placed
    /// last, with an empty name.
    pub joint: Vec<(String, u64, u64)>,
    /// People now who would change, those with most records first, at most 50.
    pub sample: Vec<Changed>,
}

/// Somebody who would change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    /// The person now.
    pub person_id: String,
    /// Their records now.
    pub records: u64,
    /// What would become of them.
    pub how: How,
}

/// What would become of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum How {
    /// One with others.
    Merged {
        /// Records of the person that would be.
        records: u64,
        /// People now who would be that one.
        people: u64,
    },
    /// Several people.
    Split {
        /// How many.
        people: u64,
    },
    /// Some records go to others, some come from others.
    Mixed,
}

/// A trial as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// When it was made, UTC.
    pub at: String,
    /// What it said.
    pub report: Report,
    /// When its model was put in force, UTC; `None` while it is not.
    pub applied_at: Option<String>,
}

/// Trains a model with `settings` on all records, and says what linking by it would change. Nothing
/// is changed but the report that is kept.
///
/// # Errors
/// [`Error::NotLinked`] before the first run, otherwise when the database does not answer.
pub async fn trial(
    db: &Db,
    place: &Place,
    settings: &Settings,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Report> {
    let now = in_use(db).await?.ok_or(Error::NotLinked)?;
    let options = Options { train: Some(settings.clone()) };
    let ready = ready(db, &options, progress).await?;
    let evidence = would_be::evidence(db).await?;
    let persons = &ready.loaded.persons;
    let tried: HashMap<RecordId, u32> =
        ready.loaded.ids.iter().copied().zip(ready.linkage.cluster_of.iter().copied()).collect();
    let before = evidence.joint(place, |record| persons.get(&record).map(|(person, _)| *person));
    let after = evidence.joint(place, |record| tried.get(&record).copied());
    let names = place.neighbourhoods().iter().map(|n| n.name.clone()).chain([String::new()]);
    let difference =
        Difference::of(
            ready.loaded.ids.iter().filter_map(|id| {
                Some((persons.get(id).map(|(person, _)| *person)?, *tried.get(id)?))
            }),
        );
    let (old, new) = (now.trained.thresholds, ready.linkage.model.thresholds);
    let report = Report {
        model_now: now.version,
        model_tried: ready.model.version.clone(),
        auto_probability: (old.auto_probability, new.auto_probability),
        review_probability: (old.review_probability, new.review_probability),
        records: ready.loaded.ids.len() as u64,
        people_now: difference.now.len() as u64,
        people_tried: difference.tried.len() as u64,
        same: difference.same(),
        merged: difference.tried.values().filter(|people| people.len() > 1).count() as u64,
        split: difference.now.values().filter(|parts| parts.len() > 1).count() as u64,
        joint: names.zip(before.into_iter().zip(after)).map(|(n, (b, a))| (n, b, a)).collect(),
        sample: difference.sample(),
    };
    sqlx::query(KEEP)
        .bind(store::new_event_id())
        .bind(store::now_utc())
        .bind(&report.model_tried)
        .bind(serde_json::to_string(&report).unwrap_or_default())
        .execute(db.pool())
        .await?;
    Ok(report)
}

/// The latest trial; `None` when none was made.
///
/// # Errors
/// When the database does not answer.
pub async fn latest(db: &Db) -> Result<Option<Trial>> {
    let Some(row) = sqlx::query(LATEST).fetch_optional(db.pool()).await? else {
        return Ok(None);
    };
    let corrupt = |_| Error::Store(store::Error::Corrupt { what: "a trial's report".to_owned() });
    let report: &str = row.try_get(1)?;
    Ok(Some(Trial {
        at: row.try_get(0)?,
        report: serde_json::from_str(report).map_err(corrupt)?,
        applied_at: row.try_get(2)?,
    }))
}

/// How two groupings of the same records differ: per group of each the groups of the other that it
/// shares records with, and how many.
struct Difference {
    now: HashMap<PersonId, HashMap<u32, u64>>,
    tried: HashMap<u32, HashMap<PersonId, u64>>,
}

impl Difference {
    fn of(records: impl Iterator<Item = (PersonId, u32)>) -> Self {
        let mut out = Self { now: HashMap::new(), tried: HashMap::new() };
        for (person, group) in records {
            *out.now.entry(person).or_default().entry(group).or_default() += 1;
            *out.tried.entry(group).or_default().entry(person).or_default() += 1;
        }
        out
    }

    fn same(&self) -> u64 {
        let alone = |group: &u32| self.tried.get(group).is_some_and(|people| people.len() == 1);
        let unchanged =
            self.now.values().filter(|parts| parts.len() == 1 && parts.keys().all(alone));
        unchanged.count() as u64
    }

    fn sample(&self) -> Vec<Changed> {
        let mut all: Vec<(u64, PersonId, How)> = self
            .now
            .iter()
            .filter_map(|(person, parts)| Some((parts.values().sum(), *person, self.how(parts)?)))
            .collect();
        all.sort_unstable_by(|x, y| y.0.cmp(&x.0).then(x.1.cmp(&y.1)));
        all.into_iter()
            .take(SAMPLE_MAX)
            .map(|(records, person, how)| Changed { person_id: person.to_string(), records, how })
            .collect()
    }

    fn how(&self, parts: &HashMap<u32, u64>) -> Option<How> {
        let others: HashSet<PersonId> = parts
            .keys()
            .filter_map(|group| self.tried.get(group))
            .flat_map(|people| people.keys().copied())
            .collect();
        let people = others.len() as u64;
        match (parts.len(), people) {
            (1, 1) => None,
            (1, _) => {
                let group = parts.keys().next().and_then(|group| self.tried.get(group));
                let records = group.map_or(0, |people| people.values().sum());
                Some(How::Merged { records, people })
            }
            (several, 1) => Some(How::Split { people: several as u64 }),
            _ => Some(How::Mixed),
        }
    }
}

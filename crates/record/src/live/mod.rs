//! The linked records of a place in memory: asked who somebody is, told of deliveries and decisions.
//!
//! What a delivery or a decision can change is linked anew and nothing else; the result is what a
//! whole run would give by the same model. Where another process has changed links meanwhile, all is
//! read again.

mod deciding;
mod matching;
mod relinking;

use hashbrown::{HashMap, HashSet};
use linkage::{Index, RecordIx, SourceIx, Standardiser};
use store::Db;
use store::sqlx;
use terms::{PersonId, RecordId};

use crate::link::load::{self, record_id};
use crate::link::{self, EdgeStep, InUse, Loaded, edges};
use crate::{Error, Result};

pub use deciding::{Decided, Joining, Refusal, Saying, Unlinking};
pub use matching::{Asked, Found, Shown, shown};
pub use relinking::Synced;

/// The statements of this room.
pub(crate) const STATEMENTS: &[&str] = &[
    DELIVERIES,
    deciding::ENDED_BY,
    deciding::EVENT,
    deciding::INFORMATION,
    deciding::UNDONE,
    matching::SHOWN,
    relinking::ARRIVED,
    relinking::GONE,
];

const DELIVERIES: &str = "select delivery_id from delivery where state = 'landed'";

/// The linked records of a place.
pub struct Live {
    index: Index,
    model: InUse,
    /// By record number, also of records that are not there any more.
    ids: Vec<RecordId>,
    numbers: HashMap<RecordId, RecordIx>,
    /// Person and source of every linked record, also of those that are not linked any more.
    persons: HashMap<RecordId, (PersonId, String)>,
    members: HashMap<PersonId, Vec<RecordId>>,
    /// The event that the next one follows.
    follows: String,
    deliveries: HashSet<String>,
    /// Set while the memory and the database may differ.
    stale: bool,
}

impl Live {
    /// Reads the linked records; `None` before the first link run. Where something was delivered
    /// since the newest change of links, everything is linked by the model in use first.
    ///
    /// # Errors
    /// When the database does not answer, or other processes keep changing links meanwhile.
    pub async fn load(db: &Db) -> Result<Option<Self>> {
        for _ in 0..TRIES_MAX {
            let Some(follows) = link::newest(db).await? else { return Ok(None) };
            let Some(model) = link::in_use(db).await? else {
                // Linked by a version of the program that did not keep its models.
                link::run(db, &link::Options::default(), &|_| ()).await?;
                continue;
            };
            let deliveries = landed(db).await?;
            let loaded = load::load(db, &model.settings, &|_| ()).await?;
            if loaded.ids.iter().any(|id| !loaded.persons.contains_key(id))
                || link::seen_deliveries(db, &follows).await? != deliveries.len() as i64
            {
                link::run(db, &link::Options::default(), &|_| ()).await?;
                continue;
            }
            if link::newest(db).await?.as_ref() == Some(&follows) {
                let standardiser = model.settings.standardiser()?;
                let live = tokio::task::block_in_place(|| {
                    Self::of(loaded, standardiser, model, follows, deliveries)
                });
                return Ok(Some(live));
            }
        }
        Err(Error::Overtaken)
    }

    fn of(
        loaded: Loaded,
        standardiser: Standardiser,
        model: InUse,
        follows: String,
        deliveries: HashSet<String>,
    ) -> Self {
        let numbers = loaded.numbers();
        let Loaded { records, ids, persons, .. } = loaded;
        let index = Index::new(
            records,
            standardiser,
            &model.settings.model,
            model.trained.clone(),
            model.frequencies.clone(),
        );
        let mut members: HashMap<PersonId, Vec<RecordId>> = HashMap::new();
        for (record, (person, _)) in &persons {
            members.entry(*person).or_default().push(*record);
        }
        Self { index, model, ids, numbers, persons, members, follows, deliveries, stale: false }
    }

    /// Records that can be asked for.
    #[must_use]
    pub fn len(&self) -> usize {
        self.index.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// Whether what is in memory is what the database says, deliveries since aside.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn is_current(&self, db: &Db) -> Result<bool> {
        Ok(!self.stale && link::newest(db).await?.as_deref() == Some(&self.follows))
    }

    /// The version of the model in use.
    #[must_use]
    pub fn model_version(&self) -> &str {
        &self.model.version
    }

    /// The person of a record.
    #[must_use]
    pub fn person_of(&self, record: RecordId) -> Option<PersonId> {
        self.persons.get(&record).map(|(person, _)| *person)
    }

    /// The records of a person.
    #[must_use]
    pub fn records_of(&self, person: PersonId) -> &[RecordId] {
        self.members.get(&person).map_or(&[], Vec::as_slice)
    }

    /// Why a pair weighs what it weighs, whether or not it was ever kept: its steps, its weight in
    /// bits and its probability; `None` where one of the records is not linked.
    #[must_use]
    pub fn explain(&self, a: RecordId, b: RecordId) -> Option<(Vec<EdgeStep>, f64, f64)> {
        let (a, b) = (self.numbers.get(&a)?, self.numbers.get(&b)?);
        let explanation = self.index.explainer().explain(*a, *b);
        let steps = edges::in_words_of(self.index.model(), &explanation.steps);
        Some((steps, explanation.bits.into(), explanation.probability.into()))
    }

    fn source(&mut self, name: &str) -> SourceIx {
        let unique = self.model.settings.unique_sources.iter().any(|source| source == name);
        self.index.source(name, unique)
    }
}

/// Loads that are begun again when links changed meanwhile.
const TRIES_MAX: u32 = 3;

async fn landed(db: &Db) -> Result<HashSet<String>> {
    let all: Vec<String> = sqlx::query_scalar(DELIVERIES).fetch_all(db.pool()).await?;
    Ok(all.into_iter().collect())
}

fn id_of(text: &str) -> Result<RecordId> {
    record_id(text)
}

//! A link run: all linkable source records in, persons and the reasons for them out.

pub(crate) mod change;
pub(crate) mod edges;
pub(crate) mod load;
mod models;
mod restore;
mod runs;
pub mod trial;

use hashbrown::{HashMap, HashSet};
use linkage::{Frequencies, Linkage, Model, RecordIx, Records, Stage, Standardiser};
use serde::{Deserialize, Serialize};
use store::sqlx;
use store::{Db, Tx};
use terms::{PersonId, RecordId};

use crate::{Error, Result, decision};
use change::{Cause, Regrouped};

pub use edges::{EdgeStep, step_of, why};
pub use models::{InUse, in_use, weights};
pub use runs::{Run, latest, recent};

/// The statements of this room.
pub(crate) const STATEMENTS: &[&str] = &[
    change::DROP_EDGES,
    change::DROP_EDGES_OF,
    change::DROP_EDGES_TO,
    change::END_LINK,
    change::FIRST_EVENT,
    change::NEWEST,
    change::REDIRECT_AGAIN,
    change::WAITING,
    load::DELIVERIES,
    load::PERSONS,
    load::RECORDS,
    models::IN_USE,
    models::KEEP,
    models::KNOWN,
    models::TRAINED,
    restore::HELD,
    restore::HOLDERS,
    restore::NO_REDIRECT,
    runs::RECENT,
    SEEN,
    trial::APPLIED,
    trial::KEEP,
    trial::LATEST,
];

/// How a run is done.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Trains a model with these settings. Without, records are linked by the model in use, whose
    /// weights stay; where none is in use yet, one is trained with the standard settings.
    pub train: Option<Settings>,
}

/// What a model is declared with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The model.
    pub model: Model,
    /// Sources that hold at most one record of a person.
    pub unique_sources: Vec<String>,
    /// The place's own forms of names as CSV, beside the standard ones.
    pub nicknames: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { model: Model::standard(), unique_sources: Vec::new(), nicknames: None }
    }
}

impl Settings {
    /// Whether models declared so are trained alike.
    #[must_use]
    pub fn are(&self, other: &Self) -> bool {
        self.model.text() == other.model.text()
            && self.model.preset() == other.model.preset()
            && self.unique_sources == other.unique_sources
            && self.nicknames == other.nicknames
    }

    /// How names are read.
    ///
    /// # Errors
    /// When the place's forms of names are not a table.
    pub fn standardiser(&self) -> Result<Standardiser> {
        let mut standardiser = Standardiser::standard();
        if let Some(csv) = &self.nicknames {
            standardiser.nicknames.add_csv(csv)?;
        }
        Ok(standardiser)
    }
}

/// What a run came to; kept as JSON with the run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub struct Summary {
    pub records: u64,
    pub persons: u64,
    pub pairs: u64,
    /// Links in use that the model is sure of.
    pub pairs_auto: u64,
    /// Pairs that wait for a person to decide.
    pub pairs_review: u64,
    /// Pairs held back by the household rules.
    pub pairs_held_back: u64,
    /// Unions refused, by guard.
    pub refused: Vec<(String, u64)>,
    pub largest_person: u64,
    /// Expected by the model's own probabilities.
    pub expected_false_links: f64,
    pub auto_probability: f64,
    pub review_probability: f64,
    pub rules: Vec<Rule>,
    pub sources: Vec<(String, u64)>,
    /// Persons by number of records: 1, 2, 3, 4, 5, 6 or more.
    pub sizes: [u64; 6],
    /// Milliseconds by stage of the engine.
    pub stages_ms: Vec<(String, f64)>,
}

/// A blocking rule and what it found.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub struct Rule {
    pub rule: String,
    pub pairs: u64,
    pub dropped_blocks: u64,
    pub largest_dropped: u64,
}

/// A finished run.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Names the run.
    pub run_id: String,
    /// What it came to.
    pub summary: Summary,
    /// Links that are new.
    pub links_made: u64,
    /// Links that ended.
    pub links_ended: u64,
    /// The engine's model with its weights, for `--explain`.
    pub model: linkage::TrainedModel,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Records read.
    Read(u64),
    /// The engine is at a stage.
    Engine(Stage),
    /// Links and edges written.
    Written(u64),
}

/// Links every linkable record that its source has not withdrawn. Persons keep their identifiers as
/// far as their records stay together.
///
/// # Errors
/// When the database does not do its part; nothing is kept then. A place without linkable records is
/// [`Error::NotLinked`].
pub async fn run(
    db: &Db,
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Finished> {
    for _ in 0..TRIES_MAX {
        match once(db, options, progress).await {
            Err(Error::Overtaken) => {}
            other => return other,
        }
    }
    Err(Error::Overtaken)
}

/// Runs that are begun again when another run finished meanwhile.
const TRIES_MAX: u32 = 3;

async fn once(
    db: &Db,
    options: &Options,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Finished> {
    let ready = ready(db, options, progress).await?;
    let cause = Cause {
        event_id: store::new_event_id(),
        follows: ready.follows.clone(),
        kind: "run",
        author: String::new(),
        why: if ready.is_new {
            "a model was trained and all records were linked by it".to_owned()
        } else {
            "all records were linked anew by the model in use".to_owned()
        },
        model_version: ready.model.version.clone(),
        read_at: ready.read_at.clone(),
        seen_deliveries: ready.loaded.deliveries,
        undoes: None,
        report_json: "{}".to_owned(),
    };
    let summary = summary(&ready.loaded, &ready.linkage);
    let kept = tokio::task::block_in_place(|| ready.kept());
    let regrouped = ready.regrouped(&kept);
    let told = |links| progress(Progress::Written(links));
    let written = db
        .transact(async |tx: &mut Tx| {
            let written = change::write(tx, &cause, &regrouped, &told).await?;
            models::keep(tx, &ready.model).await?;
            runs::write(tx, &cause, &ready.model, &summary, &written).await?;
            sqlx::query(trial::APPLIED)
                .bind(&cause.event_id)
                .bind(&ready.model.version)
                .execute(&mut **tx)
                .await?;
            Ok::<_, Error>(written)
        })
        .await?;
    store::refresh_statistics(db).await?;
    Ok(Finished {
        run_id: cause.event_id,
        summary,
        links_made: written.begun.len() as u64,
        links_ended: written.ended.len() as u64,
        model: ready.linkage.model,
    })
}

/// A run that is worked out and not yet written.
struct Ready {
    /// The event that it follows.
    follows: String,
    read_at: String,
    loaded: Loaded,
    model: InUse,
    /// Whether the model was trained by this run.
    is_new: bool,
    linkage: Linkage,
}

/// Reads the records and links them.
async fn ready(db: &Db, options: &Options, progress: &(dyn Fn(Progress) + Sync)) -> Result<Ready> {
    let read_at = store::now_utc();
    let follows = newest(db).await?.unwrap_or_default();
    let in_use = match &options.train {
        Some(_) => None,
        None => models::in_use(db).await?,
    };
    let settings = match (&in_use, &options.train) {
        (Some(in_use), _) => in_use.settings.clone(),
        (None, Some(settings)) => settings.clone(),
        (None, None) => Settings::default(),
    };
    let mut loaded = load::load(db, &settings, progress).await?;
    if loaded.records.is_empty() {
        return Err(Error::NotLinked);
    }
    let constraints = decision::constraints(decision::in_force(db).await?, &loaded.numbers());
    let stage = |stage| progress(Progress::Engine(stage));
    let model = &settings.model;
    let (linkage, model, is_new) = tokio::task::block_in_place(|| match in_use {
        Some(in_use) => {
            in_use.frequencies.hold(&mut loaded.records);
            let records = &loaded.records;
            let linkage = linkage::link_with(records, model, &in_use.trained, &constraints, &stage);
            (linkage, in_use, false)
        }
        None => {
            let linkage = linkage::link(&loaded.records, model, &constraints, &stage);
            let frequencies = Frequencies::of(&loaded.records);
            let in_use = InUse::trained(&settings, &linkage.model, frequencies);
            (linkage, in_use, true)
        }
    });
    Ok(Ready { follows, read_at, loaded, model, is_new, linkage })
}

impl Ready {
    fn kept(&self) -> Vec<edges::Kept> {
        let numbers = (0_u32..).map(RecordIx);
        let of: HashMap<RecordIx, u32> =
            numbers.zip(self.linkage.cluster_of.iter().copied()).collect();
        let mut members: HashMap<u32, Vec<RecordIx>> = HashMap::new();
        for (ix, group) in &of {
            members.entry(*group).or_default().push(*ix);
        }
        let groups = edges::Groups {
            of: &of,
            members: &members,
            unique_sources: &self.model.settings.unique_sources,
        };
        let Loaded { records, ids, .. } = &self.loaded;
        edges::kept(records, &self.linkage.model, ids, &self.linkage.edges, &groups)
    }

    fn regrouped<'a>(&'a self, kept: &'a [edges::Kept]) -> Regrouped<'a> {
        let loaded = &self.loaded;
        let clusters = loaded.ids.iter().zip(&self.linkage.cluster_of);
        let records: Vec<(RecordId, &str, u32)> = (0_u32..)
            .zip(clusters)
            .map(|(at, (id, group))| (*id, loaded.records.source_name(RecordIx(at)), *group))
            .collect();
        let linked: HashSet<RecordId> = loaded.ids.iter().copied().collect();
        let mut resting: HashMap<PersonId, Vec<RecordId>> = HashMap::new();
        for (id, (person, _)) in loaded.persons.iter().filter(|(id, _)| !linked.contains(*id)) {
            resting.entry(*person).or_default().push(*id);
        }
        Regrouped {
            records,
            persons: &loaded.persons,
            resting,
            edges: kept,
            edges_of: None,
            meant: HashMap::new(),
        }
    }
}

/// The newest change of links; `None` before the first run.
///
/// # Errors
/// When the database does not answer.
pub async fn newest(db: &Db) -> Result<Option<String>> {
    Ok(sqlx::query_scalar(change::NEWEST).fetch_optional(db.pool()).await?)
}

/// How many deliveries had landed when the links of an event were worked out.
pub(crate) async fn seen_deliveries(db: &Db, event_id: &str) -> Result<i64> {
    Ok(sqlx::query_scalar(SEEN).bind(event_id).fetch_one(db.pool()).await?)
}

const SEEN: &str = "select seen_deliveries from link_event where event_id = $1";

/// Records as the engine reads them, with who they are now.
pub(crate) struct Loaded {
    pub(crate) records: Records,
    /// By record number.
    pub(crate) ids: Vec<RecordId>,
    /// Person and source of all linked records, also of those that are not linked any more.
    pub(crate) persons: HashMap<RecordId, (PersonId, String)>,
    pub(crate) sources: Vec<(String, u64)>,
    /// Deliveries that had landed when the records were read.
    pub(crate) deliveries: i64,
}

impl Loaded {
    /// The number of each record.
    pub(crate) fn numbers(&self) -> HashMap<RecordId, RecordIx> {
        self.ids.iter().copied().zip((0_u32..).map(RecordIx)).collect()
    }
}

fn summary(loaded: &Loaded, linkage: &Linkage) -> Summary {
    let report = &linkage.report;
    let refused = &report.refused;
    let mut members: HashMap<u32, usize> = HashMap::new();
    for cluster in &linkage.cluster_of {
        *members.entry(*cluster).or_default() += 1;
    }
    let mut sizes = [0_u64; 6];
    for size in members.values() {
        if let Some(slot) = sizes.get_mut((size - 1).min(5)) {
            *slot += 1;
        }
    }
    Summary {
        records: report.records,
        persons: report.persons,
        pairs: report.pairs,
        pairs_auto: report.pairs_auto,
        pairs_review: report.pairs_review,
        pairs_held_back: report.pairs_held_back,
        refused: vec![
            ("a decision that they are not one person".to_owned(), refused.never_link),
            ("two records in a source that holds one a person".to_owned(), refused.unique_source),
            ("different days of death".to_owned(), refused.died),
            ("different NHS numbers".to_owned(), refused.nhs_number),
            ("a weak bridge between two groups".to_owned(), refused.bridge),
        ],
        largest_person: report.largest_person,
        expected_false_links: report.expected_false_links,
        auto_probability: linkage.model.thresholds.auto_probability,
        review_probability: linkage.model.thresholds.review_probability,
        rules: report
            .blocking
            .iter()
            .map(|rule| Rule {
                rule: rule.rule.clone(),
                pairs: rule.pairs,
                dropped_blocks: rule.dropped_blocks,
                largest_dropped: rule.largest_dropped,
            })
            .collect(),
        sources: loaded.sources.clone(),
        sizes,
        stages_ms: report
            .stages
            .iter()
            .map(|time| (format!("{:?}", time.stage).to_lowercase(), time.elapsed_ms))
            .collect(),
    }
}

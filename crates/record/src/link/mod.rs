//! A link run: all linkable source records in, persons and the reasons for them out.

mod edges;
mod load;
mod runs;
mod write;

use hashbrown::HashMap;
use linkage::{Constraints, Linkage, Model, Records, Stage};
use serde::{Deserialize, Serialize};
use store::{Db, Tx};
use terms::{PersonId, RecordId};

use crate::{Error, Result};

pub use edges::{EdgeStep, step_of};
pub use runs::{Run, latest, newest, recent};

/// The statements of this room.
pub(crate) const STATEMENTS: &[&str] = &[
    load::RECORDS,
    load::PERSONS,
    runs::NEWEST,
    runs::RECENT,
    write::END_LINK,
    write::DROP_EDGES,
    write::REDIRECT_AGAIN,
];

/// How a run is done.
#[derive(Clone, Debug)]
pub struct Options {
    /// The model.
    pub model: Model,
    /// Sources that hold at most one record of a person.
    pub unique_sources: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { model: Model::standard(), unique_sources: Vec::new() }
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
    let started_at = store::now_utc();
    let follows = runs::newest(db).await?;
    let loaded = load::load(db, options, progress).await?;
    if loaded.records.is_empty() {
        return Err(Error::NotLinked);
    }
    let linkage = tokio::task::block_in_place(|| {
        linkage::link(&loaded.records, &options.model, &Constraints::default(), &|stage| {
            progress(Progress::Engine(stage));
        })
    });
    let summary = summary(&loaded, &linkage);
    let kept = tokio::task::block_in_place(|| edges::kept(&loaded.records, &loaded.ids, &linkage));
    let outcome = Outcome { started_at, follows, loaded, linkage, summary, edges: kept };
    let (run_id, links_made, links_ended) =
        db.transact(async |tx: &mut Tx| write::write(tx, &outcome, progress).await).await?;
    store::refresh_statistics(db).await?;
    let Outcome { summary, linkage, .. } = outcome;
    Ok(Finished { run_id, summary, links_made, links_ended, model: linkage.model })
}

/// Everything that a run writes.
struct Outcome {
    started_at: String,
    /// The newest run when the records were read.
    follows: Option<String>,
    loaded: Loaded,
    linkage: Linkage,
    summary: Summary,
    edges: Vec<edges::Kept>,
}

/// Records as the engine reads them, with who they are now.
struct Loaded {
    records: Records,
    /// By position in `records`.
    ids: Vec<RecordId>,
    /// Person and source of all linked records, also of those that are not linked any more.
    persons: HashMap<RecordId, (PersonId, String)>,
    sources: Vec<(String, u64)>,
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

//! A pair with all that is needed to answer it: linkage fields only.

use store::Db;
use store::sqlx::{self, Row as _};
use terms::RecordId;

use super::effect::{self, Contradiction, Effect, Member};
use super::near::{self, Near};
use super::queue;
use super::second::wants_second;
use super::{Decision, Identified, Queue, decision, identified, model_of, newest_model, sample};
use crate::Result;
use crate::link::{EdgeStep, step_of};

pub(super) const SCORED: &str = "select run_id, band, weight, probability, steps_json, why, \
     held_back from link_edge where record_id = $1 and other_record_id = $2";

/// A pair for a reviewer.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The record that was named first.
    pub left: Identified,
    /// The other.
    pub right: Identified,
    /// How the model scored it; `None` where the score was not kept: a pair far below the threshold.
    pub scored: Option<Scored>,
    /// The model's version; `None` before the first run.
    pub model_version: Option<String>,
    /// The probability above which pairs are linked without anybody looking.
    pub linked_above: Option<f64>,
    /// Why it waits, as it was last scored.
    pub why: Vec<Queue>,
    /// Whether it is in the latest sample.
    pub sampled: bool,
    /// The persons behind it; `None` where a record is linked to nobody.
    pub effect: Option<Effect>,
    /// What speaks against one person.
    pub contradictions: Vec<Contradiction>,
    /// Other pairs near it, most probable first.
    pub near: Vec<Near>,
    /// Whether this reviewer's answer is wanted.
    pub standing: Standing,
    /// Every decision in force on it, newest first: two that contradict each other keep the records
    /// apart until their authors agree.
    pub decisions: Vec<Decision>,
    /// Pairs that wait in the queue.
    pub waiting: u64,
    /// The reviewer's latest answer in force.
    pub last: Option<Decision>,
}

/// The score of a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// `auto`, `review` or `none`.
    pub band: String,
    /// log2 odds, prior included.
    pub weight: f64,
    /// 0 to 1.
    pub probability: f64,
    /// Whether a rule on twins and namesakes holds it back.
    pub held_back: bool,
    /// The waterfall: the prior first, the household last.
    pub steps: Vec<EdgeStep>,
}

/// Whether an answer is wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// It waits for this reviewer.
    Wanted,
    /// This reviewer answered it, or somebody else did and no second answer is wanted.
    Answered(Box<Decision>),
    /// It neither waits nor was it answered.
    Settled,
}

/// Reads a pair for a reviewer who took it from a queue. `None` where a record does not exist.
///
/// # Errors
/// When the database does not answer.
pub async fn pair(
    db: &Db,
    record: RecordId,
    other: RecordId,
    reviewer: &str,
    queue: Queue,
) -> Result<Option<Pair>> {
    let ids = (record.min(other), record.max(other));
    let (Some(left), Some(right)) = (identified(db, record).await?, identified(db, other).await?)
    else {
        return Ok(None);
    };
    let row = sqlx::query(SCORED)
        .bind(ids.0.to_string())
        .bind(ids.1.to_string())
        .fetch_optional(db.pool())
        .await?;
    let model = match &row {
        Some(row) => model_of(db, row.try_get(0)?).await?,
        None => newest_model(db).await?,
    };
    let (mut scored, mut why) = (None, Vec::new());
    if let Some((row, model)) = row.as_ref().zip(model.as_ref()) {
        let held_back: i64 = row.try_get(6)?;
        why = Queue::reasons(row.try_get(5)?);
        scored = Some(Scored {
            band: row.try_get(1)?,
            weight: row.try_get(2)?,
            probability: row.try_get(3)?,
            held_back: held_back == 1,
            steps: step_of(&model.trained, row.try_get(4)?),
        });
    }
    let sampled = sample::drawn(db, ids).await?;
    let decisions = decision::of_pair(db, record, other).await?;
    let waits = sampled || scored.as_ref().is_some_and(|scored| scored.band == "review");
    let unique = model.as_ref().map_or(&[][..], |model| &model.unique_sources);
    let people = people(db, (record, other), unique).await?;
    let near = match &people {
        Some(people) => near::near(db, ids, &people.effect, (&people.left, &people.right)).await?,
        None => Vec::new(),
    };
    let (effect, contradictions) =
        people.map_or((None, Vec::new()), |it| (Some(it.effect), it.contradictions));
    Ok(Some(Pair {
        left,
        right,
        scored,
        model_version: model.as_ref().map(|model| model.version.clone()),
        linked_above: model.as_ref().map(|model| model.trained.thresholds.auto_probability),
        why,
        sampled,
        effect,
        contradictions,
        near,
        standing: standing(ids, &decisions, reviewer, waits),
        decisions,
        waiting: queue::waiting(db, queue, reviewer).await?,
        last: decision::last_answer(db, reviewer).await?,
    }))
}

/// The persons behind a pair, with their records.
struct People {
    effect: Effect,
    contradictions: Vec<Contradiction>,
    left: Vec<Member>,
    right: Vec<Member>,
}

async fn people(
    db: &Db,
    (record, other): (RecordId, RecordId),
    unique_sources: &[String],
) -> Result<Option<People>> {
    let (Some(one), Some(two)) =
        (effect::person_of(db, record).await?, effect::person_of(db, other).await?)
    else {
        return Ok(None);
    };
    let left = effect::members(db, one).await?;
    let right = if one == two { left.clone() } else { effect::members(db, two).await? };
    let only = |members: &[Member], id: RecordId| -> Vec<Member> {
        members.iter().filter(|member| member.record == id).cloned().collect()
    };
    // Within one person the two records alone are held against each other.
    let (a, b) = if one == two {
        (only(&left, record), only(&right, other))
    } else {
        (left.clone(), right.clone())
    };
    let contradictions = effect::contradictions(
        &a.iter().collect::<Vec<_>>(),
        &b.iter().collect::<Vec<_>>(),
        unique_sources,
    );
    let effect = if one == two {
        Effect::OnePerson(effect::side(one, &left))
    } else {
        Effect::TwoPeople { left: effect::side(one, &left), right: effect::side(two, &right) }
    };
    Ok(Some(People { effect, contradictions, left, right }))
}

fn standing(
    ids: (RecordId, RecordId),
    decisions: &[Decision],
    reviewer: &str,
    waits: bool,
) -> Standing {
    if let Some(own) = decisions.iter().find(|decision| decision.author == reviewer) {
        return Standing::Answered(Box::new(own.clone()));
    }
    match decisions {
        [] if waits => Standing::Wanted,
        [] => Standing::Settled,
        // Drawn for a second answer, by somebody who is not told the first.
        [only] if wants_second(ids, &only.author, only.kind.as_str(), Some(reviewer)) => {
            Standing::Wanted
        }
        [newest, ..] => Standing::Answered(Box::new(newest.clone())),
    }
}

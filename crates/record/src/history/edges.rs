//! The pairs between records of a person: as they were last scored, and as people decided them.

use std::collections::BTreeMap;

use store::Db;
use store::sqlx::{self, Row as _};
use terms::RecordId;

use crate::Result;
use crate::decision::Answer;
use crate::review::{Decision, record_id, said};

pub(super) const OF_RECORD: &str = "select other_record_id, run_id, band, weight, probability \
     from link_edge where record_id = $1";

/// A pair between two records of a person, the smaller record first.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// One record.
    pub record: RecordId,
    /// The other.
    pub other: RecordId,
    /// log2 odds, prior included; 0 where the pair was not scored.
    pub weight: f64,
    /// 0 to 1; `None` where the pair was not scored.
    pub probability: Option<f64>,
    /// Why it is there.
    pub kind: EdgeKind,
}

/// Why a pair stands between two records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EdgeKind {
    /// Linked by the model.
    Model,
    /// Not in use: the records hang together by others.
    Review,
    /// Decided by people.
    People {
        /// What it comes to: unsure where nobody could tell, or two contradict each other.
        answer: Answer,
        /// What each said, newest first.
        said: Vec<(Answer, String)>,
    },
}

/// A pair's score.
struct Score {
    band: String,
    weight: f64,
    probability: f64,
}

/// Every pair between `records` that was scored or decided: those that people decided first, then the
/// most probable, those never scored last; and the event of the scoring.
pub(super) async fn between(
    db: &Db,
    records: &[RecordId],
    decisions: &[Decision],
) -> Result<(Vec<Edge>, Option<String>)> {
    let mut pairs: BTreeMap<(RecordId, RecordId), (Option<Score>, Vec<Decision>)> = BTreeMap::new();
    let mut scored_by = None;
    for record in records {
        let rows = sqlx::query(OF_RECORD).bind(record.to_string()).fetch_all(db.pool()).await?;
        for row in rows {
            let other = record_id(row.try_get(0)?)?;
            if records.contains(&other) {
                let score = Score {
                    band: row.try_get(2)?,
                    weight: row.try_get(3)?,
                    probability: row.try_get(4)?,
                };
                pairs.entry((*record, other)).or_default().0 = Some(score);
                // Event identifiers sort by time.
                scored_by = scored_by.max(Some(row.try_get::<String, _>(1)?));
            }
        }
    }
    for decision in decisions.iter().filter(|decision| decision.undone.is_none()) {
        if records.contains(&decision.record) && records.contains(&decision.other) {
            let pair = pairs.entry((decision.record, decision.other)).or_default();
            pair.1.push(decision.clone());
        }
    }
    let mut edges: Vec<Edge> = pairs
        .into_iter()
        .map(|((record, other), (score, decisions))| Edge {
            record,
            other,
            weight: score.as_ref().map_or(0.0, |score| score.weight),
            probability: score.as_ref().map(|score| score.probability),
            kind: kind(score.as_ref(), &decisions),
        })
        .collect();
    let first = |edge: &Edge| {
        (matches!(edge.kind, EdgeKind::People { .. }), edge.probability.unwrap_or(-1.0))
    };
    edges.sort_by(|a, b| {
        let ((a_decided, a_chance), (b_decided, b_chance)) = (first(a), first(b));
        b_decided.cmp(&a_decided).then(b_chance.total_cmp(&a_chance))
    });
    Ok((edges, scored_by))
}

fn kind(score: Option<&Score>, newest_first: &[Decision]) -> EdgeKind {
    let linked = score.is_some_and(|score| score.band == "auto");
    match said(newest_first) {
        // Unsure changes nothing of a link that the model made.
        Some(Answer::Unsure) if linked && newest_first.len() == 1 => EdgeKind::Model,
        Some(answer) => EdgeKind::People {
            answer,
            said: newest_first.iter().map(|it| (it.answer, it.author.clone())).collect(),
        },
        None if linked => EdgeKind::Model,
        None => EdgeKind::Review,
    }
}

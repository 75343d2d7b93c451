//! Pairs near a pair: others between the same two people, and of either record with somebody else.

use std::collections::BTreeMap;

use store::Db;
use store::sqlx::any::AnyRow;
use store::sqlx::{self, Row as _};
use terms::{PersonId, RecordId};

use super::effect::Member;
use super::{Effect, decision, identified, record_id};
use crate::Result;
use crate::decision::Answer;

pub(super) const OF_RECORD: &str = "select record_id, other_record_id, band, probability \
     from link_edge where record_id = $1 union all select record_id, other_record_id, band, \
     probability from link_edge where other_record_id = $1";
pub(super) const BETWEEN: &str = "select e.record_id, e.other_record_id, e.band, e.probability \
     from person_link a join link_edge e on e.record_id = a.record_id \
     join person_link b on b.record_id = e.other_record_id and b.ended_by is null \
     where a.person_id = $1 and a.ended_by is null and b.person_id = $2";

/// Pairs shown at most.
const NEAR_MAX: usize = 10;

/// A scored pair near another.
#[derive(Clone, Debug, PartialEq)]
pub struct Near {
    /// One record.
    pub left: NearRecord,
    /// The other.
    pub right: NearRecord,
    /// The model's probability that they are one person, 0 to 1.
    pub probability: f64,
    /// How it stands.
    pub standing: NearStanding,
}

/// A record named shortly; the date is `yyyy-mm-dd`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub struct NearRecord {
    pub record: RecordId,
    pub source: String,
    pub first_name: Option<String>,
    pub surname: Option<String>,
    pub date_of_birth: Option<String>,
}

/// How a pair stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NearStanding {
    /// Linked by the model.
    Linked,
    /// Waits for review.
    Waiting,
    /// Not linked, and nobody is asked.
    Apart,
    /// Somebody answered it; unsure where two contradict each other.
    Answered(Answer),
}

type Ids = (RecordId, RecordId);
/// Band and probability of pairs.
type Scores = BTreeMap<Ids, (String, f64)>;

pub(super) async fn near(
    db: &Db,
    pair: Ids,
    effect: &Effect,
    (left, right): (&[Member], &[Member]),
) -> Result<Vec<Near>> {
    let mut scores = Scores::new();
    for record in [pair.0, pair.1] {
        let own = if left.iter().any(|it| it.record == record) { left } else { right };
        let rows = sqlx::query(OF_RECORD).bind(record.to_string()).fetch_all(db.pool()).await?;
        for (ids, score) in scored(&rows)? {
            let other = if ids.0 == record { ids.1 } else { ids.0 };
            // What holds one of two people together says nothing of the pair between them.
            let within = own.iter().any(|member| member.record == other);
            if !within || matches!(effect, Effect::OnePerson(_)) {
                scores.insert(ids, score);
            }
        }
    }
    if let Effect::TwoPeople { left, right } = effect {
        scores.extend(between(db, left.person, right.person).await?);
        scores.extend(between(db, right.person, left.person).await?);
    }
    scores.remove(&pair);
    let mut scores: Vec<_> = scores.into_iter().collect();
    scores.sort_by(|(a, (_, one)), (b, (_, other))| other.total_cmp(one).then(a.cmp(b)));
    scores.truncate(NEAR_MAX);
    let mut near = Vec::with_capacity(scores.len());
    for (ids, (band, probability)) in scores {
        let standing = standing(db, ids, &band).await?;
        let (left, right) = (named(db, ids.0).await?, named(db, ids.1).await?);
        if let Some((left, right)) = left.zip(right) {
            near.push(Near { left, right, probability, standing });
        }
    }
    Ok(near)
}

async fn between(db: &Db, one: PersonId, other: PersonId) -> Result<Vec<(Ids, (String, f64))>> {
    let query = sqlx::query(BETWEEN).bind(one.to_string()).bind(other.to_string());
    scored(&query.fetch_all(db.pool()).await?)
}

fn scored(rows: &[AnyRow]) -> Result<Vec<(Ids, (String, f64))>> {
    rows.iter()
        .map(|row| {
            let ids = (record_id(row.try_get(0)?)?, record_id(row.try_get(1)?)?);
            Ok((ids, (row.try_get(2)?, row.try_get(3)?)))
        })
        .collect()
}

async fn standing(db: &Db, (record, other): Ids, band: &str) -> Result<NearStanding> {
    let decisions = decision::of_pair(db, record, other).await?;
    Ok(match (decision::said(&decisions), band) {
        (Some(answer), _) => NearStanding::Answered(answer),
        (None, "auto") => NearStanding::Linked,
        (None, "review") => NearStanding::Waiting,
        (None, _) => NearStanding::Apart,
    })
}

async fn named(db: &Db, record: RecordId) -> Result<Option<NearRecord>> {
    Ok(identified(db, record).await?.map(|found| NearRecord {
        record,
        source: found.source,
        first_name: found.first_name,
        surname: found.surname,
        date_of_birth: found.date_of_birth,
    }))
}

//! Pairs drawn by chance from bands of probability, and what reviewers said of them.
//!
//! Sampled pairs are taken in the order of their records, which chance gave them, not by what tells
//! most: a band that is half reviewed must be half of its sample by chance.

use std::collections::BTreeMap;

use outcomes::sampled::{Sampled, Stratum, sampled};
use store::Db;
use store::sqlx::{self, Row as _};
use terms::RecordId;

use super::{corrupt, count, record_id};
use crate::Result;
use crate::decision::{Answer, Decision, Kind, Verdict, verdict};

/// The bands of the latest sample, surest first.
pub(super) const BANDS: &str = "select band, drawn_at, model_version, from_probability, \
     to_probability, linked, pairs, drawn from review_band \
     where sample_id = (select max(sample_id) from review_band) \
     order by from_probability desc, to_probability desc, band";
/// Each sampled pair with the decisions in force on it, oldest first.
pub(super) const ANSWERS: &str = "select s.band, s.record_id, s.other_record_id, d.event_id, \
     d.kind, d.answer, d.author, d.at from review_sample s \
     left join link_decision d on d.record_id = s.record_id \
     and d.other_record_id = s.other_record_id and d.undone_by is null \
     where s.sample_id = (select max(sample_id) from review_band) \
     order by s.record_id, s.other_record_id, d.event_id";
pub(super) const WAITING: &str = "select count(*) from review_sample s \
     where s.sample_id = (select max(sample_id) from review_band) \
     and not exists (select 1 from link_decision d where d.record_id = s.record_id \
     and d.other_record_id = s.other_record_id and d.undone_by is null)";
pub(super) const NEXT: &str = "select s.record_id, s.other_record_id from review_sample s \
     where (s.record_id, s.other_record_id) > ($1, $2) \
     and s.sample_id = (select max(sample_id) from review_band) \
     and not exists (select 1 from link_decision d where d.record_id = s.record_id \
     and d.other_record_id = s.other_record_id and d.undone_by is null) \
     order by s.record_id, s.other_record_id limit 1";
pub(super) const DRAWN: &str = "select count(*) from review_sample \
     where record_id = $1 and other_record_id = $2 \
     and sample_id = (select max(sample_id) from review_band)";

/// A band of probability and its sample.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are the documentation; probabilities are 0 to 1")]
pub struct BandSample {
    pub band: i64,
    pub drawn_at: String,
    pub model_version: String,
    pub from_probability: f64,
    pub to_probability: f64,
    /// Whether pairs of the band are in use.
    pub linked: bool,
    /// All pairs of the band.
    pub pairs: u64,
    pub drawn: u64,
    /// Judged to be one person or two.
    pub reviewed: u64,
    /// Of these, one person.
    pub same: u64,
    /// Left unsure, or two reviewers contradict each other: in neither figure.
    pub unsure: u64,
}

/// The latest sample. Without bands none was drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sample {
    /// Surest first.
    pub bands: Vec<BandSample>,
    /// Sampled pairs that nobody has answered.
    pub to_review: u64,
}

impl Sample {
    /// What the sample says of all links; `None` where its counts contradict each other.
    #[must_use]
    pub fn estimate(&self) -> Option<Sampled> {
        let strata: Vec<Stratum> = self
            .bands
            .iter()
            .map(|band| Stratum {
                name: band.band.to_string(),
                linked: band.linked,
                population: band.pairs,
                sampled: band.reviewed,
                found_true: band.same,
                unsure: band.unsure,
            })
            .collect();
        sampled(&strata).ok()
    }
}

/// Reads the latest sample.
pub(super) async fn sample(db: &Db) -> Result<Sample> {
    let mut bands = Vec::new();
    for row in sqlx::query(BANDS).fetch_all(db.pool()).await? {
        let linked: i64 = row.try_get(5)?;
        bands.push(BandSample {
            band: row.try_get(0)?,
            drawn_at: row.try_get(1)?,
            model_version: row.try_get(2)?,
            from_probability: row.try_get(3)?,
            to_probability: row.try_get(4)?,
            linked: linked == 1,
            pairs: count(row.try_get(6)?),
            drawn: count(row.try_get(7)?),
            reviewed: 0,
            same: 0,
            unsure: 0,
        });
    }
    let mut to_review = 0;
    for (band, verdict) in verdicts(db).await? {
        let Some(verdict) = verdict else {
            to_review += 1;
            continue;
        };
        if let Some(band) = bands.iter_mut().find(|it| it.band == band) {
            band.reviewed += u64::from(verdict != Answer::Unsure);
            band.same += u64::from(verdict == Answer::Same);
            band.unsure += u64::from(verdict == Answer::Unsure);
        }
    }
    Ok(Sample { bands, to_review })
}

/// Band of each sampled pair and what was decided of it; `None` where nothing was.
async fn verdicts(db: &Db) -> Result<Vec<(i64, Option<Answer>)>> {
    let mut pairs: BTreeMap<(RecordId, RecordId), (i64, Vec<Decision>)> = BTreeMap::new();
    for row in sqlx::query(ANSWERS).fetch_all(db.pool()).await? {
        let (record, other) = (record_id(row.try_get(1)?)?, record_id(row.try_get(2)?)?);
        let pair = pairs.entry((record, other));
        let (_, decisions) = pair.or_insert((row.try_get(0)?, Vec::new()));
        let event: Option<String> = row.try_get(3)?;
        if let Some(event_id) = event {
            let (kind, answer): (&str, &str) = (row.try_get(4)?, row.try_get(5)?);
            decisions.push(Decision {
                record,
                other,
                event_id,
                kind: Kind::named(kind).ok_or_else(|| corrupt("a kind of decision"))?,
                answer: Answer::named(answer).ok_or_else(|| corrupt("an answer"))?,
                author: row.try_get(6)?,
                at: row.try_get(7)?,
            });
        }
    }
    Ok(pairs.into_values().map(|(band, decisions)| (band, said(&decisions))).collect())
}

/// What the decisions in force on one pair come to; `None` without any. A contradiction of two reviewers
/// is left open, as an unsure answer is.
pub(super) fn said(oldest_first: &[Decision]) -> Option<Answer> {
    if oldest_first.is_empty() {
        return None;
    }
    Some(match verdict(oldest_first) {
        Some(Verdict::Same) => Answer::Same,
        Some(Verdict::Different) => Answer::Different,
        Some(Verdict::AtOdds) | None => Answer::Unsure,
    })
}

/// Sampled pairs that nobody has answered.
pub(super) async fn waiting(db: &Db) -> Result<u64> {
    let waiting: i64 = sqlx::query_scalar(WAITING).fetch_one(db.pool()).await?;
    Ok(count(waiting))
}

pub(super) async fn next(
    db: &Db,
    after: Option<(RecordId, RecordId)>,
) -> Result<Option<(RecordId, RecordId)>> {
    let after = after.map(|(one, other)| (one.to_string(), other.to_string())).unwrap_or_default();
    let row = sqlx::query(NEXT).bind(after.0).bind(after.1).fetch_optional(db.pool()).await?;
    row.map(|row| Ok((record_id(row.try_get(0)?)?, record_id(row.try_get(1)?)?))).transpose()
}

/// Whether a pair is in the latest sample.
pub(super) async fn drawn(db: &Db, (record, other): (RecordId, RecordId)) -> Result<bool> {
    let drawn: i64 = sqlx::query_scalar(DRAWN)
        .bind(record.to_string())
        .bind(other.to_string())
        .fetch_one(db.pool())
        .await?;
    Ok(drawn > 0)
}

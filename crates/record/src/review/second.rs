//! Pairs that two reviewers judge apart from each other.

use futures_util::TryStreamExt as _;
use outcomes::agreement::{self, Agreement, Verdict, Verdicts};
use store::Db;
use store::sqlx::{self, Row as _};
use terms::RecordId;

use super::{count, record_id};
use crate::Result;
use crate::decision::Answer;

/// Pairs with one decision in force, with that decision's author and kind.
pub(super) const ONCE: &str = "select record_id, other_record_id, min(author), min(kind) \
     from link_decision where undone_by is null and (record_id, other_record_id) > ($1, $2) \
     group by record_id, other_record_id having count(*) = 1 \
     order by record_id, other_record_id limit $3";
pub(super) const VERDICTS: &str = "select a.answer, b.answer, count(*) from link_decision a \
     join link_decision b on b.record_id = a.record_id and b.other_record_id = a.other_record_id \
     and b.kind = 'second' and b.undone_by is null and b.author <> a.author \
     where a.kind = 'first' and a.undone_by is null group by a.answer, b.answer";

/// One pair in so many is answered twice.
const ONE_IN: u64 = 5;
/// Pairs read at once on the way to the next one.
const PAGE: i64 = 100;

/// Whether a pair is drawn for a second answer: one in five, by its records alone, so that it is known
/// before the first answer and the same for everybody. The order of the records means nothing.
#[must_use]
pub fn drawn_for_second(record: RecordId, other: RecordId) -> bool {
    let text = format!("{}{}", record.min(other), record.max(other));
    // FNV-1a, by its authors' constants: the same on every machine and in every version.
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash.is_multiple_of(ONE_IN)
}

/// Pairs judged twice.
#[derive(Clone, Debug, PartialEq)]
pub struct Second {
    /// Drawn pairs that wait for the second answer.
    pub waiting: u64,
    /// How far both agree; `None` while no pair was judged twice.
    pub agreement: Option<Agreement>,
}

pub(super) async fn second(db: &Db, reviewer: Option<&str>) -> Result<Second> {
    let mut verdicts = Verdicts::default();
    for row in sqlx::query(VERDICTS).fetch_all(db.pool()).await? {
        let (first, second): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
        if let (Some(first), Some(second)) = (verdict(first), verdict(second)) {
            for _ in 0..count(row.try_get(2)?) {
                verdicts.add(first, second);
            }
        }
    }
    // Nothing judged twice is no fault.
    let agreement = agreement::agreement(&verdicts).ok();
    Ok(Second { waiting: waiting(db, reviewer).await?, agreement })
}

fn verdict(slug: &str) -> Option<Verdict> {
    Some(match Answer::named(slug)? {
        Answer::Same => Verdict::Same,
        Answer::Different => Verdict::Different,
        Answer::Unsure => Verdict::Unsure,
    })
}

type Ids = (RecordId, RecordId);

/// Pairs that wait for a second answer; with a reviewer, those that somebody else answered first.
pub(super) async fn waiting(db: &Db, reviewer: Option<&str>) -> Result<u64> {
    let mut rows = sqlx::query(ONCE).bind("").bind("").bind(i64::MAX).fetch(db.pool());
    let mut waiting = 0;
    while let Some(row) = rows.try_next().await? {
        let pair = (record_id(row.try_get(0)?)?, record_id(row.try_get(1)?)?);
        waiting += u64::from(wants_second(pair, row.try_get(2)?, row.try_get(3)?, reviewer));
    }
    Ok(waiting)
}

pub(super) async fn next(db: &Db, reviewer: &str, after: Option<Ids>) -> Result<Option<Ids>> {
    let mut after = after.map(|(one, other)| (one.to_string(), other.to_string()));
    loop {
        let (record, other) = after.take().unwrap_or_default();
        let rows =
            sqlx::query(ONCE).bind(record).bind(other).bind(PAGE).fetch_all(db.pool()).await?;
        for row in &rows {
            let pair = (record_id(row.try_get(0)?)?, record_id(row.try_get(1)?)?);
            if wants_second(pair, row.try_get(2)?, row.try_get(3)?, Some(reviewer)) {
                return Ok(Some(pair));
            }
        }
        match rows.last() {
            Some(last) => after = Some((last.try_get(0)?, last.try_get(1)?)),
            None => return Ok(None),
        }
    }
}

/// Whether a pair with one decision wants a second answer of this reviewer.
pub(super) fn wants_second(
    (record, other): Ids,
    author: &str,
    kind: &str,
    reviewer: Option<&str>,
) -> bool {
    kind == "first" && reviewer != Some(author) && drawn_for_second(record, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pair_in_five_is_drawn_whichever_record_comes_first() {
        let ids: Vec<RecordId> = (0..200).map(|n| RecordId::of("gp", &n.to_string())).collect();
        let (mut pairs, mut drawn) = (0_u32, 0_u32);
        for (at, one) in ids.iter().enumerate() {
            for other in ids.iter().skip(at + 1) {
                assert_eq!(drawn_for_second(*one, *other), drawn_for_second(*other, *one));
                pairs += 1;
                drawn += u32::from(drawn_for_second(*one, *other));
            }
        }
        // 19,900 pairs: a fifth is 3,980, and three standard deviations are 169.
        assert_eq!(pairs, 19_900);
        assert!(drawn.abs_diff(3_980) < 169, "{drawn}");
    }

    #[test]
    fn what_was_drawn_once_stays_drawn() {
        let pair = |n: u32| (RecordId::of("gp", "1"), RecordId::of("asc", &n.to_string()));
        let drawn: Vec<u32> =
            (0..20).filter(|n| drawn_for_second(pair(*n).0, pair(*n).1)).collect();
        assert_eq!(drawn, DRAWN, "a changed rule would draw other pairs in places that run");
    }

    const DRAWN: [u32; 1] = [17];
}

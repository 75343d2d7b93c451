//! Which record a row hangs on, where the row names another feed's row instead of a person.

use store::Tx;
use store::sqlx;
use terms::RecordId;

use super::current;
use crate::{Hangs, Profile, Profiles, Result, Row};

/// A row and the record it hangs on.
pub(super) struct Hung<'p> {
    pub(super) record_id: RecordId,
    pub(super) row: &'p Row,
}

/// Rows that wait for a parent hang on the parent row's own identifier. When the parent has come,
/// they are hung on its record; landed values do not change.
pub(super) const REHANG: &str = "update landed_row set record_id = (select p.record_id from \
     landed_row p where p.feed = $1 and p.row_id = landed_row.record_id and p.delivery_to is null) \
     where feed = $2 and exists (select 1 from landed_row p where p.feed = $1 \
     and p.row_id = landed_row.record_id and p.delivery_to is null)";
pub(super) const REHANG_EPISODES: &str = "update caseload_episode set record_id = (select \
     p.record_id from landed_row p where p.feed = $1 and p.row_id = caseload_episode.record_id \
     and p.delivery_to is null) where exists (select 1 from landed_row p where p.feed = $1 \
     and p.row_id = caseload_episode.record_id and p.delivery_to is null)";

/// Finds the record of every row, in the order in which they are written.
pub(super) async fn resolve<'p>(
    tx: &mut Tx,
    profile: &Profile,
    rows: &[&'p Row],
) -> Result<Vec<Hung<'p>>> {
    let parents = match &profile.key.parent {
        Some(parent) if !rows.is_empty() => current::parents(tx, &parent.feed).await?,
        _ => hashbrown::HashMap::new(),
    };
    let mut hung: Vec<Hung<'p>> = rows
        .iter()
        .map(|row| Hung {
            record_id: match row.hangs {
                Hangs::Record(record_id) => record_id,
                Hangs::Parent(parent) => parents.get(&parent).copied().unwrap_or(parent),
            },
            row,
        })
        .collect();
    // Neighbours in the table's order are written together, which keeps its tree compact.
    hung.sort_unstable_by_key(|hung| (hung.record_id, hung.row.row_id));
    Ok(hung)
}

/// Hangs waiting rows of the feeds below on the records that this file brought.
pub(super) async fn rehang(tx: &mut Tx, profiles: &Profiles, profile: &Profile) -> Result<()> {
    for below in profiles.below(&profile.name) {
        let moved = sqlx::query(REHANG)
            .bind(&profile.name)
            .bind(&below.name)
            .execute(&mut **tx)
            .await?
            .rows_affected();
        if moved > 0 && !below.episodes.is_empty() {
            sqlx::query(REHANG_EPISODES).bind(&profile.name).execute(&mut **tx).await?;
        }
    }
    Ok(())
}

//! Landing a file: what is added, changed and withdrawn, in one transaction.

mod current;
mod delivery;
mod difference;
mod hang;
mod records;
mod rows;
mod thresholds;

use store::{Db, Tx};

use crate::import::Landed;
use crate::{Parsed, Profile, Profiles, Refusal, Result};
use difference::Difference;

pub(crate) use delivery::refused;

/// The statements of this room.
pub(crate) const STATEMENTS: &[&str] = &[
    current::CURRENT,
    current::PARENTS,
    delivery::NEWEST,
    delivery::SAME_CONTENT,
    delivery::IS_OF,
    delivery::MENDED,
    delivery::OUTSTANDING,
    hang::REHANG,
    hang::REHANG_EPISODES,
    records::ANY,
    records::PLACES,
    records::WITHDRAW,
    rows::CLOSE,
    rows::DROP_EPISODES,
];

/// What is known of a file besides its rows.
#[derive(Clone, Debug)]
pub(crate) struct About<'a> {
    pub(crate) file_name: &'a str,
    pub(crate) content_sha256: &'a str,
    pub(crate) bytes: u64,
    pub(crate) remarks: &'a [String],
    /// The delivery whose rejected rows these are.
    pub(crate) mends: Option<&'a str>,
    /// Land it although the same bytes were landed before.
    pub(crate) again: bool,
    /// Land it although a threshold is passed.
    pub(crate) accept_thresholds: bool,
}

/// What landing came to.
pub(crate) enum Landing {
    /// Landed.
    Landed(Landed),
    /// The same bytes were landed before and nothing has changed since.
    Already {
        /// That delivery.
        delivery_id: String,
    },
    /// Stopped by a threshold.
    Refused(Refusal),
}

/// Lands `parsed` whole, or not at all.
///
/// # Errors
/// When the database does not do its part; nothing is kept then.
pub(crate) async fn land(
    db: &Db,
    profiles: &Profiles,
    profile: &Profile,
    parsed: &Parsed,
    about: &About<'_>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Landing> {
    db.transact(async |tx: &mut Tx| {
        let newest = delivery::newest(tx, &profile.name).await?;
        let before = delivery::same_content(tx, &profile.name, about.content_sha256).await?;
        if let Some(delivery_id) = before.filter(|_| !about.again) {
            return Ok(Landing::Already { delivery_id });
        }
        if let Some(mended) = about.mends
            && !delivery::is_of(tx, mended, &profile.name).await?
        {
            return Ok(Landing::Refused(Refusal::whole(
                format!("the delivery to mend is not one of the {}", profile.title),
                "Name the delivery that the rejected rows came from",
            )));
        }
        let current = current::load(tx, &profile.name).await?;
        let difference = Difference::new(profile, parsed, &current, about.mends);
        let refusal = thresholds::passed(profile, parsed, &difference, newest.as_ref());
        if let Some(refusal) = refusal.filter(|_| !about.accept_thresholds) {
            return Ok(Landing::Refused(refusal));
        }
        write(tx, profiles, profile, parsed, &difference, about, progress)
            .await
            .map(Landing::Landed)
    })
    .await
}

async fn write(
    tx: &mut Tx,
    profiles: &Profiles,
    profile: &Profile,
    parsed: &Parsed,
    difference: &Difference<'_>,
    about: &About<'_>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Landed> {
    let landed = delivery::landed(profile, parsed, difference, about);
    let hung = hang::resolve(tx, profile, &difference.written).await?;
    rows::close(tx, &landed.delivery_id, difference).await?;
    rows::insert(tx, &landed.delivery_id, profile, &hung, progress).await?;
    if profile.identity {
        records::upsert(tx, &landed.delivery_id, profile, parsed, difference).await?;
        records::withdraw(tx, &landed.delivery_id, difference).await?;
    }
    hang::rehang(tx, profiles, profile).await?;
    delivery::insert(tx, profile, parsed, &landed, about).await?;
    Ok(landed)
}

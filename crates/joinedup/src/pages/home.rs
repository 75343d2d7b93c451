//! The front page.

use web::Error;
use web::reads::{Headline, Home, NeighbourhoodRow};

use super::caseload::share;
use super::{Pages, Result, cache, feeds};

pub(super) async fn home(pages: &Pages) -> Result<Home> {
    let joint = cache::joint(pages, None).await?;
    let waiting = record::review::waiting_now(&pages.db).await.map_err(Error::store)?;
    let registered = |id: &str| {
        let table = &joint.as_ref()?.table;
        table.rows.iter().find(|row| row.counts.id == id).map(|row| row.counts.registered)
    };
    Ok(Home {
        feeds: feeds::all(pages).await?,
        links_to_review: waiting,
        neighbourhoods: pages
            .place
            .neighbourhoods()
            .iter()
            .map(|neighbourhood| NeighbourhoodRow {
                id: neighbourhood.id.clone(),
                name: neighbourhood.name.clone(),
                base: neighbourhood.base.clone(),
                roll_out: neighbourhood.roll_out,
                practices: neighbourhood.practices.len() as u64,
                registered: registered(&neighbourhood.id),
            })
            .collect(),
        headline: joint.as_ref().map(|joint| Headline {
            joint: joint.table.total.counts.joint,
            registered: joint.table.total.counts.registered,
            share: share(&joint.table.total.joint),
            as_of: joint.as_of,
        }),
    })
}

//! `joinedup feeds`: how every feed stands.

use anyhow::Result;
use feeds::deliveries;

use super::Done;
use crate::home::Home;
use crate::print;
use crate::table::aligned;
use crate::words::number;

pub(crate) async fn status(home: &Home) -> Result<Done> {
    let db = home.open_existing().await?;
    let profiles = home.profiles()?;
    let today = store::today_in_london();
    let mut rows = vec![
        ["Feed", "last delivery", "age (days)", "rows", "rejected", "delivery"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for profile in profiles.iter() {
        let history = deliveries::of_feed(&db, &profile.name).await?;
        let Some(last) = history.iter().find(|delivery| delivery.landed) else {
            if history.is_empty() {
                continue;
            }
            rows.push(vec![profile.title.clone(), "never landed".into()]);
            continue;
        };
        let age = crate::pages::age_days(&last.received_at, today);
        let late = if i64::from(age) > profile.rhythm_days { " late" } else { "" };
        rows.push(vec![
            profile.title.clone(),
            last.received_at.get(..16).unwrap_or_default().replace('T', " "),
            format!("{age}{late}"),
            number(last.rows_landed.unsigned_abs()),
            number(last.rejected.unsigned_abs()),
            last.delivery_id.clone(),
        ]);
        if let Some(refused) = history.first().filter(|newest| !newest.landed) {
            rows.push(vec![format!("  refused since: {}", refused.message)]);
        }
    }
    for refused in deliveries::of_feed(&db, "").await? {
        rows.push(vec![format!("{} was not recognised: {}", refused.file_name, refused.message)]);
    }
    if rows.len() == 1 {
        print::line("Nothing was delivered yet: joinedup import <folder of extracts>")?;
    } else {
        print::line(aligned(&rows).trim_end())?;
    }
    Ok(Done::Well)
}

pub(crate) fn profiles(home: &Home) -> Result<Done> {
    let mut rows = vec![["Profile", "what it is", "source", "columns"].map(str::to_owned).to_vec()];
    for profile in home.profiles()?.iter() {
        rows.push(vec![
            profile.name.clone(),
            profile.title.clone(),
            profile.source.clone(),
            profile.columns.len().to_string(),
        ]);
    }
    print::line(aligned(&rows).trim_end())?;
    Ok(Done::Well)
}

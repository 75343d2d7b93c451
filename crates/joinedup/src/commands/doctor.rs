//! `joinedup doctor`: is everything in order, and if not, what to do.

use anyhow::Result;
use place::Place;
use store::Engine;

use super::Done;
use crate::home::Home;
use crate::print;

pub(crate) async fn run(home: &Home) -> Result<Done> {
    let mut well = true;
    let mut say = |good: bool, text: String| {
        well &= good;
        print::line(format!("{} {text}", if good { "ok   " } else { "FAULT" }))
    };
    let place = home.place();
    match &place {
        Ok(place) => say(true, place_text(place))?,
        Err(fault) => say(false, format!("place: {fault:#}"))?,
    }
    match home.profiles() {
        Ok(profiles) => say(true, format!("{} import profiles", profiles.iter().count()))?,
        Err(fault) => say(false, format!("profiles: {fault}"))?,
    }
    match home.open_existing().await {
        Ok(db) => {
            let health = store::health(&db, true).await?;
            let engine = match health.engine {
                Engine::Sqlite => "SQLite",
                Engine::Postgres => "PostgreSQL",
            };
            let current = health.schema_version == health.schema_version_needed;
            say(
                current && health.integrity == "ok",
                format!(
                    "{engine} at {}: schema {} of {}, integrity {}, answered in {} ms",
                    db.place(),
                    health.schema_version,
                    health.schema_version_needed,
                    health.integrity,
                    health.read_ms
                ),
            )?;
            let landed = feeds::deliveries::all(&db).await?.iter().filter(|d| d.landed).count();
            say(
                landed > 0,
                match landed {
                    0 => "no delivery was landed: joinedup import <folder of extracts>".to_owned(),
                    landed => format!("{landed} deliveries landed"),
                },
            )?;
            match record::link::latest(&db).await? {
                Some(run) => say(
                    true,
                    format!(
                        "linked on {} with {}: {} persons",
                        run.ended_at.get(..10).unwrap_or_default(),
                        run.model_version,
                        run.summary.persons
                    ),
                )?,
                None => say(false, "records were never linked: joinedup link".to_owned())?,
            }
            if let Ok(place) = &place {
                let unknown = unknown_practices(&db, place).await?;
                say(
                    unknown.is_empty(),
                    match unknown.as_slice() {
                        [] => "every practice of the GP list is in a neighbourhood".to_owned(),
                        some => format!(
                            "practices of the GP list in no neighbourhood of place.toml: {}",
                            some.join(", ")
                        ),
                    },
                )?;
            }
        }
        Err(fault) => say(false, format!("database: {fault:#}"))?,
    }
    Ok(if well { Done::Well } else { Done::Refused })
}

fn place_text(place: &Place) -> String {
    format!(
        "{}: {} neighbourhoods, {} practices in them",
        place.name(),
        place.neighbourhoods().len(),
        place.neighbourhoods().iter().map(|n| n.practices.len()).sum::<usize>()
    )
}

/// Practices on the GP list that place.toml puts nowhere, at most ten.
async fn unknown_practices(db: &store::Db, place: &Place) -> Result<Vec<String>> {
    let mut practices = record::caseload::practices(db).await?;
    practices.retain(|practice| place.neighbourhood_of_practice(practice).is_none());
    practices.truncate(10);
    Ok(practices)
}

//! The model that scored a pair.

use linkage::TrainedModel;
use store::Db;
use store::sqlx::any::AnyRow;
use store::sqlx::{self, Row as _};

use super::corrupt;
use crate::Result;

pub(super) const OF_EVENT: &str = "select m.trained_json, m.model_version, m.settings_json \
     from link_event e join link_model m on m.model_version = e.model_version \
     where e.event_id = $1";
/// Runs from before models had a table of their own.
pub(super) const OF_RUN: &str =
    "select model_json, model_version, '{}' from link_run where run_id = $1";

/// A model in the form that explains a pair.
pub(crate) struct Model {
    pub(crate) trained: TrainedModel,
    pub(crate) version: String,
    /// Sources that hold one record of a person.
    pub(crate) unique_sources: Vec<String>,
}

/// What of a model's settings is read here.
#[derive(Default, serde::Deserialize)]
struct Settings {
    #[serde(default)]
    unique_sources: Vec<String>,
}

/// The model that was in force at an event.
pub(crate) async fn model_of(db: &Db, event_id: &str) -> Result<Option<Model>> {
    for statement in [OF_EVENT, OF_RUN] {
        let row = sqlx::query(statement).bind(event_id).fetch_optional(db.pool()).await?;
        if let Some(row) = row {
            return read(&row).map(Some);
        }
    }
    Ok(None)
}

/// The model in force now; `None` before the first run.
pub(crate) async fn newest_model(db: &Db) -> Result<Option<Model>> {
    match crate::link::newest(db).await? {
        Some(event) => model_of(db, &event).await,
        None => Ok(None),
    }
}

fn read(row: &AnyRow) -> Result<Model> {
    let (trained, settings): (&str, &str) = (row.try_get(0)?, row.try_get(2)?);
    let settings: Settings =
        serde_json::from_str(settings).map_err(|_| corrupt("a model's settings"))?;
    Ok(Model {
        trained: serde_json::from_str(trained).map_err(|_| corrupt("a trained model"))?,
        version: row.try_get(1)?,
        unique_sources: settings.unique_sources,
    })
}

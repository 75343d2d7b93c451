//! Trained models as they are kept: all that is needed to weigh a pair again.

use linkage::{Frequencies, Model, Preset, TrainedModel};
use serde::{Deserialize, Serialize};
use store::sqlx::{self, Row as _};
use store::{Db, Tx};

use super::Settings;
use crate::{Error, Result};

pub(super) const IN_USE: &str = "select m.model_version, m.model_text, m.settings_json, \
     m.trained_json, m.frequencies from link_model m join link_event e \
     on e.model_version = m.model_version where not exists \
     (select 1 from link_event f where f.follows = e.event_id) order by e.at desc limit 1";
pub(super) const KNOWN: &str = "select count(*) from link_model where model_version = $1";
pub(super) const KEEP: &str = "insert into link_model (model_version, trained_at, model_text, \
     settings_json, trained_json, frequencies) values ($1, $2, $3, $4, $5, $6) \
     on conflict (model_version) do nothing";
pub(super) const TRAINED: &str = "select trained_json from link_model where model_version = $1";

/// A model in use.
#[derive(Clone, Debug)]
pub struct InUse {
    /// Names it beside every decision: name, version, start of the hash of its weights.
    pub version: String,
    /// What it was declared with.
    pub settings: Settings,
    /// Its weights.
    pub trained: TrainedModel,
    /// How common each value was when it was trained.
    pub frequencies: Frequencies,
}

/// What is kept of the settings beside the declared model.
#[derive(Serialize, Deserialize)]
struct Kept {
    preset: String,
    unique_sources: Vec<String>,
    nicknames: Option<String>,
}

impl InUse {
    /// A model as it comes from training.
    pub(crate) fn trained(
        settings: &Settings,
        trained: &TrainedModel,
        frequencies: Frequencies,
    ) -> Self {
        let hash = trained.hash.get(..8).unwrap_or(&trained.hash);
        Self {
            version: format!("{} {} ({hash})", trained.name, trained.version),
            settings: settings.clone(),
            trained: trained.clone(),
            frequencies,
        }
    }
}

/// The model by which the links now in force were made; `None` before the first run.
///
/// # Errors
/// When the database does not answer, or what it holds cannot be read.
pub async fn in_use(db: &Db) -> Result<Option<InUse>> {
    let Some(row) = sqlx::query(IN_USE).fetch_optional(db.pool()).await? else {
        return Ok(None);
    };
    let (text, settings, trained): (&str, &str, &str) =
        (row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
    let kept: Kept = serde_json::from_str(settings).map_err(|_| corrupt())?;
    let model = Model::from_toml(text).map_err(|_| corrupt())?;
    let preset = Preset::named(&kept.preset).ok_or_else(corrupt)?;
    let bytes: Vec<u8> = row.try_get(4)?;
    Ok(Some(InUse {
        version: row.try_get(0)?,
        settings: Settings {
            model: model.with_preset(preset),
            unique_sources: kept.unique_sources,
            nicknames: kept.nicknames,
        },
        trained: serde_json::from_str(trained).map_err(|_| corrupt())?,
        frequencies: Frequencies::from_bytes(&bytes).map_err(|_| corrupt())?,
    }))
}

/// The weights of a model by its version; `None` where it is not kept.
///
/// # Errors
/// As [`in_use`].
pub async fn weights(db: &Db, version: &str) -> Result<Option<TrainedModel>> {
    let json: Option<String> =
        sqlx::query_scalar(TRAINED).bind(version).fetch_optional(db.pool()).await?;
    json.map(|json| serde_json::from_str(&json).map_err(|_| corrupt())).transpose()
}

/// Keeps a model, unless it is kept already.
pub(super) async fn keep(tx: &mut Tx, model: &InUse) -> Result<()> {
    let known: i64 = sqlx::query_scalar(KNOWN).bind(&model.version).fetch_one(&mut **tx).await?;
    if known > 0 {
        return Ok(());
    }
    let kept = Kept {
        preset: model.settings.model.preset().name().to_owned(),
        unique_sources: model.settings.unique_sources.clone(),
        nicknames: model.settings.nicknames.clone(),
    };
    sqlx::query(KEEP)
        .bind(&model.version)
        .bind(store::now_utc())
        .bind(model.settings.model.text())
        .bind(serde_json::to_string(&kept).unwrap_or_default())
        .bind(serde_json::to_string(&model.trained).unwrap_or_default())
        .bind(model.frequencies.to_bytes())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

fn corrupt() -> Error {
    Error::Store(store::Error::Corrupt { what: "the linkage model in use".to_owned() })
}

//! The shape of `place.toml`.

use std::path::PathBuf;

use serde::Deserialize;
use terms::Date;

/// An organisation of the place.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// ODS code, or a council's GSS code.
    pub code: String,
    /// Name in full.
    pub name: String,
    /// Kind, such as `local_authority`, `acute_trust`, `community_provider`, `gp_practice`.
    pub kind: String,
}

/// A neighbourhood: the practices and the patch one team serves.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Neighbourhood {
    /// Short name used in addresses and files: lower case, no spaces.
    pub id: String,
    /// Name people use.
    pub name: String,
    /// Where the team sits.
    #[serde(default)]
    pub base: Option<String>,
    /// Day on which the team starts, or started, to work as one.
    #[serde(default)]
    pub roll_out: Option<Date>,
    /// Codes of its practices.
    #[serde(default)]
    pub practices: Vec<String>,
    /// Outward codes of its patch, such as `SE14`. A district that two neighbourhoods share places
    /// nobody.
    #[serde(default)]
    pub postcode_districts: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlaceFile {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) note: Option<String>,
    #[serde(default, rename = "organisation")]
    pub(crate) organisations: Vec<Organisation>,
    #[serde(default, rename = "neighbourhood")]
    pub(crate) neighbourhoods: Vec<Neighbourhood>,
    #[serde(default)]
    pub(crate) reference: ReferenceTable,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReferenceTable {
    pub(crate) practices: Option<PathBuf>,
    pub(crate) postcodes: Option<PathBuf>,
    pub(crate) council_lookup: Option<PathBuf>,
    pub(crate) lsoa: Option<PathBuf>,
    pub(crate) imd2019: Option<PathBuf>,
    pub(crate) imd2025: Option<PathBuf>,
}

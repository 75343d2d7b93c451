//! The model as declared in TOML, before it has seen data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::engine::blocking::Key;
use crate::engine::compare::COMPARISONS;

/// Which use the thresholds serve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// Counts and planning: the highest F1.
    #[default]
    Counts,
    /// A record that people are treated by: precision first.
    CareRecord,
}

impl Preset {
    /// The preset of that name: `counts` or `care-record`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "counts" => Some(Self::Counts),
            "care-record" => Some(Self::CareRecord),
            _ => None,
        }
    }

    /// The name as written in models.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Counts => "counts",
            Self::CareRecord => "care-record",
        }
    }
}

/// A linkage model: comparisons with their levels, blocking rules, thresholds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    pub(crate) name: String,
    pub(crate) version: u32,
    pub(crate) m_prior_pairs: f64,
    pub(crate) m_against_growth_max: f64,
    pub(crate) iterations_max: u32,
    pub(crate) converged_at: f64,
    pub(crate) random_pairs_max: usize,
    pub(crate) frequency_bits_max: f64,
    pub(crate) household_share_min: f64,
    pub(crate) similarity: Similarity,
    preset: BTreeMap<String, Thresholds>,
    pub(crate) comparison: Vec<Comparison>,
    pub(crate) block: Vec<Block>,
    #[serde(skip)]
    chosen: Option<(Preset, Thresholds)>,
    #[serde(skip)]
    text: String,
}

/// Where one degree of likeness of texts ends, as Jaro-Winkler similarity.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Similarity {
    pub(crate) close: f32,
    pub(crate) surname_alike: f32,
    pub(crate) first_alike: f32,
    pub(crate) town_alike: f32,
    pub(crate) email_alike: f32,
    pub(crate) address_alike: f32,
    pub(crate) address_pairs: f32,
}

/// What is accepted.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// A pair of at least this probability is linked.
    pub auto_probability: f64,
    /// A pair of at least this probability, and less than `auto_probability`, is for review.
    pub review_probability: f64,
    /// A union is refused when the pairs across it average fewer bits.
    pub bridge_bits: f32,
    /// Bits that a direct pair must reach to outweigh two different valid NHS numbers.
    pub conflict_bits: f32,
    /// Whether agreement of names and place alone may link without review.
    pub name_and_place_alone: bool,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Comparison {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) household: Household,
    pub(crate) levels: Vec<Level>,
}

/// How two people of one household agree on a value.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Household {
    Shared,
    Chance,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Level {
    pub(crate) label: String,
    pub(crate) m: f64,
    pub(crate) kin: f64,
    pub(crate) frequency: f64,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Block {
    pub(crate) keys: Vec<Key>,
    pub(crate) block_max: usize,
    /// The key is evidence only where few share it: larger blocks are left to the other rules by
    /// design.
    #[serde(default)]
    pub(crate) rare_only: bool,
}

impl Model {
    /// The model that ships with the crate (`data/standard.toml`), preset `counts`.
    #[must_use]
    pub fn standard() -> Self {
        #[expect(clippy::expect_used, reason = "the shipped text is read by a test")]
        Self::from_toml(include_str!("../data/standard.toml")).expect("the shipped model reads")
    }

    /// Reads a model.
    ///
    /// # Errors
    /// [`Error::Model`] when the text is not TOML of the shape of `data/standard.toml`, when a
    /// comparison is unknown or has another number of levels, or when a probability is not one.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        let mut model: Self =
            toml::from_str(text).map_err(|e| Error::Model(e.message().to_owned()))?;
        model.check()?;
        text.clone_into(&mut model.text);
        Ok(model.with_preset(Preset::default()))
    }

    /// The same model with the thresholds of `preset`.
    #[must_use]
    pub fn with_preset(mut self, preset: Preset) -> Self {
        self.chosen = self.preset.get(preset.name()).map(|found| (preset, *found));
        self
    }

    /// The thresholds in use.
    #[must_use]
    pub fn thresholds(&self) -> Thresholds {
        self.chosen.map_or(
            Thresholds {
                auto_probability: 0.9,
                review_probability: 0.05,
                bridge_bits: 0.0,
                conflict_bits: 4.0,
                name_and_place_alone: true,
            },
            |(_, chosen)| chosen,
        )
    }

    /// The preset in use.
    #[must_use]
    pub fn preset(&self) -> Preset {
        self.chosen.map_or(Preset::default(), |(preset, _)| preset)
    }

    /// The text it was read from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    fn check(&self) -> Result<(), Error> {
        if self.comparison.len() != COMPARISONS.len() {
            return Err(Error::Model(format!(
                "{} comparisons are needed, found {}",
                COMPARISONS.len(),
                self.comparison.len()
            )));
        }
        for (found, (name, levels)) in self.comparison.iter().zip(COMPARISONS) {
            if found.name != name || found.levels.len() != levels {
                return Err(Error::Model(format!(
                    "comparison `{}` stands where `{name}` with {levels} levels belongs",
                    found.name
                )));
            }
            let sum: f64 = found.levels.iter().map(|level| level.m).sum();
            if !(0.98..=1.02).contains(&sum) || found.levels.iter().any(|l| l.m <= 0.0) {
                return Err(Error::Model(format!("the m of `{name}` do not add up to 1")));
            }
        }
        for preset in [Preset::Counts, Preset::CareRecord] {
            let Some(t) = self.preset.get(preset.name()) else {
                return Err(Error::Model(format!("preset `{}` is missing", preset.name())));
            };
            if !(0.0..=1.0).contains(&t.auto_probability)
                || !(0.0..=t.auto_probability).contains(&t.review_probability)
            {
                return Err(Error::Model("a threshold is not a probability".to_owned()));
            }
        }
        if self.m_against_growth_max < 1.0 {
            return Err(Error::Model("m_against_growth_max is at least 1".to_owned()));
        }
        if self.block.is_empty() || self.block.len() > 60 {
            return Err(Error::Model("1 to 60 blocking rules are needed".to_owned()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_model_reads_and_wrong_ones_are_refused() {
        let text = include_str!("../data/standard.toml");
        let model = Model::standard();
        assert!(model.thresholds().auto_probability < 0.99);
        let care = model.with_preset(Preset::CareRecord).thresholds();
        assert!(care.auto_probability > 0.999);
        for (from, to) in [
            ("name = \"first_name\"", "name = \"given\""),
            ("m = 0.985", "m = 0.5"),
            ("[preset.care-record]", "[preset.other]"),
            ("keys = [\"nhs\"]", "keys = [\"shoe size\"]"),
        ] {
            assert!(Model::from_toml(&text.replace(from, to)).is_err(), "{from}");
        }
    }
}

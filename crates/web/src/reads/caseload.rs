//! The joint caseload: registered, known to district nursing, open to social care, known to both.

use jiff::Timestamp;
use terms::Date;

use super::{FeedCut, MissingFeed};

/// The joint caseload, or that it cannot be counted yet.
#[derive(Clone, Debug, PartialEq)]
pub enum Caseload {
    /// No link run yet.
    NotYet {
        /// Whether any identity feed was accepted: then linking is next, else importing.
        can_link: bool,
    },
    /// Counted.
    Counted(Box<CaseloadTable>),
}

/// The table with everything needed to read it.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseloadTable {
    /// The day it counts.
    pub as_of: Date,
    /// When it was counted.
    pub counted: Timestamp,
    /// One row a neighbourhood, in the place's order.
    pub rows: Vec<CaseloadRow>,
    /// People whose neighbourhood is not known; `None` when there are none.
    pub not_placed: Option<CaseloadRow>,
    /// The whole place: the sum of all rows, those not placed included.
    pub total: CaseloadRow,
    /// Limits for the funnel plot; `None` when nobody is registered.
    pub funnel: Option<Funnel>,
    /// The feeds it was counted from.
    pub feeds: Vec<FeedCut>,
    /// Feeds it should have drawn on and could not.
    pub missing: Vec<MissingFeed>,
    /// The rules, in order, as sentences, thresholds included.
    pub rules: Vec<String>,
    /// How good the links are.
    pub quality: MatchQuality,
    /// Whether numbers lead to their people for whoever asks.
    pub may_see_people: bool,
}

/// People of one neighbourhood, or of all.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseloadRow {
    /// Which people.
    pub area: Area,
    /// `Neighbourhood 1`, `Whole borough`, `Not placed`.
    pub name: String,
    /// How many.
    pub counts: Counts,
    /// Nursing, of those registered; `None` when nobody is registered.
    pub nursing: Option<Share>,
    /// Social care, of those registered.
    pub social_care: Option<Share>,
    /// Both, of those registered.
    pub joint: Option<Share>,
    /// Against the funnel; `None` for the total, for those not placed, and when nobody is registered.
    pub flag: Option<Flag>,
}

/// Which people of the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Area {
    /// All.
    Whole,
    /// One neighbourhood, by its identifier.
    Neighbourhood(String),
    /// Those whose neighbourhood is not known.
    NotPlaced,
}

impl Area {
    /// As a part of a URL: `all`, `not-placed`, or `n-` and the identifier.
    #[must_use]
    pub fn slug(&self) -> String {
        match self {
            Self::Whole => "all".to_owned(),
            Self::NotPlaced => "not-placed".to_owned(),
            Self::Neighbourhood(id) => format!("n-{id}"),
        }
    }

    /// Reads [`Area::slug`].
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        match slug {
            "all" => Some(Self::Whole),
            "not-placed" => Some(Self::NotPlaced),
            _ => slug
                .strip_prefix("n-")
                .filter(|id| !id.is_empty())
                .map(|id| Self::Neighbourhood(id.to_owned())),
        }
    }
}

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Registered with a practice of the place.
    Registered,
    /// Known to district nursing.
    Nursing,
    /// Open to adult social care.
    SocialCare,
    /// Known to both.
    Joint,
}

impl Column {
    /// As a part of a URL.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Nursing => "nursing",
            Self::SocialCare => "social-care",
            Self::Joint => "joint",
        }
    }

    /// Reads [`Column::slug`].
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        [Self::Registered, Self::Nursing, Self::SocialCare, Self::Joint]
            .into_iter()
            .find(|column| column.slug() == slug)
    }

    /// In words, after `People`: `known to district nursing`.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Registered => "registered with a practice",
            Self::Nursing => "known to district nursing",
            Self::SocialCare => "open to social care",
            Self::Joint => "known to both district nursing and social care",
        }
    }
}

/// How many people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Counts {
    /// Registered with a practice of the place.
    pub registered: u64,
    /// Known to district nursing.
    pub nursing: u64,
    /// Open to adult social care.
    pub social_care: u64,
    /// Known to both.
    pub joint: u64,
}

/// A proportion with its 95 % Wilson interval, each 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The proportion.
    pub of: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// Where a neighbourhood lies against the funnel around the whole place's share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// Below the lower 99.8 % limit.
    VeryLow,
    /// Below the lower 95 % limit.
    Low,
    /// Between the 95 % limits.
    Within,
    /// Above the upper 95 % limit.
    High,
    /// Above the upper 99.8 % limit.
    VeryHigh,
}

/// The funnel around the whole place's share of people known to both.
#[derive(Clone, Debug, PartialEq)]
pub struct Funnel {
    /// The whole place's share, 0 to 1.
    pub target: f64,
    /// Limits at rising numbers registered, at least two; about forty draw a smooth curve.
    pub limits: Vec<FunnelPoint>,
}

/// Limits for a neighbourhood of one size, as shares 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FunnelPoint {
    /// People registered.
    pub registered: u64,
    /// Lower 99.8 % limit.
    pub low_998: f64,
    /// Lower 95 % limit.
    pub low_95: f64,
    /// Upper 95 % limit.
    pub high_95: f64,
    /// Upper 99.8 % limit.
    pub high_998: f64,
}

/// How good the links behind the table are.
#[derive(Clone, Debug, PartialEq)]
pub struct MatchQuality {
    /// The model that linked.
    pub model: String,
    /// Links that wait for a data steward.
    pub to_review: u64,
    /// Links that are expected to be wrong, from the model's own probabilities.
    pub expected_false_links: f64,
    /// Links in use.
    pub links: u64,
}

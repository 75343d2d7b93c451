//! Do two reviewers who judge the same pairs of records agree, beyond what chance would give?
//!
//! Sources: Cohen J (1960), A coefficient of agreement for nominal scales, Educational and
//! Psychological Measurement 20:37–46, for kappa; Fleiss JL, Cohen J, Everitt BS (1969), Large sample
//! standard errors of kappa and weighted kappa, Psychological Bulletin 72:323–327, for its standard
//! error; Landis JR, Koch GG (1977), The measurement of observer agreement for categorical data,
//! Biometrics 33:159–174, for the words. Kappa is low where nearly all pairs deserve the same verdict,
//! however well reviewers agree, so the share agreed on always stands beside it.

use serde::Serialize;

use crate::{Error, Interval, Z_95, wilson};

/// What a reviewer says of a pair of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// One person.
    Same,
    /// Two people.
    Different,
    /// It cannot be told from what is shown.
    Unsure,
}

impl Verdict {
    /// Every verdict, in the order of the table.
    pub const ALL: [Self; 3] = [Self::Same, Self::Different, Self::Unsure];

    const fn place(self) -> usize {
        match self {
            Self::Same => 0,
            Self::Different => 1,
            Self::Unsure => 2,
        }
    }
}

/// Pairs that both reviewers judged: rows are the first reviewer's verdicts, columns the second's,
/// each in the order of [`Verdict::ALL`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdicts(pub [[u64; 3]; 3]);

impl Verdicts {
    /// Counts a pair.
    pub fn add(&mut self, first: Verdict, second: Verdict) {
        let row = self.0.get_mut(first.place());
        if let Some(cell) = row.and_then(|row| row.get_mut(second.place())) {
            *cell = cell.saturating_add(1);
        }
    }
}

impl FromIterator<(Verdict, Verdict)> for Verdicts {
    fn from_iter<I: IntoIterator<Item = (Verdict, Verdict)>>(pairs: I) -> Self {
        let mut table = Self::default();
        for (first, second) in pairs {
            table.add(first, second);
        }
        table
    }
}

/// How large kappa is, in the words of Landis and Koch (1977).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// Below 0: worse than chance.
    Poor,
    /// 0 to 0.20.
    Slight,
    /// To 0.40.
    Fair,
    /// To 0.60.
    Moderate,
    /// To 0.80.
    Substantial,
    /// To 1.
    AlmostPerfect,
}

impl Size {
    /// The word for a kappa.
    #[must_use]
    pub fn of(kappa: f64) -> Self {
        match kappa {
            k if k < 0.0 => Self::Poor,
            k if k <= 0.2 => Self::Slight,
            k if k <= 0.4 => Self::Fair,
            k if k <= 0.6 => Self::Moderate,
            k if k <= 0.8 => Self::Substantial,
            _ => Self::AlmostPerfect,
        }
    }

    /// `substantial`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Poor => "poor",
            Self::Slight => "slight",
            Self::Fair => "fair",
            Self::Moderate => "moderate",
            Self::Substantial => "substantial",
            Self::AlmostPerfect => "almost perfect",
        }
    }
}

/// Agreement beyond chance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Kappa {
    /// 1 is full agreement, 0 what chance gives, below 0 worse than chance.
    pub value: f64,
    /// Its standard error (Fleiss, Cohen and Everitt 1969).
    pub standard_error: f64,
    /// `value ± z × standard_error`, kept within −1 and 1; `None` where the formula has no spread to
    /// reckon with, which [`Remark`] explains.
    pub interval_95: Option<Interval>,
    /// The word for it.
    pub size: Size,
}

/// What a reader must know before kappa says anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Remark {
    /// Both gave one and the same verdict to every pair.
    OneVerdictByBoth,
    /// One of them gave the same verdict to every pair.
    OneVerdictByOne,
    /// They agreed on every pair.
    AgreedOnAll,
    /// The formula gives no spread though they did not agree on all.
    NoSpread,
}

impl Remark {
    /// A sentence for the page.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::OneVerdictByBoth => {
                "both reviewers gave every pair the same verdict: chance alone would agree as well, \
                 so there is no kappa; review pairs of which some are and some are not one person"
            }
            Self::OneVerdictByOne => {
                "one reviewer gave every pair the same verdict: kappa is then 0 whatever the other \
                 one said, and tells nothing"
            }
            Self::AgreedOnAll => {
                "the reviewers agreed on every pair: kappa is 1 and its formula gives no interval; \
                 the interval of the share agreed on still holds"
            }
            Self::NoSpread => {
                "the formula gives kappa no interval here; the interval of the share agreed on holds"
            }
        }
    }
}

/// How far two reviewers agree.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Agreement {
    /// Pairs that both judged.
    pub pairs: u64,
    /// Pairs with the same verdict.
    pub agreed: u64,
    /// Pairs that one called the same person and the other called different people: for a third
    /// reviewer.
    pub opposed: u64,
    /// Share agreed on, 0 to 1.
    pub observed: f64,
    /// Its Wilson interval, which holds for every table.
    pub observed_95: Interval,
    /// Share that chance would agree on, given how often each gives each verdict.
    pub expected: f64,
    /// Agreement beyond chance; `None` where chance alone agrees on all.
    pub kappa: Option<Kappa>,
    /// What limits kappa, if anything does.
    pub remark: Option<Remark>,
}

/// Reckons the agreement of two reviewers.
///
/// # Errors
/// When there is no pair that both judged, or the counts do not fit.
pub fn agreement(verdicts: &Verdicts) -> Result<Agreement, Error> {
    let Verdicts(table) = verdicts;
    let cells = table.iter().flatten();
    let pairs = cells.copied().try_fold(0_u64, u64::checked_add).ok_or(Error::TooLarge)?;
    if pairs == 0 {
        return Err(Error::NoDenominator);
    }
    let share = |count: u64| count as f64 / pairs as f64;
    let by_first = table.map(|row| share(row.iter().sum()));
    let mut by_second = [0.0; 3];
    for row in table {
        for (sum, cell) in by_second.iter_mut().zip(row) {
            *sum += share(*cell);
        }
    }
    let agreed = cells_of(table).filter(|(row, column, _)| row == column).map(|(_, _, n)| n).sum();
    let (same, different) = (Verdict::Same.place(), Verdict::Different.place());
    let opposed = cells_of(table)
        .filter(|(row, column, _)| {
            (*row, *column) == (same, different) || (*row, *column) == (different, same)
        })
        .map(|(_, _, n)| n)
        .sum();
    let one_verdict = |shares: &[f64; 3]| shares.iter().filter(|share| **share > 0.0).count() == 1;
    let both_one = one_verdict(&by_first) && one_verdict(&by_second) && agreed == pairs;
    let expected = if both_one {
        1.0
    } else {
        by_first.iter().zip(&by_second).map(|(first, second)| first * second).sum()
    };
    let observed = share(agreed);
    let mut found = Agreement {
        pairs,
        agreed,
        opposed,
        observed,
        observed_95: wilson(agreed, pairs, Z_95)?,
        expected,
        kappa: None,
        remark: Some(Remark::OneVerdictByBoth),
    };
    if !both_one {
        let error = standard_error(table, pairs, (observed, expected), (&by_first, &by_second));
        found.remark = match error > 0.0 {
            _ if one_verdict(&by_first) || one_verdict(&by_second) => Some(Remark::OneVerdictByOne),
            true => None,
            false if agreed == pairs => Some(Remark::AgreedOnAll),
            false => Some(Remark::NoSpread),
        };
        found.kappa = Some(kappa((observed, expected), error, found.remark));
    }
    Ok(found)
}

fn kappa((observed, expected): (f64, f64), error: f64, remark: Option<Remark>) -> Kappa {
    // A reviewer of one verdict makes both shares equal but for the last binary digit.
    let value = match remark {
        Some(Remark::OneVerdictByOne) => 0.0,
        _ => ((observed - expected) / (1.0 - expected)).clamp(-1.0, 1.0),
    };
    let reach = Z_95 * error;
    Kappa {
        value,
        standard_error: error,
        interval_95: remark.is_none().then(|| Interval {
            lower: (value - reach).max(-1.0),
            upper: (value + reach).min(1.0),
        }),
        size: Size::of(value),
    }
}

/// Fleiss, Cohen and Everitt (1969), formula 13, for unweighted kappa.
fn standard_error(
    table: &[[u64; 3]; 3],
    pairs: u64,
    (observed, expected): (f64, f64),
    (by_first, by_second): (&[f64; 3], &[f64; 3]),
) -> f64 {
    let at = |shares: &[f64; 3], place: usize| shares.get(place).copied().unwrap_or_default();
    let (apart, beyond) = (1.0 - observed, 1.0 - expected);
    let mut sum = 0.0;
    for (row, column, count) in cells_of(table) {
        let share = count as f64 / pairs as f64;
        let weight = if row == column {
            beyond - (at(by_first, row) + at(by_second, row)) * apart
        } else {
            apart * (at(by_second, row) + at(by_first, column))
        };
        sum += share * weight * weight;
    }
    let centre = observed * expected - 2.0 * expected + observed;
    // Rounding may leave a hair below zero where the true value is zero.
    let variance = sum - centre * centre;
    if variance < 1e-14 { 0.0 } else { variance.sqrt() / (beyond * beyond * (pairs as f64).sqrt()) }
}

/// Row, column and count of each cell.
fn cells_of(table: &[[u64; 3]; 3]) -> impl Iterator<Item = (usize, usize, u64)> {
    table.iter().enumerate().flat_map(|(row, counts)| {
        counts.iter().enumerate().map(move |(column, count)| (row, column, *count))
    })
}

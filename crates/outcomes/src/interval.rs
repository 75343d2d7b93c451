//! Confidence intervals of proportions.

use serde::Serialize;

use crate::Error;

/// Standard normal quantile for two-sided 95 % limits.
pub const Z_95: f64 = 1.959_963_984_540_054;
/// Standard normal quantile for two-sided 99.8 % limits.
pub const Z_998: f64 = 3.090_232_306_167_813_5;

/// Two limits, as proportions from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

impl Interval {
    /// Whether `proportion` lies between the limits, both included.
    #[must_use]
    pub fn contains(&self, proportion: f64) -> bool {
        self.lower <= proportion && proportion <= self.upper
    }
}

/// Wilson's score interval of `successes` among `n`.
///
/// With x successes: `(2x + z² ± z √(z² + 4x(1 − x/n))) / (2(n + z²))`. It is never below 0 nor above
/// 1, and holds for small numbers, where the simple interval does not.
/// Source: Wilson EB (1927), Journal of the American Statistical Association 22:209–212; used for
/// proportions by APHO/PHE Technical Briefing 3 and by Fingertips.
///
/// # Errors
/// When `n` is 0, `successes` is more than `n`, or `z` is not a positive number.
pub fn wilson(successes: u64, n: u64, z: f64) -> Result<Interval, Error> {
    if successes > n {
        return Err(Error::MoreThanAll { part: successes, whole: n });
    }
    if n == 0 {
        return Err(Error::NoDenominator);
    }
    if !(z.is_finite() && z > 0.0) {
        return Err(Error::OutOfRange("z"));
    }
    let (x, people, z2) = (successes as f64, n as f64, z * z);
    let middle = 2.0 * x + z2;
    let reach = z * (z2 + 4.0 * x * (1.0 - x / people)).sqrt();
    let below = 2.0 * (people + z2);
    Ok(Interval {
        lower: if successes == 0 { 0.0 } else { (middle - reach) / below },
        upper: if successes == n { 1.0 } else { (middle + reach) / below },
    })
}

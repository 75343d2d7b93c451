//! Chance with a memory: the same seed and stream throw the same numbers on every machine.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use terms::Date;

use crate::days::plus;

/// A stream of random choices. Streams of one seed do not disturb each other, so a change in one
/// extract leaves the others as they were.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// A fraction from 0 to just under 1.
    pub(crate) fn fraction(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit a double exactly")]
        let bits = (self.0.next_u64() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }

    /// True in `share` of throws.
    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.fraction() < share
    }

    /// A whole number from 0 to `n - 1`; 0 when `n` is 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * (n as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A whole number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        let span = usize::try_from(high - low + 1).unwrap_or(1);
        low + i32::try_from(self.below(span)).unwrap_or(0)
    }

    /// One of `from`, each as likely; the default when there is none.
    pub(crate) fn pick<T: Copy + Default>(&mut self, from: &[T]) -> T {
        let at = self.below(from.len());
        from.get(at).copied().unwrap_or_default()
    }

    /// One of `from`, as likely as its weight.
    pub(crate) fn weigh<T: Copy + Default>(&mut self, from: &[(T, f64)]) -> T {
        let total: f64 = from.iter().map(|(_, weight)| weight).sum();
        let mut left = self.fraction() * total;
        for (value, weight) in from {
            left -= weight;
            if left < 0.0 {
                return *value;
            }
        }
        from.last().map(|(value, _)| *value).unwrap_or_default()
    }

    /// A day from `from` to `to`, both included; `from` when `to` is earlier.
    pub(crate) fn day(&mut self, from: Date, to: Date) -> Date {
        let days = crate::days::between(from, to).max(0);
        plus(from, self.between(0, days))
    }

    /// Puts the items in a random order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }
}

/// Weights added up once, so that one choice among thousands is a binary search.
pub(crate) struct Weights(Vec<f64>);

impl Weights {
    pub(crate) fn new(weights: impl Iterator<Item = f64>) -> Self {
        let mut sum = 0.0;
        Self(
            weights
                .map(|weight| {
                    sum += weight;
                    sum
                })
                .collect(),
        )
    }

    /// Weights 1 ÷ (rank + `flat`): few common ones and a long tail, as names have.
    pub(crate) fn zipf(count: usize, flat: u32) -> Self {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        Self::new((0..count).map(|rank| 1.0 / f64::from(rank + flat)))
    }

    /// The place of one item, as likely as its weight.
    pub(crate) fn pick(&self, dice: &mut Dice) -> usize {
        let aim = dice.fraction() * self.0.last().copied().unwrap_or(0.0);
        self.0.partition_point(|sum| *sum <= aim)
    }
}

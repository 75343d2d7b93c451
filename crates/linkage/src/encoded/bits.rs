//! One encoding: 1,024 bits, and how alike two of them are.

use super::key::{hex, unhex};

/// Bits of an encoding.
pub const BITS: usize = 1_024;
/// Words of 64 bits in an encoding.
pub(super) const WORDS: usize = BITS / 64;

/// The keyed Bloom filter of one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Encoding {
    words: [u64; WORDS],
    ones: u32,
}

impl Encoding {
    pub(super) fn new(words: [u64; WORDS]) -> Self {
        Self { words, ones: words.iter().map(|word| word.count_ones()).sum() }
    }

    /// Dice's coefficient: twice the bits that both have over the bits of either, from 0 to 1.
    #[must_use]
    pub fn dice(&self, other: &Self) -> f64 {
        let all = self.ones + other.ones;
        if all == 0 { 0.0 } else { f64::from(2 * self.both(other)) / f64::from(all) }
    }

    /// Bits that are 1 in both.
    #[inline]
    pub(super) fn both(&self, other: &Self) -> u32 {
        self.words.iter().zip(&other.words).map(|(a, b)| (a & b).count_ones()).sum()
    }

    /// Number of bits that are 1.
    #[must_use]
    pub fn ones(&self) -> u32 {
        self.ones
    }

    /// Positions of the bits that are 1.
    pub(super) fn positions(&self) -> impl Iterator<Item = usize> {
        let places = self.words.iter().enumerate();
        places.flat_map(|(at, word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        })
    }

    /// One bit; 0 beyond the last.
    pub(super) fn bit(&self, at: u16) -> u32 {
        let word = self.words.get(usize::from(at >> 6)).copied().unwrap_or(0);
        u32::from(word >> (at & 63) & 1 == 1)
    }

    /// 256 hexadecimal digits.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.words.iter().map(|word| hex(&word.to_be_bytes())).collect()
    }

    /// Reads [`to_text`](Self::to_text); `None` for anything else.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let bytes: [u8; BITS / 8] = unhex(text)?;
        let mut words = [0_u64; WORDS];
        for (to, from) in words.iter_mut().zip(bytes.chunks_exact(8)) {
            *to = from.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        }
        Some(Self::new(words))
    }
}

/// How alike two encodings of the lists are on average, being of different people.
pub(super) fn chance(a: &[Encoding], b: &[Encoding]) -> f64 {
    let (a, b) = (shares(a), shares(b));
    let both: f64 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
    let all: f64 = a.iter().chain(&b).sum();
    if all == 0.0 { 0.0 } else { 2.0 * both / all }
}

/// For each position, in what share of the encodings it is 1.
fn shares(encodings: &[Encoding]) -> Vec<f64> {
    let mut counts = vec![0_u64; BITS];
    for at in encodings.iter().flat_map(Encoding::positions) {
        if let Some(count) = counts.get_mut(at) {
            *count += 1;
        }
    }
    let all = encodings.len().max(1) as f64;
    counts.iter().map(|count| *count as f64 / all).collect()
}

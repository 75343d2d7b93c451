//! Records to encodings.

use rustc_hash::FxHashMap;

use super::bits::{BITS, Encoding, WORDS};
use super::files::EncodedFile;
use super::key::Key;
use super::scheme::{Hardening, Part, Scheme};
use super::tokens::Values;
use crate::{Identity, RecordIx, Records};

/// Most tokens whose positions are remembered between records.
const REMEMBERED_MAX: usize = 200_000;
/// Hashes per bit with which a whole record sets half of the bits.
const HALF_FULL: f64 = std::f64::consts::LN_2;
/// Words of the longest filter, before folding.
const LONGEST: usize = 2 * WORDS;

/// Weights of the parts: how many of a thousand hashes a part has when all parts are encoded.
fn weight(part: Part) -> u32 {
    match part {
        Part::FirstName | Part::Surname => 200,
        Part::Birth => 270,
        Part::Sex => 20,
        Part::Postcode => 80,
        Part::Address => 60,
        Part::NhsNumber => 170,
    }
}

/// Encodes records under one key and scheme.
#[derive(Clone, Debug)]
pub struct Encoder {
    key: Key,
    scheme: Scheme,
    fingerprint: String,
    /// Positions already computed of a token, as many as were ever asked for.
    remembered: FxHashMap<Vec<u8>, Vec<u16>>,
}

impl Encoder {
    /// An encoder. The scheme enters the key, so that encodings of two schemes have nothing in common.
    #[must_use]
    pub fn new(key: &Key, scheme: Scheme) -> Self {
        Self {
            key: Key::from_bytes(&key.mac(&[b"scheme", scheme.text().as_bytes()])),
            fingerprint: key.fingerprint(),
            scheme,
            remembered: FxHashMap::default(),
        }
    }

    /// A file of these encodings, without records yet.
    #[must_use]
    pub fn empty_file(&self, kept: &[String]) -> EncodedFile {
        EncodedFile {
            file: String::new(),
            scheme: self.scheme.clone(),
            fingerprint: self.fingerprint.clone(),
            kept: kept.to_vec(),
            records: Vec::new(),
        }
    }

    /// Encodes one record; `None` when nothing of it can be encoded.
    pub fn encode(&mut self, identity: &Identity<'_>) -> Option<Encoding> {
        self.encode_values(&Values::of(identity))
    }

    /// Encodes a record that was read; `None` when nothing of it can be encoded.
    pub fn encode_record(&mut self, records: &Records, record: RecordIx) -> Option<Encoding> {
        self.encode_values(&Values::of_record(records, record))
    }

    /// What stands for a record's own number in an encoded file: 16 digits that say nothing to
    /// anybody without the key.
    #[must_use]
    pub fn pseudonym(&self, source: &str, record_id: &str) -> String {
        let mac = self.key.mac(&[b"record", source.as_bytes(), record_id.as_bytes()]);
        super::key::hex(mac.get(..8).unwrap_or_default())
    }

    fn encode_values(&mut self, values: &Values) -> Option<Encoding> {
        let (length, load) = match self.scheme.hardening {
            Hardening::None => (BITS, HALF_FULL),
            Hardening::Balanced => (BITS / 2, HALF_FULL),
            // Two bits of which 33 % are set give one that is set in 44 % of records.
            Hardening::XorFolded => (BITS * 2, 0.4),
        };
        let salt = if self.scheme.salted { (values.born >> 16) as u16 } else { 0 };
        let parts = self.scheme.parts().to_vec();
        let weights: u32 = parts.iter().map(|part| weight(*part)).sum();
        let mut filter = [0_u64; LONGEST];
        let mut said = false;
        for part in parts {
            let tokens = values.tokens(part);
            let shares: u32 = tokens.iter().map(|(_, share)| share).sum();
            let hashes = length as f64 * load * f64::from(weight(part)) / f64::from(weights.max(1));
            for (token, share) in tokens {
                let count = (hashes * f64::from(share) / f64::from(shares.max(1))).round() as usize;
                self.set(&mut filter, length, part, salt, &token, count.max(1));
                said = true;
            }
        }
        said.then(|| Encoding::new(harden(&filter, self.scheme.hardening)))
    }

    /// Sets the bits of a token. Each position is taken from the keyed hash by itself ("random
    /// hashing"): with the older double hashing a token has few possible patterns, which is what
    /// F. Niedermeyer and others (2014) broke it by.
    fn set(
        &mut self,
        filter: &mut [u64; LONGEST],
        length: usize,
        part: Part,
        salt: u16,
        token: &str,
        count: usize,
    ) {
        // Both names are hashed alike, so that a record with the two exchanged is found.
        let kind = if part == Part::Surname { Part::FirstName } else { part } as u8;
        let mut label = vec![kind];
        label.extend(salt.to_be_bytes());
        label.extend(token.as_bytes());
        if self.remembered.len() >= REMEMBERED_MAX {
            self.remembered.clear();
        }
        let key = &self.key;
        let positions = self.remembered.entry(label).or_default();
        while positions.len() < count {
            let block = (positions.len() / 16).to_be_bytes();
            let hash = key.mac(&[b"token", &[kind], &salt.to_be_bytes(), token.as_bytes(), &block]);
            positions.extend(
                hash.chunks_exact(2)
                    .map(|pair| pair.iter().fold(0, |value, byte| value << 8 | u16::from(*byte))),
            );
        }
        for position in positions.iter().take(count) {
            // Lengths are powers of two, so every position is as likely.
            let at = usize::from(*position) & (length - 1);
            if let Some(word) = filter.get_mut(at / 64) {
                *word |= 1 << (at % 64);
            }
        }
    }
}

fn harden(filter: &[u64; LONGEST], hardening: Hardening) -> [u64; WORDS] {
    let mut out = [0_u64; WORDS];
    let (low, high) = filter.split_at(WORDS);
    let (half, _) = low.split_at(WORDS / 2);
    match hardening {
        Hardening::None => {
            for (to, from) in out.iter_mut().zip(low) {
                *to = *from;
            }
        }
        Hardening::Balanced => {
            let both = half.iter().copied().chain(half.iter().map(|word| !word));
            for (to, from) in out.iter_mut().zip(both) {
                *to = from;
            }
        }
        Hardening::XorFolded => {
            for ((to, a), b) in out.iter_mut().zip(low).zip(high) {
                *to = a ^ b;
            }
        }
    }
    out
}

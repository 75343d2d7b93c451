//! Linking without names: records as keyed Bloom filters.
//!
//! Takes identifying values and a secret [`Key`]; gives [`Encoding`]s of 1,024 bits that can be
//! compared but not read ("cryptographic long-term keys": R. Schnell, T. Bachteler, J. Reiher, "A novel
//! error-tolerant anonymous linking code", 2011). [`link`] finds which encodings of two lists are one
//! person.
//!
//! Whoever holds the key can test guesses; whoever holds many encodings can count. What that means is
//! in `docs/explanation/encoded-linkage.md`.

mod assign;
mod bits;
mod candidates;
mod encoder;
mod files;
mod keep;
mod key;
mod make;
mod report;
mod rivals;
mod scheme;
mod tokens;

pub use assign::{Link, Links, Rule, Threshold, link};
pub use bits::{BITS, Encoding};
pub use candidates::Search;
pub use encoder::Encoder;
pub use files::{EncodedFile, Sent};
pub use key::Key;
pub use make::{Encoded, encode_files};
pub use report::{Group, KnownTruth, Measured, groups, measure, write_links};
pub use scheme::{Hardening, Part, Scheme};

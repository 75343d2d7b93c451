//! Encodings: what they keep, what they hide, and how well they link.
#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test that cannot go on stops"
)]

mod attack;
mod files;
mod known_truth;
mod properties;

use linkage::Identity;
use linkage::encoded::{Encoder, Hardening, Key, Scheme};

/// A key for tests.
fn key() -> Key {
    Key::from_bytes(&[7; 32])
}

fn scheme(hardening: Hardening, salted: bool) -> Scheme {
    Scheme::new(hardening, salted)
}

/// Every way to encode.
fn schemes() -> Vec<Scheme> {
    [Hardening::None, Hardening::Balanced, Hardening::XorFolded]
        .into_iter()
        .flat_map(|hardening| [scheme(hardening, false), scheme(hardening, true)])
        .collect()
}

fn somebody() -> Identity<'static> {
    Identity {
        nhs_number: Some("999 000 0018"),
        first_name: Some("Elizabeth"),
        surname: Some("O'Neill"),
        date_of_birth: Some("1946-07-21"),
        sex: Some("F"),
        address: Some("30 Drake Crescent"),
        postcode: Some("RB8 1AH"),
        ..Identity::default()
    }
}

fn dice(scheme: &Scheme, a: &Identity<'_>, b: &Identity<'_>) -> f64 {
    let mut encoder = Encoder::new(&key(), scheme.clone());
    let a = encoder.encode(a).expect("something to encode");
    a.dice(&encoder.encode(b).expect("something to encode"))
}

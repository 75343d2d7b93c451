//! What holds for every record, key and scheme.

use linkage::Identity;
use linkage::encoded::{Encoder, Encoding, Hardening, Key, Rule, Scheme, Threshold, link};
use proptest::prelude::*;

use crate::{dice, key, schemes, somebody};

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_same_record_has_the_same_encoding(
        first in "[A-Za-z'é -]{0,20}", surname in "\\PC{0,20}", born in "\\PC{0,12}",
        secret in any::<[u8; 32]>(),
    ) {
        let identity = Identity {
            first_name: Some(&first),
            surname: Some(&surname),
            date_of_birth: Some(&born),
            ..Identity::default()
        };
        for scheme in schemes() {
            let encode = |key: &Key| Encoder::new(key, scheme.clone()).encode(&identity);
            let encoding = encode(&Key::from_bytes(&secret));
            prop_assert_eq!(encoding, encode(&Key::from_bytes(&secret)));
            if let Some(encoding) = encoding {
                prop_assert_eq!(Some(encoding), Encoding::from_text(&encoding.to_text()));
                prop_assert_eq!(encoding.dice(&encoding), 1.0);
            }
        }
    }

    #[test]
    fn another_key_is_no_more_alike_than_chance(secret in any::<[u8; 32]>()) {
        prop_assume!(secret != [7; 32]);
        for scheme in schemes() {
            let encode = |key: &Key| Encoder::new(key, scheme.clone()).encode(&somebody());
            let (ours, theirs) = (encode(&key()), encode(&Key::from_bytes(&secret)));
            let (ours, theirs) = (ours.expect("encodes"), theirs.expect("encodes"));
            // Two independent sets of bits share, on average, their shares' product.
            let (a, b) = (f64::from(ours.ones()), f64::from(theirs.ones()));
            let chance = 2.0 * a * b / 1_024.0 / (a + b);
            // 1,024 bits: six standard deviations are less than a tenth.
            prop_assert!((ours.dice(&theirs) - chance).abs() < 0.1);
        }
    }

    #[test]
    fn encodings_are_read_exactly_or_not_at_all(text in "\\PC{0,300}") {
        if let Some(encoding) = Encoding::from_text(&text) {
            prop_assert_eq!(encoding.to_text(), text);
        }
    }
}

#[test]
fn each_slip_makes_them_less_alike() {
    let whole = somebody();
    let slip = Identity { first_name: Some("Elisabeth"), ..whole };
    let slips = Identity { surname: Some("Oneil"), ..slip };
    let moved = Identity { postcode: Some("RB2 4LA"), address: Some("7 Hill Rise"), ..slips };
    let reborn = Identity { date_of_birth: Some("1946-08-12"), ..moved };
    let other = Identity {
        first_name: Some("Rizwan"),
        surname: Some("Hameed"),
        date_of_birth: Some("1988-12-14"),
        nhs_number: Some("999 317 2596"),
        sex: Some("M"),
        ..moved
    };
    for scheme in schemes() {
        let alike: Vec<f64> = [whole, slip, slips, moved, reborn, other]
            .iter()
            .map(|b| dice(&scheme, &whole, b))
            .collect();
        assert!(alike.windows(2).all(|pair| pair[0] > pair[1]), "{scheme:?} {alike:?}");
    }
}

#[test]
fn writing_does_not_matter() {
    let other = Identity {
        nhs_number: Some("9990000018"),
        first_name: Some("ELIZABETH "),
        surname: Some("ONEILL"),
        date_of_birth: Some("19460721"),
        sex: Some("2"),
        postcode: Some("rb81ah"),
        address: Some("30, Drake Cres"),
        ..Identity::default()
    };
    for scheme in schemes() {
        assert_eq!(dice(&scheme, &somebody(), &other), 1.0);
    }
}

#[test]
fn exchanged_names_are_found() {
    let whole = somebody();
    let exchanged = Identity { first_name: whole.surname, surname: whole.first_name, ..whole };
    for scheme in schemes() {
        assert!(dice(&scheme, &whole, &exchanged) > 0.95, "{scheme:?}");
    }
}

#[test]
fn nothing_is_encoded_where_nothing_is_known() {
    let unknown =
        Identity { first_name: Some("unknown"), surname: Some(""), ..Identity::default() };
    for scheme in schemes() {
        assert_eq!(Encoder::new(&key(), scheme).encode(&unknown), None);
    }
}

#[test]
fn balanced_encodings_all_have_as_many_bits() {
    let mut encoder = Encoder::new(&key(), crate::scheme(Hardening::Balanced, false));
    for name in ["Al", "Elizabeth", "Oluwadamilola"] {
        let identity = Identity { first_name: Some(name), ..somebody() };
        assert_eq!(encoder.encode(&identity).expect("encodes").ones(), 512);
    }
}

#[test]
fn schemes_share_no_pattern() {
    let mut found: Vec<Encoding> = Vec::new();
    for scheme in schemes() {
        let encoding = Encoder::new(&key(), scheme).encode(&somebody()).expect("encodes");
        assert!(found.iter().all(|other| other.dice(&encoding) < 0.65), "{found:?}");
        found.push(encoding);
    }
}

/// People who differ in everything.
fn people(count: u64) -> Vec<Encoding> {
    let mut encoder = Encoder::new(&key(), Scheme::default());
    let word = |seed: u64| -> String {
        let letter = |at: u32| {
            let mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(at * 7) >> 40;
            char::from(b'A' + (mixed % 26) as u8)
        };
        (0..7).map(letter).collect()
    };
    let one = |seed: u64| {
        let (first, surname) = (word(seed * 2 + 1), word(seed * 2 + 2));
        let born = format!("{}-{:02}-{:02}", 1930 + seed % 70, 1 + seed % 12, 1 + seed % 28);
        encoder.encode(&Identity {
            first_name: Some(&first),
            surname: Some(&surname),
            date_of_birth: Some(&born),
            ..Identity::default()
        })
    };
    (0..count).filter_map(one).collect()
}

#[test]
fn everybody_is_found_once_whatever_the_order() {
    let a = people(300);
    let mut b = people(200);
    let forwards = link(&a, &b, &Rule::default(), &|_| {});
    assert_eq!(forwards.links.len(), 200);
    assert!(forwards.links.iter().all(|link| link.a == link.b && link.similarity == 1.0));
    b.reverse();
    let backwards = link(&b, &a, &Rule::default(), &|_| {});
    let mut pairs: Vec<(u32, u32)> =
        backwards.links.iter().map(|link| (link.b, 199 - link.a)).collect();
    pairs.sort_unstable();
    let expected: Vec<(u32, u32)> = (0..200).map(|at| (at, at)).collect();
    assert_eq!(pairs, expected);
}

#[test]
fn whoever_cannot_be_told_apart_is_left_undecided() {
    // Twins without first names: both records of one side fit both of the other.
    let mut encoder = Encoder::new(&key(), Scheme::default());
    let mut child = |first: &str| {
        let identity = Identity {
            first_name: Some(first),
            nhs_number: None,
            surname: Some("Hameed"),
            date_of_birth: Some("2014-03-09"),
            ..somebody()
        };
        encoder.encode(&identity).expect("encodes")
    };
    let (twins, nameless) = ([child("Ayesha"), child("Zoya")], [child("")]);
    let rule = Rule { threshold: Threshold::Fixed(0.5), margin: 0.05, ..Rule::default() };
    let found = link(&nameless, &twins, &rule, &|_| {});
    assert!(found.links.is_empty(), "{found:?}");
    assert!(found.undecided > 0);
}

#[test]
fn nobody_is_on_an_empty_list() {
    let found = link(&[], &people(10), &Rule::default(), &|_| {});
    assert_eq!((found.links.len(), found.compared), (0, 0));
}

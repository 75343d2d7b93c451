//! Two reviewers: kappa against hand-reckoned and published values, and tables that say nothing.
#![expect(clippy::expect_used, reason = "helpers of tests, outside #[test]")]

use outcomes::Error;
use outcomes::agreement::{Agreement, Remark, Size, Verdict, Verdicts, agreement};
use proptest::prelude::*;

fn of(table: [[u64; 3]; 3]) -> Agreement {
    agreement(&Verdicts(table)).expect("pairs")
}

/// Table, kappa, standard error and word.
type Known = ([[u64; 3]; 3], f64, f64, Size);

const KNOWN: [Known; 3] = [
    (
        [[75, 1, 4], [5, 4, 1], [0, 0, 10]],
        0.676_470_588_235_294,
        0.087_702_953_475_212_54,
        Size::Substantial,
    ),
    (
        [[40, 3, 2], [4, 30, 6], [1, 5, 9]],
        0.661_290_322_580_645_2,
        0.063_364_883_128_477_05,
        Size::Substantial,
    ),
    ([[20, 5, 0], [10, 15, 0], [0, 0, 0]], 0.4, 0.126_996_062_931_100_33, Size::Fair),
];

/// Expected values: statsmodels 0.14 `cohens_kappa`; the first table is that of Fleiss's textbook
/// (Statistical Methods for Rates and Proportions), there rounded to 0.68.
#[test]
fn kappa_equals_other_peoples_figures() {
    for (table, kappa, error, size) in KNOWN {
        let found = of(table).kappa.expect("a kappa");
        assert!((found.value - kappa).abs() < 1e-12, "{table:?} {found:?}");
        assert!((found.standard_error - error).abs() < 1e-12, "{table:?} {found:?}");
        assert_eq!(found.size, size, "{table:?}");
        let interval = found.interval_95.expect("an interval");
        let reach = 1.959_963_984_540_054 * error;
        assert!((interval.lower - (kappa - reach)).abs() < 1e-12, "{table:?} {found:?}");
        assert!((interval.upper - (kappa + reach).min(1.0)).abs() < 1e-12, "{table:?} {found:?}");
    }
}

/// By hand: 20 + 15 of 50 agreed, 0.7; the first says same to 25 and the second to 30, so chance gives
/// 0.5 × 0.6 + 0.5 × 0.4 = 0.5; kappa is 0.2 / 0.5.
#[test]
fn a_table_by_hand() {
    let found = of([[20, 5, 0], [10, 15, 0], [0, 0, 0]]);
    assert_eq!((found.pairs, found.agreed, found.opposed), (50, 35, 15));
    assert!((found.observed - 0.7).abs() < 1e-12);
    assert!((found.expected - 0.5).abs() < 1e-12);
    let kappa = found.kappa.expect("a kappa");
    assert!((kappa.value - 0.4).abs() < 1e-12);
    assert_eq!((kappa.size.word(), found.remark), ("fair", None));
}

#[test]
fn tables_that_say_nothing_are_said_to() {
    assert_eq!(agreement(&Verdicts::default()), Err(Error::NoDenominator));
    let huge = [[u64::MAX, 1, 0], [0; 3], [0; 3]];
    assert_eq!(agreement(&Verdicts(huge)), Err(Error::TooLarge));
    for (table, kappa, remark) in [
        ([[9, 0, 0], [0, 0, 0], [0, 0, 0]], None, Remark::OneVerdictByBoth),
        ([[0, 0, 0], [0, 0, 0], [0, 0, 1]], None, Remark::OneVerdictByBoth),
        ([[8, 2, 0], [0, 0, 0], [0, 0, 0]], Some(0.0), Remark::OneVerdictByOne),
        ([[0, 7, 0], [0, 0, 0], [0, 0, 0]], Some(0.0), Remark::OneVerdictByOne),
        ([[7, 0, 0], [3, 0, 0], [1, 0, 0]], Some(0.0), Remark::OneVerdictByOne),
        ([[30, 0, 0], [0, 12, 0], [0, 0, 3]], Some(1.0), Remark::AgreedOnAll),
        ([[0, 10, 0], [10, 0, 0], [0, 0, 0]], Some(-1.0), Remark::NoSpread),
    ] {
        let found = of(table);
        assert_eq!(found.remark, Some(remark), "{table:?} {found:?}");
        assert_eq!(found.kappa.map(|kappa| kappa.value), kappa, "{table:?}");
        assert_eq!(found.kappa.and_then(|kappa| kappa.interval_95), None, "{table:?}");
        assert!(found.observed_95.contains(found.observed), "{table:?}");
        assert!(remark.words().len() > 20);
    }
}

#[test]
fn sizes_have_the_words_of_1977() {
    for (kappa, word) in [
        (-0.01, "poor"),
        (0.0, "slight"),
        (0.20, "slight"),
        (0.21, "fair"),
        (0.40, "fair"),
        (0.60, "moderate"),
        (0.80, "substantial"),
        (0.81, "almost perfect"),
        (1.0, "almost perfect"),
    ] {
        assert_eq!(Size::of(kappa).word(), word, "{kappa}");
    }
}

/// The same cases on every run.
fn fixed() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(1960),
        ..ProptestConfig::default()
    }
}

fn verdict() -> impl Strategy<Value = Verdict> {
    prop::sample::select(Verdict::ALL.to_vec())
}

proptest! {
    #![proptest_config(fixed())]

    #[test]
    fn every_figure_is_a_number_in_its_range(pairs in prop::collection::vec((verdict(), verdict()), 1..200)) {
        let table: Verdicts = pairs.iter().copied().collect();
        let found = agreement(&table).expect("pairs");
        prop_assert_eq!(found.pairs, pairs.len() as u64);
        prop_assert!((0.0..=1.0).contains(&found.expected));
        prop_assert!(found.observed_95.contains(found.observed));
        match found.kappa {
            None => prop_assert_eq!(found.remark, Some(Remark::OneVerdictByBoth)),
            Some(kappa) => {
                prop_assert!((-1.0..=1.0).contains(&kappa.value));
                prop_assert!(kappa.standard_error.is_finite());
                if let Some(interval) = kappa.interval_95 {
                    prop_assert!(interval.contains(kappa.value));
                    prop_assert!(-1.0 <= interval.lower && interval.upper <= 1.0);
                }
            }
        }
        // Nobody is the first reviewer by right.
        let turned: Verdicts = pairs.iter().map(|(first, second)| (*second, *first)).collect();
        let turned = agreement(&turned).expect("pairs");
        let (one, other) = (found.kappa.map(|k| k.value), turned.kappa.map(|k| k.value));
        prop_assert!((one.unwrap_or(2.0) - other.unwrap_or(2.0)).abs() < 1e-12);
    }
}

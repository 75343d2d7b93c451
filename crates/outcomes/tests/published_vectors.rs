//! Intervals and funnels against the figures of Public Health England's own functions.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "helpers of tests, outside #[test]")]

use std::path::{Path, PathBuf};

use outcomes::{
    Error, Flag, Level, Z_95, Z_998, funnel_curve, funnel_limits, funnel_position, wilson,
};
use proptest::prelude::*;
use serde_json::Value;

/// Cases of one function of `PHEindicatormethods` 2.1.0, or none when this machine lacks them.
fn cases(function: &str) -> Vec<Value> {
    let root = std::env::var_os("JOINEDUP_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let Ok(text) = std::fs::read_to_string(root.join("data/outcomes/phe/phe_vectors.jsonl")) else {
        println!("skipped: the published vectors are not on this machine");
        return Vec::new();
    };
    let parsed = text.lines().map(|line| serde_json::from_str(line).expect("a case"));
    parsed.filter(|case: &Value| case["fn"] == function).collect()
}

fn rows<'a>(case: &'a Value, key: &str) -> &'a [Value] {
    case[key].as_array().expect("rows")
}

fn whole(row: &Value, key: &str) -> u64 {
    row[key].as_u64().expect("a whole number")
}

fn close(found: f64, expected: &Value) -> bool {
    let expected = expected.as_f64().expect("a number");
    (found - expected).abs() <= 1e-9 * expected.abs().max(1e-9)
}

#[test]
fn wilson_equals_the_published_intervals() {
    let mut compared = 0;
    for case in cases("wilson") {
        let z = if case["args"]["confidence"] == 0.95 { Z_95 } else { Z_998 };
        for row in rows(&case, "expected") {
            let found = wilson(whole(row, "x"), whole(row, "n"), z).expect("an interval");
            assert!(close(found.lower, &row["lower"]), "{} {row} {found:?}", case["id"]);
            assert!(close(found.upper, &row["upper"]), "{} {row} {found:?}", case["id"]);
            compared += 1;
        }
    }
    for case in cases("phe_proportion") {
        let z = if case["args"]["confidence"] == 0.95 { Z_95 } else { Z_998 };
        let per = case["args"]["multiplier"].as_f64().expect("a multiplier");
        for row in rows(&case, "expected") {
            let Some(lower) = row.get("lowercl").filter(|lower| !lower.is_null()) else {
                continue;
            };
            let found = wilson(whole(row, "num"), whole(row, "den"), z).expect("an interval");
            assert!(close(found.lower * per, lower), "{} {row} {found:?}", case["id"]);
            assert!(close(found.upper * per, &row["uppercl"]), "{} {row} {found:?}", case["id"]);
            compared += 1;
        }
    }
    println!("{compared} intervals compared");
}

#[test]
fn funnel_limits_equal_the_published_limits() {
    let mut compared = 0;
    for case in cases("calculate_funnel_limits proportion") {
        for row in rows(&case, "expected") {
            let n = whole(row, "Population");
            let target = row["baseline"].as_f64().expect("a baseline") / 100.0;
            for (z, lower, upper) in [
                (Z_95, "lower_2s_limit", "upper_2s_limit"),
                (Z_998, "lower_3s_limit", "upper_3s_limit"),
            ] {
                let found = funnel_limits(target, n, z).expect("limits");
                assert!(close(found.lower * 100.0, &row[lower]), "{} {row} {found:?}", case["id"]);
                assert!(close(found.upper * 100.0, &row[upper]), "{} {row} {found:?}", case["id"]);
                compared += 1;
            }
        }
    }
    println!("{compared} pairs of limits compared");
}

#[test]
fn funnel_flags_equal_the_published_significance() {
    let mut compared = 0;
    for case in cases("assign_funnel_significance proportion") {
        let expected = rows(&case, "expected");
        let sum = |key| expected.iter().map(|row| whole(row, key)).sum::<u64>() as f64;
        let target = sum("num") / sum("den");
        for row in expected {
            let found = funnel_position(whole(row, "num"), whole(row, "den"), target);
            let words = match found.expect("a place on the funnel").flag {
                Flag::Low(Level::P998) => "Low (0.001)",
                Flag::Low(Level::P95) => "Low (0.025)",
                Flag::Within => "Not significant",
                Flag::High(Level::P95) => "High (0.025)",
                Flag::High(Level::P998) => "High (0.001)",
            };
            assert_eq!(row["significance"], words, "{} {row}", case["id"]);
            compared += 1;
        }
    }
    println!("{compared} flags compared");
}

#[test]
fn counts_from_which_nothing_can_be_reckoned() {
    assert_eq!(wilson(0, 0, Z_95), Err(Error::NoDenominator));
    assert_eq!(wilson(3, 2, Z_95), Err(Error::MoreThanAll { part: 3, whole: 2 }));
    assert_eq!(wilson(1, 2, f64::NAN), Err(Error::OutOfRange("z")));
    assert_eq!(wilson(1, 2, 0.0), Err(Error::OutOfRange("z")));
    assert_eq!(funnel_limits(1.1, 10, Z_95), Err(Error::OutOfRange("target")));
    assert_eq!(funnel_limits(f64::NAN, 10, Z_95), Err(Error::OutOfRange("target")));
    assert_eq!(funnel_position(0, 0, 0.5), Err(Error::NoDenominator));
}

#[test]
fn a_curve_has_its_ends_and_no_more_points_than_asked() {
    let curve = funnel_curve(0.008, 30_000, 80_000, 51).expect("a curve");
    assert_eq!(curve.len(), 51);
    let ends = (curve.first().map(|p| p.n), curve.last().map(|p| p.n));
    assert_eq!(ends, (Some(30_000), Some(80_000)));
    assert_eq!(funnel_curve(0.008, 5, 5, 50).map(|curve| curve.len()), Ok(1));
}

/// The same cases on every run.
fn fixed() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(2013),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(fixed())]

    #[test]
    fn an_interval_holds_its_proportion_and_narrows(n in 1_u64..1_000_000, share in 0.0..=1.0_f64) {
        let x = ((n as f64 * share) as u64).min(n);
        let (narrow, wide) = (wilson(x, n, Z_95), wilson(x, n, Z_998));
        let (narrow, wide) = (narrow.expect("an interval"), wide.expect("an interval"));
        let proportion = x as f64 / n as f64;
        prop_assert!(narrow.lower - 1e-12 <= proportion && proportion <= narrow.upper + 1e-12);
        prop_assert!(wide.lower <= narrow.lower && narrow.upper <= wide.upper);
        let mirrored = wilson(n - x, n, Z_95).expect("an interval");
        prop_assert!((mirrored.lower - (1.0 - narrow.upper)).abs() < 1e-9);
    }

    #[test]
    fn the_funnel_and_the_interval_agree(
        x in 0_u64..2_000, more in 1_u64..200_000, target in 0.001..0.2_f64
    ) {
        let n = x + more;
        let interval = wilson(x, n, Z_95).expect("an interval");
        let near = |limit: f64| (limit - target).abs() < 1e-12;
        prop_assume!(!near(interval.lower) && !near(interval.upper));
        let flag = funnel_position(x, n, target).expect("a place on the funnel").flag;
        prop_assert_eq!(interval.contains(target), flag == Flag::Within);
    }
}

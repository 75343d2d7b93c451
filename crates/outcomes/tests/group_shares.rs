//! A group beside the whole: what is an alarm and what is not.

use outcomes::group_shares::Share;

#[test]
fn alarms_are_large_and_more_than_chance() {
    for (group, whole, alarm, why) in [
        ((12, 200), (300, 30_000), true, "six times the whole, and many pairs"),
        ((2, 100), (300, 30_000), false, "exactly twice is not more than twice"),
        ((3, 200), (300, 30_000), false, "half as much again"),
        ((1, 20), (300, 30_000), false, "five times, but one of twenty is chance"),
        ((150, 10_000), (300, 30_000), false, "more than chance, but less than twice"),
        ((0, 500), (300, 30_000), false, "better than the whole"),
        ((2, 2), (2, 30_000), false, "both, but two cases are too few"),
        ((3, 3), (3, 30_000), true, "all three"),
        ((0, 0), (300, 30_000), false, "nobody"),
        ((0, 40), (0, 100), false, "nothing wrong anywhere"),
        ((5, 40), (0, 0), false, "no whole to compare with"),
    ] {
        let whole = Share::whole(whole.0, whole.1);
        let found = Share::group(group.0, group.1, &whole);
        assert_eq!(found.alarm, alarm, "{why}: {found:?} {whole:?}");
        assert!(!whole.alarm);
    }
}

#[test]
fn a_share_of_nobody_is_no_share() {
    for share in [Share::whole(0, 0), Share::whole(3, 2)] {
        assert_eq!((share.proportion, share.interval_95), (None, None));
    }
}

#[test]
fn a_share_is_kept_to_the_last_digit() {
    let whole = Share::whole(300, 30_000);
    for share in [Share::group(12, 200, &whole), Share::group(1, 3, &whole), Share::whole(0, 0)] {
        let json = serde_json::to_string(&share).expect("JSON");
        assert_eq!(serde_json::from_str::<Share>(&json).expect("a share"), share, "{json}");
    }
}

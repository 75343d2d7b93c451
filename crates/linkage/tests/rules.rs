//! Rules that hold whatever the records are.
#![expect(clippy::indexing_slicing, reason = "a test that cannot go on stops")]

use std::collections::BTreeSet;

use linkage::{
    Band, Constraints, Identity, Linkage, Model, Preset, RecordIx, Records, RecordsBuilder, Stage,
    explain, link,
};
use proptest::prelude::*;

/// One record as the tests write it: source, id, NHS number, first name, surname, born, address,
/// postcode.
type Line = (&'static str, String, String, String, String, String, String, String);

fn records(lines: &[Line], unique: &[&str]) -> Records {
    let mut builder = RecordsBuilder::standard();
    let mut sources = std::collections::BTreeMap::new();
    for (source, id, nhs, first, surname, born, address, postcode) in lines {
        let ix = *sources
            .entry(*source)
            .or_insert_with(|| builder.add_source(source, unique.contains(source)));
        let identity = Identity {
            nhs_number: Some(nhs),
            first_name: Some(first),
            surname: Some(surname),
            date_of_birth: Some(born),
            address: Some(address),
            postcode: Some(postcode),
            ..Identity::default()
        };
        builder.push(ix, id, &identity);
    }
    builder.finish()
}

fn run(records: &Records, constraints: &Constraints) -> Linkage {
    link(records, &Model::standard(), constraints, &|_: Stage| {})
}

fn line(source: &'static str, id: &str, values: [&str; 6]) -> Line {
    let [nhs, first, surname, born, address, postcode] = values.map(str::to_owned);
    (source, id.to_owned(), nhs, first, surname, born, address, postcode)
}

/// A street of people who are all different, so that agreement means something.
fn crowd(people: usize) -> Vec<Line> {
    let firsts =
        ["Amara", "Joan", "Wei", "Piotr", "Ayse", "Delroy", "Priya", "Liam", "Grace", "Omar"];
    let surnames = ["Okafor", "Barnes", "Zhang", "Nowak", "Demir", "Campbell", "Patel", "Walsh"];
    (0..people)
        .map(|n| {
            let born = format!("{}-{:02}-{:02}", 1920 + n % 90, 1 + n % 12, 1 + n * 7 % 28);
            let address = format!("{} Mill Lane", 1 + n);
            let postcode = format!("SE{} {}AB", 1 + n % 20, n % 10);
            let values = ["", firsts[n % 10], surnames[n / 3 % 8], &born, &address, &postcode];
            line("gp", &format!("crowd-{n}"), values)
        })
        .collect()
}

fn together(linkage: &Linkage, a: usize, b: usize) -> bool {
    linkage.cluster_of[a] == linkage.cluster_of[b]
}

#[test]
fn people_are_told_apart_and_brought_together() {
    let home = ["14 Harford Avenue", "SE13 5HG"];
    for (what, a, b, expected) in [
        (
            "a nickname and a typing error",
            ["", "Elizabeth", "Thomson", "1950-03-04"],
            ["", "Liz", "Thompson", "1950-03-04"],
            true,
        ),
        (
            "day and month exchanged",
            ["", "Hassan", "Yusuf", "1961-03-04"],
            ["", "Hassan", "Yusuf", "1961-04-03"],
            true,
        ),
        (
            "first name and surname exchanged",
            ["", "Nguyen", "Hoa", "1961-03-04"],
            ["", "Hoa", "Nguyen", "1961-03-04"],
            true,
        ),
        (
            "twins",
            ["", "Adam", "Clarke", "2001-05-06"],
            ["", "Oliver", "Clarke", "2001-05-06"],
            false,
        ),
        (
            "twins with like names",
            ["", "Sara", "Clarke", "2001-05-06"],
            ["", "Zahra", "Clarke", "2001-05-06"],
            false,
        ),
        (
            "father and son",
            ["", "Winston", "Reid", "1950-05-06"],
            ["", "Winston", "Reid", "1981-11-23"],
            false,
        ),
        (
            "husband and wife",
            ["", "Peter", "Holt", "1950-05-06"],
            ["", "Joanna", "Holt", "1952-01-19"],
            false,
        ),
        (
            "one number, a new name",
            ["9990000018", "Ann", "Holt", "1950-05-06"],
            ["9990000018", "Ann", "Baker", "1950-05-06"],
            true,
        ),
    ] {
        let mut lines = crowd(60);
        for (id, v) in [("a", a), ("b", b)] {
            let source = if id == "a" { "gp" } else { "acute" };
            lines.push(line(source, id, [v[0], v[1], v[2], v[3], home[0], home[1]]));
        }
        let records = records(&lines, &[]);
        let linkage = run(&records, &Constraints::default());
        let why = explain(&records, &linkage.model, RecordIx(60), RecordIx(61));
        assert_eq!(together(&linkage, 60, 61), expected, "{what} {why:?}");
    }
}

#[test]
fn decisions_of_people_stand() {
    let mut lines = crowd(20);
    for id in ["a", "b", "c"] {
        lines.push(line(
            "dn",
            id,
            ["9990000018", "Ann", "Holt", "1950-05-06", "1 Low Road", "SE4 1AA"],
        ));
    }
    let records = records(&lines, &[]);
    let (a, b, c, other) = (RecordIx(20), RecordIx(21), RecordIx(22), RecordIx(3));
    let free = run(&records, &Constraints::default());
    assert!(together(&free, 20, 21) && together(&free, 21, 22));

    let never = Constraints { never_link: vec![(a, b)], ..Constraints::default() };
    let linkage = run(&records, &never);
    assert!(!together(&linkage, 20, 21), "not even by way of the third");
    assert!(linkage.report.refused.never_link > 0);
    let decided = linkage.edges.iter().filter(|edge| edge.band == Band::None);
    assert_eq!(decided.map(|edge| (edge.a, edge.b)).collect::<Vec<_>>(), vec![(a, b)]);

    let must = Constraints { must_link: vec![(c, other)], never_link: vec![(a, other)] };
    let linkage = run(&records, &must);
    assert!(together(&linkage, 22, 3) && !together(&linkage, 20, 3));
}

#[test]
fn a_source_that_holds_each_person_once_is_believed() {
    let mut lines = crowd(20);
    for (source, id) in [("gp", "x"), ("list", "1"), ("list", "2")] {
        lines.push(line(
            source,
            id,
            ["9990000018", "Ann", "Holt", "1950-05-06", "1 Low Road", "SE4 1AA"],
        ));
    }
    let linkage = run(&records(&lines, &["list"]), &Constraints::default());
    assert!(!together(&linkage, 21, 22));
    assert!(together(&linkage, 20, 21) || together(&linkage, 20, 22));
}

#[test]
fn an_explanation_adds_up() {
    let mut lines = crowd(40);
    lines.push(line("dn", "a", ["", "Ann", "Holt", "1950-05-06", "1 Low Road", "SE4 1AA"]));
    lines.push(line("mh", "b", ["", "Annie", "Holt", "1950-05-06", "1 Low Rd", "SE4 1AA"]));
    let records = records(&lines, &[]);
    let linkage = run(&records, &Constraints::default());
    let edge = linkage.edges.iter().find(|e| e.a == RecordIx(40) && e.b == RecordIx(41));
    let edge = edge.expect("an edge between both");
    let why = explain(&records, &linkage.model, edge.b, edge.a);
    let sum: f32 = why.steps.iter().map(|step| step.bits).sum();
    assert!((sum - why.bits).abs() < 0.01 && (why.bits - edge.weight).abs() < 0.01, "{why:?}");
    let kept = serde_json::to_string(&linkage.model).expect("JSON");
    let model: linkage::TrainedModel = serde_json::from_str(&kept).expect("reads back");
    assert!((explain(&records, &model, edge.a, edge.b).bits - edge.weight).abs() < 0.01);
}

#[test]
fn the_care_record_preset_never_links_on_name_and_place_alone() {
    let mut lines = crowd(40);
    lines.push(line("dn", "a", ["", "Ottilie", "Quench", "", "1 Low Road", "SE4 1AA"]));
    lines.push(line("mh", "b", ["", "Ottilie", "Quench", "", "1 Low Road", "SE4 1AA"]));
    let records = records(&lines, &[]);
    let model = Model::standard().with_preset(Preset::CareRecord);
    let linkage = link(&records, &model, &Constraints::default(), &|_| {});
    assert!(!together(&linkage, 40, 41));
}

#[test]
fn malformed_values_do_no_harm() {
    let long = "Ö".repeat(10_000);
    let odd = [
        "",
        " ",
        "😀😀",
        "\u{202e}محمد",
        "0000-00-00",
        "NULL",
        "'; --",
        "-",
        long.as_str(),
        "\u{0}",
    ];
    let mut lines = Vec::new();
    for (n, value) in odd.iter().enumerate() {
        for copy in ["a", "b"] {
            lines.push(line(copy, &n.to_string(), [value; 6]));
        }
    }
    lines.extend(crowd(5));
    let linkage = run(&records(&lines, &[]), &Constraints::default());
    assert_eq!(linkage.cluster_of.len(), lines.len());
    let none = run(&records(&[], &[]), &Constraints::default());
    assert!(none.cluster_of.is_empty());
    let one = run(&records(&crowd(1), &[]), &Constraints::default());
    assert_eq!(one.cluster_of, vec![0]);
}

/// The groups as sets of record names.
fn groups(lines: &[Line], linkage: &Linkage) -> BTreeSet<BTreeSet<String>> {
    let mut out = std::collections::BTreeMap::<u32, BTreeSet<String>>::new();
    for (line, person) in lines.iter().zip(&linkage.cluster_of) {
        out.entry(*person).or_default().insert(format!("{} {}", line.0, line.1));
    }
    out.into_values().collect()
}

fn any_lines() -> impl Strategy<Value = Vec<Line>> {
    let value = |choices: &'static [&'static str]| prop::sample::select(choices);
    let row = (
        value(&["gp", "acute", "asc"]),
        value(&["", "9990000018", "9990000026", "999 000 00"]),
        value(&["Ann", "Anne", "Annie", "Bob", "Robert", "", "A"]),
        value(&["Holt", "Hotl", "Baker", "Holt-Baker", ""]),
        value(&["1950-05-06", "1950-06-05", "1950-01-01", "1981-02-03", ""]),
        value(&["1 Low Road", "2 Low Road", "1 Low Rd", ""]),
        value(&["SE4 1AA", "SE4 1AB", ""]),
    );
    prop::collection::vec(row, 2..40).prop_map(|rows| {
        let numbered = rows.into_iter().enumerate();
        numbered.map(|(n, r)| line(r.0, &n.to_string(), [r.1, r.2, r.3, r.4, r.5, r.6])).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_order_of_rows_changes_nothing(lines in any_lines(), seed in any::<u64>()) {
        let first = run(&records(&lines, &["gp"]), &Constraints::default());
        let mut mixed = lines.clone();
        mixed.sort_by_key(|l| l.1.bytes().fold(seed, |h, b| h.rotate_left(9).wrapping_mul(31) ^ u64::from(b)));
        let second = run(&records(&mixed, &["gp"]), &Constraints::default());
        prop_assert_eq!(groups(&lines, &first), groups(&mixed, &second));
        prop_assert_eq!(&first.model.hash, &second.model.hash);
    }

    #[test]
    fn a_never_link_and_a_unique_source_always_hold(
        lines in any_lines(), a in 0_usize..40, b in 0_usize..40
    ) {
        let (a, b) = (a % lines.len(), b % lines.len());
        prop_assume!(a != b);
        let ix = |n: usize| RecordIx(u32::try_from(n).expect("small"));
        let never = Constraints { never_link: vec![(ix(a), ix(b))], ..Constraints::default() };
        let linkage = run(&records(&lines, &["gp"]), &never);
        prop_assert!(!together(&linkage, a, b));
        for i in 0..lines.len() {
            for j in 0..i {
                if lines[i].0 == "gp" && lines[j].0 == "gp" {
                    prop_assert!(!together(&linkage, i, j));
                }
            }
        }
    }
}

/// Values that no form should give and some do.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("0000-00-00".to_owned()),
        Just("9999-99-99".to_owned()),
        Just("\u{0}\u{0}".to_owned()),
        Just("\u{202e}\u{5d3}\u{5d5}\u{5d3}".to_owned()),
        Just("👩‍👩‍👧‍👦".repeat(40)),
        "[A-Za-z]{1}".prop_map(|letter| letter.repeat(10_000)),
        "[a-z' -]{0,200}",
        "[0-9]{0,30}",
        "\\PC{0,80}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn hostile_values_do_no_harm_in_any_field(
        rows in prop::collection::vec(prop::collection::vec(hostile(), 16), 2..12)
    ) {
        let mut builder = RecordsBuilder::standard();
        let source = builder.add_source("gp", false);
        for (n, v) in rows.iter().enumerate() {
            let field = |at: usize| Some(v[at].as_str());
            let identity = Identity {
                nhs_number: field(0),
                nhs_number_traced: n % 2 == 0,
                first_name: field(1),
                middle_name: field(2),
                surname: field(3),
                former_surname: field(4),
                date_of_birth: field(5),
                date_of_death: field(6),
                sex: field(7),
                address: field(8),
                postcode: field(9),
                uprn: field(10),
                phone: field(11),
                email: field(12),
                practice: field(13),
                town: field(14),
                other_id: field(15),
                other_places: &[(v[8].as_str(), v[9].as_str()), (v[1].as_str(), v[0].as_str())],
            };
            builder.push(source, &v[0], &identity);
        }
        let records = builder.finish();
        let linkage = run(&records, &Constraints::default());
        prop_assert_eq!(linkage.cluster_of.len(), rows.len());
        prop_assert!(linkage.edges.iter().all(|edge| edge.weight.is_finite()));
        let why = explain(&records, &linkage.model, RecordIx(0), RecordIx(1));
        prop_assert!(why.bits.is_finite());
    }

    #[test]
    fn the_order_of_rows_changes_nothing_where_record_ids_repeat(
        lines in any_lines(), seed in any::<u64>()
    ) {
        let lines: Vec<Line> =
            lines.into_iter().map(|l| (l.0, "same".to_owned(), l.2, l.3, l.4, l.5, l.6, l.7)).collect();
        let spoken = |line: &Line| format!("{line:?}");
        let by_content = |lines: &[Line], linkage: &Linkage| {
            let mut groups = std::collections::BTreeMap::<u32, Vec<String>>::new();
            for (line, person) in lines.iter().zip(&linkage.cluster_of) {
                groups.entry(*person).or_default().push(spoken(line));
            }
            let mut groups: Vec<Vec<String>> = groups.into_values().collect();
            groups.iter_mut().for_each(|group| group.sort());
            groups.sort();
            groups
        };
        let first = run(&records(&lines, &[]), &Constraints::default());
        let mut mixed = lines.clone();
        mixed.sort_by_key(|l| spoken(l).bytes().fold(seed, |h, b| h.rotate_left(9) ^ u64::from(b)));
        let second = run(&records(&mixed, &[]), &Constraints::default());
        prop_assert_eq!(by_content(&lines, &first), by_content(&mixed, &second));
    }
}

#[test]
fn a_slip_of_the_key_is_one_person_and_two_real_names_are_two() {
    let mut lines = crowd(60);
    let surnames = ["Stone", "Pike", "Lovell", "Gower", "Frost", "Hale", "Marsh"];
    for n in 0..40_usize {
        let born = format!("{}-{:02}-{:02}", 1930 + n * 7 % 80, 1 + n * 5 % 12, 1 + n * 3 % 28);
        let first = if n % 2 == 0 { "Dean" } else { "Sean" };
        let address = format!("{} High Street", 1 + n);
        let postcode = format!("SE{} 1AA", 1 + n % 20);
        let values = ["", first, surnames[n % 7], &born, &address, &postcode];
        lines.push(line("gp", &format!("name-{n}"), values));
    }
    for (what, a, b, expected) in
        [("a slip", "Dean", "Dwan", true), ("brothers", "Dean", "Sean", false)]
    {
        let mut lines = lines.clone();
        for (id, first) in [("a", a), ("b", b)] {
            let values = ["", first, "Clarke", "2001-05-06", "14 Harford Avenue", "SE13 5HG"];
            lines.push(line(if id == "a" { "gp" } else { "acute" }, id, values));
        }
        let records = records(&lines, &[]);
        let linkage = run(&records, &Constraints::default());
        let why = explain(&records, &linkage.model, RecordIx(100), RecordIx(101));
        assert_eq!(together(&linkage, 100, 101), expected, "{what} {why:?}");
    }
}

#[test]
fn a_visit_under_the_number_of_a_brother_does_not_make_two_brothers_one() {
    let mut lines = crowd(60);
    let home = ["Clarke", "2001-05-06", "14 Harford Avenue", "SE13 5HG"];
    for (source, id, number, first) in [
        ("gp", "a", "9990000018", "Adam"),
        ("gp", "b", "9990000026", "Oliver"),
        ("acute", "c", "9990000018", "Oliver"),
        ("dn", "d", "9990000018", "Adam"),
    ] {
        lines.push(line(source, id, [number, first, home[0], home[1], home[2], home[3]]));
    }
    let linkage = run(&records(&lines, &[]), &Constraints::default());
    assert!(!together(&linkage, 60, 61), "{:?}", linkage.edges);
    assert!(together(&linkage, 60, 63));
}

#[test]
fn a_list_of_different_people_stays_a_list_of_different_people() {
    let mut lines = Vec::new();
    let (firsts, surnames) = (["Wing", "Mei", "Chun", "Xiu"], ["Lee", "Ng", "Patel", "Khan"]);
    for n in 0..600_usize {
        let born = format!("{}-{:02}-{:02}", 1930 + n % 83, 1 + n * 5 % 12, 1 + n * 11 % 28);
        let (first, surname) = (firsts[n % 4], surnames[n / 4 % 4]);
        let number = terms_number(n);
        let address = format!("{} Mill Lane", n / 3);
        let values = [number.as_str(), first, surname, &born, &address, "SE4 1AA"];
        lines.push(line("gp", &n.to_string(), values));
    }
    let linkage = run(&records(&lines, &[]), &Constraints::default());
    assert_eq!(linkage.report.persons, 600, "{:?}", linkage.report.refused);
}

/// A valid NHS number of the range kept for tests.
fn terms_number(n: usize) -> String {
    let tens = (0..).map(|add| 999_000_000 + 11 * n + add);
    let digit = |nine: usize| {
        let digits = format!("{nine}");
        let sum: usize =
            digits.bytes().zip((2..=10).rev()).map(|(d, w)| usize::from(d - b'0') * w).sum();
        (11 - sum % 11) % 11
    };
    let nine = tens.into_iter().find(|nine| digit(*nine) < 10);
    nine.map(|nine| format!("{nine}{}", digit(nine))).unwrap_or_default()
}

#[test]
fn a_person_with_very_many_records_stays_one_and_a_filler_number_links_nobody() {
    let mut lines = crowd(60);
    for n in 0..150 {
        let values = ["9990000018", "Ann", "Holt", "1950-05-06", "1 Low Road", "SE4 1AA"];
        lines.push(line("visits", &n.to_string(), values));
    }
    for (at, filler) in
        ["0000000000", "9999999999", "1111111111"].iter().cycle().take(60).enumerate()
    {
        lines[at].2 = (*filler).to_owned();
    }
    let linkage = run(&records(&lines, &[]), &Constraints::default());
    let visits: BTreeSet<u32> = linkage.cluster_of.iter().skip(60).copied().collect();
    assert_eq!(visits.len(), 1);
    assert_eq!(linkage.report.largest_person, 150);
}

#[test]
fn different_days_of_death_and_different_traced_numbers_keep_apart() {
    let shared = Identity {
        first_name: Some("Ann"),
        surname: Some("Holt"),
        date_of_birth: Some("1950-05-06"),
        address: Some("1 Low Road"),
        postcode: Some("SE4 1AA"),
        ..Identity::default()
    };
    for (what, a, b) in [
        (
            "deaths",
            Identity { date_of_death: Some("2020-01-02"), ..shared },
            Identity { date_of_death: Some("2021-07-08"), ..shared },
        ),
        (
            "numbers",
            Identity { nhs_number: Some("9990000026"), nhs_number_traced: true, ..shared },
            Identity { nhs_number: Some("9990000018"), nhs_number_traced: true, ..shared },
        ),
    ] {
        let mut builder = RecordsBuilder::standard();
        let source = builder.add_source("gp", false);
        for (n, line) in crowd(40).iter().enumerate() {
            let identity = Identity {
                first_name: Some(&line.3),
                surname: Some(&line.4),
                date_of_birth: Some(&line.5),
                ..Identity::default()
            };
            builder.push(source, &format!("c{n}"), &identity);
        }
        builder.push(source, "a", &a);
        builder.push(source, "b", &b);
        let linkage = run(&builder.finish(), &Constraints::default());
        assert!(!together(&linkage, 40, 41), "{what}");
    }
}

#[test]
fn flat_and_house_numbers_are_those_of_each_record_whoever_comes_first() {
    let mut lines = crowd(60);
    for (id, first, address) in [
        ("a", "Ann", "Flat 1, 2 Harford Avenue"),
        ("b", "Ann", "12 Harford Avenue"),
        ("c", "Ann", "12 Harfold Avenue"),
    ] {
        lines.push(line("dn", id, ["", first, "Holt", "1950-05-06", address, ""]));
    }
    let weights = |lines: &[Line]| {
        let records = records(lines, &[]);
        let linkage = run(&records, &Constraints::default());
        let id = |ix| records.record_id(ix).to_owned();
        let mut edges: Vec<_> = linkage
            .edges
            .iter()
            .map(|edge| {
                let (a, b) = (id(edge.a), id(edge.b));
                (a.clone().min(b.clone()), a.max(b), edge.weight.to_bits())
            })
            .collect();
        edges.sort();
        edges
    };
    let forwards = weights(&lines);
    lines.reverse();
    assert!(!forwards.is_empty());
    assert_eq!(forwards, weights(&lines));
}

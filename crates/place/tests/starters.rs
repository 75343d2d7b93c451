//! The starter places load, and a place with faults says all of them.
#![expect(clippy::expect_used, reason = "helpers of tests, outside #[test]")]

use std::collections::BTreeSet;
use std::path::Path;

use place::{Error, Fault, Place};
use terms::Postcode;

fn starter(name: &str) -> Place {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("data/{name}.toml"));
    Place::load(path).expect("the starter place loads")
}

fn postcode(text: &str) -> Postcode {
    Postcode::parse(text).expect("a postcode")
}

#[test]
fn starter_places_load_with_their_practices() {
    for (name, neighbourhoods, practices) in [("lewisham", 6, 28), ("luton", 6, 26)] {
        let place = starter(name);
        assert_eq!(place.neighbourhoods().len(), neighbourhoods, "{name}");
        let codes: BTreeSet<&String> =
            place.neighbourhoods().iter().flat_map(|n| &n.practices).collect();
        assert_eq!(codes.len(), practices, "{name}");
        for code in codes {
            assert!(place.neighbourhood_of_practice(code).is_some(), "{name} {code}");
        }
    }
}

#[test]
fn a_practice_or_an_unshared_district_places_a_person() {
    let place = starter("lewisham");
    let by_practice = |code| place.neighbourhood_of_practice(code).map(|n| n.id.as_str());
    for (code, expected) in [
        ("G85038", Some("lewisham-care-partnership")),
        (" g85004 ", Some("modality-lewisham")),
        ("Y06592", None),
        ("no such", None),
    ] {
        assert_eq!(by_practice(code), expected, "{code}");
    }
    let by_postcode =
        |text| place.neighbourhood_of_postcode(&postcode(text)).map(|n| n.id.as_str());
    for (text, why, expected) in [
        ("SE26 4TH", "one network has SE26", Some("aplos-health")),
        ("SE23 1HU", "two networks have SE23", None),
        ("LU1 1AA", "no network has LU1", None),
        ("ZZ99 3VZ", "no fixed abode", None),
    ] {
        assert_eq!(by_postcode(text), expected, "{text}: {why}");
    }
    assert_eq!(
        place.organisation("rj2").map(|o| o.name.as_str()),
        Some("Lewisham and Greenwich NHS Trust")
    );
}

#[test]
fn all_faults_of_a_place_are_told_at_once() {
    let text = r#"
        name = " "
        [reference]
        practices = "lewisham_practices.csv"
        [[organisation]]
        code = "RJ2"
        name = "One"
        kind = "acute_trust"
        [[organisation]]
        code = "rj2"
        name = "Two"
        kind = "acute_trust"
        [[neighbourhood]]
        id = "north"
        name = "North"
        practices = ["G85015", "X99999", "G8 5"]
        postcode_districts = ["SE14", "SE14 6", "14"]
        [[neighbourhood]]
        id = "north"
        name = ""
        practices = ["g85015"]
        [[neighbourhood]]
        id = "South East"
        name = "South East"
    "#;
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/place.toml");
    let Err(Error::Faults(found)) = Place::read(text, &beside) else {
        panic!("a place with faults must not load");
    };
    let north = || "north".to_owned();
    let expected = [
        Fault::NoName,
        Fault::OrganisationTwice("rj2".into()),
        Fault::UnknownPractice { code: "X99999".into(), neighbourhood: north() },
        Fault::PracticeCode { code: "G8 5".into(), neighbourhood: north() },
        Fault::District { district: "SE14 6".into(), neighbourhood: north() },
        Fault::District { district: "14".into(), neighbourhood: north() },
        Fault::NeighbourhoodTwice(north()),
        Fault::NoNeighbourhoodName(north()),
        Fault::PracticeTwice { code: "G85015".into(), first: north(), second: north() },
        Fault::Id("South East".into()),
    ];
    assert_eq!(found, expected);
}

//! Which neighbourhood a person belongs to, from what their records say.

use place::Place;
use terms::Postcode;

/// What one record says about where its person belongs.
#[derive(Clone, Debug, Default)]
pub(super) struct Candidate {
    pub(super) is_gp_list: bool,
    pub(super) practice: Option<String>,
    pub(super) postcode: Option<String>,
    pub(super) registered_on: Option<String>,
}

/// Where a person belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Placed {
    /// In a neighbourhood, by its identifier.
    In(String),
    /// No record says so.
    Nowhere,
}

/// The practice of the newest registration; else of another record; else the postcode's district.
/// A person registered with a practice that is in no neighbourhood is not placed by anything else.
pub(super) fn place_of(place: &Place, candidates: &[Candidate]) -> Placed {
    let mut registrations: Vec<(&Option<String>, &str)> = candidates
        .iter()
        .filter(|candidate| candidate.is_gp_list)
        .filter_map(|candidate| Some((&candidate.registered_on, candidate.practice.as_deref()?)))
        .collect();
    registrations.sort();
    if let Some((_, practice)) = registrations.last() {
        return by_practice(place, practice);
    }
    let mut practices: Vec<&str> =
        candidates.iter().filter_map(|candidate| candidate.practice.as_deref()).collect();
    practices.sort_unstable();
    for practice in practices {
        if let found @ Placed::In(_) = by_practice(place, practice) {
            return found;
        }
    }
    let mut postcodes: Vec<&str> =
        candidates.iter().filter_map(|candidate| candidate.postcode.as_deref()).collect();
    postcodes.sort_unstable();
    postcodes
        .into_iter()
        .filter_map(|postcode| Postcode::parse(postcode).ok())
        .find_map(|postcode| place.neighbourhood_of_postcode(&postcode))
        .map_or(Placed::Nowhere, |neighbourhood| Placed::In(neighbourhood.id.clone()))
}

fn by_practice(place: &Place, practice: &str) -> Placed {
    place
        .neighbourhood_of_practice(practice)
        .map_or(Placed::Nowhere, |neighbourhood| Placed::In(neighbourhood.id.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: &str = r#"
        name = "Test"
        [[organisation]]
        code = "G99001"
        name = "One"
        kind = "gp_practice"
        [[organisation]]
        code = "G99002"
        name = "Two"
        kind = "gp_practice"
        [[neighbourhood]]
        id = "1"
        name = "North"
        practices = ["G99001"]
        postcode_districts = ["RB1"]
        [[neighbourhood]]
        id = "2"
        name = "South"
        practices = ["G99002"]
        postcode_districts = ["RB2"]
    "#;

    fn candidate(gp: bool, practice: &str, postcode: &str, since: &str) -> Candidate {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Candidate {
            is_gp_list: gp,
            practice: some(practice),
            postcode: some(postcode),
            registered_on: some(since),
        }
    }

    #[test]
    fn the_newest_registration_places_then_other_practices_then_the_postcode() {
        let place = Place::read(PLACE, std::path::Path::new("place.toml")).expect("a place");
        let old = candidate(true, "G99001", "", "2001-01-01");
        let new = candidate(true, "G99002", "RB1 1AA", "2020-01-01");
        let away = candidate(true, "X00001", "RB1 1AA", "2024-01-01");
        let nursing = candidate(false, "G99001", "RB2 1AA", "");
        let lives = candidate(false, "", "RB2 1AA", "");
        for (candidates, expected) in [
            (vec![new.clone(), old.clone()], Some("2")),
            (vec![old.clone(), new.clone()], Some("2")),
            (vec![new, old, away.clone()], None),
            (vec![nursing.clone(), lives.clone()], Some("1")),
            (vec![lives], Some("2")),
            (vec![candidate(false, "X00001", "ZZ99 3VZ", "")], None),
            (vec![away, nursing], None),
        ] {
            let expected = expected.map_or(Placed::Nowhere, |id| Placed::In(id.to_owned()));
            assert_eq!(place_of(&place, &candidates), expected, "{candidates:?}");
        }
    }
}

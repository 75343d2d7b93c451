//! The borough itself: its places, its people, and who is on which caseload. No files, no faults.

mod caseload;
mod families;
mod homes;
mod numbers;
mod person;
pub(crate) mod places;

use crate::dice::Dice;
use crate::names::Names;
use crate::table;
use crate::{Borough, Error};
pub(crate) use homes::Homes;
pub(crate) use person::Person;
pub(crate) use places::Practice;

/// Everything that is true of the borough.
pub(crate) struct Town {
    pub(crate) seed: u64,
    pub(crate) fault_factor: f64,
    pub(crate) names: Names,
    pub(crate) practices: Vec<Practice>,
    pub(crate) homes: Homes,
    /// Registered people of the four neighbourhoods, then people from elsewhere.
    pub(crate) people: Vec<Person>,
    /// NHS numbers not given to anybody yet.
    pub(crate) spare_numbers: Vec<terms::NhsNumber>,
}

/// Share of people known to hospital or mental health but registered elsewhere or nowhere.
const ELSEWHERE: f64 = 0.0464;

const STREAM_PLACES: u64 = 1;
const STREAM_PEOPLE: u64 = 2;
const STREAM_CASELOADS: u64 = 3;
const STREAM_NUMBERS: u64 = 4;

impl Town {
    /// Builds the borough.
    pub(crate) fn build(borough: &Borough) -> Result<Self, Error> {
        borough.check()?;
        let table = table::scaled(borough.people);
        let mut names = Names::new();
        let mut dice = Dice::new(borough.seed, STREAM_PLACES);
        let practices = places::practices();
        let mut homes = Homes::new(borough.people, &mut dice);
        let mut dice = Dice::new(borough.seed, STREAM_PEOPLE);
        let too_many = || Error::TooManyPeople { asked: borough.people, most: crate::PEOPLE_MAX };
        let mut numbers = numbers::shuffled(&mut Dice::new(borough.seed, STREAM_NUMBERS));
        let last = numbers.pop().ok_or_else(too_many)?;
        let mut builder =
            families::Builder::new(&mut names, &mut homes, (last, numbers), &mut dice);
        for ((number, row), hood) in (1..).zip(&table).zip(&places::NEIGHBOURHOODS) {
            builder.neighbourhood(number, row.registered, hood.older);
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a head count"
        )]
        let elsewhere = (f64::from(borough.people) * ELSEWHERE) as u32;
        builder.elsewhere(elsewhere);
        let (mut people, spare_numbers) = (builder.people, builder.numbers);
        if spare_numbers.is_empty() {
            return Err(too_many());
        }
        for (number, person) in (1_u32..).zip(people.iter_mut()) {
            person.number = number;
        }
        caseload::assign(&mut people, &table, &mut Dice::new(borough.seed, STREAM_CASELOADS));
        Ok(Self {
            seed: borough.seed,
            fault_factor: borough.fault_factor,
            names,
            practices,
            homes,
            people,
            spare_numbers,
        })
    }

    /// Somebody else of the same household, where there is somebody.
    pub(crate) fn housemate(&self, person: &Person) -> Option<&Person> {
        let at = usize::try_from(person.number).ok()?;
        let after = self.people.get(at);
        let before = at.checked_sub(2).and_then(|at| self.people.get(at));
        [after, before].into_iter().flatten().find(|other| other.household == person.household)
    }

    /// The practice at a place of the list.
    pub(crate) fn practice(&self, at: u16) -> Option<&Practice> {
        self.practices.get(usize::from(at))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn town() -> Town {
        let borough = Borough { people: 20_000, ..Borough::default() };
        Town::build(&borough).expect("a town")
    }

    #[test]
    fn households_hold_together() {
        let town = town();
        let mut households: BTreeMap<u32, Vec<&Person>> = BTreeMap::new();
        for person in &town.people {
            households.entry(person.household).or_default().push(person);
        }
        let (mut twins, mut juniors, mut initials) = (0, 0, 0);
        for members in households.values() {
            let homes: BTreeSet<_> = members.iter().map(|p| p.home).collect();
            assert_eq!(homes.len(), 1, "one household, one home");
            for child in members.iter().filter(|p| p.junior) {
                let father =
                    |p: &&&Person| p.number != child.number && p.given == child.given && !p.female;
                assert!(members.iter().any(|p| father(&p)), "no father of the same name");
                juniors += 1;
            }
            for pair in members.windows(2).filter(|pair| pair.iter().all(|p| p.twin)) {
                if pair[0].born == pair[1].born {
                    assert_ne!(pair[0].given, pair[1].given);
                    let first = |p: &Person| p.given.chars().next();
                    initials += usize::from(first(pair[0]) == first(pair[1]));
                    twins += 1;
                }
            }
        }
        assert!(twins > 30 && juniors > 30, "{twins} pairs of twins, {juniors} juniors");
        assert!(initials * 5 > twins, "{initials} of {twins} pairs share an initial");
    }

    #[test]
    fn ages_and_caseloads_are_those_of_a_borough() {
        let town = town();
        let registered = || town.people.iter().filter(|p| p.neighbourhood > 0);
        let share = |all: Vec<&Person>, of: fn(&Person) -> bool| {
            let some = all.iter().filter(|p| of(p)).count();
            some as f64 / all.len() as f64
        };
        for (what, found, low, high) in [
            ("under 16", share(registered().collect(), |p| p.age < 16), 0.16, 0.23),
            ("65 and over", share(registered().collect(), |p| p.age > 64), 0.09, 0.15),
            ("women", share(registered().collect(), |p| p.female), 0.47, 0.56),
            (
                "65 and over in nursing",
                share(registered().filter(|p| p.nursing).collect(), |p| p.age > 64),
                0.75,
                0.95,
            ),
            (
                "65 and over in social care",
                share(registered().filter(|p| p.social_care).collect(), |p| p.age > 64),
                0.65,
                0.95,
            ),
            (
                "accented or marked names",
                share(registered().collect(), |p| !p.given.is_ascii()),
                0.01,
                0.10,
            ),
            ("single names", share(registered().collect(), |p| p.given.is_empty()), 0.0001, 0.005),
        ] {
            assert!((low..high).contains(&found), "{what}: {found}");
        }
        let groups: BTreeSet<_> = town.people.iter().map(|p| p.group.code()).collect();
        assert_eq!(groups.len(), 9);
    }

    #[test]
    fn everybody_has_a_number_of_their_own_and_a_postcode() {
        let town = town();
        let numbers: BTreeSet<_> = town.people.iter().map(|p| p.nhs).collect();
        assert_eq!(numbers.len(), town.people.len());
        assert!(town.spare_numbers.iter().all(|number| !numbers.contains(number)));
        for person in &town.people {
            assert!(town.homes.place(person.home).is_some());
            assert!(!town.homes.address(person.home).is_empty());
        }
        let postcodes: BTreeSet<_> = town.homes.places.iter().map(|p| &p.postcode).collect();
        assert_eq!(postcodes.len(), town.homes.places.len(), "a postcode is laid out once");
    }
}

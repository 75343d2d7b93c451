//! Households: singles, couples, families, sharers, three generations, and care homes.

mod care_homes;
mod shapes;

use terms::{Date, NhsNumber};

use crate::days::{CUT, YEAR_START, plus};
use crate::dice::{Dice, Weights};
use crate::names::{Group, Names};

use super::Person;
use super::homes::Homes;
use super::places::practices_of;

/// Makes people, household by household, until a head count is reached.
pub(super) struct Builder<'a> {
    names: &'a mut Names,
    homes: &'a mut Homes,
    dice: &'a mut Dice,
    old_ages: Weights,
    /// NHS numbers not given out yet; none left means that too many people were asked for.
    pub(super) numbers: Vec<NhsNumber>,
    last: NhsNumber,
    pub(super) people: Vec<Person>,
    household: u32,
    older: f64,
}

/// What members of one household have in common.
#[derive(Clone, Copy)]
struct Household {
    number: u32,
    home: u32,
    former_home: u32,
    neighbourhood: u8,
    practice: u16,
    phone: u32,
}

/// Share of registered people who live in a care home.
const CARE_HOME_SHARE: f64 = 0.0058;

impl<'a> Builder<'a> {
    pub(super) fn new(
        names: &'a mut Names,
        homes: &'a mut Homes,
        (last, numbers): (NhsNumber, Vec<NhsNumber>),
        dice: &'a mut Dice,
    ) -> Self {
        // Ages 65 to 101: every year of age has a little fewer people than the one before.
        let mut weight = 100.0;
        let old_ages = Weights::new((0..37).map(|year| {
            weight *= if year < 17 { 0.955 } else { 0.88 };
            weight
        }));
        Self {
            names,
            homes,
            dice,
            old_ages,
            numbers,
            last,
            people: Vec::new(),
            household: 0,
            older: 1.0,
        }
    }

    /// `count` people registered with the practices of neighbourhood `number`.
    /// `older` is how many households of older people there are, against the borough's mean.
    pub(super) fn neighbourhood(&mut self, number: u8, count: u32, older: f64) {
        self.older = older;
        let target = self.people.len() + usize::try_from(count).unwrap_or(0);
        let (mut weights, mut sum) = (Vec::new(), 0.0);
        for practice in practices_of(number) {
            sum += f64::from(self.dice.between(5, 20));
            weights.push((practice, sum));
        }
        let practices = Weights::new(weights.iter().scan(0.0, |before, (_, sum)| {
            let own = sum - *before;
            *before = *sum;
            Some(own)
        }));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a head count"
        )]
        let in_care = (f64::from(count) * CARE_HOME_SHARE) as usize;
        self.care_homes(number, in_care);
        while self.people.len() < target {
            let at = practices.pick(self.dice);
            let practice = practices_of(number).nth(at).unwrap_or_default();
            // One household in twelve lives across a boundary: the practice counts, not the street.
            let lives_in = if self.dice.chance(0.08) {
                u8::try_from(self.dice.between(1, 4)).unwrap_or(1)
            } else {
                number
            };
            let household = self.household(number, practice, lives_in);
            self.fill(household);
            self.people.truncate(target);
        }
    }

    /// `count` people known to hospital or mental health and not on a list of the borough: most live
    /// outside, some inside with a practice elsewhere, and some have died within the year.
    pub(super) fn elsewhere(&mut self, count: u32) {
        self.older = 1.0;
        let target = self.people.len() + usize::try_from(count).unwrap_or(0);
        while self.people.len() < target {
            let lives_in = if self.dice.chance(0.35) {
                u8::try_from(self.dice.between(1, 4)).unwrap_or(1)
            } else {
                0
            };
            let household = self.household(0, u16::MAX, lives_in);
            let first = self.people.len();
            if lives_in > 0 && self.dice.chance(0.55) {
                self.elder(household);
                let died = self.dice.day(YEAR_START, plus(CUT, -5));
                if let Some(person) = self.people.get_mut(first) {
                    person.died = Some(died);
                }
            } else {
                self.fill(household);
            }
            self.people.truncate(target);
        }
    }

    fn household(&mut self, neighbourhood: u8, practice: u16, lives_in: u8) -> Household {
        let home = self.homes.settle(lives_in, self.dice);
        self.household += 1;
        Household {
            number: self.household,
            home,
            // Where they lived before: any dwelling that stands so far, so someone else lives there now.
            former_home: u32::try_from(self.dice.below(self.homes.count())).unwrap_or(0),
            neighbourhood,
            practice,
            phone: self.phone(),
        }
    }

    fn phone(&mut self) -> u32 {
        u32::try_from(self.dice.between(1_000_000, 9_999_999)).unwrap_or(0)
    }

    fn adult_age(&mut self) -> i32 {
        let low = self.dice.weigh(&[(18, 0.06), (25, 0.27), (35, 0.23), (45, 0.22), (55, 0.22)]);
        self.dice.between(low, if low == 18 { 24 } else { low + 9 })
    }

    fn old_age(&mut self) -> i32 {
        65 + i32::try_from(self.old_ages.pick(self.dice)).unwrap_or(0)
    }

    /// The form of a surname that a woman or a man of the group bears.
    fn sexed(&mut self, group: Group, female: bool, surname: u32) -> u32 {
        if female && group == Group::EasternEuropean {
            self.names.feminine(surname)
        } else {
            surname
        }
    }

    fn person(
        &mut self,
        household: Household,
        group: Group,
        female: bool,
        age: i32,
        surname: u32,
    ) -> Person {
        let given = self.names.given(group, female, age, self.dice);
        let middle = if self.dice.chance(0.52) {
            self.names.given(group, female, age, self.dice)
        } else {
            ""
        };
        let own_phone = self.dice.chance(0.72) && age >= 12;
        Person {
            number: 0,
            nhs: self.numbers.pop().unwrap_or(self.last),
            group,
            ethnicity: group.ethnic_category(self.dice),
            female,
            given,
            middle: if middle == given { "" } else { middle },
            surname,
            former_surname: None,
            born: self.birthday(age),
            age,
            died: None,
            household: household.number,
            home: household.home,
            former_home: household.former_home,
            neighbourhood: household.neighbourhood,
            practice: household.practice,
            phone: if own_phone { self.phone() } else { household.phone },
            twin: false,
            junior: false,
            care_home: None,
            nursing: false,
            social_care: false,
        }
    }

    /// A birthday that makes somebody `age` at the data cut.
    fn birthday(&mut self, age: i32) -> Date {
        let year = CUT.year() - i16::try_from(age).unwrap_or(0);
        let latest = CUT.with().year(year).build().unwrap_or(CUT);
        let earliest = CUT.with().year(year - 1).build().unwrap_or(CUT);
        self.dice.day(plus(earliest, 1), latest)
    }
}

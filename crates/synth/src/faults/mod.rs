//! The mistakes of real lists: how often each organisation makes each, and the making of them.

mod dates;
mod rates;
mod spelling;

pub use rates::Fault;

use terms::{Date, NhsNumber};

use crate::Source;
use crate::dice::Dice;
use crate::town::{Homes, Person, Town};
pub(crate) use spelling::plain_letters;

/// How often a fault was made in a source, against how often it was meant to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FaultCount {
    /// Whose list.
    pub source: Source,
    /// Which fault.
    pub fault: Fault,
    /// Records in which it could be made (a former surname needs somebody who has one).
    pub eligible: u64,
    /// Records in which it was made.
    pub made: u64,
    /// The share of eligible records asked for.
    pub asked: f64,
}

/// What one record says of a person.
pub(crate) struct Details {
    pub(crate) nhs: String,
    /// The number is there and is the person's own.
    pub(crate) nhs_true: bool,
    pub(crate) given: String,
    pub(crate) middle: String,
    pub(crate) surname: String,
    pub(crate) born: Option<Date>,
    pub(crate) female: Option<bool>,
    pub(crate) address: String,
    pub(crate) postcode: String,
    pub(crate) uprn: String,
    pub(crate) phone: String,
}

/// Makes the faults of one source and counts them.
pub(crate) struct Clerk {
    dice: Dice,
    counts: Vec<FaultCount>,
}

impl Clerk {
    pub(crate) fn new(town: &Town, source: Source) -> Self {
        let counts = Fault::ALL
            .into_iter()
            .map(|fault| FaultCount {
                source,
                fault,
                eligible: 0,
                made: 0,
                asked: rates::asked(fault, source, town.fault_factor),
            })
            .collect();
        Self { dice: Dice::new(town.seed, 100 + source as u64), counts }
    }

    /// How often each fault was made so far.
    pub(crate) fn counts(self) -> Vec<FaultCount> {
        self.counts
    }

    /// Throws for a fault, where it can be made.
    pub(crate) fn slips(&mut self, fault: Fault, eligible: bool) -> bool {
        let Some(count) = self.counts.get_mut(fault as usize).filter(|_| eligible) else {
            return false;
        };
        count.eligible += 1;
        let slip = self.dice.chance(count.asked);
        count.made += u64::from(slip);
        slip
    }

    /// The person as this source writes them down.
    pub(crate) fn details(&mut self, town: &Town, person: &Person, own: NhsNumber) -> Details {
        let mut details = Details {
            nhs: own.to_string(),
            nhs_true: true,
            given: person.given.to_owned(),
            middle: person.middle.to_owned(),
            surname: town.names.surname(person.surname).to_owned(),
            born: Some(person.born),
            female: Some(person.female),
            address: String::new(),
            postcode: String::new(),
            uprn: String::new(),
            phone: match person.phone {
                0 => String::new(),
                last => format!("0999{last:07}"),
            },
        };
        self.place(town, person, &mut details);
        self.names(town, person, &mut details);
        self.birth(&mut details);
        self.number(town, person, &mut details);
        self.gaps(&mut details);
        details
    }

    fn number(&mut self, town: &Town, person: &Person, details: &mut Details) {
        let other = if self.slips(Fault::NumberHousehold, town.housemate(person).is_some()) {
            town.housemate(person)
        } else if self.slips(Fault::NumberOther, true) {
            town.people.get(self.dice.below(town.people.len()))
        } else {
            None
        };
        if let Some(other) = other.filter(|other| other.number != person.number) {
            details.nhs = other.nhs.to_string();
            details.nhs_true = false;
        }
        if self.slips(Fault::NumberDigit, true) {
            details.nhs = spelling::wrong_digit(&details.nhs, &mut self.dice);
            details.nhs_true = false;
        }
        if self.slips(Fault::NumberSpaced, true)
            && let (Some(a), Some(b), Some(c)) =
                (details.nhs.get(..3), details.nhs.get(3..6), details.nhs.get(6..))
        {
            details.nhs = format!("{a} {b} {c}");
        }
        if self.slips(Fault::NumberMissing, true) {
            details.nhs.clear();
            details.nhs_true = false;
        }
    }

    fn names(&mut self, town: &Town, person: &Person, details: &mut Details) {
        if self.slips(Fault::FormerSurname, person.former_surname.is_some()) {
            let former = person.former_surname.unwrap_or(person.surname);
            town.names.surname(former).clone_into(&mut details.surname);
        }
        if self.slips(Fault::ShortName, town.names.has_short_form(person.given))
            && let Some(short) = town.names.short_form(person.given, &mut self.dice)
        {
            short.clone_into(&mut details.given);
        }
        if self.slips(Fault::HalfSurname, details.surname.contains('-')) {
            let keep_first = self.dice.chance(0.5);
            let halves = details.surname.split_once('-');
            let half = halves.map(|(first, last)| if keep_first { first } else { last });
            details.surname = half.unwrap_or_default().to_owned();
        }
        if self.slips(Fault::Phonetic, true) {
            details.surname = spelling::by_ear(&details.surname, &mut self.dice);
        }
        if self.slips(Fault::GivenTypo, details.given.chars().count() > 2) {
            details.given = spelling::mistype(&details.given, &mut self.dice);
        }
        if self.slips(Fault::SurnameTypo, details.surname.chars().count() > 2) {
            details.surname = spelling::mistype(&details.surname, &mut self.dice);
        }
        if self.slips(Fault::InitialOnly, details.given.chars().count() > 1) {
            details.given = details.given.chars().take(1).collect();
        }
        let accented = !details.given.is_ascii() || !details.surname.is_ascii();
        if self.slips(Fault::AccentsLost, accented) {
            details.given = plain_letters(&details.given);
            details.surname = plain_letters(&details.surname);
        }
        if self.slips(Fault::SurnameUpper, true) {
            details.surname = details.surname.to_uppercase();
        }
        if self.slips(Fault::NamesSwapped, !details.given.is_empty()) {
            std::mem::swap(&mut details.given, &mut details.surname);
        }
        if self.slips(Fault::MiddleMissing, !details.middle.is_empty()) {
            details.middle.clear();
        }
    }

    fn birth(&mut self, details: &mut Details) {
        let Some(born) = details.born else { return };
        if self.slips(Fault::BornMissing, true) {
            details.born = None;
        } else if self.slips(Fault::BornFirstJanuary, born.day() != 1 || born.month() != 1) {
            details.born = dates::first_january(born);
        } else if self.slips(Fault::BornDayMonth, dates::swapped(born).is_some()) {
            details.born = dates::swapped(born);
        } else if self.slips(Fault::BornDigit, true) {
            details.born = Some(dates::wrong_digit(born, &mut self.dice));
        } else if self.slips(Fault::BornYear, true) {
            details.born = Some(dates::wrong_year(born, &mut self.dice));
        }
    }

    fn place(&mut self, town: &Town, person: &Person, details: &mut Details) {
        if self.slips(Fault::NoFixedAbode, person.care_home.is_none()) {
            "NO FIXED ABODE".clone_into(&mut details.address);
            "ZZ99 3VZ".clone_into(&mut details.postcode);
            return;
        }
        let moved = person.former_home != person.home;
        let home =
            if self.slips(Fault::OldAddress, moved) { person.former_home } else { person.home };
        details.address = town.homes.address(home);
        details.uprn = Homes::uprn(home);
        if let Some(place) = town.homes.place(home) {
            details.postcode.clone_from(&place.postcode);
        }
        if self.slips(Fault::AddressTypo, true) {
            details.address = spelling::mistype(&details.address, &mut self.dice);
        }
        if self.slips(Fault::PostcodeTypo, true) {
            details.postcode = spelling::wrong_unit(&details.postcode, &mut self.dice);
        }
        if self.slips(Fault::PostcodeUnspaced, true) {
            details.postcode = details.postcode.replace(' ', "");
        }
        if self.slips(Fault::PostcodeMissing, true) {
            details.postcode.clear();
        }
        if self.slips(Fault::PropertyMissing, true) {
            details.uprn.clear();
        }
    }

    fn gaps(&mut self, details: &mut Details) {
        if self.slips(Fault::SexMissing, true) {
            details.female = None;
        } else if self.slips(Fault::SexWrong, true) {
            details.female = details.female.map(|female| !female);
        }
        if self.slips(Fault::PhoneMissing, !details.phone.is_empty()) {
            details.phone.clear();
        }
    }
}

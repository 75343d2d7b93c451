//! Who is on which organisation's list, and the record each list holds of them.

use terms::NhsNumber;

use crate::Source;
use crate::dice::Dice;
use crate::error::Error;
use crate::faults::{Clerk, Details, Fault, FaultCount};
use crate::town::{Person, Town, places};

/// Why somebody is on a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Role {
    /// On the list without more: registered, seen in hospital, known to mental health.
    #[default]
    Listed,
    /// On the open district nursing caseload.
    OpenNursing,
    /// Discharged from district nursing.
    ClosedNursing,
    /// With another community team.
    OtherTeam,
    /// An open social care case.
    OpenCase,
    /// Known to social care, with nothing open.
    NoOpenCase,
}

/// One record of one list.
pub(crate) struct Record<'a> {
    /// 1, 2, 3 … in the order of the file.
    pub(crate) number: u32,
    pub(crate) person: &'a Person,
    pub(crate) role: Role,
    /// A second record of somebody who is on the list already.
    pub(crate) duplicate: bool,
    pub(crate) details: Details,
    /// The number under which a practice holds them: a duplicate has one of its own.
    pub(crate) own_number: NhsNumber,
    /// Practice code, or nothing where the source does not know it.
    pub(crate) practice: String,
}

impl Record<'_> {
    /// The record's key in its own extract.
    pub(crate) fn key(&self, source: Source) -> String {
        let number = self.number;
        match source {
            Source::Gp => self.own_number.to_string(),
            Source::Community => format!("CHS{number:06}"),
            Source::Asc => format!("{}", 70_000 + number),
            Source::Acute => format!("{}{number:07}", places::ACUTE.0),
            Source::Mh => format!("QMH{number:05}"),
            Source::Sen2 => number.to_string(),
        }
    }
}

#[derive(Clone, Copy)]
struct Entry {
    person: usize,
    role: Role,
    duplicate: bool,
}

/// Hands every record of a list to `take`, in file order; gives what faults were made.
/// The same town gives the same records at every call.
pub(crate) fn each<'a>(
    town: &'a Town,
    source: Source,
    mut take: impl FnMut(Record<'a>) -> Result<(), Error>,
) -> Result<Vec<FaultCount>, Error> {
    let mut clerk = Clerk::new(town, source);
    let mut dice = Dice::new(town.seed, 200 + source as u64);
    let mut entries = members(town, source, &mut dice);
    let listed = entries.len();
    for at in 0..listed {
        if let Some(entry) = entries.get(at).copied()
            && clerk.slips(Fault::Duplicate, true)
        {
            entries.push(Entry { duplicate: true, ..entry });
        }
    }
    dice.shuffle(&mut entries);
    let mut spare = town.spare_numbers.iter();
    for (number, entry) in (1..).zip(entries) {
        let Some(person) = town.people.get(entry.person) else {
            continue;
        };
        let own_number = match (source, entry.duplicate) {
            (Source::Gp, true) => spare.next().copied().unwrap_or(person.nhs),
            _ => person.nhs,
        };
        let details = clerk.details(town, person, own_number);
        take(Record {
            number,
            person,
            role: entry.role,
            duplicate: entry.duplicate,
            details,
            own_number,
            practice: practice(town, source, person, entry.duplicate, &mut dice),
        })?;
    }
    Ok(clerk.counts())
}

/// The practice a source has for somebody: right, out of date, or none.
fn practice(
    town: &Town,
    source: Source,
    person: &Person,
    duplicate: bool,
    dice: &mut Dice,
) -> String {
    let (outdated, missing) = match source {
        Source::Gp => (if duplicate { 0.6 } else { 0.0 }, 0.0),
        Source::Community => (0.04, 0.01),
        Source::Asc => (0.08, 0.21),
        Source::Acute => (0.06, 0.01),
        Source::Mh => (0.06, 0.02),
        Source::Sen2 => (0.0, 1.0),
    };
    if dice.chance(missing) {
        return String::new();
    }
    if person.neighbourhood == 0 {
        return dice.pick(&places::OUTSIDE_PRACTICES).to_owned();
    }
    // A former practice is one of the same neighbourhood: people mostly move a few streets.
    let at = if dice.chance(outdated) {
        places::practices_of(person.neighbourhood).nth(dice.below(10)).unwrap_or(person.practice)
    } else {
        person.practice
    };
    town.practice(at).map(|practice| practice.code.clone()).unwrap_or_default()
}

/// The people of a list, each once.
fn members(town: &Town, source: Source, dice: &mut Dice) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (at, person) in town.people.iter().enumerate() {
        let role = match source {
            Source::Gp => (person.neighbourhood > 0).then_some(Role::Listed),
            Source::Community => community_role(person, dice),
            Source::Asc => social_care_role(person, dice),
            Source::Acute => dice.chance(hospital_share(person)).then_some(Role::Listed),
            Source::Mh => dice.chance(mental_health_share(person)).then_some(Role::Listed),
            Source::Sen2 => dice.chance(special_needs_share(person)).then_some(Role::Listed),
        };
        entries.extend(role.map(|role| Entry { person: at, role, duplicate: false }));
    }
    entries
}

fn community_role(person: &Person, dice: &mut Dice) -> Option<Role> {
    if person.nursing {
        return Some(Role::OpenNursing);
    }
    let elsewhere = if person.neighbourhood == 0 { 0.25 } else { 1.0 };
    let share = match person.age {
        ..=11 => 0.016,
        12..=64 => 0.0035 * person.need(),
        _ => 0.0015 * person.need(),
    };
    if dice.chance(0.00027 * person.need() * elsewhere) {
        Some(Role::ClosedNursing)
    } else {
        dice.chance(share * elsewhere).then_some(Role::OtherTeam)
    }
}

fn social_care_role(person: &Person, dice: &mut Dice) -> Option<Role> {
    if person.social_care {
        return Some(Role::OpenCase);
    }
    let share = match (person.age, person.neighbourhood, person.died) {
        (..=17, ..) => 0.0,
        (.., Some(_)) => 0.12,
        (_, 0, _) => 0.002,
        _ => 0.0009 * person.need(),
    };
    dice.chance(share).then_some(Role::NoOpenCase)
}

fn hospital_share(person: &Person) -> f64 {
    let by_age = match person.age {
        0..=4 => 0.29,
        5..=17 => 0.145,
        18..=39 => 0.19,
        40..=64 => 0.24,
        65..=74 => 0.345,
        75..=84 => 0.46,
        _ => 0.56,
    };
    if person.died.is_some() {
        0.97
    } else if person.neighbourhood == 0 {
        0.85
    } else if person.nursing || person.social_care {
        0.78
    } else {
        by_age
    }
}

fn mental_health_share(person: &Person) -> f64 {
    let by_age = match person.age {
        0..=5 => 0.0,
        6..=17 => 0.034,
        18..=64 => 0.041,
        _ => 0.048,
    };
    if person.social_care {
        0.13
    } else if person.neighbourhood == 0 {
        0.09
    } else {
        by_age
    }
}

fn special_needs_share(person: &Person) -> f64 {
    let by_age = match person.age {
        2..=4 => 0.031,
        5..=10 => 0.066,
        11..=18 => 0.088,
        19..=25 => 0.025,
        _ => 0.0,
    };
    let sex = if person.female { 0.62 } else { 1.38 };
    let elsewhere = if person.neighbourhood == 0 { 0.3 } else { 1.0 };
    by_age * sex * elsewhere
}

//! Names of nine origins, by sex and generation, with a long tail of rare British surnames.

mod british;
mod groups;
mod nicknames;

use std::collections::HashMap;

use crate::dice::{Dice, Weights};
use groups::Lists;

/// Where a family's names come from. Planning data use it to see whom linkage fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Group {
    #[default]
    British,
    Caribbean,
    WestAfrican,
    SouthAsian,
    MuslimSouthAsian,
    EasternEuropean,
    Turkish,
    Latin,
    EastAsian,
}

const OTHERS: [(Group, Lists); 8] = [
    (Group::Caribbean, groups::CARIBBEAN),
    (Group::WestAfrican, groups::WEST_AFRICAN),
    (Group::SouthAsian, groups::SOUTH_ASIAN),
    (Group::MuslimSouthAsian, groups::MUSLIM_SOUTH_ASIAN),
    (Group::EasternEuropean, groups::EASTERN_EUROPEAN),
    (Group::Turkish, groups::TURKISH),
    (Group::Latin, groups::LATIN),
    (Group::EastAsian, groups::EAST_ASIAN),
];

impl Group {
    /// The word in the truth files.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::British => "british",
            Self::Caribbean => "caribbean",
            Self::WestAfrican => "west_african",
            Self::SouthAsian => "south_asian",
            Self::MuslimSouthAsian => "muslim_south_asian",
            Self::EasternEuropean => "eastern_european",
            Self::Turkish => "turkish",
            Self::Latin => "latin",
            Self::EastAsian => "east_asian",
        }
    }

    /// A family's origin, by the age of its eldest: older residents are British or Caribbean more often.
    pub(crate) fn of_family(age: i32, dice: &mut Dice) -> Self {
        let old = age >= 65;
        dice.weigh(&[
            (Self::British, if old { 0.66 } else { 0.53 }),
            (Self::Caribbean, if old { 0.15 } else { 0.10 }),
            (Self::WestAfrican, if old { 0.05 } else { 0.12 }),
            (Self::SouthAsian, 0.035),
            (Self::MuslimSouthAsian, 0.04),
            (Self::EasternEuropean, if old { 0.015 } else { 0.06 }),
            (Self::Turkish, 0.02),
            (Self::Latin, if old { 0.015 } else { 0.05 }),
            (Self::EastAsian, 0.025),
        ])
    }

    /// The NHS ethnic category code (2001 categories, one letter; `Z` not stated).
    pub(crate) fn ethnic_category(self, dice: &mut Dice) -> char {
        let own: &[(char, f64)] = match self {
            Self::British => &[('A', 0.86), ('B', 0.05), ('G', 0.02), ('D', 0.02)],
            Self::Caribbean => &[('M', 0.84), ('P', 0.05), ('D', 0.06)],
            Self::WestAfrican => &[('N', 0.88), ('E', 0.03), ('P', 0.03)],
            Self::SouthAsian => &[('H', 0.80), ('L', 0.13), ('F', 0.02)],
            Self::MuslimSouthAsian => &[('J', 0.50), ('K', 0.38), ('L', 0.06)],
            Self::EasternEuropean => &[('C', 0.93), ('A', 0.02)],
            Self::Turkish => &[('C', 0.82), ('S', 0.12)],
            Self::Latin => &[('C', 0.70), ('S', 0.20), ('G', 0.05)],
            Self::EastAsian => &[('R', 0.50), ('L', 0.40), ('G', 0.03)],
        };
        if dice.chance(0.045) { 'Z' } else { dice.weigh(own) }
    }
}

struct GroupNames {
    group: Group,
    women: Vec<&'static str>,
    men: Vec<&'static str>,
    surnames: Vec<u32>,
    common: Weights,
}

/// All the names, each surname once.
pub(crate) struct Names {
    surnames: Vec<String>,
    numbers: HashMap<String, u32>,
    british: Vec<u32>,
    british_common: Weights,
    generations: [Vec<&'static str>; 6],
    place_starts: Vec<&'static str>,
    place_ends: Vec<&'static str>,
    others: Vec<GroupNames>,
    short: HashMap<&'static str, Vec<&'static str>>,
}

fn words(list: &'static str) -> Vec<&'static str> {
    list.split_whitespace().collect()
}

impl Names {
    pub(crate) fn new() -> Self {
        let mut names = Self {
            surnames: Vec::new(),
            numbers: HashMap::new(),
            british: Vec::new(),
            british_common: Weights::zipf(0, 1),
            generations: [
                words(british::GIRLS_OLD),
                words(british::GIRLS_MID),
                words(british::GIRLS_YOUNG),
                words(british::BOYS_OLD),
                words(british::BOYS_MID),
                words(british::BOYS_YOUNG),
            ],
            place_starts: words(british::PLACE_STARTS),
            place_ends: words(british::PLACE_ENDS),
            others: Vec::new(),
            short: HashMap::new(),
        };
        names.british = names.intern_all(british::SURNAMES);
        names.british_common = Weights::zipf(names.british.len(), 14);
        for (group, lists) in OTHERS {
            let surnames = names.intern_all(lists.surnames);
            let common = Weights::zipf(surnames.len(), 10);
            names.others.push(GroupNames {
                group,
                women: words(lists.women),
                men: words(lists.men),
                surnames,
                common,
            });
        }
        for (full, short) in nicknames::pairs() {
            names.short.entry(full).or_default().push(short);
        }
        names
    }

    fn intern_all(&mut self, list: &str) -> Vec<u32> {
        list.split_whitespace().map(|name| self.intern(name.replace('_', " "))).collect()
    }

    /// The number of a surname, given one when it is new.
    pub(crate) fn intern(&mut self, surname: String) -> u32 {
        if let Some(number) = self.numbers.get(&surname) {
            return *number;
        }
        let number = u32::try_from(self.surnames.len()).unwrap_or(u32::MAX);
        self.surnames.push(surname.clone());
        self.numbers.insert(surname, number);
        number
    }

    /// The surname of a number.
    pub(crate) fn surname(&self, number: u32) -> &str {
        usize::try_from(number).ok().and_then(|at| self.surnames.get(at)).map_or("", String::as_str)
    }

    /// A surname of the group. A third of the British ones are rare, made of places.
    pub(crate) fn draw_surname(&mut self, group: Group, dice: &mut Dice) -> u32 {
        if let Some(names) = self.others.iter().find(|names| names.group == group) {
            let at = names.common.pick(dice);
            return names.surnames.get(at).copied().unwrap_or_default();
        }
        if dice.chance(0.33) {
            let name = format!("{}{}", dice.pick(&self.place_starts), dice.pick(&self.place_ends));
            return self.intern(name);
        }
        let at = self.british_common.pick(dice);
        self.british.get(at).copied().unwrap_or_default()
    }

    /// `First-Second`; the first alone when either is double-barrelled already or both are the same.
    pub(crate) fn double_barrelled(&mut self, first: u32, second: u32) -> u32 {
        let (one, two) = (self.surname(first), self.surname(second));
        if one.contains('-') || two.contains('-') || one == two {
            return first;
        }
        let name = format!("{one}-{two}");
        self.intern(name)
    }

    /// The form of a Polish surname that a woman bears: `Kowalska` for `Kowalski`.
    pub(crate) fn feminine(&mut self, surname: u32) -> u32 {
        match self.surname(surname).strip_suffix("ski") {
            Some(stem) => {
                let name = format!("{stem}ska");
                self.intern(name)
            }
            None => surname,
        }
    }

    /// A given name of the group, sex and generation.
    pub(crate) fn given(
        &self,
        group: Group,
        female: bool,
        age: i32,
        dice: &mut Dice,
    ) -> &'static str {
        let list: &[&'static str] = match self.others.iter().find(|names| names.group == group) {
            // The younger the family, the more often its children bear the names of their school.
            Some(_) if age < 25 && dice.chance(0.18) => self.generation(female, age),
            Some(names) if female => &names.women,
            Some(names) => &names.men,
            None => self.generation(female, age),
        };
        leaning(list, dice)
    }

    fn generation(&self, female: bool, age: i32) -> &[&'static str] {
        let [girls_old, girls_mid, girls_young, boys_old, boys_mid, boys_young] = &self.generations;
        match (female, age) {
            (true, 68..) => girls_old,
            (true, 40..) => girls_mid,
            (true, _) => girls_young,
            (false, 68..) => boys_old,
            (false, 40..) => boys_mid,
            (false, _) => boys_young,
        }
    }

    /// A short form of a given name, where one is in use.
    pub(crate) fn short_form(&self, given: &str, dice: &mut Dice) -> Option<&'static str> {
        self.short.get(given).map(|forms| dice.pick(forms))
    }

    /// Whether a given name has a short form.
    pub(crate) fn has_short_form(&self, given: &str) -> bool {
        self.short.contains_key(given)
    }

    /// A given name of the list that begins as `like` does, for twins.
    pub(crate) fn given_like(
        &self,
        group: Group,
        female: bool,
        age: i32,
        like: &str,
        dice: &mut Dice,
    ) -> &'static str {
        let initial = like.chars().next();
        let mut given = self.given(group, female, age, dice);
        for _ in 0..40 {
            if given != like && given.chars().next() == initial {
                break;
            }
            given = self.given(group, female, age, dice);
        }
        given
    }
}

/// Earlier names of a list are likelier: the lower of two throws in half the cases.
fn leaning(list: &[&'static str], dice: &mut Dice) -> &'static str {
    let at = dice.below(list.len());
    let at = if dice.chance(0.5) { at.min(dice.below(list.len())) } else { at };
    list.get(at).copied().unwrap_or_default()
}

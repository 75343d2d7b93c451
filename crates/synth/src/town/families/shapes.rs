//! The shapes of households, and who of them bears whose name.

use terms::Date;

use crate::names::Group;

use super::{Builder, Household};

#[derive(Clone, Copy, Default)]
enum Shape {
    #[default]
    Single,
    Elder,
    Couple,
    ElderCouple,
    Family,
    LoneParent,
    Sharers,
    ThreeGenerations,
}

impl Builder<'_> {
    pub(super) fn fill(&mut self, household: Household) {
        let shape = self.dice.weigh(&[
            (Shape::Single, 0.25),
            (Shape::Elder, 0.105 * self.older),
            (Shape::Couple, 0.16),
            (Shape::ElderCouple, 0.068 * self.older),
            (Shape::Family, 0.195),
            (Shape::LoneParent, 0.10),
            (Shape::Sharers, 0.09),
            (Shape::ThreeGenerations, 0.03),
        ]);
        match shape {
            Shape::Single => {
                let age = self.adult_age();
                self.alone(household, age);
            }
            Shape::Elder => self.elder(household),
            Shape::Couple => {
                let age = self.adult_age();
                self.couple(household, age);
            }
            Shape::ElderCouple => {
                let age = self.old_age().min(92);
                self.couple(household, age);
            }
            Shape::Family => self.family(household, true, false),
            Shape::LoneParent => self.family(household, false, false),
            Shape::ThreeGenerations => self.family(household, true, true),
            Shape::Sharers => {
                for _ in 0..self.dice.between(2, 4) {
                    let age = self.dice.between(19, 38);
                    self.alone(household, age);
                }
            }
        }
    }

    pub(super) fn elder(&mut self, household: Household) {
        let age = self.old_age();
        self.alone(household, age);
    }

    fn alone(&mut self, household: Household, age: i32) {
        let group = Group::of_family(age, self.dice);
        let female = self.dice.chance(if age > 80 { 0.62 } else { 0.5 });
        let surname = self.names.draw_surname(group, self.dice);
        let surname = self.sexed(group, female, surname);
        let person = self.person(household, group, female, age, surname);
        self.people.push(person);
        // Widows and the divorced keep the married name: some records still have the one before.
        if female && age > 30 && self.dice.chance(0.45) {
            let former = self.names.draw_surname(group, self.dice);
            self.rename_last(former);
        }
        self.single_name();
    }

    /// A few families of South Asia, Somalia and Indonesia bear one name only.
    fn single_name(&mut self) {
        if let Some(person) = self.people.last_mut() {
            let may = matches!(person.group, Group::SouthAsian | Group::MuslimSouthAsian);
            if may && self.dice.chance(0.03) {
                person.surname = self.names.intern(person.given.to_owned());
                person.given = "";
                person.middle = "";
                person.former_surname = None;
            }
        }
    }

    fn rename_last(&mut self, former: u32) {
        if let Some(person) = self.people.last_mut().filter(|p| p.surname != former) {
            person.former_surname = Some(former);
        }
    }

    /// A man and a woman; gives the group and surname that their children bear, and the man's name.
    fn couple(&mut self, household: Household, age: i32) -> (Group, u32, &'static str) {
        let group = Group::of_family(age, self.dice);
        let man = self.names.draw_surname(group, self.dice);
        let man = self.sexed(group, false, man);
        let father = self.person(household, group, false, age, man);
        let father_given = father.given;
        self.people.push(father);
        let her_group =
            if self.dice.chance(0.12) { Group::of_family(age, self.dice) } else { group };
        let maiden = self.names.draw_surname(her_group, self.dice);
        let maiden = self.sexed(her_group, true, maiden);
        let her_age = (age + self.dice.between(-6, 3)).max(18);
        let takes_name = self.dice.chance(if age > 60 { 0.9 } else { 0.6 });
        let doubles = self.dice.chance(0.05);
        let surname = match (takes_name, doubles) {
            (_, true) => self.names.double_barrelled(maiden, man),
            (true, false) => self.sexed(group, true, man),
            (false, false) => maiden,
        };
        let mother = self.person(household, her_group, true, her_age, surname);
        self.people.push(mother);
        if surname != maiden {
            self.rename_last(maiden);
        }
        let children = match (doubles, takes_name) {
            (true, _) => surname,
            (false, true) => man,
            (false, false) if self.dice.chance(0.2) => self.names.double_barrelled(maiden, man),
            (false, false) => man,
        };
        (group, children, father_given)
    }

    fn family(&mut self, household: Household, two_parents: bool, grandparent: bool) {
        let parent_age = self.dice.between(27, 60);
        let (group, surname, father) = if two_parents {
            self.couple(household, parent_age)
        } else {
            let group = Group::of_family(parent_age, self.dice);
            let surname = self.names.draw_surname(group, self.dice);
            let own = self.sexed(group, true, surname);
            let mother = self.person(household, group, true, parent_age, own);
            self.people.push(mother);
            // Half the children of mothers alone bear a surname of their own.
            let theirs = if self.dice.chance(0.5) {
                self.names.draw_surname(group, self.dice)
            } else {
                surname
            };
            (group, theirs, "")
        };
        let children = self.dice.weigh(&[(1, 0.45), (2, 0.37), (3, 0.13), (4, 0.04), (5, 0.01)]);
        self.children(household, group, surname, (parent_age, father), children);
        if grandparent {
            let age = (parent_age + self.dice.between(22, 36)).max(60);
            let female = self.dice.chance(0.65);
            let surname = self.sexed(group, female, surname);
            let person = self.person(household, group, female, age, surname);
            self.people.push(person);
        }
    }

    fn children(
        &mut self,
        household: Household,
        group: Group,
        surname: u32,
        (parent_age, father): (i32, &'static str),
        count: i32,
    ) {
        let oldest = (parent_age - 19).clamp(0, 24);
        let mut named_after_father = father.is_empty();
        for _ in 0..count {
            let age = self.dice.between(0, oldest);
            let female = self.dice.chance(0.49);
            let own = self.sexed(group, female, surname);
            let mut child = self.person(household, group, female, age, own);
            if !female && !named_after_father && self.dice.chance(0.06) {
                child.given = father;
                child.junior = true;
                named_after_father = true;
            }
            let twin = self.dice.chance(0.016);
            child.twin = twin;
            let (given, born) = (child.given, child.born);
            self.people.push(child);
            if twin {
                self.second_twin(household, group, surname, (given, female), born, age);
            }
        }
    }

    fn second_twin(
        &mut self,
        household: Household,
        group: Group,
        surname: u32,
        (first_given, first_female): (&'static str, bool),
        born: Date,
        age: i32,
    ) {
        let same_sex = self.dice.chance(0.65);
        let female = first_female == same_sex;
        let own = self.sexed(group, female, surname);
        let mut child = self.person(household, group, female, age, own);
        child.born = born;
        child.twin = true;
        if same_sex && self.dice.chance(0.5) {
            child.given = self.names.given_like(group, female, age, first_given, self.dice);
        }
        while child.given == first_given {
            child.given = self.names.given(group, female, age, self.dice);
        }
        self.people.push(child);
    }
}

//! Care homes: one address, many surnames, all of them old.

use crate::town::places::practices_of;

use super::Builder;

const CARE_HOME_NAMES: [&str; 12] = [
    "Alder",
    "Beechcroft",
    "Cedar",
    "Fairlawn",
    "Glebe",
    "Hawthorn",
    "Laurel",
    "Meadow",
    "Orchard",
    "Rowan",
    "Sycamore",
    "Willow",
];
const CARE_HOME_KINDS: [&str; 5] = ["House", "Lodge", "Court", "Grange", "View"];

impl Builder<'_> {
    /// Opens homes of neighbourhood `number` until `people` live in them.
    pub(super) fn care_homes(&mut self, number: u8, people: usize) {
        let target = self.people.len() + people;
        let mut made = 0;
        while self.people.len() < target {
            let name = loop {
                let name = format!(
                    "{} {}",
                    self.dice.pick(&CARE_HOME_NAMES),
                    self.dice.pick(&CARE_HOME_KINDS)
                );
                let taken = self.homes.care_homes.iter().any(|home| home.name == name);
                made += 1;
                if !taken || made > 400 {
                    break name;
                }
            };
            let home = self.homes.open_care_home(number, &name, self.dice);
            let (address, beds) = self
                .homes
                .care_homes
                .get(usize::from(home))
                .map_or((0, 20), |home| (home.home, home.beds));
            let practice = practices_of(number).nth(self.dice.below(10)).unwrap_or_default();
            let full = self.dice.between(70, 98);
            let residents =
                usize::try_from(beds).unwrap_or(20) * usize::try_from(full).unwrap_or(80) / 100;
            for _ in 0..residents.max(1).min(target - self.people.len()) {
                let mut household = self.household(number, practice, number);
                household.home = address;
                household.phone = 0;
                let first = self.people.len();
                self.elder(household);
                if let Some(person) = self.people.get_mut(first) {
                    person.care_home = Some(home);
                }
                if let Some(home) = self.homes.care_homes.get_mut(usize::from(home)) {
                    home.residents += 1;
                }
            }
        }
    }
}

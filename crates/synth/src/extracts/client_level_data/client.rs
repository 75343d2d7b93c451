//! Who the client is: the columns that stand on each of their events.

use crate::days::slashed;
use crate::dice::Dice;
use crate::records::{Record, Role};

use super::Feed;

/// The client columns of a record, the same on each of its events.
pub(super) struct Client {
    pub(super) nhs: String,
    pub(super) key: String,
    pub(super) given: String,
    pub(super) surname: String,
    pub(super) practice_name: &'static str,
    pub(super) practice: String,
    pub(super) gender: &'static str,
    pub(super) ethnicity: &'static str,
    pub(super) born: String,
    pub(super) died: String,
    pub(super) client_type: &'static str,
    pub(super) support_reason: &'static str,
    pub(super) postcode: String,
    pub(super) accommodation: &'static str,
    pub(super) employment: &'static str,
    pub(super) carer: &'static str,
    pub(super) autism: &'static str,
    pub(super) sight: &'static str,
    pub(super) hearing: &'static str,
    pub(super) dementia: &'static str,
    pub(super) funding: &'static str,
}

impl Feed<'_> {
    /// The client columns of a record.
    pub(super) fn client(&mut self, record: &Record<'_>, key: String) -> Client {
        let (person, details) = (record.person, &record.details);
        let dice = &mut self.dice;
        let practice = self.town.practices.iter().find(|p| p.code == record.practice);
        let old = person.age >= 65;
        let no_case = record.role == Role::NoOpenCase;
        let carer = no_case && person.died.is_none() && dice.chance(0.12);
        let support_reason = if carer {
            "Social support: Support to unpaid carer"
        } else {
            support_reason(old, dice)
        };
        Client {
            nhs: details.nhs.clone(),
            key,
            given: details.given.clone(),
            surname: details.surname.clone(),
            practice_name: practice.filter(|_| dice.chance(0.65)).map_or("", |p| p.name),
            practice: record.practice.clone(),
            gender: match details.female {
                Some(true) => "Female",
                Some(false) => "Male",
                None => "Unknown",
            },
            ethnicity: ethnicity(person.ethnicity),
            born: details.born.map(slashed).unwrap_or_default(),
            died: person.died.map(slashed).unwrap_or_default(),
            client_type: if carer { "Unpaid carer" } else { "Service user" },
            support_reason,
            postcode: details.postcode.clone(),
            accommodation: self.accommodation(record),
            employment: if old {
                "Not in paid employment: Not actively seeking work or retired"
            } else {
                self.dice.pick(&[
                    "Unknown",
                    "Not in paid employment: Not actively seeking work or retired",
                    "Not in paid employment: Seeking work",
                    "Paid: Less than 16 hours a week",
                ])
            },
            carer: self.dice.pick(&["Yes", "No", "Unknown"]),
            autism: self.dice.weigh(&[("Unknown", 0.7), ("No", 0.27), ("Yes", 0.03)]),
            sight: self.dice.weigh(&[
                ("Unknown", 0.5),
                ("No visual impairment", 0.42),
                ("Partial sight/sight impaired", 0.06),
                ("Blind/severely sight impaired", 0.02),
            ]),
            hearing: self.dice.weigh(&[
                ("Unknown", 0.5),
                ("No hearing impairment", 0.42),
                ("Hard of hearing", 0.08),
            ]),
            dementia: if old && self.dice.chance(0.14) { "Yes" } else { "No" },
            funding: self.dice.pick(&[
                "Fully client funded",
                "Joint client and social care funded",
                "Fully social care funded",
            ]),
        }
    }

    fn accommodation(&mut self, record: &Record<'_>) -> &'static str {
        let homes = &self.town.homes.care_homes;
        let home = record.person.care_home.and_then(|at| homes.get(usize::from(at)));
        match home {
            Some(home) if home.nursing => "Registered nursing home",
            Some(_) => "Registered care home",
            None => self.dice.weigh(&[
                ("Owner occupier or shared ownership scheme", 0.34),
                ("Tenant: Local authority or other social housing provider", 0.34),
                ("Tenant: Private landlord", 0.12),
                ("Sheltered housing, extra care housing or other sheltered housing", 0.08),
                ("Settled mainstream housing with family or friends", 0.04),
                ("Unknown", 0.08),
            ]),
        }
    }
}

fn support_reason(old: bool, dice: &mut Dice) -> &'static str {
    const PERSONAL: &str = "Physical support: Personal care support";
    const ACCESS: &str = "Physical support: Access and mobility only";
    const MEMORY: &str = "Support with memory and cognition";
    const LEARNING: &str = "Learning disability support";
    const MENTAL: &str = "Mental health support";
    const SIGHT: &str = "Sensory support: Support for visual impairment";
    const ISOLATION: &str = "Social support: Support for social isolation or other";
    if old {
        dice.weigh(&[
            (PERSONAL, 0.58),
            (ACCESS, 0.12),
            (MEMORY, 0.16),
            (MENTAL, 0.05),
            (SIGHT, 0.04),
            (ISOLATION, 0.03),
            (LEARNING, 0.02),
        ])
    } else {
        dice.weigh(&[
            (PERSONAL, 0.28),
            (ACCESS, 0.07),
            (LEARNING, 0.40),
            (MENTAL, 0.20),
            (SIGHT, 0.03),
            (ISOLATION, 0.02),
        ])
    }
}

/// The client-level data wording of an NHS ethnic category.
fn ethnicity(category: char) -> &'static str {
    match category {
        'A' => "White: English, Welsh, Scottish, Northern Irish or British",
        'B' => "White: Irish",
        'C' => "White: Any other White background",
        'D' => "Mixed or multiple ethnic groups: White and Black Caribbean",
        'E' => "Mixed or multiple ethnic groups: White and Black African",
        'F' => "Mixed or multiple ethnic groups: White and Asian",
        'G' => "Mixed or multiple ethnic groups: Any other Mixed or multiple ethnic background",
        'H' => "Asian or Asian British: Indian",
        'J' => "Asian or Asian British: Pakistani",
        'K' => "Asian or Asian British: Bangladeshi",
        'L' => "Asian or Asian British: Any other Asian background",
        'M' => "Black, Black British, Caribbean or African: Caribbean",
        'N' => "Black, Black British, Caribbean or African: African",
        'P' => {
            "Black, Black British, Caribbean or African: \
             Any other Black, Black British or Caribbean background"
        }
        'R' => "Asian or Asian British: Chinese",
        'S' => "Other ethnic group: Any other ethnic group",
        _ => "No data: Undeclared or not known",
    }
}

//! The community trust: its patient index, referrals (CYP101) and care contacts (CYP201).
//! The district nursing caseload is every open referral to team type 12.

use terms::Date;

use crate::Source;
use crate::days::{CUT, YEAR_START, between, iso, plus};
use crate::dice::Dice;
use crate::error::Error;
use crate::faults::FaultCount;
use crate::output::{Output, Sheet};
use crate::records::{self, Record, Role};
use crate::town::Town;
use crate::truth::Links;

use super::{clinic_time, event_dice, gender_code, number_status};

const INDEX: [&str; 11] = [
    "LOCAL PATIENT IDENTIFIER (EXTENDED)",
    "NHS NUMBER",
    "NHS NUMBER STATUS INDICATOR CODE",
    "PERSON FAMILY NAME",
    "PERSON GIVEN NAME",
    "PERSON BIRTH DATE",
    "PERSON STATED GENDER CODE",
    "ETHNIC CATEGORY",
    "ADDRESS",
    "POSTCODE OF USUAL ADDRESS",
    "GENERAL MEDICAL PRACTICE CODE (PATIENT REGISTRATION)",
];
const REFERRALS: [&str; 10] = [
    "SERVICE REQUEST IDENTIFIER",
    "LOCAL PATIENT IDENTIFIER (EXTENDED)",
    "ORGANISATION IDENTIFIER (CODE OF COMMISSIONER)",
    "REFERRAL REQUEST RECEIVED DATE",
    "REFERRAL REQUEST RECEIVED TIME",
    "SOURCE OF REFERRAL FOR COMMUNITY",
    "PRIORITY TYPE CODE",
    "PRIMARY REASON FOR REFERRAL (COMMUNITY CARE)",
    "SERVICE DISCHARGE DATE",
    "SERVICE OR TEAM TYPE REFERRED TO (COMMUNITY CARE)",
];
const CONTACTS: [&str; 7] = [
    "CARE CONTACT IDENTIFIER",
    "SERVICE REQUEST IDENTIFIER",
    "CARE CONTACT DATE",
    "CARE CONTACT TIME",
    "CLINICAL CONTACT DURATION OF CARE CONTACT",
    "CONSULTATION MECHANISM (COMMUNITY CARE)",
    "ATTENDANCE STATUS",
];
const DISTRICT_NURSING: &str = "12";
/// Community therapy, rehabilitation and children's teams, as the other codes of the sample feeds.
const OTHER_TEAMS: [&str; 4] = ["28", "09", "16", "51"];

struct Feeds {
    referrals: Sheet,
    contacts: Sheet,
    dice: Dice,
    referral: u32,
    contact: u32,
}

pub(super) fn write(
    town: &Town,
    out: &mut Output<'_>,
    links: &mut Links,
) -> Result<Vec<FaultCount>, Error> {
    let mut index = out.sheet("extracts/community_patient_index.csv", &INDEX)?;
    let mut feeds = Feeds {
        referrals: out.sheet("extracts/csds_cyp101_referral.csv", &REFERRALS)?,
        contacts: out.sheet("extracts/csds_cyp201_care_contact.csv", &CONTACTS)?,
        dice: event_dice(town, 2),
        referral: 0,
        contact: 0,
    };
    let faults = records::each(town, Source::Community, |record| {
        let key = record.key(Source::Community);
        let details = &record.details;
        links.add(Source::Community, &key, record.person);
        index.row(&[
            &key,
            &details.nhs,
            number_status(&record, "07"),
            &details.surname,
            &details.given,
            &details.born.map(iso).unwrap_or_default(),
            gender_code(details.female),
            &record.person.ethnicity.to_string(),
            &details.address,
            &details.postcode,
            &record.practice,
        ])?;
        feeds.referrals_of(&record, &key)
    })?;
    out.finish(index)?;
    out.finish(feeds.referrals)?;
    out.finish(feeds.contacts)?;
    Ok(faults)
}

/// One contact in so many has no day.
const UNDATED_EVERY: u32 = 400;

impl Feeds {
    fn referrals_of(&mut self, record: &Record<'_>, key: &str) -> Result<(), Error> {
        match record.role {
            // Half the second records carry an open referral too: rows are not people.
            Role::OpenNursing if record.duplicate && self.dice.chance(0.5) => {
                self.closed(key, DISTRICT_NURSING)?;
            }
            Role::OpenNursing => {
                let since = self.dice.day(plus(CUT, -900), plus(CUT, -1));
                self.referral(key, DISTRICT_NURSING, since, None)?;
                if self.dice.chance(0.25) {
                    self.closed(key, DISTRICT_NURSING)?;
                }
                if self.dice.chance(0.30) {
                    self.other(key)?;
                }
            }
            Role::ClosedNursing => {
                self.closed(key, DISTRICT_NURSING)?;
                if self.dice.chance(0.2) {
                    self.other(key)?;
                }
            }
            _ if record.person.died.is_some() => self.closed(key, "28")?,
            _ => self.other(key)?,
        }
        Ok(())
    }

    fn other(&mut self, key: &str) -> Result<(), Error> {
        let team = self.dice.pick(&OTHER_TEAMS);
        if self.dice.chance(0.6) {
            self.closed(key, team)
        } else {
            let since = self.dice.day(YEAR_START, plus(CUT, -1));
            self.referral(key, team, since, None)
        }
    }

    fn closed(&mut self, key: &str, team: &str) -> Result<(), Error> {
        let since = self.dice.day(YEAR_START, plus(CUT, -10));
        let until = self.dice.day(plus(since, 3), plus(since, 120).min(CUT));
        self.referral(key, team, since, Some(until))
    }

    fn referral(
        &mut self,
        key: &str,
        team: &str,
        since: Date,
        until: Option<Date>,
    ) -> Result<(), Error> {
        self.referral += 1;
        let id = format!("SR{:07}", self.referral);
        let dice = &mut self.dice;
        let reason = match team {
            DISTRICT_NURSING => dice.weigh(&[("012", 0.6), ("047", 0.25), ("038", 0.15)]),
            _ => dice.pick(&["012", "038", "047"]),
        };
        self.referrals.row(&[
            &id,
            key,
            "",
            &iso(since),
            &clinic_time(dice),
            dice.weigh(&[("01", 0.6), ("04", 0.25), ("10", 0.1), ("09", 0.05)]),
            dice.weigh(&[("1", 0.85), ("2", 0.15)]),
            reason,
            &until.map(iso).unwrap_or_default(),
            team,
        ])?;
        // Visits of the reporting year only; a nurse calls every few weeks, a therapist less.
        let first = since.max(YEAR_START);
        let last = until.unwrap_or(CUT);
        let every = if team == DISTRICT_NURSING { 24 } else { 40 };
        let visits = (between(first, last) / self.dice.between(every / 2, every * 2)).clamp(1, 40);
        for _ in 0..visits {
            self.contact_of(&id, first, last)?;
        }
        Ok(())
    }

    fn contact_of(&mut self, referral: &str, first: Date, last: Date) -> Result<(), Error> {
        self.contact += 1;
        let dice = &mut self.dice;
        let day = iso(dice.day(first, last));
        // Now and then a clinician saves a contact without its day, and the extract cannot use it.
        let undated = self.contact.is_multiple_of(UNDATED_EVERY);
        self.contacts.row(&[
            &format!("CC{:08}", self.contact),
            referral,
            if undated { "" } else { &day },
            &clinic_time(dice),
            &dice.between(10, 65).to_string(),
            dice.weigh(&[("01", 0.7), ("11", 0.1), ("02", 0.2)]),
            dice.weigh(&[("5", 0.9), ("7", 0.04), ("3", 0.06)]),
        ])
    }
}

//! The hospital: patient index, admitted spells, emergency attendances, discharge referrals.

use terms::Date;

use crate::Source;
use crate::days::{CUT, YEAR_START, iso, packed, plus};
use crate::dice::Dice;
use crate::error::Error;
use crate::faults::FaultCount;
use crate::output::{Output, Sheet};
use crate::records::{self, Record};
use crate::town::{Town, places};
use crate::truth::Links;

use super::{event_dice, gender_code, number_status};

const INDEX: [&str; 11] = [
    "LOCAL_PATIENT_ID",
    "NHS_NO",
    "NHS_NO_STATUS",
    "FAMILY_NAME",
    "GIVEN_NAME",
    "OTHER_GIVEN_NAME",
    "DATE_OF_BIRTH",
    "GENDER",
    "ADDRESS_LINE1",
    "POSTCODE",
    "GP_PRACTICE_CODE",
];
const SPELLS: [&str; 13] = [
    "SPELL_ID",
    "LOCAL_PATIENT_ID",
    "PROVIDER_CODE",
    "ADMISSION_DATE",
    "ADMISSION_METHOD",
    "SOURCE_OF_ADMISSION",
    "DISCHARGE_DATE",
    "DISCHARGE_METHOD",
    "DISCHARGE_DESTINATION",
    "DISCHARGE_READY_DATE",
    "PRIMARY_DIAGNOSIS_ICD10",
    "TREATMENT_FUNCTION_CODE",
    "WARD",
];
const ATTENDANCES: [&str; 11] = [
    "ATTENDANCE_ID",
    "LOCAL_PATIENT_ID",
    "SITE_CODE",
    "ARRIVAL_DATE",
    "ARRIVAL_TIME",
    "ARRIVAL_MODE_SNOMED",
    "CHIEF_COMPLAINT_SNOMED",
    "DEPARTURE_DATE",
    "DEPARTURE_TIME",
    "DISCHARGE_STATUS_SNOMED",
    "DISCHARGE_DESTINATION_SNOMED",
];
const REFERRALS: [&str; 10] = [
    "REFERRAL_ID",
    "SPELL_ID",
    "LOCAL_PATIENT_ID",
    "NHS_NO",
    "REFERRED_AT",
    "PATHWAY",
    "NO_LONGER_MEETS_CRITERIA_TO_RESIDE_DATE",
    "DISCHARGED_DATE",
    "DELAY_REASON",
    "DESTINATION",
];
/// Emergency diagnoses of older people: chest, heart, urine, falls, hip, confusion, sepsis.
const DIAGNOSES_OLD: [&str; 8] = ["J441", "R296", "N390", "J189", "S7200", "A419", "F050", "I500"];
const DIAGNOSES_YOUNG: [&str; 7] = ["J459", "K359", "R104", "L031", "J069", "G409", "T509"];
const DIAGNOSES_PLANNED: [&str; 6] = ["H259", "K409", "M171", "Z511", "N40X", "K801"];
const WARDS: [&str; 4] = ["Beech", "Chestnut", "Mulberry", "Elm"];

struct Feeds {
    spells: Sheet,
    attendances: Sheet,
    referrals: Sheet,
    dice: Dice,
    spell: u32,
    attendance: u32,
    referral: u32,
}

struct Spell {
    id: String,
    admitted: Date,
    /// None while the patient is still in.
    left: Option<Date>,
    ready: Option<Date>,
    died: bool,
}

/// Days in hospital; nobody is in two beds at once.
struct Stay {
    admitted: Date,
    left: Date,
}

impl Stay {
    fn apart(&self, admitted: Date, left: Date) -> bool {
        left < self.admitted || self.left < admitted
    }
}

pub(super) fn write(
    town: &Town,
    out: &mut Output<'_>,
    links: &mut Links,
) -> Result<Vec<FaultCount>, Error> {
    let mut index = out.sheet("extracts/acute_patient_index.csv", &INDEX)?;
    let mut feeds = Feeds {
        spells: out.sheet("extracts/sus_apc_spells.csv", &SPELLS)?,
        attendances: out.sheet("extracts/ecds_attendances.csv", &ATTENDANCES)?,
        referrals: out.sheet("extracts/discharge_referrals.csv", &REFERRALS)?,
        dice: event_dice(town, 4),
        spell: 0,
        attendance: 0,
        referral: 0,
    };
    let faults = records::each(town, Source::Acute, |record| {
        let key = record.key(Source::Acute);
        let details = &record.details;
        links.add(Source::Acute, &key, record.person);
        index.row(&[
            &key,
            &details.nhs,
            number_status(&record, "03"),
            &details.surname,
            &details.given,
            &details.middle,
            &details.born.map(packed).unwrap_or_default(),
            gender_code(details.female),
            &details.address,
            &details.postcode,
            &record.practice,
        ])?;
        feeds.year_of(&record, &key)
    })?;
    out.finish(index)?;
    out.finish(feeds.spells)?;
    out.finish(feeds.attendances)?;
    out.finish(feeds.referrals)?;
    Ok(faults)
}

impl Feeds {
    /// A year of one record: emergency admissions by need, planned ones, and attendances that end at
    /// home. Whoever died in the year may have died in hospital, and is never seen after.
    fn year_of(&mut self, record: &Record<'_>, key: &str) -> Result<(), Error> {
        let person = record.person;
        let until = person.died.unwrap_or(CUT);
        let need = person.need().min(40.0);
        let caseload = if person.nursing || person.social_care { 0.28 } else { 0.0 };
        let emergency = 0.11 + need * 0.009 + caseload;
        let mut stays = Vec::new();
        if person.died.is_some() && !record.duplicate && self.dice.chance(0.5) {
            stays.push(self.last_spell(record, key, until)?);
        }
        for at in 0..4 {
            // Whoever was admitted once is likelier to come back.
            if !self.dice.chance(if at == 0 { emergency } else { 0.10 + emergency * 0.4 }) {
                break;
            }
            let day = self.dice.day(YEAR_START, until);
            self.emergency_spell(record, key, (day, until), &mut stays)?;
        }
        if self.dice.chance(0.10) {
            let day = self.dice.day(YEAR_START, until);
            self.planned_spell(record, key, (day, until), &mut stays)?;
        }
        for _ in 0..self.dice.weigh(&[(0, 0.38), (1, 0.42), (2, 0.14), (3, 0.06)]) {
            let day = self.dice.day(YEAR_START, until);
            self.attendance(key, day, false)?;
        }
        Ok(())
    }

    fn emergency_spell(
        &mut self,
        record: &Record<'_>,
        key: &str,
        (admitted, until): (Date, Date),
        stays: &mut Vec<Stay>,
    ) -> Result<(), Error> {
        let old = record.person.age >= 65;
        let stay_max = if old { 28 } else { 6 };
        let stay = self.dice.between(0, stay_max).min(self.dice.between(0, stay_max));
        let ready = plus(admitted, stay);
        let delay = if old && self.dice.chance(0.3) { self.dice.between(1, 12) } else { 0 };
        let left = plus(ready, delay);
        // Whoever died at home had left the hospital by then.
        let (ready, left) = match record.person.died {
            Some(died) => (ready.min(died), left.min(died)),
            None => (ready, left),
        };
        if !stays.iter().all(|stay| stay.apart(admitted, left)) {
            return Ok(());
        }
        stays.push(Stay { admitted, left });
        let spell = Spell {
            id: self.spell_id(),
            admitted,
            left: Some(left).filter(|day| *day <= until),
            ready: Some(ready).filter(|day| *day <= until),
            died: false,
        };
        let method = if self.dice.chance(0.86) { "21" } else { "22" };
        if method == "21" {
            self.attendance(key, admitted, true)?;
        }
        let diagnosis = self.dice.pick(if old { &DIAGNOSES_OLD[..] } else { &DIAGNOSES_YOUNG[..] });
        self.spell_row(record, key, &spell, method, diagnosis)?;
        let referred = old && (stay > 2 || delay > 0) && self.dice.chance(0.75);
        if referred {
            self.discharge_referral(record, key, &spell)?;
        }
        Ok(())
    }

    fn last_spell(&mut self, record: &Record<'_>, key: &str, died: Date) -> Result<Stay, Error> {
        let admitted = plus(died, -self.dice.between(1, 14)).max(YEAR_START);
        let spell =
            Spell { id: self.spell_id(), admitted, left: Some(died), ready: None, died: true };
        self.attendance(key, admitted, true)?;
        let diagnosis = self.dice.pick(&DIAGNOSES_OLD);
        self.spell_row(record, key, &spell, "21", diagnosis)?;
        Ok(Stay { admitted, left: died })
    }

    fn planned_spell(
        &mut self,
        record: &Record<'_>,
        key: &str,
        (admitted, until): (Date, Date),
        stays: &mut Vec<Stay>,
    ) -> Result<(), Error> {
        let left = plus(admitted, self.dice.weigh(&[(0, 0.8), (1, 0.1), (3, 0.1)])).min(until);
        if !stays.iter().all(|stay| stay.apart(admitted, left)) {
            return Ok(());
        }
        stays.push(Stay { admitted, left });
        let spell = Spell {
            id: self.spell_id(),
            admitted,
            left: Some(left),
            ready: Some(left),
            died: false,
        };
        let method = self.dice.weigh(&[("11", 0.55), ("12", 0.35), ("13", 0.10)]);
        let diagnosis = self.dice.pick(&DIAGNOSES_PLANNED);
        self.spell_row(record, key, &spell, method, diagnosis)
    }

    fn spell_id(&mut self) -> String {
        self.spell += 1;
        format!("S{:07}", self.spell)
    }

    fn spell_row(
        &mut self,
        record: &Record<'_>,
        key: &str,
        spell: &Spell,
        method: &str,
        diagnosis: &str,
    ) -> Result<(), Error> {
        let dice = &mut self.dice;
        let care_home = record.person.care_home.is_some();
        let old = record.person.age >= 65;
        let destination = match (spell.left, spell.died, care_home) {
            (None, ..) => "",
            (_, true, _) => "79",
            (_, _, true) => dice.pick(&["54", "65"]),
            _ if old => dice.weigh(&[("19", 0.9), ("54", 0.05), ("65", 0.05)]),
            _ => "19",
        };
        self.spells.row(&[
            &spell.id,
            key,
            places::ACUTE.0,
            &iso(spell.admitted),
            method,
            if care_home { "54" } else { "19" },
            &spell.left.map(iso).unwrap_or_default(),
            match (spell.left, spell.died) {
                (None, _) => "",
                (_, true) => "4",
                _ => "1",
            },
            destination,
            &spell.ready.map(iso).unwrap_or_default(),
            diagnosis,
            dice.pick(&["300", "430", "110", "340"]),
            dice.pick(&WARDS),
        ])
    }

    fn attendance(&mut self, key: &str, day: Date, admitted: bool) -> Result<(), Error> {
        self.attendance += 1;
        let dice = &mut self.dice;
        let (hour, minute) = (dice.between(0, 19), dice.between(0, 59));
        let wait = if admitted { dice.between(2, 4) } else { dice.between(1, 4) };
        let ambulance = dice.chance(if admitted { 0.6 } else { 0.25 });
        self.attendances.row(&[
            &format!("A{:07}", self.attendance),
            key,
            "R9A01",
            &iso(day),
            &format!("{hour:02}:{minute:02}"),
            if ambulance { "1048031000000100" } else { "1048061000000105" },
            "",
            &iso(day),
            &format!("{:02}:{:02}", hour + wait, dice.between(0, 59)),
            if admitted { "" } else { "1077021000000100" },
            "306706006",
        ])
    }

    /// The referral to the transfer of care hub, by the four discharge pathways.
    fn discharge_referral(
        &mut self,
        record: &Record<'_>,
        key: &str,
        spell: &Spell,
    ) -> Result<(), Error> {
        self.referral += 1;
        let dice = &mut self.dice;
        let care_home = record.person.care_home.is_some();
        let pathway = if care_home {
            dice.weigh(&[("0", 0.7), ("3", 0.3)])
        } else {
            dice.weigh(&[("0", 0.5), ("1", 0.35), ("2", 0.12), ("3", 0.03)])
        };
        let ready = spell.ready;
        let referred = plus(ready.unwrap_or(CUT), -dice.between(0, 2)).max(spell.admitted);
        let delayed = match (ready, spell.left) {
            (Some(ready), Some(left)) => left > ready,
            (Some(_), None) => true,
            _ => false,
        };
        let reason = match (delayed, pathway) {
            (false, _) => "",
            (true, "2" | "3") => "Awaiting residential or nursing home placement",
            (true, _) => dice.weigh(&[
                ("Awaiting package of care at home", 0.7),
                ("Awaiting community equipment", 0.3),
            ]),
        };
        self.referrals.row(&[
            &format!("D{:07}", self.referral),
            &spell.id,
            key,
            &record.details.nhs,
            &format!("{}T{:02}:{:02}:00", iso(referred), dice.between(8, 17), dice.between(0, 59)),
            pathway,
            &ready.map(iso).unwrap_or_default(),
            &spell.left.map(iso).unwrap_or_default(),
            reason,
            "",
        ])
    }
}

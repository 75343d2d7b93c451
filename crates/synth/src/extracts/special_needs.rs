//! The special educational needs return (SEN2): five modules as COLLECT exports them.
//! It has no NHS number: children are found by name, date of birth and postcode alone.

use terms::Date;

use crate::Source;
use crate::days::{CUT, YEAR_START, blade, plus};
use crate::dice::Dice;
use crate::error::Error;
use crate::faults::FaultCount;
use crate::output::{Output, Sheet};
use crate::records::{self, Record};
use crate::town::Town;
use crate::truth::Links;

use super::event_dice;

const PERSON: [&str; 14] = [
    "persontableid",
    "NativeId",
    "personorderseqcolumn",
    "sourceid",
    "sen2tableid",
    "surname",
    "forename",
    "personbirthdate",
    "sex",
    "ethnicity",
    "postcode",
    "upn",
    "uniquelearnernumber",
    "upnunknown",
];
const REQUESTS: [&str; 13] = [
    "requeststableid",
    "NativeId",
    "requestsorderseqcolumn",
    "sourceid",
    "persontableid",
    "receiveddate",
    "requestsource",
    "rya",
    "requestoutcomedate",
    "requestoutcome",
    "requestmediation",
    "requesttribunal",
    "exported",
];
const ASSESSMENT: [&str; 12] = [
    "assessmenttableid",
    "NativeId",
    "assessmentorderseqcolumn",
    "sourceid",
    "requeststableid",
    "assessmentoutcome",
    "assessmentoutcomedate",
    "assessmentmediation",
    "assessmenttribunal",
    "othermediation",
    "othertribunal",
    "week20",
];
const PLAN: [&str; 13] = [
    "namedplantableid",
    "NativeId",
    "namedplanorderseqcolumn",
    "sourceid",
    "assessmenttableid",
    "startdate",
    "planres",
    "planwbp",
    "pb",
    "oa",
    "dp",
    "ceasedate",
    "ceasereason",
];
const NEED: [&str; 7] = [
    "senneedtableid",
    "NativeId",
    "senneedorderseqcolumn",
    "sourceid",
    "activeplanstableid",
    "sentype",
    "sentyperank",
];

struct Feeds {
    person: Sheet,
    requests: Sheet,
    assessment: Sheet,
    plan: Sheet,
    need: Sheet,
    dice: Dice,
}

pub(super) fn write(
    town: &Town,
    out: &mut Output<'_>,
    links: &mut Links,
) -> Result<Vec<FaultCount>, Error> {
    let name = |module: &str| format!("extracts/Blade-Export_31-03-2026_{module}.csv");
    let mut feeds = Feeds {
        person: out.sheet(&name("person"), &PERSON)?,
        requests: out.sheet(&name("requests"), &REQUESTS)?,
        assessment: out.sheet(&name("assessment"), &ASSESSMENT)?,
        plan: out.sheet(&name("namedplan"), &PLAN)?,
        need: out.sheet(&name("senneed"), &NEED)?,
        dice: event_dice(town, 6),
    };
    let faults = records::each(town, Source::Sen2, |record| {
        let key = record.key(Source::Sen2);
        links.add(Source::Sen2, &key, record.person);
        feeds.person_row(&record, &key)?;
        feeds.request(&record, &key)
    })?;
    for sheet in [feeds.person, feeds.requests, feeds.assessment, feeds.plan, feeds.need] {
        out.finish(sheet)?;
    }
    Ok(faults)
}

impl Feeds {
    fn person_row(&mut self, record: &Record<'_>, key: &str) -> Result<(), Error> {
        let details = &record.details;
        // A learner's number: a letter and twelve digits; children under school age have none yet.
        let upn = if record.person.age < 4 {
            String::new()
        } else {
            format!("A999{:09}", record.person.number)
        };
        self.person.row(&[
            key,
            key,
            key,
            "1",
            "1",
            &details.surname,
            &details.given,
            &details.born.map(blade).unwrap_or_default(),
            match details.female {
                Some(true) => "F",
                Some(false) => "M",
                None => "U",
            },
            &record.person.ethnicity.to_string(),
            &details.postcode,
            &upn,
            "",
            if upn.is_empty() { "UN2" } else { "" },
        ])
    }

    /// A request, what was decided within six weeks, and for most an assessment and a plan by about
    /// week 20.
    fn request(&mut self, record: &Record<'_>, key: &str) -> Result<(), Error> {
        let dice = &mut self.dice;
        let received = dice.day(plus(YEAR_START, -90).max(record.person.born), plus(CUT, -1));
        let decided = Some(plus(received, dice.between(14, 48))).filter(|day| *day <= CUT);
        let agreed = decided.is_some() && dice.chance(0.78);
        self.requests.row(&[
            key,
            key,
            "1",
            "1",
            key,
            &blade(received),
            &dice.between(1, 8).to_string(),
            "0",
            &decided.map(blade).unwrap_or_default(),
            match (decided, agreed) {
                (None, _) => "",
                (_, true) => "Y",
                (_, false) => "N",
            },
            "0",
            if decided.is_some() && !agreed && dice.chance(0.1) { "1" } else { "0" },
            "",
        ])?;
        if agreed {
            self.assessment(key, plus(received, 70))?;
        }
        let kind = dice_need(&mut self.dice);
        self.need.row(&[key, key, "1", "1", key, kind, "1"])
    }

    fn assessment(&mut self, key: &str, earliest: Date) -> Result<(), Error> {
        let dice = &mut self.dice;
        let ended = Some(plus(earliest, dice.between(20, 130))).filter(|day| *day <= CUT);
        let plan = ended.filter(|_| dice.chance(0.93));
        self.assessment.row(&[
            key,
            key,
            "1",
            "1",
            key,
            match (ended, plan) {
                (None, _) => "",
                (_, Some(_)) => "Y",
                (_, None) => "N",
            },
            &ended.map(blade).unwrap_or_default(),
            "0",
            "0",
            "0",
            "0",
            // Not lateness: the exceptions of the regulations apply to few.
            if dice.chance(0.04) { "1" } else { "0" },
        ])?;
        match plan {
            Some(start) => self.plan.row(&[
                key,
                key,
                "1",
                "1",
                key,
                &blade(start),
                "N",
                "N",
                "0",
                "0",
                "N",
                "",
                "",
            ]),
            None => Ok(()),
        }
    }
}

/// Primary need, in the proportions of an inner London borough.
fn dice_need(dice: &mut Dice) -> &'static str {
    dice.weigh(&[
        ("ASD", 0.38),
        ("SLCN", 0.20),
        ("SEMH", 0.16),
        ("MLD", 0.07),
        ("SPLD", 0.06),
        ("SLD", 0.05),
        ("PD", 0.05),
        ("HI", 0.03),
    ])
}

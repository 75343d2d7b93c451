//! The mental health trust: patient index and referrals (MHS101).

use crate::Source;
use crate::days::{CUT, YEAR_START, iso, plus};
use crate::error::Error;
use crate::faults::FaultCount;
use crate::output::Output;
use crate::records;
use crate::town::Town;
use crate::truth::Links;

use super::{event_dice, gender_code};

const INDEX: [&str; 9] = [
    "LocalPatientId",
    "NHSNumber",
    "FamilyName",
    "GivenName",
    "PersonBirthDate",
    "Gender",
    "EthnicCategory",
    "Postcode",
    "GMPReg",
];
const REFERRALS: [&str; 8] = [
    "ServiceRequestId",
    "LocalPatientId",
    "ReferralRequestReceivedDate",
    "SourceOfReferralMH",
    "ClinRespPriorityType",
    "PrimReasonReferralMH",
    "ServDischDate",
    "ServTeamTypeRefToMH",
];

pub(super) fn write(
    town: &Town,
    out: &mut Output<'_>,
    links: &mut Links,
) -> Result<Vec<FaultCount>, Error> {
    let mut index = out.sheet("extracts/mh_patient_index.csv", &INDEX)?;
    let mut referrals = out.sheet("extracts/mhsds_mhs101_referral.csv", &REFERRALS)?;
    let mut dice = event_dice(town, 5);
    let mut referral = 0;
    let faults = records::each(town, Source::Mh, |record| {
        let key = record.key(Source::Mh);
        let (person, details) = (record.person, &record.details);
        links.add(Source::Mh, &key, person);
        index.row(&[
            &key,
            &details.nhs,
            &details.surname,
            &details.given,
            &details.born.map(iso).unwrap_or_default(),
            gender_code(details.female),
            &person.ethnicity.to_string(),
            &details.postcode,
            &record.practice,
        ])?;
        for _ in 0..dice.weigh(&[(1, 0.85), (2, 0.15)]) {
            referral += 1;
            let last = person.died.unwrap_or(CUT);
            let since = dice.day(plus(YEAR_START, -200), plus(last, -1));
            let until = plus(since, dice.between(20, 300));
            let closed = person.died.is_some() || dice.chance(0.55);
            let until = Some(until.min(last)).filter(|_| closed);
            let team = match person.age {
                ..=17 => "C02",
                65.. => dice.weigh(&[("A16", 0.7), ("A06", 0.3)]),
                _ => dice.weigh(&[("A02", 0.35), ("A06", 0.45), ("A16", 0.2)]),
            };
            referrals.row(&[
                &format!("MR{referral}"),
                &key,
                &iso(since),
                dice.weigh(&[("A1", 0.7), ("B1", 0.15), ("H1", 0.15)]),
                dice.weigh(&[("3", 0.75), ("2", 0.2), ("1", 0.05)]),
                dice.pick(&["17", "05", "01", "04"]),
                &until.map(iso).unwrap_or_default(),
                team,
            ])?;
        }
        Ok(())
    })?;
    out.finish(index)?;
    out.finish(referrals)?;
    Ok(faults)
}

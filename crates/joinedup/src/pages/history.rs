//! How a person's records hang together, how that came about, and what changing it would do.

use jiff::civil::Date;
use record::decision::Answer as Said;
use record::history::{self, Edge, EdgeKind as Drawn, Linked, NotPossible, What, Who};
use record::person as records;
use terms::{NhsNumber, PartialDate, PersonId, RecordId};
use web::Error;
use web::reads::history::{
    By, EdgeKind, Event, EventKind, Held, LinkPreview, LinkedRecord, Other, Together, TogetherEdge,
    UnlinkPreview,
};
use web::reads::review::Answer;
use web::reads::{Banner, Use};

use super::person::{banner, joined};
use super::review::{contradiction, shown_answer};
use super::{Pages, Result, moment};
use crate::words::{number, source_title};

/// Events that a screen shows; a file has them all.
const EVENTS_MAX: usize = 40;

pub(super) async fn together(
    pages: &Pages,
    asked: PersonId,
    as_of: Option<Date>,
    reviewer: Option<&str>,
    what_for: Use,
) -> Result<Together> {
    let events_max = match what_for {
        Use::Screen => EVENTS_MAX,
        Use::Export => usize::MAX,
    };
    let found = history::together(&pages.db, asked, as_of, events_max).await;
    let found = found.map_err(Error::store)?.ok_or(Error::NotThere)?;
    let whole = records::get(&pages.db, found.person).await.map_err(Error::store)?;
    Ok(Together {
        person: found.person,
        // Nobody stands behind a person whose records have all left.
        banner: whole.map_or_else(Banner::default, |person| banner(&person.records)),
        records: found.records.iter().map(|linked| record(pages, linked)).collect(),
        edges: found.edges.iter().map(edge).collect(),
        events: found.events.iter().map(|kept| event(kept, reviewer)).collect(),
        older_events: found.older_events,
        known_since: found.known_since,
        model: found.model_version,
    })
}

pub(super) async fn unlink_preview(
    pages: &Pages,
    person: PersonId,
    leaving: &[RecordId],
) -> Result<UnlinkPreview> {
    let found = history::unlink_preview(&pages.db, person, leaving).await;
    let found = found.map_err(Error::store)?.map_err(not_possible)?;
    Ok(UnlinkPreview {
        leaving: found.leaving.iter().map(|linked| record(pages, linked)).collect(),
        staying: found.staying.iter().map(|linked| record(pages, linked)).collect(),
        against: against(found.against),
    })
}

pub(super) async fn link_preview(
    pages: &Pages,
    person: PersonId,
    other: Other,
) -> Result<LinkPreview> {
    let other = match other {
        Other::Person(person) => history::Other::Person(person),
        Other::Record(record) => history::Other::Record(record),
    };
    let found = history::link_preview(&pages.db, person, other).await;
    let found = found.map_err(Error::store)?.map_err(not_possible)?;
    Ok(LinkPreview {
        kept: found.kept,
        other: found.other,
        records: found.records.iter().map(|linked| record(pages, linked)).collect(),
        other_records: found.other_records.iter().map(|linked| record(pages, linked)).collect(),
        contradictions: found.contradictions.iter().map(contradiction).collect(),
        against: against(found.against),
    })
}

fn against(decisions: Vec<(String, String)>) -> Vec<(String, jiff::Timestamp)> {
    decisions.into_iter().map(|(who, at)| (who, moment(&at))).collect()
}

fn not_possible(why: NotPossible) -> Error {
    let what = match why {
        NotPossible::NoSuchPerson => return Error::NotThere,
        NotPossible::NotOfThisPerson => "one of the records is not of this person",
        NotPossible::NoneNamed => "choose at least one record",
        NotPossible::NoneWouldStay => "at least one record must stay",
        NotPossible::NoSuchOther => "there is no person with this address and no such record",
        NotPossible::SamePerson => "it is the same person already",
    };
    Error::Asked { what: what.to_owned() }
}

fn record(pages: &Pages, linked: &Linked) -> LinkedRecord {
    let record = &linked.record;
    let by_number = record.nhs_number.as_deref() == Some(record.record_key.as_str());
    let place = record.places.first();
    LinkedRecord {
        record: record.record,
        source: source_title(&record.source),
        local_id: (!by_number).then(|| record.record_key.clone()),
        name: joined(&[&record.first_name, &record.middle_name, &record.surname], " "),
        born: record.date_of_birth.as_deref().and_then(|day| PartialDate::parse(day).ok()),
        nhs_number: record.nhs_number.as_deref().and_then(|n| NhsNumber::parse(n).ok()),
        address: place.and_then(|place| joined(&[&place.address, &place.postcode], ", ")),
        linked: moment(&linked.since),
        withdrawn: record.withdrawn,
        holds: linked.holds.iter().filter_map(|(feed, rows)| held(pages, feed, *rows)).collect(),
    }
}

/// Rows of a feed as people count them; `None` where the row is the record itself.
fn held(pages: &Pages, feed: &str, rows: u64) -> Option<Held> {
    let (one, several) = match feed {
        "gp_registered_list"
        | "community_patient_index"
        | "acute_patient_index"
        | "mh_patient_index"
        | "sen2_person"
        | "capacity_tracker" => return None,
        "asc_cld" => ("social care event", "social care events"),
        "csds_cyp101_referral" => ("community referral", "community referrals"),
        "csds_cyp201_care_contact" => ("community contact", "community contacts"),
        "discharge_referrals" => ("discharge referral", "discharge referrals"),
        "ecds_attendances" | "hes_ae" => ("emergency attendance", "emergency attendances"),
        "gp_conditions" => ("condition on the GP list", "conditions on the GP list"),
        "hes_apc" => ("hospital episode", "hospital episodes"),
        "hes_op" => ("outpatient appointment", "outpatient appointments"),
        "mhsds_mhs101_referral" => ("mental health referral", "mental health referrals"),
        "sen2_activeplans" => ("plan in force", "plans in force"),
        "sen2_assessment" => ("needs assessment", "needs assessments"),
        "sen2_namedplan" => ("named plan", "named plans"),
        "sen2_placementdetail" | "sen2_plandetail" => ("placement", "placements"),
        "sen2_requests" => ("request for an assessment", "requests for an assessment"),
        "sen2_senneed" => ("special educational need", "special educational needs"),
        "sus_apc_spells" => ("hospital spell", "hospital spells"),
        other => {
            let title = pages.profiles.get(other).map_or(other, |profile| &profile.title);
            let (one, several) = (format!("row of {title}"), format!("rows of {title}"));
            return Some(Held { one, several, rows });
        }
    };
    Some(Held { one: one.to_owned(), several: several.to_owned(), rows })
}

fn edge(edge: &Edge) -> TogetherEdge {
    TogetherEdge {
        left: edge.record,
        right: edge.other,
        bits: edge.weight,
        probability: edge.probability,
        kind: match &edge.kind {
            Drawn::Model => EdgeKind::Model,
            Drawn::Review => EdgeKind::Review,
            Drawn::People { answer, said } => people(*answer, said),
        },
    }
}

/// Who drew a line. Two who contradict each other keep the records apart and are both named with what
/// they said.
fn people(answer: Said, said: &[(Said, String)]) -> EdgeKind {
    let at_odds = [Said::Same, Said::Different]
        .iter()
        .all(|wanted| said.iter().any(|(answer, _)| answer == wanted));
    if answer == Said::Unsure && at_odds {
        let each: Vec<String> =
            said.iter().map(|(it, who)| format!("{who} ({})", words(*it))).collect();
        return EdgeKind::People { answer: Answer::Different, by: each.join(", against ") };
    }
    let mut names: Vec<&str> = Vec::new();
    for (_, who) in said.iter().filter(|(it, _)| *it == answer) {
        if !names.contains(&who.as_str()) {
            names.push(who);
        }
    }
    EdgeKind::People { answer: shown_answer(answer), by: names.join(" and ") }
}

fn words(answer: Said) -> &'static str {
    match answer {
        Said::Same => "same person",
        Said::Different => "different people",
        Said::Unsure => "unsure",
    }
}

fn event(kept: &history::Event, reviewer: Option<&str>) -> Event {
    let (by, why) = match &kept.who {
        Who::Program { model } => {
            (By::Run { model: model.clone() }, kept.why.as_deref().map(sentence))
        }
        Who::Person(name) => (By::Reviewer(name.clone()), kept.why.clone()),
        Who::Source(source) => {
            (By::Source(source_title(source)), kept.why.as_deref().map(sentence))
        }
    };
    let mine = matches!(&kept.who, Who::Person(name) if Some(name.as_str()) == reviewer);
    Event {
        at: moment(&kept.at),
        kind: match kept.what {
            What::Linked => EventKind::Linked,
            What::Unlinked => EventKind::Unlinked,
            What::Merged { from } => EventKind::Merged { from },
            What::Split { to } => EventKind::Split { to },
            What::Decided(answer) => EventKind::Decided(shown_answer(answer)),
            What::Undone => EventKind::Undone,
        },
        records: kept.records.iter().map(|(id, source)| (*id, source_title(source))).collect(),
        by,
        why: match kept.what {
            What::Undone => Some("The decision no longer counts.".to_owned()),
            _ => why,
        },
        evidence: kept.probability.map(evidence),
        undo: (mine && kept.in_force).then(|| kept.event_id.clone()),
    }
}

/// `All records were linked.`
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).chain(['.']).collect()
}

/// What the model said of a pair, in short: `+3.7 bits, 93 in 100`.
fn evidence(probability: f64) -> String {
    let bits = (probability / (1.0 - probability)).log2();
    let chance = match probability {
        p if p > 0.9999 => "more than 9,999 in 10,000".to_owned(),
        p if p >= 0.995 => format!("{} in 10,000", number((p * 10_000.0).round() as u64)),
        p if p >= 0.005 => format!("{:.0} in 100", p * 100.0),
        _ => "fewer than 1 in 100".to_owned(),
    };
    if bits.is_finite() { format!("{bits:+.1} bits, {chance}") } else { chance }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_told_in_bits_and_in_people() {
        for (probability, expected) in [
            (0.93, "+3.7 bits, 93 in 100"),
            (0.5, "+0.0 bits, 50 in 100"),
            (0.998, "+9.0 bits, 9,980 in 10,000"),
            (0.001, "-10.0 bits, fewer than 1 in 100"),
            (1.0, "more than 9,999 in 10,000"),
        ] {
            assert_eq!(evidence(probability), expected);
        }
    }

    #[test]
    fn two_who_contradict_each_other_are_both_named() {
        let (ada, ben) = ("Ada Okafor".to_owned(), "Ben Shah".to_owned());
        let said = [(Said::Different, ben.clone()), (Said::Same, ada.clone())];
        let by = "Ben Shah (different people), against Ada Okafor (same person)".to_owned();
        let apart = EdgeKind::People { answer: Answer::Different, by };
        assert_eq!(people(Said::Unsure, &said), apart);
        let said = [(Said::Same, ben), (Said::Same, ada)];
        let by = "Ben Shah and Ada Okafor".to_owned();
        assert_eq!(people(Said::Same, &said), EdgeKind::People { answer: Answer::Same, by });
    }
}

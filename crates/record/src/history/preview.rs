//! What taking records out of a person, or joining two people, would do.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use store::Db;
use terms::{PersonId, RecordId};

use super::records::{self, Linked};
use crate::Result;
use crate::decision::Answer;
use crate::review::{
    Contradiction, Decision, Member, contradictions, members, newest_model, of_record, person_of,
};

/// Whom to join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Other {
    /// A person.
    Person(PersonId),
    /// The person of a record.
    Record(RecordId),
}

/// Why there is no preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotPossible {
    /// There is no such person.
    NoSuchPerson,
    /// One of the records is not of this person.
    NotOfThisPerson,
    /// No record was named.
    NoneNamed,
    /// No record would stay.
    NoneWouldStay,
    /// There is no such other person.
    NoSuchOther,
    /// The other is the same person already.
    SamePerson,
}

/// What taking records out would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnlinkPreview {
    /// Records that leave: together they become one person.
    pub leaving: Vec<Linked>,
    /// Records that stay.
    pub staying: Vec<Linked>,
    /// Who decided "same person" across the two parts, and when.
    pub against: Vec<(String, String)>,
}

/// What joining two people would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkPreview {
    /// The person whose identifier stays.
    pub kept: PersonId,
    /// The person whose page it is.
    pub person: PersonId,
    /// The other.
    pub other: PersonId,
    /// Records of the person whose page it is.
    pub records: Vec<Linked>,
    /// Records of the other.
    pub other_records: Vec<Linked>,
    /// What guards see against it.
    pub contradictions: Vec<Contradiction>,
    /// Who decided "different people" across the two, and when.
    pub against: Vec<(String, String)>,
}

/// What taking `records` out of a person would do.
///
/// # Errors
/// When the database does not answer.
pub async fn unlink_preview(
    db: &Db,
    asked: PersonId,
    leaving: &[RecordId],
) -> Result<std::result::Result<UnlinkPreview, NotPossible>> {
    let person = records::resolve(db, asked).await?;
    let linked = records::linked(db, person, None).await?;
    let is_leaving = |linked: &Linked| leaving.contains(&linked.record.record);
    if linked.is_empty() {
        return Ok(Err(NotPossible::NoSuchPerson));
    }
    if leaving.is_empty() {
        return Ok(Err(NotPossible::NoneNamed));
    }
    let of_person = |id: &RecordId| linked.iter().any(|linked| linked.record.record == *id);
    if !leaving.iter().all(of_person) {
        return Ok(Err(NotPossible::NotOfThisPerson));
    }
    let (leaving, staying): (Vec<Linked>, Vec<Linked>) = linked.into_iter().partition(is_leaving);
    if staying.is_empty() {
        return Ok(Err(NotPossible::NoneWouldStay));
    }
    let against = across(db, &ids(&leaving), &ids(&staying), Answer::Same).await?;
    Ok(Ok(UnlinkPreview { leaving, staying, against }))
}

/// What joining a person and another would do.
///
/// # Errors
/// When the database does not answer.
pub async fn link_preview(
    db: &Db,
    asked: PersonId,
    other: Other,
) -> Result<std::result::Result<LinkPreview, NotPossible>> {
    let person = records::resolve(db, asked).await?;
    let left = members(db, person).await?;
    if left.is_empty() {
        return Ok(Err(NotPossible::NoSuchPerson));
    }
    let other = match other {
        Other::Person(other) => Some(records::resolve(db, other).await?),
        Other::Record(record) => person_of(db, record).await?,
    };
    let Some(other) = other else { return Ok(Err(NotPossible::NoSuchOther)) };
    if other == person {
        return Ok(Err(NotPossible::SamePerson));
    }
    let right = members(db, other).await?;
    if right.is_empty() {
        return Ok(Err(NotPossible::NoSuchOther));
    }
    let model = newest_model(db).await?;
    let unique = model.as_ref().map_or(&[][..], |model| &model.unique_sources);
    let contradictions =
        contradictions(&left.iter().collect::<Vec<_>>(), &right.iter().collect::<Vec<_>>(), unique);
    let record = |member: &Member| member.record;
    let (ours, theirs): (Vec<RecordId>, Vec<RecordId>) =
        (left.iter().map(record).collect(), right.iter().map(record).collect());
    Ok(Ok(LinkPreview {
        kept: kept((person, &left), (other, &right)),
        person,
        other,
        records: records::linked(db, person, None).await?,
        other_records: records::linked(db, other, None).await?,
        contradictions,
        against: across(db, &ours, &theirs, Answer::Different).await?,
    }))
}

/// The identifier that stays when two people are joined: that of more records, as in every run (see
/// [`linkage::ids::assign`]); of as many the smaller one.
fn kept(one: (PersonId, &[Member]), other: (PersonId, &[Member])) -> PersonId {
    let rank = |(person, members): (PersonId, &[Member])| {
        (Reverse(members.iter().filter(|member| member.is_linked()).count()), person)
    };
    rank(one).min(rank(other)).1
}

fn ids(linked: &[Linked]) -> Vec<RecordId> {
    linked.iter().map(|linked| linked.record.record).collect()
}

/// Decisions in force with this answer on pairs across two groups, newest first: who and when, each
/// decision once.
async fn across(
    db: &Db,
    one: &[RecordId],
    other: &[RecordId],
    answer: Answer,
) -> Result<Vec<(String, String)>> {
    let mut found: BTreeMap<String, (String, String)> = BTreeMap::new();
    let crosses = |decision: &Decision| {
        let (a, b) = (&decision.record, &decision.other);
        (one.contains(a) && other.contains(b)) || (one.contains(b) && other.contains(a))
    };
    for record in one {
        for decision in of_record(db, *record).await? {
            if decision.answer == answer && decision.undone.is_none() && crosses(&decision) {
                found.insert(decision.event_id, (decision.author, decision.at));
            }
        }
    }
    Ok(found.into_values().rev().collect())
}

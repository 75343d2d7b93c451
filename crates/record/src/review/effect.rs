//! What an answer would do: the persons behind a pair, and what speaks against joining them.

use std::collections::BTreeSet;

use store::Db;
use store::sqlx::{self, Row as _};
use terms::{PersonId, RecordId};

use super::{person_id, record_id};
use crate::Result;

pub(super) const PERSON_OF: &str =
    "select person_id from person_link where record_id = $1 and ended_by is null";
pub(super) const MEMBERS: &str = "select r.record_id, r.source, r.nhs_number, r.date_of_birth, \
     r.date_of_death, r.withdrawn_by, r.linkable from person_link l \
     join source_record r on r.record_id = l.record_id \
     where l.person_id = $1 and l.ended_by is null order by r.source, r.record_key";

/// The persons behind a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Two: "same" joins them.
    TwoPeople {
        /// The person of the first record.
        left: Side,
        /// The person of the second.
        right: Side,
    },
    /// One: "different" parts the records.
    OnePerson(Side),
}

/// A person behind a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The person.
    pub person: PersonId,
    /// Their records.
    pub records: u64,
    /// The sources of those records, each once.
    pub sources: Vec<String>,
}

/// What a guard sees against one person of two groups of records.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Contradiction {
    /// Both have a record of a source that holds one of each person.
    OneEach {
        /// The source.
        source: String,
    },
    /// Each has an NHS number, and none in common.
    NhsNumbers,
    /// Each has a date of birth, and none in common.
    Births,
    /// Each has a date of death, and none in common.
    Deaths,
}

/// A record of a person, with what guards look at.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) record: RecordId,
    pub(crate) source: String,
    nhs_number: Option<String>,
    born: Option<String>,
    died: Option<String>,
    withdrawn: bool,
    linkable: bool,
}

impl Member {
    /// Whether a run links it: its source still sends it, with enough in it to be found.
    pub(crate) fn is_linked(&self) -> bool {
        self.linkable && !self.withdrawn
    }
}

/// The person that a record belongs to; `None` where it is linked to nobody.
pub(crate) async fn person_of(db: &Db, record: RecordId) -> Result<Option<PersonId>> {
    let found: Option<String> =
        sqlx::query_scalar(PERSON_OF).bind(record.to_string()).fetch_optional(db.pool()).await?;
    found.as_deref().map(person_id).transpose()
}

/// The records of a person now.
pub(crate) async fn members(db: &Db, person: PersonId) -> Result<Vec<Member>> {
    let rows = sqlx::query(MEMBERS).bind(person.to_string()).fetch_all(db.pool()).await?;
    rows.iter()
        .map(|row| {
            let (withdrawn, linkable): (Option<&str>, i64) = (row.try_get(5)?, row.try_get(6)?);
            Ok(Member {
                record: record_id(row.try_get(0)?)?,
                source: row.try_get(1)?,
                nhs_number: row.try_get(2)?,
                born: row.try_get(3)?,
                died: row.try_get(4)?,
                withdrawn: withdrawn.is_some(),
                linkable: linkable == 1,
            })
        })
        .collect()
}

pub(super) fn side(person: PersonId, members: &[Member]) -> Side {
    let sources: BTreeSet<&str> = members.iter().map(|member| member.source.as_str()).collect();
    Side {
        person,
        records: members.len() as u64,
        sources: sources.into_iter().map(str::to_owned).collect(),
    }
}

/// What speaks against two groups of records being one person. Records that their source has taken
/// back say nothing.
pub(crate) fn contradictions(
    left: &[&Member],
    right: &[&Member],
    unique_sources: &[String],
) -> Vec<Contradiction> {
    let mut found = Vec::new();
    let source: fn(&Member) -> Option<&str> = |member| Some(member.source.as_str());
    for source in values(left, source).intersection(&values(right, source)) {
        if unique_sources.iter().any(|unique| unique == source) {
            found.push(Contradiction::OneEach { source: (*source).to_owned() });
        }
    }
    let apart = |value: fn(&Member) -> Option<&str>| {
        let (left, right) = (values(left, value), values(right, value));
        !left.is_empty() && !right.is_empty() && left.is_disjoint(&right)
    };
    if apart(|member| member.nhs_number.as_deref()) {
        found.push(Contradiction::NhsNumbers);
    }
    if apart(|member| member.born.as_deref()) {
        found.push(Contradiction::Births);
    }
    if apart(|member| member.died.as_deref()) {
        found.push(Contradiction::Deaths);
    }
    found
}

fn values<'m>(side: &[&'m Member], value: fn(&Member) -> Option<&str>) -> BTreeSet<&'m str> {
    side.iter().filter(|member| !member.withdrawn).filter_map(|member| value(member)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(source: &str, number: &str, born: &str, died: &str) -> Member {
        let value = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Member {
            record: RecordId::of(source, number),
            source: source.to_owned(),
            nhs_number: value(number),
            born: value(born),
            died: value(died),
            withdrawn: false,
            linkable: true,
        }
    }

    #[test]
    fn groups_contradict_each_other_where_they_share_nothing_they_both_know() {
        use Contradiction::{Births, Deaths, NhsNumbers, OneEach};
        let gp = member("gp", "9990300014", "1941-03-12", "");
        let nursing = member("community", "", "1941-12-03", "2026-01-01");
        let other_gp = member("gp", "9990400019", "1941-03-12", "");
        let hospital = member("acute", "9990300014", "", "2026-01-02");
        let gone = Member { withdrawn: true, ..other_gp.clone() };
        let one_each = || OneEach { source: "gp".to_owned() };
        for (left, right, expected) in [
            (vec![&gp], vec![&nursing], vec![Births]),
            (vec![&gp], vec![&other_gp], vec![one_each(), NhsNumbers]),
            (vec![&gp, &nursing], vec![&hospital], vec![Deaths]),
            (vec![&gp], vec![&gone], vec![]),
            (vec![&gp, &other_gp], vec![&hospital], vec![]),
        ] {
            assert_eq!(contradictions(&left, &right, &["gp".to_owned()]), expected);
        }
    }
}

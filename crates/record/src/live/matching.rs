//! Who somebody is: the persons whose records look like what is asked for.

use hashbrown::HashMap;
use linkage::Identity;
use store::Db;
use store::sqlx::{self, Row as _};
use terms::{PersonId, RecordId};

use super::Live;
use crate::Result;

pub(super) const SHOWN: &str = "select nhs_number, nhs_number_traced, first_name, middle_name, \
     surname, former_surname, date_of_birth, date_of_death, sex, address, postcode, phone, email, \
     practice_code from source_record where record_id = $1";

/// Records looked at for one question.
const RECORDS_MAX: usize = 200;

/// A question: the identity of somebody.
pub type Asked<'a> = Identity<'a>;

/// A person who may be the one asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The person.
    pub person: PersonId,
    /// Their record that is most like what was asked.
    pub record: RecordId,
    /// log2 odds that that record is of the person asked for.
    pub weight: f32,
    /// The same as a probability.
    pub probability: f32,
    /// Whether the likeness is that of twins or of namesakes in one home: somebody must look.
    pub held_back: bool,
    /// Records of the person that are like what was asked.
    pub records: u32,
}

impl Live {
    /// The persons who may be the one asked for, likeliest first, at most `most`. Memory alone is
    /// asked: [`sync`](Live::sync) takes in what was delivered since.
    pub fn matches(&mut self, asked: &Asked<'_>, most: usize) -> Vec<Found> {
        let mut found: HashMap<PersonId, Found> = HashMap::new();
        for likeness in self.index.matches(asked, RECORDS_MAX) {
            let Some(id) = self.ids.get(likeness.record.0 as usize) else { continue };
            let Some((person, _)) = self.persons.get(id) else { continue };
            // Heaviest first: the first record of a person is the one most like what was asked.
            let found = found.entry(*person).or_insert(Found {
                person: *person,
                record: *id,
                weight: likeness.weight,
                probability: likeness.probability,
                held_back: likeness.held_back,
                records: 0,
            });
            found.records += 1;
            // One record of theirs that is not held back speaks for the person.
            found.held_back &= likeness.held_back;
        }
        let mut found: Vec<Found> = found.into_values().collect();
        found.sort_by(|x, y| y.weight.total_cmp(&x.weight).then(x.person.cmp(&y.person)));
        found.truncate(most);
        found
    }
}

/// The identifying values of a record, to be shown in an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation; dates are `yyyy-mm-dd`")]
pub struct Shown {
    pub nhs_number: Option<String>,
    pub nhs_number_traced: bool,
    pub first_name: Option<String>,
    pub middle_name: Option<String>,
    pub surname: Option<String>,
    pub former_surname: Option<String>,
    pub date_of_birth: Option<String>,
    pub date_of_death: Option<String>,
    pub sex: Option<String>,
    pub address: Option<String>,
    pub postcode: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub practice_code: Option<String>,
}

/// Reads what identifies a record; `None` where there is no such record.
///
/// # Errors
/// When the database does not answer.
pub async fn shown(db: &Db, record: RecordId) -> Result<Option<Shown>> {
    let found = sqlx::query(SHOWN).bind(record.to_string()).fetch_optional(db.pool()).await?;
    let Some(row) = found else { return Ok(None) };
    let traced: i64 = row.try_get(1)?;
    Ok(Some(Shown {
        nhs_number: row.try_get(0)?,
        nhs_number_traced: traced == 1,
        first_name: row.try_get(2)?,
        middle_name: row.try_get(3)?,
        surname: row.try_get(4)?,
        former_surname: row.try_get(5)?,
        date_of_birth: row.try_get(6)?,
        date_of_death: row.try_get(7)?,
        sex: row.try_get(8)?,
        address: row.try_get(9)?,
        postcode: row.try_get(10)?,
        phone: row.try_get(11)?,
        email: row.try_get(12)?,
        practice_code: row.try_get(13)?,
    }))
}

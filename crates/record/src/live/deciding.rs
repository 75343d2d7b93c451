//! What people decide: answers to pairs, records taken out of a person, persons joined, and all of it
//! undone again. A decision is in force before its function returns.

use hashbrown::HashMap;
use store::sqlx::{self, Row as _};
use store::{Db, Tx};
use terms::{PersonId, RecordId};

use super::relinking::Told;
use super::{Live, id_of};
use crate::decision::{self, Answer, Decision, Kind, Verdict, verdict};
use crate::link::change::Cause;
use crate::review::drawn_for_second;
use crate::{Error, Result};

pub(super) const EVENT: &str = "select kind, author from link_event where event_id = $1";
pub(super) const ENDED_BY: &str =
    "select record_id, person_id from person_link where ended_by = $1";
pub(super) const INFORMATION: &str =
    "select information from link_edge where record_id = $1 and other_record_id = $2";
pub(super) const UNDONE: &str = "select count(*) from link_event where undoes = $1";

/// Pairs of one unlinking at most.
const PAIRS_MAX: usize = 10_000;
/// Pairs that are looked at for the one that joins two persons.
const JOIN_PAIRS_MAX: usize = 64;

/// An answer to a pair.
#[derive(Clone, Debug)]
pub struct Saying<'a> {
    /// Who answers.
    pub author: &'a str,
    /// One record.
    pub record: RecordId,
    /// The other.
    pub other: RecordId,
    /// What they say.
    pub answer: Answer,
    /// Whether it is a second answer, given without knowing the first.
    pub second: bool,
    /// What they wrote beside it.
    pub note: Option<&'a str>,
}

/// Records to take out of a person.
#[derive(Clone, Debug)]
pub struct Unlinking<'a> {
    /// Who does.
    pub author: &'a str,
    /// The person.
    pub person: PersonId,
    /// The records that do not belong. Together they become one person.
    pub records: &'a [RecordId],
    /// Why.
    pub why: &'a str,
}

/// Two persons to join.
#[derive(Clone, Debug)]
pub struct Joining<'a> {
    /// Who does.
    pub author: &'a str,
    /// One person.
    pub person: PersonId,
    /// The other.
    pub other: PersonId,
    /// Why.
    pub why: &'a str,
}

/// What became of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It is in force.
    Done {
        /// The decision, for undoing.
        event_id: String,
        /// The person of the record that was spoken of first, as it is now.
        person: Option<PersonId>,
    },
    /// It was not made.
    Refused(Refusal),
}

/// Why a decision was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// One of the records is not linked, or not there any more.
    NoSuchRecord,
    /// The pair was answered meanwhile, or has nothing to answer a second time.
    Answered(Option<Decision>),
    /// The records are no longer of this person, or all of them are meant.
    Moved,
    /// More records than can be parted at once.
    TooMany,
    /// There is no such decision.
    NoSuchDecision,
    /// Somebody else's decision.
    NotYours {
        /// Whose.
        author: String,
    },
    /// It was undone already.
    AlreadyUndone,
}

impl Live {
    /// Records an answer to a pair.
    ///
    /// # Errors
    /// When the database does not answer, or links kept changing meanwhile.
    pub async fn answer(&mut self, db: &Db, saying: &Saying<'_>) -> Result<Decided> {
        for _ in 0..super::TRIES_MAX {
            self.sync(db).await?;
            match self.answer_once(db, saying).await {
                Err(Error::Overtaken) => {}
                other => return other,
            }
        }
        Err(Error::Overtaken)
    }

    async fn answer_once(&mut self, db: &Db, saying: &Saying<'_>) -> Result<Decided> {
        let (record, other) = (saying.record, saying.other);
        if record == other || !self.is_linked(record) || !self.is_linked(other) {
            return Ok(Decided::Refused(Refusal::NoSuchRecord));
        }
        let earlier = decision::of_pair(db, record, other).await?;
        let answers: Vec<&Decision> =
            earlier.iter().filter(|decision| !decision.kind.is_by_hand()).collect();
        // A pair drawn for a second answer takes one from everybody else, wherever they opened it, so that
        // nobody need be told the first.
        let wanted = match answers.as_slice() {
            [one] => !same_name(&one.author, saying.author) && drawn_for_second(record, other),
            _ => false,
        };
        let taken = match answers.as_slice() {
            [] if !saying.second => None,
            _ if wanted => None,
            answers => Some(answers.last().map(|decision| (*decision).clone())),
        };
        if let Some(taken) = taken {
            return Ok(Decided::Refused(Refusal::Answered(taken)));
        }
        let kind = if wanted { Kind::Second } else { Kind::First };
        let cause = Cause {
            why: saying.note.unwrap_or_default().to_owned(),
            ..self.cause("answer", saying.author)
        };
        let decision = decided(&cause, kind, saying.answer, record, other);
        self.decide(db, cause, vec![decision], Vec::new(), record, saying.note).await
    }

    /// Takes records out of a person for good.
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub async fn unlink(&mut self, db: &Db, unlinking: &Unlinking<'_>) -> Result<Decided> {
        for _ in 0..super::TRIES_MAX {
            self.sync(db).await?;
            match self.unlink_once(db, unlinking).await {
                Err(Error::Overtaken) => {}
                other => return other,
            }
        }
        Err(Error::Overtaken)
    }

    async fn unlink_once(&mut self, db: &Db, unlinking: &Unlinking<'_>) -> Result<Decided> {
        let leaving = unlinking.records;
        let of_person = |record: &RecordId| self.person_of(*record) == Some(unlinking.person);
        let staying: Vec<RecordId> = self
            .records_of(unlinking.person)
            .iter()
            .filter(|record| !leaving.contains(record))
            .copied()
            .collect();
        if leaving.is_empty() || staying.is_empty() || !leaving.iter().all(of_person) {
            return Ok(Decided::Refused(Refusal::Moved));
        }
        if leaving.len().saturating_mul(staying.len()) > PAIRS_MAX {
            return Ok(Decided::Refused(Refusal::TooMany));
        }
        let cause =
            Cause { why: unlinking.why.to_owned(), ..self.cause("unlink", unlinking.author) };
        let mut decisions = Vec::new();
        for gone in leaving {
            for kept in &staying {
                decisions.push(decided(&cause, Kind::Unlink, Answer::Different, *gone, *kept));
            }
        }
        for pair in leaving.windows(2) {
            if let [a, b] = pair {
                decisions.push(decided(&cause, Kind::Unlink, Answer::Same, *a, *b));
            }
        }
        let first = leaving.first().copied();
        let Some(first) = first else { return Ok(Decided::Refused(Refusal::Moved)) };
        self.decide(db, cause, decisions, leaving.to_vec(), first, Some(unlinking.why)).await
    }

    /// Joins two persons for good.
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub async fn join(&mut self, db: &Db, joining: &Joining<'_>) -> Result<Decided> {
        for _ in 0..super::TRIES_MAX {
            self.sync(db).await?;
            match self.join_once(db, joining).await {
                Err(Error::Overtaken) => {}
                other => return other,
            }
        }
        Err(Error::Overtaken)
    }

    async fn join_once(&mut self, db: &Db, joining: &Joining<'_>) -> Result<Decided> {
        let linked = |person: PersonId| -> Vec<RecordId> {
            let all = self.records_of(person).iter().copied();
            all.filter(|record| self.is_linked(*record)).collect()
        };
        let (left, right) = (linked(joining.person), linked(joining.other));
        if joining.person == joining.other {
            return Ok(Decided::Refused(Refusal::Moved));
        }
        let Some((a, b)) = self.likest(&left, &right) else {
            return Ok(Decided::Refused(Refusal::Moved));
        };
        let cause = Cause { why: joining.why.to_owned(), ..self.cause("link", joining.author) };
        let mut pairs = vec![(a.min(b), a.max(b))];
        pairs.extend(self.kept_apart(db, &left, &right).await?);
        pairs.sort_unstable();
        pairs.dedup();
        let decisions = pairs
            .into_iter()
            .map(|(a, b)| decided(&cause, Kind::Link, Answer::Same, a, b))
            .collect();
        self.decide(db, cause, decisions, Vec::new(), a, Some(joining.why)).await
    }

    /// The two records that are most alike.
    fn likest(&self, left: &[RecordId], right: &[RecordId]) -> Option<(RecordId, RecordId)> {
        let mut explainer = self.index.explainer();
        let pairs = left.iter().flat_map(|a| right.iter().map(move |b| (*a, *b)));
        pairs
            .take(JOIN_PAIRS_MAX)
            .filter_map(|(a, b)| {
                let (x, y) = (self.numbers.get(&a)?, self.numbers.get(&b)?);
                Some((explainer.explain(*x, *y).bits, a, b))
            })
            .max_by(|x, y| x.0.total_cmp(&y.0).then((y.1, y.2).cmp(&(x.1, x.2))))
            .map(|(_, a, b)| (a, b))
    }

    /// The pairs across that decisions keep apart: joining goes against them.
    async fn kept_apart(
        &self,
        db: &Db,
        left: &[RecordId],
        right: &[RecordId],
    ) -> Result<Vec<(RecordId, RecordId)>> {
        let mut out = Vec::new();
        for (a, b) in left.iter().flat_map(|a| right.iter().map(move |b| (*a, *b))) {
            let decisions = decision::of_pair(db, a, b).await?;
            if matches!(verdict(&decisions), Some(Verdict::Different | Verdict::AtOdds)) {
                out.push((a.min(b), a.max(b)));
            }
        }
        Ok(out)
    }

    /// Undoes a decision of this author, so that its records are linked as if it had not been made.
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub async fn undo(&mut self, db: &Db, event_id: &str, author: &str) -> Result<Decided> {
        for _ in 0..super::TRIES_MAX {
            self.sync(db).await?;
            match self.undo_once(db, event_id, author).await {
                Err(Error::Overtaken) => {}
                other => return other,
            }
        }
        Err(Error::Overtaken)
    }

    async fn undo_once(&mut self, db: &Db, event_id: &str, author: &str) -> Result<Decided> {
        let refused = |refusal| Ok(Decided::Refused(refusal));
        let Some(row) = sqlx::query(EVENT).bind(event_id).fetch_optional(db.pool()).await? else {
            return refused(Refusal::NoSuchDecision);
        };
        let (kind, by): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
        if !matches!(kind, "answer" | "unlink" | "link") {
            return refused(Refusal::NoSuchDecision);
        }
        if by != author {
            return refused(Refusal::NotYours { author: by.to_owned() });
        }
        let undone: i64 = sqlx::query_scalar(UNDONE).bind(event_id).fetch_one(db.pool()).await?;
        if undone > 0 {
            return refused(Refusal::AlreadyUndone);
        }
        let undoing = decision::of_event(db, event_id).await?;
        let cause = Cause {
            undoes: Some(event_id.to_owned()),
            why: "a decision was undone".to_owned(),
            ..self.cause("undo", author)
        };
        let by = cause.event_id.clone();
        let mut decisions = decision::in_force(db).await?;
        decisions.retain(|decision| decision.event_id != event_id);
        let told = Told { decisions, meant: before(db, event_id).await?, ..Told::default() };
        self.touch(&undoing);
        let also = async |tx: &mut Tx| decision::undo(tx, event_id, &by).await;
        self.relink(db, cause, told, also).await?;
        let first = undoing.first().map(|decision| decision.record);
        Ok(Decided::Done { event_id: by, person: first.and_then(|first| self.person_of(first)) })
    }

    /// Writes decisions and puts them in force. The records of `leaving` are nobody in particular from
    /// now on.
    async fn decide(
        &mut self,
        db: &Db,
        cause: Cause,
        new: Vec<Decision>,
        leaving: Vec<RecordId>,
        first: RecordId,
        note: Option<&str>,
    ) -> Result<Decided> {
        let mut decisions = decision::in_force(db).await?;
        decisions.extend(new.iter().cloned());
        let told = Told {
            decisions,
            meant: leaving.into_iter().map(|record| (record, None)).collect(),
            information: information(db, &new).await?,
        };
        self.touch(&new);
        let (event_id, version) = (cause.event_id.clone(), self.model.version.clone());
        let also = async |tx: &mut Tx| decision::write(tx, &new, note, &version).await;
        self.relink(db, cause, told, also).await?;
        Ok(Decided::Done { event_id, person: self.person_of(first) })
    }

    fn touch(&mut self, decisions: &[Decision]) {
        for id in decisions.iter().flat_map(|decision| [decision.record, decision.other]) {
            if let Some(number) = self.numbers.get(&id) {
                self.index.touch(*number);
            }
        }
    }

    fn is_linked(&self, record: RecordId) -> bool {
        self.numbers.contains_key(&record) && self.persons.contains_key(&record)
    }
}

/// Whether two names are one person's: nobody gives a second answer by writing a name in capitals.
fn same_name(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

/// Who the records were whose links an event ended.
async fn before(db: &Db, event_id: &str) -> Result<HashMap<RecordId, Option<PersonId>>> {
    let rows = sqlx::query(ENDED_BY).bind(event_id).fetch_all(db.pool()).await?;
    rows.iter().map(|row| Ok((id_of(row.try_get(0)?)?, PersonId::parse(row.try_get(1)?)))).collect()
}

/// What pairs tell, as last scored.
async fn information(
    db: &Db,
    decisions: &[Decision],
) -> Result<HashMap<(RecordId, RecordId), f64>> {
    let mut out = HashMap::new();
    for decision in decisions.iter().filter(|decision| !decision.kind.is_by_hand()) {
        let known: Option<f64> = sqlx::query_scalar(INFORMATION)
            .bind(decision.record.to_string())
            .bind(decision.other.to_string())
            .fetch_optional(db.pool())
            .await?;
        out.extend(known.map(|known| ((decision.record, decision.other), known)));
    }
    Ok(out)
}

fn decided(cause: &Cause, kind: Kind, answer: Answer, a: RecordId, b: RecordId) -> Decision {
    Decision {
        record: a.min(b),
        other: a.max(b),
        event_id: cause.event_id.clone(),
        kind,
        answer,
        author: cause.author.clone(),
        at: cause.read_at.clone(),
    }
}

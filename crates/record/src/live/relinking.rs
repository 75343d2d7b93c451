//! Taking in deliveries, and writing what a neighbourhood turned out to be.

use hashbrown::HashMap;
use linkage::{RecordIx, Relinked};
use store::sqlx::{self, Row as _};
use store::{Db, Tx};
use terms::{PersonId, RecordId};

use super::{Live, id_of, landed};
use crate::decision::{self, Decision};
use crate::link::change::{self, Cause, Regrouped, Written};
use crate::link::{self, edges, load};
use crate::{Error, Result};

pub(super) const ARRIVED: &str = "select record_id, source, nhs_number, nhs_number_traced, \
     first_name, middle_name, surname, former_surname, date_of_birth, date_of_death, sex, address, \
     postcode, uprn, phone, email, practice_code, other_places_json, record_key from source_record \
     where linkable = 1 and withdrawn_by is null and delivery_last = $1 order by record_id";
pub(super) const GONE: &str = "select record_id from source_record \
     where withdrawn_by = $1 or (linkable = 0 and delivery_last = $1) order by record_id";

/// What catching up with the database came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Synced {
    /// Deliveries taken in.
    pub deliveries: u64,
    /// Records of the neighbourhoods that were linked anew.
    pub relinked: u64,
    /// Links made.
    pub links_made: u64,
    /// Links ended.
    pub links_ended: u64,
    /// Whether everything was read again, because another process had changed links.
    pub reloaded: bool,
}

/// What a change is told beside the records.
#[derive(Default)]
pub(super) struct Told {
    /// The decisions in force.
    pub(super) decisions: Vec<Decision>,
    /// Who some records should be; see [`Regrouped::meant`].
    pub(super) meant: HashMap<RecordId, Option<PersonId>>,
    /// What pairs told before they were decided: they keep their place in the queue.
    pub(super) information: HashMap<(RecordId, RecordId), f64>,
}

impl Live {
    /// Takes in what was delivered since, and what other processes did.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sync(&mut self, db: &Db) -> Result<Synced> {
        let newest = link::newest(db).await?;
        if self.stale || newest.as_deref() != Some(&self.follows) {
            return self.reload(db).await;
        }
        let read_at = store::now_utc();
        let all = landed(db).await?;
        let mut new: Vec<String> = all.difference(&self.deliveries).cloned().collect();
        if new.is_empty() {
            return Ok(Synced::default());
        }
        new.sort_unstable();
        self.stale = true;
        for delivery in &new {
            self.take_in(db, delivery).await?;
        }
        let count = new.len() as u64;
        self.deliveries = all;
        let cause = Cause {
            why: "what was delivered was linked, and what it could change".to_owned(),
            read_at,
            ..self.cause("delivery", "")
        };
        let told = Told { decisions: decision::in_force(db).await?, ..Told::default() };
        match self.relink(db, cause, told, async |_: &mut Tx| Ok(())).await {
            Err(Error::Overtaken) => self.reload(db).await,
            Err(fault) => Err(fault),
            Ok((relinked, written)) => Ok(Synced {
                deliveries: count,
                relinked,
                links_made: written.begun.len() as u64,
                links_ended: written.ended.len() as u64,
                reloaded: false,
            }),
        }
    }

    async fn reload(&mut self, db: &Db) -> Result<Synced> {
        *self = Self::load(db).await?.ok_or(Error::NotLinked)?;
        Ok(Synced { reloaded: true, ..Synced::default() })
    }

    /// Puts the records of a delivery in, and takes those away that it withdrew.
    async fn take_in(&mut self, db: &Db, delivery: &str) -> Result<()> {
        for row in sqlx::query(GONE).bind(delivery).fetch_all(db.pool()).await? {
            if let Some(number) = self.numbers.get(&id_of(row.try_get(0)?)?) {
                self.index.remove(*number);
            }
        }
        for row in sqlx::query(ARRIVED).bind(delivery).fetch_all(db.pool()).await? {
            let id = id_of(row.try_get(0)?)?;
            let source = self.source(row.try_get(1)?);
            let index = &mut self.index;
            let number =
                load::with_identity(&row, |key, identity| index.put(source, key, identity))?;
            self.numbers.insert(id, number);
            if number.0 as usize >= self.ids.len() {
                self.ids.resize(number.0 as usize + 1, id);
            }
            // A record that came back from being withdrawn has to be linked even if it says the same.
            if !self.persons.contains_key(&id) {
                self.index.touch(number);
            }
        }
        Ok(())
    }

    /// The cause of a change that follows the newest one.
    pub(super) fn cause(&self, kind: &'static str, author: &str) -> Cause {
        Cause {
            event_id: store::new_event_id(),
            follows: self.follows.clone(),
            kind,
            author: author.to_owned(),
            why: String::new(),
            model_version: self.model.version.clone(),
            read_at: store::now_utc(),
            seen_deliveries: i64::try_from(self.deliveries.len()).unwrap_or(i64::MAX),
            undoes: None,
            report_json: "{}".to_owned(),
        }
    }

    /// Links what was touched anew and writes it, together with what `also` writes. Gives the number
    /// of records that were linked anew.
    pub(super) async fn relink(
        &mut self,
        db: &Db,
        cause: Cause,
        told: Told,
        also: impl AsyncFn(&mut Tx) -> Result<()>,
    ) -> Result<(u64, Written)> {
        let constraints = decision::constraints(told.decisions, &self.numbers);
        self.stale = true;
        let (persons, members, numbers, ids) =
            (&self.persons, &self.members, &self.numbers, &self.ids);
        let mates = |number: RecordIx| -> Vec<RecordIx> {
            let person = ids.get(number.0 as usize).and_then(|id| persons.get(id));
            let mates = person.and_then(|(person, _)| members.get(person)).into_iter().flatten();
            mates.filter_map(|id| numbers.get(id).copied()).collect()
        };
        let relinked = tokio::task::block_in_place(|| self.index.relink(mates, &constraints));
        let mut kept = self.kept(&relinked);
        for pair in kept.iter_mut().filter(|pair| pair.band != "review") {
            pair.information =
                told.information.get(&(pair.record, pair.other)).copied().unwrap_or(0.0);
        }
        let mut regrouped = self.regrouped(&relinked, &kept);
        regrouped.meant = told.meant;
        let looked = regrouped.records.len() as u64;
        let written = db
            .transact(async |tx: &mut Tx| {
                also(tx).await?;
                change::write(tx, &cause, &regrouped, &|_| ()).await
            })
            .await?;
        self.remember(&written);
        self.follows = cause.event_id;
        self.stale = false;
        Ok((looked, written))
    }

    fn kept(&self, relinked: &Relinked) -> Vec<edges::Kept> {
        let mut of: HashMap<RecordIx, u32> = HashMap::new();
        let mut members: HashMap<u32, Vec<RecordIx>> = HashMap::new();
        for (group, records) in (0_u32..).zip(&relinked.groups) {
            of.extend(records.iter().map(|record| (*record, group)));
            members.insert(group, records.clone());
        }
        // Pairs lead out of the neighbourhood to persons who stay as they are.
        let mut next = u32::try_from(relinked.groups.len()).unwrap_or(u32::MAX);
        for edge in &relinked.edges {
            for end in [edge.a, edge.b] {
                if of.contains_key(&end) {
                    continue;
                }
                let person = self.ids.get(end.0 as usize).and_then(|id| self.person_of(*id));
                let mates: Vec<RecordIx> = person
                    .map(|person| self.records_of(person))
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|id| self.numbers.get(id).copied())
                    .collect();
                of.insert(end, next);
                members.insert(next, mates);
                next += 1;
            }
        }
        let groups = edges::Groups {
            of: &of,
            members: &members,
            unique_sources: &self.model.settings.unique_sources,
        };
        let records = self.index.records();
        edges::kept(records, self.index.model(), &self.ids, &relinked.edges, &groups)
    }

    fn regrouped<'a>(&'a self, relinked: &Relinked, kept: &'a [edges::Kept]) -> Regrouped<'a> {
        let records = self.index.records();
        let mut regrouped: Vec<(RecordId, &str, u32)> = Vec::new();
        for (group, members) in (0_u32..).zip(&relinked.groups) {
            for number in members {
                if let Some(id) = self.ids.get(number.0 as usize) {
                    regrouped.push((*id, records.source_name(*number), group));
                }
            }
        }
        let mut resting: HashMap<PersonId, Vec<RecordId>> = HashMap::new();
        let linked: hashbrown::HashSet<RecordId> = regrouped.iter().map(|(id, ..)| *id).collect();
        for (id, ..) in &regrouped {
            let Some(person) = self.person_of(*id) else { continue };
            resting.entry(person).or_insert_with(|| {
                let all = self.records_of(person).iter();
                all.filter(|id| !linked.contains(*id)).copied().collect()
            });
        }
        let gone = relinked.gone.iter().filter_map(|number| self.ids.get(number.0 as usize));
        let mut edges_of: Vec<RecordId> =
            regrouped.iter().map(|(id, ..)| *id).chain(gone.copied()).collect();
        edges_of.sort_unstable();
        edges_of.dedup();
        Regrouped {
            records: regrouped,
            persons: &self.persons,
            resting,
            edges: kept,
            edges_of: Some(edges_of),
            meant: HashMap::new(),
        }
    }

    /// Follows in memory what was written.
    fn remember(&mut self, written: &Written) {
        for (person, record) in &written.ended {
            if let Some(members) = self.members.get_mut(person) {
                members.retain(|member| member != record);
                if members.is_empty() {
                    self.members.remove(person);
                }
            }
        }
        for (person, record, source) in &written.begun {
            self.persons.insert(*record, (*person, source.clone()));
            self.members.entry(*person).or_default().push(*record);
        }
    }
}

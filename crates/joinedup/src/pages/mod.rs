//! Answers the questions of the pages from the store.

mod cache;
mod caseload;
mod changes;
mod deciding;
mod feeds;
mod history;
mod home;
mod jobs;
mod links;
mod people;
mod person;
mod quality;
mod review;

use std::path::PathBuf;
use std::sync::Arc;

use ::feeds::Profiles;
use jiff::Timestamp;
use jiff::civil::Date;
use place::Place;
use store::Db;
use terms::{PersonId, RecordId};
use tokio::sync::Notify;
use web::reads::changes::Trials;
use web::reads::history::{
    Change, LinkPreview, Linking, Other, Together, UnlinkPreview, Unlinking,
};
use web::reads::quality::GroupQuality;
use web::reads::review::{
    Answered, Answering, DecisionPage, DecisionQuery, Front, NextPair, Pair, Queue, Undoing,
};
use web::reads::{
    Area, Caseload, Column, Delivery, Feed, FeedRow, Home, Incoming, Job, Links, PeoplePage,
    PeopleQuery, Person, RejectPage, RejectedRows, Use,
};
use web::{Error, Health, Reads};

use crate::incoming::Receiving;
use crate::linked::Linked;

type Result<T> = std::result::Result<T, Error>;

/// Everything that the pages read from.
pub(crate) struct Pages {
    db: Db,
    place: Place,
    profiles: Profiles,
    incoming: PathBuf,
    bell: Arc<Notify>,
    cache: cache::Cache,
    linked: Linked,
    link_command: String,
}

impl Pages {
    pub(crate) fn new(
        db: Db,
        place: Place,
        profiles: Profiles,
        incoming: PathBuf,
        bell: Arc<Notify>,
        linked: Linked,
        link_command: String,
    ) -> Self {
        let cache = cache::Cache::default();
        Self { db, place, profiles, incoming, bell, cache, linked, link_command }
    }
    /// Counts what most people ask for first, so that they need not wait for it.
    pub(crate) async fn warm(&self) {
        let counted = cache::joint(self, None).await;
        let listed = match &counted {
            Ok(Some(_)) => {
                cache::list(self, &Area::Whole, Column::Registered, None).await.map(|_| ())
            }
            _ => Ok(()),
        };
        for fault in [counted.err(), listed.err()].into_iter().flatten() {
            tracing::warn!(%fault, "counting ahead failed; a page will try again");
        }
    }
}

impl Reads for Pages {
    type Intake = Receiving;

    async fn home(&self) -> Result<Home> {
        home::home(self).await
    }

    async fn feeds(&self) -> Result<Vec<FeedRow>> {
        feeds::all(self).await
    }

    async fn feed(&self, feed: &str, after: Option<&str>, limit: usize) -> Result<Feed> {
        feeds::one(self, feed, after, limit).await
    }

    async fn delivery(&self, delivery: &str) -> Result<Delivery> {
        feeds::delivery(self, delivery).await
    }

    async fn rejects(&self, delivery: &str, after: u64, limit: usize) -> Result<RejectPage> {
        feeds::rejects(self, delivery, after, limit).await
    }

    async fn rejected_rows(&self, delivery: &str) -> Result<RejectedRows> {
        feeds::rejected_rows(self, delivery).await
    }

    async fn receive(&self, incoming: Incoming) -> Result<Receiving> {
        if self.profiles.get(&incoming.feed).is_none() {
            return Err(Error::NotThere);
        }
        Receiving::begin(self.db.clone(), Arc::clone(&self.bell), &self.incoming, incoming).await
    }

    async fn job(&self, job: &str) -> Result<Job> {
        jobs::job(self, job).await
    }

    async fn caseload(&self, as_of: Option<Date>) -> Result<Caseload> {
        caseload::caseload(self, as_of).await
    }

    async fn people(&self, query: PeopleQuery, _what_for: Use) -> Result<PeoplePage> {
        people::people(self, query).await
    }

    async fn person(&self, person: PersonId, _what_for: Use) -> Result<Person> {
        person::person(self, person).await
    }

    async fn links(&self, limit: usize) -> Result<Links> {
        links::links(self, limit).await
    }

    async fn review_front(&self, reviewer: Option<&str>) -> Result<Front> {
        review::front(self, reviewer).await
    }

    async fn next_pair(
        &self,
        queue: Queue,
        reviewer: &str,
        after: Option<(RecordId, RecordId)>,
    ) -> Result<NextPair> {
        review::next_pair(self, queue, reviewer, after).await
    }

    async fn pair(
        &self,
        record: RecordId,
        other: RecordId,
        reviewer: &str,
        queue: Queue,
    ) -> Result<Pair> {
        review::pair(self, record, other, reviewer, queue).await
    }

    async fn decide(&self, answer: Answering) -> Result<Answered> {
        deciding::decide(self, answer).await
    }

    async fn undo(&self, decision: &str, reviewer: &str) -> Result<Undoing> {
        deciding::undo(self, decision, reviewer).await
    }

    async fn decisions(&self, query: DecisionQuery, _what_for: Use) -> Result<DecisionPage> {
        review::decisions(self, query).await
    }

    async fn reviewers(&self) -> Result<Vec<String>> {
        review::reviewers(self).await
    }

    async fn together(
        &self,
        person: PersonId,
        as_of: Option<Date>,
        reviewer: Option<&str>,
        what_for: Use,
    ) -> Result<Together> {
        history::together(self, person, as_of, reviewer, what_for).await
    }

    async fn unlink_preview(
        &self,
        person: PersonId,
        leaving: &[RecordId],
    ) -> Result<UnlinkPreview> {
        history::unlink_preview(self, person, leaving).await
    }

    async fn link_preview(&self, person: PersonId, other: Other) -> Result<LinkPreview> {
        history::link_preview(self, person, other).await
    }

    async fn quality(&self) -> Result<GroupQuality> {
        quality::quality(self).await
    }

    async fn unlink(&self, unlinking: Unlinking) -> Result<Change> {
        deciding::unlink(self, unlinking).await
    }

    async fn link_by_hand(&self, linking: Linking) -> Result<Change> {
        deciding::link(self, linking).await
    }

    async fn trials(&self) -> Result<Trials> {
        changes::trials(self).await
    }

    async fn health(&self) -> Health {
        match store::health(&self.db, false).await {
            Ok(health) => Health {
                well: health.schema_version == health.schema_version_needed,
                words: format!("{:?}, schema {}", health.engine, health.schema_version)
                    .to_lowercase(),
            },
            Err(fault) => {
                tracing::error!(%fault, "the store does not answer");
                Health { well: false, words: "the store does not answer".to_owned() }
            }
        }
    }

    async fn data_cut(&self) -> Option<Date> {
        let deliveries = ::feeds::deliveries::all(&self.db).await.ok()?;
        deliveries.iter().filter(|d| d.landed).filter_map(|d| date(d.data_cut.as_deref())).max()
    }
}

/// A stored moment; the beginning of time where it cannot be read, which no page shows as fresh.
fn moment(text: &str) -> Timestamp {
    text.parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

fn date(text: Option<&str>) -> Option<Date> {
    text.and_then(|text| text.parse().ok())
}

fn count(number: i64) -> u64 {
    number.unsigned_abs()
}

/// Whole days since a stored moment, as people in England count them.
pub(crate) fn age_days(received_at: &str, today: Date) -> u32 {
    let received = moment(received_at);
    let day = received
        .in_tz("Europe/London")
        .map_or_else(|_| received.to_zoned(jiff::tz::TimeZone::UTC).date(), |zoned| zoned.date());
    let days = day.until((jiff::Unit::Day, today)).map_or(0, |span| span.get_days());
    u32::try_from(days).unwrap_or(0)
}

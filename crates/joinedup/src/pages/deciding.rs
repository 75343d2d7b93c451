//! What reviewers decide: handed to the linked records, which put it in force at once.

use record::live::{Decided, Joining, Live, Refusal, Saying, Unlinking as Leaving};
use record::review;
use store::Db;
use terms::PersonId;
use web::Error;
use web::reads::history::{Change, Linking, Unlinking};
use web::reads::review::{Answered, Answering, Queue, Undoing};

use super::review::{decision, kept_answer};
use super::{Pages, Result};
use crate::linked::Room;

/// Does something with the linked records.
async fn with(
    pages: &Pages,
    work: impl AsyncFnOnce(&Db, &mut Live) -> record::Result<Decided> + Send + 'static,
) -> Result<Decided> {
    let decided = pages
        .linked
        .with(async move |room: &mut Room| match room.live().await? {
            Some((db, live)) => work(db, live).await.map(Some),
            None => Ok::<_, record::Error>(None),
        })
        .await;
    decided.map_err(Error::store)?.map_err(Error::store)?.ok_or(Error::NotThere)
}

pub(super) async fn decide(pages: &Pages, answering: Answering) -> Result<Answered> {
    let decided = with(pages, async move |db: &Db, live: &mut Live| {
        let saying = Saying {
            author: &answering.reviewer,
            record: answering.record,
            other: answering.other,
            answer: kept_answer(answering.answer),
            second: answering.queue == Queue::Second,
            note: answering.note.as_deref(),
        };
        live.answer(db, &saying).await
    })
    .await?;
    match decided {
        Decided::Done { event_id, .. } => Ok(Answered::Recorded(of_event(pages, &event_id).await?)),
        Decided::Refused(Refusal::Answered(Some(earlier))) => {
            Ok(Answered::Meanwhile(of_event(pages, &earlier.event_id).await?))
        }
        Decided::Refused(Refusal::Answered(None)) => Err(Error::Asked {
            what: "nobody has given this pair a first answer, or it was undone: take it from \
                   another queue"
                .to_owned(),
        }),
        Decided::Refused(_) => Err(Error::NotThere),
    }
}

async fn of_event(pages: &Pages, event_id: &str) -> Result<web::reads::review::Decision> {
    let found = review::of_event(&pages.db, event_id).await.map_err(Error::store)?;
    found.as_ref().map(decision).ok_or(Error::NotThere)
}

pub(super) async fn undo(pages: &Pages, asked: &str, reviewer: &str) -> Result<Undoing> {
    let (event_id, author) = (asked.to_owned(), reviewer.to_owned());
    let decided =
        with(pages, async move |db: &Db, live: &mut Live| live.undo(db, &event_id, &author).await)
            .await?;
    let kept = |why: &str| Ok(Undoing::Kept { why: why.to_owned() });
    match decided {
        Decided::Done { .. } => Ok(Undoing::Undone(Box::new(of_event(pages, asked).await?))),
        Decided::Refused(Refusal::AlreadyUndone) => kept("it was undone already"),
        Decided::Refused(Refusal::NotYours { author }) => {
            kept(&format!("only {author} may undo it"))
        }
        Decided::Refused(_) => Err(Error::NotThere),
    }
}

pub(super) async fn unlink(pages: &Pages, unlinking: Unlinking) -> Result<Change> {
    let person = unlinking.person;
    let decided = with(pages, async move |db: &Db, live: &mut Live| {
        let leaving = Leaving {
            author: &unlinking.reviewer,
            person: unlinking.person,
            records: &unlinking.records,
            why: &unlinking.why,
        };
        live.unlink(db, &leaving).await
    })
    .await?;
    changed(decided, person, false)
}

pub(super) async fn link(pages: &Pages, linking: Linking) -> Result<Change> {
    let person = linking.person;
    let decided = with(pages, async move |db: &Db, live: &mut Live| {
        let joining = Joining {
            author: &linking.reviewer,
            person: linking.person,
            other: linking.other,
            why: &linking.why,
        };
        live.join(db, &joining).await
    })
    .await?;
    changed(decided, person, true)
}

/// After an unlinking the page stays with the person; after a link it goes to whom was kept.
fn changed(decided: Decided, asked: PersonId, follow: bool) -> Result<Change> {
    let meanwhile = |what: &str| Ok(Change::Meanwhile { what: what.to_owned() });
    match decided {
        Decided::Done { event_id, person } => {
            let person = person.filter(|_| follow).unwrap_or(asked);
            Ok(Change::Done { person, decision: event_id })
        }
        Decided::Refused(Refusal::Moved) => meanwhile("the records are no longer of this person"),
        Decided::Refused(Refusal::TooMany) => {
            meanwhile("so many records cannot be parted at once: take fewer")
        }
        Decided::Refused(_) => Err(Error::NotThere),
    }
}

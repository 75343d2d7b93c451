//! What is read after decisions were really made: the workbench and the history tell what the linked
//! records did.

use record::decision::Answer;
use record::history::{self, Other, What, Who, link_preview, unlink_preview};
use record::link::{self, Options};
use record::live::{Decided, Joining, Live, Saying, Unlinking};
use record::review::{self, Effect, Queue, Standing};
use store::Db;
use terms::{PersonId, RecordId};

use crate::made::{Made, databases, import};
use crate::rows::{ADA, BEN};

fn done(decided: Decided) -> (String, Option<PersonId>) {
    match decided {
        Decided::Done { event_id, person } => (event_id, person),
        Decided::Refused(refusal) => panic!("refused: {refusal:?}"),
    }
}

async fn newest(db: &Db, person: PersonId) -> history::Event {
    let found = history::together(db, person, None, 1).await.expect("read").expect("known");
    found.events.into_iter().next().expect("something happened")
}

async fn records(db: &Db, person: PersonId) -> Vec<RecordId> {
    let found = history::together(db, person, None, 0).await.expect("read").expect("known");
    let mut records: Vec<RecordId> =
        found.records.iter().map(|linked| linked.record.record).collect();
    records.sort_unstable();
    records
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_takes_its_pair_from_the_queue_and_undoing_puts_it_back() {
    let made = Made::new();
    for (db, _server, _folder) in databases().await {
        import(&db, &made.extracts()).await;
        link::run(&db, &Options::default(), &|_| ()).await.expect("linked");
        let mut live = Live::load(&db).await.expect("read").expect("linked");
        let before = review::next(&db, Queue::All, ADA, None).await.expect("read");
        let (record, other) = before.pair.expect("pairs wait");
        let shown = async || {
            let shown = review::pair(&db, record, other, ADA, Queue::All).await.expect("read");
            shown.expect("there")
        };
        let pair = shown().await;
        assert_eq!((&pair.standing, pair.waiting), (&Standing::Wanted, before.waiting));
        assert!(!pair.why.is_empty(), "a pair that waits says why");
        let scored = pair.scored.expect("scored");
        let sum: f64 = scored.steps.iter().map(|step| step.bits).sum();
        assert!((sum - scored.weight).abs() < 0.2, "steps add up: {sum} {}", scored.weight);
        let Some(Effect::TwoPeople { left, right }) = pair.effect else { panic!("two people") };

        let answer = Answer::Same;
        let saying = Saying { author: ADA, record, other, answer, second: false, note: None };
        let (event, kept) = done(live.answer(&db, &saying).await.expect("written"));
        let kept = kept.expect("a person");
        let after = review::next(&db, Queue::All, ADA, None).await.expect("read");
        assert_ne!(after.pair, before.pair);
        let now = shown().await;
        assert!(matches!(now.standing, Standing::Answered(it) if it.event_id == event));
        assert!(matches!(now.effect, Some(Effect::OnePerson(_))));
        assert_eq!(now.last.map(|last| last.event_id), Some(event.clone()));
        let gone = if kept == left.person { right.person } else { left.person };
        let told = newest(&db, kept).await;
        assert_eq!(told.what, What::Merged { from: gone });
        assert_eq!((told.who, told.in_force), (Who::Person(ADA.to_owned()), true));
        assert_eq!(history::resolve(&db, gone).await.expect("read"), kept);

        done(live.undo(&db, &event, ADA).await.expect("written"));
        assert_eq!(review::next(&db, Queue::All, ADA, None).await.expect("read"), before);
        assert_eq!(newest(&db, kept).await.what, What::Undone);
        assert_eq!(history::resolve(&db, gone).await.expect("read"), gone);
        let log = review::log(&db, &review::Asked { rows_max: 9, ..Default::default() }).await;
        let log = log.expect("read");
        let undone = log.rows.first().and_then(|row| row.undone.as_ref());
        assert_eq!((log.total, undone.map(|it| it.author.as_str())), (1, Some(ADA)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_previewed_is_what_happens() {
    let made = Made::new();
    for (db, _server, _folder) in databases().await {
        import(&db, &made.extracts()).await;
        link::run(&db, &Options::default(), &|_| ()).await.expect("linked");
        let mut live = Live::load(&db).await.expect("read").expect("linked");
        let all: Vec<String> = store::sqlx::query_scalar(
            "select person_id from person_link where ended_by is null group by person_id \
             order by count(*) desc, person_id limit 1",
        )
        .fetch_all(db.pool())
        .await
        .expect("read");
        let person = all.first().and_then(|id| PersonId::parse(id)).expect("somebody");
        let whole = records(&db, person).await;
        // Fewer than stay: the larger part keeps the identifier.
        let fewer = (whole.len() - 1) / 2;
        let leaving: Vec<RecordId> = whole.iter().copied().take(fewer).collect();
        assert!(!leaving.is_empty());
        let preview = unlink_preview(&db, person, &leaving).await.expect("read").expect("possible");
        let why = "another person's letter";
        let unlinking = Unlinking { author: BEN, person, records: &leaving, why };
        let (event, own) = done(live.unlink(&db, &unlinking).await.expect("written"));
        let own = own.expect("a person of its own");
        let ids = |linked: &[history::Linked]| {
            let mut ids: Vec<RecordId> = linked.iter().map(|it| it.record.record).collect();
            ids.sort_unstable();
            ids
        };
        assert_eq!(records(&db, own).await, ids(&preview.leaving));
        assert_eq!(records(&db, person).await, ids(&preview.staying));
        // One decision, though it is of several pairs, and of a record that left.
        let logged = review::of_event(&db, &event).await.expect("read").expect("there");
        assert!(leaving.contains(&logged.record) && !leaving.contains(&logged.other));
        let told = newest(&db, person).await;
        assert_eq!((told.what, told.why.as_deref()), (What::Split { to: own }, Some(why)));
        assert_eq!(newest(&db, own).await.what, What::Linked);

        // Who would join them again is told against whom.
        let preview = link_preview(&db, own, Other::Person(person)).await.expect("read");
        let against = preview.expect("possible").against;
        assert_eq!(against.iter().map(|(who, _)| who.as_str()).collect::<Vec<_>>(), [BEN]);

        // Two people joined by hand: the one that the preview names is kept.
        let waiting = review::next(&db, Queue::All, ADA, None).await.expect("read").pair;
        let (record, other) = waiting.expect("pairs wait");
        let (one, two) = (live.person_of(record), live.person_of(other));
        let (one, two) = (one.expect("linked"), two.expect("linked"));
        let preview = link_preview(&db, one, Other::Record(other)).await.expect("read");
        let preview = preview.expect("possible");
        let joining = Joining { author: ADA, person: one, other: two, why: "as they say" };
        let (_, kept) = done(live.join(&db, &joining).await.expect("written"));
        assert_eq!((preview.other, kept), (two, Some(preview.kept)));
        let mut both = [ids(&preview.records), ids(&preview.other_records)].concat();
        both.sort_unstable();
        assert_eq!(records(&db, preview.kept).await, both);
    }
}

//! How a person's records hang together: now, on a day, and how it came about.

use jiff::civil::date;
use record::decision::Answer;
use record::history::{
    self, EdgeKind, Event, NotPossible, Other, What, Who, link_preview, unlink_preview,
};
use record::review::Contradiction;
use store::Db;
use terms::{PersonId, RecordId};

use crate::made::databases;
use crate::rows::{
    ADA, BEN, MODEL, at, decision, edge, event, event_at, first_run, link, person, source_record,
    undo, write,
};

fn ids(one: RecordId, other: RecordId) -> (RecordId, RecordId) {
    (one.min(other), one.max(other))
}

async fn change(db: &Db, person: PersonId, moment: &str, kind: &str, other: PersonId) {
    let (person, other) = (person.to_string(), other.to_string());
    let sql = "insert into link_change (person_id, event_id, kind, other_person_id) \
               values ($1, $2, $3, $4)";
    write(db, sql, &[&person, &event_at(moment), kind, &other]).await;
}

async fn end(db: &Db, person: PersonId, record: RecordId, moment: &str) {
    let sql = "update person_link set ended_by = $1, ended_at = $2 \
               where person_id = $3 and record_id = $4 and ended_by is null";
    let (person, record) = (person.to_string(), record.to_string());
    write(db, sql, &[&event_at(moment), moment, &person, &record]).await;
}

/// One person from the first run; on the 10th Ada joins a second one to her; on the 15th Ben takes the
/// nursing record out by hand.
struct Told {
    gp: RecordId,
    nursing: RecordId,
    social_care: RecordId,
    joined: String,
    unlinked: String,
}

const ONE: u8 = 1;
const OTHER: u8 = 2;
const OWN: u8 = 3;

impl Told {
    async fn new(db: &Db) -> Self {
        let (began, joined, parted) = (at(1, "06:00"), at(10, "09:00"), at(15, "23:30"));
        first_run(db, &began).await;
        let gp = source_record(db, "gp", 1, ["Maura", "O'Neill", "1941-03-12"]).await;
        let nursing = source_record(db, "community", 1, ["Peggy", "O'Neill", "1941-03-12"]).await;
        let social_care = source_record(db, "asc", 1, ["M", "ONeil", "1941-12-03"]).await;
        for (number, record, source) in
            [(ONE, gp, "gp"), (ONE, nursing, "community"), (OTHER, social_care, "asc")]
        {
            link(db, person(number), record, source, &began).await;
        }
        edge(db, ids(gp, nursing), "auto", 0.9999, 0.0, "").await;

        event(db, "answer", &joined, ADA, "same address", None).await;
        decision(db, ids(gp, social_care), "first", "same", ADA, &joined).await;
        end(db, person(OTHER), social_care, &joined).await;
        link(db, person(ONE), social_care, "asc", &joined).await;
        change(db, person(ONE), &joined, "took", person(OTHER)).await;
        change(db, person(OTHER), &joined, "merged", person(ONE)).await;
        let redirect = "insert into person_redirect (person_id, to_person_id, by_run, at) \
                        values ($1, $2, $3, $4)";
        let (from, to) = (person(OTHER).to_string(), person(ONE).to_string());
        write(db, redirect, &[&from, &to, &event_at(&joined), &joined]).await;

        event(db, "unlink", &parted, BEN, "another patient's letter", None).await;
        decision(db, ids(gp, nursing), "unlink", "different", BEN, &parted).await;
        decision(db, ids(social_care, nursing), "unlink", "different", BEN, &parted).await;
        end(db, person(ONE), nursing, &parted).await;
        link(db, person(OWN), nursing, "community", &parted).await;
        change(db, person(ONE), &parted, "split", person(OWN)).await;
        change(db, person(OWN), &parted, "left", person(ONE)).await;
        let (joined, unlinked) = (event_at(&joined), event_at(&parted));
        Self { gp, nursing, social_care, joined, unlinked }
    }
}

async fn records_on(db: &Db, number: u8, day: Option<i8>) -> Vec<RecordId> {
    let day = day.map(|day| date(2026, 11, day));
    let found =
        history::together(db, person(number), day, usize::MAX).await.expect("read").expect("known");
    found.records.iter().map(|linked| linked.record.record).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_shown_as_they_were_linked_at_the_end_of_a_day() {
    for (db, _server, _folder) in databases().await {
        let told = Told::new(&db).await;
        // By source: social care, community, general practice.
        let (gp, nursing, social_care) = (told.gp, told.nursing, told.social_care);
        assert_eq!(records_on(&db, ONE, None).await, [social_care, gp]);
        assert_eq!(records_on(&db, ONE, Some(15)).await, [social_care, gp]);
        assert_eq!(records_on(&db, ONE, Some(14)).await, [social_care, nursing, gp]);
        assert_eq!(records_on(&db, ONE, Some(9)).await, [nursing, gp]);
        assert_eq!(records_on(&db, OWN, None).await, [nursing]);
        assert!(records_on(&db, OWN, Some(14)).await.is_empty());
        // The merged person's address leads to the one that was kept.
        let led = history::together(&db, person(OTHER), None, usize::MAX)
            .await
            .expect("read")
            .expect("known");
        assert_eq!(led.person, person(ONE));
        assert_eq!(led.known_since, Some(date(2026, 11, 1)));
        assert_eq!(led.model_version.as_deref(), Some(MODEL));
        let nobody = history::together(&db, person(9), None, usize::MAX).await.expect("read");
        assert!(nobody.is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_say_whether_the_model_or_people_drew_them() {
    for (db, _server, _folder) in databases().await {
        let told = Told::new(&db).await;
        let on = Some(date(2026, 11, 14));
        let found = history::together(&db, person(ONE), on, usize::MAX)
            .await
            .expect("read")
            .expect("known");
        let people =
            |answer, by: &str| EdgeKind::People { answer, said: vec![(answer, by.to_owned())] };
        let lines: Vec<_> = found
            .edges
            .iter()
            .map(|edge| ((edge.record, edge.other), edge.probability, edge.kind.clone()))
            .collect();
        let mut unscored = [
            (ids(told.gp, told.social_care), None, people(Answer::Same, ADA)),
            (ids(told.nursing, told.social_care), None, people(Answer::Different, BEN)),
        ];
        unscored.sort_by_key(|(pair, ..)| *pair);
        let scored = (ids(told.gp, told.nursing), Some(0.9999), people(Answer::Different, BEN));
        assert_eq!(lines, [vec![scored], unscored.to_vec()].concat());

        // Undone, what the model says holds again.
        undo(&db, &told.unlinked, BEN, &at(16, "08:00")).await;
        let found = history::together(&db, person(ONE), on, usize::MAX)
            .await
            .expect("read")
            .expect("known");
        assert_eq!(found.edges.last().map(|edge| &edge.kind), Some(&EdgeKind::Model));
        // Two who contradict each other are both named.
        decision(&db, ids(told.gp, told.social_care), "second", "different", BEN, &at(17, "08:00"))
            .await;
        let found = history::together(&db, person(ONE), None, usize::MAX)
            .await
            .expect("read")
            .expect("known");
        let odds = EdgeKind::People {
            answer: Answer::Unsure,
            said: vec![(Answer::Different, BEN.to_owned()), (Answer::Same, ADA.to_owned())],
        };
        assert_eq!(found.edges.iter().map(|edge| &edge.kind).collect::<Vec<_>>(), [&odds]);
    }
}

fn told_of(events: &[Event]) -> Vec<(What, Vec<RecordId>, Who, Option<&str>)> {
    events
        .iter()
        .map(|event| {
            let mut records: Vec<RecordId> = event.records.iter().map(|(id, _)| *id).collect();
            records.sort_unstable();
            (event.what, records, event.who.clone(), event.why.as_deref())
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_tells_what_happened_and_who_did_it() {
    for (db, _server, _folder) in databases().await {
        let told = Told::new(&db).await;
        let pair = |one, other| {
            let (one, other) = ids(one, other);
            vec![one, other]
        };
        let by = |name: &str| Who::Person(name.to_owned());
        let program = || Who::Program { model: MODEL.to_owned() };
        // Unsure changes no link; it is told all the same, and its undoing.
        let hospital = source_record(&db, "acute", 1, ["M", "O'Neill", "1941-03-12"]).await;
        let unsure =
            decision(&db, ids(told.gp, hospital), "first", "unsure", ADA, &at(16, "09:00")).await;
        undo(&db, &unsure, ADA, &at(16, "09:05")).await;
        let found = history::together(&db, person(ONE), None, usize::MAX)
            .await
            .expect("read")
            .expect("known");
        let run = "all records were linked";
        let expected = [
            (What::Undone, pair(told.gp, hospital), by(ADA), None),
            (
                What::Decided(Answer::Unsure),
                pair(told.gp, hospital),
                by(ADA),
                Some("as the letters say"),
            ),
            (
                What::Split { to: person(OWN) },
                vec![told.nursing],
                by(BEN),
                Some("another patient's letter"),
            ),
            (
                What::Merged { from: person(OTHER) },
                vec![told.social_care],
                by(ADA),
                Some("same address"),
            ),
            (What::Linked, pair(told.gp, told.nursing), program(), Some(run)),
        ];
        assert_eq!(told_of(&found.events), expected);
        let may_be_undone: Vec<&str> = found
            .events
            .iter()
            .filter(|event| event.in_force)
            .map(|event| event.event_id.as_str())
            .collect();
        assert_eq!(may_be_undone, [told.unlinked.as_str(), told.joined.as_str()]);
        let evidence: Vec<Option<f64>> =
            found.events.iter().map(|event| event.probability).collect();
        assert_eq!(evidence, [Some(0.9), Some(0.9), None, Some(0.9), None]);
        let two = history::together(&db, person(ONE), None, 2).await.expect("read").expect("known");
        assert_eq!((two.events.len(), two.older_events), (2, 3));
        assert_eq!(two.known_since, Some(date(2026, 11, 1)));
        assert_eq!(found.older_events, 0);
        // The person made for the nursing record began with the unlinking.
        let own = history::together(&db, person(OWN), None, usize::MAX)
            .await
            .expect("read")
            .expect("known");
        let why = Some("another patient's letter");
        assert_eq!(told_of(&own.events), [(What::Linked, vec![told.nursing], by(BEN), why)]);
        assert_eq!(own.known_since, Some(date(2026, 11, 15)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undone_unlinking_brings_the_records_back_and_is_told_so() {
    for (db, _server, _folder) in databases().await {
        let told = Told::new(&db).await;
        let moment = at(16, "08:00");
        undo(&db, &told.unlinked, BEN, &moment).await;
        end(&db, person(OWN), told.nursing, &moment).await;
        link(&db, person(ONE), told.nursing, "community", &moment).await;
        change(&db, person(ONE), &moment, "took", person(OWN)).await;
        let found = history::together(&db, person(ONE), None, usize::MAX)
            .await
            .expect("read")
            .expect("known");
        let newest = found.events.first().expect("told");
        assert_eq!((newest.what, newest.who.clone()), (What::Undone, Who::Person(BEN.to_owned())));
        assert_eq!(newest.records, [(told.nursing, "community".to_owned())]);
        let split = found.events.iter().find(|event| matches!(event.what, What::Split { .. }));
        assert!(split.is_some_and(|event| !event.in_force));
        assert_eq!(records_on(&db, ONE, Some(15)).await.len(), 2);
        assert_eq!(records_on(&db, ONE, Some(16)).await.len(), 3);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_says_who_would_go_where_and_against_whom() {
    for (db, _server, _folder) in databases().await {
        let told = Told::new(&db).await;
        let (gp, social_care) = (told.gp, told.social_care);
        for (row, feed) in [("r1", "small"), ("r2", "referrals"), ("r3", "referrals")] {
            let sql = "insert into landed_row (record_id, row_id, delivery_from, feed, \
                       content_hash, values_json) values ($1, $2, 'd1', $3, 'x', '{}')";
            write(&db, sql, &[&gp.to_string(), row, feed]).await;
        }
        let unlink = async |number, records: &[RecordId]| {
            unlink_preview(&db, person(number), records).await.expect("read")
        };
        let found = unlink(ONE, &[gp]).await.expect("possible");
        let only = found.leaving.first().expect("leaves");
        assert_eq!((only.record.record, found.staying.len()), (gp, 1));
        assert_eq!(only.holds, [("referrals".to_owned(), 2), ("small".to_owned(), 1)]);
        assert_eq!(found.against, [(ADA.to_owned(), at(10, "09:00"))]);
        // Also under the address that was merged into it.
        assert!(unlink(OTHER, &[gp]).await.is_ok());
        for (number, records, expected) in [
            (ONE, vec![], NotPossible::NoneNamed),
            (ONE, vec![told.nursing], NotPossible::NotOfThisPerson),
            (ONE, vec![gp, social_care], NotPossible::NoneWouldStay),
            (9, vec![gp], NotPossible::NoSuchPerson),
        ] {
            assert_eq!(unlink(number, &records).await, Err(expected));
        }

        let join =
            async |number, other| link_preview(&db, person(number), other).await.expect("read");
        let found = join(OWN, Other::Record(gp)).await.expect("possible");
        // Two records against one: the larger keeps its address.
        assert_eq!((found.kept, found.other), (person(ONE), person(ONE)));
        assert_eq!((found.records.len(), found.other_records.len()), (1, 2));
        assert_eq!(found.against, [(BEN.to_owned(), at(15, "23:30"))]);
        assert_eq!(found.contradictions, Vec::<Contradiction>::new());
        for (other, expected) in [
            (Other::Person(person(OTHER)), NotPossible::SamePerson),
            (Other::Record(social_care), NotPossible::SamePerson),
            (Other::Person(person(9)), NotPossible::NoSuchOther),
            (Other::Record(RecordId::of("gp", "nobody")), NotPossible::NoSuchOther),
        ] {
            assert_eq!(join(ONE, other).await.err(), Some(expected));
        }
    }
}

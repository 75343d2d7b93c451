//! What people decide about links: in force at once, kept through every run, and undone exactly.

use std::collections::BTreeMap;

use crate::made::{Made, databases, import, persons, send};
use feeds::Profiles;
use record::decision::Answer;
use record::link::{self, Options};
use record::live::{Decided, Joining, Live, Refusal, Saying, Unlinking};
use record::person;
use record::review::drawn_for_second;
use store::Db;
use store::sqlx;
use terms::{PersonId, RecordId};

const STEWARD: &str = "Data steward";
const SECOND: &str = "Second reviewer";

async fn linked(db: &Db, made: &Made) -> Live {
    import(db, &made.extracts()).await;
    link::run(db, &Options::default(), &|_| ()).await.expect("linked");
    Live::load(db).await.expect("read").expect("linked")
}

/// Everything that is shown of a person.
async fn shown(db: &Db, person: PersonId) -> String {
    format!("{:?}", person::get(db, person).await.expect("read"))
}

async fn edges(db: &Db) -> Vec<(String, String, String, i64, String)> {
    let rows: Vec<(String, String, String, f64, String)> = sqlx::query_as(
        "select record_id, other_record_id, band, weight, why from link_edge \
         order by record_id, other_record_id",
    )
    .fetch_all(db.pool())
    .await
    .expect("read");
    // A weight is a 32-bit number.
    rows.into_iter().map(|(a, b, c, w, y)| (a, b, c, (w * 1e4).round() as i64, y)).collect()
}

async fn pairs(db: &Db, band: &str) -> Vec<(RecordId, RecordId)> {
    edges(db)
        .await
        .into_iter()
        .filter(|(_, _, of, ..)| of == band)
        .map(|(a, b, ..)| {
            (RecordId::parse(&a).expect("a record"), RecordId::parse(&b).expect("a record"))
        })
        .collect()
}

/// A whole run by the model in use changes nothing: what was linked piece by piece is what linking
/// everything gives.
async fn nothing_is_left_to_link(db: &Db) {
    let (before, pairs) = (persons(db).await, edges(db).await);
    let run = link::run(db, &Options::default(), &|_| ()).await.expect("linked");
    assert_eq!((run.links_made, run.links_ended), (0, 0));
    assert_eq!(persons(db).await, before);
    assert_eq!(edges(db).await, pairs);
}

fn done(decided: Decided) -> (String, Option<PersonId>) {
    match decided {
        Decided::Done { event_id, person } => (event_id, person),
        Decided::Refused(refusal) => panic!("refused: {refusal:?}"),
    }
}

/// A person with at least `records` records.
fn somebody(live: &Live, all: &[(String, String)], records: usize) -> PersonId {
    all.iter()
        .filter_map(|(_, person)| PersonId::parse(person))
        .find(|person| live.records_of(*person).len() >= records)
        .expect("somebody with records enough")
}

#[tokio::test(flavor = "multi_thread")]
async fn unlinking_and_undoing_restores_both_sides_exactly() {
    let made = Made::new();
    for (db, _server, _folder) in databases().await {
        let mut live = linked(&db, &made).await;
        let before = persons(&db).await;
        let person = somebody(&live, &before, 3);
        let whole = shown(&db, person).await;
        let gone = *live.records_of(person).first().expect("a record");
        let why = "another person's letter was filed here";
        let unlinking = Unlinking { author: STEWARD, person, records: &[gone], why };

        let (unlinked, own) = done(live.unlink(&db, &unlinking).await.expect("written"));
        let own = own.expect("a person of its own");
        assert_ne!(own, person);
        let alone = person::get(&db, own).await.expect("read").expect("there");
        assert_eq!(alone.records.iter().map(|r| r.record_id).collect::<Vec<_>>(), vec![gone]);
        let stay = person::get(&db, person).await.expect("read").expect("there");
        assert!(stay.records.iter().all(|record| record.record_id != gone));
        // What hangs on the record went with it.
        let here = |person: &person::Person| {
            person.episodes.iter().all(|episode| {
                person.records.iter().any(|record| record.record_id == episode.record_id)
            })
        };
        assert!(here(&alone) && here(&stay));
        nothing_is_left_to_link(&db).await;

        let mut live = Live::load(&db).await.expect("read").expect("linked");
        let not_mine = live.undo(&db, &unlinked, SECOND).await.expect("asked");
        assert!(matches!(not_mine, Decided::Refused(Refusal::NotYours { .. })));
        done(live.undo(&db, &unlinked, STEWARD).await.expect("written"));
        assert_eq!(persons(&db).await, before);
        assert_eq!(shown(&db, person).await, whole);
        let again = live.undo(&db, &unlinked, STEWARD).await.expect("asked");
        assert_eq!(again, Decided::Refused(Refusal::AlreadyUndone));
        // The person that was made for the record leads to where it is now.
        let led = person::get(&db, own).await.expect("read").expect("there");
        assert_eq!(led.person_id, person);
        nothing_is_left_to_link(&db).await;

        // Unlinked once more, the record is the same person that it was the first time.
        let mut live = Live::load(&db).await.expect("read").expect("linked");
        let (_, own_again) = done(live.unlink(&db, &unlinking).await.expect("written"));
        assert_eq!(own_again, Some(own));
        let joining = Joining { author: STEWARD, person, other: own, why: "it was theirs" };
        let (_, joined) = done(live.join(&db, &joining).await.expect("written"));
        assert_eq!(joined, Some(person));
        assert_eq!(persons(&db).await, before);
        nothing_is_left_to_link(&db).await;
    }
}

/// However few records stay, the rest stay that person, and however many come back, they come back to it.
#[tokio::test(flavor = "multi_thread")]
async fn the_part_that_stays_is_the_person() {
    let made = Made::new();
    for (db, _server, _folder) in databases().await {
        let mut live = linked(&db, &made).await;
        let before = persons(&db).await;
        let person = somebody(&live, &before, 4);
        let all: Vec<RecordId> = live.records_of(person).to_vec();
        let (stays, leave) = all.split_first().expect("records");
        let why = "all but one are somebody else's";
        let unlinking = Unlinking { author: STEWARD, person, records: leave, why };
        let (event, own) = done(live.unlink(&db, &unlinking).await.expect("written"));
        assert_eq!(live.person_of(*stays), Some(person));
        assert!(leave.iter().all(|record| live.person_of(*record) == own));
        nothing_is_left_to_link(&db).await;
        let mut live = Live::load(&db).await.expect("read").expect("linked");
        done(live.undo(&db, &event, STEWARD).await.expect("written"));
        assert_eq!(persons(&db).await, before);
        // By hand instead of undone: joined against every pair of the unlinking.
        done(live.unlink(&db, &unlinking).await.expect("written"));
        let other = live.person_of(*leave.first().expect("one")).expect("a person");
        let joining = Joining { author: SECOND, person, other, why: "they are theirs after all" };
        done(live.join(&db, &joining).await.expect("written"));
        let now = live.person_of(*stays);
        assert!(all.iter().all(|record| live.person_of(*record) == now));
        nothing_is_left_to_link(&db).await;
    }
}

/// Two persons who were joined, and parted again, are who they were: each record, whichever comes first.
#[tokio::test(flavor = "multi_thread")]
async fn joining_and_undoing_gives_everybody_their_own_identifier_back() {
    let made = Made::new();
    for (db, _server, _folder) in databases().await {
        let mut live = linked(&db, &made).await;
        let before = persons(&db).await;
        let mut people: Vec<PersonId> =
            before.iter().filter_map(|(_, person)| PersonId::parse(person)).collect();
        people.sort_unstable();
        people.dedup();
        for records in 1..=3 {
            let alike: Vec<PersonId> = people
                .iter()
                .filter(|person| live.records_of(**person).len() == records)
                .take(8)
                .copied()
                .collect();
            for pair in alike.chunks(2) {
                let [one, other] = *pair else { continue };
                for (person, other) in [(one, other), (other, one)] {
                    let joining = Joining { author: STEWARD, person, other, why: "a trial" };
                    let (event, kept) = done(live.join(&db, &joining).await.expect("written"));
                    assert!(kept == Some(person) || kept == Some(other));
                    done(live.undo(&db, &event, STEWARD).await.expect("written"));
                    assert_eq!(persons(&db).await, before, "{records} records each");
                }
            }
        }
        nothing_is_left_to_link(&db).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_in_force_at_once_and_kept_by_every_run() {
    let made = Made::new();
    for (db, _server, _folder) in databases().await {
        let mut live = linked(&db, &made).await;
        let before = persons(&db).await;
        let waiting = pairs(&db, "review").await;
        let (a, b) = *waiting.first().expect("pairs wait");
        let say = |author, answer, second| Saying {
            author,
            record: a,
            other: b,
            answer,
            second,
            note: Some("as the letters say"),
        };
        let (same, person) =
            done(live.answer(&db, &say(STEWARD, Answer::Same, false)).await.expect("written"));
        assert_eq!(live.person_of(a), live.person_of(b));
        assert_eq!(live.person_of(a), person);
        let twice = live.answer(&db, &say(SECOND, Answer::Different, false)).await.expect("asked");
        assert!(matches!(twice, Decided::Refused(Refusal::Answered(Some(_)))));
        nothing_is_left_to_link(&db).await;

        let mut live = Live::load(&db).await.expect("read").expect("linked");
        done(live.undo(&db, &same, STEWARD).await.expect("written"));
        assert_eq!(persons(&db).await, before);

        // Of a pair drawn for it a second answer is taken. A second reviewer who disagrees parts the two
        // until they agree; the same one in capitals is nobody else.
        let linked_pairs = pairs(&db, "auto").await;
        let drawn = linked_pairs.iter().find(|(a, b)| drawn_for_second(*a, *b));
        let (a, b) = *drawn.expect("one in five is drawn");
        let say = |author, answer| Saying {
            author,
            record: a,
            other: b,
            answer,
            second: false,
            note: None,
        };
        let first = live.answer(&db, &say(STEWARD, Answer::Same)).await.expect("written");
        let (first, _) = done(first);
        let capitals = STEWARD.to_uppercase();
        let again = live.answer(&db, &say(&capitals, Answer::Different)).await.expect("asked");
        assert!(matches!(again, Decided::Refused(Refusal::Answered(Some(_)))));
        let second = live.answer(&db, &say(SECOND, Answer::Different)).await.expect("written");
        let (second, _) = done(second);
        assert_ne!(live.person_of(a), live.person_of(b));
        nothing_is_left_to_link(&db).await;
        let mut live = Live::load(&db).await.expect("read").expect("linked");
        done(live.undo(&db, &second, SECOND).await.expect("written"));
        assert_eq!(live.person_of(a), live.person_of(b));
        done(live.undo(&db, &first, STEWARD).await.expect("written"));
        assert_eq!(persons(&db).await, before);

        // "Different" parts a pair that the model linked, and the pair stays known as decided.
        let (a, b) = *pairs(&db, "auto").await.first().expect("pairs are linked");
        let saying = Saying {
            author: STEWARD,
            record: a,
            other: b,
            answer: Answer::Different,
            second: false,
            note: None,
        };
        done(live.answer(&db, &saying).await.expect("written"));
        assert_ne!(live.person_of(a), live.person_of(b));
        assert!(pairs(&db, "none").await.contains(&(a, b)));
        nothing_is_left_to_link(&db).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_is_linked_as_a_whole_run_would() {
    let made = Made::new();
    for (db, _server, folder) in databases().await {
        let mut live = linked(&db, &made).await;
        assert_eq!(live.sync(&db).await.expect("asked").deliveries, 0);
        let profiles = Profiles::shipped().expect("whole");
        for (file, change) in
            [("mh_patient_index.csv", 3_usize), ("asc_cld.csv", 7), ("gp_registered_list.csv", 5)]
        {
            let from = made.extracts().into_iter().find(|path| path.ends_with(file));
            let Some(from) = from else { continue };
            let text = std::fs::read_to_string(&from).expect("read");
            // Some rows are gone, and some surnames are spelt otherwise.
            let changed: String = text
                .split_inclusive('\n')
                .enumerate()
                .filter(|(at, _)| *at == 0 || at % (change * 40) != 0)
                .map(|(at, line)| {
                    if at > 0 && at % (change * 10) == 1 {
                        line.replacen("son", "sen", 1).replacen("ll", "l", 1)
                    } else {
                        line.to_owned()
                    }
                })
                .collect();
            let to = folder.path().join(file);
            std::fs::write(&to, changed).expect("written");
            send(&db, &profiles, &to).await;
            let synced = live.sync(&db).await.expect("linked");
            assert_eq!(synced.deliveries, 1, "{file}");
            assert!(!synced.reloaded);
            nothing_is_left_to_link(&db).await;
            // The whole run was another process's: the memory follows it.
            assert!(live.sync(&db).await.expect("asked").reloaded);
        }
        let by_person: BTreeMap<String, usize> =
            persons(&db).await.into_iter().fold(BTreeMap::new(), |mut all, (_, person)| {
                *all.entry(person).or_default() += 1;
                all
            });
        assert!(by_person.values().any(|records| *records > 2));
    }
}

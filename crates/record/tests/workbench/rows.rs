//! Rows as runs, deliveries and decisions leave them.

use linkage::{Constraints, Model, RecordsBuilder};
use store::Db;
use store::sqlx;
use terms::{PersonId, RecordId};

pub(crate) const ADA: &str = "Ada Okafor";
pub(crate) const BEN: &str = "Ben Shah";
pub(crate) const MODEL: &str = "standard 1 (0a1b2c3d)";

/// A moment of November 2026 as it is kept: `at(20, "09:30")`.
pub(crate) fn at(day: u32, time: &str) -> String {
    format!("2026-11-{day:02}T{time}:00.000000Z")
}

/// The identifier of the event at that moment.
pub(crate) fn event_at(at: &str) -> String {
    let moment: jiff::Timestamp = at.parse().expect("a moment");
    terms::event_id(moment.as_millisecond().unsigned_abs(), [0; 4])
}

pub(crate) fn person(number: u8) -> PersonId {
    PersonId::from_random([number; 16])
}

pub(crate) fn record(source: &str, number: u32) -> RecordId {
    RecordId::of(source, &number.to_string())
}

async fn run(db: &Db, sql: &'static str, values: &[&str]) {
    let mut query = sqlx::query(sql);
    for value in values {
        query = query.bind(*value);
    }
    query.execute(db.pool()).await.expect("written");
}

/// A trained model with `gp` as a source that holds a person once, and the first run by it.
pub(crate) async fn first_run(db: &Db, at: &str) {
    let records = RecordsBuilder::standard().finish();
    let linkage = linkage::link(&records, &Model::standard(), &Constraints::default(), &|_| ());
    let trained = serde_json::to_string(&linkage.model).expect("JSON");
    sqlx::query(
        "insert into link_model (model_version, trained_at, model_text, settings_json, \
         trained_json, frequencies) values ($1, $2, '', $3, $4, $5)",
    )
    .bind(MODEL)
    .bind(at)
    .bind(r#"{"preset":"care","unique_sources":["gp"],"nicknames":null}"#)
    .bind(trained)
    .bind(Vec::<u8>::new())
    .execute(db.pool())
    .await
    .expect("written");
    event(db, "run", at, "", "all records were linked", None).await;
}

/// Something that changed links; follows itself, so that no two clash.
pub(crate) async fn event(
    db: &Db,
    kind: &str,
    at: &str,
    author: &str,
    why: &str,
    undoes: Option<&str>,
) -> String {
    let id = event_at(at);
    sqlx::query(
        "insert into link_event (event_id, follows, kind, at, author, why, model_version, read_at, \
         seen_deliveries, undoes, links_made, links_ended, report_json) \
         values ($1, $2, $3, $4, $5, $6, $7, $4, 0, $8, 0, 0, '{}')",
    )
    .bind(&id)
    .bind(format!("before {id}"))
    .bind(kind)
    .bind(at)
    .bind(author)
    .bind(why)
    .bind(MODEL)
    .bind(undoes)
    .execute(db.pool())
    .await
    .expect("written");
    id
}

/// A record with what identifies its person: first name, surname, born.
pub(crate) async fn source_record(db: &Db, source: &str, number: u32, who: [&str; 3]) -> RecordId {
    let id = record(source, number);
    let [first, last, born] = who;
    run(
        db,
        "insert into source_record (record_id, source, record_key, feed, delivery_first, \
         delivery_last, linkable, nhs_number_traced, first_name, surname, date_of_birth, address, \
         postcode, other_places_json) values ($1, $2, $3, 'small', 'd1', 'd1', 1, 0, $4, $5, $6, \
         '9 Quay Road', 'SE8 4AA', '[[\"3 Hill Rise\",\"SE6 2QT\"]]')",
        &[&id.to_string(), source, &number.to_string(), first, last, born],
    )
    .await;
    id
}

/// A link of a record to a person from an event on.
pub(crate) async fn link(db: &Db, person: PersonId, record: RecordId, source: &str, began: &str) {
    run(
        db,
        "insert into person_link (person_id, record_id, source, began_by, began_at) \
         values ($1, $2, $3, $4, $5)",
        &[&person.to_string(), &record.to_string(), source, &event_at(began), began],
    )
    .await;
}

/// A scored pair that tells so much.
pub(crate) async fn edge(
    db: &Db,
    (one, other): (RecordId, RecordId),
    band: &str,
    probability: f64,
    information: f64,
    why: &str,
) {
    let run: String = sqlx::query_scalar("select min(event_id) from link_event")
        .fetch_one(db.pool())
        .await
        .expect("a run");
    sqlx::query(
        "insert into link_edge (record_id, other_record_id, run_id, band, weight, probability, \
         steps_json, information, why) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(one.min(other).to_string())
    .bind(one.max(other).to_string())
    .bind(run)
    .bind(band)
    .bind(3.0)
    .bind(probability)
    .bind("[[-1,0,-18.0,0.0],[0,0,22.0,0.0],[-2,0,-1.0,0.0]]")
    .bind(information)
    .bind(why)
    .execute(db.pool())
    .await
    .expect("written");
}

/// A decision on a pair; gives its event.
pub(crate) async fn decision(
    db: &Db,
    (one, other): (RecordId, RecordId),
    kind: &str,
    answer: &str,
    author: &str,
    at: &str,
) -> String {
    let event = event_at(at);
    sqlx::query(
        "insert into link_decision (record_id, other_record_id, event_id, kind, answer, author, \
         note, at, model_version, probability) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(one.min(other).to_string())
    .bind(one.max(other).to_string())
    .bind(&event)
    .bind(kind)
    .bind(answer)
    .bind(author)
    .bind("as the letters say")
    .bind(at)
    .bind(MODEL)
    .bind(0.9)
    .execute(db.pool())
    .await
    .expect("written");
    event
}

/// Undoes what an event decided; gives the event that undid it.
pub(crate) async fn undo(db: &Db, decided: &str, author: &str, moment: &str) -> String {
    let id = event(db, "undo", moment, author, "a decision was undone", Some(decided)).await;
    run(
        db,
        "update link_decision set undone_by = $1, undone_at = $2 where event_id = $3",
        &[&id, moment, decided],
    )
    .await;
    id
}

pub(crate) async fn write(db: &Db, sql: &'static str, values: &[&str]) {
    run(db, sql, values).await;
}

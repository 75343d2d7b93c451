//! The same code on SQLite and on PostgreSQL.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use store::sqlx;
use store::{Bulk, Db, Error, Tx, Value, jobs, statements};

async fn databases() -> Vec<(Db, Option<testing::Postgres>, tempfile::TempDir)> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("a folder with spaces#.db");
    let mut all =
        vec![(Db::open(&file.display().to_string()).await.expect("sqlite"), None, folder)];
    if let Some(server) = testing::postgres() {
        let db = Db::open(&server.database()).await.expect("postgres");
        all.push((db, Some(server), tempfile::tempdir().expect("a temporary folder")));
    }
    all
}

#[tokio::test]
async fn a_failed_transaction_leaves_nothing_and_a_good_one_stays() {
    for (db, _server, _folder) in databases().await {
        let bad: Result<(), Error> = db
            .transact(async |tx: &mut Tx| {
                insert(tx, 3_000).await?;
                sqlx::query("insert into no_such_table values (1)").execute(&mut **tx).await?;
                Ok(())
            })
            .await;
        assert!(bad.is_err());
        assert_eq!(count(&db).await, 0, "{:?}", db.engine());
        let good: Result<u64, Error> =
            db.transact(async |tx: &mut Tx| insert(tx, 3_001).await).await;
        assert_eq!(good.expect("committed"), 3_001);
        assert_eq!(count(&db).await, 3_001, "{:?}", db.engine());
        db.close().await;
    }
}

#[tokio::test]
async fn a_job_is_taken_once_reports_and_ends() {
    for (db, _server, _folder) in databases().await {
        let id = jobs::add(&db, "import", "{}").await.expect("added");
        let taken = jobs::take(&db).await.expect("asked").expect("one waits");
        assert_eq!((taken.id.as_str(), taken.state.as_str()), (id.as_str(), "running"));
        assert_eq!(jobs::take(&db).await.expect("asked"), None, "a leased job is not taken twice");
        jobs::progress(&db, &id, 5, 10, "half way").await.expect("said");
        jobs::end(&db, &id, true, "10 rows landed").await.expect("ended");
        let ended = jobs::get(&db, &id).await.expect("asked").expect("there");
        assert_eq!((ended.state.as_str(), ended.done, ended.total), ("done", 5, 10));
        assert_eq!(jobs::recent(&db).await.expect("asked").len(), 1);
        db.close().await;
    }
}

#[tokio::test]
async fn every_statement_is_understood_and_the_schema_is_whole() {
    for (db, _server, _folder) in databases().await {
        let refused = statements::prepare_all(&db, jobs::STATEMENTS).await.expect("asked");
        assert_eq!(refused, Vec::new(), "{:?}", db.engine());
        let health = store::health(&db, true).await.expect("asked");
        assert_eq!(health.schema_version, health.schema_version_needed);
        assert_eq!(health.integrity, "ok");
        db.close().await;
    }
}

#[test]
fn every_migration_names_the_class_of_its_tables() {
    for (name, sqlite, postgres) in store::table_classes() {
        for line in [sqlite, postgres] {
            assert!(line.starts_with("-- class: "), "{name}: {line}");
            let known = ["person", "reference", "place"].iter().any(|class| line.contains(class));
            assert!(known, "{name}: {line}");
        }
    }
}

#[tokio::test]
async fn a_backup_restores_what_was_there() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("live.db");
    let copy = folder.path().join("copy.db");
    let db = Db::open(&file.display().to_string()).await.expect("opened");
    let _: u64 = db
        .transact(async |tx: &mut Tx| -> Result<u64, Error> { insert(tx, 7).await })
        .await
        .expect("committed");
    store::backup(&db, &copy).await.expect("backed up");
    assert!(store::backup(&db, &copy).await.is_err(), "an existing file is never overwritten");
    let _: u64 = db
        .transact(async |tx: &mut Tx| -> Result<u64, Error> {
            let gone = sqlx::query("delete from job").execute(&mut **tx).await?;
            Ok(gone.rows_affected())
        })
        .await
        .expect("committed");
    db.close().await;
    let kept = store::restore_sqlite(&copy, &file).await.expect("restored").expect("kept");
    let before = Db::open(&kept.display().to_string()).await.expect("opened");
    assert_eq!(count(&before).await, 0, "what was there is kept whole");
    before.close().await;
    let cut = folder.path().join("cut.db");
    let bytes = std::fs::read(&copy).expect("read");
    for damaged in [&bytes[..0], &bytes[..bytes.len() / 2]] {
        std::fs::write(&cut, damaged).expect("written");
        assert!(store::restore_sqlite(&cut, &file).await.is_err());
    }
    let db = Db::open(&file.display().to_string()).await.expect("opened");
    assert_eq!(count(&db).await, 7);
    assert!(store::restore_sqlite(&folder.path().join("none"), &file).await.is_err());
}

#[tokio::test]
async fn a_file_that_is_not_a_database_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("notes.db");
    std::fs::write(
        &file,
        "these are notes, not a database, and long enough to be read as a header",
    )
    .expect("written");
    assert!(Db::open(&file.display().to_string()).await.is_err());
    assert!(Db::open_existing(&folder.path().join("none.db").display().to_string()).await.is_err());
}

async fn insert(tx: &mut Tx, rows: i64) -> store::Result<u64> {
    let columns = &[
        "job_id",
        "kind",
        "state",
        "input_json",
        "message",
        "done",
        "total",
        "tries",
        "asked_at",
        "ended_at",
    ];
    let mut bulk = Bulk::new("job", columns, "on conflict (job_id) do nothing");
    for row in 0..rows {
        let values = [
            Value::from(format!("{row:08}")),
            "test".into(),
            "done".into(),
            "{}".into(),
            "".into(),
            row.into(),
            Value::Int(Some(1)),
            Value::Int(Some(0)),
            "2026-01-01T00:00:00Z".into(),
            Value::Text(None),
        ];
        bulk.add(tx, values).await?;
    }
    bulk.finish(tx).await
}

async fn count(db: &Db) -> i64 {
    sqlx::query_scalar("select count(*) from job").fetch_one(db.pool()).await.expect("counted")
}

//! Files in, deliveries out, on both databases: small files written here, and the real extracts of
//! the shared data folder.
#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use feeds::{Import, Landed, Outcome, Profiles, Reading, deliveries, order, receive, rejects};
use store::Db;
use store::sqlx;

/// One database of each kind that can be had, empty.
async fn databases() -> Vec<(Db, Option<testing::Postgres>, tempfile::TempDir)> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("store.db").display().to_string();
    let mut all = vec![(Db::open(&file).await.expect("sqlite"), None, folder)];
    if let Some(server) = testing::postgres() {
        let db = Db::open(&server.database()).await.expect("postgres");
        all.push((db, Some(server), tempfile::tempdir().expect("a folder")));
    }
    all
}

/// A data lead who sends files.
struct Sender<'a> {
    db: &'a Db,
    profiles: Profiles,
    folder: PathBuf,
    import: Import,
}

impl<'a> Sender<'a> {
    fn new(db: &'a Db, folder: &Path) -> Self {
        Self {
            db,
            profiles: Profiles::shipped().expect("whole"),
            folder: folder.to_owned(),
            import: Import::default(),
        }
    }

    async fn sends(&self, text: impl AsRef<[u8]>) -> Outcome {
        let file = self.folder.join("sent.csv");
        std::fs::write(&file, text).expect("written");
        self.sends_file(&file).await
    }

    async fn sends_file(&self, file: &Path) -> Outcome {
        let name = file.file_name().expect("a name").to_string_lossy();
        receive(self.db, &self.profiles, file, &name, &self.import, &|_| ())
            .await
            .expect("no fault")
    }

    async fn lands(&self, text: impl AsRef<[u8]>) -> Landed {
        match self.sends(text).await {
            Outcome::Landed(landed) => landed,
            other => panic!("not landed: {other:?}"),
        }
    }

    async fn is_refused(&self, text: impl AsRef<[u8]>) -> String {
        match self.sends(text).await {
            Outcome::Refused { refusal, .. } => refusal.to_string(),
            other => panic!("not refused: {other:?}"),
        }
    }

    async fn one(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(self.db.pool()).await.expect("counted")
    }
}

const HEADER: &str = "LocalPatientId,NHSNumber,FamilyName,GivenName,PersonBirthDate,Gender,\
                      EthnicCategory,Postcode,GMPReg\r\n";

/// Thirty people of a mental-health trust, with changes asked for by row.
fn index(change: impl Fn(usize) -> Option<String>) -> String {
    let mut text = HEADER.to_owned();
    for number in 0..30 {
        if let Some(row) = change(number) {
            text.push_str(&row);
            text.push_str("\r\n");
        }
    }
    text
}

fn person(number: usize, postcode: &str) -> String {
    format!("SLM{number},,Name{number},Given,1940-01-{:02},1,A,{postcode},G85001", number + 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_twice_changes_nothing_and_a_new_one_shows_what_changed() {
    for (db, _server, folder) in databases().await {
        let mut sender = Sender::new(&db, folder.path());
        let first = index(|n| Some(person(n, "SE13 5HG")));
        let landed = sender.lands(&first).await;
        assert_eq!((landed.added, landed.persons, landed.without_nhs_number), (30, 30, 30));
        assert!(matches!(sender.sends(&first).await, Outcome::Already { .. }));
        let second = index(|n| match n {
            0 => None,
            1 => Some(person(n, "SE6 4EB")),
            _ => Some(person(n, "SE13 5HG")),
        });
        let landed = sender.lands(&second).await;
        let counts = (landed.added, landed.changed, landed.withdrawn, landed.unchanged);
        assert_eq!(counts, (0, 1, 1, 28));
        assert_eq!(sender.one("select count(*) from landed_row").await, 31, "history is kept");
        let open = "select count(*) from landed_row where delivery_to is null";
        assert_eq!(sender.one(open).await, 29);
        let gone = "select count(*) from source_record where withdrawn_by is not null";
        assert_eq!(sender.one(gone).await, 1);
        let places: Option<String> = sqlx::query_scalar(
            "select other_places_json from source_record where record_key = 'SLM1'",
        )
        .fetch_one(db.pool())
        .await
        .expect("read");
        assert!(places.is_some_and(|json| json.contains("SE13 5HG")), "the earlier place is kept");
        assert!(matches!(sender.sends(&second).await, Outcome::Already { .. }));
        assert!(matches!(sender.sends(&first).await, Outcome::Already { .. }));
        sender.import.again = true;
        let back = sender.lands(&first).await;
        assert_eq!(
            (back.added, back.changed),
            (1, 1),
            "an older state returns when it is meant to"
        );
        assert_eq!(sender.one(gone).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn damaged_files_are_refused_whole_with_line_and_column() {
    for (db, _server, folder) in databases().await {
        let sender = Sender::new(&db, folder.path());
        let whole = index(|n| Some(person(n, "SE13 5HG")));
        let cut = whole.get(..whole.len() - 20).expect("ASCII");
        let mut zeroed = whole.clone().into_bytes();
        zeroed.truncate(400);
        zeroed.extend([0; 400]);
        for (bytes, says) in [
            (cut.as_bytes().to_vec(), "line 31, column"),
            (zeroed, "line 7, column 9"),
            (b"\x7fELF\x02\x01\x01\0\0\0".to_vec(), "line 1, column 1"),
            (
                whole.replace("FamilyName", "Surname").into_bytes(),
                "missing: `FamilyName`; not known: `SURNAME`",
            ),
            (whole.replace("Name7", "\"Name7").into_bytes(), "line 9, column 3"),
            (whole.replace("Name7", "N\u{e9}me7").replace('\u{e9}', "\u{fffd}").into_bytes(), ""),
            ([whole.as_bytes(), b"SLM99,,\xff\xfe,x\r\n"].concat(), "line 32, column 3"),
            (b"".to_vec(), "empty"),
            (b"a,b\r\n1,2\r\n".to_vec(), "line 1, column 1"),
        ] {
            if says.is_empty() {
                continue;
            }
            let text = sender.is_refused(&bytes).await;
            assert!(text.contains(says), "expected {says}, found {text}");
        }
        assert_eq!(sender.one("select count(*) from landed_row").await, 0);
        assert_eq!(sender.one("select count(*) from source_record").await, 0);
        let refused = deliveries::of_feed(&db, "mh_patient_index").await.expect("read");
        assert!(refused.iter().all(|delivery| !delivery.landed && !delivery.message.is_empty()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rejected_rows_are_explained_downloaded_mended_and_sent_back() {
    for (db, _server, folder) in databases().await {
        let mut sender = Sender::new(&db, folder.path());
        let file = index(|n| match n {
            3 => Some(",,NoKey,Given,1940-01-04,1,A,SE13 5HG,G85001".to_owned()),
            4 => Some("SLM4,123,Name4,Given,31/02/1940,7,A,nowhere,G85001".to_owned()),
            n => Some(person(n, "SE13 5HG")),
        });
        let landed = sender.lands(&file).await;
        assert_eq!((landed.rejected, landed.added, landed.noted), (1, 29, 4));
        let rows = rejects::page(&db, &landed.delivery_id, 0, 50).await.expect("read");
        let row = rows.first().expect("one");
        assert_eq!((row.line, row.column.as_str()), (5, "LocalPatientId"));
        assert_eq!(row.value_class, "blank");
        let notes = deliveries::notes(&db, &landed.delivery_id).await.expect("read");
        let classes: Vec<_> =
            notes.iter().map(|n| (n.column.as_str(), n.value_class.as_str())).collect();
        assert!(classes.contains(&("PersonBirthDate", "99/99/9999")), "{classes:?}");
        let csv = rejects::csv(&db, &landed.delivery_id).await.expect("written");
        let csv = String::from_utf8(csv).expect("text");
        assert_eq!(csv, format!("{HEADER},,NoKey,Given,1940-01-04,1,A,SE13 5HG,G85001\r\n"));
        sender.import.mends = Some(landed.delivery_id.clone());
        let mended = sender.lands(csv.replace(",,NoKey", "SLM3,,NoKey")).await;
        assert_eq!((mended.added, mended.withdrawn), (1, 0), "mended rows only add");
        let rows = rejects::page(&db, &landed.delivery_id, 0, 50).await.expect("read");
        assert_eq!(rows.first().expect("one").mended_by.as_ref(), Some(&mended.delivery_id));
        // Mending it once more after a newer list came does not set that list back.
        sender.import.mends = None;
        assert!(matches!(sender.sends(&file).await, Outcome::Already { .. }));
        let newer = index(|n| Some(person(n, "SE6 4EB")));
        sender.lands(&newer).await;
        sender.import.mends = Some(landed.delivery_id.clone());
        let late = sender.lands(format!("{HEADER}{}\r\n", person(3, "SE1 1AA"))).await;
        assert_eq!((late.added, late.changed), (0, 0));
        assert!(late.remarks.iter().any(|remark| remark.contains("later delivery")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn thresholds_stop_a_file_that_looks_wrong_and_say_so() {
    for (db, _server, folder) in databases().await {
        let mut sender = Sender::new(&db, folder.path());
        let bad = index(|n| match n {
            0..5 => Some(",,NoKey,Given,1940-01-04,1,A,SE13 5HG,G85001".to_owned()),
            n => Some(person(n, "SE13 5HG")),
        });
        let text = sender.is_refused(&bad).await;
        assert!(text.contains("5 of 30 rows cannot be used (16.7 %"), "{text}");
        assert!(text.contains("the first is line 2, column `LocalPatientId`"), "{text}");
        let with_numbers = index(|n| {
            let number = (999_000_000_u64..)
                .filter_map(terms::NhsNumber::from_first_nine)
                .nth(n)
                .expect("a number");
            Some(person(n, "SE13 5HG").replacen(",,", &format!(",{number},"), 1))
        });
        sender.lands(&with_numbers).await;
        let half = index(|n| (n < 15).then(|| person(n, "SE13 5HG")));
        let text = sender.is_refused(&half).await;
        assert!(text.contains("15 of the 30 rows that stand would be withdrawn (50.0 %"), "{text}");
        let text = sender.is_refused(index(|n| Some(person(n, "SE13 5HG")))).await;
        assert!(text.contains("have no valid NHS number"), "{text}");
        sender.import.accept_thresholds = true;
        assert_eq!(sender.lands(&half).await.withdrawn, 15);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_come_before_their_parent_wait_and_are_hung_on_it() {
    const CONTACT: &str = "CARE CONTACT IDENTIFIER,SERVICE REQUEST IDENTIFIER,CARE CONTACT DATE,\
        CARE CONTACT TIME,CLINICAL CONTACT DURATION OF CARE CONTACT,CONSULTATION MECHANISM \
        (COMMUNITY CARE),ATTENDANCE STATUS\nC1,SR1,2026-01-02,10:00:00,30,01,5\n";
    const REFERRAL: &str = "SERVICE REQUEST IDENTIFIER,LOCAL PATIENT IDENTIFIER (EXTENDED),\
        ORGANISATION IDENTIFIER (CODE OF COMMISSIONER),REFERRAL REQUEST RECEIVED DATE,REFERRAL \
        REQUEST RECEIVED TIME,SOURCE OF REFERRAL FOR COMMUNITY,PRIORITY TYPE CODE,PRIMARY REASON \
        FOR REFERRAL (COMMUNITY CARE),SERVICE DISCHARGE DATE,SERVICE OR TEAM TYPE REFERRED TO \
        (COMMUNITY CARE)\nSR1,CHS1,,2026-01-01,10:00:00,01,1,038,,12\n";
    for (db, _server, folder) in databases().await {
        let sender = Sender::new(&db, folder.path());
        sender.lands(CONTACT).await;
        sender.lands(REFERRAL).await;
        let records: Vec<String> = sqlx::query_scalar("select distinct record_id from landed_row")
            .fetch_all(db.pool())
            .await
            .expect("read");
        let expected = terms::RecordId::of("community", "CHS1").to_string();
        assert_eq!(records, [expected]);
        let open = "select count(*) from caseload_episode where kind = 'district_nursing' \
                    and ended_on is null";
        assert_eq!(sender.one(open).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_that_is_not_in_the_list_is_said_to_be_left_as_it_was() {
    const GP: &str = "NHS_NO,FAMILY_NAME,GIVEN_NAME,OTHER_GIVEN_NAME,GENDER,DATE_OF_BIRTH,\
        DATE_OF_DEATH,ADDRESS_LINE1,ADDRESS_LINE2,ADDRESS_LINE3,ADDRESS_LINE4,ADDRESS_LINE5,\
        POSTCODE,GP_PRACTICE_CODE,REGISTRATION_DATE,TELEPHONE_NUMBER,TYPE_1_OPT_OUT,SENSITIVE_FLAG\n";
    let row = |number: terms::NhsNumber, practice: &str| {
        format!("{number},Name,Given,,1,19400101,,,,,,,SE13 5HG,{practice},20200101,,,\n")
    };
    for (db, _server, folder) in databases().await {
        let sender = Sender::new(&db, folder.path());
        let numbers = (999_000_000_u64..).filter_map(terms::NhsNumber::from_first_nine);
        let numbers: Vec<_> = numbers.take(4).collect();
        let both: String = numbers
            .iter()
            .zip(["G85001", "G85001", "G85002", "G85002"])
            .map(|(number, practice)| row(*number, practice))
            .collect();
        sender.lands(format!("{GP}{both}")).await;
        let first: String = numbers.iter().take(3).map(|n| row(*n, "G85001")).collect();
        let landed = sender.lands(format!("{GP}{first}")).await;
        assert_eq!((landed.changed, landed.withdrawn), (1, 0), "one moved to the other list");
        let left = landed.remarks.iter().any(|remark| remark.contains("G85002 (1)"));
        assert!(left, "{:?}", landed.remarks);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_never_taken_for_blank_or_for_gone() {
    const REFERRALS: &str = "SERVICE REQUEST IDENTIFIER,LOCAL PATIENT IDENTIFIER (EXTENDED),\
        ORGANISATION IDENTIFIER (CODE OF COMMISSIONER),REFERRAL REQUEST RECEIVED DATE,REFERRAL \
        REQUEST RECEIVED TIME,SOURCE OF REFERRAL FOR COMMUNITY,PRIORITY TYPE CODE,PRIMARY REASON \
        FOR REFERRAL (COMMUNITY CARE),SERVICE DISCHARGE DATE,SERVICE OR TEAM TYPE REFERRED TO \
        (COMMUNITY CARE)\n";
    for (db, _server, folder) in databases().await {
        let sender = Sender::new(&db, folder.path());
        let rows: String = (0..30)
            .map(|n| {
                let end = if n == 0 { "24/09/2025" } else { "2025-09-24" };
                format!("SR{n},CHS{n},,2025-07-04,10:12:00,01,1,038,{end},12\n")
            })
            .collect();
        let landed = sender.lands(format!("{REFERRALS}{rows}")).await;
        assert_eq!(
            (landed.rejected, landed.added),
            (1, 29),
            "a day that cannot be read is no open end"
        );
        let open = "select count(*) from caseload_episode where ended_on is null";
        assert_eq!(sender.one(open).await, 0);

        sender.lands(index(|n| Some(person(n, "SE13 5HG")))).await;
        let comma = index(|n| Some(person(n, if n == 7 { "SE13, 5HG" } else { "SE13 5HG" })));
        let landed = sender.lands(comma).await;
        assert_eq!((landed.rejected, landed.withdrawn), (1, 0), "a broken row withdraws nobody");
        assert!(landed.remarks.iter().any(|remark| remark.contains("nothing was withdrawn")));
        let text = sender.is_refused("9990000018,Given,1940-01-01,SE13 5HG\n1,2,3,4\n").await;
        assert!(text.contains("looks like data") && !text.contains("Given"), "{text}");
        assert!(sender.is_refused(HEADER).await.contains("no rows"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_is_understood_by_both_databases() {
    for (db, _server, _folder) in databases().await {
        let refused = store::statements::prepare_all(&db, &feeds::statements::all()).await;
        assert_eq!(refused.expect("asked"), Vec::new(), "{:?}", db.engine());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_extracts_of_a_place_land_whole_and_once() {
    let Some(place) = testing::shared("data/uk/samples/place_lewisham") else {
        return;
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(place)
        .expect("a folder")
        .flatten()
        .map(|entry| entry.path())
        .filter(|file| !file.ends_with("truth_links.csv"))
        .collect();
    files.sort();
    for (db, _server, folder) in databases().await {
        let sender = Sender::new(&db, folder.path());
        let mut rows = 0;
        for file in order(&sender.profiles, &files) {
            match sender.sends_file(&file).await {
                Outcome::Landed(landed) => {
                    assert_eq!(landed.rejected, 0, "{}", file.display());
                    rows += landed.rows_landed;
                }
                other => panic!("{}: {other:?}", file.display()),
            }
        }
        assert_eq!(rows, 26_689);
        assert_eq!(sender.one("select count(*) from landed_row").await, 26_689);
        for (source, records) in [
            ("gp", 5_903),
            ("acute", 1_381),
            ("asc", 946),
            ("community", 807),
            ("mh", 348),
            ("sen2", 161),
        ] {
            let found: i64 =
                sqlx::query_scalar("select count(*) from source_record where source = $1")
                    .bind(source)
                    .fetch_one(db.pool())
                    .await
                    .expect("counted");
            assert_eq!(found, records, "{source}");
        }
        for file in &files {
            let again = sender.sends_file(file).await;
            assert!(matches!(again, Outcome::Already { .. }), "{}: {again:?}", file.display());
        }
        let cld = deliveries::of_feed(&db, "asc_cld").await.expect("read");
        let summary = &cld.first().expect("one").summary_json;
        assert!(summary.contains("\"persons\":"), "{summary}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn artificial_hospital_statistics_are_accepted_with_their_impossible_dates_explained() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = Db::open(&folder.path().join("hes.db").display().to_string()).await.expect("opened");
    let sender = Sender {
        import: Import { reading: Reading::default(), ..Import::default() },
        ..Sender::new(&db, folder.path())
    };
    for (file, rows) in
        [("artificial_hes_apc_0102.csv", 2_075), ("artificial_hes_ae_0708.csv", 1_000)]
    {
        let Some(path) = testing::shared(&format!("data/uk/samples/{file}")) else {
            return;
        };
        match sender.sends_file(&path).await {
            Outcome::Landed(landed) => {
                assert_eq!((landed.rows_landed, landed.rejected), (rows, 0));
                let notes = deliveries::notes(&db, &landed.delivery_id).await.expect("read");
                let explained =
                    notes.iter().any(|note| note.reason.contains("invalid date as submitted"));
                assert!(explained || file.contains("_ae_"), "{notes:?}");
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(sender.one("select count(*) from source_record where linkable = 1").await, 0);
}

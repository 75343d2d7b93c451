//! A small fictional borough, from its extracts to one list of people and the joint caseload, on both
//! databases.

use crate::made::{Made, databases, import, persons, send};
use feeds::Profiles;
use record::caseload::{self, Area, Column};
use record::link::{self, Options};
use record::{Error, export, person, quality};
use terms::PersonId;

#[tokio::test(flavor = "multi_thread")]
async fn the_table_found_is_near_the_truth_and_the_same_on_both_databases() {
    let made = Made::new();
    let place = made.place();
    let mut tables = Vec::new();
    for (db, _server, _folder) in databases().await {
        assert!(matches!(caseload::joint(&db, &place, None).await, Err(Error::NotLinked)));
        import(&db, &made.extracts()).await;
        link::run(&db, &Options::default(), &|_| ()).await.expect("linked");
        let joint = caseload::joint(&db, &place, None).await.expect("counted");
        let found: Vec<_> = joint.table.rows.iter().map(|row| row.counts.clone()).collect();
        for (row, truth) in found.iter().zip(&made.truth) {
            assert_eq!(row.name, truth.neighbourhood);
            let near = |found: u64, truth: u32, by: u64| found.abs_diff(u64::from(truth)) <= by;
            assert!(near(row.registered, truth.registered, 2), "{row:?} {truth:?}");
            assert!(near(row.nursing, truth.nursing, 1), "{row:?} {truth:?}");
            assert!(near(row.social_care, truth.social_care, 2), "{row:?} {truth:?}");
            assert!(near(row.joint, truth.joint, 1), "{row:?} {truth:?}");
        }
        // Behind every number stand as many people as it says.
        for row in &joint.table.rows {
            let area = Area::Neighbourhood(row.counts.id.clone());
            for (column, count) in [
                (Column::Registered, row.counts.registered),
                (Column::Nursing, row.counts.nursing),
                (Column::SocialCare, row.counts.social_care),
                (Column::Joint, row.counts.joint),
            ] {
                let (_, people) =
                    caseload::people(&db, &place, &area, column, None).await.expect("listed");
                assert_eq!(people.len() as u64, count, "{column:?} of {}", row.counts.name);
            }
        }
        let truth = made.folder.path().join("truth/truth_links.csv");
        let measured = quality::measure(&db, &truth).await.expect("measured");
        assert!(measured.cluster.f1 > 0.99, "{:?}", measured.cluster);
        assert_eq!(measured.unknown, 0);
        let mut csv = Vec::new();
        let written = export::links(&db, "links", &mut csv).await.expect("written");
        assert_eq!(csv.iter().filter(|byte| **byte == b'\n').count() as u64, written + 1);
        tables.push((joint.as_of, found));
    }
    assert!(tables.windows(2).all(|pair| pair.first() == pair.last()), "{tables:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn persons_keep_their_identifiers_through_links_and_deliveries() {
    let made = Made::new();
    for (db, _server, folder) in databases().await {
        import(&db, &made.extracts()).await;
        link::run(&db, &Options::default(), &|_| ()).await.expect("linked");
        let before = persons(&db).await;
        let again = link::run(&db, &Options::default(), &|_| ()).await.expect("linked");
        assert_eq!((again.links_made, again.links_ended), (0, 0));
        assert_eq!(persons(&db).await, before);

        // One patient leaves the mental-health index: their record stays with its person.
        let file = made.folder.path().join("extracts/mh_patient_index.csv");
        let text = std::fs::read_to_string(&file).expect("read");
        let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
        lines.pop();
        let shorter = folder.path().join("mh_patient_index.csv");
        std::fs::write(&shorter, lines.concat()).expect("written");
        let profiles = Profiles::shipped().expect("whole");
        send(&db, &profiles, &shorter).await;
        link::run(&db, &Options::default(), &|_| ()).await.expect("linked");
        let after = persons(&db).await;
        let moved = before.iter().zip(&after).filter(|(before, after)| before != after).count();
        assert_eq!(before.len(), after.len());
        assert!(moved <= 2, "{moved} links moved");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_link_runs_at_once_leave_every_record_with_one_person() {
    let made = Made::new();
    for (db, _server, _folder) in databases().await {
        import(&db, &made.extracts()).await;
        let options = Options::default();
        let (one, other) =
            tokio::join!(link::run(&db, &options, &|_| ()), link::run(&db, &options, &|_| ()));
        one.expect("linked");
        other.expect("linked");
        let links = persons(&db).await;
        let mut records: Vec<&String> = links.iter().map(|(record, _)| record).collect();
        records.dedup();
        assert_eq!(records.len(), links.len(), "{:?}", db.engine());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_shows_every_record_and_why_they_are_linked() {
    let made = Made::new();
    for (db, _server, _folder) in databases().await {
        import(&db, &made.extracts()).await;
        link::run(&db, &Options::default(), &|_| ()).await.expect("linked");
        let (_, people) = caseload::people(&db, &made.place(), &Area::Whole, Column::Joint, None)
            .await
            .expect("listed");
        for listed in people.iter().take(5) {
            let found = person::get(&db, listed.person_id).await.expect("read").expect("there");
            let sources: Vec<&str> = found.records.iter().map(|r| r.source.as_str()).collect();
            assert!(sources.contains(&"community") && sources.contains(&"asc"), "{sources:?}");
            assert!(
                found.edges.len() + 1 >= found.records.len(),
                "every record is tied to another"
            );
            for edge in &found.edges {
                let sum: f64 = edge.steps.iter().map(|step| step.bits).sum();
                assert!((sum - edge.weight).abs() < 0.2, "steps add up: {sum} {}", edge.weight);
            }
            let kinds: Vec<&str> = found.episodes.iter().map(|e| e.kind.as_str()).collect();
            assert!(kinds.contains(&"district_nursing") && kinds.contains(&"social_care"));
        }
        assert!(person::get(&db, PersonId::new_random()).await.expect("read").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_statement_is_understood_by_both_databases() {
    for (db, _server, _folder) in databases().await {
        let refused = store::statements::prepare_all(&db, &record::statements()).await;
        assert_eq!(refused.expect("asked"), Vec::new(), "{:?}", db.engine());
    }
}

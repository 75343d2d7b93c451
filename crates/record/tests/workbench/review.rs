//! The workbench: queues, a pair, figures and the log.

use jiff::civil::date;
use record::decision::{Answer, Kind};
use record::review::{
    self, Asked, Contradiction, Effect, NearStanding, Queue, Standing, drawn_for_second,
};
use store::Db;
use terms::RecordId;

use crate::made::databases;
use crate::rows::{
    ADA, BEN, MODEL, at, decision, edge, first_run, link, person, source_record, undo, write,
};

type Ids = (RecordId, RecordId);

fn ids(one: RecordId, other: RecordId) -> Ids {
    (one.min(other), one.max(other))
}

/// A person of three records and one of two, with pairs between them that wait; a single record that
/// one of them may belong to.
struct Small {
    gp: RecordId,
    nursing: RecordId,
    other_gp: RecordId,
    social_care: RecordId,
    hospital: RecordId,
}

impl Small {
    /// Pairs that wait, in the order of their queue.
    fn waiting(&self) -> [Ids; 3] {
        [
            ids(self.nursing, self.social_care),
            ids(self.gp, self.other_gp),
            ids(self.gp, self.hospital),
        ]
    }

    async fn new(db: &Db) -> Self {
        let began = at(1, "06:00");
        first_run(db, &began).await;
        let small = Self {
            gp: source_record(db, "gp", 1, ["Maura", "O'Neill", "1941-03-12"]).await,
            nursing: source_record(db, "community", 1, ["Peggy", "O'Neill", "1941-03-12"]).await,
            other_gp: source_record(db, "gp", 2, ["Margaret", "O'Neil", "1941-12-03"]).await,
            social_care: source_record(db, "asc", 1, ["Margaret", "ONeil", "1941-12-03"]).await,
            hospital: source_record(db, "acute", 1, ["M", "O'Neill", "1941-03-12"]).await,
        };
        for (number, record, source) in [
            (1, small.gp, "gp"),
            (1, small.nursing, "community"),
            (2, small.other_gp, "gp"),
            (2, small.social_care, "asc"),
            (3, small.hospital, "acute"),
        ] {
            link(db, person(number), record, source, &began).await;
        }
        let [first, second, third] = small.waiting();
        edge(db, first, "review", 0.9, 0.9, "near-threshold joins-several").await;
        edge(db, second, "review", 0.4, 0.9 - 0.5, "one-each contradicts joins-several").await;
        edge(db, third, "review", 0.7, 0.2, "near-threshold").await;
        edge(db, ids(small.gp, small.nursing), "auto", 0.9999, 0.0, "").await;
        edge(db, ids(small.other_gp, small.social_care), "auto", 0.9998, 0.0, "").await;
        small
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_gives_what_tells_most_and_goes_on_behind_what_was_skipped() {
    for (db, _server, _folder) in databases().await {
        let small = Small::new(&db).await;
        let [first, second, third] = small.waiting();
        let next = async |queue, after| {
            let next = review::next(&db, queue, ADA, after).await.expect("read");
            (next.pair, next.waiting)
        };
        assert_eq!(next(Queue::All, None).await, (Some(first), 3));
        assert_eq!(next(Queue::All, Some(first)).await, (Some(second), 3));
        // Whichever record is named first.
        assert_eq!(next(Queue::All, Some((second.1, second.0))).await, (Some(third), 3));
        assert_eq!(next(Queue::All, Some(third)).await, (None, 3));
        assert_eq!(next(Queue::NearThreshold, Some(first)).await, (Some(third), 2));
        assert_eq!(next(Queue::OneEach, None).await, (Some(second), 1));
        assert_eq!(next(Queue::Twins, None).await, (None, 0));

        // Answered, a pair waits for nobody; undone, it waits again.
        let said = decision(&db, first, "first", "unsure", BEN, &at(20, "09:00")).await;
        assert_eq!(next(Queue::All, None).await, (Some(second), 2));
        assert_eq!(next(Queue::All, Some(first)).await, (Some(second), 2));
        undo(&db, &said, BEN, &at(20, "09:01")).await;
        assert_eq!(next(Queue::All, None).await, (Some(first), 3));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pairs_that_tell_the_same_stand_by_their_records() {
    for (db, _server, _folder) in databases().await {
        first_run(&db, &at(1, "06:00")).await;
        let mut pairs = Vec::new();
        for number in 0..40 {
            let one = source_record(&db, "gp", number, ["A", "B", "1950-01-01"]).await;
            let other = source_record(&db, "asc", number, ["A", "B", "1950-01-01"]).await;
            // Four pairs of each worth, one worth a number that has no end in binary.
            let information = f64::from(number / 4) / 3.0;
            edge(&db, ids(one, other), "review", 0.5, information, "near-threshold").await;
            pairs.push((number / 4, ids(one, other)));
        }
        pairs.sort_by_key(|(worth, pair)| (std::cmp::Reverse(*worth), *pair));
        let (mut found, mut after) = (Vec::new(), None);
        while let Some(pair) = review::next(&db, Queue::All, ADA, after).await.expect("read").pair {
            found.push(pair);
            after = Some(pair);
        }
        assert_eq!(found, pairs.into_iter().map(|(_, pair)| pair).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_shows_both_records_why_and_what_an_answer_would_do() {
    for (db, _server, _folder) in databases().await {
        let small = Small::new(&db).await;
        let shown = review::pair(&db, small.other_gp, small.gp, ADA, Queue::All)
            .await
            .expect("read")
            .expect("there");
        assert_eq!((shown.left.record, shown.right.record), (small.other_gp, small.gp));
        assert_eq!(shown.left.first_name.as_deref(), Some("Margaret"));
        let lived: Vec<_> =
            shown.left.places.iter().map(|place| place.postcode.as_deref()).collect();
        assert_eq!(lived, [Some("SE8 4AA"), Some("SE6 2QT")]);
        let scored = shown.scored.expect("scored");
        assert_eq!((scored.band.as_str(), scored.probability), ("review", 0.4));
        let sum: f64 = scored.steps.iter().map(|step| step.bits).sum();
        assert!((sum - scored.weight).abs() < 1e-9, "{:?}", scored.steps);
        assert_eq!(shown.why, [Queue::JoinsSeveral, Queue::OneEach, Queue::Contradicts]);
        assert_eq!(shown.model_version.as_deref(), Some(MODEL));
        let Some(Effect::TwoPeople { left, right }) = shown.effect else { panic!("two people") };
        assert_eq!((left.person, left.records), (person(2), 2));
        assert_eq!(right.sources, ["community", "gp"]);
        let gp = Contradiction::OneEach { source: "gp".to_owned() };
        assert_eq!(shown.contradictions, [gp, Contradiction::Births]);
        // The other pair of the same two people, then the one with somebody else; not what holds each
        // of them together.
        let near: Vec<_> = shown
            .near
            .iter()
            .map(|near| (ids(near.left.record, near.right.record), near.standing))
            .collect();
        let [first, _, third] = small.waiting();
        assert_eq!(near, [(first, NearStanding::Waiting), (third, NearStanding::Waiting)]);
        assert_eq!((shown.standing, shown.waiting), (Standing::Wanted, 3));

        // A pair of one person: what else holds them together is near.
        let shown = review::pair(&db, small.gp, small.nursing, ADA, Queue::All)
            .await
            .expect("read")
            .expect("there");
        assert!(matches!(shown.effect, Some(Effect::OnePerson(_))));
        assert_eq!(shown.standing, Standing::Settled);
        let unknown = RecordId::of("gp", "nobody");
        let nobody = review::pair(&db, small.gp, unknown, ADA, Queue::All).await.expect("read");
        assert!(nobody.is_none());
        // Never scored and not drawn, but both are there.
        let shown = review::pair(&db, small.nursing, small.hospital, ADA, Queue::All)
            .await
            .expect("read")
            .expect("there");
        assert!(shown.scored.is_none() && shown.standing == Standing::Settled);
        assert!(shown.linked_above.is_some());
    }
}

/// Pairs drawn for a second answer, and pairs that were not.
async fn pairs(db: &Db, drawn: bool, many: usize) -> Vec<Ids> {
    let mut pairs = Vec::new();
    for number in 100.. {
        let (one, other) = (crate::rows::record("gp", number), crate::rows::record("mh", number));
        if pairs.len() == many {
            break;
        }
        if drawn_for_second(one, other) == drawn {
            source_record(db, "gp", number, ["Grace", "Esen", "2001-11-09"]).await;
            source_record(db, "mh", number, ["Grace", "Esen", "2001-11-09"]).await;
            pairs.push(ids(one, other));
        }
    }
    pairs.sort_unstable();
    pairs
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_answer_is_asked_of_somebody_else_and_free_of_the_first() {
    for (db, _server, _folder) in databases().await {
        first_run(&db, &at(1, "06:00")).await;
        let drawn = pairs(&db, true, 3).await;
        let others = pairs(&db, false, 1).await;
        for (minute, pair) in drawn.iter().chain(&others).enumerate() {
            decision(&db, *pair, "first", "same", ADA, &at(20, &format!("09:{minute:02}"))).await;
        }
        let next = async |reviewer, after| {
            let next = review::next(&db, Queue::Second, reviewer, after).await.expect("read");
            (next.pair, next.waiting)
        };
        assert_eq!(next(ADA, None).await, (None, 0));
        let [first, second, third] = drawn.as_slice() else { panic!("three") };
        assert_eq!(next(BEN, None).await, (Some(*first), 3));
        assert_eq!(next(BEN, Some(*second)).await, (Some(*third), 3));

        let standing = async |pair: Ids, reviewer, queue| {
            let shown = review::pair(&db, pair.0, pair.1, reviewer, queue).await.expect("read");
            shown.expect("there").standing
        };
        let answered_by = |standing| match standing {
            Standing::Answered(decision) => Some(decision.author),
            _ => None,
        };
        assert_eq!(standing(*first, BEN, Queue::Second).await, Standing::Wanted);
        let ada = Some(ADA.to_owned());
        assert_eq!(standing(*first, BEN, Queue::All).await, Standing::Wanted);
        assert_eq!(answered_by(standing(*first, ADA, Queue::Second).await), ada);
        assert_eq!(answered_by(standing(others[0], BEN, Queue::Second).await), ada);

        for (pair, answer, minute) in
            [(first, "same", "10:00"), (second, "different", "10:01"), (third, "same", "10:02")]
        {
            decision(&db, *pair, "second", answer, BEN, &at(20, minute)).await;
        }
        assert_eq!(next(BEN, None).await, (None, 0));
        let front = review::front(&db, Some(BEN), date(2026, 11, 20)).await.expect("read");
        let agreement = front.second.agreement.expect("judged twice");
        assert_eq!((agreement.pairs, agreement.agreed), (3, 2));
        // Two that contradict each other are neither the one nor the other.
        edge(&db, *second, "none", 0.9, 0.0, "").await;
        let shown = review::pair(&db, second.0, second.1, ADA, Queue::All).await.expect("read");
        let said: Vec<Answer> =
            shown.expect("there").decisions.iter().map(|decision| decision.answer).collect();
        assert_eq!(said, [Answer::Different, Answer::Same]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_counts_what_was_answered_band_by_band() {
    for (db, _server, _folder) in databases().await {
        let small = Small::new(&db).await;
        let pair = |one, other| ids(one, other);
        let linked = [pair(small.gp, small.nursing), pair(small.other_gp, small.social_care)];
        let apart = [pair(small.nursing, small.hospital), pair(small.gp, small.social_care)];
        for (sample, band, from, to, yes, pairs) in [
            ("s1", 0, "0.9", "1", "1", "1000"),
            ("s2", 0, "0.95", "1", "1", "2"),
            ("s2", 1, "0", "0.95", "0", "40"),
        ] {
            let sql = format!(
                "insert into review_band (sample_id, band, drawn_at, model_version, \
                 from_probability, to_probability, linked, pairs, drawn) \
                 values ('{sample}', {band}, '{}', '{MODEL}', {from}, {to}, {yes}, {pairs}, 2)",
                at(2, "06:00")
            );
            write(&db, Box::leak(sql.into_boxed_str()), &[]).await;
        }
        for (band, (one, other)) in
            linked.iter().map(|pair| (0, pair)).chain(apart.iter().map(|pair| (1, pair)))
        {
            let sql = format!(
                "insert into review_sample (record_id, other_record_id, sample_id, band, \
                 probability) values ('{one}', '{other}', 's2', {band}, 0.5)"
            );
            write(&db, Box::leak(sql.into_boxed_str()), &[]).await;
        }
        let next = review::next(&db, Queue::Sample, ADA, None).await.expect("read");
        let mut all: Vec<Ids> = linked.iter().chain(&apart).copied().collect();
        all.sort_unstable();
        assert_eq!((next.pair, next.waiting), (all.first().copied(), 4));
        let follows = review::next(&db, Queue::Sample, ADA, next.pair).await.expect("read");
        assert_eq!(follows.pair, all.get(1).copied());
        let shown = review::pair(&db, apart[0].0, apart[0].1, ADA, Queue::Sample).await;
        let shown = shown.expect("read").expect("there");
        assert_eq!((shown.standing, shown.sampled), (Standing::Wanted, true));

        decision(&db, linked[0], "first", "same", ADA, &at(20, "09:00")).await;
        decision(&db, linked[1], "first", "same", ADA, &at(20, "09:01")).await;
        decision(&db, apart[0], "first", "unsure", ADA, &at(20, "09:02")).await;
        let front = review::front(&db, None, date(2026, 11, 20)).await.expect("read");
        let sample = front.sample;
        let told: Vec<_> = sample
            .bands
            .iter()
            .map(|band| (band.linked, band.pairs, band.reviewed, band.same, band.unsure))
            .collect();
        assert_eq!(told, [(true, 2, 2, 2, 0), (false, 40, 0, 0, 1)]);
        assert_eq!(sample.to_review, 1);
        let estimate = sample.estimate().expect("sound");
        assert_eq!(estimate.precision.estimate, Some(1.0));
        assert_eq!(estimate.recall.estimate, None, "nothing of the second band was judged");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn days_are_those_of_england_and_keep_the_number_of_the_day_before() {
    for (db, _server, _folder) in databases().await {
        let small = Small::new(&db).await;
        let [first, second, _] = small.waiting();
        for (day, waiting) in [("2026-11-01", "5"), ("2026-11-18", "3")] {
            let sql = format!("insert into review_day values ('{day}', {waiting})");
            write(&db, Box::leak(sql.into_boxed_str()), &[]).await;
        }
        decision(&db, first, "first", "same", ADA, &at(18, "23:59")).await;
        let second = decision(&db, second, "first", "different", ADA, &at(20, "08:00")).await;
        let front = review::front(&db, Some(ADA), date(2026, 11, 20)).await.expect("read");
        assert_eq!(front.linked.as_deref(), Some(at(1, "06:00").as_str()));
        // Links are twenty days old.
        assert_eq!(front.days.len(), 20);
        let told = |day: i8| {
            let found = front.days.iter().find(|it| it.day == date(2026, 11, day)).copied();
            found.map(|it| (it.decided, it.waiting))
        };
        assert_eq!(told(1), Some((0, Some(5))));
        assert_eq!(told(17), Some((0, Some(5))));
        assert_eq!(told(18), Some((1, Some(3))));
        assert_eq!(told(20), Some((1, Some(1))), "today: those that wait now");
        assert_eq!(front.queues.first(), Some(&(Queue::All, 1)));
        let yours = front.yours.expect("asked for");
        assert_eq!((yours.today, yours.ever, yours.seconds_a_pair), (1, 2, None));
        assert_eq!(yours.last.map(|last| last.event_id), Some(second));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_has_each_decision_once_newest_first() {
    for (db, _server, _folder) in databases().await {
        let small = Small::new(&db).await;
        let [first, second, third] = small.waiting();
        let one = decision(&db, first, "first", "same", ADA, &at(18, "09:00")).await;
        let two = decision(&db, second, "first", "different", BEN, &at(19, "09:00")).await;
        // Two records taken out of a person of three: two pairs apart, and one that left together.
        let moment = at(20, "09:00");
        let three = decision(&db, third, "unlink", "different", ADA, &moment).await;
        decision(&db, ids(small.nursing, small.hospital), "unlink", "different", ADA, &moment)
            .await;
        decision(&db, ids(small.gp, small.nursing), "unlink", "same", ADA, &moment).await;
        let undone = undo(&db, &two, BEN, &at(19, "10:00")).await;

        let log = async |author: Option<&str>, answer, after: Option<&String>, rows_max| {
            let author = author.map(str::to_owned);
            let asked = Asked { author, answer, after: after.cloned(), rows_max };
            let log = review::log(&db, &asked).await.expect("read");
            let events: Vec<String> = log.rows.iter().map(|it| it.event_id.clone()).collect();
            (log.total, events, log.more)
        };
        let all = vec![three.clone(), two.clone(), one.clone()];
        assert_eq!(log(None, None, None, 10).await, (3, all, false));
        assert_eq!(log(None, None, None, 2).await, (3, vec![three.clone(), two.clone()], true));
        assert_eq!(log(None, None, Some(&two), 2).await, (3, vec![one.clone()], false));
        assert_eq!(log(Some(ADA), None, None, 10).await.0, 2);
        assert_eq!(log(None, Some(Answer::Same), None, 10).await, (1, vec![one.clone()], false));
        assert_eq!(review::reviewers(&db).await.expect("read"), [ADA, BEN]);

        let found = review::of_event(&db, &two).await.expect("read").expect("there");
        let by = found.undone.expect("undone");
        assert_eq!((by.event_id, by.author, by.at), (undone, BEN.to_owned(), at(19, "10:00")));
        let unlinked = review::of_event(&db, &three).await.expect("read").expect("there");
        assert_eq!((unlinked.kind, unlinked.answer), (Kind::Unlink, Answer::Different));
        assert!(review::of_event(&db, "nothing").await.expect("read").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_place_has_nothing_to_review() {
    for (db, _server, _folder) in databases().await {
        let front = review::front(&db, Some(ADA), date(2026, 11, 20)).await.expect("read");
        assert_eq!((front.linked, front.days.len(), front.second.waiting), (None, 0, 0));
        assert!(front.queues.iter().all(|(_, pairs)| *pairs == 0));
        assert!(front.sample.bands.is_empty() && front.second.agreement.is_none());
        let next = review::next(&db, Queue::All, ADA, None).await.expect("read");
        assert_eq!((next.pair, next.waiting), (None, 0));
        let statements = store::statements::prepare_all(&db, &record::statements()).await;
        assert_eq!(statements.expect("asked"), Vec::new(), "{:?}", db.engine());
    }
}

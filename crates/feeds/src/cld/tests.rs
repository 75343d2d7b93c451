//! Tables in, tables out. Each case names the page of DHSC's methodology it comes from.

use proptest::prelude::*;
use terms::{Date, NhsNumber};

use super::*;

fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

fn maybe(text: &str) -> Option<Date> {
    (!text.is_empty()).then(|| day(text))
}

fn service(start: &str, end: &str) -> Event<'static> {
    Event {
        start: maybe(start),
        end: maybe(end),
        client_type: "Service user",
        service_type: "Long term support: Community",
        service_component: "Home support or domiciliary care",
        reporting_start: maybe("2025-04-01"),
        reporting_end: maybe("2026-03-31"),
        ..Event::new("E09000023", "70001", EventType::Service)
    }
}

fn request(end: &str) -> Event<'static> {
    Event {
        start: maybe("2025-05-01"),
        end: maybe(end),
        route: "Community/Other route",
        reporting_start: maybe("2025-04-01"),
        reporting_end: maybe("2026-03-31"),
        ..Event::new("E09000023", "70001", EventType::Request)
    }
}

#[test]
fn a_person_is_the_traced_number_then_the_given_one_then_the_local_one() {
    // methodology 5, "A combined person ID"
    let traced = NhsNumber::parse("999 000 0018").ok();
    let given = NhsNumber::parse("999 000 0026").ok();
    assert!(traced.is_some() && given.is_some(), "numbers of the never-issued range");
    let local = |id: &str| Some(PersonKey::Local("E09000023".into(), id.into()));
    for (case, traced, given, id, expected) in [
        ("both", traced, given, "70001", traced.map(PersonKey::Nhs)),
        ("given only", None, given, "70001", given.map(PersonKey::Nhs)),
        ("local only", None, None, " 70001 ", local("70001")),
        ("none", None, None, " ", None),
        ("the text NULL", None, None, "NULL", None),
    ] {
        let event = Event {
            nhs_number_traced: traced,
            nhs_number: given,
            ..Event::new("E09000023", id, EventType::Request)
        };
        assert_eq!(person_key(&event), expected, "{case}");
    }
}

#[test]
fn an_end_is_cut_at_the_day_of_death() {
    // procedure FilterToEventsInPeriod
    for (case, start, end, died, expected) in [
        ("alive", "2025-05-01", "2025-06-01", "", "2025-06-01"),
        ("died during it", "2025-05-01", "2025-06-01", "2025-05-20", "2025-05-20"),
        ("died after it", "2025-05-01", "2025-06-01", "2025-07-01", "2025-06-01"),
        ("open, then died", "2025-05-01", "", "2025-07-01", "2025-07-01"),
        ("open, died on the first day", "2025-05-01", "", "2025-05-01", ""),
        ("died before it", "2025-05-01", "", "2025-04-01", ""),
    ] {
        let event = Event { date_of_death: maybe(died), ..service(start, end) };
        assert_eq!(derived_end(&event), maybe(expected), "{case}");
    }
}

#[test]
fn requests_count_when_they_end_and_services_when_they_overlap() {
    // methodology 4
    for (case, kind, start, end, died, counted) in [
        ("request ends inside", EventType::Request, "2025-03-01", "2025-04-01", "", true),
        ("request ends on the last day", EventType::Request, "2025-03-01", "2025-06-30", "", true),
        ("request ends before", EventType::Request, "2025-03-01", "2025-03-31", "", false),
        ("request has not ended", EventType::Request, "2025-05-01", "", "", false),
        ("review ends after", EventType::Review, "2025-05-01", "2025-07-01", "", false),
        ("open service", EventType::Service, "2019-05-01", "", "", true),
        ("service ends after", EventType::Service, "2025-05-01", "2026-07-01", "", true),
        ("service ended before", EventType::Service, "2019-05-01", "2025-03-31", "", false),
        ("service begins after", EventType::Service, "2025-07-01", "", "", false),
        ("no start", EventType::Service, "", "", "", false),
        ("died before the period", EventType::Service, "2019-05-01", "", "2025-03-01", false),
        ("died before it began", EventType::Service, "2025-05-02", "", "2025-05-01", false),
        ("died in the period", EventType::Service, "2019-05-01", "", "2025-05-01", true),
    ] {
        let event = Event { event_type: kind, date_of_death: maybe(died), ..service(start, end) };
        let (from, to) = (day("2025-04-01"), day("2025-06-30"));
        assert_eq!(counts_in_period(&event, from, to), counted, "{case}");
    }
}

#[test]
fn one_row_is_kept_by_the_department_s_order() {
    // methodology 6, step 3: the second row of each pair is kept
    let base = service("2025-05-01", "2025-12-01");
    let later = Event {
        reporting_start: maybe("2026-01-01"),
        reporting_end: maybe("2026-06-30"),
        end: maybe("2025-11-01"),
        ..base
    };
    let open = Event { end: None, outcome: "NFA: Other", ..base };
    let longer = Event { end: maybe("2026-01-01"), ..base };
    let outcome = Event { outcome: "Progress to reablement/ST-Max", ..base };
    let nfa = Event { outcome: "NFA: Other", ..base };
    let release1 = Event { outcome: "Progress to Reablement/ST-Max", ..base };
    let conversation = Event { conversation: Some("Yes"), ..base };
    let newer = Event { load_order: 7, ..base };
    for (case, first, second, step) in [
        ("later period", base, later, Step::LaterPeriod),
        ("open end", base, open, Step::OpenOrLaterEnd),
        ("later end", base, longer, Step::OpenOrLaterEnd),
        ("outcome beats blank", base, nfa, Step::Outcome),
        ("higher outcome", nfa, outcome, Step::Outcome),
        ("release 1 words rank the same", nfa, release1, Step::Outcome),
        ("conversation", base, conversation, Step::Conversation),
        ("loaded later", base, newer, Step::LoadedLater),
        ("the same row twice", base, base, Step::LoadedLater),
    ] {
        let found = deduplicate(&[first, second]);
        assert_eq!(found.kept, [1], "{case}");
        assert_eq!(found.superseded, [(0, 1, step)], "{case}");
        if case != "the same row twice" {
            let found = deduplicate(&[second, first]);
            assert_eq!(found.kept, [0], "{case}, the other way round");
        }
    }
}

#[test]
fn what_makes_an_event_unique() {
    // methodology 6, step 1
    let base = service("2025-05-01", "");
    let asked = request("2025-06-01");
    for (case, first, second, kept) in [
        ("a service's end is left out", base, Event { end: maybe("2025-09-01"), ..base }, 1),
        ("a request's end is not", asked, request("2025-06-02"), 2),
        ("another start", base, service("2025-05-02", ""), 2),
        ("another client type", base, Event { client_type: "Unpaid carer", ..base }, 2),
        ("another component", base, Event { service_component: "Reablement", ..base }, 2),
        ("another unit cost, one submission", base, Event { unit_cost: "31.20", ..base }, 2),
        ("a route of access on a service", base, Event { route: "x", ..base }, 1),
        ("another route of a request", asked, Event { route: "x", ..asked }, 2),
        ("another council", base, Event { la_code: "E06000032", ..base }, 2),
        (
            "release 1 and 2 of one service type",
            base,
            Event { service_type: "Long Term Support: Community", ..base },
            1,
        ),
    ] {
        assert_eq!(deduplicate(&[first, second]).kept.len(), kept, "{case}");
    }
    let next = Event {
        unit_cost: "31.20",
        reporting_start: maybe("2026-04-01"),
        reporting_end: maybe("2027-03-31"),
        ..base
    };
    assert_eq!(deduplicate(&[base, next]).kept, [1], "cost does not tell joined submissions apart");
}

#[test]
fn an_open_service_missing_from_the_next_period_ends_with_its_own() {
    // methodology 6, step 2
    let first = |event: Event<'static>| Event {
        reporting_start: maybe("2025-04-01"),
        reporting_end: maybe("2025-06-30"),
        ..event
    };
    let second = |event: Event<'static>| Event {
        reporting_start: maybe("2025-07-01"),
        reporting_end: maybe("2025-09-30"),
        ..event
    };
    let open = service("2025-05-01", "");
    let other = service("2025-08-01", "");
    let ended = service("2025-05-01", "2025-06-15");
    let overrun = service("2025-05-01", "2025-08-15");
    let crop = vec![Cropped { row: 0, end: day("2025-06-30") }];
    for (case, events, expected) in [
        ("found again", vec![first(open), second(open)], vec![]),
        ("not found", vec![first(open), second(other)], crop.clone()),
        ("ended in its period", vec![first(ended), second(other)], vec![]),
        ("ends past its period, not found", vec![first(overrun), second(other)], crop),
        ("the last period stays open", vec![second(open)], vec![]),
    ] {
        assert_eq!(crop_open_services(&events), expected, "{case}");
    }
}

/// `count` events of `kinds` kinds that end in `month`.
fn month(month: &str, count: usize, kinds: usize) -> Vec<Event<'static>> {
    let end = Some(day(month));
    EventType::ALL
        .into_iter()
        .take(kinds)
        .cycle()
        .take(count)
        .map(|event_type| Event { event_type, end, ..request("") })
        .collect()
}

#[test]
fn the_period_is_derived_from_the_months_in_which_events_end() {
    // methodology 2
    let full = || ["2025-04-10", "2025-05-10", "2025-06-10"].map(|m| month(m, 60, 4)).concat();
    let dropped = |when: &str, events, kinds, why| {
        vec![DroppedMonth { month: day(when), events, kinds, why }]
    };
    let derived = ("2025-04-01", "2025-06-30", Basis::Derived);
    for (case, more, expected, gone) in [
        ("all months full", vec![], derived, vec![]),
        (
            "a month of 1.6 %",
            month("2025-07-10", 3, 3),
            derived,
            dropped("2025-07-01", 3, 3, WhyDropped::FewEvents),
        ),
        (
            "a month of two kinds out of four",
            month("2025-03-10", 40, 2),
            derived,
            dropped("2025-03-01", 40, 2, WhyDropped::FewKinds),
        ),
        (
            "the month of import",
            month("2025-09-10", 60, 4),
            derived,
            dropped("2025-09-01", 60, 4, WhyDropped::NotOver),
        ),
        (
            "three kinds are enough",
            month("2025-07-10", 40, 3),
            ("2025-04-01", "2025-07-31", Basis::Derived),
            vec![],
        ),
    ] {
        let period = derived_period(&[full(), more].concat(), day("2025-09-20"));
        let found = (period.start, period.end, period.basis);
        assert_eq!(found, (maybe(expected.0), maybe(expected.1), expected.2), "{case}");
        assert_eq!(period.dropped, gone, "{case}");
    }
    let few = derived_period(&month("2025-05-10", 99, 4), day("2025-09-20"));
    assert_eq!((few.start, few.end), (maybe("2025-04-01"), maybe("2026-03-31")));
    assert_eq!(few.basis, Basis::StatedFewEvents);
    let none = derived_period(&[], day("2025-09-20"));
    assert_eq!((none.start, none.end), (None, None));
}

#[test]
fn ages_are_counted_from_the_first_of_the_birth_month() {
    for (born, on, age, band) in [
        ("1961-04-30", "2026-04-02", 65, AgeBand::From65To74),
        // 23,741 days at 365.25 a year: the department's rule makes 65 a day late
        ("1961-04-30", "2026-04-01", 64, AgeBand::From45To64),
        ("1961-05-01", "2026-04-30", 64, AgeBand::From45To64),
        ("2008-04-01", "2026-03-31", 17, AgeBand::Under18),
        ("1931-01-15", "2026-03-31", 95, AgeBand::From95),
    ] {
        let found = age_at(day(born), day(on));
        assert_eq!((found, AgeBand::of(found)), (age, band), "{born} on {on}");
    }
}

#[test]
fn the_data_files_are_whole() {
    let ranks: Vec<u8> = outcomes().iter().map(|(rank, _)| *rank).collect();
    assert_eq!(ranks, (1..=17).collect::<Vec<u8>>());
    for (field, value, expected) in [
        ("Event Outcome", "No change in package", "Continuation of support or services"),
        ("Event Outcome", "NFA- Other", "NFA: Other"),
        (
            "Event Outcome",
            "Progress to End of Life Care",
            "Release 1 specification only: Not mapped",
        ),
        ("Service Type", "Long Term Support: Prison", "Long term support: Prison"),
    ] {
        assert_eq!(release2(field, value), Value::Release1(expected));
    }
    assert_eq!(release2("Event Outcome", "NFA: Other"), Value::AsReceived("NFA: Other"));
    assert_eq!(release2("Event Outcome", "NULL"), Value::Blank);
    assert_eq!(outcome_rank("Something else"), None);
}

#[test]
fn a_summary_counts_before_and_after() {
    let repeated = service("2025-05-01", "");
    let nobody = Event { person_id: "", ..repeated };
    let other = Event { person_id: "70002", ..request("2025-06-01") };
    let found = summary(&[repeated, repeated, nobody, other], day("2026-04-20"));
    assert_eq!((found.rows, found.without_person, found.superseded), (4, 1, 1));
    assert_eq!((found.persons, found.persons_in_period), (2, 2));
    assert_eq!(found.persons_with_open_service, 1);
    let services = found.events.iter().find(|c| c.event_type == EventType::Service);
    assert_eq!(services.map(|c| (c.received, c.unique, c.in_period)), Some((3, 1, 1)));
}

fn at<'a>(row: &'a csv::StringRecord, columns: &csv::StringRecord, name: &str) -> &'a str {
    let place = columns.iter().position(|column| column == name).expect("a column of the header");
    row.get(place).expect("a cell").trim()
}

#[test]
fn the_sample_submission_comes_to_its_known_figures() {
    let shared = std::env::var("JOINEDUP_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let path = format!("{shared}/data/uk/samples/place_lewisham/asc_cld.csv");
    let Ok(mut reader) = csv::Reader::from_path(path) else {
        println!("skipped: the sample submission is not on this machine");
        return;
    };
    let columns = reader.headers().expect("a header").clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let date = |row, name| terms::parse_date(at(row, &columns, name), "%d/%m/%Y").ok();
    let events: Vec<Event<'_>> = rows
        .iter()
        .map(|row| {
            let text = |name| at(row, &columns, name);
            Event {
                nhs_number: NhsNumber::parse(text("NHS Number")).ok(),
                start: date(row, "Event Start Date"),
                end: date(row, "Event End Date"),
                date_of_death: date(row, "Date of Death"),
                reporting_start: date(row, "Reporting Period Start Date"),
                reporting_end: date(row, "Reporting Period End Date"),
                client_type: text("Client Type"),
                route: text("Request: Route of Access"),
                assessment_type: text("Assessment Type"),
                service_type: text("Service Type"),
                service_component: text("Service Component"),
                outcome: text("Event Outcome"),
                ..Event::new(
                    text("LA Code"),
                    text("LA Person Unique Identifier"),
                    EventType::parse(text("Event Type")).expect("a kind of event"),
                )
            }
        })
        .collect();
    let found = summary(&events, day("2026-04-20"));
    assert_eq!((found.rows, found.without_person, found.superseded), (2663, 0, 0));
    assert_eq!((found.persons, found.persons_in_period), (927, 923));
    assert_eq!(found.persons_with_open_service, 514);
    assert_eq!(found.rows, found.superseded + found.events.iter().map(|e| e.unique).sum::<usize>());
    assert_eq!((found.period.start, found.period.end), (maybe("2025-04-01"), maybe("2026-03-31")));
}

fn any_event() -> impl Strategy<Value = Event<'static>> {
    let person = prop::sample::select(vec!["", "70001", "70002"]);
    let kind = prop::sample::select(EventType::ALL.to_vec());
    let start = prop::sample::select(vec!["2025-05-01", "2025-06-01"]);
    let end = prop::sample::select(vec!["", "2025-07-01", "2025-08-01"]);
    let outcome = prop::sample::select(vec!["", "NFA: Other", "Admitted to hospital"]);
    let later = any::<bool>();
    (person, kind, start, end, outcome, later, 0..4_u64).prop_map(
        |(person_id, event_type, start, end, outcome, later, load_order)| Event {
            person_id,
            event_type,
            outcome,
            load_order,
            reporting_start: maybe(if later { "2025-07-01" } else { "2025-04-01" }),
            reporting_end: maybe(if later { "2025-09-30" } else { "2025-06-30" }),
            ..service(start, end)
        },
    )
}

/// The same cases on every run.
fn fixed() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(2025),
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(fixed())]

    #[test]
    fn every_row_is_accounted_for_once(events in prop::collection::vec(any_event(), 0..40)) {
        let found = deduplicate(&events);
        let mut rows: Vec<usize> = found.kept.clone();
        rows.extend(found.superseded.iter().map(|(row, ..)| *row));
        rows.extend(&found.without_person);
        rows.sort_unstable();
        prop_assert_eq!(rows, (0..events.len()).collect::<Vec<_>>());
        for (_, by, _) in &found.superseded {
            prop_assert!(found.kept.contains(by));
        }
    }

    #[test]
    fn what_is_kept_stands_when_it_is_done_again(
        events in prop::collection::vec(any_event(), 0..40)
    ) {
        let kept: Vec<Event<'_>> = deduplicate(&events).kept.iter().map(|r| events[*r]).collect();
        if Submissions::of(&kept) == Submissions::of(&events) {
            prop_assert_eq!(deduplicate(&kept).kept.len(), kept.len());
        }
    }
}

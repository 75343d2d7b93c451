//! The pages of the invented borough, asked for as a browser would.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod fixture;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use fixture::{Borough, Stage, person_id, settings};
use tower::ServiceExt;

const STAGES: [Stage; 3] = [Stage::Empty, Stage::Received, Stage::Linked];

fn pages_of(stage: Stage) -> Router {
    web::router(web::AppState::new(Borough::new(stage), settings()))
}

async fn ask(router: &Router, request: Request<Body>) -> (StatusCode, HeaderMap, String) {
    let answer = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let bytes = to_bytes(body, 10_000_000).await.unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    (parts.status, parts.headers, text)
}

async fn get(router: &Router, path: &str) -> (StatusCode, HeaderMap, String) {
    let request = Request::get(path)
        .header("host", "localhost:8080")
        .header("cookie", "joinedup_reviewer=Ada%20Okafor");
    ask(router, request.body(Body::empty()).unwrap()).await
}

/// Every page that the borough has once it is linked.
fn all_pages() -> Vec<String> {
    let mut pages: Vec<String> = [
        "/",
        "/caseload",
        "/caseload?as_of=2026-10-01",
        "/caseload/n-1/joint",
        "/caseload/all/registered",
        "/caseload/n-2/social-care?as_of=2026-10-01",
        "/feeds",
        "/feeds/gp_registered_list",
        "/feeds/acute_patient_index",
        "/feeds/capacity_tracker",
        "/feeds/gp_registered_list?after=r4",
        "/feeds/asc_cld/send",
        "/deliveries/d0",
        "/deliveries/d0?after=100",
        "/deliveries/d1",
        "/deliveries/r4",
        "/deliveries/cld",
        "/jobs/waiting",
        "/jobs/running",
        "/jobs/done",
        "/jobs/failed",
        "/links",
        "/links/quality",
        "/links/changes",
        "/review",
        "/review?name=change",
        "/review/decisions",
        "/review/decisions?answer=unsure",
        "/about",
        "/how-counted",
        "/accessibility",
    ]
    .map(str::to_owned)
    .into();
    for n in 0..4 {
        let person = format!("/people/{}", person_id(n));
        pages.extend([
            format!("{person}/links?as_of=2026-10-01"),
            format!("{person}/links?as_of=2026-01-01"),
            format!("{person}/links"),
            person,
        ]);
    }
    pages
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> Vec<&'a str> {
    text.split(start).skip(1).filter_map(|rest| rest.split(end).next()).collect()
}

fn check_page(path: &str, headers: &HeaderMap, html: &str) {
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{path}");
    assert!(!policy.contains("unsafe"), "{path}");
    assert_eq!(headers["cache-control"], "no-store", "{path}");
    assert_eq!(html.matches("<h1").count(), 1, "{path}: one heading says what it is");
    for forbidden in [" style=", "<style", " onclick", "javascript:", "//cdn", "https://"] {
        assert!(!html.contains(forbidden), "{path} holds {forbidden}");
    }
    assert_eq!(html.matches("<script").count(), 1, "{path}: only the page's own script");
    assert!(html.len() < 100_000, "{path}: {} bytes", html.len());
    let ids = between(html, " id=\"", "\"");
    for id in &ids {
        assert_eq!(ids.iter().filter(|i| i == &id).count(), 1, "{path}: id {id} twice");
    }
    for reference in between(html, "aria-labelledby=\"", "\"")
        .into_iter()
        .chain(between(html, "aria-describedby=\"", "\""))
        .flat_map(str::split_whitespace)
        .chain(between(html, " for=\"", "\""))
        .chain(between(html, "href=\"#", "\""))
    {
        assert!(ids.contains(&reference), "{path}: nothing is called {reference}");
    }
    let title = between(html, "<title>", "</title>")[0];
    for name in ["O'NEILL", "O&#39;NEILL", "Margaret", "999 0", "999012"] {
        assert!(!title.contains(name), "{path}: {title}");
    }
    for link in between(html, "href=\"", "\"") {
        for name in ["NEILL", "Margaret", "999"] {
            assert!(!link.contains(name), "{path}: {link}");
        }
    }
}

#[tokio::test]
async fn every_page_is_whole_at_every_stage() {
    for stage in STAGES {
        let router = pages_of(stage);
        for path in all_pages() {
            let (status, headers, html) = get(&router, &path).await;
            assert_eq!(status, StatusCode::OK, "{stage:?} {path}");
            check_page(&path, &headers, &html);
        }
    }
}

#[tokio::test]
async fn every_link_leads_somewhere() {
    let router = pages_of(Stage::Linked);
    let mut to_do = all_pages();
    let mut seen = std::collections::BTreeSet::new();
    while let Some(path) = to_do.pop() {
        let path = path.split('#').next().unwrap().replace("&#38;", "&");
        if path.contains("not-placed") || !seen.insert(path.clone()) || seen.len() > 400 {
            continue;
        }
        let (status, headers, body) = get(&router, &path).await;
        if status == StatusCode::SEE_OTHER {
            to_do.push(headers["location"].to_str().unwrap().to_owned());
            continue;
        }
        assert_eq!(status, StatusCode::OK, "{path}");
        if headers["content-type"].to_str().unwrap().starts_with("text/html") {
            let links = between(&body, "href=\"/", "\"");
            // Of the people in a list only the first few are visited.
            let people = links.iter().filter(|l| l.starts_with("people/")).take(3);
            let others = links.iter().filter(|l| !l.starts_with("people/"));
            to_do.extend(people.chain(others).map(|link| format!("/{link}")));
        }
    }
    assert!(seen.len() > 40, "{} pages walked", seen.len());
}

#[tokio::test]
async fn pages_say_what_their_readers_came_for() {
    let linked = pages_of(Stage::Linked);
    let dead = format!("/people/{}", person_id(2));
    let person = format!("/people/{}", person_id(0));
    for (reader, path, said) in [
        ("commissioner", "/caseload", "<strong>1,654</strong> people, 0.80\u{a0}% of 206,928"),
        ("commissioner", "/caseload", "very low <span aria-hidden=\"true\">▼▼</span>"),
        ("commissioner", "/caseload", "0.61–0.76"),
        ("commissioner", "/caseload", "12 links await review"),
        ("commissioner", "/caseload", "No data from Mental health since 3 Nov 2026."),
        ("commissioner", "/caseload?as_of=2026-10-01", "/caseload/n-1/joint?as_of=2026-10-01"),
        ("team lead", "/caseload/n-1/joint", "309 people, 1 to 50 shown"),
        ("administrator", "/feeds", "11 days late"),
        ("administrator", "/feeds", "Nothing has been received."),
        ("administrator", "/", "had a file refused at 08:02, 19 Nov 2026"),
        ("administrator", "/deliveries/r4", "stopped the file"),
        ("administrator", "/deliveries/d0", "120 reasons in all, 1 to 50 shown"),
        ("administrator", "/deliveries/d0?after=100", "101 to 120 shown"),
        ("analyst", "/deliveries/cld", "29,871"),
        ("analyst", "/links", "about 41.3 are expected to be wrong"),
        ("key worker", person.as_str(), "NHS No.</dt> <dd class=\"nhs-number\">999 012 345"),
        ("key worker", person.as_str(), "<mark>03-Dec-1941</mark>"),
        ("key worker", person.as_str(), "day and month swapped"),
        ("key worker", person.as_str(), "Born: one record differs."),
        ("key worker", dead.as_str(), "30-Oct-2026 (Age at Death 85y)"),
    ] {
        let (_, _, html) = get(&linked, path).await;
        let html = html.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            html.contains(&said.replace('\u{a0}', " ")),
            "the {reader} does not read {said} on {path}"
        );
    }
    let links = format!("/people/{}/links", person_id(0));
    let crowd = format!("/people/{}/links", person_id(3));
    let then = format!("{links}?as_of=2026-01-01");
    for (reader, path, said) in [
        ("data steward", "/review", "<strong>5</strong> pairs of records wait"),
        ("data steward", "/review", "You review as <strong>Ada Okafor</strong>"),
        ("data steward", "/review", "almost perfect: reviewers decide alike"),
        ("data steward", "/review", "between 99.61\u{a0}% and 99.96\u{a0}%"),
        ("data steward", "/review", "not enough answers yet"),
        ("data steward", links.as_str(), "A General practice and B District nursing"),
        ("data steward", links.as_str(), "same person, decided by Ada Okafor"),
        ("data steward", links.as_str(), "waits for review, not in use"),
        ("data steward", crowd.as_str(), "too many records to draw"),
        ("data steward", crowd.as_str(), "260 weaker pairs are not shown"),
        ("data steward", crowd.as_str(), "220 older events are not shown here"),
        ("data steward", then.as_str(), "The first is known from 2 Apr 2026."),
        ("governance lead", "/review/decisions", "118 decisions, newest first"),
        ("governance lead", "/links/quality", "7 groups fare more than twice as badly"),
        (
            "governance lead",
            "/links/quality",
            "Twins: Twins, 0.48\u{a0}% missed (all together 0.22\u{a0}%), 1.20\u{a0}% wrongly linked",
        ),
        ("commissioner", "/links/quality", "nobody&#39;s area is known"),
        ("commissioner", "/links/changes", "231,402 would stay exactly as they are"),
        ("commissioner", "/links/changes", "joined with one other: 3 records in all"),
    ] {
        let (_, _, html) = get(&linked, path).await;
        let html = html.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            html.contains(&said.replace('\u{a0}', " ")),
            "the {reader} does not read {said} on {path}"
        );
    }
    for (stage, path, said) in [
        (Stage::Empty, "/review", "Nothing can wait yet"),
        (Stage::Empty, "/review/decisions", "Nobody has decided anything yet"),
        (Stage::Received, "/links/quality", "joinedup link"),
        (Stage::Empty, "/links/changes", "No change has been tried"),
        (Stage::Empty, "/", "joinedup import extracts/"),
        (Stage::Empty, "/caseload", "joinedup import extracts/"),
        (Stage::Received, "/", "joinedup link"),
        (Stage::Received, "/caseload", "nobody has yet been matched"),
        (Stage::Empty, "/links", "Nobody has been linked yet"),
    ] {
        let (_, _, html) = get(&pages_of(stage), path).await;
        assert!(html.contains(said), "{stage:?} {path} does not say {said}");
    }
}

#[tokio::test]
async fn what_nobody_has_judged_yet_is_said_plainly() {
    let mut borough = Borough::new(Stage::Linked);
    borough.judged = false;
    let router = web::router(web::AppState::new(borough, settings()));
    for (path, said) in [
        ("/review", "No pair has been answered by two people yet."),
        ("/review", "Not known: no pairs have been drawn for it."),
        ("/review", "linked for less than two days"),
        ("/review/decisions", "Nobody has decided anything yet."),
        ("/links/quality", "Nobody knows yet how right these links are"),
        ("/links/quality", "href=\"/review/next?queue=sample\">answer sampled pairs</a>"),
        ("/links/quality", "<span class=\"quiet\">not known</span>"),
        ("/links/quality", "1,204 of 511,204"),
        ("/links", "The truth is not known here, as always with real people."),
    ] {
        let (status, headers, html) = get(&router, path).await;
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains(said), "{path} does not say {said}");
        check_page(path, &headers, &html);
    }
}

#[tokio::test]
async fn downloads_hold_what_the_table_shows_and_no_formula() {
    let router = pages_of(Stage::Linked);
    let (_, headers, csv) = get(&router, "/caseload.csv").await;
    assert_eq!(
        headers["content-disposition"],
        "attachment; filename=\"joint-caseload-2026-11-20.csv\""
    );
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 6);
    assert_eq!(lines[1], "Neighbourhood 1,45342,1264,2.8,849,1.9,309,0.68,0.61,0.76,low");
    assert!(lines[5].starts_with("Whole borough,206928,7376,3.6,3984,1.9,1654,0.80,"));

    let (_, _, html) = get(&router, "/caseload?as_of=2026-10-01&order=joint").await;
    let csv_link = "/caseload.csv?as_of=2026-10-01&#38;order=joint";
    assert!(html.contains(csv_link), "the download keeps day and order");
    let (_, _, csv) = get(&router, "/caseload.csv?order=joint").await;
    let order: Vec<&str> = csv.lines().filter_map(|l| l.split(',').next()).collect();
    assert_eq!(
        order[1..],
        [
            "Neighbourhood 3",
            "Neighbourhood 4",
            "Neighbourhood 1",
            "Neighbourhood 2",
            "Whole borough"
        ]
    );
    let (_, _, csv) = get(&router, "/feeds.csv?order=age").await;
    assert!(csv.lines().nth(1).unwrap().starts_with("Care home capacity"));

    let (_, _, csv) = get(&router, "/caseload/n-1/joint/people.csv").await;
    assert_eq!(csv.lines().count(), 310);
    assert!(csv.contains("\"'=SUM(A1), John (Mr)\""));

    let (_, _, csv) = get(&router, "/deliveries/d0/rejected-rows.csv").await;
    assert_eq!(csv, "NHS_NO,SURNAME,PHONE\n999012345,'=SUM(A1),'+44 20 7946 0018\n");
    let (_, _, csv) = get(&router, "/deliveries/d0/rejects.csv").await;
    assert_eq!(csv.lines().count(), 121);
    let (_, _, csv) = get(&router, "/feeds.csv").await;
    assert_eq!(csv.lines().count(), 7);

    let (_, _, csv) = get(&router, "/links/quality.csv").await;
    let (_, _, html) = get(&router, "/links/quality").await;
    let rows = html.matches("<th role=\"rowheader\"").count();
    assert_eq!(csv.lines().count(), rows + 1, "as many rows as are shown");
    assert_eq!(csv.lines().nth(1).unwrap().split(',').count(), 20);
    assert_eq!(csv.matches("more than twice").count(), html.matches("tag--bad").count());
    let (_, _, csv) = get(&router, "/links/changes.csv").await;
    assert_eq!(csv.lines().last().unwrap(), "Whole borough,1654,1649,\u{2212}5");
    let (_, _, csv) = get(&router, "/review/sample.csv").await;
    assert_eq!(csv.lines().nth(2).unwrap(), "Linked,0.95,7112,60,58,1,56,96.6,88.3,99.0");
    assert_eq!(csv.lines().nth(4).unwrap(), "Not linked,0.01,20144,60,24,0,1,,,");
    let (_, _, csv) = get(&router, "/review.csv").await;
    assert_eq!(csv.lines().count(), 31);
    assert_eq!(csv.lines().nth(1).unwrap(), "2026-10-23,0,");
    let (_, _, csv) = get(&router, &format!("/people/{}/links.csv", person_id(0))).await;
    assert_eq!(csv.lines().count(), 6);
}

#[tokio::test]
async fn what_goes_wrong_is_said_in_plain_words() {
    let linked = pages_of(Stage::Linked);
    for (path, status, said) in [
        ("/nothing-here", 404, "There is no such page"),
        ("/people/not-a-person", 404, "There is no such page"),
        ("/deliveries/none", 404, "There is no such page"),
        ("/caseload/elsewhere/joint", 404, "There is no such page"),
        ("/caseload?as_of=yesterday", 400, "write it as year-month-day"),
        ("/deliveries/d0?after=x", 400, "This cannot be followed"),
        ("/caseload/not-placed/joint", 403, "neighbourhoods 1 and 2 only"),
        ("/jobs/none/progress", 404, "There is no such page"),
        ("/review/next?queue=other", 404, "There is no such page"),
        ("/review/a/b", 404, "There is no such page"),
        ("/review/decisions?by=nobody", 404, "There is no such page"),
        ("/review/decisions?answer=maybe", 404, "There is no such page"),
    ] {
        let (found, headers, html) = get(&linked, path).await;
        assert_eq!(found, status, "{path}");
        assert!(html.contains(said), "{path} does not say {said}");
        check_page(path, &headers, &html);
    }
    let broken = pages_of(Stage::Broken);
    for path in ["/", "/feeds", "/links", "/caseload", "/review", "/links/quality"] {
        let (status, headers, html) = get(&broken, path).await;
        assert_eq!(status, 500);
        assert!(html.contains("Something went wrong here"));
        assert!(!html.contains("disk"), "the detail is for the log");
        check_page(path, &headers, &html);
    }
    let post = Request::post("/feeds").header("host", "localhost");
    let (status, headers, html) = ask(&linked, post.body(Body::empty()).unwrap()).await;
    assert_eq!(status, 405);
    assert!(headers.contains_key("allow"));
    assert!(html.contains("cannot be used in that way"));
}

#[tokio::test]
async fn the_machine_is_told_how_it_stands() {
    let (status, headers, text) = get(&pages_of(Stage::Linked), "/health").await;
    assert_eq!(status, 200);
    assert!(headers["content-type"].to_str().unwrap().starts_with("text/plain"));
    assert!(text.starts_with("ok\nstore: in memory\n"));
    let (status, _, text) = get(&pages_of(Stage::Broken), "/health").await;
    assert_eq!(status, 503);
    assert!(text.starts_with("not well\n"));

    let linked = pages_of(Stage::Linked);
    let (_, _, json) = get(&linked, "/jobs/running/progress").await;
    assert_eq!(json, r#"{"ended":false,"percent":39,"words":"81,000 of 206,928 rows done."}"#);
    let (_, _, html) = get(&linked, "/").await;
    for asset in between(&html, "\"/assets/", "\"") {
        let (status, headers, body) = get(&linked, &format!("/assets/{asset}")).await;
        assert_eq!(status, 200);
        assert!(headers["cache-control"].to_str().unwrap().ends_with("immutable"));
        assert!(!body.contains("url("), "nothing is fetched from elsewhere");
    }
    assert_eq!(get(&linked, "/assets/joinedup-000000000000.css").await.0, 404);
}

#[tokio::test]
async fn other_hosts_are_refused() {
    let router = pages_of(Stage::Linked);
    for (host, status) in [
        (Some("localhost"), 200),
        (Some("127.0.0.1:8080"), 200),
        (Some("[::1]:8080"), 200),
        (Some("rebound.example"), 421),
        (None, 421),
    ] {
        let mut request = Request::get("/caseload");
        if let Some(host) = host {
            request = request.header("host", host);
        }
        let (found, _, html) = ask(&router, request.body(Body::empty()).unwrap()).await;
        assert_eq!(found, status, "{host:?}");
        assert_eq!(html.contains("1,654"), status == 200, "{host:?}");
    }
}

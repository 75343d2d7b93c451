//! A data steward answers pairs and mends links by hand, in a browser without scripts.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod fixture;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use fixture::{Borough, Stage, person_id, settings};
use tower::ServiceExt;

/// What came back.
struct Answer {
    status: u16,
    location: String,
    html: String,
}

/// A browser with its cookies.
struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    async fn get(&mut self, path: &str) -> Answer {
        self.ask(Request::get(path), Body::empty()).await
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = Request::post(path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin");
        self.ask(request, Body::from(body.join("&"))).await
    }

    async fn ask(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request =
            request.header("host", "localhost").header("cookie", cookies.join("; ")).body(body);
        let answer = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        for set in answer.headers().get_all("set-cookie") {
            let set = set.to_str().unwrap();
            assert!(set.contains("; HttpOnly; SameSite=Strict"), "{set}");
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let location = answer.headers().get("location").map(|l| l.to_str().unwrap().to_owned());
        let location = location.unwrap_or_default();
        for name in ["NEILL", "Margaret", "Okafor", "Quill", "999"] {
            assert!(!location.contains(name), "{location}");
        }
        let status = answer.status().as_u16();
        let bytes = to_bytes(answer.into_body(), 1_000_000).await.unwrap();
        Answer { status, location, html: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    /// Follows where it is led, from a form or an address.
    async fn follow(&mut self, mut answer: Answer) -> (String, String) {
        let mut at = String::new();
        while answer.status == 303 {
            at = answer.location.clone();
            answer = self.get(&at).await;
        }
        assert_eq!(answer.status, 200, "{at}");
        (at, answer.html)
    }

    async fn open(&mut self, path: &str) -> (String, String) {
        let answer = self.get(path).await;
        let (at, html) = self.follow(answer).await;
        (if at.is_empty() { path.to_owned() } else { at }, html)
    }

    /// Gives a name.
    async fn named(&mut self, name: &str) {
        let (_, html) = self.open("/review").await;
        let token = token(&html);
        let answer = self.post("/review/reviewer", &[("token", &token), ("name", name)]).await;
        assert_eq!((answer.status, answer.location.as_str()), (303, "/review"));
    }
}

/// As a form is written: everything but letters and digits.
fn encoded(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric();
    text.bytes()
        .map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

fn token(html: &str) -> String {
    hidden(html, "token")
}

/// The value of a hidden field.
fn hidden(html: &str, name: &str) -> String {
    let found = html.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    found.split('"').next().unwrap().to_owned()
}

/// A browser of the linked borough, and its log.
fn browsers() -> (Browser, Browser, Arc<Borough>) {
    let borough = Arc::new(Borough::new(Stage::Linked));
    let log = Arc::clone(&borough.log);
    let mut shared = Borough::new(Stage::Linked);
    shared.log = log;
    let router = web::router(web::AppState::new(shared, settings()));
    let browser = || Browser { router: router.clone(), cookies: BTreeMap::new() };
    (browser(), browser(), borough)
}

fn logged(borough: &Borough) -> usize {
    borough.log.lock().unwrap().len()
}

fn path_of(at: &str) -> String {
    at.split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn nothing_is_decided_without_a_name() {
    let (mut steward, _, borough) = browsers();
    let (at, html) = steward.open("/review/next?queue=all").await;
    assert_eq!(at, "/review");
    assert!(html.contains("Your name, as it shall stand beside your decisions"));
    assert!(html.contains("is not checked"));
    let token = token(&html);
    let bad = steward.post("/review/reviewer", &[("token", &token), ("name", "  7 ")]).await;
    assert_eq!(bad.status, 400);
    assert!(bad.html.contains("a name is needed"));
    let pair = steward.get("/review/next").await;
    assert_eq!(pair.location, "/review");
    steward.named("Ada <b>Okafor</b>").await;
    let (at, _) = steward.open("/review/next?queue=all").await;
    let (_, html) = steward.open("/review").await;
    assert!(html.contains("You review as <strong>Ada &#60;b&#62;Okafor&#60;/b&#62;</strong>"));
    steward.cookies.remove("joinedup_reviewer");
    let fields = [("token", token.as_str()), ("answer", "same"), ("queue", "all")];
    let answer = steward.post(&path_of(&at), &fields).await;
    assert_eq!((answer.status, answer.location.as_str()), (303, "/review"));
    assert_eq!(logged(&borough), 0);
}

#[tokio::test]
async fn a_steward_answers_takes_back_and_goes_on() {
    let (mut steward, _, borough) = browsers();
    steward.named("Ada Okafor").await;
    let (first, html) = steward.open("/review/next?queue=all").await;
    for said in [
        "Are these two the same person?",
        "999 012 345",
        "confirmed by the national register",
        "differ, but another form of the same name",
        "day and month swapped",
        "earlier: 3 Hill Rise, Catford",
        "missing in the second",
        "Neither record has: died, email.",
        "Two people with 3 and 2 records become one with 5 records.",
        "two records picked at random",
    ] {
        assert!(html.contains(said), "{said}");
    }
    let token = token(&html);
    let note = "Sisters.\r\nThe nurse knows both.";
    let fields =
        [("token", token.as_str()), ("queue", "all"), ("note", note), ("answer", "different")];
    let answer = steward.post(&path_of(&first), &fields).await;
    let (second, html) = steward.follow(answer).await;
    assert_ne!(path_of(&second), path_of(&first), "the next pair");
    assert!(html.contains("role=\"status\"") && html.contains("Recorded: different people."));
    let twice = steward.post(&path_of(&first), &fields).await;
    let (again, html_again) = steward.follow(twice).await;
    assert_eq!(path_of(&again), path_of(&second), "pressed twice, counted once");
    assert!(html_again.contains("Recorded: different people."));
    assert_eq!(logged(&borough), 1);
    let decision = borough.log.lock().unwrap()[0].clone();
    assert_eq!(decision.reviewer, "Ada Okafor");
    assert_eq!(decision.note.as_deref(), Some("Sisters.\nThe nurse knows both."));

    let undo = hidden(&html, "decision");
    let fields = [("token", token.as_str()), ("decision", &undo), ("queue", "all")];
    let answer = steward.post("/review/undo", &fields).await;
    let (back, html) = steward.follow(answer).await;
    assert_eq!(path_of(&back), path_of(&first), "the pair waits again");
    assert!(html.contains("Taken back."));
    assert!(borough.log.lock().unwrap()[0].undone.is_some(), "it stays in the log");
    let again = steward.post("/review/undo", &fields).await;
    assert_eq!(again.status, 400);
    assert!(again.html.contains("it was undone already"));

    let no_answer = [("token", token.as_str()), ("queue", "all")];
    assert_eq!(steward.post(&path_of(&first), &no_answer).await.status, 400);
    let mut answers = ["same", "different", "unsure"].into_iter().cycle();
    let mut at = steward.open("/review/next?queue=all").await;
    while at.0.contains("queue=all") && at.1.contains("name=\"answer\"") {
        let fields =
            [("token", token.as_str()), ("queue", "all"), ("answer", answers.next().unwrap())];
        let answer = steward.post(&path_of(&at.0), &fields).await;
        at = steward.follow(answer).await;
    }
    assert!(at.1.contains("Nothing waits here"), "every pair is answered");
    assert_eq!(logged(&borough), 6);
}

#[tokio::test]
async fn skipping_decides_nothing_and_comes_to_an_end() {
    let (mut steward, _, borough) = browsers();
    steward.named("Ada Okafor").await;
    let mut at = steward.open("/review/next?queue=near-threshold").await;
    let mut seen = Vec::new();
    while at.1.contains("data-key=\"n\"") {
        assert!(!seen.contains(&path_of(&at.0)), "no pair comes twice");
        seen.push(path_of(&at.0));
        let next = at.1.split("data-key=\"n\"").next().unwrap();
        let next = next.rsplit("href=\"").next().unwrap().split('"').next().unwrap();
        at = steward.open(&next.replace("&#38;", "&")).await;
    }
    assert_eq!(seen.len(), 2);
    assert!(at.1.contains("2 pairs that you skipped still wait: near the threshold."));
    assert_eq!(logged(&borough), 0);
}

#[tokio::test]
async fn what_another_has_answered_meanwhile_is_said_and_kept() {
    let (mut ada, mut bernard, borough) = browsers();
    ada.named("Ada Okafor").await;
    bernard.named("Bernard Quill").await;
    let (at, html) = ada.open("/review/next?queue=twins").await;
    let (_, his) = bernard.open(&at).await;
    let his = token(&his);
    let fields = [("token", his.as_str()), ("queue", "twins"), ("answer", "different")];
    bernard.post(&path_of(&at), &fields).await;
    let hers = token(&html);
    let fields = [("token", hers.as_str()), ("queue", "twins"), ("answer", "same")];
    let answer = ada.post(&path_of(&at), &fields).await;
    let (_, html) = ada.follow(answer).await;
    assert!(html.contains("Your answer was not recorded"));
    assert!(html.contains("It was answered different people, by Bernard Quill at"));
    assert!(html.contains("Next pair"));
    assert!(!html.contains("name=\"answer\""), "nothing to answer");
    assert_eq!(logged(&borough), 1);

    let decision = borough.log.lock().unwrap()[0].decision.clone();
    let fields = [("token", hers.as_str()), ("decision", &decision), ("back", "decisions")];
    let answer = ada.post("/review/undo", &fields).await;
    assert_eq!(answer.status, 400);
    assert!(answer.html.contains("only Bernard Quill may undo it"));
    let answer = bernard
        .post("/review/undo", &[("token", &his), ("decision", &decision), ("back", "decisions")])
        .await;
    assert_eq!(answer.location, "/review/decisions?undone=1");
}

#[tokio::test]
async fn a_second_answer_is_not_told_the_first() {
    let (mut steward, _, borough) = browsers();
    steward.named("Ada Okafor").await;
    let (at, html) = steward.open("/review/next?queue=second").await;
    assert!(html.contains("Somebody has answered this pair before. You are not told what"));
    let token = token(&html);
    let fields = [("token", token.as_str()), ("queue", "second"), ("answer", "unsure")];
    steward.post(&path_of(&at), &fields).await;
    let kind = borough.log.lock().unwrap()[0].kind;
    assert_eq!(kind, web::reads::review::DecisionKind::Second);
}

#[tokio::test]
async fn forms_that_are_not_ours_change_nothing() {
    let (mut steward, _, borough) = browsers();
    steward.named("Ada Okafor").await;
    let (pair, html) = steward.open("/review/next").await;
    let token = token(&html);
    let person = format!("/people/{}", person_id(0));
    let record = path_of(&pair).split('/').nth(2).unwrap().to_owned();
    for path in [
        path_of(&pair),
        "/review/undo".to_owned(),
        "/review/reviewer".to_owned(),
        format!("{person}/unlink"),
        format!("{person}/link"),
    ] {
        for guessed in ["", "0", &"0".repeat(64)] {
            let fields = [
                ("token", guessed),
                ("answer", "same"),
                ("queue", "all"),
                ("name", "Mallory"),
                ("decision", "old0"),
                ("record", &record),
                ("other", &record),
                ("why", "because"),
                ("confirm", "yes"),
            ];
            let answer = steward.post(&path, &fields).await;
            assert_eq!(answer.status, 403, "{path}");
        }
        let request = Request::post(&path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "cross-site");
        let answer = steward.ask(request, Body::from(format!("token={token}&answer=same"))).await;
        assert_eq!(answer.status, 403, "{path} from another site");
    }
    assert_eq!(logged(&borough), 0);
}

#[tokio::test]
async fn the_log_is_filtered_without_a_name_in_its_address() {
    let (mut steward, _, _) = browsers();
    steward.named("Ada Okafor").await;
    let (_, html) = steward.open("/review/decisions").await;
    let key = html.split("\">Ada Okafor</option>").next().unwrap();
    let key = key.rsplit("value=\"").next().unwrap().to_owned();
    assert!(html.contains("by Bernard Quill"), "what was undone says by whom");
    let (_, html) = steward.open(&format!("/review/decisions?by={key}&answer=")).await;
    assert!(html.contains("59 decisions, newest first"));
    let rows = html.split("<tbody").nth(1).unwrap();
    assert!(!rows.contains("Bernard Quill"));
    assert!(html.contains(&format!("/review/decisions.csv?by={key}\"")), "the same in the file");
    let older = html.split("aria-label=\"Pages\"><a href=\"").nth(1).unwrap();
    let older = older.split('"').next().unwrap().replace("&#38;", "&");
    let (_, html) = steward.open(&older).await;
    assert_eq!(html.matches("<th role=\"rowheader\"").count(), 9, "50 and 9 more");

    let csv = steward.get("/review/decisions.csv?answer=unsure").await.html;
    let all = steward.get("/review/decisions.csv").await.html;
    assert_eq!(all.lines().count(), 119);
    assert!(csv.lines().skip(1).all(|line| line.contains(",unsure,")));
    assert!(all.contains(",\"'=the nurse knows both, they are sisters\","), "no formula");
}

#[tokio::test]
async fn a_record_that_does_not_belong_is_taken_out_after_a_look() {
    let (mut steward, _, borough) = browsers();
    let page = format!("/people/{}/links", person_id(0));
    let unlink = format!("/people/{}/unlink", person_id(0));
    let (_, html) = steward.open(&page).await;
    assert!(html.contains("To change links, first say who you are"));
    let token = token(&html);
    let person = person_id(0).to_string();
    let fields = [("token", token.as_str()), ("name", "Ada Okafor"), ("person", &person)];
    let answer = steward.post("/review/reviewer", &fields).await;
    let (_, html) = steward.follow(answer).await;
    let records: Vec<&str> = html
        .split("type=\"checkbox\" name=\"record\" form=\"unlink\" value=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert_eq!(records.len(), 4);
    let why = ("why", "She is another Peggy.");
    let ours = ("token", token.as_str());
    let ticked = ("record", records[1]);
    for (case, fields, said) in [
        ("nothing ticked", vec![ours, why], "no record was ticked"),
        ("no reason", vec![ours, ticked, ("why", " ")], "a reason is needed"),
        (
            "all ticked",
            [vec![ours, why], records.iter().map(|r| ("record", *r)).collect()].concat(),
            "at least one record must stay",
        ),
    ] {
        let answer = steward.post(&unlink, &fields).await;
        assert_eq!(answer.status, 400, "{case}");
        assert!(answer.html.contains(said), "{case}");
    }
    let preview = steward.post(&unlink, &[ours, ticked, ticked, why]).await;
    let said = "This record becomes a person of its own. Its 2 referrals go with it.";
    assert!(preview.html.contains(said));
    let both = steward.post(&unlink, &[ours, ticked, ("record", records[2]), why]).await;
    let said = "These 2 records become one person of their own. \
                Their 4 referrals and 1,204 contacts go with them.";
    assert!(both.html.contains(said));
    assert!(both.html.contains("was said by Ada Okafor at 14:10, 3 Nov 2026"));
    assert_eq!(logged(&borough), 0, "looking changes nothing");

    let confirmed = [ours, ticked, why, ("confirm", "yes")];
    let answer = steward.post(&unlink, &confirmed).await;
    let (_, html) = steward.follow(answer).await;
    assert!(html.contains("Unlinked, and kept apart from now on."));
    assert!(html.contains("3 records are linked to this person"));
    let late = steward.post(&unlink, &confirmed).await;
    assert_eq!(late.status, 400);
    assert!(late.html.contains("nothing was changed, because one of the records left"));
    let undo = hidden(&html, "decision");
    let fields = [ours, ("decision", undo.as_str()), ("person", &person)];
    let answer = steward.post("/review/undo", &fields).await;
    let (_, html) = steward.follow(answer).await;
    assert!(html.contains("The links are as they were before."));
    assert!(html.contains("4 records are linked to this person"));
}

#[tokio::test]
async fn two_people_are_joined_by_hand_after_a_look() {
    let (mut steward, _, borough) = browsers();
    steward.named("Ada Okafor").await;
    let (_, html) = steward.open(&format!("/people/{}/links", person_id(0))).await;
    let token = token(&html);
    let ours = ("token", token.as_str());
    let why = ("why", "The same by telephone.");
    let link = format!("/people/{}/link", person_id(0));
    let pasted = format!("http://localhost:8080/people/{}/links?done=1", person_id(5));
    let itself = person_id(0).to_string();
    for (other, said) in [
        ("Margaret", "was not recognised"),
        (&itself, "that is the same person already"),
        ("00000000-0000-4000-8000-00000000ffff", "nobody is known"),
    ] {
        let answer = steward.post(&link, &[ours, why, ("other", other)]).await;
        assert_eq!(answer.status, 400, "{other}");
        assert!(answer.html.contains(said), "{other}");
    }
    let preview = steward.post(&link, &[ours, why, ("other", &pasted)]).await;
    assert!(preview.html.contains("Two people with 4 and 1 records become one with 5 records."));
    assert!(preview.html.contains("holds one record of each person"));
    assert_eq!(logged(&borough), 0, "looking changes nothing");
    let other = hidden(&preview.html, "other");
    let fields = [ours, why, ("other", other.as_str()), ("confirm", "yes")];
    let answer = steward.post(&link, &fields).await;
    let (_, html) = steward.follow(answer).await;
    assert!(html.contains("Linked, and kept together from now on."));
    assert_eq!(logged(&borough), 1);
}

#[tokio::test]
async fn the_address_of_somebody_merged_leads_to_whom_they_became() {
    let (mut steward, _, _) = browsers();
    let answer = steward.get(&format!("/people/{}/links", person_id(49))).await;
    assert_eq!(answer.location, format!("/people/{}/links", person_id(0)));
}

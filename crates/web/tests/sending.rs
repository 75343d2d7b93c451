//! Files sent from a browser: only by our own forms, only so large, and byte for byte.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod fixture;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use fixture::{Borough, Stage, settings};
use tower::ServiceExt;

const BOUNDARY: &str = "x-x-boundary";

struct Sent {
    status: u16,
    location: Option<String>,
    page: String,
    kept: Vec<(web::reads::Incoming, Vec<u8>)>,
}

/// What a reader's browser does: opens the form, keeps the cookie, sends the form's parts.
async fn send(path: &str, parts: impl Fn(&str) -> Vec<(String, Vec<u8>)>, cookie: bool) -> Sent {
    let borough = Borough::new(Stage::Linked);
    let taken = Arc::clone(&borough.taken);
    let router = web::router(web::AppState::new(borough, settings()));
    let form = Request::get(path).header("host", "localhost");
    let answer: Response<Body> =
        router.clone().oneshot(form.body(Body::empty()).unwrap()).await.unwrap();
    let set_cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(set_cookie.contains("HttpOnly; SameSite=Strict"));
    let html = text(answer).await;
    let token = html.split("name=\"token\" value=\"").nth(1).unwrap();
    let token = token.split('"').next().unwrap();
    let mut request = Request::post("/feeds/gp_registered_list/send")
        .header("host", "localhost")
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
    if cookie {
        request = request.header("cookie", set_cookie.split(';').next().unwrap());
    }
    let body = Body::from(form_bytes(&parts(token)));
    let answer = router.oneshot(request.body(body).unwrap()).await.unwrap();
    let kept = taken.lock().unwrap().clone();
    Sent {
        status: answer.status().as_u16(),
        location: answer.headers().get("location").map(|l| l.to_str().unwrap().to_owned()),
        page: text(answer).await,
        kept,
    }
}

async fn text(answer: Response<Body>) -> String {
    let bytes = to_bytes(answer.into_body(), 1_000_000).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn form_bytes(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (disposition, content) in parts {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n");
        bytes.extend_from_slice(head.as_bytes());
        bytes.extend_from_slice(content);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    bytes
}

fn part(name: &str, content: &str) -> (String, Vec<u8>) {
    (format!("name=\"{name}\""), content.as_bytes().to_vec())
}

fn file(name: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    (format!("name=\"file\"; filename=\"{name}\""), bytes.to_vec())
}

const FORM: &str = "/feeds/gp_registered_list/send";

#[tokio::test]
async fn an_analyst_sends_a_file_and_is_led_to_its_progress() {
    let bytes: Vec<u8> = (0..=255_u8).cycle().take(200_000).collect();
    let sent = send(
        FORM,
        |token| vec![part("token", token), file("C:\\extracts\\list.csv", &bytes)],
        true,
    )
    .await;
    assert_eq!((sent.status, sent.location.as_deref()), (303, Some("/jobs/running")));
    let (incoming, kept) = &sent.kept[0];
    assert_eq!(incoming.feed, "gp_registered_list");
    assert_eq!(incoming.file_name, "list.csv");
    assert_eq!(incoming.mends, None);
    assert_eq!(kept, &bytes);
}

#[tokio::test]
async fn mended_rows_say_which_delivery_they_mend() {
    let sent = send(
        "/deliveries/d0",
        |token| vec![part("token", token), part("mends", "d0"), file("mended.csv", b"NHS_NO\n")],
        true,
    )
    .await;
    assert_eq!(sent.status, 303);
    assert_eq!(sent.kept[0].0.mends.as_deref(), Some("d0"));
}

#[tokio::test]
async fn what_is_not_a_whole_form_of_ours_keeps_nothing() {
    type Parts = fn(&str) -> Vec<(String, Vec<u8>)>;
    let cases: [(&str, bool, u16, &str, Parts); 7] = [
        ("no cookie", false, 403, "The form was not taken", |token| {
            vec![part("token", token), file("a.csv", b"x")]
        }),
        ("a guessed token", true, 403, "The form was not taken", |_| {
            vec![part("token", "0"), file("a.csv", b"x")]
        }),
        ("the file before the token", true, 403, "The form was not taken", |token| {
            vec![file("a.csv", b"x"), part("token", token)]
        }),
        ("no token", true, 403, "The form was not taken", |_| vec![file("a.csv", b"x")]),
        ("no file", true, 400, "no file was chosen", |token| {
            vec![part("token", token), file("", b"")]
        }),
        ("an empty file", true, 400, "the file is empty", |token| {
            vec![part("token", token), file("a.csv", b"")]
        }),
        ("too large a file", true, 413, "up to 1.0 MB", |token| {
            vec![part("token", token), file("a.csv", &vec![b'x'; 1_000_001])]
        }),
    ];
    for (case, cookie, status, said, parts) in cases {
        let sent = send(FORM, parts, cookie).await;
        assert_eq!(sent.status, status, "{case}");
        assert!(sent.page.contains(said), "{case}: {}", sent.page);
        assert!(sent.kept.is_empty(), "{case}");
    }
}

//! Serves the invented borough of the tests, so that its pages can be walked:
//! `cargo run -p web --example fixture_server -- 8080 [empty|received|linked|broken|unjudged]`.

#[path = "../tests/fixture/mod.rs"]
mod fixture;

use fixture::{Borough, Stage};

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().and_then(|a| a.parse().ok()).unwrap_or(8080_u16);
    let asked = arguments.next();
    let stage = match asked.as_deref() {
        Some("empty") => Stage::Empty,
        Some("received") => Stage::Received,
        Some("broken") => Stage::Broken,
        _ => Stage::Linked,
    };
    let mut borough = Borough::new(stage);
    borough.judged = asked.as_deref() != Some("unjudged");
    let state = web::AppState::new(borough, fixture::settings());
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    axum::serve(listener, web::router(state)).await
}

//! Requests must name a host that is served here, so that a foreign name pointed at this machine
//! (DNS rebinding) reads nothing.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::{Error, Settings};

/// Refuses requests that name a host that is not served here: a layer for all that stands beside the
/// pages.
pub async fn host(State(settings): State<Arc<Settings>>, request: Request, next: Next) -> Response {
    let named = request
        .headers()
        .get(HOST)
        .and_then(|value| value.to_str().ok())
        .or_else(|| request.uri().authority().map(|a| a.as_str()));
    if named.is_some_and(|named| is_served(named, &settings.hosts)) {
        next.run(request).await
    } else {
        Error::Host.into_response()
    }
}

fn is_served(named: &str, configured: &[String]) -> bool {
    let name = without_port(named);
    ["localhost", "127.0.0.1", "[::1]"]
        .into_iter()
        .chain(configured.iter().map(String::as_str))
        .any(|served| served.eq_ignore_ascii_case(name))
}

fn without_port(named: &str) -> &str {
    match named.rsplit_once(':') {
        Some((name, port))
            if port.bytes().all(|b| b.is_ascii_digit())
                && (!name.contains(':') || name.ends_with(']')) =>
        {
            name
        }
        _ => named,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hosts_of_this_machine_or_configured_ones() {
        let configured = ["joinedup.council.example".to_owned()];
        for (named, served) in [
            ("localhost", true),
            ("localhost:8080", true),
            ("127.0.0.1:1", true),
            ("[::1]", true),
            ("[::1]:8080", true),
            ("LOCALHOST", true),
            ("Joinedup.Council.Example:443", true),
            ("localhost.evil.example", false),
            ("evil.example:8080", false),
            ("127.0.0.1.evil.example", false),
            ("localhost:8080@evil.example", false),
            ("", false),
        ] {
            assert_eq!(is_served(named, &configured), served, "{named}");
        }
    }
}

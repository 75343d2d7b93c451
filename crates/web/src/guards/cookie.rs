//! Cookies as requests bring them.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

/// The value of a cookie, as sent.
pub(crate) fn cookie(request: &HeaderMap, name: &str) -> Option<String> {
    request
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.to_owned())
}

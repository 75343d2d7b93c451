//! In which form is asked, and in which form is answered: JSON, under either of its two names.
//!
//! Source: HL7 FHIR R4 4.0.1, REST interface, content negotiation and the header `Prefer`.

use axum::http::{HeaderMap, StatusCode, header};

use crate::outcome::{IssueType, Issues, Problem};

pub(super) const FHIR_JSON: &str = "application/fhir+json";
const JSON: &str = "application/json";
const ONLY_JSON: &str = "this server speaks JSON only (application/fhir+json)";
const NO_XML: &str = "XML is not spoken here: this server speaks JSON only (application/fhir+json)";

/// The form of the answer.
pub(super) struct Wanted {
    pub(super) content_type: &'static str,
    pub(super) pretty: bool,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { content_type: FHIR_JSON, pretty: false }
    }
}

impl Wanted {
    /// What `_format` says, or else `Accept`.
    ///
    /// # Errors
    /// 406 when it is not JSON of R4.
    pub(super) fn of(headers: &HeaderMap, address: Option<&str>) -> Result<Self, Problem> {
        let pretty = parameter(address, "_pretty").is_some_and(|value| value == "true");
        let content_type = match parameter(address, "_format") {
            Some(format) => named(&format)?,
            None => accepted(headers)?,
        };
        Ok(Self { content_type, pretty })
    }
}

/// What is asked beside the one question, in `name=value&…` as browsers write it.
fn parameters(address: Option<&str>) -> impl Iterator<Item = (&str, &str)> {
    let parts = address.unwrap_or_default().split('&').filter(|part| !part.is_empty());
    parts.map(|part| part.split_once('=').unwrap_or((part, "")))
}

/// A value as far as formats need it read: `%2B` and `%2F`. A plus stands for itself or for a space.
fn parameter(address: Option<&str>, name: &str) -> Option<String> {
    let (_, value) = parameters(address).find(|(key, _)| *key == name)?;
    Some(value.to_ascii_lowercase().replace("%2b", "+").replace("%2f", "/").replace(' ', "+"))
}

/// Adds what may not stand in the address. It is not repeated: it may say who somebody is.
pub(super) fn nothing_else_in(address: Option<&str>, issues: &mut Issues) {
    if parameters(address).any(|(key, _)| !matches!(key, "_format" | "_pretty")) {
        let words = "nothing may stand in the address but _format and _pretty: \
                     onlyCertainMatches and count belong into the Parameters";
        issues.unknown(IssueType::NotSupported, "Parameters", words);
    }
}

fn not_acceptable(words: &str) -> Problem {
    Problem::new(StatusCode::NOT_ACCEPTABLE, IssueType::NotSupported, words)
}

fn named(format: &str) -> Result<&'static str, Problem> {
    let (kind, rest) = format.split_once(';').unwrap_or((format, ""));
    match kind.trim() {
        "json" | FHIR_JSON | "application/fhir json" if is_r4(rest) => Ok(FHIR_JSON),
        JSON | "text/json" if is_r4(rest) => Ok(JSON),
        kind if kind.contains("xml") => Err(not_acceptable(NO_XML)),
        _ => Err(not_acceptable(ONLY_JSON)),
    }
}

/// `fhirVersion=4.0` or none.
fn is_r4(parameters: &str) -> bool {
    parameters.split(';').all(|part| match part.trim().split_once('=') {
        Some((name, version)) if name.trim().eq_ignore_ascii_case("fhirversion") => {
            let version = version.trim().trim_matches('"');
            version == "4.0" || version.starts_with("4.0.")
        }
        _ => true,
    })
}

/// The best of the forms that the caller takes.
fn accepted(headers: &HeaderMap) -> Result<&'static str, Problem> {
    let mut said = false;
    let mut xml = false;
    let mut best: Option<(f32, &'static str)> = None;
    for value in headers.get_all(header::ACCEPT) {
        for range in value.to_str().unwrap_or_default().split(',') {
            let range = range.trim().to_ascii_lowercase();
            if range.is_empty() {
                continue;
            }
            said = true;
            let (kind, rest) = range.split_once(';').unwrap_or((&range, ""));
            xml |= kind.contains("xml");
            let form = match kind.trim() {
                FHIR_JSON | "*/*" | "application/*" => FHIR_JSON,
                JSON => JSON,
                _ => continue,
            };
            let weight = weight(rest);
            if is_r4(rest) && weight > best.map_or(0.0, |(weight, _)| weight) {
                best = Some((weight, form));
            }
        }
    }
    match best {
        Some((_, form)) => Ok(form),
        None if !said => Ok(FHIR_JSON),
        None if xml => Err(not_acceptable(NO_XML)),
        None => Err(not_acceptable(ONLY_JSON)),
    }
}

/// `q=0.5`; 1 where it is not given.
fn weight(parameters: &str) -> f32 {
    let mut named = parameters.split(';').filter_map(|part| part.trim().split_once('='));
    let weight = named.find(|(name, _)| name.trim() == "q");
    weight.map_or(1.0, |(_, q)| q.trim().parse().unwrap_or(0.0))
}

/// Whether the request says that it is JSON of R4, and not packed.
///
/// # Errors
/// 415 otherwise.
pub(super) fn sent_as_json(headers: &HeaderMap) -> Result<(), Problem> {
    let refuse = |words: &str| {
        Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, IssueType::NotSupported, words))
    };
    if headers.get(header::CONTENT_ENCODING).is_some_and(|packed| packed != "identity") {
        return refuse("a packed request is not taken: send it as it is");
    }
    let Some(said) = headers.get(header::CONTENT_TYPE) else {
        return refuse("the header Content-Type is missing: application/fhir+json is wanted");
    };
    let said = said.to_str().unwrap_or_default().to_ascii_lowercase();
    let (kind, rest) = said.split_once(';').unwrap_or((&said, ""));
    match kind.trim() {
        FHIR_JSON | JSON if !is_r4(rest) => refuse("this server speaks FHIR R4 only (4.0)"),
        FHIR_JSON | JSON if !is_utf8(rest) => refuse("JSON is taken in UTF-8 only"),
        FHIR_JSON | JSON => Ok(()),
        kind if kind.contains("xml") => refuse(NO_XML),
        _ => refuse(ONLY_JSON),
    }
}

fn is_utf8(parameters: &str) -> bool {
    parameters.split(';').all(|part| match part.trim().split_once('=') {
        Some((name, set)) if name.trim() == "charset" => {
            matches!(set.trim().trim_matches('"'), "utf-8" | "utf8")
        }
        _ => true,
    })
}

/// What is done with what is not understood.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Handling {
    /// It is refused.
    Strict,
    /// It is told and passed over.
    Lenient,
}

impl Handling {
    /// `Prefer: handling=lenient`; strict otherwise. The other preferences of R4 (`return`,
    /// `respond-async`) mean nothing to a question and are passed over, as `Prefer` allows.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let mut said = headers.get_all("prefer").iter().filter_map(|value| value.to_str().ok());
        let lenient = said.any(|value| {
            let mut parts = value.split([',', ';']);
            parts.any(|part| part.trim().eq_ignore_ascii_case("handling=lenient"))
        });
        if lenient { Self::Lenient } else { Self::Strict }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_the_answer() {
        for (accept, address, expected) in [
            (None, None, Some(FHIR_JSON)),
            (Some("*/*"), None, Some(FHIR_JSON)),
            (Some("application/fhir+json"), None, Some(FHIR_JSON)),
            (Some("application/json"), None, Some(JSON)),
            (Some("application/json;q=0.5, application/fhir+json"), None, Some(FHIR_JSON)),
            (Some("application/fhir+xml, application/fhir+json;q=0.1"), None, Some(FHIR_JSON)),
            (Some("application/fhir+json; fhirVersion=4.0"), None, Some(FHIR_JSON)),
            (Some("application/fhir+json; fhirVersion=5.0"), None, None),
            (Some("application/fhir+json;q=0"), None, None),
            (Some("application/fhir+xml"), None, None),
            (Some("text/html"), None, None),
            (Some("application/fhir+xml"), Some("_format=json"), Some(FHIR_JSON)),
            (None, Some("_format=application/fhir+json"), Some(FHIR_JSON)),
            (None, Some("_format=application%2Ffhir%2Bjson&_pretty=true"), Some(FHIR_JSON)),
            (None, Some("_format=application/json"), Some(JSON)),
            (Some("application/json"), Some("_format=xml"), None),
            (None, Some("_format=ttl"), None),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(accept) = accept {
                headers.insert(header::ACCEPT, accept.parse().expect("a header"));
            }
            let found = Wanted::of(&headers, address).ok().map(|wanted| wanted.content_type);
            assert_eq!(found, expected, "{accept:?} {address:?}");
        }
    }

    #[test]
    fn forms_of_the_request() {
        for (said, good) in [
            ("application/fhir+json", true),
            ("application/fhir+json; charset=UTF-8", true),
            ("application/json;charset=\"utf-8\"; fhirVersion=4.0", true),
            ("application/fhir+json; charset=latin1", false),
            ("application/fhir+json; fhirVersion=3.0", false),
            ("application/fhir+xml", false),
            ("application/x-www-form-urlencoded", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, said.parse().expect("a header"));
            assert_eq!(sent_as_json(&headers).is_ok(), good, "{said}");
        }
        assert!(sent_as_json(&HeaderMap::new()).is_err());
    }
}

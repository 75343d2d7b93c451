//! Forms can only be sent from pages of this program: a random cookie, and in the form its keyed
//! digest (signed double submit; OWASP, cross-site request forgery prevention).

use axum::http::HeaderMap;
use axum::http::header::ORIGIN;
use sha2::{Digest, Sha256};

use super::cookie::cookie;

const COOKIE_NAME: &str = "joinedup_form";
const BLOCK_BYTES: usize = 64;

/// The key of this run of the program.
pub(crate) struct FormKey([u8; 32]);

/// What a page with a form needs.
pub(crate) struct FormToken {
    /// Goes into the form.
    pub(crate) token: String,
    /// Goes into `Set-Cookie`, when the reader has no cookie yet.
    pub(crate) cookie: Option<String>,
}

impl FormKey {
    /// A fresh key (244 random bits).
    pub(crate) fn random() -> Self {
        let mut key = [0; 32];
        let halves = [uuid::Uuid::new_v4(), uuid::Uuid::new_v4()];
        for (to, from) in key.iter_mut().zip(halves.iter().flat_map(uuid::Uuid::as_bytes)) {
            *to = *from;
        }
        Self(key)
    }

    /// A token for the form on a page that is about to be shown.
    pub(crate) fn issue(&self, request: &HeaderMap, secure: bool) -> FormToken {
        if let Some(nonce) = nonce(request) {
            return FormToken { token: self.digest(&nonce), cookie: None };
        }
        let nonce = uuid::Uuid::new_v4().simple().to_string();
        let secure = if secure { "; Secure" } else { "" };
        FormToken {
            token: self.digest(&nonce),
            cookie: Some(format!(
                "{COOKIE_NAME}={nonce}; Path=/; HttpOnly; SameSite=Strict{secure}"
            )),
        }
    }

    /// Whether a form with this token came from a page of ours.
    pub(crate) fn accepts(&self, request: &HeaderMap, token: &str) -> bool {
        let Some(nonce) = nonce(request) else {
            return false;
        };
        let expected = self.digest(&nonce);
        // Compared without an early end, so that time does not tell how much was right.
        let differs = expected.bytes().zip(token.bytes()).fold(0, |all, (a, b)| all | (a ^ b));
        expected.len() == token.len() && differs == 0 && from_here(request)
    }

    /// HMAC-SHA256 (RFC 2104) in hexadecimal digits.
    fn digest(&self, nonce: &str) -> String {
        let pad = |byte: u8| {
            let mut block = [byte; BLOCK_BYTES];
            for (to, from) in block.iter_mut().zip(self.0) {
                *to ^= from;
            }
            block
        };
        let inner = Sha256::new().chain_update(pad(0x36)).chain_update(nonce.as_bytes()).finalize();
        let outer = Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize();
        outer.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The reader's cookie, if it has our shape.
fn nonce(request: &HeaderMap) -> Option<String> {
    cookie(request, COOKIE_NAME)
        .filter(|nonce| nonce.len() == 32 && nonce.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// Browsers say where a form comes from; where they do, it must be this host. A page sent with
/// `Referrer-Policy: no-referrer` makes them send `Origin: null`, so that `Sec-Fetch-Site` decides.
fn from_here(request: &HeaderMap) -> bool {
    let text = |name: &str| request.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    match (text(ORIGIN.as_str()), text("host")) {
        (None | Some("null"), _) => true,
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, o)| o == host),
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_our_own_forms_are_taken() {
        let key = FormKey::random();
        let issued = key.issue(&HeaderMap::new(), false);
        let cookie = issued.cookie.unwrap();
        let cookie = cookie.split(';').next().unwrap();
        let here = [("cookie", cookie), ("host", "localhost:8080")];
        let with = |extra: &[(&'static str, &str)]| request(&[&here, extra].concat());

        for (said, headers, taken) in [
            ("nothing more", with(&[]), true),
            ("same origin", with(&[("sec-fetch-site", "same-origin")]), true),
            ("another site", with(&[("sec-fetch-site", "cross-site")]), false),
            ("our origin", with(&[("origin", "http://localhost:8080")]), true),
            ("another origin", with(&[("origin", "http://evil.example")]), false),
            ("origin kept back", with(&[("origin", "null")]), true),
            ("no cookie", request(&[("host", "localhost:8080")]), false),
        ] {
            assert_eq!(key.accepts(&headers, &issued.token), taken, "{said}");
        }
        assert!(!key.accepts(&with(&[]), ""));
        assert!(!key.accepts(&with(&[]), &issued.token.replace(char::is_alphanumeric, "0")));
        assert!(!FormKey::random().accepts(&with(&[]), &issued.token));
        assert!(key.issue(&with(&[]), false).cookie.is_none());
    }

    #[test]
    fn the_digest_is_hmac_sha256() {
        // RFC 4231, test case 2, has a shorter key; zero padding makes this one the same.
        let mut key = [0; 32];
        for (to, from) in key.iter_mut().zip(b"Jefe") {
            *to = *from;
        }
        assert_eq!(
            FormKey(key).digest("what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}

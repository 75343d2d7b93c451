//! Who reviews: a name that the reader gave, kept in their browser for a working day. It says who
//! they say they are; nothing checks it until there is a sign-in.

use axum::http::HeaderMap;

use super::cookie::cookie;

const COOKIE_NAME: &str = "joinedup_reviewer";
const KEPT_SECONDS: u32 = 12 * 60 * 60;
/// Characters of a name.
pub(crate) const NAME_CHARACTERS_MAX: usize = 80;

/// The name that the reader gave, if it has the shape of one.
pub(crate) fn reviewer(request: &HeaderMap) -> Option<String> {
    reviewer_name(&decoded(&cookie(request, COOKIE_NAME)?)?)
}

/// A name as it is kept: spaces made single, 2 to 80 characters, with a letter in it, without
/// control characters; else `None`.
pub(crate) fn reviewer_name(text: &str) -> Option<String> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let long = name.chars().count();
    let fits = (2..=NAME_CHARACTERS_MAX).contains(&long)
        && name.chars().any(char::is_alphabetic)
        && !name.chars().any(|c| c.is_control() || is_invisible(c));
    fits.then_some(name)
}

/// Characters that nobody sees: two names that differ by them look alike in the log.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// What goes into `Set-Cookie`.
pub(crate) fn reviewer_cookie(name: &str, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    format!(
        "{COOKIE_NAME}={}; Path=/; Max-Age={KEPT_SECONDS}; HttpOnly; SameSite=Strict{secure}",
        encoded(name)
    )
}

/// A cookie holds few characters as they are; the others are written as RFC 3986 has them.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_a_name() {
        for (given, kept) in [
            ("Ada Okafor", Some("Ada Okafor")),
            ("  Ada \t Okafor ", Some("Ada Okafor")),
            ("Ayşe Ünal", Some("Ayşe Ünal")),
            ("", None),
            ("x", None),
            ("12 34", None),
            ("Ada\u{7}Okafor", None),
            ("Ada\u{200b} Okafor", None),
            ("\u{202e}adA", None),
        ] {
            assert_eq!(reviewer_name(given).as_deref(), kept, "{given:?}");
        }
        assert_eq!(reviewer_name(&"a".repeat(81)), None);
    }

    proptest! {
        #[test]
        fn the_cookie_brings_the_name_back(text in "\\PC{0,40}") {
            let name = reviewer_name(&text);
            let set = reviewer_cookie(name.as_deref().unwrap_or(""), true);
            prop_assert!(set.ends_with("; HttpOnly; SameSite=Strict; Secure"));
            let mut request = HeaderMap::new();
            let sent = format!("joinedup_form=1; {}", set.split(';').next().unwrap());
            request.insert("cookie", sent.parse().unwrap());
            prop_assert_eq!(reviewer(&request), name);
        }
    }
}

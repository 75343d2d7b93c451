//! A short sound code for blocking: names that sound alike get one code.
//!
//! In the manner of Metaphone (L. Philips, 1990), reduced to the rules that matter for blocking.

/// Letters of the code that are kept.
const CODE_LETTERS_MAX: usize = 6;

/// The sound code of a folded name; empty when it has no Latin letter.
#[must_use]
pub fn phonetic(folded: &str) -> String {
    let letters: Vec<u8> = folded.bytes().filter(u8::is_ascii_uppercase).take(40).collect();
    let mut out: Vec<u8> = Vec::with_capacity(CODE_LETTERS_MAX);
    let mut rest = letters.as_slice();
    let mut start = true;
    while out.len() < CODE_LETTERS_MAX {
        let Some((sound, used)) = sound(rest, start) else {
            break;
        };
        if let Some(sound) = sound
            && out.last() != Some(&sound)
        {
            out.push(sound);
        }
        rest = rest.get(used..).unwrap_or_default();
        start = false;
    }
    String::from_utf8(out).unwrap_or_default()
}

/// The next sound and the letters it takes.
fn sound(rest: &[u8], start: bool) -> Option<(Option<u8>, usize)> {
    Some(match rest {
        [] => return None,
        [b'K' | b'G' | b'P', b'N', ..] if start => (Some(b'N'), 2),
        [b'W', b'R', ..] if start => (Some(b'R'), 2),
        [b'P', b'H', ..] => (Some(b'F'), 2),
        [b'S', b'C', b'H', ..] => (Some(b'X'), 3),
        [b'S' | b'C', b'H', ..] => (Some(b'X'), 2),
        [b'S', b'Z', ..] | [b'C', b'Z', ..] => (Some(b'X'), 2),
        [b'T', b'H', ..] => (Some(b'T'), 2),
        [b'D', b'J', ..] | [b'D', b'G', ..] => (Some(b'J'), 2),
        [b'C', b'K', ..] | [b'K' | b'G' | b'B' | b'D', b'H', ..] => {
            let first = rest.first().copied().unwrap_or(b'K');
            (Some(if first == b'C' { b'K' } else { first }), 2)
        }
        [b'A' | b'E' | b'I' | b'O' | b'U' | b'Y', ..] => (start.then_some(b'A'), 1),
        [b'H' | b'W', ..] => (if start { rest.first().copied() } else { None }, 1),
        [b'C', b'E' | b'I' | b'Y', ..] => (Some(b'S'), 1),
        [b'C' | b'Q', ..] => (Some(b'K'), 1),
        [b'X', ..] | [b'Z', ..] => (Some(b'S'), 1),
        [b'V', ..] => (Some(b'F'), 1),
        [b'G', b'E' | b'I', ..] => (Some(b'J'), 1),
        [other, ..] => (Some(*other), 1),
    })
}

#[cfg(test)]
mod tests {
    use super::phonetic;

    #[test]
    fn alike_sounds_share_a_code() {
        for (a, b) in [
            ("CATHERINE", "KATHRYN"),
            ("PHILIP", "FILIP"),
            ("SMITH", "SMYTHE"),
            ("MUHAMMAD", "MOHAMED"),
            ("WRIGHT", "RIGHT"),
            ("CLARKE", "CLARK"),
        ] {
            assert_eq!(phonetic(a), phonetic(b), "{a} {b}");
        }
        assert_ne!(phonetic("SMITH"), phonetic("JONES"));
        assert_eq!(phonetic("李"), "");
    }
}

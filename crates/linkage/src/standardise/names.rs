//! Names to tokens.

use super::fold::fold;

/// Longest name kept, in bytes of the folded form: the string kernel works on 64 positions.
pub const NAME_BYTES_MAX: usize = 48;

/// Words in name fields that are no name (NHS England's linkage drop-words, extended).
const DROP_WORDS: [&str; 34] = [
    "MR",
    "MRS",
    "MISS",
    "MS",
    "MX",
    "DR",
    "PROF",
    "SIR",
    "LADY",
    "REV",
    "BABY",
    "BABE",
    "OF",
    "TWIN",
    "TRIPLET",
    "ONE",
    "TWO",
    "THREE",
    "INFANT",
    "BOY",
    "GIRL",
    "KNOWN",
    "AS",
    "AKA",
    "NOT",
    "UNKNOWN",
    "NK",
    "NA",
    "NONE",
    "NULL",
    "UNSPECIFIED",
    "UNK",
    "DECEASED",
    "FEMALE",
];

/// Particles that are written joined or apart: `MC DONALD`, `O'BRIEN`, `DE SOUZA`.
const JOINED: [&str; 3] = ["O", "MC", "MAC"];

/// A name taken apart: its tokens joined by one space, never longer than [`NAME_BYTES_MAX`].
/// Empty when nothing but drop-words or marks is left.
#[must_use]
pub fn name(text: &str) -> String {
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len());
    let mut join = false;
    for word in folded.split(|c: char| !c.is_alphabetic() && c != '\'') {
        let word: String = word.chars().filter(|c| *c != '\'').collect();
        if word.is_empty() || DROP_WORDS.contains(&word.as_str()) {
            continue;
        }
        if out.len() + word.len() + 1 > NAME_BYTES_MAX {
            let room = NAME_BYTES_MAX.saturating_sub(out.len());
            if out.is_empty() {
                out.push_str(cut(&word, room));
            }
            break;
        }
        if !out.is_empty() && !join {
            out.push(' ');
        }
        out.push_str(&word);
        join = JOINED.contains(&word.as_str());
    }
    out
}

/// The longest start of `text` of at most `bytes` bytes that ends between two characters.
pub(crate) fn cut(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_names_apart() {
        for (text, expected) in [
            ("Mrs Anne-Marie O'Neill", "ANNE MARIE ONEILL"),
            ("MC DONALD", "MCDONALD"),
            ("Baby of Smith", "SMITH"),
            ("unknown", ""),
            ("da Silva", "DA SILVA"),
            ("😀", ""),
            ("", ""),
        ] {
            assert_eq!(name(text), expected, "{text}");
        }
        assert!(name(&"é".repeat(10_000)).len() <= NAME_BYTES_MAX);
        assert!(name(&"م".repeat(10_000)).len() <= NAME_BYTES_MAX);
    }
}

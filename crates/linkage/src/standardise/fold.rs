//! Text to upper-case ASCII where the Latin alphabet allows it.

/// Longest text that is looked at, in characters; what follows is not read.
pub const TEXT_CHARS_MAX: usize = 120;

/// Upper-case letters with accents folded (`Öztürk` → `OZTURK`), at most [`TEXT_CHARS_MAX`]
/// characters. Letters of other alphabets stay as they are; everything else stays as typed.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(TEXT_CHARS_MAX));
    fold_into(text, &mut out);
    out
}

/// As [`fold`], into memory that is there.
pub(crate) fn fold_into(text: &str, out: &mut String) {
    out.clear();
    let text = text.trim();
    if let Some(start) = text.get(..text.len().min(TEXT_CHARS_MAX))
        && start.is_ascii()
    {
        out.push_str(start);
        out.make_ascii_uppercase();
        return;
    }
    for c in text.chars().take(TEXT_CHARS_MAX) {
        if c.is_ascii() {
            out.push(c.to_ascii_uppercase());
        } else if let Some(latin) = latin(c) {
            out.push_str(latin);
        } else if !is_mark(c) {
            out.extend(c.to_uppercase());
        }
    }
}

/// Marks that alone say nothing: combining accents, direction marks, joiners, byte order mark.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}')
}

fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' | 'Ạ'..='ặ' => "A",
        'Æ' | 'æ' => "AE",
        'Ç' | 'ç' | 'Ć'..='č' => "C",
        'Ð' | 'ð' | 'Ď'..='đ' | 'Ḍ' | 'ḍ' => "D",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' | 'Ẹ'..='ệ' | 'Ə' | 'ə' => "E",
        'Ĝ'..='ģ' => "G",
        'Ĥ'..='ħ' | 'Ḥ' | 'ḥ' => "H",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' | 'Ỉ'..='ị' => "I",
        'Ĵ' | 'ĵ' => "J",
        'Ķ' | 'ķ' => "K",
        'Ĺ'..='ł' => "L",
        'Ñ' | 'ñ' | 'Ń'..='ň' => "N",
        'Ò'..='Ö' | 'ò'..='ö' | 'Ø' | 'ø' | 'Ō'..='ő' | 'Ơ' | 'ơ' | 'Ọ'..='ợ' => "O",
        'Œ' | 'œ' => "OE",
        'Ŕ'..='ř' => "R",
        'Ś'..='š' | 'Ș' | 'ș' | 'Ṣ' | 'ṣ' => "S",
        'ß' => "SS",
        'Ţ'..='ŧ' | 'Ț' | 'ț' | 'Ṭ' | 'ṭ' => "T",
        'Þ' | 'þ' => "TH",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' | 'Ư' | 'ư' | 'Ụ'..='ự' => "U",
        'Ŵ' | 'ŵ' => "W",
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' | 'Ỳ'..='ỹ' => "Y",
        'Ź'..='ž' => "Z",
        '’' | '‘' | 'ʼ' | '`' | '´' => "'",
        '–' | '—' | '‐' | '‑' => "-",
        '\u{a0}' => " ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn folds_the_names_of_a_borough() {
        for (text, expected) in [
            ("Öztürk", "OZTURK"),
            ("Łukasz Żółć", "LUKASZ ZOLC"),
            ("Nguyễn", "NGUYEN"),
            ("O’Neill", "O'NEILL"),
            ("Adébáyọ̀", "ADEBAYO"),
            ("  smith ", "SMITH"),
            ("محمد", "محمد"),
            ("", ""),
        ] {
            assert_eq!(fold(text), expected, "{text}");
        }
        assert_eq!(fold(&"x".repeat(10_000)).len(), super::TEXT_CHARS_MAX);
    }
}

//! Mistyped, misheard and simplified text.

use crate::dice::Dice;

/// Sounds that are written in more than one way.
const BY_EAR: [(&str, &str); 30] = [
    ("ph", "f"),
    ("ck", "k"),
    ("ie", "ei"),
    ("ei", "ie"),
    ("ll", "l"),
    ("tt", "t"),
    ("nn", "n"),
    ("ss", "s"),
    ("mm", "m"),
    ("rr", "r"),
    ("th", "t"),
    ("ee", "ea"),
    ("ea", "ee"),
    ("ou", "oo"),
    ("ai", "ay"),
    ("ay", "ai"),
    ("mac", "mc"),
    ("Mc", "Mac"),
    ("Mac", "Mc"),
    ("y", "i"),
    ("w", "v"),
    ("kh", "k"),
    ("sh", "s"),
    ("C", "K"),
    ("K", "C"),
    ("c", "k"),
    ("i", "y"),
    ("s", "z"),
    ("z", "s"),
    ("a", "e"),
];

/// Neighbours on the keyboard, each letter with the next.
const ROWS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// One letter left out, doubled, exchanged with its neighbour or replaced by the key beside it.
pub(super) fn mistype(text: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() < 3 {
        return text.to_owned();
    }
    // The first letter is seldom wrong.
    let first = usize::from(!dice.chance(0.08));
    let at = first + dice.below(letters.len() - first);
    let letter = letters.get(at).copied().unwrap_or('e');
    match dice.below(4) {
        0 => {
            letters.remove(at);
        }
        1 => letters.insert(at, letter),
        2 if at + 1 < letters.len() && letters.get(at + 1) != Some(&letter) => {
            letters.swap(at, at + 1);
        }
        _ => {
            if let Some(place) = letters.get_mut(at) {
                *place = beside(letter, dice);
            }
        }
    }
    letters.into_iter().collect::<String>().trim().to_owned()
}

fn beside(letter: char, dice: &mut Dice) -> char {
    let lower = letter.to_ascii_lowercase();
    let row = ROWS.iter().find(|row| row.contains(lower)).copied().unwrap_or("aeiou");
    let at = row.find(lower).unwrap_or(0);
    let step = if dice.chance(0.5) { at + 1 } else { at.saturating_sub(1) };
    let key = row.chars().nth(step).filter(|key| *key != lower);
    let key = key.or_else(|| row.chars().find(|key| *key != lower)).unwrap_or('e');
    if letter.is_ascii_digit() {
        let digit = letter.to_digit(10).unwrap_or(0);
        char::from_digit((digit + 1) % 10, 10).unwrap_or('0')
    } else if letter.is_uppercase() {
        key.to_ascii_uppercase()
    } else {
        key
    }
}

/// The text as somebody would write it who only heard it.
pub(super) fn by_ear(text: &str, dice: &mut Dice) -> String {
    let fitting: Vec<(&str, &str)> =
        BY_EAR.iter().copied().filter(|(sound, _)| text.contains(sound)).collect();
    let (sound, other) = dice.pick(&fitting);
    if sound.is_empty() {
        return text.to_owned();
    }
    text.replacen(sound, other, 1)
}

/// One digit of a number replaced, or exchanged with the next.
pub(super) fn wrong_digit(number: &str, dice: &mut Dice) -> String {
    let mut digits: Vec<char> = number.chars().collect();
    // The first three digits stay: test numbers must keep to their range.
    let at = 3 + dice.below(digits.len().saturating_sub(4).max(1));
    let (here, next) = (digits.get(at).copied(), digits.get(at + 1).copied());
    if dice.chance(0.3) && here != next && next.is_some() {
        digits.swap(at, at + 1);
    } else if let Some(digit) = digits.get_mut(at) {
        let add = u32::try_from(dice.between(1, 9)).unwrap_or(1);
        *digit = char::from_digit((digit.to_digit(10).unwrap_or(0) + add) % 10, 10).unwrap_or('0');
    }
    digits.into_iter().collect()
}

/// The inward half of a postcode with one wrong letter or digit; its district stays.
pub(super) fn wrong_unit(postcode: &str, dice: &mut Dice) -> String {
    let Some((outward, inward)) = postcode.split_once(' ') else {
        return postcode.to_owned();
    };
    let at = dice.below(3);
    let wrong = inward.chars().enumerate().map(|(place, c)| match (place == at, c.to_digit(10)) {
        (false, _) => c,
        (true, Some(digit)) => char::from_digit((digit + 1) % 10, 10).unwrap_or('0'),
        (true, None) => loop {
            let other = dice.pick(&['A', 'B', 'D', 'E', 'H', 'N', 'P', 'R', 'S', 'T']);
            if other != c {
                break other;
            }
        },
    });
    format!("{outward} {}", wrong.collect::<String>())
}

/// Letters of the Latin alphabet without their marks, as older systems keep them.
pub(crate) fn plain_letters(text: &str) -> String {
    text.chars().map(plain_letter).collect()
}

fn plain_letter(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'Ç' | 'Ć' | 'Č' => 'C',
        'é' | 'è' | 'ê' | 'ë' | 'ę' | 'ė' => 'e',
        'ğ' => 'g',
        'í' | 'î' | 'ï' | 'ı' => 'i',
        'İ' => 'I',
        'ł' => 'l',
        'Ł' => 'L',
        'ń' | 'ñ' => 'n',
        'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'Ö' | 'Ó' | 'Ő' => 'O',
        'ř' => 'r',
        'ś' | 'ş' | 'ș' | 'š' => 's',
        'Ş' | 'Ș' | 'Š' | 'Ś' => 'S',
        'ț' => 't',
        'ú' | 'ü' | 'ū' => 'u',
        'Ü' | 'Ú' => 'U',
        'ź' | 'ż' | 'ž' => 'z',
        'Ź' | 'Ż' | 'Ž' => 'Z',
        'Á' => 'A',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_go_and_plain_letters_stay() {
        for (text, plain) in [
            ("Łukasz", "Lukasz"),
            ("Öztürk", "Ozturk"),
            ("Yıldız", "Yildiz"),
            ("García López", "Garcia Lopez"),
            ("O'Brien-Smith", "O'Brien-Smith"),
        ] {
            assert_eq!(plain_letters(text), plain);
        }
    }

    proptest! {
        #[test]
        fn a_mistyped_name_is_another_name_of_about_the_same_length(
            name in "[A-Z][a-z]{2,12}", seed in any::<u64>()
        ) {
            let wrong = mistype(&name, &mut Dice::new(seed, 1));
            let change = wrong.chars().count().abs_diff(name.chars().count());
            prop_assert!(change <= 1);
            prop_assert!(wrong != name, "{name}");
        }

        #[test]
        fn a_wrong_digit_keeps_the_length_and_the_range(
            nine in 999_000_000_u64..=999_999_999, seed in any::<u64>()
        ) {
            let Some(number) = terms::NhsNumber::from_first_nine(nine) else { return Ok(()) };
            let wrong = wrong_digit(&number.to_string(), &mut Dice::new(seed, 1));
            prop_assert_eq!(wrong.len(), 10);
            prop_assert!(wrong.starts_with("999"));
            prop_assert!(wrong != number.to_string());
        }

        #[test]
        fn a_wrong_unit_stays_in_its_district(seed in any::<u64>()) {
            let wrong = wrong_unit("RB4 7BN", &mut Dice::new(seed, 1));
            prop_assert!(wrong.starts_with("RB4 "));
            prop_assert!(wrong != "RB4 7BN");
            prop_assert!(terms::Postcode::parse(&wrong).is_ok());
        }

        #[test]
        fn nothing_heard_or_typed_panics(text in any::<String>(), seed in any::<u64>()) {
            let mut dice = Dice::new(seed, 1);
            let _ = mistype(&text, &mut dice);
            let _ = by_ear(&text, &mut dice);
            let _ = wrong_unit(&text, &mut dice);
        }
    }
}

//! Numbers and dates: NHS number, date, phone, sex.

use terms::NhsNumber;

/// An NHS number as it was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nhs {
    /// Nothing usable: empty, too short, one digit repeated.
    #[default]
    Missing,
    /// Ten digits with a right check digit.
    Valid(u64),
    /// Ten digits with a wrong check digit: mistyped.
    Wrong(u64),
    /// The first seven to nine digits of a number cut short, with their count.
    Cut(u64, u8),
}

impl Nhs {
    /// The number where all ten digits are there, valid or not.
    #[must_use]
    pub fn number(self) -> Option<u64> {
        match self {
            Self::Valid(value) | Self::Wrong(value) => Some(value),
            Self::Missing | Self::Cut(..) => None,
        }
    }

    /// The first eight digits of a number cut short to eight or nine.
    #[must_use]
    pub fn start_of_cut(self) -> Option<u64> {
        match self {
            Self::Cut(value, 8) => Some(value),
            Self::Cut(value, 9) => Some(value / 10),
            _ => None,
        }
    }
}

/// Reads an NHS number with or without spaces.
#[must_use]
pub fn nhs(text: &str) -> Nhs {
    if text.len() > 40 {
        return Nhs::Missing;
    }
    if let Ok(number) = NhsNumber::parse(text) {
        return if repeated(number.value()) { Nhs::Missing } else { Nhs::Valid(number.value()) };
    }
    let (mut value, mut digits) = (0_u64, 0_u8);
    for c in text.bytes().filter(u8::is_ascii_digit) {
        value = value.saturating_mul(10).saturating_add(u64::from(c - b'0'));
        digits += 1;
    }
    match digits {
        10 if !repeated(value) => Nhs::Wrong(value),
        7..=9 if !repeated(value) => Nhs::Cut(value, digits),
        _ => Nhs::Missing,
    }
}

fn repeated(value: u64) -> bool {
    let mut rest = value;
    let last = value % 10;
    while rest > 0 {
        if rest % 10 != last {
            return false;
        }
        rest /= 10;
    }
    true
}

/// A date in eight nibbles, `0xYYYYMMDD`; 0 when missing or a well-known filler.
/// Dates that do not exist (30 February) are kept: their digits still tell people apart.
#[must_use]
pub fn date(text: &str) -> u32 {
    let (mut packed, mut digits) = (0_u32, 0_u8);
    for c in text.bytes().take(32) {
        match c {
            b'0'..=b'9' if digits < 8 => {
                packed = (packed << 4) | u32::from(c - b'0');
                digits += 1;
            }
            b'T' | b' ' if digits == 8 => break,
            b'-' | b'/' | b'.' => {}
            _ => return 0,
        }
    }
    if digits != 8 {
        return 0;
    }
    match packed {
        0x1900_0101 | 0x1901_0101 | 0x1800_0101 | 0x1752_0914 | 0x9999_1231 => 0,
        _ if packed >> 16 < 0x1850 || packed >> 16 > 0x2150 => 0,
        _ => packed,
    }
}

/// Whether day and month are the default that stands for "only the year is known".
#[must_use]
pub fn is_first_of_january(date: u32) -> bool {
    date & 0xffff == 0x0101
}

/// A phone number's digits without country code and leading zero; 0 when missing or too short.
#[must_use]
pub fn phone(text: &str) -> u64 {
    let mut value = 0_u64;
    let mut digits = 0;
    for c in text.bytes().take(40).filter(u8::is_ascii_digit) {
        value = value.saturating_mul(10).saturating_add(u64::from(c - b'0'));
        digits += 1;
    }
    if !(6..=15).contains(&digits) || repeated(value) {
        return 0;
    }
    // Leading zeros are no part of the value; a country code of 44 has at least nine digits after it.
    let after = (9..=13).find(|after| value / 10_u64.pow(*after) == 44);
    after.map_or(value, |after| value % 10_u64.pow(after))
}

/// A number of up to 16 digits, four bits per digit.
pub(crate) fn nibbles(value: u64) -> u64 {
    let (mut rest, mut out, mut shift) = (value, 0, 0);
    while rest > 0 && shift < 64 {
        out |= (rest % 10) << shift;
        rest /= 10;
        shift += 4;
    }
    out
}

/// Whether two numbers in nibbles become equal by one digit inserted, deleted, replaced, or two
/// neighbours exchanged.
pub(crate) fn nibbles_near(a: u64, b: u64) -> bool {
    let (short, long) = if a <= b { (a, b) } else { (b, a) };
    let digits = |value: u64| (64 - value.leading_zeros()).div_ceil(4);
    let differ = short ^ long;
    // The last digit, counted from the end, in which they differ.
    let at = differ.trailing_zeros() / 4 * 4;
    match digits(long) - digits(short) {
        _ if differ == 0 => true,
        0 => {
            let rest = differ >> at;
            let exchanged = short >> at & 15 == long >> at >> 4 & 15
                && short >> at >> 4 & 15 == long >> at & 15;
            rest < 16 || rest < 256 && exchanged
        }
        1 => short >> at == long >> at >> 4,
        _ => false,
    }
}

/// A number in digits.
pub(crate) fn digits(value: u64, room: &mut [u8; 20]) -> &str {
    let mut rest = value;
    let mut start = room.len();
    for (at, slot) in room.iter_mut().enumerate().rev() {
        *slot = b'0' + (rest % 10) as u8;
        rest /= 10;
        start = at;
        if rest == 0 {
            break;
        }
    }
    room.get(start..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default()
}

/// 1 male, 2 female, 0 unknown or other.
#[must_use]
pub fn sex(text: &str) -> u8 {
    match text.trim().bytes().next().map(|c| c.to_ascii_uppercase()) {
        Some(b'M' | b'1') => 1,
        Some(b'F' | b'W' | b'2') => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::strings::one_edit;

    proptest::proptest! {
        #[test]
        fn numbers_near_by_nibbles_are_near_by_letters(a in 1_u64..20_000, b in 1_u64..20_000) {
            let near = one_edit(a.to_string().as_bytes(), b.to_string().as_bytes());
            proptest::prop_assert_eq!(nibbles_near(nibbles(a), nibbles(b)), near, "{} {}", a, b);
        }
    }

    #[test]
    fn reads_numbers() {
        assert_eq!(nhs("999 000 0018"), Nhs::Valid(9_990_000_018));
        assert_eq!(nhs("9990000019"), Nhs::Wrong(9_990_000_019));
        assert_eq!(nhs("999 000 00"), Nhs::Cut(99_900_000, 8));
        assert_eq!(nhs("0000000000"), Nhs::Missing);
        assert_eq!(nhs("n/a"), Nhs::Missing);
        assert_eq!(date("1980-02-30"), 0x1980_0230);
        assert_eq!(date("19800230"), 0x1980_0230);
        for nothing in ["", "0000-00-00", "1900-01-01", "1980-02", "yesterday"] {
            assert_eq!(date(nothing), 0, "{nothing}");
        }
        assert_eq!(phone("+44 7700 900123"), phone("07700 900123"));
        assert_eq!(phone("123"), 0);
        assert_eq!((sex("Female"), sex("1"), sex("9")), (2, 1, 0));
    }
}

//! Two records to one packed pattern of agreement levels.

use super::strings::{jaro_winkler, one_edit, shared_pairs};
use crate::model::Similarity;
use crate::records::{Dicts, NameInfo, Place, Records, Row, mix};
use crate::standardise::numbers::{Nhs, is_first_of_january, nibbles_near};

/// The comparisons in the order of the pattern, each with its number of levels beside "missing".
pub(crate) const COMPARISONS: [(&str, usize); 12] = [
    ("nhs_number", 5),
    ("first_name", 8),
    ("middle_name", 3),
    ("surname", 6),
    ("date_of_birth", 7),
    ("place", 8),
    ("sex", 2),
    ("phone", 3),
    ("email", 3),
    ("practice", 2),
    ("other_id", 3),
    ("town", 3),
];

/// A comparison's place in the pattern.
pub(crate) mod at {
    pub(crate) const NHS: usize = 0;
    pub(crate) const FIRST: usize = 1;
    pub(crate) const MIDDLE: usize = 2;
    pub(crate) const SURNAME: usize = 3;
    pub(crate) const BORN: usize = 4;
    pub(crate) const PLACE: usize = 5;
    pub(crate) const SEX: usize = 6;
    pub(crate) const PHONE: usize = 7;
    pub(crate) const EMAIL: usize = 8;
    pub(crate) const PRACTICE: usize = 9;
    pub(crate) const OTHER_ID: usize = 10;
    pub(crate) const TOWN: usize = 11;
}

/// First-name level "first name and surname exchanged".
const EXCHANGED: u64 = 7;

/// First-name level "one's first name is the other's middle name or surname".
const OTHER_NAME: u64 = 5;

/// First-name and surname level "spelt almost alike".
const ALMOST: u8 = 3;

/// Shortest name that is taken for a slip of another.
const SLIP_LETTERS_MIN: usize = 3;

/// Agreement levels of one pair, four bits each; 0 is "a value is missing".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Pattern(pub(crate) u64);

impl Pattern {
    pub(crate) fn level(self, comparison: usize) -> usize {
        (self.0 >> (4 * comparison) & 15) as usize
    }

    fn set(&mut self, comparison: usize, level: u64) {
        self.0 |= level << (4 * comparison);
    }
}

/// Slots of the memo of name pairs; a power of two.
const MEMO_SLOTS: usize = 1 << 16;

/// Compares pairs, remembering name and address comparisons already made.
pub(crate) struct Comparer<'a> {
    records: &'a Records,
    similarity: Similarity,
    /// The lowest similarity of names that makes a difference.
    least_alike: f32,
    names: Memo,
    addresses: Memo,
}

/// Results of comparing two dictionary entries, each in one word: the numbers of both, and eight bits.
/// A newer result takes the place of an older one.
struct Memo(Vec<u64>);

/// Dictionary numbers from here on are not remembered: two of them and the result fill a word.
const MEMO_IDS: u32 = 1 << 28;

impl Memo {
    fn new(slots: usize) -> Self {
        Self(vec![0; slots.next_power_of_two()])
    }

    /// The result for `low` and `high` by memory, else by `compare`.
    fn get(&mut self, low: u32, high: u32, compare: impl FnOnce() -> u8) -> u8 {
        if high >= MEMO_IDS {
            return compare();
        }
        let key = u64::from(low) << 28 | u64::from(high);
        let slot = mix(key) as usize & (self.0.len() - 1);
        let Some(entry) = self.0.get_mut(slot) else { return compare() };
        if *entry >> 8 != key {
            *entry = key << 8 | u64::from(compare());
        }
        *entry as u8
    }
}

/// How alike two names are, as first names and as surnames.
#[derive(Clone, Copy, Default)]
struct NameLikeness {
    first: u8,
    surname: u8,
}

impl<'a> Comparer<'a> {
    pub(crate) fn new(records: &'a Records, similarity: Similarity) -> Self {
        let slots = MEMO_SLOTS.min((records.len() * 4).next_power_of_two()).max(64);
        Self::with_slots(records, similarity, slots)
    }

    /// A comparer that remembers about `slots` comparisons.
    pub(crate) fn with_slots(records: &'a Records, similarity: Similarity, slots: usize) -> Self {
        let least_alike =
            similarity.close.min(similarity.first_alike).min(similarity.surname_alike);
        let (names, addresses) = (Memo::new(slots), Memo::new(slots));
        Self { records, similarity, least_alike, names, addresses }
    }

    /// The pattern of two records.
    pub(crate) fn pattern(&mut self, a: &Row, b: &Row) -> Pattern {
        let mut out = Pattern::default();
        out.set(at::NHS, nhs_level(a.nhs, b.nhs));
        let (first, surname) = self.name_levels(a, b);
        out.set(at::FIRST, first);
        out.set(at::SURNAME, surname);
        out.set(at::MIDDLE, self.middle_level(a, b, first));
        out.set(at::BORN, born_level(a.born, b.born));
        let (place, _) = self.place(a, b);
        out.set(at::PLACE, place);
        if a.sex != 0 && b.sex != 0 {
            // A shared first name has already said it.
            let said = a.sex == b.sex && matches!(first, 1 | 2);
            out.set(
                at::SEX,
                if said {
                    0
                } else if a.sex == b.sex {
                    1
                } else {
                    2
                },
            );
        }
        let dicts = &self.records.dicts;
        out.set(at::PHONE, phone_level(a, b));
        out.set(at::OTHER_ID, digits_level(a.other_id, b.other_id, |id| dicts.other_ids.text(id)));
        out.set(at::EMAIL, self.email_level(a.email, b.email));
        if a.practice != 0 && b.practice != 0 {
            out.set(at::PRACTICE, if a.practice == b.practice { 1 } else { 2 });
        }
        if place == 0 {
            out.set(at::TOWN, self.town_level(a.town, b.town));
        }
        out
    }

    fn likeness(&mut self, a: u32, b: u32) -> NameLikeness {
        if a == b {
            return NameLikeness { first: 1, surname: 1 };
        }
        let (records, similarity) = (self.records, self.similarity);
        let marks = |id: u32| records.dicts.name_marks.get(id as usize).copied();
        if let (Some(x), Some(y)) = (marks(a), marks(b))
            && x.surely_unlike(y, self.least_alike)
        {
            return NameLikeness { first: 8, surname: 6 };
        }
        let (low, high) = (a.min(b), a.max(b));
        let packed = self.names.get(low, high, || {
            let info = |id: u32| records.dicts.name_info.get(id as usize);
            let (Some(x), Some(y)) = (info(low), info(high)) else { return 0 };
            let found = name_likeness(&records.dicts, x, y, similarity);
            found.first << 4 | found.surname
        });
        NameLikeness { first: packed >> 4, surname: packed & 15 }
    }

    /// Levels of first name and surname; when they are exchanged the surname counts as missing, so
    /// that one exchange is weighed once.
    fn name_levels(&mut self, a: &Row, b: &Row) -> (u64, u64) {
        let mut first = 0;
        if a.first != 0 && b.first != 0 {
            first = self.likeness(a.first, b.first).first;
        }
        let mut surname = 0;
        if a.surname != 0 && b.surname != 0 {
            surname = self.likeness(a.surname, b.surname).surname;
        }
        let unlike_first = matches!(first, 0 | 6 | 8);
        let unlike_surname = matches!(surname, 0 | 5 | 6);
        if unlike_first && unlike_surname {
            let one = self.close_or_missing(a.first, b.surname);
            let other = self.close_or_missing(a.surname, b.first);
            match (one, other) {
                (Some(true), Some(true) | None) | (None, Some(true)) => return (EXCHANGED, 0),
                (Some(true), _) | (_, Some(true)) => return (OTHER_NAME, u64::from(surname)),
                _ => {}
            }
        }
        if surname == 6 && self.former(a, b) {
            surname = 2;
        }
        if matches!(first, 6 | 8)
            && ((a.middle != 0 && self.likeness(a.middle, b.first).first <= 2)
                || (b.middle != 0 && self.likeness(a.first, b.middle).first <= 2))
        {
            return (OTHER_NAME, u64::from(surname));
        }
        (u64::from(first), u64::from(surname))
    }

    fn close_or_missing(&mut self, a: u32, b: u32) -> Option<bool> {
        (a != 0 && b != 0).then(|| matches!(self.likeness(a, b).first, 1 | 3))
    }

    fn former(&mut self, a: &Row, b: &Row) -> bool {
        (a.former != 0 && b.surname != 0 && self.likeness(a.former, b.surname).surname <= 3)
            || (b.former != 0 && a.surname != 0 && self.likeness(a.surname, b.former).surname <= 3)
    }

    fn middle_level(&mut self, a: &Row, b: &Row, first: u64) -> u64 {
        if a.middle == 0 || b.middle == 0 || first == OTHER_NAME {
            return 0;
        }
        match self.likeness(a.middle, b.middle).first {
            1 => 1,
            8 => 3,
            _ => 2,
        }
    }

    /// The best agreement over all pairs of places, and how many records share the agreeing value.
    pub(crate) fn place(&mut self, a: &Row, b: &Row) -> (u64, u32) {
        let mut best = (0, 0);
        let records = self.records;
        for p in records.places_of(a) {
            for q in records.places_of(b) {
                let level = self.place_level(p, q);
                if level != 0 && (best.0 == 0 || level < best.0) {
                    best = (level, shared_by(records, p, q, level));
                }
            }
        }
        best
    }

    fn place_level(&mut self, p: &Place, q: &Place) -> u64 {
        if p.uprn != 0 && p.uprn == q.uprn {
            return 1;
        }
        let both_postcodes = p.postcode != 0 && q.postcode != 0;
        let same_postcode = both_postcodes && p.postcode == q.postcode;
        let both_addresses = p.address != 0 && q.address != 0;
        if both_addresses {
            if p.address == q.address {
                return if same_postcode { 1 } else { 2 };
            }
            if p.numbers == q.numbers && self.addresses_alike(p.address, q.address) {
                return if same_postcode { 1 } else { 4 };
            }
        }
        let same_street = both_addresses && p.street == q.street && p.street != 0;
        match (same_postcode, both_addresses, both_postcodes) {
            (true, false, _) => 3,
            (true, true, _) => 5,
            _ if same_street => 5,
            (_, _, true) if p.sector == q.sector => 6,
            (_, _, true) if p.outward == q.outward => 7,
            (_, true, _) | (_, _, true) => 8,
            _ => 0,
        }
    }

    /// The words of two addresses of the same numbers, written almost alike or in another order.
    fn addresses_alike(&mut self, a: u32, b: u32) -> bool {
        let (low, high) = if a < b { (a, b) } else { (b, a) };
        let dicts = &self.records.dicts;
        let alike = self.addresses.get(low, high, || {
            let (x, y) = (letters(dicts.addresses.text(low)), letters(dicts.addresses.text(high)));
            let (x, y) = (x.min(y), x.max(y));
            let alike = jaro_winkler(x, y) >= self.similarity.address_alike
                || shared_pairs(x, y) >= self.similarity.address_pairs;
            u8::from(alike)
        });
        alike == 1
    }

    fn email_level(&self, a: u32, b: u32) -> u64 {
        if a == 0 || b == 0 {
            return 0;
        }
        if a == b {
            return 1;
        }
        let (x, y) = (self.records.dicts.emails.text(a), self.records.dicts.emails.text(b));
        let local = |text: &'a str| text.split('@').next().unwrap_or_default();
        let (p, q) = (local(x), local(y));
        let almost = p == q && p.len() > 4
            || jaro_winkler(x.as_bytes(), y.as_bytes()) >= self.similarity.email_alike;
        if almost { 2 } else { 3 }
    }

    fn town_level(&self, a: u32, b: u32) -> u64 {
        if a == 0 || b == 0 {
            return 0;
        }
        if a == b {
            return 1;
        }
        let (x, y) = (self.records.dicts.towns.text(a), self.records.dicts.towns.text(b));
        let alike = jaro_winkler(x.as_bytes(), y.as_bytes()) >= self.similarity.town_alike;
        if alike { 2 } else { 3 }
    }
}

/// An address from its first letter on: the numbers are compared apart.
fn letters(address: &str) -> &[u8] {
    let at = address.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    address.as_bytes().get(at..).unwrap_or_default()
}

fn shared_by(records: &Records, p: &Place, q: &Place, level: u64) -> u32 {
    let dicts = &records.dicts;
    match level {
        1 | 2 if p.address != 0 && q.address != 0 => {
            dicts.addresses.count(p.address).max(dicts.addresses.count(q.address))
        }
        1 => dicts.uprns.count(p.uprn),
        3 => dicts.postcodes.count(p.postcode),
        _ => 0,
    }
}

/// Whether one of two names that differ by one letter is a slip of the other, and not a name of its own:
/// hardly anybody has it, and many more have the other.
fn is_slip(counts: &[u32], a: &NameInfo, b: &NameInfo) -> bool {
    let holders = |name: &NameInfo| counts.get(name.same as usize).copied().unwrap_or(0);
    let (x, y) = (holders(a), holders(b));
    let (rare, common) = (x.min(y), x.max(y));
    a.letters.len().min(b.letters.len()) >= SLIP_LETTERS_MIN
        && rare.saturating_mul(5) <= common
        && rare <= 2 + common / 100
}

fn name_likeness(dicts: &Dicts, a: &NameInfo, b: &NameInfo, at: Similarity) -> NameLikeness {
    if a.same == b.same {
        return NameLikeness { first: 1, surname: 1 };
    }
    // Jaro-Winkler may depend on which text comes first: the order is that of the alphabet.
    let (x, y) = (a.letters.as_ref(), b.letters.as_ref());
    let (x, y) = (x.min(y), x.max(y));
    let similarity = if could_reach(a, b, at.first_alike) { jaro_winkler(x, y) } else { 0.0 };
    let shares_part = shares(a, b);
    let close = similarity >= at.close;
    let one_edit = one_edit(x, y);
    let first = if a.roots.iter().any(|root| b.roots.contains(root)) {
        2
    } else if close || one_edit && is_slip(&dicts.first_counts, a, b) {
        ALMOST
    } else if begins(x, y) || begins(y, x) || shares_part {
        4
    } else if similarity >= at.first_alike {
        6
    } else {
        8
    };
    let surname = if close || one_edit && is_slip(&dicts.surname_counts, a, b) {
        ALMOST
    } else if shares_part {
        4
    } else if similarity >= at.surname_alike {
        5
    } else {
        6
    };
    NameLikeness { first, surname }
}

/// Whether the letters in common leave room for a Jaro-Winkler similarity of `least`: the cheap test
/// before the dear one.
fn could_reach(a: &NameInfo, b: &NameInfo, least: f32) -> bool {
    let (length_a, length_b) = (a.letters.len() as f32, b.letters.len() as f32);
    let only_a = (a.alphabet & !b.alphabet).count_ones() as f32;
    let only_b = (b.alphabet & !a.alphabet).count_ones() as f32;
    let matches = (length_a - only_a).min(length_b - only_b).max(0.0);
    let jaro = (matches / length_a + matches / length_b + 1.0) / 3.0;
    jaro + 0.4 * (1.0 - jaro) >= least
}

/// Whether `short` is the initial of `long`, or its beginning of three letters or more.
fn begins(short: &[u8], long: &[u8]) -> bool {
    (short.len() == 1 || short.len() >= 3) && long.starts_with(short)
}

/// Whether a part of one is the other, or a part of the other.
fn shares(a: &NameInfo, b: &NameInfo) -> bool {
    a.parts.contains(&b.same)
        || b.parts.contains(&a.same)
        || a.parts.iter().any(|part| b.parts.contains(part))
}

fn nhs_level(a: Nhs, b: Nhs) -> u64 {
    use Nhs::{Cut, Missing, Valid, Wrong};
    match (a, b) {
        (Missing, _) | (_, Missing) => 0,
        (Valid(x), Valid(y)) => {
            if x == y {
                1
            } else {
                4
            }
        }
        (Cut(x, n), Valid(y) | Wrong(y)) | (Valid(y) | Wrong(y), Cut(x, n)) => {
            let begins = y / 10_u64.pow(u32::from(10 - n.min(10))) == x;
            if begins { 2 } else { 5 }
        }
        (Cut(x, n), Cut(y, m)) => {
            if x == y && n == m {
                2
            } else {
                5
            }
        }
        (Wrong(x) | Valid(x), Wrong(y) | Valid(y)) => {
            if x == y {
                2
            } else if number_near(x, y) {
                3
            } else {
                5
            }
        }
    }
}

/// Whether one digit differs, or two neighbouring digits are exchanged.
fn number_near(a: u64, b: u64) -> bool {
    let (mut x, mut y) = (a, b);
    let mut differing = 0_u32;
    let mut pairs = [(0, 0); 2];
    let mut places = [0_u32; 2];
    for place in 0..10 {
        let (p, q) = (x % 10, y % 10);
        if p != q {
            if let (Some(pair), Some(at)) =
                (pairs.get_mut(differing as usize), places.get_mut(differing as usize))
            {
                *pair = (p, q);
                *at = place;
            }
            differing += 1;
        }
        x /= 10;
        y /= 10;
    }
    let [(p, q), (r, s)] = pairs;
    let [first, second] = places;
    differing == 1 || differing == 2 && second == first + 1 && p == s && q == r
}

fn digits_level<'a>(a: u32, b: u32, text: impl Fn(u32) -> &'a str) -> u64 {
    if a == 0 || b == 0 {
        0
    } else if a == b {
        1
    } else if one_edit(text(a).as_bytes(), text(b).as_bytes()) {
        2
    } else {
        3
    }
}

fn phone_level(a: &Row, b: &Row) -> u64 {
    if a.phone == 0 || b.phone == 0 {
        0
    } else if a.phone == b.phone {
        1
    } else if nibbles_near(a.phone_digits, b.phone_digits) {
        2
    } else {
        3
    }
}

/// Level of two dates in nibbles, by bit operations alone.
pub(crate) fn born_level(a: u32, b: u32) -> u64 {
    if a == 0 || b == 0 {
        return 0;
    }
    let differ = a ^ b;
    if differ == 0 {
        return 1;
    }
    let same_year = differ >> 16 == 0;
    if same_year && (a & 0xff) == (b >> 8 & 0xff) && (a >> 8 & 0xff) == (b & 0xff) {
        return 2;
    }
    if same_year && (is_first_of_january(a) || is_first_of_january(b)) {
        return 5;
    }
    let nibbles = nibbles_set(differ);
    if nibbles.count_ones() == 1 || exchanged_nibbles(a, b, nibbles) {
        return 3;
    }
    let parts = [differ >> 16, differ >> 8 & 0xff, differ & 0xff];
    match (parts.iter().filter(|part| **part == 0).count(), same_year) {
        (2, _) => 4,
        (_, true) => 6,
        _ => 7,
    }
}

/// One bit per nibble that is not zero.
fn nibbles_set(value: u32) -> u32 {
    let folded = value | value >> 1 | value >> 2 | value >> 3;
    folded & 0x1111_1111
}

fn exchanged_nibbles(a: u32, b: u32, nibbles: u32) -> bool {
    if nibbles.count_ones() != 2 {
        return false;
    }
    let low = nibbles.trailing_zeros();
    if nibbles >> low != 0x11 {
        return false;
    }
    let (x, y) = (a >> low & 0xff, b >> low & 0xff);
    (x & 15) == (y >> 4) && (x >> 4) == (y & 15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_birth() {
        for (a, b, expected) in [
            (0x1980_0304, 0x1980_0304, 1),
            (0x1980_0304, 0x1980_0403, 2),
            (0x1980_0304, 0x1980_0305, 3),
            (0x1980_0312, 0x1980_0321, 3),
            (0x1980_0304, 0x1962_0304, 4),
            (0x1980_0304, 0x1980_0101, 5),
            (0x1980_0304, 0x1980_1221, 6),
            (0x1980_0304, 0x1975_1221, 7),
            (0, 0x1975_1221, 0),
        ] {
            assert_eq!(born_level(a, b), expected, "{a:x} {b:x}");
            assert_eq!(born_level(b, a), expected, "{b:x} {a:x}");
        }
    }

    #[test]
    fn nhs_numbers() {
        use Nhs::{Cut, Missing, Valid, Wrong};
        for (a, b, expected) in [
            (Valid(9_990_123_456), Valid(9_990_123_456), 1),
            (Valid(9_990_123_456), Cut(99_901_234, 8), 2),
            (Valid(9_990_123_456), Wrong(9_990_123_457), 3),
            (Valid(9_990_123_456), Wrong(9_990_132_456), 3),
            (Valid(9_990_123_456), Valid(9_990_000_018), 4),
            (Valid(9_990_123_456), Wrong(9_997_777_771), 5),
            (Missing, Valid(9_990_123_456), 0),
        ] {
            assert_eq!(nhs_level(a, b), expected);
            assert_eq!(nhs_level(b, a), expected);
        }
    }
}

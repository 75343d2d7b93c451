//! Two records side by side, field by field, with how they agree in words.

use std::borrow::Cow;

use terms::PartialDate;

use crate::reads::Comparison;
use crate::reads::review::{Pair, PairRecord, PlaceLived};
use crate::words;

/// How two values agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Agreement {
    Same,
    Nearly,
    Different,
    /// One side or both do not say.
    Unknown,
}

impl Agreement {
    /// A mark that can be told apart without colour; the words stand beside it.
    pub(crate) const fn mark(self) -> &'static str {
        match self {
            Self::Same => "=",
            Self::Nearly => "≈",
            Self::Different => "≠",
            Self::Unknown => "–",
        }
    }

    /// The tag that shows it.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Same => "good",
            Self::Nearly => "warn",
            Self::Different => "bad",
            Self::Unknown => "none",
        }
    }
}

/// One field of both records.
pub(crate) struct SideRow {
    pub(crate) field: &'static str,
    /// Values of the first, each on its line; empty when it has none.
    pub(crate) left: Vec<String>,
    pub(crate) right: Vec<String>,
    pub(crate) agreement: Agreement,
    pub(crate) words: Cow<'static, str>,
    /// Digits that must not be broken over lines.
    pub(crate) digits: bool,
}

/// The rows, and the fields that neither record has.
pub(crate) fn sides(pair: &Pair) -> (Vec<SideRow>, Vec<&'static str>) {
    let (left, right) = (&pair.left, &pair.right);
    let number = |record: &PairRecord| record.nhs_number.map(terms::NhsNumber::spaced);
    let mut rows = vec![
        row("NHS number", number(left), number(right), text),
        row("Given names", left.given.clone(), right.given.clone(), part),
        row("Family name", left.family.clone(), right.family.clone(), part),
        former(left, right),
        row("Former name", left.former_family.clone(), right.former_family.clone(), text),
        dates("Born", left.born.as_ref(), right.born.as_ref()),
        dates("Died", left.died.as_ref(), right.died.as_ref()),
        row("Sex", left.sex.clone(), right.sex.clone(), text),
        places("Address", left, right, |place| place.address.clone()),
        places("Postcode", left, right, |place| place.postcode.clone()),
        row("Telephone", left.telephone.clone(), right.telephone.clone(), text),
        row("Email", left.email.clone(), right.email.clone(), text),
        row("GP practice", left.practice.clone(), right.practice.clone(), text),
    ];
    for row in &mut rows {
        row.digits = matches!(row.field, "NHS number" | "Telephone" | "Born" | "Died");
    }
    traced(&mut rows, left, right);
    for row in rows.iter_mut().filter(|row| row.agreement == Agreement::Different) {
        likened(row, &pair.edge.comparisons);
    }
    let absent = |row: &SideRow| row.left.is_empty() && row.right.is_empty();
    let missing = rows.iter().filter(|row| absent(row)).map(|row| row.field);
    let missing: Vec<&'static str> = missing.filter(|field| *field != FORMER).collect();
    rows.retain(|row| !absent(row));
    (rows, missing)
}

const FORMER: &str = "Family and former name";

/// A row of its own where one record's former name is the other's family name.
fn former(left: &PairRecord, right: &PairRecord) -> SideRow {
    let same = |a: &Option<String>, b: &Option<String>| matches!((a, b), (Some(a), Some(b)) if plain(a) == plain(b));
    let crossed = [
        same(&left.former_family, &right.family).then_some((&left.former_family, &right.family)),
        same(&left.family, &right.former_family).then_some((&left.family, &right.former_family)),
    ];
    let found = crossed.into_iter().flatten().next();
    let (a, b) = found.map_or((None, None), |(a, b)| (a.clone(), b.clone()));
    SideRow {
        words: "the former name of one is the name of the other".into(),
        ..row(FORMER, a, b, text)
    }
}

fn traced(rows: &mut [SideRow], left: &PairRecord, right: &PairRecord) {
    let Some(row) = rows.first_mut() else { return };
    for (values, record) in [(&mut row.left, left), (&mut row.right, right)] {
        if record.nhs_number_traced && !values.is_empty() {
            values.push("confirmed by the national register".to_owned());
        }
    }
}

/// The model's name for what a row compares.
const COMPARED: [(&str, &str); 6] = [
    ("Given names", "First name"),
    ("Family name", "Surname"),
    ("Born", "Date of birth"),
    ("Address", "Place"),
    ("Telephone", "Telephone"),
    ("Email", "Email"),
];

/// Values that differ as written may still speak for one person, as a short form of a name does: the
/// model knows more of them, and then has the word.
fn likened(row: &mut SideRow, comparisons: &[Comparison]) {
    let name = COMPARED.iter().find(|(field, _)| *field == row.field).map(|(_, name)| *name);
    let found = comparisons.iter().find(|c| Some(c.field.as_str()) == name);
    if let Some(found) = found.filter(|found| found.weight_bits > 0.0) {
        row.agreement = Agreement::Nearly;
        row.words = Cow::Owned(format!("differ, but {}", found.level));
    }
}

type Likeness = fn(&str, &str) -> (Agreement, &'static str);

fn row(
    field: &'static str,
    left: Option<String>,
    right: Option<String>,
    like: Likeness,
) -> SideRow {
    let (agreement, words) = match (&left, &right) {
        (Some(left), Some(right)) => like(left, right),
        (left, right) => missing(left.is_some(), right.is_some()),
    };
    SideRow {
        field,
        left: left.into_iter().collect(),
        right: right.into_iter().collect(),
        agreement,
        words: Cow::Borrowed(words),
        digits: false,
    }
}

const fn missing(left: bool, right: bool) -> (Agreement, &'static str) {
    match (left, right) {
        (true, _) => (Agreement::Unknown, "missing in the second"),
        (_, true) => (Agreement::Unknown, "missing in the first"),
        _ => (Agreement::Unknown, "missing in both"),
    }
}

/// Letters and digits only, in lower case.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn text(left: &str, right: &str) -> (Agreement, &'static str) {
    if left == right {
        (Agreement::Same, "the same")
    } else if plain(left) == plain(right) {
        (Agreement::Same, "the same but for how it is written")
    } else {
        (Agreement::Different, "different")
    }
}

/// Names, of which one may be a part of the other.
fn part(left: &str, right: &str) -> (Agreement, &'static str) {
    let (a, b) = (plain(left), plain(right));
    if a == b || a.is_empty() || b.is_empty() {
        text(left, right)
    } else if a.starts_with(&b) || b.starts_with(&a) {
        (Agreement::Nearly, "one begins like the other")
    } else if one_letter(&a, &b) {
        (Agreement::Nearly, "one letter differs")
    } else {
        (Agreement::Different, "different")
    }
}

/// Whether one letter more, less, other or two neighbours swapped makes one of the other.
fn one_letter(left: &str, right: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let a = a.get(..a.len() - end).unwrap_or_default();
    let b = b.get(..b.len() - end).unwrap_or_default();
    match (a, b) {
        (a, b) if a.len() + b.len() == 1 => true,
        ([_], [_]) => true,
        ([p, q], [r, s]) => p == s && q == r,
        _ => false,
    }
}

fn dates(field: &'static str, left: Option<&PartialDate>, right: Option<&PartialDate>) -> SideRow {
    let (agreement, words) = match (left, right) {
        (Some(left), Some(right)) => same_day(left, right),
        _ => missing(left.is_some(), right.is_some()),
    };
    SideRow {
        field,
        left: left.map(words::clinical).into_iter().collect(),
        right: right.map(words::clinical).into_iter().collect(),
        agreement,
        words: Cow::Borrowed(words),
        digits: true,
    }
}

fn same_day(left: &PartialDate, right: &PartialDate) -> (Agreement, &'static str) {
    use PartialDate::{Day, Month, Year};
    match (left, right) {
        (a, b) if a == b => (Agreement::Same, "the same"),
        (Day(a), Day(b)) => {
            let agree = [a.year() == b.year(), a.month() == b.month(), a.day() == b.day()];
            let swapped = a.year() == b.year() && a.month() == b.day() && a.day() == b.month();
            match agree {
                _ if swapped => (Agreement::Nearly, "day and month swapped"),
                [false, true, true] => (Agreement::Nearly, "only the year differs"),
                [true, false, true] => (Agreement::Nearly, "only the month differs"),
                [true, true, false] => (Agreement::Nearly, "only the day differs"),
                _ => (Agreement::Different, "different"),
            }
        }
        (Day(a), Month(year, month)) | (Month(year, month), Day(a))
            if (a.year(), a.month()) == (*year, *month) =>
        {
            (Agreement::Nearly, "one is less exact")
        }
        (Day(a), Year(year)) | (Year(year), Day(a)) if a.year() == *year => {
            (Agreement::Nearly, "one is less exact")
        }
        (Month(a, _), Year(b)) | (Year(b), Month(a, _)) if a == b => {
            (Agreement::Nearly, "one is less exact")
        }
        _ => (Agreement::Different, "different"),
    }
}

/// Addresses or postcodes: the latest first, then earlier ones, which may agree where those do not.
fn places(
    field: &'static str,
    left: &PairRecord,
    right: &PairRecord,
    of: fn(&PlaceLived) -> Option<String>,
) -> SideRow {
    let all = |record: &PairRecord| record.places.iter().filter_map(of).collect::<Vec<_>>();
    let (a, b) = (all(left), all(right));
    let mut row = row(field, a.first().cloned(), b.first().cloned(), part);
    let any = a.iter().any(|x| b.iter().any(|y| plain(x) == plain(y)));
    if row.agreement != Agreement::Same && any {
        (row.agreement, row.words) = (Agreement::Nearly, "an earlier one is the same".into());
    }
    let contained = |x: &String, y: &String| plain(x).ends_with(&plain(y)) && !plain(y).is_empty();
    if row.agreement == Agreement::Different
        && let (Some(x), Some(y)) = (a.first(), b.first())
        && (contained(x, y) || contained(y, x))
    {
        (row.agreement, row.words) = (Agreement::Nearly, "one is part of the other".into());
    }
    let earlier = |values: Vec<String>| {
        values
            .into_iter()
            .enumerate()
            .map(|(at, value)| if at == 0 { value } else { format!("earlier: {value}") })
            .collect()
    };
    (row.left, row.right) = (earlier(a), earlier(b));
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_is_said_in_words() {
        for (left, right, kind, said) in [
            ("O'NEILL", "O'NEILL", Agreement::Same, "the same"),
            ("O'NEILL", "O’Neill", Agreement::Same, "the same but for how it is written"),
            ("O'NEILL", "O'Neil", Agreement::Nearly, "one begins like the other"),
            ("Okafor", "Okafro", Agreement::Nearly, "one letter differs"),
            ("Smith", "Smyth", Agreement::Nearly, "one letter differs"),
            ("Thomas", "Thomas John", Agreement::Nearly, "one begins like the other"),
            ("Margaret", "Peggy", Agreement::Different, "different"),
            ("-", "Peggy", Agreement::Different, "different"),
        ] {
            assert_eq!(part(left, right), (kind, said), "{left} {right}");
            assert_eq!(part(right, left).0, kind, "{right} {left}");
        }
    }

    fn record() -> PairRecord {
        PairRecord {
            record: terms::RecordId::of("gp", "1"),
            source: String::new(),
            nhs_number: None,
            nhs_number_traced: false,
            given: None,
            family: None,
            former_family: None,
            born: None,
            died: None,
            sex: None,
            places: Vec::new(),
            telephone: None,
            email: None,
            practice: None,
            first_delivery: jiff::Timestamp::UNIX_EPOCH,
            last_delivery: jiff::Timestamp::UNIX_EPOCH,
            withdrawn: false,
        }
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_former_name_that_is_the_others_name_is_told() {
        let married =
            PairRecord { family: some("O'NEILL"), former_family: some("DOYLE"), ..record() };
        for (family, told) in [("Doyle", true), ("O'Neill", false)] {
            let other = PairRecord { family: some(family), ..record() };
            for row in [former(&married, &other), former(&other, &married)] {
                assert_eq!(row.agreement == Agreement::Same, told, "{family}");
                assert_eq!(row.left.is_empty(), !told, "{family}");
            }
        }
    }

    #[test]
    fn the_model_has_the_word_where_writing_differs() {
        let comparison = |weight_bits| Comparison {
            field: "First name".to_owned(),
            left: None,
            right: None,
            level: "another form of the same name".to_owned(),
            weight_bits,
        };
        for (bits, said) in
            [(5.1, "differ, but another form of the same name"), (-2.0, "different")]
        {
            let mut row = row("Given names", some("Margaret"), some("Peggy"), part);
            likened(&mut row, &[comparison(bits)]);
            assert_eq!(row.words, said);
        }
    }

    #[test]
    fn an_earlier_address_can_agree_where_the_latest_do_not() {
        let lived = |places: &[&str]| PairRecord {
            places: places
                .iter()
                .map(|at| PlaceLived { address: some(at), postcode: None })
                .collect(),
            ..record()
        };
        let (flat, hill) = ("Flat 4, 21 Boone Street", "3 Hill Rise");
        for (left, right, said) in [
            (&[flat][..], &["flat 4 21 boone street"][..], "the same but for how it is written"),
            (&[flat, hill], &[hill], "an earlier one is the same"),
            (&[flat], &["21 Boone Street"], "one is part of the other"),
            (&[flat], &[hill], "different"),
            (&[flat], &[], "missing in the second"),
            (&[], &[], "missing in both"),
        ] {
            let row = places("Address", &lived(left), &lived(right), |p| p.address.clone());
            assert_eq!(row.words, said, "{left:?} {right:?}");
        }
    }

    #[test]
    fn days_are_compared_as_a_clerk_would() {
        for (left, right, said) in [
            ("1941-03-12", "1941-03-12", "the same"),
            ("1941-03-12", "1941-12-03", "day and month swapped"),
            ("1941-03-12", "1941-03-13", "only the day differs"),
            ("1941-03-12", "1914-03-12", "only the year differs"),
            ("1941-03-12", "1941-03", "one is less exact"),
            ("1941", "1941-03", "one is less exact"),
            ("1942", "1941-03", "different"),
            ("1941-03-12", "1950-07-01", "different"),
        ] {
            let day = |text| PartialDate::parse(text).unwrap();
            assert_eq!(same_day(&day(left), &day(right)).1, said, "{left} {right}");
        }
    }
}

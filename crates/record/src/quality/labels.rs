//! Which group a person belongs to, from what one record says of them.

use place::Reference;
use terms::{Age, Date, Postcode};

/// A grouping of people: the names of its groups in the order in which they are shown. A label is a
/// place in `names`.
pub(super) struct Kind {
    pub(super) key: &'static str,
    pub(super) title: &'static str,
    pub(super) names: &'static [&'static str],
    /// The group of people of whom no record says.
    pub(super) otherwise: u8,
}

pub(super) const AGE: Kind = Kind {
    key: "age",
    title: "Age",
    names: &["0 to 17", "18 to 39", "40 to 64", "65 to 79", "80 and over", "not known"],
    otherwise: 5,
};

pub(super) const SEX: Kind = Kind {
    key: "sex",
    title: "Sex",
    names: &["female", "male", "indeterminate or not known"],
    otherwise: 2,
};

/// The five high-level groups of the 2021 Census (Office for National Statistics).
pub(super) const ETHNIC_GROUP: Kind = Kind {
    key: "ethnic_group",
    title: "Ethnic group",
    names: &[
        "Asian, Asian British or Asian Welsh",
        "Black, Black British, Black Welsh, Caribbean or African",
        "Mixed or Multiple ethnic groups",
        "White",
        "Other ethnic group",
        "not known: no source with ethnic category, or not stated",
    ],
    otherwise: 5,
};

pub(super) const DEPRIVATION_2025: Kind = deprivation_by("Deprivation fifth (IMD 2025)");
pub(super) const DEPRIVATION_2019: Kind = deprivation_by("Deprivation fifth (IMD 2019)");

const fn deprivation_by(title: &'static str) -> Kind {
    Kind {
        key: "deprivation",
        title,
        names: &[
            "1, most deprived",
            "2",
            "3",
            "4",
            "5, least deprived",
            "no fixed abode, or abroad (ZZ99)",
            "postcode not placed",
        ],
        otherwise: 6,
    }
}

pub(super) const HOME: Kind = Kind {
    key: "communal_home",
    title: "Home",
    names: &["communal home (10 or more people aged 65+)", "any other, or not known"],
    otherwise: 1,
};

pub(super) const ALIKE: Kind = Kind {
    key: "alike",
    title: "Alike at home",
    names: &[
        "twins: same date of birth, surname sound and home as another",
        "namesakes: same first name, surname and home as another",
        "neither",
    ],
    otherwise: 2,
};

/// By completed years on `as_of`; `None` without a whole date of birth, or born later.
pub(super) fn age(date_of_birth: Option<&str>, as_of: Date) -> Option<u8> {
    let born: Date = date_of_birth?.parse().ok()?;
    Some(match Age::on(born, as_of)?.years() {
        80.. => 4,
        65..80 => 3,
        40..65 => 2,
        18..40 => 1,
        _ => 0,
    })
}

pub(super) fn sex(sex: Option<&str>) -> Option<u8> {
    match sex? {
        "female" => Some(0),
        "male" => Some(1),
        _ => None,
    }
}

/// Reads the NHS ethnic category code (A to S, with or without a local second character: NHS Data
/// Dictionary), the school census code (such as `WBRI`: Department for Education) and the wording of
/// adult social care client level data. Chinese is Asian, as in the Census since 2011.
pub(super) fn ethnic_group(category: Option<&str>) -> Option<u8> {
    let category = category?.trim();
    let group = match category {
        "CHNE" => 0,
        "REFU" | "NOBT" => return None,
        text if text.starts_with("No data") => return None,
        text if text.len() == 4 || text.len() > 9 => match text.as_bytes().first()? {
            b'A' => 0,
            b'B' => 1,
            b'M' => 2,
            b'W' => 3,
            b'O' => 4,
            _ => return None,
        },
        code if code.len() <= 2 => match code.as_bytes().first()?.to_ascii_uppercase() {
            b'H' | b'J' | b'K' | b'L' | b'R' => 0,
            b'M' | b'N' | b'P' => 1,
            b'D' | b'E' | b'F' | b'G' => 2,
            b'A' | b'B' | b'C' => 3,
            b'S' => 4,
            _ => return None,
        },
        _ => return None,
    };
    Some(group)
}

/// Where deprivation is read from.
pub(super) struct Deprivation<'r> {
    reference: &'r Reference,
    /// IMD 2025, else that of 2019 where the place has no other.
    newest: bool,
}

impl<'r> Deprivation<'r> {
    pub(super) fn new(reference: &'r Reference) -> Self {
        Self { reference, newest: reference.coverage().with_imd2025 > 0 }
    }

    pub(super) fn kind(&self) -> &'static Kind {
        if self.newest { &DEPRIVATION_2025 } else { &DEPRIVATION_2019 }
    }

    /// The fifth of England's small areas that a postcode lies in.
    pub(super) fn of(&self, postcode: Option<&str>) -> Option<u8> {
        let postcode = Postcode::parse(postcode?).ok()?;
        if postcode.is_pseudo() {
            return Some(5);
        }
        let area = self.reference.area_of(&postcode);
        let imd = if self.newest { area.imd2025 } else { area.imd2019 }?;
        Some(imd.decile.clamp(1, 10).saturating_sub(1) / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_fall_into_bands_on_the_birthday() {
        let as_of = Date::new(2026, 3, 31).expect("a day");
        for (born, expected) in [
            ("2026-03-31", Some(0)),
            ("2008-04-01", Some(0)),
            ("2008-03-31", Some(1)),
            ("1986-04-01", Some(1)),
            ("1986-03-31", Some(2)),
            ("1961-04-01", Some(2)),
            ("1961-03-31", Some(3)),
            ("1946-04-01", Some(3)),
            ("1946-03-31", Some(4)),
            ("2026-04-01", None),
            ("1961", None),
            ("", None),
        ] {
            assert_eq!(age(Some(born), as_of), expected, "{born}");
        }
        assert_eq!(age(None, as_of), None);
    }

    #[test]
    fn every_category_has_its_group() {
        let name =
            |text| ethnic_group(Some(text)).and_then(|at| ETHNIC_GROUP.names.get(usize::from(at)));
        for (categories, expected) in [
            (
                "H J K L R H1 AIND APKN ABAN AOTH CHNE|Asian or Asian British: Chinese",
                "Asian, Asian British or Asian Welsh",
            ),
            (
                "M N P BCRB BAFR BOTH|Black, Black British, Caribbean or African: African",
                "Black, Black British, Black Welsh, Caribbean or African",
            ),
            (
                "D E F G MWBC MOTH|Mixed or multiple ethnic groups: White and Asian",
                "Mixed or Multiple ethnic groups",
            ),
            ("A B C a A1 WBRI WIRT WROM|White: Irish|White: Roma", "White"),
            ("S OOTH|Other ethnic group: Arab", "Other ethnic group"),
        ] {
            let (codes, words) = categories.split_once('|').expect("codes and words");
            for category in codes.split(' ').chain(words.split('|')) {
                assert_eq!(name(category), Some(&expected), "{category}");
            }
        }
        for nothing in ["Z", "99", "REFU", "NOBT", "No data: Refused", "", "X", "unknown"] {
            assert_eq!(name(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn deprivation_says_where_it_cannot_be_known() {
        let nowhere = Reference::default();
        let deprivation = Deprivation::new(&nowhere);
        for (postcode, expected) in
            [(Some("ZZ99 3VZ"), Some(5)), (Some("SE13 5HG"), None), (Some("?"), None), (None, None)]
        {
            assert_eq!(deprivation.of(postcode), expected, "{postcode:?}");
        }
    }
}

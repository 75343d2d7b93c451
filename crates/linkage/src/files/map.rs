//! Which column of which file is what.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::table::{Table, plain};
use crate::Error;

/// A map of files, as TOML: see `data/maps`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// One entry per file pattern; files that no entry names are not read.
    #[serde(default)]
    pub source: Vec<SourceMap>,
}

/// How to read the files of one pattern.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceMap {
    /// File name, with `*` for anything.
    pub file: String,
    /// The source's name; without it the file's name without `.csv`.
    pub source: Option<String>,
    /// The column that tells sources apart when one file holds several.
    pub source_column: Option<String>,
    /// Column of the source's own record id.
    pub record_id: String,
    /// Whether the source holds each person at most once.
    #[serde(default)]
    pub unique: bool,
    /// Whether a record may have several rows: the last value of each column counts, earlier
    /// addresses and postcodes are kept as further places.
    #[serde(default)]
    pub group: bool,
    /// The form of dates (`%Y`, `%m`, `%d`, `%b`); without it the common forms are recognised.
    pub date_format: Option<String>,
    /// Column with the NHS number status, `01` meaning traced.
    pub nhs_number_status: Option<String>,
    /// Field of an identity → column, or columns to be joined by a space.
    pub columns: BTreeMap<Field, Columns>,
}

/// A field of [`Identity`](crate::Identity).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// NHS number.
    NhsNumber,
    /// Given name.
    FirstName,
    /// Further given names.
    MiddleName,
    /// Family name.
    Surname,
    /// Earlier family name.
    FormerSurname,
    /// Date of birth.
    DateOfBirth,
    /// Date of death.
    DateOfDeath,
    /// Sex or gender.
    Sex,
    /// Address lines.
    Address,
    /// Postcode.
    Postcode,
    /// Property reference.
    Uprn,
    /// Telephone.
    Phone,
    /// Email.
    Email,
    /// GP practice.
    Practice,
    /// Town.
    Town,
    /// Another number of the person's own.
    OtherId,
}

/// Number of fields.
pub(super) const FIELDS: usize = Field::OtherId as usize + 1;

/// One column or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Columns {
    /// One column.
    One(String),
    /// Several, joined by a space.
    Many(Vec<String>),
}

impl Columns {
    /// The column names.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::One(name) => vec![name],
            Self::Many(names) => names.iter().map(String::as_str).collect(),
        }
    }
}

impl Map {
    /// A map that ships with the crate: `febrl`, `fake_1000` or `place_lewisham`.
    ///
    /// # Errors
    /// [`Error::Map`] when there is none of that name.
    pub fn preset(name: &str) -> Result<Self, Error> {
        match name {
            "febrl" => Self::from_toml(include_str!("../../data/maps/febrl.toml")),
            "fake_1000" => Self::from_toml(include_str!("../../data/maps/fake_1000.toml")),
            "place_lewisham" => {
                Self::from_toml(include_str!("../../data/maps/place_lewisham.toml"))
            }
            _ => Err(Error::Map(format!(
                "there is no map `{name}`: give a file, or one of febrl, fake_1000, place_lewisham"
            ))),
        }
    }

    /// Reads a map.
    ///
    /// # Errors
    /// [`Error::Map`] with the place in the text.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        toml::from_str(text).map_err(|e| Error::Map(e.to_string()))
    }

    /// The entry for a file.
    #[must_use]
    pub fn for_file(&self, name: &str) -> Option<&SourceMap> {
        self.source.iter().find(|entry| fits(&entry.file, name))
    }
}

/// Whether a name fits a pattern in which `*` stands for anything.
fn fits(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else {
        return false;
    };
    let mut last = None;
    for part in parts {
        if let Some(middle) = last.replace(part) {
            match rest.find(middle) {
                Some(at) => rest = rest.get(at + middle.len()..).unwrap_or_default(),
                None => return false,
            }
        }
    }
    match last {
        None => rest.is_empty(),
        Some(end) => rest.ends_with(end),
    }
}

/// Names by which columns are recognised without a map, case and punctuation aside.
const ALIASES: [(Field, &[&str]); 16] = [
    (Field::NhsNumber, &["nhsnumber", "nhsno", "nhs"]),
    (Field::FirstName, &["firstname", "givenname", "forename", "forename1", "persongivenname"]),
    (Field::MiddleName, &["middlename", "middlenames", "othergivenname", "secondforename"]),
    (Field::Surname, &["surname", "familyname", "lastname", "personfamilyname"]),
    (Field::FormerSurname, &["formersurname", "previoussurname", "maidenname", "birthname"]),
    (Field::DateOfBirth, &["dateofbirth", "dob", "birthdate", "personbirthdate"]),
    (Field::DateOfDeath, &["dateofdeath", "dod", "deathdate", "persondeathdate"]),
    (Field::Sex, &["sex", "gender", "personstatedgendercode"]),
    (Field::Address, &["address", "addressline1", "address1"]),
    (Field::Postcode, &["postcode", "postalcode", "zip", "postcodeofusualaddress"]),
    (Field::Uprn, &["uprn"]),
    (Field::Phone, &["phone", "telephone", "telephonenumber", "mobile", "phonenumber"]),
    (Field::Email, &["email", "emailaddress"]),
    (Field::Practice, &["practice", "gppractice", "gppracticecode", "practicecode"]),
    (Field::Town, &["town", "city", "suburb"]),
    (Field::OtherId, &["otherid", "socsecid", "upn"]),
];

/// Names of record id columns, the surest first.
const RECORD_IDS: [&str; 8] = [
    "recordid",
    "recid",
    "uniqueid",
    "sourcerecordid",
    "localpatientid",
    "patientid",
    "rowid",
    "id",
];

/// Columns that are parts of an address, in the order in which they are joined.
const ADDRESS_PARTS: [&str; 8] = [
    "streetnumber",
    "address",
    "addressline1",
    "address1",
    "addressline2",
    "address2",
    "addressline3",
    "addressline4",
];

/// A map for a file that can be read without one: it has a record id, no `person_id`, and something
/// to link by.
#[must_use]
pub fn recognise(table: &Table) -> Option<SourceMap> {
    let column = |name: &str| table.header.iter().find(|h| plain(h) == name).cloned();
    if column("personid").is_some() {
        return None;
    }
    let mut map = SourceMap {
        file: table.file.clone(),
        record_id: RECORD_IDS.iter().find_map(|name| column(name))?,
        source_column: column("source"),
        nhs_number_status: column("nhsnostatus").or_else(|| column("nhsnumberstatus")),
        ..SourceMap::default()
    };
    for (field, names) in ALIASES {
        if let Some(name) = names.iter().find_map(|name| column(name)) {
            map.columns.insert(field, Columns::One(name));
        }
    }
    let address: Vec<String> = ADDRESS_PARTS.iter().filter_map(|name| column(name)).collect();
    if address.len() > 1 {
        map.columns.insert(Field::Address, Columns::Many(address));
    }
    let telling = [Field::Surname, Field::FirstName, Field::DateOfBirth, Field::NhsNumber];
    telling.iter().any(|field| map.columns.contains_key(field)).then_some(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_and_shipped_maps() {
        for (pattern, name, expected) in [
            ("a.csv", "a.csv", true),
            ("a*.csv", "a4b.csv", true),
            ("Blade*_person.csv", "Blade-Export_31-03-2026_person.csv", true),
            ("a*.csv", "b.csv", false),
            ("a.csv", "a.csv.bak", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
        for name in ["febrl", "fake_1000", "place_lewisham"] {
            assert!(!Map::preset(name).expect(name).source.is_empty());
        }
        assert!(Map::preset("atlantis").is_err());
    }
}

//! The import profile: what a file's columns are, which of them say who a row is about, and how a
//! re-delivery is compared with what is already here. A new extract needs a profile, no program.

use std::collections::BTreeMap;

use serde::Deserialize;
use terms::{Date, parse_date};

use crate::Error;

/// A profile as read from its TOML file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name, which is also the name of the feed.
    pub name: String,
    /// What people call the extract.
    pub title: String,
    /// The short name of the source: one source may send several feeds.
    pub source: String,
    /// What kind of organisation sends it.
    pub organisation_kind: String,
    /// What one row is.
    pub grain: String,
    /// Which standard or form it follows.
    pub standard: String,
    /// Days between deliveries, as agreed.
    pub rhythm_days: i64,
    /// True where the rows say who people are.
    pub identity: bool,
    /// True where the rows carry no names and can never be linked.
    #[serde(default)]
    pub pseudonymous: bool,
    /// Rules of a national data set beyond the general ones: only `cld` is known.
    #[serde(default)]
    pub rules: Option<Rules>,
    /// What names a row and the record it is about.
    pub key: Key,
    /// How a re-delivery relates to what was sent before.
    pub delivery: Resend,
    /// When a file is stopped.
    #[serde(default)]
    pub thresholds: Thresholds,
    /// The columns, in the file's usual order.
    #[serde(rename = "column")]
    pub columns: Vec<Column>,
    /// Which rows put a record on a caseload.
    #[serde(default, rename = "episode")]
    pub episodes: Vec<EpisodeRule>,
}

/// National rules that a profile may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rules {
    /// Adult Social Care Client Level Data.
    Cld,
}

/// What names a row.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// Columns that name the row inside the feed.
    pub row: Vec<String>,
    /// Columns that name the person's record in the source.
    pub record: Vec<String>,
    /// The row of another feed that this row belongs to.
    #[serde(default)]
    pub parent: Option<Parent>,
    /// Columns left out of the row key when another column has one of these values.
    #[serde(default)]
    pub leave_out: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// A row of another feed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parent {
    /// The other feed.
    pub feed: String,
    /// The column here that holds the other row's key.
    pub column: String,
}

/// How a re-delivery is compared.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resend {
    /// What a missing row means.
    pub resubmission: Resubmission,
    /// The date column that says whether a row lies in the file's span.
    #[serde(default)]
    pub window: Option<String>,
    /// The column that states where the file's span begins.
    #[serde(default)]
    pub period_start: Option<String>,
    /// The column that states where the file's span ends.
    #[serde(default)]
    pub period_end: Option<String>,
    /// Only rows whose scope (a practice, say) occurs in the file can be withdrawn by it.
    #[serde(default)]
    pub scope: Option<String>,
    /// The date column whose latest value says up to which day the file speaks.
    #[serde(default)]
    pub cut: Option<String>,
}

/// What it means that a row is missing from the next file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Resubmission {
    /// The file is the whole list: the row was withdrawn.
    Snapshot,
    /// Withdrawn if its date lies inside the file's span.
    Window,
    /// Nothing: each file adds.
    Additive,
}

/// When a file is stopped instead of landed.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Thresholds {
    /// Largest share of rows that may be rejected.
    pub rejects_share_max: f64,
    /// Largest fall in the number of rows against the delivery before.
    pub rows_fall_share_max: f64,
    /// Largest rise of the share without a valid NHS number.
    pub without_nhs_number_rise_max: f64,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            rejects_share_max: 0.05,
            rows_fall_share_max: 0.20,
            without_nhs_number_rise_max: 0.10,
        }
    }
}

/// One column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Its name in the header.
    pub name: String,
    /// What its values are.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// What it says about who the row is about.
    #[serde(default)]
    pub role: Option<Role>,
    /// A blank or wrong value rejects the row.
    #[serde(default)]
    pub required: bool,
    /// The column may be missing from the header.
    #[serde(default)]
    pub optional: bool,
    /// Date and time formats, tried in order.
    #[serde(default)]
    pub formats: Vec<String>,
    /// Codes and what they mean.
    #[serde(default)]
    pub codes: BTreeMap<String, String>,
    /// Values that stand for "no value", and why.
    #[serde(default)]
    pub sentinels: BTreeMap<String, String>,
    /// Earliest believable date, `yyyy-mm-dd`.
    #[serde(default)]
    pub earliest: Option<String>,
    /// Latest believable date, `yyyy-mm-dd`, or `cut` for the day of arrival.
    #[serde(default)]
    pub latest: Option<String>,
    /// Least believable number.
    #[serde(default)]
    pub least: Option<f64>,
    /// Largest believable number.
    #[serde(default)]
    pub most: Option<f64>,
}

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Kind {
    Text,
    Code,
    NhsNumber,
    Date,
    Time,
    Datetime,
    YearMonth,
    Postcode,
    Ods,
    Uprn,
    Phone,
    Integer,
    Decimal,
    Flag,
    Url,
}

/// What a column says about the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Role {
    NhsNumber,
    NhsNumberStatus,
    FirstName,
    MiddleName,
    Surname,
    FormerSurname,
    DateOfBirth,
    DateOfDeath,
    Sex,
    Address,
    Postcode,
    Uprn,
    Phone,
    Email,
    Practice,
    EthnicCategory,
    RegisteredOn,
    LocalId,
}

/// Which rows put a record on a caseload, and from when to when.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EpisodeRule {
    /// The caseload, such as `district_nursing` or `social_care`.
    pub kind: String,
    /// The column with the first day.
    pub start: String,
    /// The column with the last day; blank while open.
    #[serde(default)]
    pub end: Option<String>,
    /// Only rows whose columns have one of these values.
    #[serde(default)]
    pub when: BTreeMap<String, Vec<String>>,
    /// Not rows whose columns have one of these values.
    #[serde(default)]
    pub unless: BTreeMap<String, Vec<String>>,
    /// The column that names the team or service.
    #[serde(default)]
    pub team: Option<String>,
}

impl Profile {
    /// Reads a profile and checks that it is whole.
    ///
    /// # Errors
    /// Names the file and what is wrong in it.
    pub fn parse(file: &str, text: &str) -> Result<Self, Error> {
        let wrong = |what: String| Error::Profile { file: file.to_owned(), what };
        let profile: Self = toml::from_str(text).map_err(|fault| wrong(fault.to_string()))?;
        let faults = profile.faults();
        if faults.is_empty() { Ok(profile) } else { Err(wrong(faults.join("; "))) }
    }

    /// The column's place in the profile.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for (what, name) in self.mentioned() {
            if self.column(name).is_none() {
                faults.push(format!("{what} names `{name}`, which is no column of it"));
            }
        }
        for (at, column) in self.columns.iter().enumerate() {
            if self.columns.iter().take(at).any(|before| before.name == column.name) {
                faults.push(format!("column `{}` stands twice", column.name));
            }
            let needs_format = matches!(column.kind, Kind::Date | Kind::YearMonth);
            if needs_format && column.formats.is_empty() {
                faults.push(format!("date column `{}` has no formats", column.name));
            }
            for bound in [&column.earliest, &column.latest].into_iter().flatten() {
                if bound != "cut" && parse_date(bound, "%Y-%m-%d").is_err() {
                    faults.push(format!("a bound of `{}` is not a date", column.name));
                }
            }
        }
        if self.key.row.is_empty() {
            faults.push("no column names a row (key.row)".to_owned());
        }
        if self.delivery.resubmission == Resubmission::Window && self.delivery.window.is_none() {
            faults.push("a window needs the date column that places a row in it".to_owned());
        }
        faults
    }

    /// Every column that the profile speaks of outside its list of columns.
    fn mentioned(&self) -> Vec<(&'static str, &String)> {
        let mut all: Vec<(&'static str, &String)> = Vec::new();
        all.extend(self.key.row.iter().map(|name| ("key.row", name)));
        all.extend(self.key.record.iter().map(|name| ("key.record", name)));
        all.extend(self.key.parent.iter().map(|parent| ("key.parent", &parent.column)));
        for (name, when) in &self.key.leave_out {
            all.push(("key.leave_out", name));
            all.extend(when.keys().map(|other| ("key.leave_out", other)));
        }
        let Resend { window, period_start, period_end, scope, cut, .. } = &self.delivery;
        all.extend(
            [window, period_start, period_end, scope, cut]
                .into_iter()
                .flatten()
                .map(|name| ("delivery", name)),
        );
        for episode in &self.episodes {
            all.push(("episode", &episode.start));
            all.extend(episode.end.iter().chain(&episode.team).map(|name| ("episode", name)));
            let conditions = episode.when.keys().chain(episode.unless.keys());
            all.extend(conditions.map(|name| ("episode", name)));
        }
        all
    }
}

impl Column {
    /// The earliest believable date.
    #[must_use]
    pub fn earliest_date(&self) -> Option<Date> {
        self.earliest.as_deref().and_then(|text| parse_date(text, "%Y-%m-%d").ok())
    }

    /// The latest believable date, given the day the file arrived.
    #[must_use]
    pub fn latest_date(&self, arrived: Date) -> Option<Date> {
        match self.latest.as_deref() {
            Some("cut") => Some(arrived),
            Some(text) => parse_date(text, "%Y-%m-%d").ok(),
            // Nobody is born, dies or registers after the file arrives.
            None => matches!(
                self.role,
                Some(Role::DateOfBirth | Role::DateOfDeath | Role::RegisteredOn)
            )
            .then_some(arrived),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"
        name = "small"
        title = "Small"
        source = "s"
        organisation_kind = "test"
        grain = "one row a person"
        standard = "none"
        rhythm_days = 7
        identity = true
        [key]
        row = ["ID"]
        record = ["ID"]
        [delivery]
        resubmission = "snapshot"
        [[column]]
        name = "ID"
        type = "text"
    "#;

    #[test]
    fn a_profile_that_names_missing_columns_is_refused_with_all_faults() {
        assert!(Profile::parse("small.toml", SMALL).is_ok());
        for (change, to, says) in [
            (r#"row = ["ID"]"#, r#"row = ["IDD"]"#, "`IDD`, which is no column"),
            (r#"type = "text""#, r#"type = "date""#, "has no formats"),
            (r#""snapshot""#, r#""window""#, "a window needs the date column"),
            (r#"name = "ID""#, r#"nam = "ID""#, "nam"),
            ("rhythm_days = 7", "", "rhythm_days"),
        ] {
            let fault = Profile::parse("small.toml", &SMALL.replacen(change, to, 1));
            let text = fault.expect_err("refused").to_string();
            assert!(text.contains(says) && text.contains("small.toml"), "{text}");
        }
    }
}

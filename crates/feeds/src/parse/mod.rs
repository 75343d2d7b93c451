//! From a table and its profile to rows that can be landed, rejects and notes. Pure.

mod client_level;
mod key;
mod notes;
mod plan;

use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use sha2::{Digest as _, Sha256};
use terms::{Date, RecordId};

use crate::check::{Checked, check};
use crate::profile::{Kind, Profile, Role, Rules};
use crate::table::{Read, Table, hex};
use crate::{Episode, Hangs, Identity, Refusal, Row, value_class};
use client_level::ClientLevel;
use notes::Notes;
use plan::Plan;

pub use notes::Note;

/// What a file came to.
#[derive(Debug, Default)]
pub struct Parsed {
    /// Column names of the file, in its order.
    pub columns: Vec<String>,
    /// Data rows read.
    pub rows_read: u64,
    /// Rows that can be landed.
    pub rows: Vec<Row>,
    /// Rows that cannot, with the reason.
    pub rejected: Vec<Rejected>,
    /// Values kept as received but not used, counted by column, class and reason.
    pub notes: Vec<Note>,
    /// Rows that say again what another row of the file said.
    pub repeated: u64,
    /// Rows about people without a valid NHS number.
    pub without_nhs_number: u64,
    /// Different records in the file.
    pub persons: u64,
    /// The day up to which the file speaks.
    pub cut: Option<Date>,
    /// First day of the file's span.
    pub period_start: Option<Date>,
    /// Last day of the file's span.
    pub period_end: Option<Date>,
    /// Figures by a national data set's own rules, as JSON.
    pub summary_json: Option<String>,
}

/// A row that was not landed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Where it begins in the file.
    pub line: u64,
    /// The column at fault; empty where the row's shape is.
    pub column: String,
    /// The shape of the value, without its content.
    pub value_class: String,
    /// What is wrong.
    pub reason: String,
    /// How to mend it.
    pub remedy: String,
    /// The row as received, a JSON array.
    pub values_json: String,
    /// The row that an earlier delivery landed under the same key; it stays as it was.
    pub row_id: Option<RecordId>,
}

/// Reads every row of `table` by `profile`. `arrived` is the day of delivery. `progress` is told
/// the number of rows read from time to time.
///
/// # Errors
/// A [`Refusal`] where the whole file cannot be used.
pub fn parse(
    profile: &Profile,
    table: &Table,
    arrived: Date,
    progress: &mut dyn FnMut(u64),
) -> Result<Parsed, Refusal> {
    let plan = Plan::new(profile, &table.header)?;
    let mut parser = Parser {
        plan: &plan,
        arrived,
        notes: Notes::default(),
        seen: HashMap::new(),
        client_level: (profile.rules == Some(Rules::Cld)).then(ClientLevel::default),
        parsed: Parsed { columns: table.header.clone(), ..Parsed::default() },
    };
    let mut rows = table.rows();
    while let Some(read) = rows.next_row() {
        parser.parsed.rows_read += 1;
        match read {
            Read::Row { line, fields } => parser.row(line, fields),
            Read::Uneven { line, fields } => parser.uneven(line, fields),
        }
        if parser.parsed.rows_read.is_multiple_of(5_000) {
            progress(parser.parsed.rows_read);
        }
    }
    progress(parser.parsed.rows_read);
    Ok(parser.finish())
}

struct Parser<'p> {
    plan: &'p Plan<'p>,
    arrived: Date,
    notes: Notes,
    /// Row identifiers seen, with the place in `parsed.rows`.
    seen: HashMap<RecordId, usize>,
    client_level: Option<ClientLevel>,
    parsed: Parsed,
}

/// Values of one row, checked. `texts` and `checked` are in the order of the profile's columns.
struct Values<'r, 'p> {
    fields: Vec<&'r str>,
    texts: Vec<&'r str>,
    checked: Vec<Checked<'p>>,
}

impl Parser<'_> {
    fn row(&mut self, line: u64, record: &csv::ByteRecord) {
        // The whole text was checked to be UTF-8, and fields are cut at ASCII marks.
        let fields: Vec<&str> =
            record.iter().map(|field| std::str::from_utf8(field).unwrap_or_default()).collect();
        let mut texts = Vec::with_capacity(self.plan.columns.len());
        let mut checked = Vec::with_capacity(self.plan.columns.len());
        let mut rejected = None;
        for planned in &self.plan.columns {
            let value =
                planned.at.and_then(|at| fields.get(at)).copied().unwrap_or_default().trim();
            let found = check(planned.column, value, self.arrived);
            let fault = self.faults(planned.column, value, line, &found);
            rejected = rejected.or(fault);
            texts.push(value);
            checked.push(found);
        }
        let values = Values { fields, texts, checked };
        match rejected {
            None => self.keep(line, &values),
            Some(rejected) => {
                let key = key::row_key(self.plan, &values);
                self.parsed.rejected.push(Rejected {
                    values_json: json(&values.fields),
                    row_id: Some(RecordId::of(&self.plan.profile.name, &key)),
                    ..rejected
                });
            }
        }
    }

    /// Notes a wrong value; gives a reject where the column must be right.
    fn faults(
        &mut self,
        column: &crate::Column,
        value: &str,
        line: u64,
        found: &Checked<'_>,
    ) -> Option<Rejected> {
        let reject = |reason: &str, remedy: &str| {
            Some(Rejected {
                line,
                column: column.name.clone(),
                value_class: value_class(value),
                reason: reason.to_owned(),
                remedy: remedy.to_owned(),
                values_json: String::new(),
                row_id: None,
            })
        };
        match found {
            Checked::Blank if column.required => {
                reject("blank, but the row cannot be used without it", "Fill it in at its source")
            }
            Checked::Wrong { reason, remedy, date } => {
                // A date that is one, but not believable, does not make the row unusable. One that
                // cannot be read must not pass for blank where blank means "still open" or "alive".
                let must_be_read =
                    column.required && column.kind != Kind::Code || self.plan.decides(column);
                if must_be_read && date.is_none() {
                    return reject(reason, remedy);
                }
                self.notes.add(&column.name, value, reason, remedy, line);
                None
            }
            Checked::Sentinel(why) => {
                self.notes.add(
                    &column.name,
                    value,
                    why,
                    "Nothing: the source uses it for this",
                    line,
                );
                None
            }
            _ => None,
        }
    }

    fn uneven(&mut self, line: u64, record: &csv::ByteRecord) {
        let fields: Vec<&str> =
            record.iter().map(|field| std::str::from_utf8(field).unwrap_or_default()).collect();
        self.parsed.rejected.push(Rejected {
            line,
            column: String::new(),
            value_class: format!("{} values", fields.len()),
            reason: format!(
                "the row has {} values, the header {} columns",
                fields.len(),
                self.parsed.columns.len()
            ),
            remedy:
                "Put quotation marks around values that hold the delimiter, or add what is missing"
                    .to_owned(),
            values_json: json(&fields),
            row_id: None,
        });
    }

    fn keep(&mut self, line: u64, values: &Values<'_, '_>) {
        let plan = self.plan;
        let values_json = json(&values.fields);
        let row_key = key::row_key(plan, values);
        let row_id = RecordId::of(&plan.profile.name, &row_key);
        let record_key = key::joined(values, &plan.record);
        let hangs = match plan.parent {
            Some((feed, at)) => Hangs::Parent(RecordId::of(feed, key::part(values, at))),
            None if record_key.is_empty() => Hangs::Record(row_id),
            None => Hangs::Record(RecordId::of(&plan.profile.source, &record_key)),
        };
        let content_hash = content_hash(&values_json);
        let place = self.parsed.rows.len();
        match self.seen.entry(row_id) {
            Entry::Occupied(before) => {
                let before = *before.get();
                self.same_key(line, before, &content_hash, values, values_json);
                return;
            }
            Entry::Vacant(new) => {
                new.insert(place);
            }
        }
        if let Some(rules) = &mut self.client_level {
            rules.add(plan, values, place);
        }
        self.parsed.rows.push(Row {
            line,
            row_id,
            hangs,
            record_key,
            content_hash,
            scope: plan.scope.map(|at| key::part(values, at).to_owned()),
            window: plan.window.and_then(|at| values.date(at)),
            values_json,
            identity: plan.profile.identity.then(|| Box::new(identity(plan, values))),
            episodes: episodes(plan, values),
        });
        self.spans(values);
    }

    /// A second row with the key of an earlier one: the same again, or a contradiction. Client level
    /// data say the same event several times by design; the rules choose one of them at the end.
    fn same_key(
        &mut self,
        line: u64,
        before: usize,
        content_hash: &str,
        values: &Values<'_, '_>,
        values_json: String,
    ) {
        let Some(first) = self.parsed.rows.get_mut(before) else {
            return;
        };
        if first.content_hash == content_hash {
            self.parsed.repeated += 1;
            return;
        }
        if let Some(rules) = &mut self.client_level {
            self.parsed.repeated += 1;
            if rules.takes_the_place(self.plan, values, before) {
                first.line = line;
                content_hash.clone_into(&mut first.content_hash);
                first.values_json = values_json;
                first.identity = Some(Box::new(identity(self.plan, values)));
                first.episodes = episodes(self.plan, values);
            }
            return;
        }
        let reason = format!("the same key as line {}, with other values", first.line);
        self.parsed.rejected.push(Rejected {
            line,
            column: self.plan.profile.key.row.join(" + "),
            value_class: "a repeated key".to_owned(),
            reason,
            remedy: "Decide at the source which of the two rows is right, and send that one"
                .to_owned(),
            values_json,
            row_id: None,
        });
    }

    /// Keeps the latest cut and the span of the file. A day after arrival is no cut.
    fn spans(&mut self, values: &Values<'_, '_>) {
        let plan = self.plan;
        let parsed = &mut self.parsed;
        let day = |at: Option<usize>| at.and_then(|at| values.date(at));
        if let Some(cut) = day(plan.cut.or(plan.window)).filter(|cut| *cut <= self.arrived) {
            parsed.cut = parsed.cut.max(Some(cut));
        }
        let start = day(plan.period_start.or(plan.window));
        let end = day(plan.period_end.or(plan.window));
        parsed.period_start = match (parsed.period_start, start) {
            (Some(known), Some(day)) => Some(known.min(day)),
            (known, day) => known.or(day),
        };
        parsed.period_end = parsed.period_end.max(end);
    }

    fn finish(mut self) -> Parsed {
        self.parsed.notes = self.notes.finish();
        if let Some(rules) = self.client_level {
            let summary = rules.summary(self.arrived);
            // A structure of numbers and dates always has a JSON form.
            self.parsed.summary_json = serde_json::to_string(&summary).ok();
        }
        let mut persons: HashMap<RecordId, bool> = HashMap::new();
        for row in &self.parsed.rows {
            let Some(identity) = &row.identity else {
                continue;
            };
            if let Hangs::Record(record) = row.hangs {
                let has_number = persons.entry(record).or_default();
                *has_number |= identity.nhs_number.is_some();
            }
        }
        self.parsed.persons = persons.len() as u64;
        self.parsed.without_nhs_number =
            persons.values().filter(|has_number| !**has_number).count() as u64;
        self.parsed
    }
}

impl<'r> Values<'r, '_> {
    /// The value of a column of the profile, outer spaces off; blank where the file lacks it.
    fn by_profile(&self, at: usize) -> &'r str {
        self.texts.get(at).copied().unwrap_or_default()
    }

    /// The good date of a column of the profile.
    fn date(&self, at: usize) -> Option<Date> {
        match self.checked.get(at)? {
            Checked::Date(date) => Some(*date),
            _ => None,
        }
    }

    /// The date of a column of the profile, believable or not: an end in the year 2099 is an end.
    fn any_date(&self, at: usize) -> Option<Date> {
        match self.checked.get(at)? {
            Checked::Wrong { date, .. } => *date,
            _ => self.date(at),
        }
    }
}

fn identity(plan: &Plan<'_>, values: &Values<'_, '_>) -> Identity {
    let mut found = Identity::default();
    for (at, role) in &plan.roles {
        let text = key::part(values, *at);
        let Some(checked) = values.checked.get(*at) else {
            continue;
        };
        let good = match checked {
            Checked::Blank | Checked::Wrong { .. } | Checked::Sentinel(_) => continue,
            Checked::Date(date) => date.to_string(),
            Checked::Nhs(number) => number.to_string(),
            Checked::Postcode(postcode) if postcode.is_pseudo() => continue,
            Checked::Postcode(postcode) => postcode.to_string(),
            Checked::Code(meaning) if *role == Role::Sex => (*meaning).to_owned(),
            _ => text.to_owned(),
        };
        set(&mut found, *role, good);
    }
    found
}

fn set(found: &mut Identity, role: Role, value: String) {
    match role {
        Role::NhsNumber => found.nhs_number = Some(value),
        Role::NhsNumberStatus => found.nhs_number_traced = value == "01",
        Role::FirstName => found.first_name = Some(value),
        Role::MiddleName => found.middle_name = Some(value),
        Role::Surname => found.surname = Some(value),
        Role::FormerSurname => found.former_surname = Some(value),
        Role::DateOfBirth => found.date_of_birth = Some(value),
        Role::DateOfDeath => found.date_of_death = Some(value),
        Role::Sex => found.sex = (value != "unknown").then_some(value),
        Role::Address => match &mut found.address {
            Some(lines) => {
                lines.push_str(", ");
                lines.push_str(&value);
            }
            None => found.address = Some(value),
        },
        Role::Postcode => found.postcode = Some(value),
        Role::Uprn => found.uprn = Some(value),
        Role::Phone => found.phone = Some(value),
        Role::Email => found.email = Some(value),
        Role::Practice => found.practice_code = Some(value.to_ascii_uppercase()),
        Role::EthnicCategory => found.ethnic_category = Some(value),
        Role::RegisteredOn => found.registered_on = Some(value),
        Role::LocalId => {}
    }
}

fn episodes(plan: &Plan<'_>, values: &Values<'_, '_>) -> Vec<Episode> {
    let mut found = Vec::new();
    for rule in &plan.episodes {
        let holds = |conditions: &[(usize, &Vec<String>)]| {
            conditions
                .iter()
                .all(|(at, any)| any.iter().any(|value| value == key::part(values, *at)))
        };
        let excluded = !rule.unless.is_empty() && holds(&rule.unless);
        if let Some(start) = values.date(rule.start).filter(|_| holds(&rule.when) && !excluded) {
            found.push(Episode {
                kind: rule.kind.to_owned(),
                team: rule
                    .team
                    .map(|at| key::part(values, at).to_owned())
                    .filter(|team| !team.is_empty()),
                start,
                end: rule.end.and_then(|at| values.any_date(at)),
            });
        }
    }
    found
}

/// The beginning of the values' SHA-256: 96 bits tell the versions of one row apart.
fn content_hash(values_json: &str) -> String {
    let digest = Sha256::digest(values_json.as_bytes());
    hex(digest.get(..12).unwrap_or_default())
}

/// The fields as a JSON array.
fn json(fields: &[&str]) -> String {
    // Text always has a JSON form.
    serde_json::to_string(fields).unwrap_or_default()
}

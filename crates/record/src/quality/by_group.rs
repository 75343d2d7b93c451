//! Reading records beside the truth and counting by group.

use std::path::Path;

use futures_util::TryStreamExt as _;
use hashbrown::{HashMap, HashSet};
use linkage::quality::groups::{Compared, Counts};
use linkage::quality::{Truth, homes};
use linkage::{Identity, RecordIx, Records, RecordsBuilder, SourceIx};
use place::Place;
use store::Db;
use store::sqlx::any::AnyRow;
use store::sqlx::{self, Row as _};
use terms::Date;

use super::labels::{self, Deprivation, Kind};
use super::{Group, Grouping, LinkQuality, TruthRow, files, read_truth};
use crate::{Error, Result};

/// Records that their source withdrew before they were linked are of nobody.
pub(super) const RECORDS: &str = "select r.source, r.record_key, l.person_id, r.linkable, \
     r.nhs_number, r.first_name, r.surname, r.date_of_birth, r.sex, r.address, r.postcode, r.uprn, \
     r.ethnic_category from source_record r \
     left join person_link l on l.record_id = r.record_id and l.ended_by is null \
     where l.person_id is not null or r.withdrawn_by is null order by r.source, r.record_key";
pub(super) const LAST_CUT: &str = "select max(data_cut) from delivery where state = 'landed'";

/// Measures the links in use, by group, against `truth` (a CSV as [`super::measure`] reads it). Ages
/// are those on `as_of`, without which it is the last day that a delivery speaks of.
///
/// # Errors
/// When nothing was linked yet, the file cannot be read or names no linked record, or the database does
/// not answer.
pub async fn by_group(
    db: &Db,
    place: &Place,
    truth: &Path,
    as_of: Option<Date>,
) -> Result<LinkQuality> {
    let run_id = crate::link::newest(db).await?.ok_or(Error::NotLinked)?;
    let as_of = match as_of {
        Some(day) => day,
        None => last_cut(db).await?.unwrap_or_else(store::today_in_london),
    };
    let rows = read_truth(truth, &files(db).await?)?;
    let deprivation = Deprivation::new(place.reference());
    let loaded = load(db, &rows, as_of, &deprivation).await?;
    if loaded.labels.is_empty() {
        let what = "names no record that has been linked".to_owned();
        return Err(Error::File { file: truth.display().to_string(), what });
    }
    let (whole, groupings, unknown) = tokio::task::block_in_place(|| {
        let truth = Truth::from_rows(rows, &loaded.records);
        let (whole, groupings) = group(&loaded, &truth, as_of, deprivation.kind());
        (whole, groupings, truth.unknown().saturating_sub(loaded.not_linked_yet))
    });
    let name = truth.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(LinkQuality {
        measured_at: store::now_utc(),
        run_id,
        truth: name.unwrap_or_default(),
        as_of: as_of.to_string(),
        unknown,
        not_linked_yet: loaded.not_linked_yet,
        whole,
        groupings,
    })
}

async fn last_cut(db: &Db) -> Result<Option<Date>> {
    let day: Option<String> = sqlx::query_scalar(LAST_CUT).fetch_one(db.pool()).await?;
    Ok(day.and_then(|day| day.parse().ok()))
}

/// What one record says of its person.
struct Labels {
    age: Option<u8>,
    sex: Option<u8>,
    ethnic_group: Option<u8>,
    deprivation: Option<u8>,
}

/// The records that the truth names and that had a chance to be linked, in one order.
struct Loaded {
    records: Records,
    groups: Vec<u32>,
    labels: Vec<Labels>,
    not_linked_yet: u64,
}

async fn load(
    db: &Db,
    truth: &[TruthRow],
    as_of: Date,
    deprivation: &Deprivation<'_>,
) -> Result<Loaded> {
    let named: HashSet<(&str, &str)> =
        truth.iter().map(|((source, key), _)| (source.as_str(), key.as_str())).collect();
    let mut builder = RecordsBuilder::standard();
    let mut sources: HashMap<String, SourceIx> = HashMap::new();
    let mut persons: HashMap<String, u32> = HashMap::new();
    let (mut groups, mut labels, mut not_linked_yet) = (Vec::new(), Vec::new(), 0);
    let mut next = 0_u32;
    let mut rows = sqlx::query(RECORDS).fetch(db.pool());
    while let Some(row) = rows.try_next().await? {
        let (source, key): (&str, &str) = (row.try_get(0)?, row.try_get(1)?);
        if !named.contains(&(source, key)) {
            continue;
        }
        let (person, linkable): (Option<&str>, i64) = (row.try_get(2)?, row.try_get(3)?);
        if person.is_none() && linkable == 1 {
            not_linked_yet += 1;
            continue;
        }
        let at = match sources.get(source) {
            Some(at) => *at,
            None => *sources
                .entry(source.to_owned())
                .or_insert_with(|| builder.add_source(source, false)),
        };
        builder.push(at, key, &identity(&row)?);
        labels.push(said(&row, as_of, deprivation)?);
        // A record that cannot be linked stands alone.
        let known = person.and_then(|person| persons.get(person)).copied();
        groups.push(known.unwrap_or(next));
        if known.is_none() {
            persons.extend(person.map(|person| (person.to_owned(), next)));
            next = next.saturating_add(1);
        }
    }
    Ok(Loaded { records: builder.finish(), groups, labels, not_linked_yet })
}

/// What [`homes`] and the count of unlinkable records look at.
fn identity(row: &AnyRow) -> Result<Identity<'_>> {
    Ok(Identity {
        nhs_number: row.try_get(4)?,
        first_name: row.try_get(5)?,
        surname: row.try_get(6)?,
        date_of_birth: row.try_get(7)?,
        address: row.try_get(9)?,
        postcode: row.try_get(10)?,
        uprn: row.try_get(11)?,
        ..Identity::default()
    })
}

fn said(row: &AnyRow, as_of: Date, deprivation: &Deprivation<'_>) -> Result<Labels> {
    Ok(Labels {
        age: labels::age(row.try_get(7)?, as_of),
        sex: labels::sex(row.try_get(8)?),
        ethnic_group: labels::ethnic_group(row.try_get(12)?),
        deprivation: deprivation.of(row.try_get(10)?),
    })
}

fn group(
    loaded: &Loaded,
    truth: &Truth,
    as_of: Date,
    deprivation: &'static Kind,
) -> (Group, Vec<Grouping>) {
    let records = &loaded.records;
    let compared = Compared::new(records, &loaded.groups, truth);
    let whole = Group::whole("everybody", &compared.total());
    let of_people = |kind: &Kind, labels: Vec<Option<u8>>| {
        let labels: Vec<Option<u8>> =
            labels.into_iter().map(|label| label.or(Some(kind.otherwise))).collect();
        let found = compared.by_people(&labels).into_iter().map(|(label, counts)| {
            (kind.names.get(usize::from(label)).copied().unwrap_or_default().to_owned(), counts)
        });
        grouping(kind.key, kind.title, found, &whole)
    };
    let by_record = |kind: &Kind, of: fn(&Labels) -> Option<u8>| {
        let label = |record: RecordIx| loaded.labels.get(record.0 as usize).and_then(of);
        of_people(kind, truth.label_people(label))
    };
    let communal = born_by(as_of).map(|day| homes::communal(records, truth, day));
    let communal = communal.unwrap_or_default().into_iter().map(|is| is.then_some(0)).collect();
    let alike = homes::twins(records, truth).into_iter().zip(homes::namesakes(records, truth));
    let alike = alike.map(|(twin, namesake)| twin.then_some(0).or(namesake.then_some(1)));
    let groupings = vec![
        grouping("source_pair", "Pair of sources", compared.by_source_pair(), &whole),
        grouping("source", "Source", compared.by_source(), &whole),
        by_record(&labels::AGE, |said| said.age),
        by_record(&labels::SEX, |said| said.sex),
        by_record(&labels::ETHNIC_GROUP, |said| said.ethnic_group),
        by_record(deprivation, |said| said.deprivation),
        of_people(&labels::HOME, communal),
        of_people(&labels::ALIKE, alike.collect()),
    ];
    (whole, groupings)
}

fn grouping(
    key: &str,
    title: &str,
    groups: impl IntoIterator<Item = (String, Counts)>,
    whole: &Group,
) -> Grouping {
    let groups =
        groups.into_iter().map(|(name, counts)| Group::beside(&name, &counts, whole)).collect();
    Grouping { key: key.to_owned(), title: title.to_owned(), groups }
}

/// The latest day of birth of somebody who is 65 on `as_of`.
fn born_by(as_of: Date) -> Option<Date> {
    as_of.checked_sub(jiff::Span::new().years(65)).ok()
}

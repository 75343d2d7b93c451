//! The reference files of the place and its `place.toml`.

use std::fmt::Write as _;

use crate::error::Error;
use crate::output::Output;
use crate::town::{Town, places};

const PRACTICES: [&str; 19] = [
    "practice_code",
    "practice_name",
    "Address1",
    "Address2",
    "Address3",
    "Address4",
    "Address5",
    "Postcode",
    "Telephone",
    "status",
    "open_date",
    "close_date",
    "icb_ods",
    "commissioner_ods",
    "pcn_code",
    "pcn_name",
    "in_area",
    "registered_in_area_2022_07",
    "registered_total_2022_07",
];
const POSTCODES: [&str; 10] = [
    "postcode",
    "easting",
    "northing",
    "lat",
    "lon",
    "lad_cd",
    "lsoa21cd",
    "msoa21cd",
    "ward_cd",
    "ward_name",
];
const DEPRIVATION: [&str; 25] = [
    "lsoa21_code",
    "IMD_decile",
    "Income_decile",
    "Employment_decile",
    "Education_decile",
    "Health_decile",
    "Crime_decile",
    "Housing_and_Services_decile",
    "Environment_decile",
    "IMD_rank",
    "Income_rank",
    "Employment_rank",
    "Education_rank",
    "Health_rank",
    "Crime_rank",
    "Housing_and_Services_rank",
    "Environment_rank",
    "IMD_score",
    "Income_score",
    "Employment_score",
    "Education_score",
    "Health_score",
    "Crime_score",
    "Housing_and_Services_score",
    "Environment_score",
];

/// Writes the three reference files and `place.toml`.
pub(crate) fn write(town: &Town, out: &mut Output<'_>) -> Result<(), Error> {
    practices(town, out)?;
    postcodes(town, out)?;
    deprivation(town, out)?;
    out.text("place.toml", &place(town))
}

fn practices(town: &Town, out: &mut Output<'_>) -> Result<(), Error> {
    let mut sheet = out.sheet("reference/gp_practices.csv", &PRACTICES)?;
    for (at, practice) in (0_u16..).zip(&town.practices) {
        let registered =
            town.people.iter().filter(|p| p.neighbourhood > 0 && p.practice == at).count();
        let hood = places::NEIGHBOURHOODS.get(usize::from(practice.neighbourhood) - 1);
        // Practices stand at the first postcodes of their neighbourhood, a few streets apart.
        let district =
            hood.map_or("", |hood| hood.districts.get(usize::from(at) % 2).copied().unwrap_or(""));
        let site = town
            .homes
            .places
            .iter()
            .filter(|place| place.postcode.split(' ').next() == Some(district))
            .nth(usize::from(at % 10));
        sheet.row(&[
            &practice.code,
            &practice.name.to_uppercase(),
            &site.map(|place| format!("1 {}", place.street.to_uppercase())).unwrap_or_default(),
            "",
            "RAVENSBOURNE",
            "",
            "",
            site.map_or("", |place| &place.postcode),
            &format!("0999 888{:04}", at + 1),
            "A",
            "19740401",
            "",
            "Q99",
            "99A",
            &format!("U9900{}", practice.neighbourhood),
            &hood.map(|hood| format!("{} PCN", hood.name.to_uppercase())).unwrap_or_default(),
            "Y",
            &registered.to_string(),
            &registered.to_string(),
        ])?;
    }
    out.finish(sheet)
}

/// Latitude and longitude of 650000, 190000 on the national grid, and degrees a metre from there.
/// The borough lies off the coast of Kent: no place on land is meant, and maps show open sea.
fn latitude_longitude(easting: i32, northing: i32) -> (f64, f64) {
    let (east, north) = (f64::from(easting - 650_000), f64::from(northing - 190_000));
    (
        51.553_449 + north * 8.973_6e-6 - east * 4.436e-7,
        1.604_894 + north * 7.104e-7 + east * 1.439_41e-5,
    )
}

fn postcodes(town: &Town, out: &mut Output<'_>) -> Result<(), Error> {
    let mut sheet = out.sheet("reference/postcodes.csv", &POSTCODES)?;
    for place in &town.homes.places {
        let Some(area) = place.area.and_then(|area| town.homes.areas.get(area)) else {
            continue;
        };
        let (latitude, longitude) = latitude_longitude(place.easting, place.northing);
        sheet.row(&[
            &place.postcode,
            &place.easting.to_string(),
            &place.northing.to_string(),
            &format!("{latitude:.6}"),
            &format!("{longitude:.6}"),
            places::COUNCIL.0,
            &area.code,
            &area.middle_code,
            &area.ward_code,
            area.ward_name,
        ])?;
    }
    out.finish(sheet)
}

/// Ranks of the seven domains keep near the overall rank; scores fall as ranks rise.
fn deprivation(town: &Town, out: &mut Output<'_>) -> Result<(), Error> {
    let mut sheet = out.sheet("reference/imd2025_lsoa21.csv", &DEPRIVATION)?;
    for (at, area) in (0_u32..).zip(&town.homes.areas) {
        let ranks: Vec<u32> = (0..8_u32)
            .map(|domain| match domain {
                0 => area.rank,
                _ => (area.rank + (at * 37 + domain * 1_013) % 6_000).clamp(1, 33_755),
            })
            .collect();
        let mut cells = vec![area.code.clone()];
        cells.extend(ranks.iter().map(|rank| format!("{}.0", (rank - 1) * 10 / 33_755 + 1)));
        cells.extend(ranks.iter().map(|rank| format!("{rank}.0")));
        cells.extend((0_u32..).zip(&ranks).map(|(domain, rank)| {
            let share = 1.0 - f64::from(*rank) / 33_756.0;
            match domain {
                1 | 2 => format!("{:.3}", share * 0.6),
                4 | 5 => format!("{:.3}", share * 4.0 - 2.0),
                _ => format!("{:.3}", share * share * 70.0),
            }
        }));
        sheet.row(&cells.iter().map(String::as_str).collect::<Vec<_>>())?;
    }
    out.finish(sheet)
}

fn place(town: &Town) -> String {
    let mut text =
        String::from("name = \"Ravensbourne\"\nnote = \"demonstration: nobody here is real\"\n\n");
    let mut organisation = |code: &str, name: &str, kind: &str| {
        let _ = writeln!(
            text,
            "[[organisation]]\ncode = \"{code}\"\nname = \"{name}\"\nkind = \"{kind}\"\n"
        );
    };
    for practice in &town.practices {
        organisation(&practice.code, practice.name, "gp_practice");
    }
    for ((code, name), kind) in [
        (places::COUNCIL, "local_authority"),
        (places::ACUTE, "acute_trust"),
        (places::COMMUNITY, "community_provider"),
        (places::MENTAL_HEALTH, "mental_health_trust"),
    ] {
        organisation(code, name, kind);
    }
    for (at, home) in (1..).zip(&town.homes.care_homes) {
        organisation(&format!("VRB{at:03}"), &home.name, "care_home");
    }
    for (code, name) in places::VOLUNTARY {
        organisation(code, name, "voluntary");
    }
    for (number, hood) in (1_u8..).zip(&places::NEIGHBOURHOODS) {
        let quoted = |items: Vec<&str>| {
            items.iter().map(|item| format!("\"{item}\"")).collect::<Vec<_>>().join(", ")
        };
        let practices =
            town.practices.iter().filter(|p| p.neighbourhood == number).map(|p| p.code.as_str());
        let _ = writeln!(
            text,
            "[[neighbourhood]]\nid = \"{}\"\nname = \"{}\"\nbase = \"{}\"\nroll_out = \"{}\"\n\
             practices = [{}]\npostcode_districts = [{}]\n",
            hood.id,
            hood.name,
            hood.base,
            hood.roll_out,
            quoted(practices.collect()),
            quoted(hood.districts.to_vec()),
        );
    }
    text.push_str(
        "[reference]\npractices = \"reference/gp_practices.csv\"\n\
         postcodes = \"reference/postcodes.csv\"\nimd2025 = \"reference/imd2025_lsoa21.csv\"\n",
    );
    text
}

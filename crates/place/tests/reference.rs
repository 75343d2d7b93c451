//! Reference files: their known figures, their several headers, and the reasons for gaps.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "helpers of tests, outside #[test]")]

use std::fs;
use std::path::{Path, PathBuf};

use place::{Area, NoMatch, Place, Reference, ReferenceFiles, share_percent};
use terms::Postcode;

/// The folder of reference files shared among developers, if this machine has it.
fn shared() -> Option<PathBuf> {
    let root = std::env::var_os("JOINEDUP_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = root.join("data/uk/reference");
    if !folder.is_dir() {
        println!("skipped: the shared reference files are not on this machine");
        return None;
    }
    Some(folder)
}

fn files(folder: &Path, place: &str) -> ReferenceFiles {
    let file = |name: &str| Some(folder.join(format!("{place}_{name}.csv")));
    ReferenceFiles {
        practices: file("gp_practices"),
        postcodes: file("postcodes"),
        imd2019: file("imd2019_lsoa11"),
        imd2025: file("imd2025_lsoa21"),
        ..ReferenceFiles::default()
    }
}

fn postcode(text: &str) -> Postcode {
    Postcode::parse(text).expect("a postcode")
}

#[test]
fn a_missing_file_a_missing_column_and_a_wrong_value_are_named() {
    let missing = Place::load("no/such/place.toml").expect_err("there is no such file");
    assert!(missing.to_string().starts_with("cannot read `no/such/place.toml`"));
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let wrong = ReferenceFiles {
        postcodes: Some(data.join("lewisham_imd2025_lsoa21.csv")),
        ..ReferenceFiles::default()
    };
    let error = Reference::load(&wrong).expect_err("no postcodes in it");
    assert!(error.to_string().contains("has no column for the postcode; looked for pcds"));
    let folder = std::env::temp_dir().join(format!("place-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("imd.csv");
    fs::write(&file, "lsoa21cd,imd_rank,imd_decile\nE01000001,5,11\n").expect("a file");
    let wrong = ReferenceFiles { imd2025: Some(file), ..ReferenceFiles::default() };
    let error = Reference::load(&wrong).expect_err("decile 11");
    fs::remove_dir_all(&folder).expect("the folder goes");
    assert!(error.to_string().ends_with("line 2: the decile is not between 1 and 10"), "{error}");
}

/// Loads files written for one test, in a folder of its own that is gone afterwards.
fn written(name: &str, files: &[(&str, &str)]) -> Reference {
    let folder = std::env::temp_dir().join(format!("place-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let at = |file: &str| {
        let text = files.iter().find(|(named, _)| *named == file)?.1;
        let path = folder.join(file);
        fs::write(&path, text).expect("a file");
        Some(path)
    };
    let reference = Reference::load(&ReferenceFiles {
        practices: at("practices"),
        postcodes: at("postcodes"),
        council_lookup: at("council_lookup"),
        lsoa: at("lsoa"),
        imd2019: at("imd2019"),
        imd2025: at("imd2025"),
    });
    fs::remove_dir_all(&folder).expect("the folder goes");
    reference.expect("reference files")
}

#[test]
fn postcode_tables_go_by_several_headers() {
    // what the ONS Postcode Directory, an extract and a council call the same things
    for header in [
        "pcds,doterm,lsoa21,lsoa11,osward",
        "PCD8,DOTERM,LSOA21CD,LSOA11CD,WD25CD",
        "\u{feff}postcode,terminated,lsoa21cd,lsoa11cd,ward_cd",
        "PostcodeNatural,TerminationDate,LSOA21,LSOA11CD,WD22CD_proposed",
    ] {
        let text = format!("{header}\nAB1 0AA,,E01000021,E01000011,E05000001\nAB10AB,199606,,,\n");
        let reference = written("headers", &[("postcodes", &text)]);
        let live = postcode("AB1 0AA");
        let area = reference.area_of(&live);
        assert_eq!((area.lsoa21, area.lsoa11), (Some("E01000021"), Some("E01000011")), "{header}");
        assert_eq!(area.ward.map(|w| w.code.as_str()), Some("E05000001"), "{header}");
        assert!(!area.terminated, "{header}");
        let old = postcode("AB1 0AB");
        let area = reference.area_of(&old);
        assert!(area.terminated, "{header}");
        assert_eq!(area.notes, [NoMatch::NoLsoa21], "{header}");
    }
}

#[test]
fn both_vintages_are_kept_apart_and_gaps_are_told() {
    let reference = written(
        "vintages",
        &[
            (
                "postcodes",
                "postcode,lsoa21cd\nAB1 0AA,E01000001\nAB1 0AB,E01033801\nAB1 0AC,E01033802\n\
                 AB1 0AD,E01033899\n",
            ),
            ("council_lookup", "postcode,lsoa11cd\nAB1 0AC,E01000002\n"),
            ("lsoa", "lsoa21cd,ward_cd,ward_name\nE01033801,E05000009,Mill\n"),
            ("imd2019", "lsoa11cd,imd_rank,imd_decile\nE01000001,100,1\nE01000002,32000,10\n"),
            (
                "imd2025",
                "lsoa21_code,IMD_decile,IMD_rank,IMD_score\nE01000001,2.0,4000.0,40.5\n\
                 E01033801,3.0,9000.0,30\nE01033802,10.0,33000.0,2\n",
            ),
        ],
    );
    // postcode, 2011 LSOA, decile 2019, decile 2025, ward, gaps
    for (text, lsoa11, d2019, d2025, ward, notes) in [
        ("AB1 0AA", Some("E01000001"), Some(1), Some(2), None, vec![]),
        ("AB1 0AB", None, None, Some(3), Some("Mill"), vec![NoMatch::LsoaChanged]),
        ("AB1 0AC", Some("E01000002"), Some(10), Some(10), None, vec![]),
        ("AB1 0AD", None, None, None, None, vec![NoMatch::NotInImd2025, NoMatch::LsoaChanged]),
    ] {
        let postcode = postcode(text);
        let area = reference.area_of(&postcode);
        assert_eq!(area.lsoa11, lsoa11, "{text}");
        assert_eq!(area.imd2019.map(|imd| imd.decile), d2019, "{text}");
        assert_eq!(area.imd2025.map(|imd| imd.decile), d2025, "{text}");
        assert_eq!(area.ward.and_then(|w| w.name.as_deref()), ward, "{text}");
        assert_eq!(area.notes, notes, "{text}");
    }
    let found = reference.coverage();
    assert_eq!((found.lsoa21_in_imd2019, found.with_imd2019, found.with_imd2025), (1, 2, 3));
}

#[test]
fn ods_practices_are_those_of_prescribing_setting_4() {
    let line = |code: &str, closed: &str, status: &str, setting: &str| {
        format!(
            "\"{code}\",\"A SURGERY\",\"Y56\",\"QKK\",\"1 ROAD\",,,\"LONDON\",,\"SE13 5PJ\",\
             \"19740401\",\"{closed}\",\"{status}\",\"B\",,,,,,,,,,,,\"{setting}\",\n"
        )
    };
    let text = [
        line("G85001", "", "A", "4"),
        line("G85002", "20200101", "C", "4"),
        line("G85003", "", "D", "4"),
        line("Y00001", "", "A", "9"),
    ]
    .concat();
    let reference = written("epraccur", &[("practices", &text)]);
    let open = |code| reference.practice(code).map(|practice| practice.is_open);
    for (code, why, expected) in [
        ("G85001", "active", Some(true)),
        ("G85002", "closed", Some(false)),
        ("G85003", "dormant", Some(true)),
        ("Y00001", "not a GP practice", None),
    ] {
        assert_eq!(open(code), expected, "{code}: {why}");
    }
}

#[test]
fn reference_figures_of_both_boroughs() {
    let Some(folder) = shared() else {
        return;
    };
    // postcodes, LSOAs of 2021, per cent of postcodes whose 2021 code is in the IMD 2019 table
    for (name, postcodes, lsoas, same) in
        [("lewisham", 8627, 175, "97.1"), ("luton", 5258, 125, "73.8")]
    {
        let found = Reference::load(&files(&folder, name)).expect("reference files").coverage();
        println!("{name}: {found:?}");
        assert_eq!(found.postcodes, postcodes, "{name}");
        assert_eq!((found.lsoas21, found.lsoas21_in_imd2025), (lsoas, lsoas), "{name}");
        assert_eq!(found.with_imd2025, postcodes, "{name}");
        let share = share_percent(found.lsoa21_in_imd2019, found.postcodes).expect("postcodes");
        assert_eq!(format!("{share:.1}"), same, "{name}");
    }
}

#[test]
fn the_council_s_lookup_closes_the_gap_to_2011() {
    let Some(folder) = shared() else {
        return;
    };
    let with_lookup = ReferenceFiles {
        council_lookup: Some(folder.join("lewisham_postcode_lookup_council2022.csv")),
        lsoa: Some(folder.join("lewisham_imd2019_official.csv")),
        ..files(&folder, "lewisham")
    };
    let reference = Reference::load(&with_lookup).expect("reference files");
    let found = reference.coverage();
    println!("lewisham with the council's lookup: {found:?}");
    let share = |part| share_percent(part, found.postcodes).expect("postcodes");
    assert!(share(found.with_imd2019) > 99.0);
    assert!(found.terminated > 3000, "the lookup says which postcodes are no longer in use");
}

#[test]
fn a_postcode_says_why_it_has_no_area() {
    let Some(folder) = shared() else {
        return;
    };
    let reference = Reference::load(&files(&folder, "luton")).expect("reference files");
    let notes = |text| reference.area_of(&postcode(text)).notes;
    assert_eq!(notes("ZZ99 3VZ"), [NoMatch::Pseudo]);
    assert_eq!(notes("SE13 5PJ"), [NoMatch::NotInTable]);
    let town = postcode("LU1 1AA");
    let area = reference.area_of(&town);
    assert_eq!(area.lsoa21, Some("E01033804"));
    assert_eq!(area.ward.map(|w| w.code.as_str()), Some("E05014742"));
    assert!(area.imd2025.is_some_and(|imd| (1..=10).contains(&imd.decile)));
    let empty = Reference::default();
    let nothing = Area { notes: vec![NoMatch::NoTable], ..Area::default() };
    assert_eq!(empty.area_of(&town), nothing);
}

#[test]
fn header_less_ods_files_load() {
    let Some(folder) = shared() else {
        return;
    };
    let trusts = ReferenceFiles {
        practices: Some(folder.join("ods_etr_trusts_2022.csv")),
        ..ReferenceFiles::default()
    };
    let reference = Reference::load(&trusts).expect("the trusts file");
    assert_eq!(reference.practices().count(), 218);
    let trust = reference.practice("rj2").expect("Lewisham and Greenwich");
    assert_eq!(trust.name, "LEWISHAM AND GREENWICH NHS TRUST");
    assert_eq!(trust.postcode, Some(postcode("SE13 6LH")));
    assert!(trust.is_open);
}

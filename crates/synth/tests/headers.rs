//! Headers are those of real feeds: equal to the shared samples, column for column.
#![expect(clippy::expect_used, reason = "a test may stop where it stands")]

use std::path::{Path, PathBuf};

use synth::Borough;

fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let named = std::env::var_os("JOINEDUP_SHARED").map(PathBuf::from);
    named.into_iter().chain([beside]).map(|dir| dir.join("data")).find(|dir| dir.is_dir())
}

fn header(path: &Path) -> Vec<String> {
    let mut reader = csv::Reader::from_path(path).expect("the file opens");
    reader.headers().expect("a header").iter().map(str::to_owned).collect()
}

#[test]
fn headers_equal_those_of_the_samples() {
    let Some(shared) = shared() else {
        println!("skipped: the shared sample data are not here");
        return;
    };
    let dir = tempfile::tempdir().expect("a temporary folder");
    let borough = Borough { people: 1_000, ..Borough::default() };
    synth::write(&borough, dir.path(), &mut |_, _| ()).expect("a borough");
    let sample = shared.join("uk/samples/place_lewisham");
    let mut compared = 0;
    for entry in sample.read_dir().expect("the samples") {
        let name = entry.expect("an entry").file_name();
        if name != "truth_links.csv" {
            let made = dir.path().join("extracts").join(&name);
            assert_eq!(header(&made), header(&sample.join(&name)), "{}", name.display());
            compared += 1;
        }
    }
    assert_eq!(compared, 18);
    for (made, real) in [
        ("gp_practices.csv", "lewisham_gp_practices.csv"),
        ("postcodes.csv", "lewisham_postcodes.csv"),
        ("imd2025_lsoa21.csv", "lewisham_imd2025_lsoa21.csv"),
    ] {
        let real = shared.join("uk/reference").join(real);
        assert_eq!(header(&dir.path().join("reference").join(made)), header(&real));
    }
    let plain = dir.path().join("plain");
    synth::write_linkage_files(&borough, &plain, &mut |_, _| ()).expect("a borough");
    for name in ["gp.csv", "dn.csv", "asc.csv", "acute.csv", "mh.csv", "truth.csv"] {
        let real = shared.join("linkage/care_dev_30k").join(name);
        assert_eq!(header(&plain.join(name)), header(&real), "{name}");
    }
}

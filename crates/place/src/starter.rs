//! Places to begin with, and moving a `place.toml` to another folder.

use std::path::Path;

/// The files of a place that comes with the program, as (name below the data folder, content):
/// `place.toml` and the small reference tables it names. `None` where there is no such place.
#[must_use]
pub fn starter(name: &str) -> Option<[(&'static str, &'static str); 4]> {
    match name {
        "lewisham" => Some([
            ("place.toml", include_str!("../data/lewisham.toml")),
            ("lewisham_practices.csv", include_str!("../data/lewisham_practices.csv")),
            ("lewisham_imd2019_lsoa11.csv", include_str!("../data/lewisham_imd2019_lsoa11.csv")),
            ("lewisham_imd2025_lsoa21.csv", include_str!("../data/lewisham_imd2025_lsoa21.csv")),
        ]),
        "luton" => Some([
            ("place.toml", include_str!("../data/luton.toml")),
            ("luton_practices.csv", include_str!("../data/luton_practices.csv")),
            ("luton_imd2019_lsoa11.csv", include_str!("../data/luton_imd2019_lsoa11.csv")),
            ("luton_imd2025_lsoa21.csv", include_str!("../data/luton_imd2025_lsoa21.csv")),
        ]),
        _ => None,
    }
}

/// The text of a `place.toml` that stood in `folder`, for use elsewhere: relative paths below
/// `[reference]` are made whole, everything else (comments too) stays.
#[must_use]
pub fn rebase(text: &str, folder: &Path) -> String {
    let mut in_reference = false;
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.starts_with('[') {
            in_reference = trimmed.starts_with("[reference]");
        }
        match line.split_once('"').filter(|_| in_reference && !trimmed.starts_with('#')) {
            Some((key, rest)) => {
                let (path, after) = rest.split_once('"').unwrap_or((rest, ""));
                let whole = folder.join(path);
                out.push_str(&format!("{key}\"{}\"{after}", whole.display()));
            }
            None => out.push_str(line),
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starters_are_whole_places() {
        for name in ["lewisham", "luton"] {
            let folder = tempfile::tempdir().expect("a folder");
            for (file, text) in starter(name).expect("known") {
                std::fs::write(folder.path().join(file), text).expect("written");
            }
            let place = crate::Place::load(folder.path().join("place.toml")).expect("whole");
            assert!(place.neighbourhoods().len() > 3, "{name}");
        }
        assert!(starter("atlantis").is_none());
    }

    #[test]
    fn only_reference_paths_are_rebased() {
        let text = "name = \"X\" # a note\n[reference]\n# practices = \"old.csv\"\npractices = \"p.csv\" # here\n";
        let expected = "name = \"X\" # a note\n[reference]\n# practices = \"old.csv\"\npractices = \"/in/p.csv\" # here\n";
        assert_eq!(rebase(text, Path::new("/in")), expected);
    }
}

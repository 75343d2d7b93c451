//! A file is recognised by its header, not by its name.

use std::sync::Arc;

use crate::{Profile, Profiles};

/// What a header turned out to be.
#[derive(Debug)]
pub enum Recognised {
    /// The profile's columns are all here and no others.
    Known(Arc<Profile>),
    /// No profile fits; this is the nearest.
    Unknown(Option<Nearest>),
}

/// The profile that shares most columns with a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// Its name.
    pub profile: String,
    /// What people call it.
    pub title: String,
    /// Columns of the profile that the header lacks.
    pub missing: Vec<String>,
    /// Columns of the header that the profile does not know.
    pub new: Vec<String>,
}

/// Finds the profile of a header. Case, outer spaces and a repeated inner space do not count.
#[must_use]
pub fn recognise(profiles: &Profiles, header: &[String]) -> Recognised {
    let header: Vec<String> = header.iter().map(|name| folded(name)).collect();
    let mut nearest: Option<(usize, Nearest)> = None;
    for profile in profiles.iter() {
        let (shared, difference) = compare(profile, &header);
        if difference.missing.is_empty() && difference.new.is_empty() {
            return Recognised::Known(Arc::clone(profile));
        }
        let away = difference.missing.len() + difference.new.len();
        let nearer = nearest.as_ref().is_none_or(|(best, _)| away < *best);
        if shared > 0 && nearer {
            nearest = Some((away, difference));
        }
    }
    Recognised::Unknown(nearest.map(|(_, nearest)| nearest))
}

/// Compares a header with one profile: columns shared, and what differs.
#[must_use]
pub fn differences(profile: &Profile, header: &[String]) -> Nearest {
    let header: Vec<String> = header.iter().map(|name| folded(name)).collect();
    compare(profile, &header).1
}

fn compare(profile: &Profile, header: &[String]) -> (usize, Nearest) {
    let known: Vec<String> = profile.columns.iter().map(|column| folded(&column.name)).collect();
    let missing = profile
        .columns
        .iter()
        .zip(&known)
        .filter(|(column, name)| !column.optional && !header.contains(name))
        .map(|(column, _)| column.name.clone())
        .collect();
    let new: Vec<String> = header.iter().filter(|name| !known.contains(name)).cloned().collect();
    let shared = header.len() - new.len();
    let nearest =
        Nearest { profile: profile.name.clone(), title: profile.title.clone(), missing, new };
    (shared, nearest)
}

/// How two names of a column are compared.
pub(crate) fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn a_header_is_known_in_any_order_and_case_and_a_strange_one_names_its_nearest() {
        let profiles = Profiles::shipped().expect("whole");
        let known = "gpreg,LocalPatientId,NHSNumber,FamilyName,GivenName,PersonBirthDate,Gender,\
                     EthnicCategory,Postcode";
        let known = known.replace("gpreg", "gmpreg");
        match recognise(&profiles, &header(&known)) {
            Recognised::Known(profile) => assert_eq!(profile.name, "mh_patient_index"),
            Recognised::Unknown(nearest) => panic!("{nearest:?}"),
        }
        match recognise(&profiles, &header(&known.replace("Gender", "Sex"))) {
            Recognised::Unknown(Some(nearest)) => {
                assert_eq!(nearest.profile, "mh_patient_index");
                assert_eq!(nearest.missing, ["Gender"]);
                assert_eq!(nearest.new, ["SEX"]);
            }
            other => panic!("{other:?}"),
        }
        assert!(matches!(recognise(&profiles, &header("a,b")), Recognised::Unknown(None)));
    }
}

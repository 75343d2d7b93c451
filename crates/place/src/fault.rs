//! What can be wrong in a place: all of it is found and told at once.

use std::collections::{BTreeMap, BTreeSet};

use terms::OdsCode;

use crate::Reference;
use crate::config::PlaceFile;

/// One contradiction in a place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The place has no name.
    #[error("the place has no name")]
    NoName,
    /// Two organisations have one code.
    #[error("organisation `{0}` is listed twice")]
    OrganisationTwice(String),
    /// Two neighbourhoods have one id.
    #[error("neighbourhood `{0}` is listed twice")]
    NeighbourhoodTwice(String),
    /// An id that would not do in an address.
    #[error("neighbourhood id `{0}` must be lower-case letters, digits and hyphens")]
    Id(String),
    /// A neighbourhood without a name.
    #[error("neighbourhood `{0}` has no name")]
    NoNeighbourhoodName(String),
    /// Not a code of the Organisation Data Service.
    #[error("`{code}` in neighbourhood `{neighbourhood}` is not a practice code")]
    PracticeCode {
        /// The code as written.
        code: String,
        /// Where it stands.
        neighbourhood: String,
    },
    /// A practice that the practices file does not have.
    #[error("practice `{code}` in neighbourhood `{neighbourhood}` is not in the practices file")]
    UnknownPractice {
        /// The code.
        code: String,
        /// Where it stands.
        neighbourhood: String,
    },
    /// A practice that has closed.
    #[error("practice `{code}` in neighbourhood `{neighbourhood}` has closed")]
    ClosedPractice {
        /// The code.
        code: String,
        /// Where it stands.
        neighbourhood: String,
    },
    /// One practice in two neighbourhoods, or twice in one.
    #[error("practice `{code}` is in neighbourhood `{first}` and again in `{second}`")]
    PracticeTwice {
        /// The code.
        code: String,
        /// Where it stands first.
        first: String,
        /// Where it stands again.
        second: String,
    },
    /// Not an outward code.
    #[error("`{district}` in neighbourhood `{neighbourhood}` is not a postcode district")]
    District {
        /// As written.
        district: String,
        /// Where it stands.
        neighbourhood: String,
    },
}

/// Every fault of a place, in the order of the file.
pub(crate) fn faults(place: &PlaceFile, reference: &Reference) -> Vec<Fault> {
    let mut found = Vec::new();
    if place.name.trim().is_empty() {
        found.push(Fault::NoName);
    }
    let mut codes = BTreeSet::new();
    for organisation in &place.organisations {
        if !codes.insert(organisation.code.trim().to_ascii_uppercase()) {
            found.push(Fault::OrganisationTwice(organisation.code.clone()));
        }
    }
    let mut ids = BTreeSet::new();
    let mut placed: BTreeMap<String, &str> = BTreeMap::new();
    for neighbourhood in &place.neighbourhoods {
        let id = neighbourhood.id.as_str();
        if !ids.insert(id) {
            found.push(Fault::NeighbourhoodTwice(id.to_owned()));
        }
        if !is_id(id) {
            found.push(Fault::Id(id.to_owned()));
        }
        if neighbourhood.name.trim().is_empty() {
            found.push(Fault::NoNeighbourhoodName(id.to_owned()));
        }
        for code in &neighbourhood.practices {
            practice_faults(code, id, reference, &mut placed, &mut found);
        }
        for district in &neighbourhood.postcode_districts {
            if !is_district(district) {
                let (district, neighbourhood) = (district.clone(), id.to_owned());
                found.push(Fault::District { district, neighbourhood });
            }
        }
    }
    found
}

fn practice_faults<'a>(
    code: &str,
    id: &'a str,
    reference: &Reference,
    placed: &mut BTreeMap<String, &'a str>,
    found: &mut Vec<Fault>,
) {
    let neighbourhood = id.to_owned();
    let Ok(ods) = OdsCode::parse(code) else {
        let code = code.to_owned();
        return found.push(Fault::PracticeCode { code, neighbourhood });
    };
    let code = ods.as_str().to_owned();
    if let Some(first) = placed.get(&code) {
        let (first, second) = ((*first).to_owned(), neighbourhood);
        return found.push(Fault::PracticeTwice { code, first, second });
    }
    placed.insert(code.clone(), id);
    match reference.practice(&code) {
        None if reference.has_practices() => {
            found.push(Fault::UnknownPractice { code, neighbourhood });
        }
        Some(practice) if !practice.is_open => {
            found.push(Fault::ClosedPractice { code, neighbourhood });
        }
        _ => {}
    }
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
}

/// An outward code makes a postcode with any inward code.
fn is_district(district: &str) -> bool {
    terms::Postcode::parse(&format!("{district} 1AA"))
        .is_ok_and(|postcode| postcode.outward() == district.trim())
}

//! A place, loaded and checked.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use terms::{OdsCode, Postcode};

use crate::config::{Neighbourhood, Organisation, PlaceFile};
use crate::fault::faults;
use crate::{Error, Reference, ReferenceFiles};

/// A place: a borough, its organisations and its neighbourhoods.
#[derive(Debug)]
pub struct Place {
    name: String,
    note: Option<String>,
    organisations: Vec<Organisation>,
    neighbourhoods: Vec<Neighbourhood>,
    by_practice: HashMap<String, usize>,
    by_district: HashMap<String, Option<usize>>,
    reference: Reference,
}

impl Place {
    /// Loads `place.toml` and the reference files it names, which stand relative to it.
    ///
    /// # Errors
    /// When a file cannot be read or is not in its shape, and when the place contradicts itself:
    /// then every fault is listed, not only the first.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let text = fs::read_to_string(path)
            .map_err(|source| Error::Read { file: path.to_owned(), source })?;
        Self::read(&text, path)
    }

    /// Reads the text of a place file; reference files are sought beside `path`.
    ///
    /// # Errors
    /// As [`Place::load`].
    pub fn read(text: &str, path: &Path) -> Result<Self, Error> {
        let file: PlaceFile = toml::from_str(text)
            .map_err(|source| Error::Shape { file: path.to_owned(), source: Box::new(source) })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let beside = |named: &Option<std::path::PathBuf>| named.as_ref().map(|n| folder.join(n));
        let reference = Reference::load(&ReferenceFiles {
            practices: beside(&file.reference.practices),
            postcodes: beside(&file.reference.postcodes),
            council_lookup: beside(&file.reference.council_lookup),
            lsoa: beside(&file.reference.lsoa),
            imd2019: beside(&file.reference.imd2019),
            imd2025: beside(&file.reference.imd2025),
        })?;
        let found = faults(&file, &reference);
        if !found.is_empty() {
            return Err(Error::Faults(found));
        }
        Ok(Self::indexed(file, reference))
    }

    fn indexed(file: PlaceFile, reference: Reference) -> Self {
        let mut by_practice = HashMap::new();
        let mut by_district: HashMap<String, Option<usize>> = HashMap::new();
        for (at, neighbourhood) in file.neighbourhoods.iter().enumerate() {
            for code in neighbourhood.practices.iter().filter_map(|c| OdsCode::parse(c).ok()) {
                by_practice.insert(code.as_str().to_owned(), at);
            }
            let districts: HashSet<&String> = neighbourhood.postcode_districts.iter().collect();
            for district in districts {
                by_district
                    .entry(district.clone())
                    .and_modify(|owner| *owner = None)
                    .or_insert(Some(at));
            }
        }
        Self {
            name: file.name,
            note: file.note,
            organisations: file.organisations,
            neighbourhoods: file.neighbourhoods,
            by_practice,
            by_district,
            reference,
        }
    }

    /// The place's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a reader should know about it, such as that it is fictional.
    #[must_use]
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// Its organisations, in the order of the file.
    #[must_use]
    pub fn organisations(&self) -> &[Organisation] {
        &self.organisations
    }

    /// The organisation with this code, in any case.
    #[must_use]
    pub fn organisation(&self, code: &str) -> Option<&Organisation> {
        let code = code.trim();
        self.organisations.iter().find(|o| o.code.trim().eq_ignore_ascii_case(code))
    }

    /// Its neighbourhoods, in the order of the file.
    #[must_use]
    pub fn neighbourhoods(&self) -> &[Neighbourhood] {
        &self.neighbourhoods
    }

    /// The neighbourhood with this id.
    #[must_use]
    pub fn neighbourhood(&self, id: &str) -> Option<&Neighbourhood> {
        self.neighbourhoods.iter().find(|n| n.id == id)
    }

    /// The neighbourhood a practice belongs to; `None` when it is in none.
    #[must_use]
    pub fn neighbourhood_of_practice(&self, code: &str) -> Option<&Neighbourhood> {
        let code = OdsCode::parse(code).ok()?;
        let at = self.by_practice.get(code.as_str())?;
        self.neighbourhoods.get(*at)
    }

    /// The neighbourhood whose patch a postcode lies in. `None` when its district is in no
    /// neighbourhood or in more than one: nobody is placed by a guess.
    #[must_use]
    pub fn neighbourhood_of_postcode(&self, postcode: &Postcode) -> Option<&Neighbourhood> {
        let at = (*self.by_district.get(postcode.outward())?)?;
        self.neighbourhoods.get(at)
    }

    /// The reference data loaded with the place; empty where `place.toml` names no files.
    #[must_use]
    pub fn reference(&self) -> &Reference {
        &self.reference
    }
}

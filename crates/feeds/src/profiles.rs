//! The set of profiles at hand: those that come with the program and those of the place.

use std::path::Path;
use std::sync::Arc;

use crate::{Error, Profile};

/// Every profile, by the name of its feed.
#[derive(Clone, Debug)]
pub struct Profiles {
    all: Vec<Arc<Profile>>,
}

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../profiles/", $name, ".toml")))),+]
    };
}

const SHIPPED: &[(&str, &str)] = shipped![
    "gp_registered_list",
    "gp_conditions",
    "community_patient_index",
    "csds_cyp101_referral",
    "csds_cyp201_care_contact",
    "asc_cld",
    "acute_patient_index",
    "sus_apc_spells",
    "ecds_attendances",
    "discharge_referrals",
    "mh_patient_index",
    "mhsds_mhs101_referral",
    "sen2_return",
    "sen2_person",
    "sen2_requests",
    "sen2_assessment",
    "sen2_namedplan",
    "sen2_plandetail",
    "sen2_activeplans",
    "sen2_placementdetail",
    "sen2_senneed",
    "capacity_tracker",
    "hes_apc",
    "hes_ae",
    "hes_op",
];

impl Profiles {
    /// The profiles that come with the program.
    ///
    /// # Errors
    /// When one of them is wrong, which a test rules out.
    pub fn shipped() -> Result<Self, Error> {
        let all = SHIPPED
            .iter()
            .map(|(name, text)| Profile::parse(&format!("{name}.toml"), text).map(Arc::new))
            .collect::<Result<_, _>>()?;
        Ok(Self { all })
    }

    /// The shipped profiles and those in `folder` (`*.toml`); a profile there takes the place of a
    /// shipped one with the same name. A folder that is not there adds nothing.
    ///
    /// # Errors
    /// When a file cannot be read or is not a whole profile.
    pub fn with_folder(folder: &Path) -> Result<Self, Error> {
        let mut profiles = Self::shipped()?;
        let Ok(entries) = std::fs::read_dir(folder) else {
            return Ok(profiles);
        };
        let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        files.sort();
        for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "toml")) {
            let name = file.display().to_string();
            let text = std::fs::read_to_string(file)
                .map_err(|source| Error::Read { file: name.clone(), source })?;
            let profile = Profile::parse(&name, &text)?;
            profiles.all.retain(|other| other.name != profile.name);
            profiles.all.push(Arc::new(profile));
        }
        Ok(profiles)
    }

    /// All profiles, shipped ones first.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Profile>> {
        self.all.iter()
    }

    /// The profile of a feed.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<Profile>> {
        self.all.iter().find(|profile| profile.name == name)
    }

    /// Feeds whose rows hang, at any depth, on rows of `feed`.
    #[must_use]
    pub fn below(&self, feed: &str) -> Vec<&Arc<Profile>> {
        let mut found: Vec<&Arc<Profile>> = Vec::new();
        let mut parents = vec![feed];
        while let Some(parent) = parents.pop() {
            for profile in &self.all {
                let is_child = profile.key.parent.as_ref().is_some_and(|p| p.feed == parent);
                if is_child && !found.iter().any(|other| other.name == profile.name) {
                    parents.push(&profile.name);
                    found.push(profile);
                }
            }
        }
        found
    }

    /// How many feeds stand above a feed: those with 0 are imported first.
    #[must_use]
    pub fn depth(&self, feed: &str) -> usize {
        let mut depth = usize::from(!self.get(feed).is_some_and(|profile| profile.identity));
        let mut at = feed;
        while let Some(parent) = self.get(at).and_then(|profile| profile.key.parent.as_ref()) {
            depth += 1;
            at = &parent.feed;
            if depth > self.all.len() {
                break;
            }
        }
        depth
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_profile_is_whole_and_parents_are_known() {
        let profiles = Profiles::shipped().expect("all whole");
        assert_eq!(profiles.iter().count(), SHIPPED.len());
        for profile in profiles.iter() {
            if let Some(parent) = &profile.key.parent {
                assert!(profiles.get(&parent.feed).is_some(), "{}", profile.name);
            }
        }
        assert_eq!(profiles.depth("gp_registered_list"), 0);
        assert!(
            profiles.depth("csds_cyp201_care_contact") > profiles.depth("csds_cyp101_referral")
        );
        let below: Vec<_> =
            profiles.below("sen2_requests").iter().map(|p| p.name.as_str()).collect();
        assert!(below.contains(&"sen2_senneed") && below.contains(&"sen2_assessment"), "{below:?}");
    }

    #[test]
    fn a_place_may_add_and_replace() {
        let folder = tempfile::tempdir().expect("a folder");
        let own = SHIPPED.first().expect("one").1.replace("GP registered list", "Our list");
        std::fs::write(folder.path().join("own.toml"), own).expect("written");
        let profiles = Profiles::with_folder(folder.path()).expect("whole");
        assert_eq!(profiles.iter().count(), SHIPPED.len());
        assert_eq!(profiles.get("gp_registered_list").expect("there").title, "Our list");
        std::fs::write(folder.path().join("bad.toml"), "name = ").expect("written");
        let fault = Profiles::with_folder(folder.path()).expect_err("refused").to_string();
        assert!(fault.contains("bad.toml"), "{fault}");
    }
}

//! One person, as true.

use terms::{Date, NhsNumber};

use crate::names::Group;

/// A person of the borough. Nothing here is mistaken: mistakes are made record by record.
pub(crate) struct Person {
    /// 1, 2, 3 … over the whole borough.
    pub(crate) number: u32,
    pub(crate) nhs: NhsNumber,
    pub(crate) group: Group,
    pub(crate) ethnicity: char,
    pub(crate) female: bool,
    /// Empty for people with a single name.
    pub(crate) given: &'static str,
    pub(crate) middle: &'static str,
    pub(crate) surname: u32,
    pub(crate) former_surname: Option<u32>,
    pub(crate) born: Date,
    /// Completed years at the data cut.
    pub(crate) age: i32,
    pub(crate) died: Option<Date>,
    pub(crate) household: u32,
    pub(crate) home: u32,
    pub(crate) former_home: u32,
    /// 1 to 4, or 0 when not registered with a practice of the borough.
    pub(crate) neighbourhood: u8,
    pub(crate) practice: u16,
    /// The last seven digits; 0 for none.
    pub(crate) phone: u32,
    pub(crate) twin: bool,
    pub(crate) junior: bool,
    pub(crate) care_home: Option<u16>,
    pub(crate) nursing: bool,
    pub(crate) social_care: bool,
}

impl Person {
    /// `P000001`: the key of the truth files.
    pub(crate) fn id(&self) -> String {
        format!("P{:06}", self.number)
    }

    /// How much care a person of this age and home needs, from 1 upwards; the rest follows from it.
    pub(crate) fn need(&self) -> f64 {
        let by_age = match self.age {
            ..=17 => 0.15,
            18..=39 => 0.3,
            40..=54 => 0.9,
            55..=64 => 2.2,
            65..=74 => 8.0,
            75..=84 => 24.0,
            85..=89 => 42.0,
            _ => 50.0,
        };
        if self.care_home.is_some() { by_age * 1.4 } else { by_age }
    }
}

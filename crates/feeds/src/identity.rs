//! Who a record is about, as its source says.

use serde::{Deserialize, Serialize};

/// Identifying values of one source record; only values that passed their check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// Ten digits with a right check digit.
    pub nhs_number: Option<String>,
    /// The source says that the number was traced (status 01).
    pub nhs_number_traced: bool,
    /// Given name.
    pub first_name: Option<String>,
    /// Further given names.
    pub middle_name: Option<String>,
    /// Family name.
    pub surname: Option<String>,
    /// An earlier family name.
    pub former_surname: Option<String>,
    /// `yyyy-mm-dd`.
    pub date_of_birth: Option<String>,
    /// `yyyy-mm-dd`.
    pub date_of_death: Option<String>,
    /// `male`, `female`, `indeterminate`.
    pub sex: Option<String>,
    /// Address lines without the postcode.
    pub address: Option<String>,
    /// In its one shape.
    pub postcode: Option<String>,
    /// Digits.
    pub uprn: Option<String>,
    /// As received.
    pub phone: Option<String>,
    /// As received.
    pub email: Option<String>,
    /// ODS code.
    pub practice_code: Option<String>,
    /// As received.
    pub ethnic_category: Option<String>,
    /// First day of the registration, `yyyy-mm-dd`.
    pub registered_on: Option<String>,
    /// Further places: other rows of the same record, or earlier deliveries.
    pub other_places: Vec<OtherPlace>,
}

/// An address and postcode that a record had before or besides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherPlace(pub Option<String>, pub Option<String>);

/// How many further places a record keeps.
const OTHER_PLACES_MAX: usize = 8;

impl Identity {
    /// Adds what another row of the same record says: blanks are filled, a different place is kept
    /// as a further place, a different family name as a former one.
    pub(crate) fn fold(&mut self, older: &Self) {
        fill(&mut self.nhs_number, &older.nhs_number);
        self.nhs_number_traced |= older.nhs_number_traced && self.nhs_number == older.nhs_number;
        fill(&mut self.first_name, &older.first_name);
        fill(&mut self.middle_name, &older.middle_name);
        if self.surname != older.surname && self.former_surname.is_none() && self.surname.is_some()
        {
            self.former_surname.clone_from(&older.surname);
        }
        fill(&mut self.surname, &older.surname);
        fill(&mut self.former_surname, &older.former_surname);
        fill(&mut self.date_of_birth, &older.date_of_birth);
        fill(&mut self.date_of_death, &older.date_of_death);
        fill(&mut self.sex, &older.sex);
        fill(&mut self.uprn, &older.uprn);
        fill(&mut self.phone, &older.phone);
        fill(&mut self.email, &older.email);
        fill(&mut self.practice_code, &older.practice_code);
        fill(&mut self.ethnic_category, &older.ethnic_category);
        fill(&mut self.registered_on, &older.registered_on);
        self.fold_places(older);
    }

    fn fold_places(&mut self, older: &Self) {
        if self.address.is_none() && self.postcode.is_none() {
            self.address.clone_from(&older.address);
            self.postcode.clone_from(&older.postcode);
        } else {
            self.keep_place(OtherPlace(older.address.clone(), older.postcode.clone()));
        }
        for place in &older.other_places {
            self.keep_place(place.clone());
        }
    }

    fn keep_place(&mut self, place: OtherPlace) {
        let known = place.0.is_none() && place.1.is_none()
            || place.0 == self.address && place.1 == self.postcode
            || self.other_places.contains(&place);
        if !known && self.other_places.len() < OTHER_PLACES_MAX {
            self.other_places.push(place);
        }
    }
}

fn fill(into: &mut Option<String>, from: &Option<String>) {
    if into.is_none() {
        into.clone_from(from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_row_fills_blanks_and_leaves_its_place_and_name() {
        let some = |text: &str| Some(text.to_owned());
        let mut now =
            Identity { surname: some("Smith"), postcode: some("SE13 5HG"), ..Identity::default() };
        let older = Identity {
            surname: some("Jones"),
            first_name: some("Ann"),
            postcode: some("SE6 4EB"),
            ..Identity::default()
        };
        now.fold(&older);
        now.fold(&older);
        assert_eq!(now.first_name, some("Ann"));
        assert_eq!(now.former_surname, some("Jones"));
        assert_eq!(now.other_places, [OtherPlace(None, some("SE6 4EB"))]);
    }
}

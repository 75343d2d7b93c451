//! What is known of one record, as its source wrote it.

/// The identifying values of one record. Every value may be missing; an empty text is missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Identity<'a> {
    /// NHS number, with or without spaces.
    pub nhs_number: Option<&'a str>,
    /// Whether the number was traced against the Personal Demographics Service.
    pub nhs_number_traced: bool,
    /// Given name.
    pub first_name: Option<&'a str>,
    /// Further given names.
    pub middle_name: Option<&'a str>,
    /// Family name.
    pub surname: Option<&'a str>,
    /// An earlier family name.
    pub former_surname: Option<&'a str>,
    /// Date of birth, `yyyy-mm-dd`.
    pub date_of_birth: Option<&'a str>,
    /// Date of death, `yyyy-mm-dd`.
    pub date_of_death: Option<&'a str>,
    /// Sex or gender: `M`, `F`, `1`, `2`, `Male` …; anything else is unknown.
    pub sex: Option<&'a str>,
    /// Address without postcode.
    pub address: Option<&'a str>,
    /// Postcode.
    pub postcode: Option<&'a str>,
    /// Unique Property Reference Number.
    pub uprn: Option<&'a str>,
    /// Telephone number.
    pub phone: Option<&'a str>,
    /// Email address.
    pub email: Option<&'a str>,
    /// GP practice code.
    pub practice: Option<&'a str>,
    /// Town; compared only where there is no postcode.
    pub town: Option<&'a str>,
    /// Another number of the person's own, such as a social security number.
    pub other_id: Option<&'a str>,
    /// Further places as (address, postcode): earlier addresses, temporary ones.
    pub other_places: &'a [(&'a str, &'a str)],
}

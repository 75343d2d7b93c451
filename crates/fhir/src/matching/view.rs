//! What an answer may show of a person, and how UK Core writes it.

use std::fmt;

use serde::Serialize;
use terms::{NhsNumber, OdsCode, PartialDate, PersonId};

use super::Sex;
use crate::systems::{
    NHS_NUMBER, NHS_NUMBER_STATUS, NHS_NUMBER_STATUS_CODES, ODS_CODE, UK_CORE_PATIENT,
};

/// What may be shown of a person. Whatever is left empty is left out.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PatientView {
    /// NHS number.
    pub nhs_number: Option<NhsNumber>,
    /// Whether the national register confirmed the number; `None` where nobody knows.
    pub nhs_number_traced: Option<bool>,
    /// Numbers by which organisations know the person.
    pub identifiers: Vec<Identifier>,
    /// Names, the one in use first.
    pub names: Vec<NameView>,
    /// Date of birth.
    pub birth_date: Option<PartialDate>,
    /// Sex, written as the administrative gender.
    pub sex: Option<Sex>,
    /// Date of death.
    pub death_date: Option<PartialDate>,
    /// Addresses, the one in use first.
    pub addresses: Vec<AddressView>,
    /// The practice the person is registered with.
    pub practice: Option<OdsCode>,
    /// The organisation that keeps the record shown.
    pub keeper: Option<OdsCode>,
}

/// A number by which an organisation knows a person.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Identifier {
    /// The address that names the numbering.
    pub system: String,
    /// The number.
    pub value: String,
}

/// A name as it is shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct NameView {
    /// Family name.
    pub family: Option<String>,
    /// Given names in their order.
    pub given: Vec<String>,
    /// Titles: `Mrs`.
    pub prefix: Vec<String>,
    /// No longer in use.
    pub former: bool,
}

/// An address as it is shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AddressView {
    /// Lines without the town and the postcode.
    pub lines: Vec<String>,
    /// Town.
    pub town: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// No longer lived at.
    pub past: bool,
}

/// Debug output reaches logs, so it tells nothing of the person.
impl fmt::Debug for PatientView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PatientView(…)")
    }
}

/// A Patient of UK Core.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Patient<'a> {
    resource_type: &'static str,
    id: String,
    meta: Meta,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    identifier: Vec<PatientIdentifier<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    name: Vec<HumanName<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gender: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deceased_date_time: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    address: Vec<WrittenAddress<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    general_practitioner: Vec<Organisation<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    managing_organization: Option<Organisation<'a>>,
}

#[derive(Serialize)]
struct Meta {
    profile: [&'static str; 1],
}

#[derive(Serialize)]
struct PatientIdentifier<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    extension: Vec<StatusExtension>,
    system: &'a str,
    value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StatusExtension {
    url: &'static str,
    value_codeable_concept: Concept,
}

#[derive(Serialize)]
struct Concept {
    coding: [Coding; 1],
}

#[derive(Serialize)]
struct Coding {
    system: &'static str,
    code: &'static str,
    display: &'static str,
}

#[derive(Serialize)]
struct HumanName<'a> {
    r#use: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    given: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    prefix: Vec<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WrittenAddress<'a> {
    r#use: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    line: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    city: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    postal_code: Option<&'a str>,
}

#[derive(Serialize)]
struct Organisation<'a> {
    r#type: &'static str,
    identifier: OdsIdentifier<'a>,
}

#[derive(Serialize)]
struct OdsIdentifier<'a> {
    system: &'static str,
    value: &'a str,
}

impl PatientView {
    /// Written as UK Core writes a Patient, with the person's identifier here as its id.
    pub(super) fn written(&self, person: PersonId) -> Patient<'_> {
        Patient {
            resource_type: "Patient",
            id: person.to_string(),
            meta: Meta { profile: [UK_CORE_PATIENT] },
            identifier: self.written_identifiers(),
            name: self.names.iter().filter_map(written_name).collect(),
            gender: self.sex.map(gender),
            birth_date: self.birth_date.map(|date| date.to_string()),
            deceased_date_time: self.death_date.map(|date| date.to_string()),
            address: self.addresses.iter().filter_map(written_address).collect(),
            general_practitioner: self.practice.iter().map(organisation).collect(),
            managing_organization: self.keeper.as_ref().map(organisation),
        }
    }

    fn written_identifiers(&self) -> Vec<PatientIdentifier<'_>> {
        let nhs_number = self.nhs_number.map(|number| PatientIdentifier {
            extension: self.nhs_number_traced.map(traced).into_iter().collect(),
            system: NHS_NUMBER,
            value: number.to_string(),
        });
        let local = self.identifiers.iter().map(|identifier| PatientIdentifier {
            extension: Vec::new(),
            system: &identifier.system,
            value: identifier.value.clone(),
        });
        nhs_number.into_iter().chain(local).collect()
    }
}

/// Codes 01 and 02 of UK Core's NHS number verification status.
fn traced(traced: bool) -> StatusExtension {
    let (code, display) = if traced {
        ("01", "Number present and verified")
    } else {
        ("02", "Number present but not traced")
    };
    let coding = [Coding { system: NHS_NUMBER_STATUS_CODES, code, display }];
    StatusExtension { url: NHS_NUMBER_STATUS, value_codeable_concept: Concept { coding } }
}

fn gender(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Other => "other",
        Sex::Unknown => "unknown",
    }
}

/// FHIR has no element without a value, so a name of nothing is none.
fn written_name(name: &NameView) -> Option<HumanName<'_>> {
    let (family, given) = (full(name.family.as_ref()), all_full(&name.given));
    (family.is_some() || !given.is_empty()).then(|| HumanName {
        r#use: if name.former { "old" } else { "usual" },
        family,
        given,
        prefix: all_full(&name.prefix),
    })
}

fn written_address(address: &AddressView) -> Option<WrittenAddress<'_>> {
    let line = all_full(&address.lines);
    let (city, postal_code) = (full(address.town.as_ref()), full(address.postcode.as_ref()));
    (city.is_some() || postal_code.is_some() || !line.is_empty()).then_some(WrittenAddress {
        r#use: if address.past { "old" } else { "home" },
        line,
        city,
        postal_code,
    })
}

/// A text that says something.
fn full(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

fn all_full(texts: &[String]) -> Vec<&str> {
    texts.iter().filter_map(|text| full(Some(text))).collect()
}

fn organisation(code: &OdsCode) -> Organisation<'_> {
    let identifier = OdsIdentifier { system: ODS_CODE, value: code.as_str() };
    Organisation { r#type: "Organization", identifier }
}

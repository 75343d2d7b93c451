//! The names by which FHIR knows identifiers, code lists and profiles.
//!
//! Source: NHS England and HL7 UK, UK Core R4; HL7 FHIR R4 4.0.1.

pub(crate) const NHS_NUMBER: &str = "https://fhir.nhs.uk/Id/nhs-number";
pub(crate) const ODS_CODE: &str = "https://fhir.nhs.uk/Id/ods-organization-code";

pub(crate) const UK_CORE_PATIENT: &str =
    "https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient";
pub(crate) const ADDRESS_KEY: &str =
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-AddressKey";
pub(crate) const NHS_NUMBER_STATUS: &str =
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus";
pub(crate) const NHS_NUMBER_STATUS_CODES: &str =
    "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland";

pub(crate) const MATCH_GRADE: &str = "http://hl7.org/fhir/StructureDefinition/match-grade";

/// The status names of the Department for Education's matcher. No registered name for them exists.
pub(crate) const MATCH_STATUS: &str = "urn:x-joinedup:match-status";

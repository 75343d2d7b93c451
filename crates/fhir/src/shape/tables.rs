//! The elements of Patient and of the data types it is made of, with their types and how often they
//! may stand.
//!
//! Source: HL7 FHIR R4 4.0.1, Patient and data types. The lower bounds are left out on purpose: R4
//! says of `$match` that a Patient need not have its mandatory elements.

use super::Kind::{
    self, Base64, Boolean, Code, Date, DateTime, Extension, Id, Instant, Of, PositiveInt, Resource,
    Text, Uri, Whole, Xhtml,
};
use super::{Element, Shape};

const fn one(name: &'static str, kind: Kind) -> Element {
    Element { name, path: name, kind, many: false, modifies: false }
}

const fn many(name: &'static str, kind: Kind) -> Element {
    Element { name, path: name, kind, many: true, modifies: false }
}

/// One type of an element that may be of several types.
const fn choice(name: &'static str, path: &'static str, kind: Kind) -> Element {
    Element { name, path, kind, many: false, modifies: false }
}

/// An element that may change what the others mean: it cannot be passed over.
const fn modifier(element: Element) -> Element {
    Element { modifies: true, ..element }
}

/// What every data type has.
pub(super) static COMMON: &[Element] = &[one("id", Text), many("extension", Extension)];

/// What a choice of several codes means elsewhere.
const ANY: &[&str] = &[];
const GENDERS: &[&str] = &["male", "female", "other", "unknown"];
const ADDRESS_USES: &[&str] = &["home", "work", "temp", "old", "billing"];
const NAME_USES: &[&str] = &["usual", "official", "temp", "nickname", "anonymous", "old", "maiden"];
const TELECOM_SYSTEMS: &[&str] = &["phone", "fax", "email", "pager", "url", "sms", "other"];

pub(super) static PATIENT: Shape = Shape {
    resource: true,
    elements: &[
        one("id", Id),
        one("meta", Of(&META)),
        modifier(one("implicitRules", Uri)),
        one("language", Code(ANY)),
        one("text", Of(&NARRATIVE)),
        many("contained", Resource),
        modifier(many("modifierExtension", Extension)),
        many("identifier", Of(&IDENTIFIER)),
        one("active", Boolean),
        many("name", Of(&HUMAN_NAME)),
        many("telecom", Of(&CONTACT_POINT)),
        one("gender", Code(GENDERS)),
        one("birthDate", Date),
        choice("deceasedBoolean", "deceased", Boolean),
        choice("deceasedDateTime", "deceased", DateTime),
        many("address", Of(&ADDRESS)),
        one("maritalStatus", Of(&CODEABLE_CONCEPT)),
        choice("multipleBirthBoolean", "multipleBirth", Boolean),
        choice("multipleBirthInteger", "multipleBirth", Whole),
        many("photo", Of(&ATTACHMENT)),
        many("contact", Of(&CONTACT)),
        many("communication", Of(&COMMUNICATION)),
        many("generalPractitioner", Of(&REFERENCE)),
        one("managingOrganization", Of(&REFERENCE)),
        many("link", Of(&LINK)),
    ],
};

static CONTACT: Shape = Shape {
    resource: false,
    elements: &[
        modifier(many("modifierExtension", Extension)),
        many("relationship", Of(&CODEABLE_CONCEPT)),
        one("name", Of(&HUMAN_NAME)),
        many("telecom", Of(&CONTACT_POINT)),
        one("address", Of(&ADDRESS)),
        one("gender", Code(GENDERS)),
        one("organization", Of(&REFERENCE)),
        one("period", Of(&PERIOD)),
    ],
};

static COMMUNICATION: Shape = Shape {
    resource: false,
    elements: &[
        modifier(many("modifierExtension", Extension)),
        one("language", Of(&CODEABLE_CONCEPT)),
        one("preferred", Boolean),
    ],
};

static LINK: Shape = Shape {
    resource: false,
    elements: &[
        modifier(many("modifierExtension", Extension)),
        one("other", Of(&REFERENCE)),
        one("type", Code(&["replaced-by", "replaces", "refer", "seealso"])),
    ],
};

static META: Shape = Shape {
    resource: false,
    elements: &[
        one("versionId", Id),
        one("lastUpdated", Instant),
        one("source", Uri),
        many("profile", Uri),
        many("security", Of(&CODING)),
        many("tag", Of(&CODING)),
    ],
};

static NARRATIVE: Shape = Shape {
    resource: false,
    elements: &[
        one("status", Code(&["generated", "extensions", "additional", "empty"])),
        one("div", Xhtml),
    ],
};

static IDENTIFIER: Shape = Shape {
    resource: false,
    elements: &[
        one("use", Code(&["usual", "official", "temp", "secondary", "old"])),
        one("type", Of(&CODEABLE_CONCEPT)),
        one("system", Uri),
        one("value", Text),
        one("period", Of(&PERIOD)),
        one("assigner", Of(&REFERENCE)),
    ],
};

static HUMAN_NAME: Shape = Shape {
    resource: false,
    elements: &[
        one("use", Code(NAME_USES)),
        one("text", Text),
        one("family", Text),
        many("given", Text),
        many("prefix", Text),
        many("suffix", Text),
        one("period", Of(&PERIOD)),
    ],
};

static CONTACT_POINT: Shape = Shape {
    resource: false,
    elements: &[
        one("system", Code(TELECOM_SYSTEMS)),
        one("value", Text),
        one("use", Code(&["home", "work", "temp", "old", "mobile"])),
        one("rank", PositiveInt),
        one("period", Of(&PERIOD)),
    ],
};

static ADDRESS: Shape = Shape {
    resource: false,
    elements: &[
        one("use", Code(ADDRESS_USES)),
        one("type", Code(&["postal", "physical", "both"])),
        one("text", Text),
        many("line", Text),
        one("city", Text),
        one("district", Text),
        one("state", Text),
        one("postalCode", Text),
        one("country", Text),
        one("period", Of(&PERIOD)),
    ],
};

static PERIOD: Shape =
    Shape { resource: false, elements: &[one("start", DateTime), one("end", DateTime)] };

static CODEABLE_CONCEPT: Shape =
    Shape { resource: false, elements: &[many("coding", Of(&CODING)), one("text", Text)] };

static CODING: Shape = Shape {
    resource: false,
    elements: &[
        one("system", Uri),
        one("version", Text),
        one("code", Code(ANY)),
        one("display", Text),
        one("userSelected", Boolean),
    ],
};

static REFERENCE: Shape = Shape {
    resource: false,
    elements: &[
        one("reference", Text),
        one("type", Uri),
        one("identifier", Of(&IDENTIFIER)),
        one("display", Text),
    ],
};

static ATTACHMENT: Shape = Shape {
    resource: false,
    elements: &[
        one("contentType", Code(ANY)),
        one("language", Code(ANY)),
        one("data", Base64),
        one("url", Uri),
        one("size", Whole),
        one("hash", Base64),
        one("title", Text),
        one("creation", DateTime),
    ],
};

//! The most that is taken and given. Whoever sends more is told so, with the place.

/// Bytes of a request. A Patient with a photograph is about 100 kB.
pub const BODY_BYTES_MAX: usize = 256 * 1024;

/// Objects and lists inside each other.
pub const DEPTH_MAX: usize = 32;

/// Names of a person in a request.
pub const NAMES_MAX: usize = 20;

/// Given names in one name.
pub const GIVEN_MAX: usize = 10;

/// Letters of a family name or a given name. The national register has 35.
pub const NAME_LETTERS_MAX: usize = 200;

/// Addresses of a person in a request, past ones included.
pub const ADDRESSES_MAX: usize = 50;

/// Lines of one address. The national register has 5.
pub const ADDRESS_LINES_MAX: usize = 10;

/// Letters of one line of an address, a town or a postcode.
pub const ADDRESS_LETTERS_MAX: usize = 200;

/// Telephone numbers and email addresses in a request.
pub const TELECOMS_MAX: usize = 50;

/// Letters of a telephone number or an email address.
pub const TELECOM_LETTERS_MAX: usize = 254;

/// Identifiers in a request.
pub const IDENTIFIERS_MAX: usize = 50;

/// General practitioners in a request.
pub const PRACTICES_MAX: usize = 20;

/// People in one answer, however many are asked for. The national register gives 50 at most.
pub const COUNT_MAX: usize = 50;

/// People in one answer when the request does not say how many.
pub const COUNT_USUAL: usize = 10;

/// Faults told in one answer.
pub const ISSUES_MAX: usize = 20;

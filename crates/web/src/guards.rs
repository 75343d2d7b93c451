//! What stands between a request and a page: the host it names, the form it comes from, the headers
//! that every answer carries, and who a reviewer says they are.

mod cookie;
mod form;
mod headers;
mod host;
mod reviewer;

pub(crate) use form::{FormKey, FormToken};
pub(crate) use headers::headers;
pub use host::host;
pub(crate) use reviewer::{NAME_CHARACTERS_MAX, reviewer, reviewer_cookie, reviewer_name};

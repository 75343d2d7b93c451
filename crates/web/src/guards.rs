//! What stands between a request and a page: the host it names, the form it comes from, the headers
//! that every answer carries.

mod form;
mod headers;
mod host;

pub(crate) use form::FormKey;
pub(crate) use headers::headers;
pub use host::host;

//! How a person's records hang together, now or at the end of a day, how that came about, and what
//! changing it by hand would do.
//!
//! Reads only. A link is never changed or deleted: it begins and ends with an event, so that every day
//! since the first run can be shown.

mod edges;
mod events;
mod preview;
mod records;
mod together;

pub use edges::{Edge, EdgeKind};
pub use events::{Event, What, Who};
pub use preview::{LinkPreview, NotPossible, Other, UnlinkPreview, link_preview, unlink_preview};
pub use records::{Linked, resolve};
pub use together::{Together, together};

/// The statements of this room.
pub(crate) const STATEMENTS: &[&str] = &[
    edges::OF_RECORD,
    events::LINKS,
    events::CHANGES,
    events::EVENTS,
    records::REDIRECT,
    records::AT,
    records::NOW,
    records::KNOWN,
    records::HOLDS,
];

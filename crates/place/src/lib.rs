//! The place: neighbourhoods, practices, organisations, reference geography.

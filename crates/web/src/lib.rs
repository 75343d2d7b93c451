//! Pages for each role.

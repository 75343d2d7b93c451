//! FHIR R4 and UK Core: other systems ask who somebody is.
//!
//! Takes requests in JSON and an implementation of [`matching::Matches`] (who is known); gives an
//! [`axum::Router`] with `Patient/$match` and the definitions that describe it.
//! Never opens a database, never decides who may see a person, never repeats a value of a request
//! in an error, never puts a name or an NHS number in an address.

mod definitions;
mod http;
mod json;
pub mod limits;
pub mod matching;
mod outcome;
mod shape;
mod systems;

pub use http::router;

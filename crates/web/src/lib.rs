//! Pages for each role.
//!
//! Takes an implementation of [`Reads`] (what is known) and [`Settings`] (which place this is);
//! gives an [`axum::Router`] that serves the pages, their downloads and their stylesheet.
//! Never opens a database, never needs a script to work, never asks an outside server, never puts a
//! name or an NHS number in a URL, a page title, a log or an error.

mod assets;
mod charts;
pub mod csv_guard;
mod differences;
mod error;
mod guards;
mod ordering;
mod pages;
pub mod reads;
mod routes;
mod settings;
mod shell;
mod state;
mod words;

pub use error::Error;
pub use guards::host as own_host_only;
pub use reads::{Health, Intake, Reads};
pub use routes::router;
pub use settings::Settings;
pub use state::AppState;

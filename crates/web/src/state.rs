//! What every handler holds.

use std::sync::Arc;

use crate::guards::FormKey;
use crate::{Reads, Settings};

/// The reads, the settings and the key of the forms.
pub struct AppState<R> {
    /// Answers the pages' questions.
    pub reads: Arc<R>,
    /// Which place this is.
    pub settings: Arc<Settings>,
    pub(crate) forms: Arc<FormKey>,
}

impl<R: Reads> AppState<R> {
    /// A state with a fresh form key: forms opened before a restart must be opened again.
    #[must_use]
    pub fn new(reads: R, settings: Settings) -> Self {
        Self {
            reads: Arc::new(reads),
            settings: Arc::new(settings),
            forms: Arc::new(FormKey::random()),
        }
    }
}

impl<R> Clone for AppState<R> {
    fn clone(&self) -> Self {
        Self {
            reads: Arc::clone(&self.reads),
            settings: Arc::clone(&self.settings),
            forms: Arc::clone(&self.forms),
        }
    }
}

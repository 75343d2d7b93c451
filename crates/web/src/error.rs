//! What can go wrong with a request, in words for whoever asked.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// Why a request was not answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing is kept under this address.
    #[error("there is nothing at this address")]
    NotThere,
    /// The rules of the place do not allow it.
    #[error("this may not be seen: {why}")]
    Refused {
        /// Which rule, in words.
        why: String,
        /// Whom to ask.
        ask: Option<String>,
    },
    /// The request itself is at fault.
    #[error("the request cannot be followed: {what}")]
    Asked {
        /// What is wrong with it and what would be right, in words. Shown to the reader.
        what: String,
    },
    /// A form was sent without the token that this program gave it.
    #[error("the form did not come from a page of this program, or the page was open too long")]
    Form,
    /// More bytes than are taken in one file.
    #[error("larger than the {limit_bytes} bytes that are taken")]
    TooLarge {
        /// The limit.
        limit_bytes: u64,
    },
    /// The request names a host that this program does not serve.
    #[error("the request names a host that is not served here")]
    Host,
    /// The store did not answer. The detail is logged, never shown: it must hold no identifiers.
    #[error("the store does not answer: {detail}")]
    Store {
        /// For the log.
        detail: String,
    },
    /// A page could not be written out.
    #[error("a page could not be written: {detail}")]
    Page {
        /// For the log.
        detail: String,
    },
}

impl Error {
    /// A store fault with its detail for the log.
    #[must_use]
    pub fn store(detail: impl std::fmt::Display) -> Self {
        Self::Store { detail: detail.to_string() }
    }

    /// The status that goes with it.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotThere => StatusCode::NOT_FOUND,
            Self::Refused { .. } | Self::Form => StatusCode::FORBIDDEN,
            Self::Asked { .. } => StatusCode::BAD_REQUEST,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Host => StatusCode::MISDIRECTED_REQUEST,
            Self::Store { .. } | Self::Page { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        Self::Page { detail: error.to_string() }
    }
}

/// Only the status: the error travels beside it and a layer around all routes writes the page.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

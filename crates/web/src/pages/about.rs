//! What this is, how its figures are counted, and how accessible it is.

use askama::Template;
use axum::extract::State;

use super::{Page, page};
use crate::shell::{Section, Shell};
use crate::{AppState, Reads};

#[derive(Template)]
#[template(path = "about.html")]
struct About {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "how_counted.html")]
struct HowCounted {
    shell: Shell,
}

#[derive(Template)]
#[template(path = "accessibility.html")]
struct Accessibility {
    shell: Shell,
}

/// `/about`
pub(crate) async fn about<R: Reads>(State(state): State<AppState<R>>) -> Page {
    page(&About {
        shell: Shell::of(&state, Section::About, "About Joinedup").await.under("/", "Home"),
    })
}

/// `/how-counted`
pub(crate) async fn how_counted<R: Reads>(State(state): State<AppState<R>>) -> Page {
    page(&HowCounted {
        shell: Shell::of(&state, Section::About, "How people are counted")
            .await
            .under("/", "Home")
            .under("/about", "About"),
    })
}

/// `/accessibility`
pub(crate) async fn accessibility<R: Reads>(State(state): State<AppState<R>>) -> Page {
    page(&Accessibility {
        shell: Shell::of(&state, Section::About, "Accessibility statement")
            .await
            .under("/", "Home")
            .under("/about", "About"),
    })
}

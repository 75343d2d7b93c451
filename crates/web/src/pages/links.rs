//! Link runs: how records became people, and how sure that is.

use askama::Template;
use axum::extract::State;

use super::quality;
use super::{PAGE_ROWS_MAX, Page, page};
use crate::reads::Links;
use crate::shell::{Section, Shell};
use crate::{AppState, Reads, words};

#[derive(Template)]
#[template(path = "links.html")]
struct LinksPage {
    shell: Shell,
    links: Links,
    import_command: String,
    link_command: String,
}

/// `/links`
pub(crate) async fn links<R: Reads>(State(state): State<AppState<R>>) -> Page {
    let links = state.reads.links(PAGE_ROWS_MAX).await?;
    let mut shell = Shell::of(&state, Section::Links, "Links").await.under("/", "Home");
    if let Some(run) = &links.latest {
        shell = shell.fresh_at(words::moment(&run.row.at));
    }
    page(&LinksPage {
        shell,
        links,
        import_command: state.settings.import_command.clone(),
        link_command: state.settings.link_command.clone(),
    })
}

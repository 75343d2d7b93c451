//! The front page of the place: where am I, what needs me, how fresh is this.

use askama::Template;
use axum::extract::State;

use super::{Page, page};
use crate::reads::{FeedRow, FeedState, Headline, NeighbourhoodRow};
use crate::shell::{Section, Shell};
use crate::{AppState, Reads, words};

/// One thing that needs somebody.
struct Attention {
    href: String,
    subject: String,
    words: String,
    kind: &'static str,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    shell: Shell,
    attention: Vec<Attention>,
    headline: Option<Headline>,
    neighbourhoods: Vec<NeighbourhoodRow>,
    feeds_in: u64,
    feeds_all: u64,
    newest: Option<String>,
    import_command: String,
    link_command: String,
}

/// `/`
pub(crate) async fn home<R: Reads>(State(state): State<AppState<R>>) -> Page {
    let home = state.reads.home().await?;
    let mut attention: Vec<Attention> = home.feeds.iter().filter_map(needs).collect();
    if home.links_to_review > 0 {
        attention.push(Attention {
            href: "/review".to_owned(),
            subject: words::counted(&home.links_to_review, "link", "links"),
            words: "between records may be right or wrong: a data steward decides.".to_owned(),
            kind: "for review",
        });
    }
    let newest = home
        .feeds
        .iter()
        .filter_map(|feed| feed.last.as_ref())
        .map(|delivery| delivery.received)
        .max();
    let title = state.settings.place_name.clone();
    let shell =
        Shell::of(&state, Section::Home, &title).await.fresh_at(words::moment(&state.reads.now()));
    page(&HomePage {
        shell,
        attention,
        headline: home.headline,
        neighbourhoods: home.neighbourhoods,
        feeds_in: home.feeds.iter().filter(|feed| feed.last.is_some()).count() as u64,
        feeds_all: home.feeds.len() as u64,
        newest: newest.map(|at| words::moment(&at)),
        import_command: state.settings.import_command.clone(),
        link_command: state.settings.link_command.clone(),
    })
}

/// What of a feed needs somebody, the gravest only.
fn needs(feed: &FeedRow) -> Option<Attention> {
    let (kind, words) = match (&feed.refused, feed.state) {
        (Some(refused), _) => (
            "refused",
            format!(
                "had a file refused at {}: nothing of that file is in use.",
                words::moment(&refused.received)
            ),
        ),
        (None, FeedState::Never) => ("missing", "has never arrived.".to_owned()),
        (None, FeedState::Late { age_days, late_days }) => (
            "late",
            format!(
                "is {} late: it last arrived {}.",
                words::days(&late_days),
                words::age_days(&age_days)
            ),
        ),
        (None, FeedState::Fresh { .. }) => return None,
    };
    Some(Attention {
        href: format!("/feeds/{}", feed.feed),
        subject: feed.title.clone(),
        words,
        kind,
    })
}

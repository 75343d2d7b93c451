//! What every page has around it: place, navigation, breadcrumbs, freshness, footer.

use terms::Date;

use crate::{AppState, Reads, assets, words};

/// The parts of the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Home,
    Caseload,
    Review,
    Feeds,
    Links,
    About,
    /// Pages that hang on none of them.
    Elsewhere,
}

const NAVIGATION: [(Section, &str, &str); 6] = [
    (Section::Home, "/", "Home"),
    (Section::Caseload, "/caseload", "Joint caseload"),
    (Section::Review, "/review", "Review links"),
    (Section::Feeds, "/feeds", "Feeds"),
    (Section::Links, "/links", "Links"),
    (Section::About, "/about", "About"),
];

/// One entry of the navigation.
pub(crate) struct NavItem {
    pub(crate) href: &'static str,
    pub(crate) text: &'static str,
    pub(crate) current: bool,
}

/// One breadcrumb before the page itself.
pub(crate) struct Crumb {
    pub(crate) href: String,
    pub(crate) text: String,
}

/// Everything around a page.
pub(crate) struct Shell {
    pub(crate) place_name: String,
    pub(crate) place_note: Option<String>,
    pub(crate) version: String,
    pub(crate) contact: String,
    pub(crate) data_cut: Option<String>,
    pub(crate) style: &'static str,
    pub(crate) script: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) navigation: Vec<NavItem>,
    pub(crate) crumbs: Vec<Crumb>,
    /// The page's own name: never holds the name of a person.
    pub(crate) title: String,
    pub(crate) as_of: Option<String>,
    /// Seconds after which the page is asked for again where no script runs.
    pub(crate) again_seconds: Option<u32>,
}

impl Shell {
    /// The frame of a page without anything read from the store.
    pub(crate) fn plain<R>(state: &AppState<R>, section: Section, title: &str) -> Self {
        Self {
            place_name: state.settings.place_name.clone(),
            place_note: state.settings.place_note.clone(),
            version: state.settings.version.clone(),
            contact: state.settings.contact.clone(),
            data_cut: None,
            style: &assets::STYLE.name,
            script: &assets::SCRIPT.name,
            icon: &assets::ICON.name,
            navigation: NAVIGATION
                .into_iter()
                .map(|(of, href, text)| NavItem { href, text, current: of == section })
                .collect(),
            crumbs: Vec::new(),
            title: title.to_owned(),
            as_of: None,
            again_seconds: None,
        }
    }

    /// The frame of a page, with the data cut for its footer.
    pub(crate) async fn of<R: Reads>(state: &AppState<R>, section: Section, title: &str) -> Self {
        let mut shell = Self::plain(state, section, title);
        shell.data_cut = state.reads.data_cut().await.map(|cut| words::day(&cut));
        shell
    }

    /// Adds a breadcrumb before the page itself.
    pub(crate) fn under(mut self, href: impl Into<String>, text: impl Into<String>) -> Self {
        self.crumbs.push(Crumb { href: href.into(), text: text.into() });
        self
    }

    /// Says how fresh the page is.
    pub(crate) fn fresh_at(mut self, words: impl Into<String>) -> Self {
        self.as_of = Some(words.into());
        self
    }

    /// Says which day the page counts.
    pub(crate) fn fresh_to(self, day: &Date) -> Self {
        let words = words::day(day);
        self.fresh_at(words)
    }
}

//! The six organisations' lists of people.

/// An organisation whose extract carries identifying data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The lists of the general practices.
    Gp,
    /// The community trust's patient index; district nursing is one of its teams.
    Community,
    /// Adult social care's clients (client-level data).
    Asc,
    /// The hospital's patient index.
    Acute,
    /// The mental health trust's patient index.
    Mh,
    /// Children with a request or plan for special educational needs.
    Sen2,
}

impl Source {
    /// All six, in the order of the truth file.
    pub const ALL: [Self; 6] =
        [Self::Gp, Self::Community, Self::Asc, Self::Acute, Self::Mh, Self::Sen2];

    /// The word in `truth/truth_links.csv`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gp => "gp",
            Self::Community => "community",
            Self::Asc => "asc",
            Self::Acute => "acute",
            Self::Mh => "mh",
            Self::Sen2 => "sen2",
        }
    }
}

//! Which place this is and how the program is reached.

/// What the pages need to know of the place and the program.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The place: `Lewisham`.
    pub place_name: String,
    /// A note beside it: `demonstration: nobody here is real`.
    pub place_note: Option<String>,
    /// The program's version.
    pub version: String,
    /// Whom to ask about the pages: a team and how to reach it.
    pub contact: String,
    /// Hosts served besides `localhost`, `127.0.0.1` and `[::1]`, without port.
    pub hosts: Vec<String>,
    /// The most bytes taken in one file.
    pub upload_bytes_max: u64,
    /// True when the pages are served by TLS: the form cookie is then marked secure.
    pub secure: bool,
    /// The exact command that imports extracts here.
    pub import_command: String,
    /// The exact command that links records here.
    pub link_command: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            place_name: "This place".to_owned(),
            place_note: None,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            contact: "the team that runs Joinedup here".to_owned(),
            hosts: Vec::new(),
            upload_bytes_max: 2 * 1024 * 1024 * 1024,
            secure: false,
            import_command: "joinedup import <folder of extracts>".to_owned(),
            link_command: "joinedup link".to_owned(),
        }
    }
}

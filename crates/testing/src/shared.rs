//! The folder of real and artificial inputs that stands beside the project.

use std::path::PathBuf;

/// `JOINEDUP_SHARED`, or `../shared` beside the project, joined with `path`; `None`, said on standard
/// error, where it is not there.
#[must_use]
pub fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("JOINEDUP_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let file = root.join(path);
    if file.exists() {
        return Some(file);
    }
    crate::said(&format!("`{path}` of the shared data folder is not here (set JOINEDUP_SHARED)"));
    None
}

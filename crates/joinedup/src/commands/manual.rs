//! `joinedup completions` and `joinedup man`.

use std::path::Path;

use anyhow::{Context as _, Result};
use clap::CommandFactory as _;

use super::Done;
use crate::cli::Cli;
use crate::print;

pub(crate) fn completions(shell: clap_complete::Shell) -> Result<Done> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "joinedup", &mut script);
    print::line(String::from_utf8(script)?.trim_end())?;
    Ok(Done::Well)
}

pub(crate) fn pages(out: &Path) -> Result<Done> {
    std::fs::create_dir_all(out)
        .with_context(|| format!("the folder `{}` cannot be made", out.display()))?;
    clap_mangen::generate_to(Cli::command(), out)
        .with_context(|| format!("the manual cannot be written to `{}`", out.display()))?;
    print::line(format!("manual pages are in `{}`", out.display()))?;
    Ok(Done::Well)
}

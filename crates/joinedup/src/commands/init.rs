//! `joinedup init`: a data folder for a place.

use anyhow::{Context as _, Result, bail};
use place::Place;

use super::Done;
use crate::cli::Init;
use crate::home::Home;
use crate::print;

pub(crate) async fn run(home: &Home, init: &Init) -> Result<Done> {
    std::fs::create_dir_all(home.profiles_dir())
        .with_context(|| format!("the data folder `{}` cannot be made", home.dir().display()))?;
    let file = home.place_file();
    match &init.place {
        Some(_) if file.exists() => {
            bail!(
                "`{}` exists already: change it with an editor, or take it away first",
                file.display()
            )
        }
        Some(place) => write_place(home, place)?,
        None if file.exists() => {}
        None => bail!("say which place: --place lewisham, --place luton, or --place FILE"),
    }
    let place = home.place()?;
    let db = home.open().await?;
    print::line(format!(
        "{}: {} neighbourhoods, {} organisations. Data folder `{}`, database {}.",
        place.name(),
        place.neighbourhoods().len(),
        place.organisations().len(),
        home.dir().display(),
        db.place()
    ))?;
    print::line("Next: joinedup import <folder of extracts>, then joinedup link")?;
    Ok(Done::Well)
}

/// Writes place.toml. A file of one's own keeps its reference files where they are, so it is loaded
/// from there first and refused where it is wrong.
fn write_place(home: &Home, place: &str) -> Result<()> {
    let target = home.place_file();
    if let Some(starter) = place::starter(place) {
        for (name, text) in starter {
            let file = home.dir().join(name);
            if let Some(folder) = file.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(&file, text)
                .with_context(|| format!("`{}` cannot be written", file.display()))?;
        }
        return Ok(());
    }
    let file = std::path::Path::new(place);
    if !file.exists() {
        bail!(
            "there is no place `{place}`: lewisham and luton come with the program, or name a place.toml"
        );
    }
    Place::load(file)?;
    let text = std::fs::read_to_string(file)?;
    let folder = std::path::absolute(file)?;
    let text = place::rebase(&text, folder.parent().unwrap_or(&folder));
    std::fs::write(&target, text)
        .with_context(|| format!("`{}` cannot be written", target.display()))
}

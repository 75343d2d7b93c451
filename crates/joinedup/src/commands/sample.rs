//! `joinedup sample`: pairs for reviewers, drawn at random.

use anyhow::Result;

use super::Done;
use crate::cli::Sample;
use crate::home::Home;
use crate::print;
use crate::progress::Progress;
use crate::table::aligned;
use crate::words::number;

pub(crate) async fn run(home: &Home, asked: &Sample) -> Result<Done> {
    let db = home.open_existing().await?;
    let progress = Progress::new("drawing pairs");
    let drawn = record::sample::draw(&db, asked.each.into(), asked.seed).await;
    progress.finish();
    let mut rows = vec![["Probability", "", "pairs", "drawn"].map(str::to_owned).to_vec()];
    for band in drawn? {
        rows.push(vec![
            format!("{} to {}", band.from, band.to.min(1.0)),
            if band.linked { "linked" } else { "not linked" }.to_owned(),
            number(band.pairs),
            number(band.drawn),
        ]);
    }
    print::line(format!("{}\nThey wait for reviewers on the page /review.", aligned(&rows)))?;
    Ok(Done::Well)
}

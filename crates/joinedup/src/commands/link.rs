//! `joinedup link`: which records are one person.

use anyhow::{Context as _, Result, bail};
use linkage::{Model, TrainedModel};
use record::link::{self, Finished, Options, Progress as At, Settings};
use store::Db;

use super::Done;
use crate::cli::{self, Link, ModelChoice};
use crate::home::Home;
use crate::print;
use crate::progress::Progress;
use crate::table::aligned;
use crate::words::number;

pub(crate) async fn run(home: &Home, asked: &Link) -> Result<Done> {
    let db = home.open_existing().await?;
    known_sources(home, &asked.unique)?;
    let settings = Settings {
        model: model(&asked.model)?,
        unique_sources: asked.unique.clone(),
        nicknames: home.nicknames()?,
    };
    if asked.dry_run {
        return tried(home, &db, &settings).await;
    }
    let in_use = link::in_use(&db).await?;
    let train = match &in_use {
        Some(in_use) if !asked.retrain => {
            if !in_use.settings.are(&settings) && asks_for_another(asked) {
                bail!(
                    "the model in use ({}) was trained with other settings: `--try` says what these \
                     would change, `--retrain` links by them",
                    in_use.version
                );
            }
            None
        }
        _ => Some(settings),
    };
    let finished = linked(&db, &Options { train }).await?;
    print::line(said(&finished))?;
    if asked.model.explain {
        print::line(weights(&finished.model))?;
    }
    Ok(Done::Well)
}

/// A word that is no source would change nothing without a word.
fn known_sources(home: &Home, named: &[String]) -> Result<()> {
    let profiles = home.profiles()?;
    let mut sources: Vec<&str> = profiles.iter().map(|profile| profile.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    match named.iter().find(|name| !sources.contains(&name.as_str())) {
        Some(name) => bail!("there is no source `{name}`: sources are {}", sources.join(", ")),
        None => Ok(()),
    }
}

/// Says what a model with these settings would change.
async fn tried(home: &Home, db: &Db, settings: &Settings) -> Result<Done> {
    let place = home.place()?;
    let progress = Progress::new("trying the model");
    let report = link::trial::trial(db, &place, settings, &|_| ()).await;
    progress.finish();
    let report = report?;
    let mut rows = vec![["Known to both", "now", "with this model"].map(str::to_owned).to_vec()];
    for (name, now, tried) in &report.joint {
        let name = if name.is_empty() { "Not placed" } else { name };
        rows.push(vec![name.to_owned(), number(*now), number(*tried)]);
    }
    let sum = |side: fn(&(String, u64, u64)) -> u64| report.joint.iter().map(side).sum::<u64>();
    rows.push(vec!["Total".to_owned(), number(sum(|row| row.1)), number(sum(|row| row.2))]);
    print::line(format!(
        "Model {} beside {}, which is in use. Nothing was changed.\n\
         {} records are {} persons now and would be {}: {} stay as they are, {} persons would be made \
         of several, {} would be parted.\n\n{}\n\
         `joinedup link --retrain` with the same settings puts it in force; the page /links/changes \
         shows who would change.",
        report.model_tried,
        report.model_now,
        number(report.records),
        number(report.people_now),
        number(report.people_tried),
        number(report.same),
        number(report.merged),
        number(report.split),
        aligned(&rows)
    ))?;
    Ok(Done::Well)
}

/// Whether settings were named at all.
fn asks_for_another(asked: &Link) -> bool {
    asked.model.model.is_some()
        || matches!(asked.model.preset, cli::Preset::CareRecord)
        || !asked.unique.is_empty()
}

/// Links with a progress bar.
pub(crate) async fn linked(db: &Db, options: &Options) -> Result<Finished> {
    let progress = Progress::new("linking");
    let finished = link::run(db, options, &|at| {
        progress.say(match at {
            At::Read(records) => format!("{} records read", number(records)),
            At::Engine(stage) => format!("{stage:?}").to_lowercase(),
            At::Written(links) => format!("{} links written", number(links)),
        });
    })
    .await;
    progress.finish();
    Ok(finished?)
}

/// The model that was asked for.
pub(crate) fn model(choice: &ModelChoice) -> Result<Model> {
    let model = match &choice.model {
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("the model `{}` cannot be read", file.display()))?;
            Model::from_toml(&text)
                .with_context(|| format!("the model `{}` is wrong", file.display()))?
        }
        None => Model::standard(),
    };
    Ok(model.with_preset(match choice.preset {
        cli::Preset::Counts => linkage::Preset::Counts,
        cli::Preset::CareRecord => linkage::Preset::CareRecord,
    }))
}

/// Records from which on a person is looked at: a filler number or a shared name may hold strangers
/// together.
const LARGE_PERSON_RECORDS: u64 = 40;

/// What a run came to.
pub(crate) fn said(finished: &Finished) -> String {
    let summary = &finished.summary;
    let refused: u64 = summary.refused.iter().map(|(_, count)| count).sum();
    let dropped: u64 = summary.rules.iter().map(|rule| rule.dropped_blocks).sum();
    format!(
        "{} records are {} persons. {} pairs compared; {} links made, {} ended; {} pairs await review; \
         {refused} unions refused; about {:.0} links expected to be wrong.{}{}",
        number(summary.records),
        number(summary.persons),
        number(summary.pairs),
        number(finished.links_made),
        number(finished.links_ended),
        number(summary.pairs_review),
        summary.expected_false_links,
        if dropped > 0 {
            format!(" {dropped} blocks were too large and left out.")
        } else {
            String::new()
        },
        if summary.largest_person > LARGE_PERSON_RECORDS {
            format!(
                " The largest person has {} records: so many are seldom one person's, look at them.",
                number(summary.largest_person)
            )
        } else {
            String::new()
        }
    )
}

/// m, u and weight of every level.
pub(crate) fn weights(model: &TrainedModel) -> String {
    let mut rows = vec![["Comparison", "level", "m", "u", "bits"].map(str::to_owned).to_vec()];
    for comparison in &model.comparisons {
        for level in &comparison.levels {
            rows.push(vec![
                comparison.label.clone(),
                level.label.clone(),
                format!("{:.6}", level.m),
                format!("{:.8}", level.u),
                format!("{:+.2}", level.weight),
            ]);
        }
    }
    let prior = (model.lambda / (1.0 - model.lambda)).log2();
    format!(
        "Model {} {} ({}): a pair starts at {prior:+.2} bits\n{}",
        model.name,
        model.version,
        model.hash,
        aligned(&rows).trim_end()
    )
}

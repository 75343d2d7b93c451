//! `joinedup link-files`: the linkage engine on CSV files, without a database.

use anyhow::{Context as _, Result};
use linkage::files::map::Map;
use linkage::files::{Options, link_dir};
use linkage::quality::Quality;
use linkage::standardise::Standardiser;

use super::Done;
use super::link::{model, weights};
use crate::cli::LinkFiles;
use crate::print;
use crate::progress::Progress;
use crate::words::number;

pub(crate) fn run(asked: &LinkFiles) -> Result<Done> {
    let mut options = Options::new(vec![asked.dir_of_files.clone()]);
    options.out = Some(asked.out.clone());
    options.pairs.clone_from(&asked.pairs);
    options.truth.clone_from(&asked.truth);
    options.model = model(&asked.model)?;
    options.map = asked.map.as_deref().map(map).transpose()?;
    if let Some(file) = &asked.nicknames {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("`{}` cannot be read", file.display()))?;
        let mut standardiser = Standardiser::standard();
        standardiser
            .nicknames
            .add_csv(&text)
            .with_context(|| format!("`{}` is not a table of nicknames", file.display()))?;
        options.standardiser = standardiser;
    }
    no_output_is_input(asked)?;
    let progress = Progress::new("linking");
    let outcome = link_dir(&options, &|stage| progress.say(format!("{stage:?}").to_lowercase()));
    progress.finish();
    let outcome = outcome?;
    for (file, records) in &outcome.files {
        print::line(format!("{file}: {} records", number(*records as u64)))?;
    }
    let report = &outcome.linkage.report;
    print::line(format!(
        "{} records are {} persons; {} pairs compared, {} linked, {} for review",
        number(report.records),
        number(report.persons),
        number(report.pairs),
        number(report.pairs_auto),
        number(report.pairs_review)
    ))?;
    for rule in report.blocking.iter().filter(|rule| rule.dropped_blocks > 0) {
        print::line(format!(
            "blocking by {}: {} blocks of up to {} records were too large and left out",
            rule.rule, rule.dropped_blocks, rule.largest_dropped
        ))?;
    }
    if let Some(quality) = &outcome.quality {
        print::line(measured(quality))?;
    }
    if asked.model.explain {
        print::line(weights(&outcome.linkage.model))?;
    }
    Ok(Done::Well)
}

/// Precision, recall and F1, pairwise where known, by clusters and B-cubed.
pub(crate) fn measured(quality: &Quality) -> String {
    let mut text = format!(
        "Against the truth: {} records known to it, {} of its rows not found here",
        number(quality.records),
        number(quality.unknown)
    );
    let mut add = |name: &str, precision: f64, recall: f64, f1: f64| {
        text.push_str(&format!(
            "\n  {name:<28} precision {precision:.4}  recall {recall:.4}  F1 {f1:.4}"
        ));
    };
    if quality.pairwise.found > 0 {
        let pairwise = &quality.pairwise;
        add("pairwise", pairwise.precision, pairwise.recall, pairwise.f1);
    }
    let cluster = &quality.cluster;
    add("cluster", cluster.precision, cluster.recall, cluster.f1);
    add("B-cubed", quality.b3_precision, quality.b3_recall, quality.b3_f1);
    for (sources, score) in &quality.by_sources {
        add(&format!("cluster, {sources}"), score.precision, score.recall, score.f1);
    }
    text
}

/// Results never take the place of the files they come from; results of an earlier run, which have a
/// column `person_id` or `band`, are written anew.
fn no_output_is_input(asked: &LinkFiles) -> Result<()> {
    for out in [Some(&asked.out), asked.pairs.as_ref()].into_iter().flatten() {
        let Ok(text) = std::fs::read_to_string(out) else { continue };
        let header = text.lines().next().unwrap_or_default();
        let is_result = ["person_id", "band"].iter().any(|column| header.contains(column));
        let is_truth = asked.truth.as_ref() == Some(out);
        if is_truth || !(is_result || text.is_empty()) {
            anyhow::bail!(
                "`{}` is there already and no earlier result: write somewhere else",
                out.display()
            );
        }
    }
    Ok(())
}

pub(super) fn map(name: &str) -> Result<Map> {
    let file = std::path::Path::new(name);
    if !file.exists() {
        return Map::preset(name).with_context(|| format!("there is no map file `{name}`"));
    }
    let text = std::fs::read_to_string(file).with_context(|| format!("`{name}` cannot be read"))?;
    Map::from_toml(&text).with_context(|| format!("the map `{name}` is wrong"))
}

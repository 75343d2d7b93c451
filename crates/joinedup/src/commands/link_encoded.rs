//! `joinedup link-encoded`: who is on both lists, without knowing who anybody is.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use linkage::encoded::{
    EncodedFile, Encoding, KnownTruth, Links, Measured, Rule, Threshold, groups, link, measure,
    write_links,
};

use super::Done;
use super::encode::nothing_is_written_over;
use crate::cli::LinkEncoded;
use crate::print;
use crate::progress::Progress;
use crate::table::aligned;
use crate::words::{counted, number};

pub(crate) fn run(asked: &LinkEncoded) -> Result<Done> {
    if asked.files.len() < 2 {
        bail!("at least two encoded files are needed");
    }
    let inputs = asked.files.iter().chain(&asked.truth).chain(&asked.own_numbers);
    nothing_is_written_over(std::iter::once(&asked.out), inputs)?;
    let files = read(&asked.files)?;
    let truth = asked.truth.as_ref().map(|truth| known_truth(truth, &asked.own_numbers));
    let truth = truth.transpose()?;
    let rule = rule(asked);
    let bits: Vec<Vec<Encoding>> = files
        .iter()
        .map(|file| file.records.iter().map(|record| record.encoding).collect())
        .collect();
    let mut found: Vec<(&EncodedFile, &EncodedFile, Links)> = Vec::new();
    for (at, (a, a_bits)) in files.iter().zip(&bits).enumerate() {
        for (b, b_bits) in files.iter().zip(&bits).skip(at + 1) {
            let progress = Progress::new(format!("{} and {}", a.file, b.file));
            let tables = rule.search.tables;
            let links = link(a_bits, b_bits, &rule, &|done| {
                progress.say(format!("{done} of {tables} rounds"));
            });
            progress.finish();
            said(a, b, &links)?;
            if let Some(truth) = &truth {
                print::line(measured(&measure(a, b, &links, truth)))?;
            }
            found.push((a, b, links));
        }
    }
    let pairs: Vec<_> = found.iter().map(|(a, b, links)| (*a, *b, links)).collect();
    write_links(&asked.out, &pairs)?;
    Ok(Done::Well)
}

fn read(paths: &[PathBuf]) -> Result<Vec<EncodedFile>> {
    let mut files: Vec<EncodedFile> = Vec::new();
    for path in paths {
        let file = EncodedFile::read(path)?;
        if let Some(first) = files.first() {
            first.comparable(&file)?;
        }
        print::line(format!(
            "{}: {}",
            file.file,
            counted(file.records.len() as u64, "encoding", "encodings")
        ))?;
        files.push(file);
    }
    Ok(files)
}

fn rule(asked: &LinkEncoded) -> Rule {
    let mut rule = Rule::default();
    if let Some(threshold) = asked.threshold {
        rule.threshold = Threshold::Fixed(threshold);
    }
    if let Some(margin) = asked.margin {
        rule.margin = margin;
    }
    rule
}

/// How many are on both, and of which groups.
fn said(a: &EncodedFile, b: &EncodedFile, links: &Links) -> Result<()> {
    let both = links.links.len() as u64;
    print::line(format!(
        "\n{} and {}: {} on both, of {} and {}",
        a.file,
        b.file,
        number(both),
        number(a.records.len() as u64),
        number(b.records.len() as u64)
    ))?;
    print::line(format!(
        "  alike from {:.2} on; about {:.0} of the links are expected to be false; {} left \
         undecided; {} compared",
        links.threshold,
        links.expected_false,
        counted(links.undecided, "pair", "pairs"),
        counted(links.compared, "pair", "pairs")
    ))?;
    let groups = groups(a, b, links);
    if groups.is_empty() {
        return Ok(());
    }
    let mut rows = vec![["Group", "Records", "On both"].map(str::to_owned).to_vec()];
    rows.extend(groups.into_iter().map(|group| {
        let value = if group.value.is_empty() { "(none)" } else { &group.value };
        let title = format!("{} {} {value}", group.file, group.column);
        vec![title, number(group.records), number(group.both)]
    }));
    print::line(aligned(&rows).trim_end())
}

fn measured(found: &Measured) -> String {
    format!(
        "  against the truth: {} people on both, {:+.2} % counted; precision {:.4}  recall {:.4}  \
         F1 {:.4}",
        number(found.people),
        100.0 * found.count_error(),
        found.precision(),
        found.recall(),
        found.f1()
    )
}

/// A truth in the senders' own numbers, which `own_numbers` turns into pseudonyms; without those it is
/// taken to speak of pseudonyms already.
fn known_truth(truth: &Path, own_numbers: &[PathBuf]) -> Result<KnownTruth> {
    let mut known: HashMap<(String, String), String> = HashMap::new();
    for file in own_numbers {
        let wrong = || format!("`{}` is not what `encode --own-numbers` writes", file.display());
        let mut rows = csv::Reader::from_path(file).with_context(wrong)?;
        for row in rows.deserialize() {
            let (source, pseudonym, own): (String, String, String) = row.with_context(wrong)?;
            known.insert((source, own), pseudonym);
        }
    }
    let pseudonym = |source: &str, own: &str| {
        let found = known.get(&(source.to_owned(), own.to_owned()));
        found.map_or_else(|| own.to_owned(), Clone::clone)
    };
    Ok(KnownTruth::read(truth, pseudonym)?)
}

//! `joinedup report link-quality`: how right the links are, for everybody and by group of people.

use std::path::Path;

use anyhow::{Context as _, Result};
use outcomes::group_shares::Share;
use outcomes::percent_text;
use record::quality::{self, Group, LinkQuality, Measure};

use super::Done;
use super::link_files::measured;
use crate::home::Home;
use crate::table::aligned;
use crate::words::{counted, number};
use crate::{cli, print};

pub(crate) async fn run(home: &Home, asked: &cli::LinkQuality) -> Result<Done> {
    let db = home.open_existing().await?;
    print::line(measured(&quality::measure(&db, &asked.truth).await?))?;
    let found = quality::by_group(&db, &home.place()?, &asked.truth, asked.as_of).await?;
    print::line(format!("\n{}", text(&found).trim_end()))?;
    if let Some(file) = &asked.csv {
        write_csv(file, &found)
            .with_context(|| format!("`{}` cannot be written", file.display()))?;
    }
    if asked.keep {
        quality::keep(&db, &found).await?;
        print::line("Kept: the pages show these figures until others are kept.")?;
    }
    Ok(Done::Well)
}

/// Alarms first, then everybody, then each kind of groups.
fn text(found: &LinkQuality) -> String {
    let mut text = format!("By group, ages as of {}\n", found.as_of);
    if found.not_linked_yet > 0 {
        text.push_str(&format!(
            "{} came after the last link run and {} in none of these figures.\n",
            counted(found.not_linked_yet, "record", "records"),
            if found.not_linked_yet == 1 { "is" } else { "are" }
        ));
    }
    for measure in Measure::ALL {
        text.push_str(&format!("  {:<12}{}\n", measure.word(), measure.words()));
    }
    text.push_str(&alarms(found));
    text.push_str(&format!("\n{}", aligned(&rows("Everybody", [&found.whole]))));
    for grouping in &found.groupings {
        text.push_str(&format!("\n{}", aligned(&rows(&grouping.title, &grouping.groups))));
    }
    text
}

fn alarms(found: &LinkQuality) -> String {
    let lines: Vec<String> = found
        .alarms()
        .map(|alarm| {
            format!(
                "  {}, {}: {} {}, of everybody {}\n",
                alarm.grouping.title,
                alarm.group.name,
                alarm.measure.word(),
                whole(alarm.group.share(alarm.measure)),
                share(found.whole.share(alarm.measure))
            )
        })
        .collect();
    if lines.is_empty() {
        return "\nNo group alarms: none is more than twice everybody's share beyond chance.\n"
            .to_owned();
    }
    format!(
        "\n{}: more than twice everybody's share, and more than chance makes of so few\n{}",
        counted(lines.len() as u64, "ALARM", "ALARMS"),
        lines.concat()
    )
}

fn rows<'g>(title: &str, groups: impl IntoIterator<Item = &'g Group>) -> Vec<Vec<String>> {
    let mut rows = vec![
        [
            title,
            "People",
            "Missed",
            "",
            "95 % interval",
            "False",
            "",
            "95 % interval",
            "Unlinkable",
        ]
        .into_iter()
        .chain(["", "95 % interval"])
        .map(str::to_owned)
        .collect::<Vec<_>>(),
    ];
    for group in groups {
        let people = if group.people == 0 { String::new() } else { number(group.people) };
        let mut row = vec![group.name.clone(), people];
        for measure in Measure::ALL {
            let found = group.share(measure);
            // Pairs of sources have no records of their own.
            if found.of == 0 {
                row.extend(["–", "", ""].map(str::to_owned));
                continue;
            }
            let mark = if found.alarm { " !" } else { "" };
            row.push(format!("{} of {}", number(found.part), number(found.of)));
            row.push(format!("{}{mark}", share(found)));
            row.push(interval(found));
        }
        rows.push(row);
    }
    rows
}

/// `0.42 %`
fn share(share: &Share) -> String {
    share.proportion.map_or_else(|| "–".to_owned(), |share| percent_text(share, DECIMALS))
}

/// `0.31–0.55`
fn interval(share: &Share) -> String {
    share.interval_95.map_or_else(String::new, |interval| {
        format!("{:.DECIMALS$}–{:.DECIMALS$}", interval.lower * 100.0, interval.upper * 100.0)
    })
}

/// `12 of 200, 6.00 % (3.47–10.19)`
fn whole(found: &Share) -> String {
    format!(
        "{} of {}, {} ({})",
        number(found.part),
        number(found.of),
        share(found),
        interval(found)
    )
}

/// Linkage errors are a few in ten thousand.
const DECIMALS: usize = 3;

/// One row a group and measure; shares are proportions from 0 to 1.
fn write_csv(file: &Path, found: &LinkQuality) -> Result<()> {
    let mut writer = csv::Writer::from_path(file)?;
    writer.write_record([
        "as_of", "grouping", "group", "people", "records", "measure", "part", "of", "share",
        "low_95", "high_95", "alarm",
    ])?;
    let everybody = [("everybody", &found.whole)];
    let groups = found
        .groupings
        .iter()
        .flat_map(|grouping| grouping.groups.iter().map(|group| (grouping.key.as_str(), group)));
    for (grouping, group) in everybody.into_iter().chain(groups) {
        for measure in Measure::ALL {
            let share = group.share(measure);
            let decimal =
                |value: Option<f64>| value.map_or_else(String::new, |v| format!("{v:.6}"));
            writer.write_record([
                found.as_of.clone(),
                grouping.to_owned(),
                group.name.clone(),
                group.people.to_string(),
                group.records.to_string(),
                measure.word().to_owned(),
                share.part.to_string(),
                share.of.to_string(),
                decimal(share.proportion),
                decimal(share.interval_95.map(|interval| interval.lower)),
                decimal(share.interval_95.map(|interval| interval.upper)),
                if share.alarm { "yes" } else { "no" }.to_owned(),
            ])?;
        }
    }
    writer.flush()?;
    Ok(())
}

//! `joinedup demo`: a fictional borough taken through the same code that a real place uses.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use feeds::{Import, Outcome};
use record::{caseload, link};
use synth::{Borough, TruthRow};

use super::link::{linked, said};
use super::{Done, import, link_files};
use crate::cli::{At, Demo};
use crate::home::Home;
use crate::progress::Progress;
use crate::table::aligned;
use crate::words::{counted, number};
use crate::{print, server};

/// The demonstration's folder where none is named.
const DIR: &str = "joinedup-demo";
/// Marks a folder that a demonstration may make anew.
const MARK: &str = "demonstration.txt";

pub(crate) async fn run(at: &At, asked: &Demo) -> Result<Done> {
    let started = Instant::now();
    let dir = at.dir.clone().unwrap_or_else(|| DIR.into());
    let home = Home::in_dir(dir.clone(), at);
    clear(&home)?;
    let truth = make(&dir, asked)?;
    let db = home.open().await?;
    let profiles = home.profiles()?;
    let (mut rows, mut refused) = (0, false);
    let importing = Instant::now();
    let files = feeds::order(&profiles, &extracts(&dir)?);
    import::each(&db, &profiles, files, &Import::default(), |name, outcome| {
        match outcome {
            Outcome::Landed(landed) => rows += landed.rows_landed,
            Outcome::Already { .. } => {}
            Outcome::Refused { .. } => refused = true,
        }
        print::line(format!("  {}", import::said(name, outcome)))
    })
    .await?;
    if refused {
        bail!("an extract of the demonstration was refused");
    }
    let seconds = importing.elapsed().as_secs_f64();
    print::line(format!("Imported {} in {seconds:.1} s.", counted(rows, "row", "rows")))?;
    let linking = Instant::now();
    let finished = linked(&db, &link::Options::default()).await?;
    let seconds = linking.elapsed().as_secs_f64();
    print::line(format!("Linked in {seconds:.1} s: {}", said(&finished)))?;
    let place = home.place()?;
    let found = caseload::joint(&db, &place, None).await?;
    print::line(format!("\n{}", beside_truth(&found, &truth)))?;
    let known = dir.join("truth/truth_links.csv");
    let quality = record::quality::measure(&db, &known).await?;
    print::line(link_files::measured(&quality))?;
    let by_group = record::quality::by_group(&db, &place, &known, None).await?;
    record::quality::keep(&db, &by_group).await?;
    print::line(format!(
        "\nFrom nothing to this table in {:.1} s.",
        started.elapsed().as_secs_f64()
    ))?;
    db.close().await;
    if asked.no_serve {
        return Ok(Done::Well);
    }
    server::serve(&home, asked.port).await
}

/// Takes away an earlier demonstration, and nothing else.
fn clear(home: &Home) -> Result<()> {
    let dir = home.dir();
    let empty = std::fs::read_dir(dir).map_or(true, |mut entries| entries.next().is_none());
    if !empty && !dir.join(MARK).exists() {
        bail!(
            "`{}` is not empty and no demonstration made it: name another folder with --dir",
            dir.display()
        );
    }
    if !empty {
        std::fs::remove_dir_all(dir).with_context(|| {
            format!("the earlier demonstration `{}` cannot be removed", dir.display())
        })?;
    }
    std::fs::create_dir_all(dir).with_context(|| format!("`{}` cannot be made", dir.display()))?;
    std::fs::write(
        dir.join(MARK),
        "Made by `joinedup demo`, which may make it anew. Nobody here is real.\n",
    )?;
    Ok(())
}

/// Writes the borough's extracts and gives the truth.
fn make(dir: &Path, asked: &Demo) -> Result<Vec<TruthRow>> {
    let started = Instant::now();
    let usual = Borough::default();
    let borough = Borough {
        people: asked.people.unwrap_or(usual.people),
        seed: asked.seed.unwrap_or(usual.seed),
        fault_factor: asked.fault_factor.unwrap_or(usual.fault_factor),
    };
    let progress = Progress::new("making the borough");
    let written = synth::write(&borough, dir, &mut |file, rows| {
        progress.say(format!("{file}: {} rows", number(rows)));
    });
    progress.finish();
    let written = written?;
    print::line(format!(
        "Made a borough of {} registered people in `{}` in {:.1} s: {} files. Nobody in it is real.",
        number(u64::from(borough.people)),
        dir.display(),
        started.elapsed().as_secs_f64(),
        written.files.len()
    ))?;
    Ok(written.truth)
}

fn extracts(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir.join("extracts"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<std::io::Result<_>>()?;
    files.sort();
    Ok(files)
}

/// The table found beside the truth, with the difference in people known to both.
fn beside_truth(found: &caseload::JointCaseload, truth: &[TruthRow]) -> String {
    let mut rows = vec![
        [
            "Neighbourhood",
            "Registered",
            "(truth)",
            "Nursing",
            "(truth)",
            "Social care",
            "(truth)",
            "Both",
            "(truth)",
            "of registered",
            "95 % interval",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    let table = &found.table;
    let all = table.rows.iter().chain([&table.total]);
    for row in all {
        let known =
            |name: &str| name == row.counts.name || name == "Total" && row.counts.id.is_empty();
        let truth = truth.iter().find(|truth| known(&truth.neighbourhood));
        let true_count = |count: fn(&TruthRow) -> u32| {
            truth.map_or_else(String::new, |truth| format!("({})", number(u64::from(count(truth)))))
        };
        rows.push(vec![
            row.counts.name.clone(),
            number(row.counts.registered),
            true_count(|truth| truth.registered),
            number(row.counts.nursing),
            true_count(|truth| truth.nursing),
            number(row.counts.social_care),
            true_count(|truth| truth.social_care),
            number(row.counts.joint),
            true_count(|truth| truth.joint),
            row.joint.text.clone(),
            row.joint.interval_text.clone(),
        ]);
    }
    let total = truth.iter().find(|truth| truth.neighbourhood == "Total");
    let error = total.filter(|total| total.joint > 0).map_or_else(String::new, |total| {
        let difference = i64::from(u32::try_from(table.total.counts.joint).unwrap_or(u32::MAX))
            - i64::from(total.joint);
        format!(
            "Known to both: {} found, {} in truth, a difference of {difference:+} ({:+.2} %)\n",
            number(table.total.counts.joint),
            number(u64::from(total.joint)),
            difference as f64 / f64::from(total.joint) * 100.0
        )
    });
    let nowhere = table.not_placed.as_ref().map_or_else(String::new, |row| {
        format!(
            "Not placed in any neighbourhood (in the total): {} registered, {} nursing, {} social care, {} both\n",
            number(row.counts.registered),
            number(row.counts.nursing),
            number(row.counts.social_care),
            number(row.counts.joint)
        )
    });
    format!(
        "Known to district nursing and open to social care, as of {}, found beside the truth\n\n{}\n{nowhere}{error}",
        terms::plain_date(found.as_of),
        aligned(&rows)
    )
}

//! `joinedup report` and `joinedup export`.

use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, Result};
use record::caseload;

use super::Done;
use crate::cli::{Format, JointCaseload};
use crate::home::Home;
use crate::{print, table};

pub(crate) async fn joint_caseload(home: &Home, asked: &JointCaseload) -> Result<Done> {
    let db = home.open_existing().await?;
    let place = home.place()?;
    let caseload = caseload::joint(&db, &place, asked.as_of).await?;
    if caseload.not_linked > 0 {
        print::aside(format!(
            "{} that came after the last link run: their people are not counted yet. Run `joinedup link`.",
            crate::words::counted(caseload.not_linked, "delivery", "deliveries")
        ));
    }
    match asked.format {
        Format::Table => {
            print::line(table::text(&caseload).trim_end())?;
            for (feed, cut) in &caseload.feeds {
                if cut.is_none() {
                    print::line(format!(
                        "No delivery of `{feed}` says up to which day it speaks: the table may lack its people."
                    ))?;
                }
            }
        }
        Format::Csv => print::line(table::csv(&caseload).trim_end())?,
        Format::Json => {
            let json = serde_json::json!({
                "as_of": caseload.as_of.to_string(),
                "feeds": caseload.feeds.iter().map(|(feed, cut)| serde_json::json!({
                    "feed": feed,
                    "data_cut": cut.map(|day| day.to_string()),
                })).collect::<Vec<_>>(),
                "table": caseload.table,
            });
            print::line(serde_json::to_string_pretty(&json)?)?;
        }
    }
    Ok(Done::Well)
}

pub(crate) async fn export_links(home: &Home, out: &Path) -> Result<Done> {
    let db = home.open_existing().await?;
    if out == Path::new("-") {
        let mut buffer = Vec::new();
        record::export::links(&db, "standard output", &mut buffer).await?;
        std::io::stdout().lock().write_all(&buffer)?;
        return Ok(Done::Well);
    }
    let name = out.display().to_string();
    let half = out.with_extension("half-written");
    let mut file = std::io::BufWriter::new(
        std::fs::File::create(&half).with_context(|| format!("`{name}` cannot be written"))?,
    );
    let written = record::export::links(&db, &name, &mut file).await;
    let written = written.and_then(|written| {
        let fault =
            |e: std::io::Error| record::Error::File { file: name.clone(), what: e.to_string() };
        file.flush().map_err(fault)?;
        std::fs::rename(&half, out).map_err(fault)?;
        Ok(written)
    });
    if written.is_err() {
        // What was half-written is of no use; if it cannot be removed, its name says what it is.
        let _ = std::fs::remove_file(&half);
    }
    print::line(format!("{} links written to `{name}`", crate::words::number(written?)))?;
    Ok(Done::Well)
}

//! `joinedup rejects`: why rows were rejected, and the rows themselves.

use anyhow::{Context as _, Result};
use feeds::{deliveries, rejects};

use super::Done;
use crate::cli::Rejects;
use crate::home::Home;
use crate::print;

/// Rows listed at most; the file has them all.
const LISTED_MAX: i64 = 1_000;

pub(crate) async fn run(home: &Home, asked: &Rejects) -> Result<Done> {
    let db = home.open_existing().await?;
    let delivery = deliveries::get(&db, &asked.delivery)
        .await?
        .with_context(|| format!("there is no delivery `{}`", asked.delivery))?;
    if let Some(out) = &asked.out {
        let csv = rejects::csv(&db, &asked.delivery).await?;
        std::fs::write(out, csv)
            .with_context(|| format!("`{}` cannot be written", out.display()))?;
        print::line(format!(
            "Mend the rows in `{}`, then: joinedup import {} --mend {}",
            out.display(),
            out.display(),
            asked.delivery
        ))?;
        return Ok(Done::Well);
    }
    let rows = rejects::page(&db, &asked.delivery, 0, LISTED_MAX).await?;
    print::line(format!("{}: {} rows rejected", delivery.file_name, delivery.rejected))?;
    for row in rows {
        let column = if row.column.is_empty() {
            String::new()
        } else {
            format!(", column `{}` ({})", row.column, row.value_class)
        };
        let mended = if row.mended_by.is_some() { " [mended]" } else { "" };
        print::line(format!("line {}{column}: {}. {}{mended}", row.line, row.reason, row.remedy))?;
    }
    Ok(Done::Well)
}

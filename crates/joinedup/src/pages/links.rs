//! Link runs.

use record::link::{self, Run};
use web::Error;
use web::reads::{
    Band, BlockingRule, ClusterSize, LinkRun, LinkRunRow, Links, Quality, SourceCount,
};

use super::{Pages, Result, moment};
use crate::words::{blocking_rule, source_title};

pub(super) async fn links(pages: &Pages, limit: usize) -> Result<Links> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let runs = link::recent(&pages.db, limit).await.map_err(Error::store)?;
    Ok(Links {
        latest: match runs.first() {
            Some(run) => Some(latest(run, super::quality::whole(pages).await?)),
            None => None,
        },
        history: runs.iter().map(row).collect(),
        to_review: record::review::waiting_now(&pages.db).await.map_err(Error::store)?,
    })
}

fn row(run: &Run) -> LinkRunRow {
    let (start, end) = (moment(&run.started_at), moment(&run.ended_at));
    LinkRunRow {
        at: end,
        model: run.model_version.clone(),
        records: run.summary.records,
        persons: run.summary.persons,
        pairs: run.summary.pairs,
        links: run.summary.pairs_auto,
        took_seconds: start.duration_until(end).as_secs_f64(),
    }
}

fn latest(run: &Run, quality: Option<Quality>) -> LinkRun {
    let summary = &run.summary;
    let sizes = ["1", "2", "3", "4", "5", "6 or more"];
    LinkRun {
        row: row(run),
        sources: summary
            .sources
            .iter()
            .map(|(source, records)| SourceCount {
                source: source_title(source),
                records: *records,
            })
            .collect(),
        rules: summary
            .rules
            .iter()
            .map(|rule| BlockingRule {
                rule: blocking_rule(&rule.rule),
                pairs: rule.pairs,
                dropped_blocks: rule.dropped_blocks,
            })
            .collect(),
        bands: vec![
            Band {
                name: "Linked".to_owned(),
                from: summary.auto_probability,
                to: 1.0,
                edges: summary.pairs_auto,
                meaning: "the two records are one person".to_owned(),
            },
            Band {
                name: "For review".to_owned(),
                from: summary.review_probability,
                to: summary.auto_probability,
                edges: summary.pairs_review,
                meaning: "not linked; a data steward should look".to_owned(),
            },
        ],
        clusters: sizes
            .iter()
            .zip(summary.sizes)
            .map(|(records, persons)| ClusterSize { records: (*records).to_owned(), persons })
            .collect(),
        dropped_blocks: summary.rules.iter().map(|rule| rule.dropped_blocks).sum(),
        expected_false_links: summary.expected_false_links,
        refused_unions: summary.refused.iter().map(|(_, count)| count).sum(),
        quality,
    }
}

//! The joint caseload as text and as CSV.

use outcomes::joint_caseload::{Row, Table};
use record::caseload::JointCaseload;

use crate::words::number;

/// Rows of cells, the first column to the left, the others to the right.
pub(crate) fn aligned(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max())
        .map(Option::unwrap_or_default)
        .collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let space = " ".repeat(width.saturating_sub(cell.chars().count()));
            let gap = if at == 0 { "" } else { "  " };
            let cell =
                if at == 0 { format!("{cell}{space}") } else { format!("{gap}{space}{cell}") };
            line.push_str(&cell);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The table for a terminal.
pub(crate) fn text(caseload: &JointCaseload) -> String {
    let mut rows = vec![
        [
            "Neighbourhood",
            "Registered",
            "Nursing",
            "%",
            "Social care",
            "%",
            "Both",
            "%",
            "95 % interval",
            "funnel",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    rows.extend(all(&caseload.table).map(|row| {
        let funnel = row.joint.funnel.as_ref().map_or("", |funnel| funnel.flag.word());
        vec![
            row.counts.name.clone(),
            number(row.counts.registered),
            number(row.counts.nursing),
            row.nursing.text.clone(),
            number(row.counts.social_care),
            row.social_care.text.clone(),
            number(row.counts.joint),
            row.joint.text.clone(),
            row.joint.interval_text.clone(),
            funnel.to_owned(),
        ]
    }));
    format!(
        "Known to district nursing and open to social care, as of {}\n\n{}",
        terms::plain_date(caseload.as_of),
        aligned(&rows)
    )
}

/// The table as CSV: one row a neighbourhood, then those not placed, then the total. Shares are
/// proportions from 0 to 1.
pub(crate) fn csv(caseload: &JointCaseload) -> String {
    let mut text =
        "as_of,neighbourhood_id,neighbourhood,registered,nursing,nursing_share,social_care,\
                    social_care_share,joint,joint_share,joint_low_95,joint_high_95,funnel\n"
            .to_owned();
    for row in all(&caseload.table) {
        let share =
            |share: Option<f64>| share.map_or_else(String::new, |share| format!("{share:.6}"));
        let interval = row.joint.interval_95.as_ref();
        let cells = [
            caseload.as_of.to_string(),
            quoted(&row.counts.id),
            quoted(&row.counts.name),
            row.counts.registered.to_string(),
            row.counts.nursing.to_string(),
            share(row.nursing.proportion),
            row.counts.social_care.to_string(),
            share(row.social_care.proportion),
            row.counts.joint.to_string(),
            share(row.joint.proportion),
            share(interval.map(|interval| interval.lower)),
            share(interval.map(|interval| interval.upper)),
            row.joint.funnel.as_ref().map_or("", |funnel| funnel.flag.word()).to_owned(),
        ];
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// Every row in the order in which it is read.
fn all(table: &Table) -> impl Iterator<Item = &Row> {
    table.rows.iter().chain(&table.not_placed).chain([&table.total])
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

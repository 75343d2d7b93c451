//! How good the links are, group by group: who is missed, who is taken for somebody else, who cannot
//! be found at all.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Page, csv_file, page};
use crate::reads::quality::{Basis, GroupQuality, QualityRow, Rate};
use crate::shell::{Section, Shell};
use crate::{AppState, Error, Reads, csv_guard, words};

#[derive(Template)]
#[template(path = "quality.html")]
struct QualityPage {
    shell: Shell,
    alarms: Vec<String>,
    quality: GroupQuality,
    import_command: String,
    link_command: String,
}

/// What is measured, the column's heading, and the alarm in words.
type Measure = (fn(&QualityRow) -> Option<&Rate>, &'static str, &'static str);

/// Fewer cases than these raise no alarm: where hardly anything is wrong, one case would.
const ALARM_CASES_MIN: u64 = 3;

const MEASURES: [Measure; 3] = [
    (|row| row.missed.as_ref(), "Missed", "missed"),
    (|row| row.wrong.as_ref(), "Wrong", "wrongly linked"),
    (|row| row.unlinkable.as_ref(), "Cannot be linked", "impossible to link"),
];

/// `/links/quality`
pub(crate) async fn quality<R: Reads>(State(state): State<AppState<R>>) -> Page {
    let quality = state.reads.quality().await?;
    let mut shell = Shell::of(&state, Section::Links, "How good the links are")
        .await
        .under("/", "Home")
        .under("/links", "Links");
    if let Some(linked) = &quality.linked {
        shell = shell.fresh_at(words::moment(linked));
    }
    page(&QualityPage {
        shell,
        alarms: alarms(&quality),
        quality,
        import_command: state.settings.import_command.clone(),
        link_command: state.settings.link_command.clone(),
    })
}

/// `/links/quality.csv`: exactly what is shown.
pub(crate) async fn quality_csv<R: Reads>(
    State(state): State<AppState<R>>,
) -> Result<Response, Error> {
    let quality = state.reads.quality().await?;
    let mut header = vec!["Division".to_owned(), "Group".to_owned()];
    for (_, heading, _) in MEASURES {
        let parts = ["count", "of", "share %", "low %", "high %", "alarm"];
        header.extend(parts.map(|part| format!("{heading}: {part}")));
    }
    let total = std::iter::once(("All", &quality.total));
    let groups = quality
        .groupings
        .iter()
        .flat_map(|grouping| grouping.rows.iter().map(|row| (grouping.by.as_str(), row)));
    let rows = total.chain(groups).map(|(by, row)| csv_row(by, row, &quality.total));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    Ok(csv_file("link-quality", csv_guard::write(&header, rows)?))
}

fn csv_row(by: &str, row: &QualityRow, total: &QualityRow) -> Vec<String> {
    let mut cells = vec![by.to_owned(), row.group.clone()];
    for (of, ..) in MEASURES {
        match of(row) {
            None => cells.extend([const { String::new() }; 6]),
            Some(rate) => cells.extend([
                rate.count.to_string(),
                rate.of.to_string(),
                share_bare(&rate.share.of),
                share_bare(&rate.share.low),
                share_bare(&rate.share.high),
                if alarm(Some(rate), of(total)) { "more than twice the whole" } else { "" }
                    .to_owned(),
            ]),
        }
    }
    cells
}

/// Whether a group fares so much worse than the whole that somebody must look: more than twice its
/// share, the whole's share lies below the group's 95 % interval, and there are cases enough to look at.
fn alarm(group: Option<&Rate>, total: Option<&Rate>) -> bool {
    matches!((group, total), (Some(group), Some(total))
        if group.count >= ALARM_CASES_MIN
            && group.share.of > 2.0 * total.share.of
            && group.share.low > total.share.of)
}

/// Every group with an alarm as a sentence:
/// `Care home: elsewhere, 0.48 % missed (all together 0.22 %), 1.20 % wrongly linked (…).`
fn alarms(quality: &GroupQuality) -> Vec<String> {
    let mut said = Vec::new();
    for grouping in &quality.groupings {
        for row in &grouping.rows {
            let parts: Vec<String> = MEASURES
                .iter()
                .filter_map(|(of, _, words)| Some((of(row)?, of(&quality.total)?, words)))
                .filter(|(group, total, _)| alarm(Some(group), Some(total)))
                .map(|(group, total, words)| {
                    let (group, total) = (share(&group.share.of), share(&total.share.of));
                    format!("{group} {words} (all together {total})")
                })
                .collect();
            if !parts.is_empty() {
                said.push(format!("{}: {}, {}.", grouping.by, row.group, parts.join(", ")));
            }
        }
    }
    said
}

/// A small share with as many places as it needs: `0.22 %`, `11.4 %`.
fn share(share: &f64) -> String {
    format!("{}\u{a0}%", share_bare(share))
}

fn share_bare(share: &f64) -> String {
    words::percent_bare(share, if *share < 0.1 { 2 } else { 1 })
}

/// Where figures of quality come from, as a sentence.
pub(crate) fn basis(basis: &Basis) -> String {
    match basis {
        Basis::Truth { what, true_pairs } => format!(
            "Measured against {what}, which knows {}.",
            words::counted(true_pairs, "true pair", "true pairs")
        ),
        Basis::Reviews { reviewed, sampled } => format!(
            "Estimated from {} that reviewers answered, of {} drawn at random.",
            words::counted(reviewed, "pair", "pairs"),
            words::count(sampled)
        ),
        Basis::Nothing => "Nothing is known yet.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reads::Share;

    #[test]
    fn the_alarm_is_for_twice_the_whole_beyond_chance() {
        let rate = |of, low, high| Rate { count: 3, of: 1, share: Share { of, low, high } };
        let whole = rate(0.01, 0.009, 0.011);
        for (group, alarmed) in [
            (rate(0.03, 0.02, 0.04), true),
            (rate(0.03, 0.005, 0.12), false),
            (rate(0.019, 0.018, 0.02), false),
            (rate(0.001, 0.0, 0.01), false),
        ] {
            assert_eq!(alarm(Some(&group), Some(&whole)), alarmed, "{group:?}");
        }
        let few = Rate { count: 2, ..rate(0.03, 0.02, 0.04) };
        assert!(!alarm(Some(&few), Some(&whole)), "two cases may be chance");
        assert!(!alarm(None, Some(&whole)));
        assert!(!alarm(Some(&whole), None));
    }
}

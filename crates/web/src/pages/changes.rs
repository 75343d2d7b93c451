//! What a changed model would change, from its trial.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::{Page, csv_file, page};
use crate::reads::changes::{CaseloadChange, HowChanged, Trials};
use crate::shell::{Section, Shell};
use crate::{AppState, Error, Reads, csv_guard, words};

#[derive(Template)]
#[template(path = "changes.html")]
struct ChangesPage {
    shell: Shell,
    trials: Trials,
}

/// `/links/changes`
pub(crate) async fn changes<R: Reads>(State(state): State<AppState<R>>) -> Page {
    let trials = state.reads.trials().await?;
    let mut shell = Shell::of(&state, Section::Links, "What a changed model would change")
        .await
        .under("/", "Home")
        .under("/links", "Links");
    if let Some(trial) = &trials.latest {
        shell = shell.fresh_at(words::moment(&trial.at));
    }
    page(&ChangesPage { shell, trials })
}

/// `/links/changes.csv`: the joint caseload by neighbourhood, before and after.
pub(crate) async fn changes_csv<R: Reads>(
    State(state): State<AppState<R>>,
) -> Result<Response, Error> {
    let trial = state.reads.trials().await?.latest.ok_or(Error::NotThere)?;
    let rows = trial
        .caseload
        .iter()
        .map(|row| [row.area.clone(), row.now.to_string(), row.tried.to_string(), difference(row)]);
    let header = ["Neighbourhood", "Both now", "Both with the tried model", "Difference"];
    Ok(csv_file("link-changes", csv_guard::write(&header, rows)?))
}

/// `+3`, `−5`, `0`.
fn difference(row: &CaseloadChange) -> String {
    let n = words::count(&row.now.abs_diff(row.tried));
    match row.now.cmp(&row.tried) {
        std::cmp::Ordering::Less => format!("+{n}"),
        std::cmp::Ordering::Equal => n,
        std::cmp::Ordering::Greater => format!("\u{2212}{n}"),
    }
}

/// What would become of somebody, in words.
fn how_words(how: &HowChanged) -> String {
    match how {
        HowChanged::Merged { records, people } => format!(
            "joined with {}: {} in all",
            match people {
                0..=2 => "one other".to_owned(),
                n => format!("{} others", words::count(&(n - 1))),
            },
            words::counted(records, "record", "records")
        ),
        HowChanged::Split { people } => format!("parted into {} people", words::count(people)),
        HowChanged::Mixed => "some records go to others, some come from others".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_carry_their_sign() {
        for (now, tried, said) in [(3, 5, "+2"), (5, 5, "0"), (1_654, 1_649, "\u{2212}5")] {
            let row = CaseloadChange { area: String::new(), now, tried, total: false };
            assert_eq!(difference(&row), said);
        }
    }
}

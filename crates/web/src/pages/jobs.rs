//! How far long work has come; it goes on whether or not anybody looks.

use askama::Template;
use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;

use super::{Page, page};
use crate::reads::{Job, JobResult, JobState};
use crate::shell::{Section, Shell};
use crate::{AppState, Error, Reads, words};

const AGAIN_SECONDS: u32 = 5;

#[derive(Template)]
#[template(path = "job.html")]
struct JobPage {
    shell: Shell,
    job: Job,
    progress: Progress,
}

/// What the script of the page asks for.
#[derive(Serialize)]
pub(crate) struct Progress {
    /// Nothing more will change.
    ended: bool,
    /// 0 to 100; `None` while the total is not known.
    percent: Option<u64>,
    /// How it stands, in words.
    words: String,
}

/// `/jobs/{job}`
pub(crate) async fn job<R: Reads>(
    State(state): State<AppState<R>>,
    Path(id): Path<String>,
) -> Page {
    let job = state.reads.job(&id).await?;
    let progress = progress(&job);
    let title = match &job.state {
        JobState::Waiting | JobState::Running => "Work in progress",
        JobState::Done { .. } => "Finished",
        JobState::Failed { .. } => "Stopped",
    };
    let mut shell = Shell::of(&state, Section::Feeds, title)
        .await
        .under("/", "Home")
        .under("/feeds", "Feeds")
        .fresh_at(words::moment(&state.reads.now()));
    shell.again_seconds = (!progress.ended).then_some(AGAIN_SECONDS);
    page(&JobPage { shell, job, progress })
}

/// `/jobs/{job}/progress`: the same for the page's script.
pub(crate) async fn progress_json<R: Reads>(
    State(state): State<AppState<R>>,
    Path(id): Path<String>,
) -> Result<Json<Progress>, Error> {
    Ok(Json(progress(&state.reads.job(&id).await?)))
}

fn progress(job: &Job) -> Progress {
    let percent = match (&job.state, job.total) {
        (JobState::Done { .. }, _) => Some(100),
        (_, Some(total)) if total > 0 => Some((job.done.min(total)).saturating_mul(100) / total),
        _ => None,
    };
    let done = words::count(&job.done);
    let words = match (&job.state, job.total) {
        (JobState::Waiting, _) => "Waiting for its turn.".to_owned(),
        (JobState::Running, Some(total)) => {
            format!("{done} of {} {} done.", words::count(&total), job.unit)
        }
        (JobState::Running, None) => format!("{done} {} done.", job.unit),
        (JobState::Done { at, .. }, _) => format!("Finished at {}.", words::moment(at)),
        (JobState::Failed { at, .. }, _) => format!("Stopped at {}.", words::moment(at)),
    };
    Progress {
        ended: matches!(job.state, JobState::Done { .. } | JobState::Failed { .. }),
        percent,
        words,
    }
}

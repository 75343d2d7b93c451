//! Long work that a page asked for.

use web::Error;
use web::reads::{Job, JobResult, JobState};

use super::{Pages, Result, moment};
use crate::worker::{DELIVERY, ImportJob};

pub(super) async fn job(pages: &Pages, id: &str) -> Result<Job> {
    let found = store::jobs::get(&pages.db, id).await.map_err(Error::store)?;
    let job = found.ok_or(Error::NotThere)?;
    let ended = moment(job.ended_at.as_deref().unwrap_or(&job.asked_at));
    let state = match job.state.as_str() {
        "waiting" => JobState::Waiting,
        "running" => JobState::Running,
        "done" => JobState::Done { at: ended, result: result(&job.message) },
        _ => JobState::Failed { at: ended, why: job.message.clone() },
    };
    Ok(Job {
        job: job.id,
        what: what(pages, &job.input),
        state,
        done: job.done.unsigned_abs(),
        total: (job.total > 0).then_some(job.total.unsigned_abs()),
        unit: "rows".to_owned(),
        asked: moment(&job.asked_at),
    })
}

fn result(message: &str) -> JobResult {
    match message.split_once(' ') {
        Some((DELIVERY, id)) => JobResult::Delivery(id.to_owned()),
        _ => JobResult::Nothing,
    }
}

fn what(pages: &Pages, input: &str) -> String {
    let feed = serde_json::from_str::<ImportJob>(input).map(|job| job.feed);
    let title = feed.ok().and_then(|feed| pages.profiles.get(&feed)).map(|p| p.title.clone());
    format!("Reading {}", title.unwrap_or_else(|| "a file".to_owned()))
}

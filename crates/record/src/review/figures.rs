//! The front of the workbench: everything that is counted there.

use jiff::civil::Date;
use store::Db;

use super::pace::{Day, Pace};
use super::sample::{Sample, sample};
use super::second::{Second, second};
use super::{Queue, pace, queue};
use crate::Result;

/// The workbench's figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Front {
    /// When a run or a delivery last linked records, UTC; `None` before the first.
    pub linked: Option<String>,
    /// Every queue but the one of second answers, with the pairs that wait in it.
    pub queues: Vec<(Queue, u64)>,
    /// Up to thirty days, oldest first, today the last.
    pub days: Vec<Day>,
    /// What the reviewer who asks has done.
    pub yours: Option<Pace>,
    /// Pairs answered twice.
    pub second: Second,
    /// The latest sample.
    pub sample: Sample,
}

/// The latest sample with what was answered of it.
///
/// # Errors
/// When the database does not answer.
pub async fn latest_sample(db: &Db) -> Result<Sample> {
    sample(db).await
}

/// Counts the front page of the workbench as of the civil day `today`.
///
/// # Errors
/// When the database does not answer.
pub async fn front(db: &Db, reviewer: Option<&str>, today: Date) -> Result<Front> {
    let pairs = queue::counts(db).await?;
    let sample = sample(db).await?;
    let mut queues = vec![(Queue::All, pairs.of(Queue::All))];
    queues.extend(Queue::REASONS.map(|queue| (queue, pairs.of(queue))));
    queues.push((Queue::Sample, sample.to_review));
    let yours = match reviewer {
        Some(reviewer) => Some(pace::pace(db, reviewer, today).await?),
        None => None,
    };
    Ok(Front {
        linked: pace::last_linked(db).await?.map(|(at, _)| at),
        queues,
        days: pace::days(db, today, pairs.of(Queue::All)).await?,
        yours,
        second: second(db, reviewer).await?,
        sample,
    })
}

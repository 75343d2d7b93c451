//! Waiting pairs, counted by why they wait.

use super::Queue;

/// Pairs by queue; a pair that waits for several reasons counts in each, and once among all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pairs {
    all: u64,
    reasons: [u64; Queue::REASONS.len()],
}

impl Pairs {
    /// Adds pairs that wait for the reasons in `why`.
    pub(super) fn add(&mut self, why: &str, pairs: u64) {
        self.all += pairs;
        let named = Queue::reasons(why);
        for (reason, sum) in Queue::REASONS.iter().zip(&mut self.reasons) {
            if named.contains(reason) {
                *sum += pairs;
            }
        }
    }

    /// Pairs of a queue; 0 of one that has nothing to do with scores.
    pub(super) fn of(&self, queue: Queue) -> u64 {
        if queue == Queue::All {
            return self.all;
        }
        let at = Queue::REASONS.iter().position(|reason| *reason == queue);
        at.and_then(|at| self.reasons.get(at)).copied().unwrap_or(0)
    }
}

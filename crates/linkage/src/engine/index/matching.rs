//! Looking a person up among the records.

use super::{Index, MEMO_SLOTS_FEW};
use crate::engine::guard;
use crate::engine::trained::probability;
use crate::identity::Identity;
use crate::records::{RecordIx, SourceIx};

/// A record that may be of the person asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// The record.
    pub record: RecordIx,
    /// log2 odds that it is of the person asked for, prior included.
    pub weight: f32,
    /// The same as a probability.
    pub probability: f32,
    /// Whether the pair looks like twins or namesakes: a look is needed, however heavy it is.
    pub held_back: bool,
}

/// The source of what is asked for: none of the records'.
const ASKED: SourceIx = SourceIx(u16::MAX);

impl Index {
    /// The records that may be of the person with this identity, heaviest first, at most `most`. What
    /// is asked for is not kept.
    pub fn matches(&mut self, identity: &Identity<'_>, most: usize) -> Vec<Match> {
        let mark = self.records.mark();
        let (_, slot) = self.push(ASKED, "", identity);
        let row = self.records.row(slot);
        let mut near = Vec::new();
        self.blocks.near(&self.records, &self.live, &row, false, &mut near);
        let mut comparer = self.comparer(MEMO_SLOTS_FEW);
        let mut found: Vec<Match> = near
            .into_iter()
            .filter_map(|other| {
                let (bits, pattern) = self.weigh(&mut comparer, &row, &self.records.row(other))?;
                Some(Match {
                    record: RecordIx(self.records.index.get(other as usize).copied()?),
                    weight: bits,
                    probability: probability(bits),
                    held_back: guard::holds_back(pattern, &self.model),
                })
            })
            .collect();
        drop(comparer);
        self.records.forget_since(&mark);
        found.sort_by(|x, y| y.weight.total_cmp(&x.weight).then(x.record.cmp(&y.record)));
        found.truncate(most);
        found
    }
}

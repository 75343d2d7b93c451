//! The review workbench: pairs of records that a data steward answers.

pub(crate) mod answer;
pub(crate) mod front;
pub(crate) mod log;
pub(crate) mod pair;
mod sides;

use terms::RecordId;

use crate::reads::review::{Answer, Decision, DecisionKind, Queue};
use crate::words;

/// Characters of a note or a reason.
pub(crate) const NOTE_CHARACTERS_MAX: usize = 1_000;

/// Why pairs of a queue wait, to be read after "They wait because" or as a heading.
pub(crate) fn queue_words(queue: &Queue) -> &'static str {
    match queue {
        Queue::All => "all pairs that wait",
        Queue::NearThreshold => "near the threshold",
        Queue::Twins => "twins and namesakes",
        Queue::JoinsSeveral => "would join two people who each have several records",
        Queue::OneEach => "two records in a source that holds one of each person",
        Queue::Contradicts => "different NHS number, date of birth or date of death",
        Queue::Sample => "drawn at random, to estimate how good the links are",
        Queue::Second => "second answers",
    }
}

/// An answer as it is written beside a decision.
pub(crate) fn answer_words(answer: &Answer) -> &'static str {
    match answer {
        Answer::Same => "same person",
        Answer::Different => "different people",
        Answer::Unsure => "unsure",
    }
}

/// What to tell after something was done, with the decision that can be undone.
pub(crate) struct Said {
    pub(crate) text: String,
    pub(crate) undo: Option<String>,
}

/// What to tell after the decision that the address names, if it is this reviewer's latest.
pub(crate) fn said(done: Option<&str>, last: Option<&Decision>) -> Option<Said> {
    let last = last.filter(|last| done == Some(last.decision.as_str()))?;
    Some(Said {
        text: format!("Recorded: {}.", answer_words(&last.answer)),
        undo: last.undoable.then(|| last.decision.clone()),
    })
}

/// What a reviewer did last, in words.
pub(crate) fn last_words(decision: &Decision) -> String {
    match decision.kind {
        DecisionKind::First | DecisionKind::Second => {
            format!("your last answer was {}", answer_words(&decision.answer))
        }
        DecisionKind::Unlinked => "you last unlinked records by hand".to_owned(),
        DecisionKind::LinkedByHand => "you last linked two people by hand".to_owned(),
    }
}

/// A decision as one line: `different people, by Ada Okafor at 16:40, 20 Nov 2026`.
pub(crate) fn decision_words(decision: &Decision) -> String {
    format!(
        "{}, by {} at {}",
        answer_words(&decision.answer),
        decision.reviewer,
        words::moment(&decision.at)
    )
}

/// A pair as it stands in an address, after `after=`.
pub(crate) fn pair_slug(record: RecordId, other: RecordId) -> String {
    format!("{record}.{other}")
}

/// Reads a pair from an address.
pub(crate) fn pair_from_slug(slug: &str) -> Option<(RecordId, RecordId)> {
    let (record, other) = slug.split_once('.')?;
    Some((RecordId::parse(record)?, RecordId::parse(other)?))
}

/// A queue from an address: all of them when none is named.
pub(crate) fn asked_queue(slug: Option<&str>) -> Option<Queue> {
    slug.map_or(Some(Queue::All), Queue::from_slug)
}

/// A note or reason as it is kept: line breaks stay, other control characters go, and so does what
/// is too long.
pub(crate) fn note(text: &str) -> Option<String> {
    let kept: String = text
        .replace("\r\n", "\n")
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .take(NOTE_CHARACTERS_MAX)
        .collect();
    let kept = kept.trim();
    (!kept.is_empty()).then(|| kept.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_and_queues_come_back_from_their_addresses() {
        let (a, b) = (RecordId::of("gp", "1"), RecordId::of("asc", "2"));
        assert_eq!(pair_from_slug(&pair_slug(a, b)), Some((a, b)));
        assert_eq!(pair_from_slug("nonsense"), None);
        for queue in Queue::EVERY {
            assert_eq!(asked_queue(Some(queue.slug())), Some(queue));
        }
        assert_eq!(asked_queue(None), Some(Queue::All));
        assert_eq!(asked_queue(Some("x")), None);
    }

    #[test]
    fn a_note_keeps_its_lines_and_no_more_than_its_length() {
        for (written, kept) in
            [("  ", None), (" a\r\nb\u{7} ", Some("a\nb")), ("\n\n", None), ("x", Some("x"))]
        {
            assert_eq!(note(written).as_deref(), kept, "{written:?}");
        }
        let long = note(&"ä".repeat(2_000)).map(|text| text.chars().count());
        assert_eq!(long, Some(NOTE_CHARACTERS_MAX));
    }
}

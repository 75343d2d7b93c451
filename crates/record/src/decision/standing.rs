//! What several decisions on one pair come to.

use super::{Answer, Decision};

/// What decisions on a pair come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// One person.
    Same,
    /// Two people.
    Different,
    /// Two people disagree: the records are kept apart until they agree, for a wrong link shows one
    /// person's record to those who care for another.
    AtOdds,
}

/// What the decisions in force on one pair, oldest first, come to; `None` where nobody could tell.
///
/// A decision by hand, made with all records of the persons in sight, sets earlier ones aside. Of one
/// author the latest counts.
#[must_use]
pub fn verdict(decisions: &[Decision]) -> Option<Verdict> {
    let by_hand = decisions.iter().rposition(|decision| decision.kind.is_by_hand());
    let counted = decisions.get(by_hand.unwrap_or(0)..).unwrap_or_default();
    let (mut same, mut different) = (false, false);
    for (at, decision) in counted.iter().enumerate() {
        let later = counted.get(at + 1..).unwrap_or_default();
        if later.iter().any(|other| other.author == decision.author) {
            continue;
        }
        same |= decision.answer == Answer::Same;
        different |= decision.answer == Answer::Different;
    }
    match (same, different) {
        (true, true) => Some(Verdict::AtOdds),
        (true, false) => Some(Verdict::Same),
        (false, true) => Some(Verdict::Different),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Kind;
    use super::*;
    use terms::RecordId;

    #[test]
    fn decisions_come_to() {
        use Answer::{Different, Same, Unsure};
        use Kind::{First, Link, Second, Unlink};
        for (said, expected) in [
            (&[][..], None),
            (&[("steward", First, Same)], Some(Verdict::Same)),
            (&[("steward", First, Unsure)], None),
            (&[("steward", First, Same), ("second", Second, Same)], Some(Verdict::Same)),
            (&[("steward", First, Same), ("second", Second, Different)], Some(Verdict::AtOdds)),
            (&[("steward", First, Same), ("second", Second, Unsure)], Some(Verdict::Same)),
            (&[("steward", First, Same), ("steward", First, Different)], Some(Verdict::Different)),
            (&[("steward", First, Same), ("nurse", Unlink, Different)], Some(Verdict::Different)),
            (&[("nurse", Unlink, Different), ("second", Second, Same)], Some(Verdict::AtOdds)),
            (&[("nurse", Unlink, Different), ("steward", Link, Same)], Some(Verdict::Same)),
        ] {
            let decisions: Vec<Decision> = said
                .iter()
                .map(|(author, kind, answer)| Decision {
                    record: RecordId::of("gp", "1"),
                    other: RecordId::of("asc", "1"),
                    event_id: String::new(),
                    kind: *kind,
                    answer: *answer,
                    author: (*author).to_owned(),
                    at: String::new(),
                })
                .collect();
            assert_eq!(verdict(&decisions), expected, "{said:?}");
        }
    }
}

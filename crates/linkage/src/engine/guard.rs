//! Pairs that may look like one person and often are two: twins, and a child named after a parent.

use super::compare::{Pattern, at};
use super::trained::TrainedModel;

/// Whether a pair may not link without somebody looking, however heavy it is.
///
/// Same surname and same home with the same birthday and another first name (twins), or with the same
/// first name and another birthday (namesakes), never link on that alone: a number of the person's
/// own must agree too.
pub(super) fn holds_back(pattern: Pattern, model: &TrainedModel) -> bool {
    let own_number = matches!(pattern.level(at::NHS), 1..=3)
        || matches!(pattern.level(at::OTHER_ID), 1..=2)
        || matches!(pattern.level(at::EMAIL), 1..=2);
    if own_number {
        return false;
    }
    let home = matches!(pattern.level(at::PLACE), 1..=5);
    let surname = matches!(pattern.level(at::SURNAME), 1..=5);
    let (first, born) = (pattern.level(at::FIRST), pattern.level(at::BORN));
    if home && surname && model.guards_households {
        let twins = born == 1 && matches!(first, 6 | 8);
        let namesakes = matches!(first, 1..=4) && matches!(born, 6 | 7);
        if twins || namesakes {
            return true;
        }
    }
    // Names and place alone: no date of birth on one side and no number of the person's own.
    !model.thresholds.name_and_place_alone && born == 0
}

/// Whether two records are two people of one home, each with a number of their own: they stay two, even
/// where a third record looks like both, such as a visit booked under the number of a brother.
pub(super) fn two_of_one_home(pattern: Pattern) -> bool {
    pattern.level(at::NHS) == 4
        && matches!(pattern.level(at::PLACE), 1..=5)
        && matches!(pattern.level(at::FIRST), 6 | 8)
}

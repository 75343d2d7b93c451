//! NHS numbers kept for tests: 999 000 0000 to 999 999 9999, those with a check digit.

use terms::NhsNumber;

use crate::dice::Dice;

/// Every valid number of the range once, in random order: about 909,000.
pub(super) fn shuffled(dice: &mut Dice) -> Vec<NhsNumber> {
    let mut numbers: Vec<_> = (999_000_000..=999_999_999)
        .filter_map(NhsNumber::from_first_nine)
        .filter(|number| number.is_test())
        .collect();
    dice.shuffle(&mut numbers);
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_holds_enough_for_the_largest_borough() {
        let numbers = shuffled(&mut Dice::new(1, 1));
        let needed = f64::from(crate::PEOPLE_MAX) * 1.08;
        assert!(numbers.len() as f64 > needed, "{} numbers", numbers.len());
    }
}

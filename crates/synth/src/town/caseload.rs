//! Who is on the district nursing caseload and who has an open social care case.

use crate::dice::Dice;
use crate::table::Counts;

use super::Person;

/// Gives every neighbourhood exactly the caseloads of its row, the old and frail first of all.
pub(super) fn assign(people: &mut [Person], table: &[Counts; 4], dice: &mut Dice) {
    let mut rest = people;
    for row in table {
        let count = usize::try_from(row.registered).unwrap_or(usize::MAX).min(rest.len());
        let (hood, others) = rest.split_at_mut(count);
        // Both caseloads together ask for more need than either alone.
        choose(
            hood,
            row.joint,
            dice,
            |p| p.need() * p.need() / 45.0,
            |p| {
                p.nursing = true;
                p.social_care = true;
            },
        );
        choose(hood, row.nursing - row.joint, dice, Person::need, |p| p.nursing = true);
        choose(hood, row.social_care - row.joint, dice, social_need, |p| p.social_care = true);
        rest = others;
    }
}

/// Social care also serves working-age adults with a learning disability or mental illness.
fn social_need(person: &Person) -> f64 {
    match person.age {
        ..=17 => 0.0,
        18..=64 => person.need() * 1.6,
        _ => person.need(),
    }
}

/// Marks exactly `count` people who are on no caseload yet, as likely as their weight.
/// Weights are taken to reach 65 at most.
fn choose(
    people: &mut [Person],
    count: u32,
    dice: &mut Dice,
    weight: impl Fn(&Person) -> f64,
    mark: impl Fn(&mut Person),
) {
    let free = |p: &Person| !p.nursing && !p.social_care;
    let mut missing = count;
    let mut throws = u64::from(count) * 4_000 + 10_000;
    while missing > 0 && throws > 0 {
        throws -= 1;
        let at = dice.below(people.len());
        let Some(person) = people.get_mut(at) else {
            break;
        };
        if free(person) && dice.fraction() * 65.0 < weight(person) {
            mark(person);
            missing -= 1;
        }
    }
    // A neighbourhood of a few people may run out of likely ones: then the oldest are taken.
    let mut order: Vec<usize> = (0..people.len()).collect();
    if missing > 0 {
        order.sort_by_key(|at| people.get(*at).map(|p| std::cmp::Reverse(p.age)));
    }
    for at in order {
        if missing == 0 {
            break;
        }
        if let Some(person) = people.get_mut(at).filter(|p| free(p)) {
            mark(person);
            missing -= 1;
        }
    }
}

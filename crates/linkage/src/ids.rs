//! Person identifiers that stay the same from one run to the next.
//!
//! A group of records keeps the identifier that most of its records had. An identifier whose records
//! all went elsewhere leaves a redirect; records that left their person get a new identifier. An
//! identifier is never used for anybody else again.

use std::collections::BTreeMap;
use std::hash::BuildHasher;

use hashbrown::HashMap;
use rustc_hash::FxHashMap;
use terms::PersonId;

/// One identifier per group, and what became of earlier ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assignment {
    /// Per group number: its identifier.
    pub person_of: Vec<PersonId>,
    /// Identifiers no longer in use, each with the one that took its place. Sorted.
    pub redirects: Vec<(PersonId, PersonId)>,
    /// Identifiers whose records are now of more than one person. Sorted.
    pub splits: Vec<Split>,
}

/// A person whose records are now of several persons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The earlier identifier.
    pub from: PersonId,
    /// Where its records are now, in group order; `from` itself may be among them.
    pub to: Vec<PersonId>,
}

/// Gives every group an identifier.
///
/// `cluster_of` has the group number of each record, dense from 0; `previous` the identifier each
/// record had before, if any, in the same order; `new_id` gives identifiers never used before.
/// The result depends on these alone. Ties go to the larger overlap, then the smaller identifier.
pub fn assign(
    cluster_of: &[u32],
    previous: &[Option<PersonId>],
    new_id: impl FnMut() -> PersonId,
) -> Assignment {
    assign_by(cluster_of, previous, previous, &HashMap::<PersonId, ()>::new(), new_id)
}

/// As [`assign`], where groups go by `votes`, in the order of the records, and not by what each record
/// had before: somebody who takes records out of a person means the rest to stay that person, however
/// few they are. Of two identifiers with as many votes the one known to be older, by `since`, stays.
pub fn assign_by<T: Ord, S: BuildHasher>(
    cluster_of: &[u32],
    previous: &[Option<PersonId>],
    votes: &[Option<PersonId>],
    since: &HashMap<PersonId, T, S>,
    mut new_id: impl FnMut() -> PersonId,
) -> Assignment {
    let groups = cluster_of.iter().max().map_or(0, |last| *last as usize + 1);
    let mut by_size: Vec<(u32, PersonId, u32)> = overlaps(cluster_of, votes)
        .iter()
        .flat_map(|(id, groups)| groups.iter().map(|(group, size)| (*size, *id, *group)))
        .collect();
    by_size.sort_unstable_by(|x, y| {
        let age = since.get(&x.1).cmp(&since.get(&y.1));
        y.0.cmp(&x.0).then(age).then((x.1, x.2).cmp(&(y.1, y.2)))
    });

    let mut kept: Vec<Option<PersonId>> = vec![None; groups];
    let mut placed: FxHashMap<PersonId, u32> = FxHashMap::default();
    for (_, id, group) in by_size {
        if let Some(slot) = kept.get_mut(group as usize)
            && slot.is_none()
            && !placed.contains_key(&id)
        {
            *slot = Some(id);
            placed.insert(id, group);
        }
    }
    let person_of: Vec<PersonId> =
        kept.into_iter().map(|id| id.unwrap_or_else(&mut new_id)).collect();
    let mut out = Assignment { person_of, ..Assignment::default() };
    for (id, groups) in &overlaps(cluster_of, previous) {
        let person = |group: u32| out.person_of.get(group as usize).copied();
        if groups.len() > 1 {
            out.splits.push(Split {
                from: *id,
                to: groups.keys().filter_map(|group| person(*group)).collect(),
            });
        }
        let largest =
            groups.iter().max_by_key(|(group, size)| (**size, std::cmp::Reverse(**group)));
        if !placed.contains_key(id)
            && let Some(now) = largest.and_then(|(group, _)| person(*group))
        {
            out.redirects.push((*id, now));
        }
    }
    out
}

/// Per earlier identifier: the groups its records are in now, and how many in each.
fn overlaps(
    cluster_of: &[u32],
    previous: &[Option<PersonId>],
) -> BTreeMap<PersonId, BTreeMap<u32, u32>> {
    let mut out: BTreeMap<PersonId, BTreeMap<u32, u32>> = BTreeMap::new();
    for (group, id) in cluster_of.iter().zip(previous) {
        if let Some(id) = id {
            *out.entry(*id).or_default().entry(*group).or_default() += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> PersonId {
        PersonId::from_random([n; 16])
    }

    fn run(cluster_of: &[u32], previous: &[u8]) -> Assignment {
        let previous: Vec<Option<PersonId>> =
            previous.iter().map(|n| (*n > 0).then(|| id(*n))).collect();
        let mut next = 100;
        assign(cluster_of, &previous, || {
            next += 1;
            id(next)
        })
    }

    #[test]
    fn first_run_gives_new_identifiers() {
        let out = run(&[0, 0, 1], &[0, 0, 0]);
        assert_eq!(out.person_of, vec![id(101), id(102)]);
        assert!(out.redirects.is_empty() && out.splits.is_empty());
    }

    #[test]
    fn a_merge_keeps_the_larger_and_redirects_the_other() {
        let out = run(&[0, 0, 0, 1], &[1, 1, 2, 3]);
        assert_eq!(out.person_of, vec![id(1), id(3)]);
        assert_eq!(out.redirects, vec![(id(2), id(1))]);
    }

    #[test]
    fn a_split_keeps_the_larger_part_and_names_the_parts() {
        let out = run(&[0, 0, 1], &[1, 1, 1]);
        assert_eq!(out.person_of, vec![id(1), id(101)]);
        assert_eq!(out.splits, vec![Split { from: id(1), to: vec![id(1), id(101)] }]);
        assert!(out.redirects.is_empty());
    }

    fn nobody() -> HashMap<PersonId, u32> {
        HashMap::new()
    }

    #[test]
    fn of_two_as_large_the_older_stays() {
        let both: Vec<Option<PersonId>> = [2, 1].iter().map(|n| Some(id(*n))).collect();
        let since = HashMap::from([(id(2), 1), (id(1), 7)]);
        let out = assign_by(&[0, 0], &both, &both, &since, || id(100));
        assert_eq!(out.person_of, vec![id(2)]);
        assert_eq!(out.redirects, vec![(id(1), id(2))]);
    }

    #[test]
    fn votes_say_which_part_stays() {
        let ids = |of: &[u8]| -> Vec<Option<PersonId>> {
            of.iter().map(|n| (*n > 0).then(|| id(*n))).collect()
        };
        // Two of three records leave: the third stays who it was.
        let out = assign_by(&[0, 0, 1], &ids(&[1, 1, 1]), &ids(&[0, 0, 1]), &nobody(), || id(100));
        assert_eq!(out.person_of, vec![id(100), id(1)]);
        assert_eq!(out.splits, vec![Split { from: id(1), to: vec![id(100), id(1)] }]);
        assert!(out.redirects.is_empty());
        // They come back to it.
        let out =
            assign_by(&[0, 0, 0], &ids(&[100, 100, 1]), &ids(&[1, 1, 1]), &nobody(), || id(101));
        assert_eq!(out.person_of, vec![id(1)]);
        assert_eq!(out.redirects, vec![(id(100), id(1))]);
    }

    #[test]
    fn the_same_groups_keep_their_identifiers_whatever_their_numbers() {
        let out = run(&[0, 1, 1, 2], &[9, 4, 4, 7]);
        assert_eq!(out.person_of, vec![id(9), id(4), id(7)]);
        assert!(out.redirects.is_empty() && out.splits.is_empty());
    }
}

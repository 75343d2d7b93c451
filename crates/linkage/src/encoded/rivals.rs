//! The pairs found, and which of them compete.

use rustc_hash::FxHashMap;

use super::assign::Link;
use super::bits::Encoding;
use super::candidates::Nearest;

/// From here on two encodings of one file are two records of one person, and so no rivals.
const SAME_PERSON: f64 = 0.88;

/// A pair that was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair {
    pub(super) few: u32,
    pub(super) many: u32,
    pub(super) similarity: f64,
}

/// All pairs found between a smaller and a larger list, the most alike first.
pub(super) struct Pairs<'a> {
    few: &'a [Encoding],
    many: &'a [Encoding],
    chance: f64,
    pairs: Vec<Pair>,
    of_few: FxHashMap<u32, Vec<u32>>,
    of_many: FxHashMap<u32, Vec<u32>>,
}

/// Which encodings have been linked.
pub(super) struct Used {
    few: Vec<bool>,
    many: Vec<bool>,
}

impl Used {
    /// Whether either side of a pair is linked already.
    pub(super) fn has(&self, pair: &Pair) -> bool {
        let at = |list: &[bool], number: u32| list.get(number as usize).copied().unwrap_or(true);
        at(&self.few, pair.few) || at(&self.many, pair.many)
    }

    pub(super) fn take(&mut self, pair: &Pair) {
        for (list, number) in [(&mut self.few, pair.few), (&mut self.many, pair.many)] {
            if let Some(used) = list.get_mut(number as usize) {
                *used = true;
            }
        }
    }
}

impl<'a> Pairs<'a> {
    pub(super) fn new(
        found: &[Nearest],
        few: &'a [Encoding],
        many: &'a [Encoding],
        chance: f64,
    ) -> Self {
        let mut pairs: Vec<Pair> = Vec::new();
        for (few, nearest) in (0_u32..).zip(found) {
            let pair = |near: &super::candidates::Near| Pair {
                few,
                many: near.other,
                similarity: near.similarity,
            };
            pairs.extend(nearest.iter().map(pair));
        }
        // Ties are settled by what is encoded, so that the order of rows never matters.
        let content = |pair: &Pair| (few.get(pair.few as usize), many.get(pair.many as usize));
        pairs.sort_by(|x, y| {
            y.similarity.total_cmp(&x.similarity).then_with(|| content(x).cmp(&content(y)))
        });
        let (mut of_few, mut of_many) = (FxHashMap::default(), FxHashMap::default());
        for (at, pair) in (0_u32..).zip(&pairs) {
            of_few.entry(pair.few).or_insert_with(Vec::new).push(at);
            of_many.entry(pair.many).or_insert_with(Vec::new).push(at);
        }
        Self { few, many, chance, pairs, of_few, of_many }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &Pair)> {
        (0_u32..).zip(&self.pairs)
    }

    pub(super) fn unused(&self) -> Used {
        Used { few: vec![false; self.few.len()], many: vec![false; self.many.len()] }
    }

    /// How alike the best pair is that competes with one: it shares a side, is not used up, and is not
    /// merely a second record of the same person.
    pub(super) fn next_best(&self, of: u32, used: &Used) -> f64 {
        let Some(pair) = self.pairs.get(of as usize) else { return 0.0 };
        let rivals = self.of_few.get(&pair.few).into_iter().chain(self.of_many.get(&pair.many));
        let rivals = rivals.flatten().filter(|rival| **rival != of);
        let rivals = rivals.filter_map(|rival| self.pairs.get(*rival as usize));
        let open =
            rivals.filter(|rival| !used.has(rival) && !self.same_person(rival, pair, SAME_PERSON));
        open.fold(0.0, |best: f64, rival| best.max(rival.similarity))
    }

    /// How many linked encodings of the smaller list have, besides their partner, one that is at least
    /// so alike and has no partner of its own.
    pub(super) fn tempted(&self, used: &Used, links: &[Link], threshold: f64) -> usize {
        // A second record of the partner is no wrong neighbour. It need not be as sure as above: what
        // is clearly more alike than the threshold asks for is rarely somebody else.
        let same = (threshold + (1.0 - threshold) / 4.0).max(0.5 + self.chance / 2.0);
        let is_tempted = |link: &&Link| {
            let partner = Pair { few: link.a, many: link.b, similarity: link.similarity };
            let mut others = self.of_few.get(&link.a).into_iter().flatten();
            others.any(|other| {
                self.pairs.get(*other as usize).is_some_and(|other| {
                    let free = !used.many.get(other.many as usize).copied().unwrap_or(true);
                    free && other.similarity >= threshold
                        && !self.same_person(other, &partner, same)
                })
            })
        };
        links.iter().filter(is_tempted).count()
    }

    fn same_person(&self, a: &Pair, b: &Pair, from: f64) -> bool {
        let alike = |list: &[Encoding], x: u32, y: u32| match (
            list.get(x as usize),
            list.get(y as usize),
        ) {
            (Some(x), Some(y)) => x.dice(y) >= from,
            _ => false,
        };
        (a.few == b.few || alike(self.few, a.few, b.few))
            && (a.many == b.many || alike(self.many, a.many, b.many))
    }
}

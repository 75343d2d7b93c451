//! Encodings of two files to links, one to one.

use super::bits::{Encoding, chance};
use super::candidates::{Search, nearest};
use super::rivals::Pairs;

/// When two encodings are taken for one person.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// How alike they must be.
    pub threshold: Threshold,
    /// By how much a link must be better than the next best of either side.
    pub margin: f64,
    /// How candidates are sought.
    pub search: Search,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            threshold: Threshold::FromData { false_share_max: 0.005 },
            margin: 0.02,
            search: Search::default(),
        }
    }
}

/// How alike two encodings must be, as Dice's coefficient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Threshold {
    /// At least this.
    Fixed(f64),
    /// As little as keeps the expected share of false links below a limit. What is expected is read
    /// off the second best: whoever has a true partner has besides it the best of the wrong ones, and
    /// how alike those are tells how alike the wrong ones are for those who have no partner at all.
    FromData {
        /// False links for one link at most.
        false_share_max: f64,
    },
}

/// Two encodings taken for one person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Number in the first list.
    pub a: u32,
    /// Number in the second list.
    pub b: u32,
    /// Dice's coefficient.
    pub similarity: f64,
    /// By how much it is better than the next best of either side; that may be the similarity itself.
    pub margin: f64,
}

/// Links between two lists and what it took.
#[derive(Clone, Debug, Default)]
pub struct Links {
    /// The links, most alike first.
    pub links: Vec<Link>,
    /// Pairs left out because another of either side is about as alike.
    pub undecided: u64,
    /// The threshold in use.
    pub threshold: f64,
    /// How many of the links are expected to be false, as [`Threshold::FromData`] reckons.
    pub expected_false: f64,
    /// Comparisons made.
    pub compared: u64,
}

/// The lowest threshold tried, as a share of the way from chance to identity.
const LOWEST: f64 = 0.14;
/// The highest threshold tried, in hundredths.
const HIGHEST: u8 = 90;

/// Links two lists of encodings: each is used once, the most alike first, and none whose second best
/// is about as good. Neither the order of the lists nor the number of threads changes what is linked.
/// `progress` is told how many tables of the search are done.
#[must_use]
pub fn link(a: &[Encoding], b: &[Encoding], rule: &Rule, progress: &(dyn Fn(u32) + Sync)) -> Links {
    let swapped = a.len() > b.len();
    let (few, many) = if swapped { (b, a) } else { (a, b) };
    let chance = chance(few, many);
    let lowest = (100.0 * (chance + (1.0 - chance) * LOWEST)).ceil();
    let least = match rule.threshold {
        Threshold::Fixed(threshold) => threshold,
        Threshold::FromData { .. } => lowest / 100.0,
    };
    let (found, compared) = nearest(few, many, least - rule.margin, rule.search, progress);
    let pairs = Pairs::new(&found, few, many, chance);
    let mut out = match rule.threshold {
        Threshold::Fixed(threshold) => assign(&pairs, threshold, rule.margin, few.len()),
        Threshold::FromData { false_share_max } => {
            let mut out = Links::default();
            for hundredths in lowest as u8..=HIGHEST {
                out = assign(&pairs, f64::from(hundredths) / 100.0, rule.margin, few.len());
                if out.expected_false <= false_share_max * out.links.len() as f64 {
                    break;
                }
            }
            out
        }
    };
    out.compared = compared;
    if swapped {
        for link in &mut out.links {
            (link.a, link.b) = (link.b, link.a);
        }
    }
    out
}

/// Takes pairs from the most alike on, down to a threshold.
fn assign(pairs: &Pairs<'_>, threshold: f64, margin: f64, few: usize) -> Links {
    let mut used = pairs.unused();
    let mut out = Links { threshold, ..Links::default() };
    for (at, pair) in pairs.iter().take_while(|(_, pair)| pair.similarity >= threshold) {
        if used.has(pair) {
            continue;
        }
        let lead = pair.similarity - pairs.next_best(at, &used);
        if lead < margin {
            out.undecided += 1;
            continue;
        }
        let similarity = pair.similarity;
        out.links.push(Link { a: pair.few, b: pair.many, similarity, margin: lead });
        used.take(pair);
    }
    // Of those without a link, as many have a wrong neighbour above the threshold that nobody has a
    // better claim to as of those with one.
    let linked = out.links.len() as f64;
    let tempted = pairs.tempted(&used, &out.links, threshold) as f64;
    if linked > 0.0 {
        let share = (tempted / linked).min(0.99);
        let without = few as f64 - linked;
        out.expected_false = (without * share / (1.0 - share)).min(linked);
    }
    out
}

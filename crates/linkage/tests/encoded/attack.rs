//! What an attacker without the key learns by counting, on a fictional borough.
//!
//! The attacker is given more than a real one has: the exact frequencies of the very people encoded,
//! and everything about the scheme except the key. Two attacks are tried: counting identical encodings
//! (M. Kuzu and others, 2011), and mining for sets of bits that occur together as often as a known part
//! of a name (P. Christen and others, 2018).

use std::collections::{BTreeMap, BTreeSet};

use linkage::encoded::{Encoder, Encoding, Hardening, Part, Scheme};
use linkage::files::{Options, read_records};
use linkage::standardise::names::name;
use linkage::{RecordIx, Records};

use crate::known_truth::shared;
use crate::{key, scheme};

/// Bits of a pattern before its support is trusted, and at most.
const PATTERN_BITS: std::ops::RangeInclusive<usize> = 6..=24;
/// How surely the next bit of a pattern goes with it.
const TOGETHER: f64 = 0.97;
/// How far the support of a pattern may be from the frequency of a token.
const NEAR: f64 = 0.03;

struct People {
    records: Records,
    names: Vec<String>,
}

fn people() -> Option<People> {
    let file = shared("linkage/care_dev_30k/gp.csv")?;
    let rows = std::fs::read_to_string(&file).expect("reads");
    let mut lines = rows.lines().map(|line| line.split(',').map(|cell| cell.trim_matches('"')));
    let column = lines.next()?.position(|column| column == "first_name")?;
    let names = lines.filter_map(|mut row| row.nth(column)).map(name).collect();
    let (records, _) = read_records(&Options::new(vec![file])).expect("reads");
    Some(People { records, names })
}

fn encodings(people: &People, scheme: Scheme) -> Vec<Encoding> {
    let mut encoder = Encoder::new(&key(), scheme);
    let count = u32::try_from(people.records.len()).expect("fits");
    (0..count)
        .map(|ix| encoder.encode_record(&people.records, RecordIx(ix)).expect("has a name"))
        .collect()
}

fn counts<T: Ord>(values: impl IntoIterator<Item = T>) -> Vec<(T, usize)> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let mut sorted: Vec<(T, usize)> = counts.into_iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1));
    sorted
}

/// The share of people whose first name is guessed by always saying the most common one.
fn baseline(people: &People) -> f64 {
    counts(&people.names).first().map_or(0, |(_, count)| *count) as f64 / people.names.len() as f64
}

/// Guesses that the encoding which occurs most often is the most common name, and so on down.
fn by_counting(people: &People, encodings: &[Encoding]) -> f64 {
    let names = counts(&people.names);
    let ranked = counts(encodings.iter().copied());
    // An encoding seen once says nothing by its count.
    let repeated = ranked.iter().filter(|(_, count)| *count > 1);
    let guess: BTreeMap<Encoding, &String> =
        repeated.zip(&names).map(|((encoding, _), (name, _))| (*encoding, *name)).collect();
    right(people, encodings.iter().map(|encoding| guess.get(encoding).copied()))
}

fn right<'a>(people: &People, guesses: impl Iterator<Item = Option<&'a String>>) -> f64 {
    let right = guesses.zip(&people.names).filter(|(guess, name)| *guess == Some(name)).count();
    right as f64 / people.names.len() as f64
}

/// The bits as columns over people, which is what patterns are mined from.
struct Columns {
    columns: Vec<Vec<u64>>,
    share: Vec<f64>,
    people: usize,
}

impl Columns {
    fn new(encodings: &[Encoding]) -> Self {
        let words = encodings.len().div_ceil(64);
        let mut columns = vec![vec![0_u64; words]; 1_024];
        for (at, encoding) in encodings.iter().enumerate() {
            let text = encoding.to_text();
            for (digit, c) in text.chars().enumerate() {
                let value = c.to_digit(16).expect("a digit");
                for bit in (0..4).filter(|bit| value >> bit & 1 == 1) {
                    columns[digit * 4 + bit][at / 64] |= 1 << (at % 64);
                }
            }
        }
        let people = encodings.len();
        let share = columns.iter().map(|c| ones(c) as f64 / people as f64).collect();
        Self { columns, share, people }
    }

    /// The bit that goes best with a set of people, beyond its usual share, and how surely.
    fn best(&self, with: &[u64], but: &[usize]) -> (usize, f64) {
        let all = ones(with).max(1) as f64;
        let lift = |at: usize| {
            let together = self.columns[at].iter().zip(with).map(|(a, b)| (a & b).count_ones());
            let share = f64::from(together.sum::<u32>()) / all;
            (share - self.share[at]) / (1.0 - self.share[at]).max(0.05)
        };
        let open = (0..self.columns.len()).filter(|at| !but.contains(at));
        open.map(|at| (at, lift(at))).max_by(|a, b| a.1.total_cmp(&b.1)).expect("bits are left")
    }

    /// Grows a pattern from one bit; gives the people who have all of it.
    fn pattern(&self, seed: usize) -> Option<Vec<u64>> {
        let mut bits = vec![seed];
        let mut with = self.columns[seed].clone();
        while bits.len() < *PATTERN_BITS.end() && ones(&with) as usize * 1_000 > self.people {
            let (next, surely) = self.best(&with, &bits);
            // A bit that goes with all the others, in everybody who has them, is of the same token.
            if bits.len() >= *PATTERN_BITS.start() && surely >= TOGETHER {
                return Some(with);
            }
            for (word, other) in with.iter_mut().zip(&self.columns[next]) {
                *word &= other;
            }
            bits.push(next);
        }
        None
    }
}

fn ones(column: &[u64]) -> u32 {
    column.iter().map(|word| word.count_ones()).sum()
}

/// The pairs of letters of a name, as the scheme hashes them.
fn pairs(name: &str) -> BTreeSet<String> {
    let word = |word: &str| {
        let marked: Vec<char> = format!("_{word}_").chars().collect();
        marked.windows(2).map(|pair| pair.iter().collect()).collect::<Vec<String>>()
    };
    name.split(' ').filter(|part| !part.is_empty()).flat_map(word).collect()
}

/// Mines patterns, names each by the pair of letters that is as frequent, and guesses for each person
/// the most common first name that has all pairs found on them.
fn by_mining(people: &People, encodings: &[Encoding]) -> (f64, usize) {
    let columns = Columns::new(encodings);
    let tokens = counts(people.names.iter().flat_map(|name| pairs(name)));
    let mut found: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); people.names.len()];
    let mut known: Vec<Vec<u64>> = Vec::new();
    for seed in 0..1_024 {
        let Some(with) = columns.pattern(seed).filter(|with| !known.contains(with)) else {
            continue;
        };
        let support = f64::from(ones(&with));
        let nearest = tokens
            .iter()
            .min_by(|a, b| (a.1 as f64 - support).abs().total_cmp(&(b.1 as f64 - support).abs()));
        if let Some((token, count)) = nearest
            && (*count as f64 - support).abs() <= NEAR * support
        {
            for (at, tokens) in found.iter_mut().enumerate() {
                if with[at / 64] >> (at % 64) & 1 == 1 {
                    tokens.insert(token.as_str());
                }
            }
        }
        known.push(with);
    }
    let names = counts(&people.names);
    let with_pairs: Vec<(&String, BTreeSet<String>)> =
        names.iter().map(|(name, _)| (*name, pairs(name))).collect();
    let mut guessed: BTreeMap<BTreeSet<&str>, Option<&String>> = BTreeMap::new();
    for tokens in found.iter().filter(|tokens| !tokens.is_empty()) {
        if !guessed.contains_key(tokens) {
            let fits = |pairs: &BTreeSet<String>| tokens.iter().all(|token| pairs.contains(*token));
            let first = with_pairs.iter().find(|(_, pairs)| fits(pairs)).map(|(name, _)| *name);
            guessed.insert(tokens.clone(), first);
        }
    }
    let most_common = names.first().map(|(name, _)| *name);
    let guess = |tokens: &BTreeSet<&str>| guessed.get(tokens).copied().flatten().or(most_common);
    (right(people, found.iter().map(guess)), known.len())
}

#[test]
fn first_names_guessed_without_the_key() {
    let Some(people) = people() else { return };
    let baseline = baseline(&people);
    println!("{} people; always the most common name: {baseline:.4}", people.names.len());
    let others =
        [Part::Surname, Part::Birth, Part::Sex, Part::Postcode, Part::Address, Part::NhsNumber];
    let alone = others.into_iter().fold(scheme(Hardening::None, false), Scheme::without);
    let alone = by_counting(&people, &encodings(&people, alone));
    println!("first name encoded alone, counting: {alone:.4}");
    let mut mined = BTreeMap::new();
    for (what, hardening, salted) in [
        ("none", Hardening::None, false),
        ("balanced", Hardening::Balanced, false),
        ("none, salted", Hardening::None, true),
        ("xor-folded", Hardening::XorFolded, false),
    ] {
        let encodings = encodings(&people, scheme(hardening, salted));
        let counted = by_counting(&people, &encodings);
        let (guessed, patterns) = by_mining(&people, &encodings);
        println!("{what}: counting {counted:.4}, mining {guessed:.4} by {patterns} patterns");
        mined.insert(what, (counted, guessed, patterns));
    }
    assert!(alone > 10.0 * baseline, "a name alone is broken by counting");
    let (counted, guessed, patterns) = mined["xor-folded"];
    assert!(counted <= baseline && guessed <= 1.5 * baseline, "{mined:?}");
    assert!(patterns < mined["none"].2, "folding leaves fewer patterns: {mined:?}");
}

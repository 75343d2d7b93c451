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
/// How well a pattern must fit a token to be named after it.
const NEAR: f64 = 0.9;

struct People {
    records: Records,
    /// First names.
    names: Vec<String>,
    surnames: Vec<String>,
}

fn people() -> Option<People> {
    let file = shared("linkage/care_dev_30k/gp.csv")?;
    let rows = std::fs::read_to_string(&file).expect("reads");
    let cells = |line: &str| -> Vec<String> {
        line.split(',').map(|cell| cell.trim_matches('"').to_owned()).collect()
    };
    let header = cells(rows.lines().next()?);
    let column = |wanted: &str| -> Option<Vec<String>> {
        let at = header.iter().position(|column| column == wanted)?;
        Some(rows.lines().skip(1).map(|line| name(&cells(line)[at])).collect())
    };
    let (names, surnames) = (column("first_name")?, column("surname")?);
    let (records, _) = read_records(&Options::new(vec![file])).expect("reads");
    Some(People { records, names, surnames })
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
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
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

/// What a pattern may stand for: a pair of letters of a name, or the whole of it.
fn tokens(name: &str) -> BTreeSet<String> {
    let pairs = |word: &str| {
        let marked: Vec<char> = format!("_{word}_").chars().collect();
        marked.windows(2).map(|pair| pair.iter().collect()).collect::<Vec<String>>()
    };
    let pairs = name.split(' ').filter(|part| !part.is_empty()).flat_map(pairs);
    pairs.chain([format!("={name}")]).collect()
}

/// How the attacker gives a pattern its meaning.
#[derive(Clone, Copy)]
enum Naming {
    /// The token that is as frequent.
    ByFrequency,
    /// Always rightly, as if told: the most that any attacker could make of the patterns.
    Perfect,
}

/// The tokens of names, each with the people who have it in either name: both are hashed alike.
fn bearers(people: &People) -> Vec<(String, Vec<u64>)> {
    let words = people.names.len().div_ceil(64);
    let mut found: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for names in [&people.names, &people.surnames] {
        for (at, name) in names.iter().enumerate() {
            for token in tokens(name) {
                found.entry(token).or_insert_with(|| vec![0; words])[at / 64] |= 1 << (at % 64);
            }
        }
    }
    found.into_iter().collect()
}

fn meaning<'a>(
    pattern: &[u64],
    tokens: &'a [(String, Vec<u64>)],
    naming: Naming,
) -> Option<&'a String> {
    let support = f64::from(ones(pattern));
    let fit = |bearers: &[u64]| match naming {
        Naming::ByFrequency => 1.0 - (f64::from(ones(bearers)) - support).abs() / support,
        Naming::Perfect => {
            let both: u32 = bearers.iter().zip(pattern).map(|(a, b)| (a & b).count_ones()).sum();
            f64::from(both) / (f64::from(ones(bearers)) + support - f64::from(both))
        }
    };
    let best = tokens.iter().map(|(token, bearers)| (token, fit(bearers)));
    let (token, fit) = best.max_by(|a, b| a.1.total_cmp(&b.1))?;
    (fit >= NEAR).then_some(token)
}

/// Gives each pattern a meaning, and guesses for each person the first name of which the most tokens
/// were found on them and none is missing that could have been found; the most common of several.
fn guessed(people: &People, patterns: &[Vec<u64>], naming: Naming) -> f64 {
    let bearers = bearers(people);
    let mut found: BTreeMap<&String, Vec<u64>> = BTreeMap::new();
    for pattern in patterns {
        let Some(token) = meaning(pattern, &bearers, naming) else { continue };
        found.entry(token).or_insert_with(|| pattern.clone());
    }
    let names: Vec<(&String, Vec<&Vec<u64>>)> = counts(&people.names)
        .into_iter()
        .map(|(name, _)| (name, tokens(name).iter().filter_map(|t| found.get(t)).collect()))
        .collect();
    let guess = |at: usize| {
        let has = |pattern: &&Vec<u64>| pattern[at / 64] >> (at % 64) & 1 == 1;
        let fits = names.iter().filter(|(_, found)| found.iter().all(has));
        // The first of the best: names are in the order of how common they are.
        fits.rev().max_by_key(|(_, found)| found.len()).map(|(name, _)| *name)
    };
    right(people, (0..people.names.len()).map(guess))
}

/// Every pattern that can be grown from a bit.
fn mined(encodings: &[Encoding]) -> Vec<Vec<u64>> {
    let columns = Columns::new(encodings);
    let patterns: BTreeSet<Vec<u64>> =
        (0..1_024).filter_map(|seed| columns.pattern(seed)).collect();
    patterns.into_iter().collect()
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
    let mut found = BTreeMap::new();
    for (what, hardening, salted) in [
        ("none", Hardening::None, false),
        ("none, salted", Hardening::None, true),
        ("xor-folded", Hardening::XorFolded, false),
    ] {
        let encodings = encodings(&people, scheme(hardening, salted));
        let counted = by_counting(&people, &encodings);
        let patterns = mined(&encodings);
        let by_frequency = guessed(&people, &patterns, Naming::ByFrequency);
        let perfect = guessed(&people, &patterns, Naming::Perfect);
        println!(
            "{what}: counting {counted:.4}; {} patterns, named by frequency {by_frequency:.4}, \
             named perfectly {perfect:.4}",
            patterns.len()
        );
        found.insert(what, (counted, by_frequency, perfect, patterns.len()));
    }
    assert!(alone > 10.0 * baseline, "a name alone is broken by counting");
    let (counted, by_frequency, perfect, patterns) = found["xor-folded"];
    assert!(counted <= baseline && by_frequency <= 1.5 * baseline, "{found:?}");
    assert!(perfect <= 1.5 * baseline, "even an attacker who is told learns little: {found:?}");
    assert!(found["none"].2 > 10.0 * baseline, "the attack works where nothing is done: {found:?}");
    assert!(patterns < found["none"].3, "folding leaves fewer patterns: {found:?}");
}

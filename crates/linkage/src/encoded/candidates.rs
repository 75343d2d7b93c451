//! Which encodings are compared at all: locality-sensitive hashing on the bits themselves.
//!
//! A table takes some of the 1,024 positions, always the same for everybody, and puts encodings that
//! agree on all of them together (P. Indyk, R. Motwani, 1998). Nothing beyond the encodings is needed:
//! no block of postcode or year of birth has to be sent, which would tell something by itself.

use super::bits::{BITS, Encoding};
use crate::records::mix;

/// How candidates are sought.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    /// Tables: more find more and take longer.
    pub tables: u32,
    /// Encodings that share a key by chance, on average.
    pub bucket: u32,
}

impl Default for Search {
    fn default() -> Self {
        Self { tables: 160, bucket: 32 }
    }
}

/// Most encodings of one key that one encoding is compared with.
const BUCKET_MAX: usize = 4_096;
/// Most bits of a key.
const KEY_BITS_MAX: u32 = 20;

/// The nearest encodings found for one encoding, nearest first.
pub(super) type Nearest = Vec<Near>;

/// Bits in common, as a similarity, and the number of the other encoding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Near {
    pub(super) similarity: f64,
    pub(super) other: u32,
}

impl Near {
    fn before(&self, other: &Self) -> bool {
        self.similarity > other.similarity
            || self.similarity == other.similarity && self.other < other.other
    }
}

/// How many neighbours of an encoding are kept.
const NEAREST_MAX: usize = 4;

/// For each of `asking`, its nearest in `among` that are at least `least` alike, and how many
/// comparisons that took. The number of threads does not change the result.
pub(super) fn nearest(
    asking: &[Encoding],
    among: &[Encoding],
    least: f64,
    search: Search,
    progress: &(dyn Fn(u32) + Sync),
) -> (Vec<Nearest>, u64) {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8) as u32;
    let done = std::sync::atomic::AtomicU32::new(0);
    let work = |thread: u32| {
        let mut found = vec![Nearest::new(); asking.len()];
        let mut compared = 0;
        for table in (thread..search.tables).step_by(threads as usize) {
            compared += one_table(asking, among, least, search, table, &mut found);
            progress(done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1);
        }
        (found, compared)
    };
    std::thread::scope(|scope| {
        let others: Vec<_> =
            (1..threads).map(|thread| (thread, scope.spawn(move || work(thread)))).collect();
        let (mut found, mut compared) = work(0);
        for (thread, other) in others {
            // Should a thread fail, its part is searched again here: nobody is left out unsaid.
            let (theirs, more) = other.join().unwrap_or_else(|_| work(thread));
            compared += more;
            for (mine, theirs) in found.iter_mut().zip(theirs) {
                for near in theirs {
                    keep(mine, near);
                }
            }
        }
        (found, compared)
    })
}

fn one_table(
    asking: &[Encoding],
    among: &[Encoding],
    least: f64,
    search: Search,
    table: u32,
    found: &mut [Nearest],
) -> u64 {
    let positions = positions(table, among.len(), search.bucket);
    let (theirs, ours) = (Index::new(among, &positions), Index::new(asking, &positions));
    let mut compared = 0;
    // Key by key, so that the encodings of one key are still in the processor's cache for the next.
    for key in 0..1 << positions.len() {
        for our in ours.bucket(key) {
            let at = *our as usize;
            let (Some(encoding), Some(found)) = (asking.get(at), found.get_mut(at)) else {
                continue;
            };
            for other in theirs.bucket(key).iter().take(BUCKET_MAX) {
                let Some(candidate) = among.get(*other as usize) else { continue };
                compared += 1;
                let similarity = encoding.dice(candidate);
                if similarity >= least {
                    keep(found, Near { similarity, other: *other });
                }
            }
        }
    }
    compared
}

fn keep(nearest: &mut Nearest, near: Near) {
    if nearest.iter().any(|known| known.other == near.other) {
        return;
    }
    let at = nearest.iter().position(|known| near.before(known)).unwrap_or(nearest.len());
    if at < NEAREST_MAX {
        nearest.insert(at, near);
        nearest.truncate(NEAREST_MAX);
    }
}

/// The positions of a table: as many as leave `bucket` encodings together by chance.
fn positions(table: u32, encodings: usize, bucket: u32) -> Vec<u16> {
    let groups = encodings as u64 / u64::from(bucket.max(1));
    let bits = u64::BITS - groups.max(1).leading_zeros();
    let bits = bits.clamp(6, KEY_BITS_MAX);
    let mut out: Vec<u16> = Vec::new();
    for step in 0_u64.. {
        if out.len() >= bits as usize {
            break;
        }
        let at = (mix(u64::from(table) << 32 | step) % BITS as u64) as u16;
        if !out.contains(&at) {
            out.push(at);
        }
    }
    out
}

fn key(encoding: &Encoding, positions: &[u16]) -> usize {
    positions.iter().fold(0, |key, at| key << 1 | encoding.bit(*at) as usize)
}

/// Numbers of encodings in the order of their keys.
struct Index {
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Index {
    fn new(among: &[Encoding], positions: &[u16]) -> Self {
        let keys: Vec<usize> = among.iter().map(|encoding| key(encoding, positions)).collect();
        let mut starts = vec![0_u32; (1 << positions.len()) + 1];
        for key in &keys {
            if let Some(count) = starts.get_mut(key + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut members = vec![0_u32; among.len()];
        for (number, key) in (0_u32..).zip(&keys) {
            if let Some(at) = next.get_mut(*key) {
                if let Some(slot) = members.get_mut(*at as usize) {
                    *slot = number;
                }
                *at += 1;
            }
        }
        Self { starts, members }
    }

    fn bucket(&self, key: usize) -> &[u32] {
        let at = |key: usize| self.starts.get(key).copied().unwrap_or(0) as usize;
        self.members.get(at(key)..at(key + 1)).unwrap_or_default()
    }
}

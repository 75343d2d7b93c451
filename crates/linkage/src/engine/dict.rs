//! Texts to small numbers.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// A set of texts, each known by a number from 1; 0 stands for "missing".
#[derive(Debug)]
pub(crate) struct Dict {
    /// Per text a part of its hash, and its number: most texts that differ are told apart here.
    table: HashTable<(u32, u32)>,
    arena: String,
    ends: Vec<u32>,
    counts: Vec<u32>,
}

impl Default for Dict {
    fn default() -> Self {
        Self { table: HashTable::new(), arena: String::new(), ends: vec![0], counts: vec![0] }
    }
}

impl Dict {
    /// The number of `text`, giving it one if it is new. Empty text is 0.
    pub(crate) fn put(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        let hash = (FxBuildHasher.hash_one(text) >> 7) as u32;
        let same = |(known, id): &(u32, u32)| *known == hash && self.text(*id) == text;
        if let Some((_, id)) = self.table.find(spread(hash), same) {
            return *id;
        }
        let id = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.arena.push_str(text);
        self.ends.push(u32::try_from(self.arena.len()).unwrap_or(u32::MAX));
        self.counts.push(0);
        self.table.insert_unique(spread(hash), (hash, id), |(hash, _)| spread(*hash));
        id
    }

    /// As [`put`](Self::put), counting one more record with the value.
    pub(crate) fn add(&mut self, text: &str) -> u32 {
        let id = self.put(text);
        self.count_up(id);
        id
    }

    pub(crate) fn count_up(&mut self, id: u32) {
        if let Some(count) = self.counts.get_mut(id as usize) {
            *count += 1;
        }
    }

    pub(crate) fn text(&self, id: u32) -> &str {
        slice(&self.arena, &self.ends, id)
    }

    /// How many records have the value.
    pub(crate) fn count(&self, id: u32) -> u32 {
        self.counts.get(id as usize).copied().unwrap_or(0)
    }

    /// Bytes of memory in use.
    pub(crate) fn bytes(&self) -> usize {
        let per_text = size_of::<(u32, u32)>() + 1 + 2 * size_of::<u32>();
        self.arena.len() + self.ends.len() * per_text
    }

    /// The counts of all values, without "missing".
    pub(crate) fn counts(&self) -> &[u32] {
        self.counts.get(1..).unwrap_or_default()
    }
}

/// The hash that the table wants: its upper and its lower bits are used.
const fn spread(hash: u32) -> u64 {
    (hash as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn slice<'a>(arena: &'a str, ends: &[u32], id: u32) -> &'a str {
    let id = id as usize;
    let start = id.checked_sub(1).and_then(|i| ends.get(i)).copied();
    match (start, ends.get(id)) {
        (Some(start), Some(end)) => arena.get(start as usize..*end as usize).unwrap_or_default(),
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::Dict;

    #[test]
    fn numbers_texts() {
        let mut dict = Dict::default();
        assert_eq!(dict.add(""), 0);
        let smith = dict.add("SMITH");
        let jones = dict.add("JONES");
        assert_eq!((smith, jones, dict.add("SMITH")), (1, 2, 1));
        assert_eq!((dict.text(2), dict.count(1), dict.counts().len()), ("JONES", 2, 2));
    }
}

//! Texts to small numbers.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// A set of texts, each known by a number from 1; 0 stands for "missing".
#[derive(Debug)]
pub(crate) struct Dict {
    table: HashTable<u32>,
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
        let hash = FxBuildHasher.hash_one(text);
        let found = self.table.find(hash, |id| self.text(*id) == text).copied();
        if let Some(id) = found {
            return id;
        }
        let id = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        self.arena.push_str(text);
        self.ends.push(u32::try_from(self.arena.len()).unwrap_or(u32::MAX));
        self.counts.push(0);
        let (arena, ends) = (&self.arena, &self.ends);
        self.table.insert_unique(hash, id, |id| FxBuildHasher.hash_one(slice(arena, ends, *id)));
        id
    }

    /// As [`put`](Self::put), counting one more record with the value.
    pub(crate) fn add(&mut self, text: &str) -> u32 {
        let id = self.put(text);
        self.count_up(id);
        id
    }

    pub(crate) fn count_up(&mut self, id: u32) {
        if id != 0
            && let Some(count) = self.counts.get_mut(id as usize)
        {
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

    /// Says how many records have each value, in place of what was counted here.
    pub(crate) fn set_counts(&mut self, count_of: impl Fn(&str) -> u32) {
        for id in 1..self.ends.len() {
            let count = count_of(slice(&self.arena, &self.ends, u32::try_from(id).unwrap_or(0)));
            if let Some(slot) = self.counts.get_mut(id) {
                *slot = count;
            }
        }
    }

    /// Says how many records have one value.
    pub(crate) fn set_count(&mut self, id: u32, count_of: impl Fn(&str) -> u32) {
        let count = count_of(slice(&self.arena, &self.ends, id));
        if id != 0
            && let Some(slot) = self.counts.get_mut(id as usize)
        {
            *slot = count;
        }
    }

    /// The number that the next new text would get.
    pub(crate) fn next(&self) -> u32 {
        u32::try_from(self.ends.len()).unwrap_or(u32::MAX)
    }

    /// Forgets the texts with numbers from `next` on.
    pub(crate) fn forget_from(&mut self, next: u32) {
        for id in next..self.next() {
            let text = slice(&self.arena, &self.ends, id);
            let hash = FxBuildHasher.hash_one(text);
            if let Ok(entry) = self.table.find_entry(hash, |known| *known == id) {
                entry.remove();
            }
        }
        self.ends.truncate(next as usize);
        self.counts.truncate(next as usize);
        self.arena.truncate(self.ends.last().map_or(0, |end| *end as usize));
    }

    /// The counts of all values, without "missing".
    pub(crate) fn counts(&self) -> &[u32] {
        self.counts.get(1..).unwrap_or_default()
    }
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
        let next = dict.next();
        assert_eq!((dict.put("NOVAK"), dict.put("KHAN")), (3, 4));
        dict.forget_from(next);
        assert_eq!(dict.text(3), "");
        assert_eq!((dict.put("JONES"), dict.put("KHAN")), (2, 3));
    }
}

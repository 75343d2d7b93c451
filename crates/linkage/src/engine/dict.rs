//! Texts to small numbers.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

/// A set of texts, each known by a number from 1; 0 stands for "missing".
#[derive(Debug)]
pub(crate) struct Dict {
    /// An open hash table of a power of two, at most half full: the place after a full one is tried next.
    slots: Vec<Slot>,
    arena: String,
    ends: Vec<u32>,
    counts: Vec<u32>,
}

/// Most texts that differ are told apart by the hash alone, and the text is found without a detour.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    hash: u32,
    /// 0 where the slot is free.
    id: u32,
    start: u32,
}

impl Default for Dict {
    fn default() -> Self {
        Self {
            slots: vec![Slot::default(); 16],
            arena: String::new(),
            ends: vec![0],
            counts: vec![0],
        }
    }
}

impl Dict {
    /// The number of `text`, giving it one if it is new. Empty text is 0.
    pub(crate) fn put(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        let hash = hash(text);
        let (at, found) = self.find(hash, text);
        if found != 0 {
            return found;
        }
        let id = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
        let start = self.arena_end();
        self.arena.push_str(text);
        self.ends.push(self.arena_end());
        self.counts.push(0);
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = Slot { hash, id, start };
        }
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        id
    }

    /// Touches what [`put`](Self::put) will look at for some texts, so that the processor waits for all of
    /// them together and not for each in turn.
    pub(crate) fn call_for<'t>(&self, texts: impl Iterator<Item = &'t str>) {
        let mask = self.slots.len() - 1;
        let mut touched = [Slot::default(); CALLED_TOGETHER];
        for (slot, text) in touched.iter_mut().zip(texts) {
            *slot = self.slots.get(hash(text) as usize & mask).copied().unwrap_or_default();
        }
        let arena = self.arena.as_bytes();
        let seen = touched.iter().fold(0, |all, slot| {
            let letter = arena.get(slot.start as usize).copied().unwrap_or(0);
            all ^ u32::from(letter) ^ self.ends.get(slot.id as usize).copied().unwrap_or(0)
        });
        std::hint::black_box(seen);
    }

    fn arena_end(&self) -> u32 {
        u32::try_from(self.arena.len()).unwrap_or(u32::MAX)
    }

    /// The number of a text, else 0 with the free slot that it belongs into.
    fn find(&self, hash: u32, text: &str) -> (usize, u32) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while let Some(slot) = self.slots.get(at) {
            if slot.id == 0 {
                break;
            }
            if slot.hash == hash {
                let start = slot.start as usize;
                let there = self.arena.as_bytes().get(start..start + text.len());
                let ends = self.ends.get(slot.id as usize).copied();
                if there == Some(text.as_bytes()) && ends == Some(slot.start + text.len() as u32) {
                    return (at, slot.id);
                }
            }
            at = (at + 1) & mask;
        }
        (at, 0)
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 2 - 1;
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); mask + 1]);
        for slot in old.into_iter().filter(|slot| slot.id != 0) {
            let mut at = slot.hash as usize & mask;
            while self.slots.get(at).is_some_and(|there| there.id != 0) {
                at = (at + 1) & mask;
            }
            if let Some(free) = self.slots.get_mut(at) {
                *free = slot;
            }
        }
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
            self.free(hash(slice(&self.arena, &self.ends, id)), id);
        }
        self.ends.truncate(next as usize);
        self.counts.truncate(next as usize);
        self.arena.truncate(self.ends.last().map_or(0, |end| *end as usize));
    }

    /// Frees the slot of a text, and moves up those that were put after it because it was full.
    fn free(&mut self, hash: u32, id: u32) {
        let mask = self.slots.len() - 1;
        let slot = |slots: &[Slot], at: usize| slots.get(at).copied().unwrap_or_default();
        let mut hole = hash as usize & mask;
        while slot(&self.slots, hole).id != id {
            if slot(&self.slots, hole).id == 0 {
                return;
            }
            hole = (hole + 1) & mask;
        }
        let mut at = hole;
        loop {
            at = (at + 1) & mask;
            let later = slot(&self.slots, at);
            if later.id == 0 {
                break;
            }
            let home = later.hash as usize & mask;
            if at.wrapping_sub(home) & mask >= at.wrapping_sub(hole) & mask {
                if let Some(free) = self.slots.get_mut(hole) {
                    *free = later;
                }
                hole = at;
            }
        }
        if let Some(free) = self.slots.get_mut(hole) {
            *free = Slot::default();
        }
    }

    /// Bytes of memory in use.
    pub(crate) fn bytes(&self) -> usize {
        self.arena.len()
            + size_of_val(self.slots.as_slice())
            + size_of_val(self.ends.as_slice())
            + size_of_val(self.counts.as_slice())
    }

    /// The counts of all values, without "missing".
    pub(crate) fn counts(&self) -> &[u32] {
        self.counts.get(1..).unwrap_or_default()
    }
}

/// Texts that are called for together.
pub(crate) const CALLED_TOGETHER: usize = 32;

fn hash(text: &str) -> u32 {
    (FxBuildHasher.hash_one(text) >> 16) as u32
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

    #[test]
    fn keeps_apart_very_many_texts_of_which_one_begins_another() {
        let mut dict = Dict::default();
        let texts: Vec<String> = (0..5_000).map(|n| "7".repeat(n % 40) + &n.to_string()).collect();
        let first: Vec<u32> = texts.iter().map(|text| dict.put(text)).collect();
        let second: Vec<u32> = texts.iter().map(|text| dict.put(text)).collect();
        assert_eq!(first, second);
        for (text, id) in texts.iter().zip(&first) {
            assert_eq!(dict.text(*id), text);
        }
        // Those that are forgotten are new again, and all others are found.
        let kept = first.iter().filter(|id| **id < 2_000).count();
        dict.forget_from(2_000);
        let again: Vec<u32> = texts.iter().map(|text| dict.put(text)).collect();
        assert_eq!(again.get(..kept), first.get(..kept));
        assert_eq!(again, first);
    }
}

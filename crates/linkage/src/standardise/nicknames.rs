//! Which given names are forms of one name.

use rustc_hash::FxHashMap;

use super::names::name;
use crate::Error;

/// Forms of given names: British, Irish, South Asian, West African, Polish, Turkish, Arabic, Chinese.
#[derive(Clone, Debug, Default)]
pub struct Nicknames {
    roots: FxHashMap<String, Vec<u32>>,
    next: u32,
    ids: FxHashMap<String, u32>,
}

impl Nicknames {
    /// The table that ships with the crate (`data/nicknames.csv`).
    #[must_use]
    pub fn standard() -> Self {
        let mut table = Self::default();
        for line in include_str!("../../data/nicknames.csv").lines().skip(1) {
            if let Some((formal, short)) = line.split_once(',') {
                table.add(formal, short);
            }
        }
        table
    }

    /// Says that `short` is a form of `formal`.
    pub fn add(&mut self, formal: &str, short: &str) {
        let (formal, short) = (name(formal), name(short));
        if formal.is_empty() || short.is_empty() || formal == short {
            return;
        }
        let id = *self.ids.entry(formal.clone()).or_insert_with(|| {
            self.next += 1;
            self.next
        });
        for form in [formal, short] {
            let roots = self.roots.entry(form).or_default();
            if !roots.contains(&id) {
                roots.push(id);
            }
        }
    }

    /// Adds the rows of a CSV text whose first column is a formal name and whose last column is a
    /// short form; the first line is a header. Gives the number of rows added.
    ///
    /// # Errors
    /// [`Error::Csv`] with the line when a row has fewer than two columns.
    pub fn add_csv(&mut self, text: &str) -> Result<usize, Error> {
        let mut rows = 0;
        for (number, line) in text.lines().enumerate().skip(1) {
            if line.trim().is_empty() {
                continue;
            }
            let mut columns = line.split(',');
            match (columns.next(), columns.next_back()) {
                (Some(formal), Some(short)) => self.add(formal, short),
                _ => {
                    return Err(Error::Csv {
                        file: "nicknames".to_owned(),
                        line: number as u64 + 1,
                        reason: "a row needs a name and a short form".to_owned(),
                    });
                }
            }
            rows += 1;
        }
        Ok(rows)
    }

    /// The groups of forms that a folded name belongs to.
    pub(crate) fn roots(&self, folded: &str) -> &[u32] {
        self.roots.get(folded).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn related(table: &Nicknames, a: &str, b: &str) -> bool {
        table.roots(a).iter().any(|r| table.roots(b).contains(r))
    }

    #[test]
    fn knows_the_borough() {
        let mut table = Nicknames::standard();
        for (a, b) in [
            ("ELIZABETH", "LIZ"),
            ("BETH", "LIZ"),
            ("MUHAMMAD", "MOHAMMED"),
            ("MALGORZATA", "GOSIA"),
            ("OLUWASEUN", "SEUN"),
            ("MEHMET", "MEMO"),
        ] {
            assert!(related(&table, a, b), "{a} {b}");
        }
        assert!(!related(&table, "JOHN", "PETER"));
        assert_eq!(table.add_csv("name1,rel,name2\nzed,has,zeddy\n").ok(), Some(1));
        assert!(related(&table, "ZED", "ZEDDY"));
    }
}

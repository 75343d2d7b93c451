//! The order in which a table stands, chosen by a link, so that it works without a script.

/// One order that a reader can choose.
pub(crate) struct Order {
    /// In words, after `In the order of`.
    pub(crate) text: &'static str,
    pub(crate) href: String,
    pub(crate) current: bool,
}

/// The orders of a table at `path`. `all` holds key and words of each; the first is the usual one.
/// `kept` holds the rest of the query (`as_of=2026-11-21`), or nothing.
pub(crate) fn orders(
    path: &str,
    kept: &str,
    all: &[(&'static str, &'static str)],
    asked: Option<&str>,
) -> Vec<Order> {
    let known = all.iter().any(|(key, _)| Some(*key) == asked);
    all.iter()
        .enumerate()
        .map(|(at, (key, text))| Order {
            text,
            href: address(path, &[kept, &chosen(at, key)]),
            current: if known { asked == Some(key) } else { at == 0 },
        })
        .collect()
}

fn chosen(at: usize, key: &str) -> String {
    if at == 0 { String::new() } else { format!("order={key}") }
}

/// A path with the parts of its query that say something.
pub(crate) fn address(path: &str, parts: &[&str]) -> String {
    let said: Vec<&str> = parts.iter().copied().filter(|p| !p.is_empty()).collect();
    if said.is_empty() { path.to_owned() } else { format!("{path}?{}", said.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_order_is_current_and_the_day_is_kept() {
        let all = [("place", "the place"), ("joint", "both")];
        for (asked, current) in [(None, 0), (Some("joint"), 1), (Some("nonsense"), 0)] {
            let orders = orders("/caseload", "as_of=2026-11-20", &all, asked);
            let found: Vec<bool> = orders.iter().map(|o| o.current).collect();
            assert_eq!(found, [current == 0, current == 1], "{asked:?}");
            assert_eq!(orders[0].href, "/caseload?as_of=2026-11-20");
            assert_eq!(orders[1].href, "/caseload?as_of=2026-11-20&order=joint");
        }
        assert_eq!(orders("/feeds", "", &all, None)[0].href, "/feeds");
    }
}

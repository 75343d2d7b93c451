//! The string kernel: Jaro-Winkler on bytes, and one-edit tests.
#![expect(
    clippy::indexing_slicing,
    reason = "the kernel runs millions of times; every index is bounded by the lengths it just took"
)]

/// Jaro-Winkler similarity from 0 to 1 of two texts, of which at most 64 bytes are looked at.
/// Prefix weight 0.1 up to four bytes (W. E. Winkler, 1990).
#[must_use]
pub fn jaro_winkler(a: &[u8], b: &[u8]) -> f32 {
    let a = &a[..a.len().min(64)];
    let b = &b[..b.len().min(64)];
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let jaro = jaro(a, b);
    let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
    let whole = if jaro > 0.7 { jaro + prefix as f64 * 0.1 * (1.0 - jaro) } else { jaro };
    whole as f32
}

/// In double precision, so that a similarity of just 0.7 is not rounded below the prefix threshold.
fn jaro(a: &[u8], b: &[u8]) -> f64 {
    let window = (a.len().max(b.len()) / 2).saturating_sub(1);
    let (mut used_a, mut used_b) = (0_u64, 0_u64);
    for (i, x) in a.iter().enumerate() {
        let from = i.saturating_sub(window);
        let to = (i + window + 1).min(b.len());
        let free =
            b[from.min(to)..to].iter().zip(from..).find(|(y, j)| *y == x && used_b >> j & 1 == 0);
        if let Some((_, j)) = free {
            used_a |= 1 << i;
            used_b |= 1 << j;
        }
    }
    let matches = used_a.count_ones();
    if matches == 0 {
        return 0.0;
    }
    let mut out_of_order = 0_u32;
    let mut rest_b = used_b;
    let mut rest_a = used_a;
    while rest_a != 0 {
        let (i, j) = (rest_a.trailing_zeros(), rest_b.trailing_zeros());
        if a[i as usize] != b[j as usize] {
            out_of_order += 1;
        }
        rest_a &= rest_a - 1;
        rest_b &= rest_b - 1;
    }
    let matches = f64::from(matches);
    (matches / a.len() as f64
        + matches / b.len() as f64
        + (matches - f64::from(out_of_order / 2)) / matches)
        / 3.0
}

/// Share of neighbouring letter pairs that two texts have in common (L. R. Dice, 1945), from 0 to 1;
/// unmoved by the order of words.
#[must_use]
pub fn shared_pairs(a: &[u8], b: &[u8]) -> f32 {
    let pairs = |text: &[u8]| -> Vec<[u8; 2]> {
        let mut out: Vec<[u8; 2]> = text.windows(2).map(|w| [w[0], w[1]]).collect();
        out.sort_unstable();
        out
    };
    let (x, y) = (pairs(a), pairs(b));
    if x.is_empty() || y.is_empty() {
        return 0.0;
    }
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < x.len() && j < y.len() {
        match x[i].cmp(&y[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                i += 1;
                j += 1;
            }
        }
    }
    2.0 * common as f32 / (x.len() + y.len()) as f32
}

/// Whether one letter inserted, deleted, replaced, or two neighbours exchanged make them equal.
#[must_use]
pub fn one_edit(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let start = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    if short.len() < long.len() {
        return short[start..] == long[start + 1..];
    }
    if start == long.len() || short[start + 1..] == long[start + 1..] {
        return true;
    }
    start + 1 < long.len()
        && short[start] == long[start + 1]
        && short[start + 1] == long[start]
        && short[start + 2..] == long[start + 2..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values() {
        for (a, b, expected) in [
            ("MARTHA", "MARHTA", 0.9611),
            ("DIXON", "DICKSONX", 0.8133),
            ("SAME", "SAME", 1.0),
            ("", "X", 0.0),
            ("ABC", "XYZ", 0.0),
        ] {
            let found = jaro_winkler(a.as_bytes(), b.as_bytes());
            assert!((found - expected).abs() < 0.001, "{a} {b} {found}");
        }
        for (a, b, expected) in [
            ("SMITH", "SMIHT", true),
            ("SMITH", "SMITHE", true),
            ("SMITH", "SNITH", true),
            ("SMITH", "SNITE", false),
            ("A", "AB", true),
            ("AB", "BA", true),
        ] {
            assert_eq!(one_edit(a.as_bytes(), b.as_bytes()), expected, "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn agrees_with_rapidfuzz(a in "[A-E]{1,20}", b in "[A-E]{1,20}") {
            let ours = f64::from(jaro_winkler(a.as_bytes(), b.as_bytes()));
            let theirs = rapidfuzz::distance::jaro_winkler::similarity(a.bytes(), b.bytes());
            prop_assert!((ours - theirs).abs() < 0.001, "{} {}", ours, theirs);
        }
    }
}

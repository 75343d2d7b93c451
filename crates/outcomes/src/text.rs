//! Figures as they stand on a page.

/// `part` over `whole`; `None` when there is nothing to divide by.
#[must_use]
pub fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// A proportion (0 to 1) in per cent with so many decimals: `0.68 %`.
#[must_use]
pub fn percent_text(proportion: f64, decimals: usize) -> String {
    format!("{:.decimals$} %", proportion * 100.0)
}

/// A ratio with two decimals, or a dash when there is nothing to divide by.
#[must_use]
pub fn ratio_text(part: u64, whole: u64) -> String {
    ratio(part, whole).map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"))
}

/// A count with its thousands marked: `206,928`.
#[must_use]
pub fn count_text(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

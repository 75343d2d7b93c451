//! How the weights of a link add up, from the start of every pair to the total.

use crate::reads::LinkEdge;

/// Width of the drawing, in its own units.
const WIDTH: f64 = 200.0;
/// A weight of nothing is still drawn.
const BAR_MIN: f64 = 1.5;

/// The bars of one link, in the order of its comparisons.
pub(crate) struct Waterfall {
    /// Where nothing speaks for or against.
    pub(crate) zero: String,
    /// The start of every pair.
    pub(crate) prior: Bar,
    /// One bar a comparison.
    pub(crate) bars: Vec<Bar>,
    /// All together.
    pub(crate) total: Bar,
}

/// A bar from one running total to the next.
pub(crate) struct Bar {
    pub(crate) x: String,
    pub(crate) width: String,
    /// Speaks for one person.
    pub(crate) speaks_for: bool,
}

impl Waterfall {
    /// Lays out a link.
    pub(crate) fn of(edge: &LinkEdge) -> Self {
        let mut running = edge.prior_bits;
        let steps: Vec<(f64, f64)> = edge
            .comparisons
            .iter()
            .map(|comparison| {
                let from = running;
                running += comparison.weight_bits;
                (from, running)
            })
            .collect();
        let ends = steps.iter().map(|step| step.1);
        let all = ends.chain([0.0, edge.prior_bits, edge.total_bits]);
        let (low, high) = all.fold((0.0_f64, 0.0_f64), |(low, high), v| (low.min(v), high.max(v)));
        let scale = WIDTH / (high - low).max(1.0);
        let bar = |from: f64, to: f64| Bar {
            x: format!("{:.1}", (from.min(to) - low) * scale),
            width: format!("{:.1}", ((to - from).abs() * scale).max(BAR_MIN)),
            speaks_for: to >= from,
        };
        Self {
            zero: format!("{:.1}", -low * scale),
            prior: bar(0.0, edge.prior_bits),
            bars: steps.into_iter().map(|(from, to)| bar(from, to)).collect(),
            total: bar(0.0, edge.total_bits),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reads::Comparison;
    use terms::RecordId;

    #[test]
    fn each_bar_starts_where_the_last_ended() {
        let comparison = |weight_bits| Comparison {
            field: String::new(),
            left: None,
            right: None,
            level: String::new(),
            weight_bits,
        };
        let plot = Waterfall::of(&LinkEdge {
            left: RecordId::of("a", "1"),
            right: RecordId::of("b", "1"),
            comparisons: [10.0, 20.0, -5.0].map(comparison).into(),
            prior_bits: -10.0,
            total_bits: 15.0,
            probability: 1.0,
            decided: String::new(),
            model: String::new(),
        });
        let drawn: Vec<(&str, &str, bool)> = std::iter::once(&plot.prior)
            .chain(&plot.bars)
            .chain([&plot.total])
            .map(|bar| (bar.x.as_str(), bar.width.as_str(), bar.speaks_for))
            .collect();
        // From -10 to +20 over 200 units: 6.67 a bit.
        assert_eq!(
            drawn,
            [
                ("0.0", "66.7", false),
                ("0.0", "66.7", true),
                ("66.7", "133.3", true),
                ("166.7", "33.3", false),
                ("66.7", "100.0", true),
            ]
        );
        assert_eq!(plot.zero, "66.7");
    }
}

//! How a person's records hang together: records around a circle, a line for each scored pair.

use std::f64::consts::TAU;

use crate::reads::history::{EdgeKind, Together, TogetherEdge};
use crate::reads::review::Answer;
use crate::words;

const WIDTH: f64 = 620.0;
const NODE: f64 = 17.0;
const LABEL: f64 = 26.0;
/// Records that can be told apart on a circle.
const DRAWN_MAX: usize = 30;

/// The drawing, ready: every text is a coordinate or a label.
pub(crate) struct ClusterGraph {
    pub(crate) height: String,
    pub(crate) description: String,
    pub(crate) lines: Vec<Line>,
    pub(crate) nodes: Vec<Node>,
}

/// A pair.
pub(crate) struct Line {
    /// The class that draws it.
    pub(crate) class: &'static str,
    pub(crate) ends: [String; 4],
    pub(crate) width: String,
    /// The width of the white line inside, which makes it double; `None` when single.
    pub(crate) inside: Option<String>,
}

/// A record.
pub(crate) struct Node {
    pub(crate) letter: String,
    pub(crate) label: String,
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) label_x: String,
    pub(crate) label_y: String,
    pub(crate) anchor: &'static str,
    pub(crate) withdrawn: bool,
}

impl ClusterGraph {
    /// Lays out the records; `None` when there are none, or more than can be told apart.
    pub(crate) fn of(together: &Together) -> Option<Self> {
        let records = &together.records;
        if records.is_empty() || records.len() > DRAWN_MAX {
            return None;
        }
        let (height, places) = places(records.len());
        let nodes = records.iter().zip(&places).enumerate().map(|(n, (record, place))| {
            let (x, y) = *place;
            let (dx, anchor) = match x - WIDTH / 2.0 {
                side if side > 1.0 => (LABEL, "start"),
                side if side < -1.0 => (-LABEL, "end"),
                _ => (0.0, "middle"),
            };
            let dy = match (anchor, y < height / 2.0) {
                ("middle", true) => -LABEL,
                ("middle", false) => LABEL + 10.0,
                _ => 5.0,
            };
            Node {
                letter: letter(n),
                label: record.source.clone(),
                x: at(x),
                y: at(y),
                label_x: at(x + dx),
                label_y: at(y + dy),
                anchor,
                withdrawn: record.withdrawn,
            }
        });
        let place_of = |id| {
            let n = records.iter().position(|record| record.record == id)?;
            places.get(n).copied()
        };
        let lines = together.edges.iter().filter_map(|edge| {
            let ((x1, y1), (x2, y2)) = (place_of(edge.left)?, place_of(edge.right)?);
            Some(line(edge, [x1, y1, x2, y2]))
        });
        Some(Self {
            height: at(height),
            description: description(together),
            lines: lines.collect(),
            nodes: nodes.collect(),
        })
    }
}

/// The height of the drawing and a place for each record, the first at the top or on the left.
fn places(records: usize) -> (f64, Vec<(f64, f64)>) {
    match records {
        1 => (110.0, vec![(WIDTH / 2.0, 45.0)]),
        2 => (90.0, vec![(WIDTH / 2.0 - 150.0, 45.0), (WIDTH / 2.0 + 150.0, 45.0)]),
        n => {
            // Wide enough that neighbours on the circle stand apart.
            let radius = (n as f64 * 3.0 * NODE / TAU).clamp(105.0, 250.0);
            let height = 2.0 * (radius + LABEL + 24.0);
            let place = |at: usize| {
                let turn = TAU * at as f64 / n as f64 - TAU / 4.0;
                (WIDTH / 2.0 + radius * turn.cos(), height / 2.0 + radius * turn.sin())
            };
            (height, (0..n).map(place).collect())
        }
    }
}

fn line(edge: &TogetherEdge, ends: [f64; 4]) -> Line {
    let width = (edge.bits.max(0.0) / 5.0).clamp(1.5, 9.0);
    let (class, double) = match &edge.kind {
        EdgeKind::Model => ("edge", false),
        EdgeKind::Review => ("edge edge--review", false),
        EdgeKind::People { answer: Answer::Different, .. } => ("edge edge--apart", true),
        EdgeKind::People { .. } => ("edge", true),
    };
    Line {
        class,
        ends: ends.map(at),
        width: at(if double { width + 4.0 } else { width }),
        inside: double.then(|| at((width + 4.0) / 3.0)),
    }
}

fn description(together: &Together) -> String {
    let count = |of: fn(&EdgeKind) -> bool| {
        together.edges.iter().filter(|edge| of(&edge.kind)).count() as u64
    };
    format!(
        "{}; {} by the model, {} for review, {} by people. The table below says the same.",
        words::counted(&(together.records.len() as u64), "record", "records"),
        words::counted(&count(|kind| matches!(kind, EdgeKind::Model)), "pair", "pairs"),
        count(|kind| matches!(kind, EdgeKind::Review)),
        count(|kind| matches!(kind, EdgeKind::People { .. })),
    )
}

/// The name of the `n`th record: A to Z, then AA, AB, …
pub(crate) fn letter(n: usize) -> String {
    let last = char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    match (n / 26).checked_sub(1) {
        None => last.to_string(),
        Some(before) => format!("{}{last}", letter(before)),
    }
}

fn at(place: f64) -> String {
    format!("{place:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_lettered_as_columns_are() {
        for (n, name) in [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (702, "AAA")] {
            assert_eq!(letter(n), name);
        }
    }

    #[test]
    fn every_record_has_a_place_of_its_own_inside_the_drawing() {
        for records in [1, 2, 3, 7, 26, DRAWN_MAX] {
            let (height, places) = places(records);
            assert_eq!(places.len(), records);
            for (n, (x, y)) in places.iter().enumerate() {
                assert!(*x > NODE && *x < WIDTH - NODE && *y > NODE && *y < height - NODE);
                let others = places.iter().skip(n + 1);
                let nearest = others.map(|(a, b)| (a - x).hypot(b - y)).fold(f64::MAX, f64::min);
                assert!(nearest > 2.0 * NODE, "{records} records: {nearest}");
            }
        }
    }
}

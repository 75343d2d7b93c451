//! The funnel plot of the joint caseload: each neighbourhood's share against the limits within
//! which chance alone would leave it. Source: Spiegelhalter, Statistics in Medicine 2005; 24:1185.

use crate::pages::caseload::{flag_shape, flag_words};
use crate::reads::{CaseloadRow, CaseloadTable, Flag, Funnel, FunnelPoint};
use crate::words;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 62.0;
const RIGHT: f64 = 130.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 52.0;
const LABEL_HEIGHT: f64 = 18.0;
const TICKS_WANTED: f64 = 5.0;

/// The plot, ready to be drawn: every text is a coordinate or a label.
pub(crate) struct FunnelPlot {
    pub(crate) description: String,
    pub(crate) band_998: String,
    pub(crate) band_95: String,
    /// Edges of the bands, with the class that draws each.
    pub(crate) limits: Vec<(&'static str, String)>,
    pub(crate) target_y: String,
    pub(crate) target_words: String,
    pub(crate) left: String,
    pub(crate) right: String,
    pub(crate) bottom: String,
    /// Width and height inside the axes: what lies outside is cut off.
    pub(crate) width: String,
    pub(crate) height: String,
    pub(crate) across: Vec<Tick>,
    pub(crate) up: Vec<Tick>,
    pub(crate) points: Vec<Point>,
}

/// A mark on an axis.
pub(crate) struct Tick {
    pub(crate) at: String,
    pub(crate) text: String,
}

/// One neighbourhood.
pub(crate) struct Point {
    pub(crate) name: String,
    pub(crate) shape: &'static str,
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) label_x: String,
    pub(crate) label_y: String,
    pub(crate) registered: String,
    pub(crate) share: String,
    pub(crate) limits_95: String,
    pub(crate) limits_998: String,
    pub(crate) flag: String,
}

/// From figures to places on the drawing.
struct Scale {
    registered_max: f64,
    low: f64,
    high: f64,
}

impl Scale {
    fn of(funnel: &Funnel, rows: &[(&CaseloadRow, f64)]) -> Self {
        let registered = rows.iter().map(|(row, _)| row.counts.registered);
        let registered_max =
            registered.chain(funnel.limits.iter().map(|limit| limit.registered)).max().unwrap_or(1)
                as f64;
        let smallest = rows.iter().map(|(row, _)| row.counts.registered).min().unwrap_or(0);
        // Left of half the smallest neighbourhood the limits run off; they may leave the frame.
        let near = funnel.limits.iter().filter(|limit| limit.registered * 2 >= smallest);
        let (low, high) = near
            .flat_map(|limit| [limit.low_998, limit.high_998])
            .chain(rows.iter().map(|(_, share)| *share))
            .fold((funnel.target, funnel.target), |(low, high), v| (low.min(v), high.max(v)));
        let air = (high - low).max(funnel.target * 0.1) * 0.06;
        Self { registered_max: registered_max * 1.03, low: (low - air).max(0.0), high: high + air }
    }

    fn x(&self, registered: u64) -> f64 {
        LEFT + (registered as f64 / self.registered_max) * (WIDTH - LEFT - RIGHT)
    }

    fn y(&self, share: f64) -> f64 {
        let part = (share - self.low) / (self.high - self.low);
        HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM)
    }
}

impl FunnelPlot {
    /// Lays out the plot; `None` without limits or without a neighbourhood to show.
    pub(crate) fn of(table: &CaseloadTable) -> Option<Self> {
        let funnel = table.funnel.as_ref().filter(|f| f.limits.len() >= 2)?;
        let rows: Vec<(&CaseloadRow, f64)> =
            table.rows.iter().filter_map(|row| row.joint.map(|joint| (row, joint.of))).collect();
        if rows.is_empty() {
            return None;
        }
        let scale = Scale::of(funnel, &rows);
        let line = |of: fn(&FunnelPoint) -> f64| line(&scale, &funnel.limits, of);
        let mut points: Vec<Point> =
            rows.iter().map(|(row, share)| point(&scale, funnel, row, *share)).collect();
        spread_labels(&mut points);
        Some(Self {
            description: description(funnel, &rows),
            band_998: band(&scale, &funnel.limits, |p| p.low_998, |p| p.high_998),
            band_95: band(&scale, &funnel.limits, |p| p.low_95, |p| p.high_95),
            limits: vec![
                ("limit-998", line(|p| p.low_998)),
                ("limit-95", line(|p| p.low_95)),
                ("limit-95", line(|p| p.high_95)),
                ("limit-998", line(|p| p.high_998)),
            ],
            target_y: at(scale.y(funnel.target)),
            target_words: words::percent(&funnel.target, 2),
            left: at(LEFT),
            right: at(WIDTH - RIGHT),
            bottom: at(HEIGHT - BOTTOM),
            width: at(WIDTH - LEFT - RIGHT),
            height: at(HEIGHT - TOP - BOTTOM),
            across: across(&scale),
            up: up(&scale),
            points,
        })
    }
}

fn point(scale: &Scale, funnel: &Funnel, row: &CaseloadRow, share: f64) -> Point {
    let limits = nearest(funnel, row.counts.registered);
    let range = |low: fn(&FunnelPoint) -> f64, high: fn(&FunnelPoint) -> f64| {
        limits.map_or_else(String::new, |limit| {
            format!(
                "{} to {}",
                words::percent_bare(&low(limit), 2),
                words::percent(&high(limit), 2)
            )
        })
    };
    let (x, y) = (scale.x(row.counts.registered), scale.y(share));
    let flag = row.flag.unwrap_or(Flag::Within);
    Point {
        name: row.name.clone(),
        shape: match flag {
            Flag::VeryLow | Flag::Low => "down",
            Flag::Within => "round",
            Flag::High | Flag::VeryHigh => "up",
        },
        x: at(x),
        y: at(y),
        label_x: at(x + 12.0),
        label_y: at(y + 5.0),
        registered: words::count(&row.counts.registered),
        share: words::percent(&share, 2),
        limits_95: range(|p| p.low_95, |p| p.high_95),
        limits_998: range(|p| p.low_998, |p| p.high_998),
        flag: format!("{} {}", flag_words(&flag), flag_shape(&flag)),
    }
}

/// The limits drawn nearest to a size.
fn nearest(funnel: &Funnel, registered: u64) -> Option<&FunnelPoint> {
    funnel.limits.iter().min_by_key(|limit| limit.registered.abs_diff(registered))
}

/// Labels that would lie on each other are moved down.
fn spread_labels(points: &mut [Point]) {
    let mut downwards: Vec<&mut Point> = points.iter_mut().collect();
    downwards.sort_by(|a, b| number(&a.y).total_cmp(&number(&b.y)));
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for point in downwards {
        let x = number(&point.label_x);
        let mut y = number(&point.label_y);
        for (other_x, other_y) in &taken {
            if (x - other_x).abs() < RIGHT && (y - other_y).abs() < LABEL_HEIGHT {
                y = other_y + LABEL_HEIGHT;
            }
        }
        taken.push((x, y));
        point.label_y = at(y);
    }
}

fn line(scale: &Scale, limits: &[FunnelPoint], of: fn(&FunnelPoint) -> f64) -> String {
    let places: Vec<String> = limits
        .iter()
        .map(|limit| format!("{},{}", at(scale.x(limit.registered)), at(scale.y(of(limit)))))
        .collect();
    places.join(" ")
}

fn band(
    scale: &Scale,
    limits: &[FunnelPoint],
    low: fn(&FunnelPoint) -> f64,
    high: fn(&FunnelPoint) -> f64,
) -> String {
    let back: Vec<FunnelPoint> = limits.iter().rev().copied().collect();
    format!("{} {}", line(scale, limits, high), line(scale, &back, low))
}

fn across(scale: &Scale) -> Vec<Tick> {
    steps(0.0, scale.registered_max)
        .into_iter()
        .map(|value| {
            let n = value.round() as u64;
            Tick { at: at(scale.x(n)), text: words::count(&n) }
        })
        .collect()
}

fn up(scale: &Scale) -> Vec<Tick> {
    steps(scale.low, scale.high)
        .into_iter()
        .map(|share| Tick {
            at: at(scale.y(share)),
            text: words::percent(&share, if scale.high - scale.low < 0.02 { 2 } else { 0 }),
        })
        .collect()
}

/// Round values between two ends: steps of 1, 2 or 5 times a power of ten.
fn steps(low: f64, high: f64) -> Vec<f64> {
    let rough = (high - low) / TICKS_WANTED;
    if !(rough.is_finite() && rough > 0.0) {
        return Vec::new();
    }
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|times| times * power)
        .find(|step| *step >= rough)
        .unwrap_or(power * 10.0);
    let first = (low / step).ceil() as i64;
    let last = (high / step).floor() as i64;
    (first..=last).map(|n| n as f64 * step).collect()
}

fn description(funnel: &Funnel, rows: &[(&CaseloadRow, f64)]) -> String {
    let said = rows
        .iter()
        .map(|(row, share)| {
            let flag = row.flag.as_ref().map_or("not judged", flag_words);
            format!("{} {}, {flag}", row.name, words::percent(share, 2))
        })
        .collect::<Vec<_>>()
        .join("; ");
    format!(
        "Share of registered people known to both services, by number registered, against the \
         whole place at {}. {said}.",
        words::percent(&funnel.target, 2)
    )
}

fn at(place: f64) -> String {
    format!("{place:.1}")
}

fn number(place: &str) -> f64 {
    place.parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_at_round_values() {
        for (low, high, expected) in [
            (0.0, 80_000.0, vec![0.0, 20_000.0, 40_000.0, 60_000.0, 80_000.0]),
            (0.59, 1.29, vec![0.6, 0.8, 1.0, 1.2]),
            (1.0, 1.0, vec![]),
        ] {
            let found = steps(low, high);
            assert_eq!(found.len(), expected.len(), "{found:?}");
            for (a, b) in found.iter().zip(expected) {
                assert!((a - b).abs() < 1e-9, "{found:?}");
            }
        }
    }
}

//! The work of reviewers: answers given each day above, pairs that waited at the end of each below.

use crate::reads::review::ReviewDay;
use crate::words;

const WIDTH: f64 = 760.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 12.0;
/// Each of the two parts: its top and its foot.
const ABOVE: (f64, f64) = (26.0, 136.0);
const BELOW: (f64, f64) = (186.0, 296.0);

/// The chart, ready to be drawn.
pub(crate) struct Throughput {
    pub(crate) description: String,
    pub(crate) left: String,
    pub(crate) right: String,
    pub(crate) foot_above: String,
    pub(crate) foot_below: String,
    pub(crate) bars: Vec<DayBar>,
    /// Runs of days whose waiting pairs are known: `x,y x,y`.
    pub(crate) lines: Vec<String>,
    /// A mark at every day of those runs.
    pub(crate) dots: Vec<(String, String)>,
    pub(crate) up_above: Vec<(String, String)>,
    pub(crate) up_below: Vec<(String, String)>,
    pub(crate) days: Vec<(String, String)>,
}

/// One day's answers.
pub(crate) struct DayBar {
    pub(crate) x: String,
    pub(crate) y: String,
    pub(crate) width: String,
    pub(crate) height: String,
}

impl Throughput {
    /// Lays out the days; `None` when there are fewer than two.
    pub(crate) fn of(days: &[ReviewDay]) -> Option<Self> {
        let (first, last) = (days.first()?, days.last()?);
        if days.len() < 2 {
            return None;
        }
        let step = (WIDTH - LEFT - RIGHT) / days.len() as f64;
        let most_decided = round_up(days.iter().map(|day| day.decided).max().unwrap_or(0));
        let most_waiting = round_up(days.iter().filter_map(|day| day.waiting).max().unwrap_or(0));
        let x = |n: usize| LEFT + step * (n as f64 + 0.5);
        let y = |part: (f64, f64), value: u64, most: u64| {
            part.1 - (value as f64 / most as f64) * (part.1 - part.0)
        };
        let bars = days.iter().enumerate().map(|(n, day)| {
            let top = y(ABOVE, day.decided, most_decided);
            DayBar {
                x: at(x(n) - step * 0.35),
                y: at(top),
                width: at(step * 0.7),
                height: at(ABOVE.1 - top),
            }
        });
        let places: Vec<Option<(String, String)>> = days
            .iter()
            .enumerate()
            .map(|(n, day)| day.waiting.map(|w| (at(x(n)), at(y(BELOW, w, most_waiting)))))
            .collect();
        let lines = places.split(Option::is_none).filter(|run| run.len() > 1).map(|run| {
            let run = run.iter().flatten().map(|(x, y)| format!("{x},{y}"));
            run.collect::<Vec<_>>().join(" ")
        });
        let ups = |part: (f64, f64), most: u64| {
            [0, most / 2, most].map(|v| (at(y(part, v, most)), words::count(&v))).into()
        };
        let said = days.iter().enumerate().filter(|(n, _)| (days.len() - 1 - n).is_multiple_of(7));
        Some(Self {
            description: description(days, first, last),
            left: at(LEFT),
            right: at(WIDTH - RIGHT),
            foot_above: at(ABOVE.1),
            foot_below: at(BELOW.1),
            bars: bars.collect(),
            lines: lines.collect(),
            dots: places.iter().flatten().cloned().collect(),
            up_above: ups(ABOVE, most_decided),
            up_below: ups(BELOW, most_waiting),
            days: said.map(|(n, day)| (at(x(n)), day.day.strftime("%-d %b").to_string())).collect(),
        })
    }
}

fn description(days: &[ReviewDay], first: &ReviewDay, last: &ReviewDay) -> String {
    let decided: u64 = days.iter().map(|day| day.decided).sum();
    let known = |day: &ReviewDay| day.waiting.map(|waiting| (day.day, waiting));
    let answered = format!(
        "{} from {} to {}.",
        words::counted(&decided, "pair answered", "pairs answered"),
        words::day(&first.day),
        words::day(&last.day)
    );
    let ends = (days.iter().find_map(known), days.iter().rev().find_map(known));
    match ends {
        (Some((from, first)), Some((to, last))) if from < to => format!(
            "{answered} {} waited at the end of {}, {} at the end of {}.",
            words::count(&first),
            words::day(&from),
            words::count(&last),
            words::day(&to)
        ),
        _ => answered,
    }
}

/// An end of the axis at or above `most` whose half is whole: a multiple of 2, 4 or 10 times a power
/// of ten.
fn round_up(most: u64) -> u64 {
    let units = (0..18).flat_map(|power| [2, 4, 10].map(|unit| unit * 10_u64.pow(power)));
    let unit = units.into_iter().find(|unit| unit * 10 >= most).unwrap_or(most);
    most.max(1).div_ceil(unit) * unit
}

fn at(place: f64) -> String {
    format!("{place:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn axes_end_at_round_numbers() {
        for (most, end) in [(0, 2), (1, 2), (9, 10), (21, 24), (61, 70), (270, 280), (1_001, 1_200)]
        {
            assert_eq!(round_up(most), end, "{most}");
        }
    }

    #[test]
    fn days_that_were_not_kept_break_the_line() {
        let day = |n: i8, waiting| ReviewDay { day: date(2026, 11, n), decided: 1, waiting };
        let days: Vec<ReviewDay> = [Some(5), Some(4), None, Some(3), Some(1), Some(0)]
            .into_iter()
            .zip(1..)
            .map(|(waiting, n)| day(n, waiting))
            .collect();
        let chart = Throughput::of(&days).unwrap();
        assert_eq!((chart.bars.len(), chart.lines.len(), chart.dots.len()), (6, 2, 5));
        assert!(chart.description.starts_with("6 pairs answered from 1 Nov 2026 to 6 Nov 2026."));
        assert!(
            chart
                .description
                .ends_with("5 waited at the end of 1 Nov 2026, 0 at the end of 6 Nov 2026.")
        );
        assert!(Throughput::of(&days[..1]).is_none());
    }
}

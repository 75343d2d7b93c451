//! How far long work is: a bar on a terminal, plain lines otherwise.

use std::io::IsTerminal as _;
use std::sync::{LazyLock, Mutex};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::print;

/// One piece of long work.
pub(crate) struct Progress {
    title: String,
    bar: Option<ProgressBar>,
    plain: Mutex<Instant>,
}

/// All bars of the program, so that they share the terminal.
static BARS: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// Writes to the terminal while the bars are out of the way.
pub(crate) fn beside_bars<T>(write: impl FnOnce() -> T) -> T {
    BARS.suspend(write)
}

/// How often a plain line is written.
const PLAIN_EVERY: Duration = Duration::from_secs(10);

impl Progress {
    pub(crate) fn new(title: impl Into<String>) -> Self {
        let title = title.into();
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = BARS.add(ProgressBar::new_spinner());
            // The template is a constant; a test draws it.
            if let Ok(style) = ProgressStyle::with_template("{spinner} {prefix}: {msg} ({elapsed})")
            {
                bar.set_style(style);
            }
            bar.set_prefix(title.clone());
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        });
        Self { title, bar, plain: Mutex::new(Instant::now()) }
    }

    /// Says how far it is.
    pub(crate) fn say(&self, text: impl Into<String>) {
        let text = text.into();
        if let Some(bar) = &self.bar {
            bar.set_message(text);
            return;
        }
        let Ok(mut last) = self.plain.lock() else { return };
        if last.elapsed() >= PLAIN_EVERY {
            *last = Instant::now();
            print::aside(format!("{}: {text}", self.title));
        }
    }

    /// Takes the bar away; what came of it is said by the caller.
    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

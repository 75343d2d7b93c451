//! Walks through the pages as the people who use them would go, in a real browser, over a fictional
//! borough that the program itself made.
//!
//! The browser is Chromium, driven through its own driver by the W3C `WebDriver` protocol. Where there
//! is none the walks say that they were skipped; on continuous integration that is a failure. The
//! rules of axe-core are run on every page where `JOINEDUP_AXE` names its file.

#![expect(clippy::indexing_slicing, reason = "what the driver answers is JSON, read by its keys")]

mod accessibility;
mod browser;
mod http;
mod program;
mod walks;

use std::io::Write as _;

use browser::Driver;
use program::Program;

/// What a step may come to: a fault says what was expected and what was there.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Ends a walk with a fault unless something holds.
pub(crate) fn expect(holds: bool, what: impl Into<String>) -> Result<()> {
    if holds { Ok(()) } else { Err(what.into().into()) }
}

#[test]
fn people_reach_what_they_came_for() {
    let Some(driver) = Driver::start() else {
        testing::skip("no Chromium or no chromedriver: install `chromium` and `chromium-driver`");
        return;
    };
    let program = Program::demo().expect("the demonstration is served");
    if !accessibility::at_hand() {
        // Written past the test harness, which keeps what a test that passes has printed to itself.
        let said = "SKIPPED: the rules of axe-core, since JOINEDUP_AXE names no file";
        let _ = writeln!(std::io::stderr(), "{said}");
    }
    let mut failed = Vec::new();
    for (name, walk) in walks::ALL {
        match walk(&driver, &program) {
            Ok(()) => println!("walked: {name}"),
            Err(fault) => failed.push(format!("{name}: {fault}")),
        }
    }
    assert!(failed.is_empty(), "\n{}\n", failed.join("\n"));
}

//! The rules of axe-core on a page, and what it must be on a small screen and on paper.

use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::{Result, expect};

/// The text of axe-core, where it is at hand.
static AXE: LazyLock<Option<String>> = LazyLock::new(|| {
    let file = std::env::var_os("JOINEDUP_AXE");
    file.and_then(|file| std::fs::read_to_string(file).ok())
});

/// WCAG 2.2 at levels A and AA, and what is good practice beside it.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
        'best-practice'] })
        .then(found => done(found.violations.flatMap(rule => rule.nodes.map(node =>
            rule.id + ': ' + node.target.join(' ') + ': ' + node.html.slice(0, 160)))))
        .catch(fault => done([String(fault)]));";

/// Whether the rules can be run.
pub(crate) fn at_hand() -> bool {
    AXE.is_some()
}

/// Runs the rules on the page that is shown.
pub(crate) fn check(browser: &Browser<'_>) -> Result<()> {
    let Some(axe) = AXE.as_ref() else { return Ok(()) };
    browser.script(&format!("{axe}\nreturn true;"), &json!([]))?;
    let found = browser.script_async(RUN)?;
    let found: Vec<&str> =
        found.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    expect(found.is_empty(), found.join("\n    "))
}

/// Nothing but charts and tables in their own frames may be wider than the screen.
pub(crate) fn fits(browser: &Browser<'_>) -> Result<()> {
    let wide = browser.script(
        "const width = document.documentElement.clientWidth;
         if (document.documentElement.scrollWidth <= width) return [];
         return [...document.querySelectorAll('body *')]
            .filter(e => !e.closest('.scroll') && e.getBoundingClientRect().right > width + 1)
            .slice(0, 5).map(e => e.outerHTML.slice(0, 120));",
        &json!([]),
    )?;
    let none = wide.as_array().is_some_and(Vec::is_empty);
    expect(none, format!("wider than the screen: {wide}"))
}

/// On paper there are words and tables, and nothing to press.
pub(crate) fn prints(browser: &Browser<'_>) -> Result<()> {
    browser.devtools("Emulation.setEmulatedMedia", &json!({ "media": "print" }))?;
    let shown = browser.script(
        "const shown = css => [...document.querySelectorAll(css)]
            .some(e => e.getClientRects().length > 0);
         return { press: shown('nav, .button, button, .skip:focus, form'),
                  heading: shown('h1'), table: shown('table'), main: shown('main p') };",
        &json!([]),
    );
    browser.devtools("Emulation.setEmulatedMedia", &json!({ "media": "" }))?;
    let shown = shown?;
    expect(shown["heading"] == true && shown["main"] == true, "the words are not printed")?;
    expect(shown["table"] == true, "the table is not printed")?;
    expect(shown["press"] == false, "things to press are printed")
}

//! Everybody: by keyboard, without scripts, on a phone, on paper, by the rules.

use super::steward::refusal;
use crate::accessibility::{check, fits, prints};
use crate::browser::{Browser, Driver, ENTER, Kind, TAB};
use crate::program::Program;
use crate::{Result, expect};

pub(super) fn by_keyboard(driver: &Driver, program: &Program) -> Result<()> {
    let browser = Browser::open(driver, program, Kind::Desktop)?;
    browser.go("/")?;
    browser.press(TAB)?;
    let first =
        browser.script("return document.activeElement.className", &serde_json::json!([]))?;
    expect(first == "skip", format!("the first stop is `{first}`, not the way to the content"))?;
    browser.press(ENTER)?;
    browser.tab_to("main a[href='/caseload']")?;
    browser.press(ENTER)?;
    browser.find("tr.total")?;
    browser.tab_to("a[href^='/caseload/all/joint']")?;
    browser.press(ENTER)?;
    browser.find("th a[href^='/people/']")?;
    browser.tab_to("a[href^='/people/']")?;
    browser.press(ENTER)?;
    browser.find("details.link[open]")?;
    browser.tab_to("details.link > summary")?;
    browser.press(ENTER)?;
    let closed = "return !document.querySelector('details.link').open";
    let closed = browser.script(closed, &serde_json::json!([]))?;
    expect(closed == true, "Enter closes what Enter opened")
}

pub(super) fn without_script(driver: &Driver, program: &Program) -> Result<()> {
    let browser = Browser::open(driver, program, Kind::WithoutScript)?;
    browser.go("/caseload")?;
    let print = browser.find_all("[data-print][hidden]")?;
    expect(print.len() == 1, "scripts run, though they were turned off")?;
    browser.click("tr.total td[data-label^='Both'] a")?;
    browser.click("th a[href^='/people/']")?;
    browser.find("details.link[open] tr.total")?;
    let cut = program.file("cut.csv", "LocalPatientId,NHSNumber\n1,2")?;
    let said = refusal(&browser, "mh_patient_index", &cut)?;
    expect(said.contains("line 2, column 2"), format!("no line and column in: {said}"))
}

pub(super) fn rules_on_every_page(driver: &Driver, program: &Program) -> Result<()> {
    let browser = Browser::open(driver, program, Kind::Desktop)?;
    on_every_page(&browser, check)
}

pub(super) fn on_a_phone(driver: &Driver, program: &Program) -> Result<()> {
    let browser = Browser::open(driver, program, Kind::Phone)?;
    on_every_page(&browser, |browser| {
        fits(browser)?;
        check(browser)
    })
}

pub(super) fn on_paper(driver: &Driver, program: &Program) -> Result<()> {
    let browser = Browser::open(driver, program, Kind::Desktop)?;
    for page in ["/caseload", "/caseload/all/joint", "/feeds"] {
        browser.go(page)?;
        prints(&browser).map_err(|fault| format!("{page}: {fault}"))?;
    }
    Ok(())
}

/// Shows each page in turn and says all that is wrong with any.
fn on_every_page(browser: &Browser<'_>, check: fn(&Browser<'_>) -> Result<()>) -> Result<()> {
    let mut faults = Vec::new();
    for page in pages(browser)? {
        browser.go(&page)?;
        if let Err(fault) = check(browser) {
            faults.push(format!("{page}:\n    {fault}"));
        }
    }
    expect(faults.is_empty(), faults.join("\n  "))
}

/// One of each page that the program has.
fn pages(browser: &Browser<'_>) -> Result<Vec<String>> {
    let mut pages: Vec<String> = [
        "/",
        "/caseload",
        "/caseload?as_of=2020-01-01",
        "/caseload/all/joint",
        "/caseload/not-placed/registered",
        "/links",
        "/links/quality",
        "/links/changes",
        "/review",
        "/review/decisions",
        "/feeds",
        "/feeds/gp_registered_list",
        "/feeds/gp_registered_list/send",
        "/about",
        "/how-counted",
        "/accessibility",
        "/there-is-no-such-page",
    ]
    .map(str::to_owned)
    .into();
    for (from, css) in [
        ("/caseload/all/joint", "th a[href^='/people/']"),
        ("/feeds", "td[data-label='Rejects'] a"),
        ("/feeds", "td[data-label='Rows'] a"),
        ("/feeds", "a.tag[href^='/deliveries/']"),
    ] {
        browser.go(from)?;
        let link = browser.find(css)?;
        pages.push(browser.attribute(&link, "href")?);
    }
    let person = pages.iter().find(|page| page.starts_with("/people/"));
    let links = person.map(|page| format!("{}/links", page.split('?').next().unwrap_or(page)));
    pages.extend(links);
    Ok(pages)
}

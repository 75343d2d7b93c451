//! A commissioner: how many, where, who, and how do you know?

use serde_json::json;

use super::number;
use crate::browser::{Browser, Driver, Kind};
use crate::program::Program;
use crate::{Result, expect};

pub(super) fn walk(driver: &Driver, program: &Program) -> Result<()> {
    let browser = Browser::open(driver, program, Kind::Desktop)?;
    browser.go("/")?;
    let headline = number(&browser.text(".headline")?)?;
    browser.click(".headline a")?;
    expect(browser.path()? == "/caseload", "the headline leads to the joint caseload")?;
    let total = number(&browser.text("tr.total td[data-label^='Both'] a")?)?;
    expect(headline == total, format!("the front page says {headline}, the table {total}"))?;
    let mut sum = 0;
    for cell in browser.find_all("tbody tr:not(.total) td[data-label^='Both']")? {
        sum += number(&browser.text_of(&cell)?)?;
    }
    expect(sum == total, format!("the rows add up to {sum}, the total says {total}"))?;

    browser.click("tr.total td[data-label^='Both'] a")?;
    expect(browser.path()? == "/caseload/all/joint", "the number leads to its people")?;
    let people = number(&browser.text(".lead")?)?;
    expect(people == total, format!("{total} in the table, {people} in the list"))?;
    a_person_with_several_records(&browser)
}

/// Goes down the list until there is somebody whom several organisations know.
fn a_person_with_several_records(browser: &Browser<'_>) -> Result<()> {
    let first = browser.find("th a[href^='/people/']")?;
    let name = browser.text_of(&first)?;
    browser.click_on(&first)?;
    let path = browser.path()?;
    expect(path.starts_with("/people/") && path.len() == 44, format!("`{path}` is no person"))?;
    let family = name.split(',').next().unwrap_or_default().to_lowercase();
    let title = browser.title()?.to_lowercase();
    expect(!title.contains(&family), "the title of the page holds a name")?;
    expect(browser.text(".banner")?.contains("999"), "the test range is shown in the banner")?;
    let records = number(&browser.text("#records")?)?;
    expect(records >= 2, format!("on both caseloads, and only {records} record"))?;
    let rows = browser.find_all(".table--records tbody tr")?.len() as u64;
    expect(rows == records, format!("{records} records are spoken of, {rows} shown"))?;
    let steps = browser.find_all("details.link[open] tbody tr")?.len();
    expect(steps > 5, format!("only {steps} steps say why"))?;
    let together = browser.text("details.link[open] tr.total td[data-label='Weight']")?;
    expect(together.starts_with('+'), format!("together they weigh {together}"))
}

pub(super) fn earlier_day(driver: &Driver, program: &Program) -> Result<()> {
    let browser = Browser::open(driver, program, Kind::Desktop)?;
    browser.go("/caseload")?;
    let today = browser.attribute(&browser.find("#as_of")?, "value")?;
    let year: i32 = today.split('-').next().unwrap_or_default().parse()?;
    let earlier = format!("{}-01-15", year - 1);
    browser.script("document.getElementById('as_of').value = arguments[0]", &json!([earlier]))?;
    browser.click("form.inline button")?;
    // The page that was left has the day in its field, but not as the day it was made for.
    browser.find(&format!("#as_of[value='{earlier}']"))?;
    expect(browser.path()?.contains(&format!("as_of={earlier}")), "the day is in the address")?;
    let shown = browser.attribute(&browser.find("#as_of")?, "value")?;
    expect(shown == earlier, format!("asked for {earlier}, shown {shown}"))?;
    let link = browser.find("tr.total td[data-label='Registered'] a")?;
    let href = browser.attribute(&link, "href")?;
    expect(href.contains(&earlier), "the number leads to the people of that day")
}

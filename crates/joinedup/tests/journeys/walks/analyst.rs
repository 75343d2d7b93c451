//! An analyst: is the data fit to be used, and can I have it?

use super::number;
use super::steward::{send, without_key};
use crate::browser::{Browser, Driver, Kind};
use crate::program::Program;
use crate::{Result, expect};

pub(super) fn rejects(driver: &Driver, program: &Program) -> Result<()> {
    let browser = Browser::open(driver, program, Kind::Desktop)?;
    let broken = without_key(program, "community_patient_index.csv")?;
    send(&browser, "community_patient_index", &broken)?;
    browser.go("/feeds")?;
    browser.click("td[data-label='Rejects'] a")?;
    let path = browser.path()?;
    expect(path.starts_with("/deliveries/"), format!("`{path}` is no delivery"))?;
    let line = browser.text("table[aria-labelledby='rejects'] tbody th")?;
    expect(number(&line)? == 3, format!("line 3 is at fault, and the page says `{line}`"))?;
    let column = browser.text("td[data-label='Column']")?;
    expect(column == "LOCAL PATIENT IDENTIFIER (EXTENDED)", format!("the column is `{column}`"))?;
    let reason = browser.text("td[data-label='Reason']")?;
    let remedy = browser.text("td[data-label='How to mend it']")?;
    expect(!reason.is_empty() && !remedy.is_empty(), "reason and remedy are told")?;

    let download = browser.find("a[href$='/rejected-rows.csv']")?;
    let rows = program.download(&browser.attribute(&download, "href")?)?;
    let header = rows.lines().next().unwrap_or_default();
    expect(header.contains("PERSON FAMILY NAME"), "the rows have the header they came with")?;
    expect(lines(&rows) == 2, format!("one row to mend, not {}", lines(&rows) - 1))?;
    let table = browser.find("a[href$='/rejects.csv']")?;
    let reasons = program.download(&browser.attribute(&table, "href")?)?;
    expect(lines(&reasons) == 2, format!("one reason, not {}", lines(&reasons) - 1))
}

pub(super) fn table_as_file(driver: &Driver, program: &Program) -> Result<()> {
    let browser = Browser::open(driver, program, Kind::Desktop)?;
    browser.go("/caseload")?;
    let total = number(&browser.text("tr.total td[data-label^='Both']")?)?;
    let rows = browser.find_all("main > table tbody tr")?.len();
    let download = browser.find("a[href^='/caseload.csv']")?;
    let csv = program.download(&browser.attribute(&download, "href")?)?;
    expect(lines(&csv) == rows + 1, format!("{rows} rows shown, {} in the file", lines(&csv)))?;
    let last = csv.lines().last().unwrap_or_default();
    expect(
        last.split(',').any(|cell| cell == total.to_string()),
        format!("the file does not end with {total}: {last}"),
    )
}

fn lines(csv: &str) -> usize {
    csv.lines().filter(|line| !line.is_empty()).count()
}

//! A data steward at the workbench: is this one person, and what if I was wrong?

use crate::browser::{Browser, Driver, Kind};
use crate::http;
use crate::program::Program;
use crate::{Result, expect};

const NAME: &str = "Steward of the links";

/// Answers drawn pairs by keys, takes an answer back, and finds both in the log.
pub(super) fn answers(driver: &Driver, program: &Program) -> Result<()> {
    let drawn = program.run(&["sample", "--each", "10"])?;
    expect(drawn.contains("not linked"), format!("no band is not linked: {drawn}"))?;
    let browser = Browser::open(driver, program, Kind::Desktop)?;
    give_name(&browser, "/review")?;
    browser.click("a[href='/review/next?queue=sample']")?;
    browser.find("form.answer")?;
    let first = browser.path()?;
    expect(first.starts_with("/review/"), format!("a queue leads to a pair, not to {first}"))?;
    browser.press("u")?;
    // The words come once the page stands, so that a screen reader says them.
    browser.find("[role='status'] p:not(:empty)")?;
    let second = browser.path()?;
    expect(second != first, "after an answer the next pair is shown")?;
    let said = browser.text("[role='status']")?;
    expect(said.to_lowercase().contains("unsure"), format!("it says what was recorded: {said}"))?;
    browser.press("z")?;
    browser.find("form.answer")?;
    browser.go("/review/decisions")?;
    let log = browser.text("main table")?;
    expect(log.contains(NAME) && log.contains("undone"), format!("the log says all: {log}"))?;
    let file = program.download("/review/decisions.csv")?;
    expect(file.lines().count() == 2, format!("one decision is in the file: {file}"))
}

/// Takes a record out of a person, finds it a person of its own, undoes it, and looks at both days.
pub(super) fn unlinks(driver: &Driver, program: &Program) -> Result<()> {
    let browser = Browser::open(driver, program, Kind::Desktop)?;
    browser.go("/caseload/all/joint")?;
    let person = browser.find("th a[href^='/people/']")?;
    let page = browser.attribute(&person, "href")?;
    let links = format!("{}/links", page.split('?').next().unwrap_or_default());
    let before = program.download(&page)?;
    give_name(&browser, &links)?;
    browser.go(&links)?;
    let records = browser.find_all("input[name='record']")?.len();
    expect(records >= 2, format!("{records} records hang together"))?;
    browser.click("#r-1")?;
    browser.fill("#unlink-why", "The letter on file is another person's.")?;
    browser.click("#unlink button[type='submit']")?;
    expect(browser.text(".headline")?.contains("becomes"), "the page says what would happen")?;
    browser.click("button[name='confirm']")?;
    browser.find("[role='status']")?;
    let left = browser.find_all("main table")?.len();
    expect(left >= 1, "the person is still there")?;
    let history = browser.text("#events ~ table, .title ~ table")?;
    expect(!history.is_empty(), "the history says what happened")?;
    expect(program.download(&page)? != before, "the record is gone from the person's page")?;
    browser.click("[role='status'] button")?;
    browser.find("[role='status']")?;
    browser.go(&links)?;
    let again = browser.find_all("input[name='record']")?.len();
    expect(again == records, format!("{again} of {records} records are back"))?;
    expect(program.download(&page)? == before, "the person's page is as it was, byte for byte")?;
    browser.go(&format!("{links}?as_of=2020-01-01"))?;
    browser.find(".inset").map(|_| ())
}

/// Another system asks who somebody is while the pages are open.
pub(super) fn is_asked(_driver: &Driver, program: &Program) -> Result<()> {
    let list = std::fs::read_to_string(program.extract("acute_patient_index.csv"))?;
    let mut rows = csv::Reader::from_reader(list.as_bytes());
    let header = rows.headers()?.clone();
    let at = |name: &str| header.iter().position(|column| column == name).ok_or("no column");
    let (family, given, born) = (at("FAMILY_NAME")?, at("GIVEN_NAME")?, at("DATE_OF_BIRTH")?);
    let number = at("NHS_NO")?;
    let (mut asked, mut found) = (0, 0);
    let mut people = "record_id,nhs_number,first_name,surname,date_of_birth\n".to_owned();
    for row in rows.records().take(40) {
        let row = row?;
        let value = |at: usize| row.get(at).unwrap_or_default().trim();
        let day = value(born);
        let (Some(y), Some(m), Some(d)) = (day.get(..4), day.get(4..6), day.get(6..8)) else {
            continue;
        };
        if value(number).len() != 10 || value(family).is_empty() || value(given).is_empty() {
            continue;
        }
        asked += 1;
        people.push_str(&format!(
            "{asked},{},{},{},{y}-{m}-{d}\n",
            value(number),
            value(given),
            value(family)
        ));
        let question = serde_json::json!({ "resourceType": "Parameters", "parameter": [{
            "name": "resource", "resource": { "resourceType": "Patient",
                "identifier": [{ "system": "https://fhir.nhs.uk/Id/nhs-number", "value": value(number) }],
                "name": [{ "family": value(family), "given": [value(given)] }],
                "birthDate": format!("{y}-{m}-{d}") },
        }]});
        let answer =
            http::ask(program.port, "POST", "/fhir/Patient/$match", &question.to_string())?;
        expect(answer.status == 200, format!("the answer is {}: {}", answer.status, answer.body))?;
        let bundle: serde_json::Value = serde_json::from_str(&answer.body)?;
        let codes = bundle["entry"][0]["search"]["extension"][0]["valueCode"].as_str();
        found += u32::from(codes == Some("certain"));
    }
    expect(asked >= 20, format!("only {asked} rows could be asked"))?;
    expect(found * 10 >= asked * 9, format!("{found} of {asked} patients are certain"))?;

    // The same people as a list.
    let list = program.file("who.csv", &people)?.display().to_string();
    let answers = program.run(&["match", &list, "--count", "1"])?;
    let certain = answers.lines().filter(|line| line.contains(",Match,")).count();
    expect(certain as u32 == found, format!("{found} certain over FHIR, {certain} of a list"))?;
    let twice = program.file("twice.csv", "surname,surname\nHolt,Hold\n")?.display().to_string();
    expect(program.run(&["match", &twice]).is_err(), "two columns of one kind are refused")?;
    let over = program.run(&["match", &list, "--out", &list]);
    expect(over.is_err(), "a list is not written over by its answers")
}

/// Says who reviews, on a page that asks for it.
fn give_name(browser: &Browser<'_>, page: &str) -> Result<()> {
    browser.go(page)?;
    browser.fill("input[name='name']", NAME)?;
    browser.click("form[action='/review/reviewer'] button[type='submit']")?;
    browser.find("main h1").map(|_| ())
}

//! A data steward: I have a file. What becomes of it?

use std::path::{Path, PathBuf};

use crate::browser::{Browser, Driver, Kind};
use crate::program::Program;
use crate::{Result, expect};

pub(super) fn half_a_file(driver: &Driver, program: &Program) -> Result<()> {
    let whole = std::fs::read_to_string(program.extract("gp_registered_list.csv"))?;
    let end = whole.match_indices('\n').nth(2).ok_or("a short file")?.0;
    let half = program.file("half.csv", whole.get(..end - 12).ok_or("a short line")?)?;
    let browser = Browser::open(driver, program, Kind::Desktop)?;
    let said = refusal(&browser, "gp_registered_list", &half)?;
    for part in ["line 3, column ", "middle of a row", "send it again"] {
        expect(said.contains(part), format!("`{part}` is not in: {said}"))?;
    }
    expect(said.contains("stays as it was"), "the page says that nothing of it is in use")
}

pub(super) fn wrong_file(driver: &Driver, program: &Program) -> Result<()> {
    let text = "NHS_NO,FAMILY_NAME,GIVEN_NAME,SHOE_SIZE\r\n9990000018,A,B,40\r\n";
    let wrong = program.file("wrong.csv", text)?;
    let browser = Browser::open(driver, program, Kind::Desktop)?;
    let said = refusal(&browser, "gp_registered_list", &wrong)?;
    for part in ["line 1", "header", "missing", "SHOE_SIZE"] {
        expect(said.contains(part), format!("`{part}` is not in: {said}"))?;
    }
    Ok(())
}

/// A file most of whose rows cannot be used is stopped by a threshold, and the feed says so.
pub(super) fn too_many_rejects(driver: &Driver, program: &Program) -> Result<()> {
    let whole = std::fs::read_to_string(program.extract("acute_patient_index.csv"))?;
    let lines: Vec<String> = whole
        .lines()
        .take(21)
        .enumerate()
        .map(|(at, line)| match line.split_once(',') {
            Some((_, rest)) if at > 10 => format!(",{rest}\r\n"),
            _ => format!("{line}\r\n"),
        })
        .collect();
    let file = program.file("half_without_numbers.csv", &lines.concat())?;
    let browser = Browser::open(driver, program, Kind::Desktop)?;
    let said = refusal(&browser, "acute_patient_index", &file)?;
    for part in ["10 of 20 rows cannot be used", "the first is line 12", "LOCAL_PATIENT_ID"] {
        expect(said.contains(part), format!("`{part}` is not in: {said}"))?;
    }
    browser.go("/feeds/acute_patient_index")?;
    expect(browser.text("tbody tr")?.contains("refused"), "the feed shows the refusal")?;
    browser.go("/feeds")?;
    browser.find("a.tag[href^='/deliveries/']").map(|_| ())
}

/// A row without its key is rejected, mended, sent again, and then nothing is left to mend.
pub(super) fn mend(driver: &Driver, program: &Program) -> Result<()> {
    let browser = Browser::open(driver, program, Kind::Desktop)?;
    let broken = without_key(program, "mh_patient_index.csv")?;
    send(&browser, "mh_patient_index", &broken)?;
    expect(
        browser.text(".lead")?.contains("1 rejected row"),
        "the page says that one is rejected",
    )?;
    let delivery = browser.path()?;
    let download = browser.find("a[href$='/rejected-rows.csv']")?;
    let rows = program.download(&browser.attribute(&download, "href")?)?;
    let mended = rows.replacen("\n,", "\nMENDED-1,", 1).replacen("\n\"\",", "\nMENDED-1,", 1);
    expect(mended != rows, "the key is missing in the downloaded row")?;
    let mended = program.file("mended.csv", &mended)?;
    browser.fill("#file-mended", &mended.display().to_string())?;
    browser.click("#mend ~ form button, section form button[type='submit']")?;
    outcome(&browser)?;
    expect(browser.text(".lead")?.contains("Every row is in use"), "the mended row is in use")?;
    expect(browser.path()? != delivery, "mended rows are a delivery of their own")?;
    let before = browser.find(&format!("a[href='{delivery}']"))?;
    browser.click_on(&before)?;
    expect(browser.path()? == delivery, "it leads back to the delivery that it mends")
}

/// An extract of the demonstration whose second row has lost its first value, which names it.
pub(super) fn without_key(program: &Program, name: &str) -> Result<PathBuf> {
    let whole = std::fs::read_to_string(program.extract(name))?;
    let mut lines: Vec<String> = whole.lines().map(str::to_owned).collect();
    let line = lines.get_mut(2).ok_or("a short file")?;
    let (_, rest) = line.split_once(',').ok_or("a row of one value")?;
    *line = format!(",{rest}");
    program.file(name, &(lines.join("\r\n") + "\r\n"))
}

/// Sends a file and shows what became of it.
pub(super) fn send(browser: &Browser<'_>, feed: &str, file: &Path) -> Result<()> {
    browser.go(&format!("/feeds/{feed}"))?;
    browser.click(&format!("a[href='/feeds/{feed}/send']"))?;
    browser.fill("#file", &file.display().to_string())?;
    browser.click("form button[type='submit']")?;
    outcome(browser)
}

/// Sends a file that is refused; gives the words of the refusal.
pub(super) fn refusal(browser: &Browser<'_>, feed: &str, file: &Path) -> Result<String> {
    send(browser, feed, file)?;
    browser.text(".problem")
}

/// Waits on the page of the work until it has ended, and follows it.
fn outcome(browser: &Browser<'_>) -> Result<()> {
    browser.find("#progress-words")?;
    let path = browser.path()?;
    expect(path.starts_with("/jobs/"), format!("sending leads to the work, not to {path}"))?;
    let seen = browser.find("main a.button[href^='/deliveries/']")?;
    browser.click_on(&seen)
}

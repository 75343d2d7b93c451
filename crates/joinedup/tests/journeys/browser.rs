//! Chromium, driven by the W3C `WebDriver` protocol: no more of it than the walks need.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::Program;
use crate::{Result, expect, http};

/// The key under which the protocol names elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How long a search for an element waits for it to come.
const FIND_MS_MAX: u64 = 30_000;
/// Presses of a key in search of something.
const PRESSES_MAX: usize = 80;

pub(crate) const TAB: &str = "\u{e004}";
pub(crate) const ENTER: &str = "\u{e007}";

/// The driver's process; ended when dropped.
pub(crate) struct Driver {
    child: Child,
    port: u16,
}

/// What kind of browser somebody has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Desktop,
    /// 320 pixels wide: a small phone, or a desktop at 400 %.
    Phone,
    WithoutScript,
}

/// A browser window of its own, with nothing remembered from before.
pub(crate) struct Browser<'d> {
    driver: &'d Driver,
    session: String,
    site: String,
    _profile: TempDir,
}

/// An element of the page.
pub(crate) struct Element(String);

impl Driver {
    /// Starts it on a free port, or gives nothing where it or the browser is not installed.
    pub(crate) fn start() -> Option<Self> {
        let browser = Command::new("chromium")
            .arg("--version")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        if !browser.is_ok_and(|status| status.success()) {
            return None;
        }
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let lines = BufReader::new(child.stdout.take()?).lines();
        let started = "started successfully on port ";
        let port = lines
            .map_while(std::result::Result::ok)
            .find_map(|line| line.split_once(started)?.1.trim_end_matches('.').parse().ok());
        match port {
            Some(port) => Some(Self { child, port }),
            None => {
                let _ = child.kill();
                let _ = child.wait();
                None
            }
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl<'d> Browser<'d> {
    pub(crate) fn open(driver: &'d Driver, program: &Program, kind: Kind) -> Result<Self> {
        let profile = tempfile::tempdir()?;
        let mut arguments = vec![
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--window-size=1280,900".to_owned(),
        ];
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let mut options = json!({ "args": arguments });
        match kind {
            Kind::Desktop => {}
            Kind::Phone => {
                options["mobileEmulation"] =
                    json!({ "deviceMetrics": { "width": 320, "height": 640, "pixelRatio": 2 } });
            }
            Kind::WithoutScript => {
                options["prefs"] =
                    json!({ "profile.managed_default_content_settings.javascript": 2 });
            }
        }
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "timeouts": { "implicit": FIND_MS_MAX, "script": 60_000, "pageLoad": 60_000 },
        }}});
        let opened = driver.command("POST", "/session", &wanted)?;
        let session = opened["sessionId"].as_str().ok_or("no session")?.to_owned();
        let site = format!("http://127.0.0.1:{}", program.port);
        Ok(Self { driver, session, site, _profile: profile })
    }

    pub(crate) fn go(&self, path: &str) -> Result<()> {
        self.post("/url", &json!({ "url": format!("{}{path}", self.site) })).map(|_| ())
    }

    /// The address after the host.
    pub(crate) fn path(&self) -> Result<String> {
        let url = self.get("/url")?;
        let url = url.as_str().ok_or("no address")?;
        Ok(url.strip_prefix(&self.site).unwrap_or(url).to_owned())
    }

    pub(crate) fn title(&self) -> Result<String> {
        Ok(self.get("/title")?.as_str().unwrap_or_default().to_owned())
    }

    /// The first element that a CSS selector names; waits for it.
    pub(crate) fn find(&self, css: &str) -> Result<Element> {
        let found = self
            .post("/element", &json!({ "using": "css selector", "value": css }))
            .map_err(|fault| format!("`{css}`: {fault}"))?;
        element(&found)
    }

    /// All of them; waits for the first.
    pub(crate) fn find_all(&self, css: &str) -> Result<Vec<Element>> {
        let found = self.post("/elements", &json!({ "using": "css selector", "value": css }))?;
        found.as_array().ok_or("no list")?.iter().map(element).collect()
    }

    pub(crate) fn text(&self, css: &str) -> Result<String> {
        self.text_of(&self.find(css)?)
    }

    pub(crate) fn text_of(&self, element: &Element) -> Result<String> {
        let text = self.get(&format!("/element/{}/text", element.0))?;
        Ok(text.as_str().unwrap_or_default().trim().to_owned())
    }

    pub(crate) fn attribute(&self, element: &Element, name: &str) -> Result<String> {
        let value = self.get(&format!("/element/{}/attribute/{name}", element.0))?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    pub(crate) fn click(&self, css: &str) -> Result<()> {
        self.click_on(&self.find(css)?)
    }

    pub(crate) fn click_on(&self, element: &Element) -> Result<()> {
        self.post(&format!("/element/{}/click", element.0), &json!({})).map(|_| ())
    }

    /// Types into a field; into a file field, the path of the file.
    pub(crate) fn fill(&self, css: &str, text: &str) -> Result<()> {
        let field = self.find(css)?;
        self.post(&format!("/element/{}/value", field.0), &json!({ "text": text })).map(|_| ())
    }

    /// Presses a key wherever the focus is.
    pub(crate) fn press(&self, key: &str) -> Result<()> {
        let actions = json!({ "actions": [{ "type": "key", "id": "keys", "actions": [
            { "type": "keyDown", "value": key },
            { "type": "keyUp", "value": key },
        ]}]});
        self.post("/actions", &actions).map(|_| ())
    }

    /// Presses Tab until the focus is on an element that matches, then Enter. On the way each
    /// element must show that it has the focus.
    pub(crate) fn tab_to(&self, css: &str) -> Result<()> {
        for _ in 0..PRESSES_MAX {
            self.press(TAB)?;
            let focus = self.script(FOCUS, &json!([css]))?;
            expect(
                focus["seen"] == true,
                format!("the focus cannot be seen on `{}`", focus["what"].as_str().unwrap_or("?")),
            )?;
            if focus["matches"] == true {
                return Ok(());
            }
        }
        Err(format!("`{css}` is not reached by the Tab key").into())
    }

    pub(crate) fn script(&self, script: &str, arguments: &Value) -> Result<Value> {
        self.post("/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// The script calls its last argument with the result.
    pub(crate) fn script_async(&self, script: &str) -> Result<Value> {
        self.post("/execute/async", &json!({ "script": script, "args": [] }))
    }

    /// A command of the browser's own protocol.
    pub(crate) fn devtools(&self, command: &str, parameters: &Value) -> Result<Value> {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    fn get(&self, what: &str) -> Result<Value> {
        self.driver.command("GET", &format!("/session/{}{what}", self.session), &Value::Null)
    }

    fn post(&self, what: &str, body: &Value) -> Result<Value> {
        self.driver.command("POST", &format!("/session/{}{what}", self.session), body)
    }
}

impl Drop for Browser<'_> {
    fn drop(&mut self) {
        let _ = self.driver.command("DELETE", &format!("/session/{}", self.session), &Value::Null);
    }
}

/// What has the focus, whether it matches, and whether somebody could see that it has it. Of a field
/// for a date the browser marks the part that has the focus: day, month or year.
const FOCUS: &str = "
    const at = document.activeElement, style = getComputedStyle(at);
    return {
        what: at.outerHTML.slice(0, 120),
        matches: at.matches(arguments[0]),
        seen: at === document.body || at.type === 'date' || style.outlineStyle !== 'none' || style.boxShadow !== 'none',
    };";

impl Driver {
    /// One command; the protocol's own error becomes a fault.
    fn command(&self, method: &str, path: &str, body: &Value) -> Result<Value> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = http::ask(self.port, method, path, &body)?;
        let mut value: Value = serde_json::from_str(&answer.body)?;
        let value = value["value"].take();
        if answer.status == 200 {
            return Ok(value);
        }
        let message = value["message"].as_str().unwrap_or("the driver refused");
        Err(message.lines().next().unwrap_or_default().to_owned().into())
    }
}

fn element(value: &Value) -> Result<Element> {
    Ok(Element(value[ELEMENT].as_str().ok_or("no element")?.to_owned()))
}

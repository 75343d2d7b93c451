//! Real FHIR clients of other makers, over a real connection: `fhir-kit-client` and the validator
//! `fhir` from npm, `fhirclient` for Python. They are fetched into the folder for build output; where
//! that cannot be done, the test says that it was skipped.
#![expect(clippy::expect_used, reason = "a test says what it expected")]

mod place;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use axum::Router;
use fhir::matching::{Answer, Grade, Matches, Query, Refused};
use terms::Date;

use crate::place::Place;

const NODE_PARTS: [&str; 2] = ["fhir-kit-client@2.0.3", "fhir@4.12.0"];
const PYTHON_PARTS: [&str; 1] = ["fhirclient==4.4.0"];

/// Takes twins for certain, and everybody else for possible: what a client must notice.
struct Wrong;

impl Matches for Wrong {
    async fn find(&self, query: &Query, count_max: usize) -> Result<Answer, Refused> {
        let mut answer = Place.find(query, count_max).await?;
        for one in &mut answer.found {
            one.grade = if one.grade == Grade::Probable { Grade::Certain } else { Grade::Possible };
        }
        Ok(Answer::of(answer.found))
    }

    fn today(&self) -> Date {
        Place.today()
    }
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(name)
}

/// Runs a command; `None` when it cannot be run or does not end well.
fn done(command: &mut Command) -> Option<()> {
    command.output().ok().filter(|output| output.status.success()).map(|_| ())
}

/// The folder with the parts from npm.
fn node_parts() -> Option<PathBuf> {
    let folder = folder("fhir-node");
    std::fs::create_dir_all(&folder).ok()?;
    if !folder.join("node_modules/fhir-kit-client/dist/client.js").exists()
        || !folder.join("node_modules/fhir/package.json").exists()
    {
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"]);
        done(npm.arg(&folder).args(NODE_PARTS))?;
    }
    Some(folder)
}

/// The Python that has the Python parts.
fn python_with_parts() -> Option<PathBuf> {
    let folder = folder("fhir-python");
    let python = folder.join("bin/python");
    let ready = |python: &Path| done(Command::new(python).args(["-c", "import fhirclient"]));
    if ready(&python).is_none() {
        done(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        let mut pip = Command::new(&python);
        done(pip.args(["-m", "pip", "install", "--quiet"]).args(PYTHON_PARTS))?;
        ready(&python)?;
    }
    Some(python)
}

/// Serves people at a port of its own and lets a client ask.
fn asked_by<M: Matches>(matches: M, client: impl FnOnce(&str) -> Output) -> Output {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a port");
    let base = format!("http://{}/fhir", listener.local_addr().expect("an address"));
    let app = Router::new().nest("/fhir", fhir::router(Arc::new(matches)));
    let server = runtime.spawn(async move { axum::serve(listener, app).await });
    let output = client(&base);
    server.abort();
    output
}

fn words(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

#[test]
fn fhir_kit_client_and_the_definitions_of_r4_agree() {
    let Some(parts) = node_parts() else {
        return testing::skip("fhir-kit-client could not be installed: node and npm are needed");
    };
    let client = |base: &str| {
        let mut node = Command::new("node");
        node.arg(script("kit.mjs")).arg(base).arg(&parts).output().expect("node")
    };
    let right = asked_by(Place, client);
    assert!(right.status.success(), "{}", words(&right));
    let wrong = asked_by(Wrong, client);
    assert!(words(&wrong).contains("actual: 'possible'"), "passed: {}", words(&wrong));
}

#[test]
fn fhirclient_and_its_strict_models_agree() {
    let Some(python) = python_with_parts() else {
        return testing::skip("fhirclient could not be installed: Python with venv is needed");
    };
    let client = |base: &str| {
        Command::new(&python).arg(script("strict.py")).arg(base).output().expect("python")
    };
    let right = asked_by(Place, client);
    assert!(right.status.success(), "{}", words(&right));
    let wrong = asked_by(Wrong, client);
    assert!(words(&wrong).contains("status: 'Match'"), "passed: {}", words(&wrong));
}

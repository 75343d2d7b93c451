//! The program under test: a small fictional borough, made and served by `joinedup demo`.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::Result;
use crate::http;

/// A running demonstration; stopped and removed when dropped.
pub(crate) struct Program {
    child: Child,
    folder: TempDir,
    pub(crate) port: u16,
}

impl Program {
    /// Makes the borough and waits for the line that says where its pages are.
    pub(crate) fn demo() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut child = Command::new(env!("CARGO_BIN_EXE_joinedup"))
            .args(["demo", "--people", "4000", "--seed", "7", "--port", "0", "--dir"])
            .arg(folder.path().join("demo"))
            .env_remove("JOINEDUP_DATABASE")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let lines = child.stdout.take().map(|out| BufReader::new(out).lines());
        let mut program = Self { child, folder, port: 0 };
        program.port = lines
            .into_iter()
            .flatten()
            .map_while(std::result::Result::ok)
            .find_map(|line| port_in(&line))
            .ok_or("the program ended before its pages were served")?;
        Ok(program)
    }

    /// A file that the demonstration imported.
    pub(crate) fn extract(&self, name: &str) -> PathBuf {
        self.folder.path().join("demo/extracts").join(name)
    }

    /// Writes a file for somebody to send.
    pub(crate) fn file(&self, name: &str, text: &str) -> Result<PathBuf> {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text)?;
        Ok(path)
    }

    /// Runs another command on the same data folder and gives what it prints.
    pub(crate) fn run(&self, arguments: &[&str]) -> Result<String> {
        let output = Command::new(env!("CARGO_BIN_EXE_joinedup"))
            .args(arguments)
            .arg("--dir")
            .arg(self.folder.path().join("demo"))
            .env_remove("JOINEDUP_DATABASE")
            .output()?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let fault = String::from_utf8_lossy(&output.stderr);
        crate::expect(output.status.success(), format!("{arguments:?}: {fault}"))?;
        Ok(said)
    }

    /// What a download holds.
    pub(crate) fn download(&self, path: &str) -> Result<String> {
        let answer = http::ask(self.port, "GET", path, "")?;
        crate::expect(answer.status == 200, format!("{path} answers {}", answer.status))?;
        Ok(answer.body)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The port in a line such as `Open http://127.0.0.1:8080/`.
fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("http://127.0.0.1:")?;
    rest.split('/').next()?.parse().ok()
}

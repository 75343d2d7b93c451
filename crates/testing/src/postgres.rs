//! A PostgreSQL server of the test's own, in a temporary folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

/// A running server; stopped and removed when dropped.
#[derive(Debug)]
pub struct Postgres {
    folder: TempDir,
    bin: PathBuf,
    databases: AtomicU32,
}

impl Postgres {
    /// A new empty database and its URL.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn database(&self) -> String {
        let name = format!("t{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let made = self.run("createdb", &["-h", &self.socket(), "-U", "joinedup", &name]);
        assert!(made, "the test server refused to make a database");
        format!("postgres://joinedup@localhost/{name}?host={}", self.socket())
    }

    fn socket(&self) -> String {
        self.folder.path().display().to_string()
    }

    fn run(&self, program: &str, arguments: &[&str]) -> bool {
        run(&self.bin.join(program), arguments)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let data = self.folder.path().join("data").display().to_string();
        self.run("pg_ctl", &["-D", &data, "-m", "immediate", "stop"]);
    }
}

/// Starts a server, or says why there is none. PostgreSQL refuses to run as root, so root starts it
/// as the user `postgres`, whom Debian's package makes.
///
/// # Panics
/// On continuous integration where no server can be started.
#[must_use]
pub fn postgres() -> Option<Postgres> {
    let Some(bin) = programs() else {
        crate::skip("no PostgreSQL server programs found: install Debian's package `postgresql`");
        return None;
    };
    let folder = match tempfile::Builder::new().prefix("joinedup-pg").tempdir() {
        Ok(folder) => folder,
        Err(fault) => panic!("no temporary folder for the test server: {fault}"),
    };
    let socket = folder.path().display().to_string();
    if is_root() {
        assert!(run(Path::new("chown"), &["postgres", &socket]), "no user `postgres`");
    }
    let server = Postgres { folder, bin, databases: AtomicU32::new(0) };
    let data = format!("{socket}/data");
    let options =
        format!("-c listen_addresses='' -c unix_socket_directories='{socket}' -c fsync=off");
    let log = format!("{socket}/log");
    let made = server.run("initdb", &["-D", &data, "-U", "joinedup", "-A", "trust", "-E", "UTF8"]);
    let started =
        made && server.run("pg_ctl", &["-D", &data, "-w", "-l", &log, "-o", &options, "start"]);
    if !started {
        crate::skip("the PostgreSQL test server did not start");
        return None;
    }
    Some(server)
}

fn run(program: &Path, arguments: &[&str]) -> bool {
    let mut command = if is_root() && program.is_absolute() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command
        .args(arguments)
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|me| {
        use std::os::unix::fs::MetadataExt as _;
        me.uid() == 0
    })
}

/// The newest version's programs in Debian's place, or those on the path.
fn programs() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|folders| folders.flatten().map(|folder| folder.path().join("bin")).collect())
        .unwrap_or_default();
    versions.retain(|bin| bin.join("initdb").exists());
    versions.sort();
    versions.pop().or_else(|| {
        std::env::var_os("PATH")
            .and_then(|path| std::env::split_paths(&path).find(|bin| bin.join("initdb").exists()))
    })
}

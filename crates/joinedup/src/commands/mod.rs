//! One file a command.

mod demo;
mod doctor;
mod encode;
mod feeds;
mod import;
mod init;
mod keep;
mod link;
mod link_encoded;
mod link_files;
mod link_quality;
mod manual;
mod match_people;
mod rejects;
mod report;
mod sample;

use std::process::ExitCode;

use anyhow::Result;

use crate::cli::{Cli, Command, Report};
use crate::home::Home;
use crate::server;

/// How a command ended that met no fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// Everything was done.
    Well,
    /// Something was refused, and said so: exit code 3.
    Refused,
}

impl Done {
    pub(crate) fn exit_code(self) -> ExitCode {
        match self {
            Self::Well => ExitCode::SUCCESS,
            Self::Refused => ExitCode::from(3),
        }
    }
}

/// Runs the command that was asked for.
pub(crate) async fn run(cli: Cli) -> Result<Done> {
    let home = Home::new(&cli.at);
    match cli.command {
        Command::Demo(demo) => demo::run(&cli.at, &demo).await,
        Command::Init(init) => init::run(&home, &init).await,
        Command::Import(import) => import::run(&home, &import).await,
        Command::Feeds { what: None } => feeds::status(&home).await,
        Command::Feeds { what: Some(crate::cli::Feeds::Profiles) } => feeds::profiles(&home),
        Command::Rejects(rejects) => rejects::run(&home, &rejects).await,
        Command::Link(link) => link::run(&home, &link).await,
        Command::Sample(sample) => sample::run(&home, &sample).await,
        Command::Match(people) => match_people::run(&home, &people).await,
        Command::LinkFiles(files) => link_files::run(&files),
        Command::Encode(encode) => encode::run(&encode),
        Command::LinkEncoded(files) => link_encoded::run(&files),
        Command::Report { what: Report::JointCaseload(report) } => {
            report::joint_caseload(&home, &report).await
        }
        Command::Report { what: Report::LinkQuality(asked) } => {
            link_quality::run(&home, &asked).await
        }
        Command::Export { what: crate::cli::Export::Links { out } } => {
            report::export_links(&home, &out).await
        }
        Command::Serve(serve) => server::serve(&home, serve.port).await,
        Command::Doctor => doctor::run(&home).await,
        Command::Backup { file } => keep::backup(&home, &file).await,
        Command::Restore { file } => keep::restore(&home, &file).await,
        Command::Migrate => keep::migrate(&home).await,
        Command::Completions { shell } => manual::completions(shell),
        Command::Man { out } => manual::pages(&out),
    }
}

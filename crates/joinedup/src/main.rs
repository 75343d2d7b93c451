//! Joinedup: integrated health and care for a place, as one program.
//!
//! Takes a command line; runs the other crates and tells a person what came of it. Never holds a
//! rule of health or care itself: those live in the crates it calls.

mod cli;
mod commands;
mod home;
mod incoming;
mod linked;
mod pages;
mod print;
mod progress;
mod server;
mod table;
mod who;
mod words;
mod worker;

use std::process::ExitCode;

use clap::Parser as _;

/// Rows are made on one thread and freed on the database's: this allocator does not make the two wait
/// for each other.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_env("JOINEDUP_LOG")
                .unwrap_or_else(|_| "warn".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(fault) => {
            print::fault(&anyhow::Error::from(fault));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(done) => done.exit_code(),
        Err(fault) if print::is_closed_pipe(&fault) => ExitCode::SUCCESS,
        Err(fault) => {
            print::fault(&fault);
            ExitCode::FAILURE
        }
    }
}

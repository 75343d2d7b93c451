//! The command line.
#![expect(clippy::doc_markdown, reason = "these comments are the help that the program prints")]

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

/// Integrated health and care for a place, as one program
#[derive(Debug, Parser)]
#[command(name = "joinedup", version, about, after_help = EXAMPLES, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) at: At,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Where the data are.
#[derive(Clone, Debug, Args)]
pub(crate) struct At {
    /// The data folder: place.toml, profiles/, the SQLite file and files on their way in
    #[arg(long, global = true, env = "JOINEDUP_DIR", value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
    /// The database: a path, sqlite://… or postgres://… [default: joinedup.db in the data folder]
    #[arg(
        long,
        global = true,
        env = "JOINEDUP_DATABASE",
        value_name = "URL",
        hide_env_values = true
    )]
    pub(crate) database: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  joinedup demo                              a fictional borough, from extracts to the joint caseload
  joinedup init --place lewisham             begin with a real place
  joinedup import extracts/                  take in every extract of a folder
  joinedup link                              find which records are one person
  joinedup report joint-caseload             who is known to both nursing and social care
  joinedup serve                             the pages, on this machine only";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a fictional borough, import it, link it, report it and show it
    #[command(after_help = DEMO)]
    Demo(Demo),
    /// Begin a data folder for a place
    #[command(after_help = INIT)]
    Init(Init),
    /// Take in extracts: each file is landed whole or refused with the reason
    #[command(after_help = IMPORT)]
    Import(Import),
    /// How every feed stands, or which profiles are known
    Feeds {
        #[command(subcommand)]
        what: Option<Feeds>,
    },
    /// Rejected rows of a delivery: why, and as a file to mend and send back
    #[command(after_help = REJECTS)]
    Rejects(Rejects),
    /// Find which records are one person
    #[command(after_help = LINK)]
    Link(Link),
    /// Draw pairs for reviewers, so that the quality of all links can be told from their answers
    #[command(after_help = SAMPLE)]
    Sample(Sample),
    /// Who the people of a list are: one row of CSV each in, the persons they may be out
    #[command(after_help = MATCH)]
    Match(Match),
    /// Link CSV files without a database
    #[command(after_help = LINK_FILES)]
    LinkFiles(LinkFiles),
    /// Turn records into encodings that can be counted and not read
    #[command(after_help = ENCODE)]
    Encode(Encode),
    /// Count who is on two encoded lists, without names
    #[command(after_help = LINK_ENCODED)]
    LinkEncoded(LinkEncoded),
    /// Reports
    Report {
        #[command(subcommand)]
        what: Report,
    },
    /// Data out, as files
    Export {
        #[command(subcommand)]
        what: Export,
    },
    /// Show the pages, on this machine only
    Serve(Serve),
    /// Check that everything is in order and say what to do where it is not
    Doctor,
    /// Write a consistent copy of the SQLite database
    Backup {
        /// The new file
        file: PathBuf,
    },
    /// Put a backup in the place of the SQLite database (the old file is kept beside it)
    Restore {
        /// The backup
        file: PathBuf,
    },
    /// Bring the database schema up to date
    Migrate,
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages
    Man {
        /// The folder
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

const DEMO: &str = "\
Examples:
  joinedup demo                      206,928 people, then the pages on http://127.0.0.1:8080/
  joinedup demo --people 20000       a tenth of the size
  joinedup demo --no-serve           the table only";

/// What borough to make.
#[derive(Clone, Debug, Args)]
pub(crate) struct Demo {
    /// Registered people
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1_000..=800_000))]
    pub(crate) people: Option<u32>,
    /// Where chance starts from: the same seed gives the same borough
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// Multiplies the rates of mistakes in records (2.5 is a hard borough)
    #[arg(long, value_name = "F")]
    pub(crate) fault_factor: Option<f64>,
    /// Stop after the table
    #[arg(long)]
    pub(crate) no_serve: bool,
    /// The port of the pages; 0 takes a free one
    #[arg(long, value_name = "P", default_value_t = 8080)]
    pub(crate) port: u16,
}

const INIT: &str = "\
Examples:
  joinedup init --place lewisham
  joinedup init --place my-place.toml --dir /srv/joinedup";

#[derive(Debug, Args)]
pub(crate) struct Init {
    /// lewisham, luton, or a place.toml of your own
    #[arg(long, value_name = "PLACE")]
    pub(crate) place: Option<String>,
}

const IMPORT: &str = "\
Examples:
  joinedup import extracts/
  joinedup import gp_list.csv --encoding windows-1252
  joinedup import mended.csv --mend 6f1c…      rows of a delivery, mended";

#[derive(Debug, Args)]
pub(crate) struct Import {
    /// Files, or folders of .csv files
    #[arg(required = true, value_name = "FILE|FOLDER")]
    pub(crate) files: Vec<PathBuf>,
    /// Use this profile instead of recognising the header
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// How letters are written as bytes
    #[arg(long, value_enum, default_value_t = Encoding::Utf8)]
    pub(crate) encoding: Encoding,
    /// The file holds mended rows of this delivery
    #[arg(long, value_name = "DELIVERY")]
    pub(crate) mend: Option<String>,
    /// Take a file whose last line has no line end
    #[arg(long)]
    pub(crate) accept_unended: bool,
    /// Keep columns that the profile does not know
    #[arg(long)]
    pub(crate) accept_new_columns: bool,
    /// Land a file although the same bytes were landed before, to return to an older state
    #[arg(long)]
    pub(crate) again: bool,
    /// Land a file although it passes a threshold
    #[arg(long)]
    pub(crate) accept_thresholds: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Encoding {
    Utf8,
    #[value(name = "windows-1252")]
    Windows1252,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Feeds {
    /// Every profile at hand
    Profiles,
}

const REJECTS: &str = "\
Examples:
  joinedup rejects 6f1c…                       line, column, reason and remedy
  joinedup rejects 6f1c… --out to-mend.csv     the rows themselves, to mend and send back";

#[derive(Debug, Args)]
pub(crate) struct Rejects {
    /// The delivery (shown by `joinedup import` and `joinedup feeds`)
    pub(crate) delivery: String,
    /// Write the rows to this file
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

const LINK: &str = "\
The first run trains a model. Later runs link by it, so that nobody's links move for reasons that have
nothing to do with them. People's decisions are kept by every run.

Examples:
  joinedup link                              link what was imported
  joinedup link --try --preset care-record   what another model would change; changes nothing
  joinedup link --retrain                    train a model anew and link by it";

#[derive(Debug, Args)]
pub(crate) struct Link {
    /// Train a model with these settings and say what it would change, without changing anything
    #[arg(long = "try", conflicts_with = "retrain")]
    pub(crate) dry_run: bool,
    /// Train a model with these settings and link by it from now on
    #[arg(long)]
    pub(crate) retrain: bool,
    #[command(flatten)]
    pub(crate) model: ModelChoice,
    /// A source with at most one record of a person; may be given several times
    #[arg(long, value_name = "SOURCE")]
    pub(crate) unique: Vec<String>,
}

/// Which model links.
#[derive(Clone, Debug, Args)]
pub(crate) struct ModelChoice {
    /// counts: fewest errors in all; care-record: only sure links
    #[arg(long, value_enum, default_value_t = Preset::Counts)]
    pub(crate) preset: Preset,
    /// A model file instead of the standard model
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,
    /// Print m, u and weights of every level
    #[arg(long)]
    pub(crate) explain: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Preset {
    Counts,
    CareRecord,
}

const SAMPLE: &str = "\
The pairs wait on the page /review; what reviewers answer there gives precision and recall with their
intervals. A new sample takes the place of the one before; answers are kept.

Examples:
  joinedup sample
  joinedup sample --each 100 --seed 7";

#[derive(Debug, Args)]
pub(crate) struct Sample {
    /// Pairs from each band of probability
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=2_000))]
    pub(crate) each: u16,
    /// Where chance starts from
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
}

const MATCH: &str = "\
Columns: record_id, nhs_number, first_name, middle_name, surname, former_surname, date_of_birth,
date_of_death, sex, address, postcode, uprn, phone, email, practice; all may be missing but one.
Status: Match, PotentialMatch, LowConfidence, ManyMatch, NoMatch.

Examples:
  joinedup match referrals.csv --out who.csv
  cat referrals.csv | joinedup match - --count 1";

#[derive(Debug, Args)]
pub(crate) struct Match {
    /// The list, as CSV; - for standard input
    #[arg(value_name = "FILE")]
    pub(crate) people: PathBuf,
    /// Where to write the answers [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Persons named for each row at most
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=50))]
    pub(crate) count: u8,
}

const LINK_FILES: &str = "\
Examples:
  joinedup link-files extracts/ --out clusters.csv
  joinedup link-files extracts/ --out clusters.csv --pairs pairs.csv --truth truth.csv
  joinedup link-files febrl/ --map febrl --out clusters.csv";

#[derive(Debug, Args)]
pub(crate) struct LinkFiles {
    /// A folder of CSV files: each with source and record_id and without person_id is a source
    #[arg(value_name = "DIR")]
    pub(crate) dir_of_files: PathBuf,
    /// Where to write source,record_id,person_id
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// Where to write the scored pairs
    #[arg(long, value_name = "FILE")]
    pub(crate) pairs: Option<PathBuf>,
    /// A known truth to measure against: source,record_id,person_id
    #[arg(long, value_name = "FILE")]
    pub(crate) truth: Option<PathBuf>,
    /// How to read other columns: a map file, or febrl, fake_1000, place_lewisham
    #[arg(long, value_name = "MAP")]
    pub(crate) map: Option<String>,
    /// A CSV of further nicknames
    #[arg(long, value_name = "FILE")]
    pub(crate) nicknames: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) model: ModelChoice,
}

const ENCODE: &str = "\
Examples:
  joinedup encode --new-key our.key                     a secret for all senders, and its fingerprint
  joinedup encode --key our.key                         the fingerprint again
  joinedup encode clients.csv --key our.key --out encoded.csv
  joinedup encode clients.csv --key our.key --out encoded.csv --keep neighbourhood
  joinedup encode patients.csv --map my-map.toml --key our.key --out encoded.csv";

#[derive(Debug, Args)]
pub(crate) struct Encode {
    /// CSV files with names; nothing of them is sent anywhere
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Make a new secret key in this file, and nothing else
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "key", "out"])]
    pub(crate) new_key: Option<PathBuf>,
    /// The secret key that all senders share
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// Where to write the encodings
    #[arg(long, value_name = "FILE", requires = "files")]
    pub(crate) out: Option<PathBuf>,
    /// How to read other columns: a map file, or febrl, fake_1000, place_lewisham
    #[arg(long, value_name = "MAP")]
    pub(crate) map: Option<String>,
    /// A column to send in clear, to count by: a coarse group such as the neighbourhood
    #[arg(long, value_name = "COLUMN")]
    pub(crate) keep: Vec<String>,
    /// Where to write which pseudonym is which record; this file stays with you
    #[arg(long, value_name = "FILE", requires = "out")]
    pub(crate) own_numbers: Option<PathBuf>,
    /// Protection against counting bits; all senders choose the same
    #[arg(long, value_enum, default_value_t = Hardened::XorFolded)]
    pub(crate) hardening: Hardened,
    /// Mix the year of birth into everything: safer, but a wrong year is never found
    #[arg(long)]
    pub(crate) salt: bool,
    /// Leave the NHS number out
    #[arg(long)]
    pub(crate) without_nhs_number: bool,
    /// Leave the address out
    #[arg(long)]
    pub(crate) without_address: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Hardened {
    None,
    Balanced,
    XorFolded,
}

const LINK_ENCODED: &str = "\
Examples:
  joinedup link-encoded charity.csv council.csv --out links.csv
  joinedup link-encoded charity.csv council.csv nursing.csv --out links.csv
  joinedup link-encoded a.csv b.csv --out links.csv --threshold 0.70";

#[derive(Debug, Args)]
pub(crate) struct LinkEncoded {
    /// Encoded files, all made with one key and the same choices; each pair of files is linked
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Where to write the links
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// How alike two encodings must be, 0 to 1 [default: set from the files themselves]
    #[arg(long, value_name = "T", value_parser = share)]
    pub(crate) threshold: Option<f64>,
    /// By how much a link must beat the next best, 0 to 1 [default: 0.02]
    #[arg(long, value_name = "M", value_parser = share)]
    pub(crate) margin: Option<f64>,
    /// A known truth to measure against, for a rehearsal: source,record_id,person_id
    #[arg(long, value_name = "FILE")]
    pub(crate) truth: Option<PathBuf>,
    /// What `encode --own-numbers` wrote, where the truth speaks of the senders' own numbers
    #[arg(long, value_name = "FILE", requires = "truth")]
    pub(crate) own_numbers: Vec<PathBuf>,
}

fn share(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "is not a number".to_owned())?;
    if (0.0..=1.0).contains(&number) { Ok(number) } else { Err("is not from 0 to 1".to_owned()) }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Report {
    /// Registered, known to district nursing, open to social care, and both, by neighbourhood
    JointCaseload(JointCaseload),
    /// The links in use against a known truth, for everybody and by group of people
    LinkQuality(LinkQuality),
}

#[derive(Debug, Args)]
pub(crate) struct LinkQuality {
    /// source,record_id,person_id, or person_uid,source_file,source_record_id
    #[arg(long, value_name = "FILE")]
    pub(crate) truth: PathBuf,
    /// The day on which ages are reckoned [default: the last day that a delivery speaks of]
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,
    /// Where to write the groups as CSV
    #[arg(long, value_name = "FILE")]
    pub(crate) csv: Option<PathBuf>,
    /// Keep the figures, so that the pages show them
    #[arg(long)]
    pub(crate) keep: bool,
}

#[derive(Debug, Args)]
pub(crate) struct JointCaseload {
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    pub(crate) format: Format,
    /// The day it counts [default: the last day of which both caseload sources speak]
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<Date>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Format {
    Table,
    Csv,
    Json,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// source,record_id,person_id of every link in use
    Links {
        /// The new file; - for standard output
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The port; 0 takes a free one
    #[arg(long, value_name = "P", default_value_t = 8080)]
    pub(crate) port: u16,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        use clap::CommandFactory as _;
        Cli::command().debug_assert();
    }
}

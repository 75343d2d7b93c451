//! How long looking somebody up among linked records takes: `look_up DIR [ASKED.csv]`.
//!
//! Links the CSV files of a folder, keeps them as an index, and asks for up to 5,000 rows of a file of
//! the plain form, spread over the whole of it. Prints the size of the index and the time a question
//! takes. The files are of the plain form without quoted values, as the generator writes them.
#![expect(clippy::print_stdout, reason = "an example talks to whoever runs it")]

use std::path::PathBuf;
use std::time::Instant;

use linkage::files::{Options, read_records};
use linkage::{Constraints, Frequencies, Identity, Index, Standardiser, link};

/// The allocator of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Questions at most.
const QUESTIONS_MAX: usize = 5_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let folder = arguments.next().ok_or("which folder?")?;
    let asked = arguments.next().unwrap_or_else(|| folder.join("asc.csv"));
    let options = Options::new(vec![folder]);
    let (records, _) = read_records(&options)?;
    let linkage = link(&records, &options.model, &Constraints::default(), &|_| ());
    let frequencies = Frequencies::of(&records);
    let started = Instant::now();
    let mut index =
        Index::new(records, Standardiser::standard(), &options.model, linkage.model, frequencies);
    println!("{} records indexed in {:.1} s", index.len(), started.elapsed().as_secs_f64());

    let text = std::fs::read_to_string(&asked)?;
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(',').collect()).collect();
    let step = rows.len().div_ceil(QUESTIONS_MAX).max(1);
    let column = |name: &str| header.iter().position(|column| *column == name);
    let places = [
        "nhs_number",
        "first_name",
        "middle_name",
        "surname",
        "dob",
        "sex",
        "address",
        "postcode",
        "uprn",
        "phone",
    ]
    .map(column);
    let mut times = Vec::new();
    let mut found = 0;
    for row in rows.iter().step_by(step) {
        let [number, first, middle, surname, born, sex, address, postcode, uprn, phone] =
            places.map(|at| at.and_then(|at| row.get(at)).copied().filter(|v| !v.is_empty()));
        let identity = Identity {
            nhs_number: number,
            first_name: first,
            middle_name: middle,
            surname,
            date_of_birth: born,
            sex,
            address,
            postcode,
            uprn,
            phone,
            ..Identity::default()
        };
        let started = Instant::now();
        let matches = index.matches(&identity, 50);
        times.push(started.elapsed().as_secs_f64() * 1000.0);
        found += usize::from(!matches.is_empty());
    }
    times.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| {
        let place = (times.len() as f64 * share) as usize;
        times.get(place.min(times.len().saturating_sub(1))).copied().unwrap_or(0.0)
    };
    println!(
        "{} asked, {found} found; p50 {:.3} ms, p95 {:.3} ms, p99 {:.3} ms, longest {:.3} ms",
        times.len(),
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    );
    Ok(())
}

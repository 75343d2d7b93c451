//! Writes a borough: `write_borough DIR [PEOPLE] [SEED] [FAULT_FACTOR] [linkage|region]`. With `region`
//! there may be more people than one borough has, those of all boroughs but the first without NHS number.
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let dir = PathBuf::from(arguments.next().ok_or("say which folder to write to")?);
    let mut borough = synth::Borough::default();
    if let Some(people) = arguments.next() {
        borough.people = people.parse()?;
    }
    if let Some(seed) = arguments.next() {
        borough.seed = seed.parse()?;
    }
    if let Some(factor) = arguments.next() {
        borough.fault_factor = factor.parse()?;
    }
    let mut told = |file: &str, rows: u64| println!("{rows:>9}  {file}");
    let written = match arguments.next().as_deref() {
        Some("region") => {
            let synth::Borough { people, seed, fault_factor } = borough;
            let region = synth::Region { people, seed, fault_factor };
            synth::write_region_files(&region, &dir, &mut told)?;
            return Ok(());
        }
        Some("linkage") => synth::write_linkage_files(&borough, &dir, &mut told)?,
        _ => synth::write(&borough, &dir, &mut told)?,
    };
    for row in &written.truth {
        println!(
            "{:<12} registered {:>7}  nursing {:>5}  social care {:>5}  joint {:>5}",
            row.neighbourhood, row.registered, row.nursing, row.social_care, row.joint
        );
    }
    Ok(())
}

//! Links the CSV files of a folder and prints what was done.
//!
//! `link_files DIR|FILE… [--out F] [--pairs F] [--truth F] [--map M] [--model F] [--preset P]
//! [--explain N] [--why ID ID]`

use std::path::PathBuf;

use linkage::files::map::Map;
use linkage::files::{Options, link_dir};
use linkage::{Band, Model, Preset, RecordIx, explain};

#[expect(clippy::print_stdout, reason = "an example for the command line")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut options = Options::new(Vec::new());
    let mut explained = 0;
    let mut why = None;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().unwrap_or_default();
        match arg.as_str() {
            "--out" => options.out = Some(value().into()),
            "--pairs" => options.pairs = Some(value().into()),
            "--truth" => options.truth = Some(value().into()),
            "--why" => why = Some((value(), value())),
            "--explain" => explained = value().parse()?,
            "--map" => {
                let name = value();
                options.map = Some(match std::fs::read_to_string(&name) {
                    Ok(text) => Map::from_toml(&text)?,
                    Err(_) => Map::preset(&name)?,
                });
            }
            "--model" => options.model = Model::from_toml(&std::fs::read_to_string(value())?)?,
            "--preset" => {
                let preset = Preset::named(&value()).ok_or("presets: counts, care-record")?;
                options.model = options.model.with_preset(preset);
            }
            folder => options.inputs.push(PathBuf::from(folder)),
        }
    }
    let outcome = link_dir(&options, &|_| {})?;
    for (file, records) in &outcome.files {
        println!("{file}: {records} records");
    }
    println!("{}", serde_json::to_string_pretty(&outcome.linkage.report)?);
    if let Some(quality) = &outcome.quality {
        println!("{}", serde_json::to_string_pretty(quality)?);
    }
    let near = outcome.linkage.edges.iter().rev().filter(|edge| edge.band != Band::Auto);
    for edge in near.take(explained) {
        let why = explain(&outcome.records, &outcome.linkage.model, edge.a, edge.b);
        println!("{}", serde_json::to_string_pretty(&why)?);
    }
    if let Some((a, b)) = why {
        let count = u32::try_from(outcome.records.len())?;
        let find =
            |id: &str| (0..count).map(RecordIx).find(|ix| outcome.records.record_id(*ix) == id);
        let (a, b) = (find(&a).ok_or("no such record")?, find(&b).ok_or("no such record")?);
        let why = explain(&outcome.records, &outcome.linkage.model, a, b);
        println!("{}", serde_json::to_string_pretty(&why)?);
    }
    if explained > 0 {
        println!("{}", serde_json::to_string_pretty(&outcome.linkage.model)?);
    }
    Ok(())
}

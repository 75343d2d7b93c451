//! Links the CSV files of a folder, as the command `joinedup link-files` does, and prints what was done
//! and what it cost: per stage the wall time and the processor time, then the peak of memory.
//!
//! `link_files DIR|FILE… [--out F] [--pairs F] [--truth F] [--map M] [--model F] [--preset P]
//! [--loose] [--explain N] [--why ID ID] [--cost]`; `--cost` prints the costs alone, which are known on
//! Linux only. `--loose` puts a few wide blocking rules in place of the model's, so that millions of pairs
//! are compared and the comparing itself can be timed.

use std::path::PathBuf;
use std::time::Instant;

use linkage::files::map::Map;
use linkage::files::{Options, link_dir};
use linkage::{Band, Model, Preset, RecordIx, explain};

/// The allocator of the command.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Blocking rules under which almost every record meets some fifty others in a file of 100,000.
const LOOSE_BLOCKS: &str = r#"
[[block]]
keys = ["birth_month_day", "first_initial"]
block_max = 500
[[block]]
keys = ["birth_year_month"]
block_max = 500
[[block]]
keys = ["surname_sound", "outward"]
block_max = 500
[[block]]
keys = ["postcode"]
block_max = 500
[[block]]
keys = ["nhs"]
block_max = 500
"#;

fn loose() -> Result<Model, linkage::Error> {
    let standard = include_str!("../data/standard.toml");
    let levels = standard.split("[[block]]").next().unwrap_or_default();
    Model::from_toml(&format!("{levels}{LOOSE_BLOCKS}"))
}

/// What the process has used so far.
#[derive(Clone, Copy)]
struct Used {
    at: Instant,
    processor_s: f64,
    memory_mb: f64,
}

impl Used {
    fn now() -> Self {
        let read = |file: &str| std::fs::read_to_string(file).unwrap_or_default();
        let stat = read("/proc/self/stat");
        // Fields 14 and 15 of the line, in hundredths of a second; the name in brackets may hold spaces.
        let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let hundredths: f64 = fields.skip(11).take(2).filter_map(|f| f.parse::<f64>().ok()).sum();
        let status = read("/proc/self/status");
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = peak.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        Self {
            at: Instant::now(),
            processor_s: hundredths / 100.0,
            memory_mb: kilobytes.unwrap_or(0.0) / 1024.0,
        }
    }

    /// One line of the table of costs.
    fn line(self, what: &str, since: Self) -> String {
        format!(
            "{what:<12} {:>8.3} s wall {:>8.2} s processor {:>8.0} MB peak so far",
            (self.at - since.at).as_secs_f64(),
            self.processor_s - since.processor_s,
            self.memory_mb
        )
    }
}

#[expect(clippy::print_stdout, reason = "an example for the command line")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut options = Options::new(Vec::new());
    let mut explained = 0;
    let mut why = None;
    let mut only_cost = false;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut value = || args.next().unwrap_or_default();
        match arg.as_str() {
            "--out" => options.out = Some(value().into()),
            "--pairs" => options.pairs = Some(value().into()),
            "--truth" => options.truth = Some(value().into()),
            "--why" => why = Some((value(), value())),
            "--cost" => only_cost = true,
            "--explain" => explained = value().parse()?,
            "--map" => {
                let name = value();
                options.map = Some(match std::fs::read_to_string(&name) {
                    Ok(text) => Map::from_toml(&text)?,
                    Err(_) => Map::preset(&name)?,
                });
            }
            "--model" => options.model = Model::from_toml(&std::fs::read_to_string(value())?)?,
            "--loose" => options.model = loose()?,
            "--preset" => {
                let preset = Preset::named(&value()).ok_or("presets: counts, care-record")?;
                options.model = options.model.with_preset(preset);
            }
            folder => options.inputs.push(PathBuf::from(folder)),
        }
    }
    let start = Used::now();
    let stages = std::cell::RefCell::new(vec![("reading".to_owned(), start)]);
    let outcome = link_dir(&options, &|stage| {
        stages.borrow_mut().push((format!("{stage:?}").to_lowercase(), Used::now()));
    })?;
    let end = Used::now();
    let stages = stages.into_inner();
    let ends = stages.iter().skip(1).map(|(_, from)| *from).chain([end]);
    for ((stage, from), to) in stages.iter().zip(ends) {
        println!("{}", to.line(stage, *from));
    }
    println!("{}", end.line("all", start));
    let stage = |name: &str| stages.iter().find(|(stage, _)| stage == name).map(|(_, at)| *at);
    if let (Some(from), Some(train), Some(score), Some(to)) =
        (stage("comparing"), stage("training"), stage("scoring"), stage("clustering"))
    {
        let spent = train.processor_s - from.processor_s + to.processor_s - score.processor_s;
        let pairs = outcome.linkage.report.pairs;
        let million_a_second = pairs as f64 / spent.max(0.01) / 1e6;
        println!(
            "{pairs} pairs compared and weighed, {million_a_second:.1} million per processor second"
        );
    }
    if only_cost {
        return Ok(());
    }
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

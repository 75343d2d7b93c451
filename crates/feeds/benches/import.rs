//! How many rows a second are read and checked, and read, checked and landed on SQLite.
//!
//! `cargo bench -p feeds`. The files are those of a fictional borough of 20,000 people.
#![expect(clippy::expect_used, reason = "a bench fails by panicking")]

use std::path::{Path, PathBuf};

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use feeds::{Import, Outcome, Profiles, land, prepare};
use store::Db;
use synth::Borough;

/// A list of people, events that hang on them, and rows that hang on other rows.
const FILES: [(&str, &str); 3] = [
    ("gp list", "gp_registered_list.csv"),
    ("client level data", "asc_cld.csv"),
    ("gp conditions", "gp_conditions.csv"),
];

fn borough() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let borough = Borough { people: 20_000, ..Borough::default() };
    synth::write(&borough, folder.path(), &mut |_, _| ()).expect("written");
    folder
}

fn rows(file: &Path) -> u64 {
    let bytes = std::fs::read(file).expect("read");
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64 - 1
}

fn import(c: &mut Criterion) {
    let folder = borough();
    let profiles = Profiles::shipped().expect("whole");
    let how = Import::default();
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    for (name, file) in FILES {
        let file: PathBuf = folder.path().join("extracts").join(file);
        let mut group = c.benchmark_group(name);
        group.throughput(Throughput::Elements(rows(&file))).sample_size(10);
        group.bench_function("read and checked", |b| {
            b.iter(|| prepare(&profiles, &file, "file", &how, &|_| ()).expect("read"));
        });
        group.bench_function("landed on SQLite", |b| {
            b.iter_batched(
                || {
                    let folder = tempfile::tempdir().expect("a folder");
                    let url = folder.path().join("store.db").display().to_string();
                    let db = runtime.block_on(Db::open(&url)).expect("opened");
                    (prepare(&profiles, &file, "file", &how, &|_| ()).expect("read"), db, folder)
                },
                |(prepared, db, folder)| {
                    let landed = runtime.block_on(land(&db, &profiles, prepared, &how, &|_| ()));
                    assert!(matches!(landed, Ok(Outcome::Landed(_))), "{landed:?}");
                    (db, folder)
                },
                BatchSize::PerIteration,
            );
        });
        group.finish();
    }
}

criterion_group!(benches, import);
criterion_main!(benches);

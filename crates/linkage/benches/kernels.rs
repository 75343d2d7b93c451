//! How fast each step of linking is, on 20,000 invented records.
//!
//! Criterion prints the time per call and, as "elem/s", how many names, dates, pairs, records or
//! patterns a second one core deals with. `cargo bench -p linkage`.
#![expect(clippy::indexing_slicing, reason = "invented values are picked by number")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use linkage::engine::kernels::{Pairs, Weighed, block, date_level};
use linkage::engine::strings::jaro_winkler;
use linkage::{Identity, Model, RecordIx, Records, RecordsBuilder};

const PEOPLE: u32 = 15_000;

const FIRSTS: [&str; 12] = [
    "Amara",
    "Joan",
    "Wei",
    "Piotr",
    "Ayse",
    "Delroy",
    "Priya",
    "Liam",
    "Grace",
    "Omar",
    "Elizabeth",
    "Mohammed",
];
const SURNAMES: [&str; 12] = [
    "Okafor",
    "Barnes",
    "Zhang",
    "Nowak",
    "Demir",
    "Campbell",
    "Patel",
    "Walsh",
    "Thompson",
    "Thomson",
    "Richardson",
    "Ahmed",
];

/// People of whom every third has a second record with a slip in it.
fn people() -> Records {
    let mut builder = RecordsBuilder::standard();
    let (list, visits) = (builder.add_source("list", false), builder.add_source("visits", false));
    for n in 0..PEOPLE {
        let of = |names: &[&'static str; 12], at: u32| names[at as usize % 12];
        let first = of(&FIRSTS, n * 7 + n / 12);
        let surname =
            format!("{}{}", of(&SURNAMES, n / 5), ["", "son", "s", "man"][n as usize % 4]);
        let born = format!("{}-{:02}-{:02}", 1925 + n % 95, 1 + n / 7 % 12, 1 + n / 3 % 28);
        let address = format!("{} Mill Lane", 1 + n / 3 % 400);
        let postcode = format!("SE{} {}AB", 1 + n % 23, n / 23 % 10);
        let phone = format!("0999{:07}", n / 2 * 131);
        let identity = Identity {
            first_name: Some(first),
            surname: Some(&surname),
            date_of_birth: Some(&born),
            sex: Some(["F", "M"][n as usize % 2]),
            address: Some(&address),
            postcode: Some(&postcode),
            phone: Some(&phone),
            ..Identity::default()
        };
        builder.push(list, &n.to_string(), &identity);
        if n % 3 == 0 {
            let slip = surname.replacen('a', "e", 1);
            let identity = Identity { surname: Some(&slip), phone: None, ..identity };
            builder.push(visits, &n.to_string(), &identity);
        }
    }
    builder.finish()
}

fn kernels(c: &mut Criterion) {
    let (records, model) = (people(), Model::standard());
    let count = u32::try_from(records.len()).unwrap_or(u32::MAX);

    let mut group = c.benchmark_group("compare");
    group.throughput(Throughput::Elements(132));
    group.bench_function("two names by Jaro-Winkler, per pair of names", |b| {
        b.iter(|| {
            let pairs = SURNAMES.iter().enumerate().flat_map(|(at, x)| {
                SURNAMES
                    .iter()
                    .enumerate()
                    .filter(move |(other, _)| *other != at)
                    .map(move |(_, y)| (x, y))
            });
            pairs.map(|(x, y)| jaro_winkler(x.as_bytes(), y.as_bytes())).sum::<f32>()
        });
    });
    group.throughput(Throughput::Elements(1_000));
    group.bench_function("two dates of birth, per pair of dates", |b| {
        let date = |n: u32| 0x1950_0101 + ((n % 7) << 16) + ((n % 9) << 8) + n % 9;
        b.iter(|| (0..1_000).map(|n| date_level(date(n), date(n * 31 + 1))).sum::<u64>());
    });
    group.bench_function("two records on all twelve comparisons, per pair of records", |b| {
        let mut pairs = Pairs::new(&records, &model);
        let other = |n: u32| RecordIx((n * 17 + 5) % count);
        b.iter(|| (0..1_000).map(|n| pairs.pattern(RecordIx(n), other(n))).fold(0, |x, y| x ^ y));
    });
    group.finish();

    let mut group = c.benchmark_group("link 20,000 records");
    group.sample_size(20);
    group.throughput(Throughput::Elements(count.into()));
    group.bench_function("find blocks and their pairs, per record", |b| {
        b.iter(|| block(&records, &model, 1));
    });
    group.bench_function("read and standardise, per record", |b| {
        b.iter_batched(|| (), |()| people(), BatchSize::LargeInput);
    });
    let weighed = Weighed::new(&records, &model, 1);
    group.throughput(Throughput::Elements(weighed.patterns() as u64));
    group.bench_function("estimate the model from counts of patterns, per pattern", |b| {
        b.iter(|| weighed.train());
    });
    group.throughput(Throughput::Elements(weighed.kept() as u64));
    group.bench_function("unite records into persons, per pair kept", |b| {
        b.iter(|| weighed.cluster());
    });
    group.finish();
}

criterion_group!(benches, kernels);
criterion_main!(benches);

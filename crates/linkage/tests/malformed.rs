//! Values that no form should give must cost no more than their share: counted in pairs compared and
//! bytes kept, since times differ from machine to machine.

use linkage::{Constraints, Identity, Linkage, Model, Records, RecordsBuilder, link};

/// The value of a field that record number `n` of the malformed ones has.
type Malformed = fn(u32) -> String;

const KINDS: [(&str, Malformed); 7] = [
    ("nothing at all", |_| String::new()),
    ("a name of ten thousand letters", |n| format!("{}{n}", "abcdefghij".repeat(1_000))),
    ("one letter ten thousand times", |_| "x".repeat(10_000)),
    ("right-to-left text with marks", |n| format!("\u{202e}\u{5d3}\u{5d5}\u{5d3}\u{200f} {n}")),
    ("emoji", |n| "\u{1f469}\u{200d}\u{1f469}\u{200d}\u{1f467}".repeat(40 + n as usize % 3)),
    ("dates and numbers of noughts", |_| "00000".to_owned()),
    ("quotation marks, commas and ends of lines", |n| format!("\"{n}\",\r\n\"\"")),
];

fn push(builder: &mut RecordsBuilder, id: &str, v: [&str; 7]) {
    let source = linkage::SourceIx(0);
    let [nhs, first, surname, born, address, postcode, phone] = v.map(Some);
    let identity = Identity {
        nhs_number: nhs,
        first_name: first,
        surname,
        date_of_birth: born,
        address,
        postcode,
        phone,
        ..Identity::default()
    };
    builder.push(source, id, &identity);
}

/// A hundred plain people, then a thousand records of which every field holds such a value.
fn records(malformed: Option<Malformed>) -> Records {
    let mut builder = RecordsBuilder::standard();
    builder.add_source("list", false);
    for n in 0..100_u32 {
        let first = ["Amara", "Joan", "Wei", "Piotr"].get(n as usize % 4).copied().unwrap_or("");
        let surname = ["Okafor", "Barnes", "Zhang"].get(n as usize % 3).copied().unwrap_or("");
        let born = format!("{}-{:02}-{:02}", 1930 + n % 80, 1 + n % 12, 1 + n % 28);
        let (address, postcode) = (format!("{n} Mill Lane"), format!("SE{} 1AB", 1 + n % 20));
        push(&mut builder, &n.to_string(), ["", first, surname, &born, &address, &postcode, ""]);
    }
    for n in 0..1_000_u32 {
        let value = malformed.map_or(String::new(), |of| of(n));
        push(&mut builder, &format!("m{n}"), [value.as_str(); 7]);
    }
    builder.finish()
}

fn linked(records: &Records) -> Linkage {
    link(records, &Model::standard(), &Constraints::default(), &|_| {})
}

#[test]
fn malformed_values_cost_no_more_than_their_share() {
    let blank = records(None);
    let pairs_blank = linked(&blank).report.pairs;
    for (what, malformed) in KINDS {
        let records = records(Some(malformed));
        // Of each field at most 120 characters are looked at and less is kept.
        let bytes = records.bytes() - blank.bytes();
        assert!(bytes <= 1_000 * 7 * 400, "{what}: {bytes} bytes");
        let linkage = linked(&records);
        // Blocks have at most 500 records, and there are 28 rules; two records are compared once.
        let most = pairs_blank + 1_100 * 500 / 2;
        assert!(linkage.report.pairs <= most, "{what}: {} pairs", linkage.report.pairs);
        assert_eq!(linkage.cluster_of.len(), 1_100, "{what}");
        assert!(linkage.edges.iter().all(|edge| edge.weight.is_finite()), "{what}");
    }
}

#[test]
fn a_file_of_malformed_rows_is_read_to_its_end() {
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("malformed");
    std::fs::create_dir_all(&dir).expect("made");
    let mut text = "record_id,first_name,surname,dob,nhs_number,postcode\r\n".to_owned();
    for n in 0..2_000_u32 {
        let value = KINDS.get(n as usize % 7).map_or(String::new(), |(_, of)| of(n));
        let quoted = format!("\"{}\"", value.replace('"', "\"\""));
        text.push_str(&format!("{n},{quoted},{quoted},00000,{quoted},\r\n\r\n"));
    }
    std::fs::write(dir.join("list.csv"), &text).expect("written");
    let options = linkage::files::Options::new(vec![dir.join("list.csv")]);
    let outcome = linkage::files::link_dir(&options, &|_| {}).expect("links");
    assert_eq!(outcome.records.len(), 2_000);
}

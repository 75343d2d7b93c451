//! `joinedup encode`: records to encodings that can be counted and not read.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use linkage::encoded::{Encoder, Hardening, Key, Part, Scheme, encode_files};
use linkage::files::Options;

use super::Done;
use super::link_files::map;
use crate::cli::{Encode, Hardened};
use crate::print;
use crate::progress::Progress;
use crate::words::{counted, number};

pub(crate) fn run(asked: &Encode) -> Result<Done> {
    if let Some(file) = &asked.new_key {
        return new_key(file);
    }
    let Some(key) = &asked.key else {
        bail!("name the key with --key, or make one with --new-key");
    };
    let key = Key::read(key)?;
    if asked.files.is_empty() {
        print::line(format!("This key's fingerprint is {}", key.fingerprint()))?;
        return Ok(Done::Well);
    }
    let Some(out) = &asked.out else {
        bail!("name the file to write with --out");
    };
    if let Some(folder) = asked.files.iter().find(|file| file.is_dir()) {
        bail!("`{}` is a folder: name the files, so that none is sent unawares", folder.display());
    }
    let outputs = [Some(out), asked.own_numbers.as_ref()];
    nothing_is_written_over(outputs.into_iter().flatten(), asked.files.iter().chain(&asked.key))?;
    if asked.own_numbers.as_ref() == Some(out) {
        bail!("the encodings and your own numbers need a file each");
    }
    let mut options = Options::new(asked.files.clone());
    options.map = asked.map.as_deref().map(map).transpose()?;
    let mut encoder = Encoder::new(&key, scheme(asked));
    let progress = Progress::new("encoding");
    let encoded = encode_files(&options, &mut encoder, &asked.keep, &|records| {
        progress.say(format!("{} records", number(records as u64)));
    });
    progress.finish();
    let encoded = encoded?;
    encoded.file.write(out)?;
    if let Some(file) = &asked.own_numbers {
        own_numbers(file, &encoded.own_numbers)?;
    }
    for (file, records) in &encoded.files {
        print::line(format!("{file}: {}", counted(*records as u64, "record", "records")))?;
    }
    let written = counted(encoded.file.records.len() as u64, "encoding", "encodings");
    print::line(format!("{written} in `{}`, key {}", out.display(), key.fingerprint()))?;
    if encoded.empty > 0 {
        let left = counted(encoded.empty, "record", "records");
        print::line(format!("{left} left out: no name, date or number to encode"))?;
    }
    if encoded.few > 0 {
        let hidden = counted(encoded.few, "kept value", "kept values");
        print::line(format!("{hidden} replaced by `few`: fewer than five records share them"))?;
    }
    Ok(Done::Well)
}

fn new_key(file: &Path) -> Result<Done> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).context("this machine gives no random numbers")?;
    let key = Key::write_new(file, &bytes)?;
    print::line(format!("A new key is in `{}`. Its fingerprint is", file.display()))?;
    print::line(format!("  {}", key.fingerprint()))?;
    print::line(
        "Bring the file to the other senders by a way you trust, never to whoever links the \
         encodings. Compare fingerprints by telephone.",
    )?;
    Ok(Done::Well)
}

fn scheme(asked: &Encode) -> Scheme {
    let hardening = match asked.hardening {
        Hardened::None => Hardening::None,
        Hardened::Balanced => Hardening::Balanced,
        Hardened::XorFolded => Hardening::XorFolded,
    };
    let mut scheme = Scheme::new(hardening, asked.salt);
    if asked.without_nhs_number {
        scheme = scheme.without(Part::NhsNumber);
    }
    if asked.without_address {
        scheme = scheme.without(Part::Address);
    }
    scheme
}

/// Writes what stands for which record, for the sender's own eyes.
fn own_numbers(file: &Path, rows: &[[String; 3]]) -> Result<()> {
    let cannot = || format!("`{}` cannot be written", file.display());
    let mut out = csv::Writer::from_path(file).with_context(cannot)?;
    out.write_record(["source", "record_id", "own_record_id"]).with_context(cannot)?;
    for row in rows {
        out.write_record(row).with_context(cannot)?;
    }
    out.flush().with_context(cannot)
}

/// Refuses to write where something is read from.
pub(super) fn nothing_is_written_over<'a>(
    outputs: impl Iterator<Item = &'a PathBuf>,
    inputs: impl Iterator<Item = &'a PathBuf> + Clone,
) -> Result<()> {
    let same = |a: &Path, b: &Path| {
        a == b || a.canonicalize().ok().is_some_and(|a| b.canonicalize().ok() == Some(a))
    };
    for out in outputs {
        if inputs.clone().any(|input| same(input, out)) {
            bail!("`{}` would be written over: write somewhere else", out.display());
        }
    }
    Ok(())
}

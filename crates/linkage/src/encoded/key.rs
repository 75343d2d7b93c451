//! The secret that senders share and the reader of encodings never has.

use std::io::Write as _;
use std::path::Path;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::Error;

/// First word of a key file; the number is the version of its form.
const MARK: &str = "joinedup-key-1";
/// Largest key file read, in bytes.
const KEY_BYTES_MAX: u64 = 1_000;

/// A secret key of 32 bytes, ready to be used with HMAC-SHA-256 (RFC 2104). It is never printed.
#[derive(Clone)]
pub struct Key {
    mac: Hmac<Sha256>,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({})", self.fingerprint())
    }
}

impl Key {
    /// A key from 32 random bytes.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        // A key shorter than a block of the hash counts as one filled up with zeros.
        let mut block = [0_u8; 64];
        for (to, from) in block.iter_mut().zip(bytes) {
            *to = *from;
        }
        Self { mac: Hmac::new(&block.into()) }
    }

    /// Writes a new key file that only its owner can read. An existing file is never written over.
    ///
    /// # Errors
    /// [`Error::Key`].
    pub fn write_new(path: &Path, bytes: &[u8; 32]) -> Result<Self, Error> {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(path).map_err(|e| match e.kind() {
            std::io::ErrorKind::AlreadyExists => {
                wrong(path, "is there already, and a key is never written over")
            }
            _ => wrong(path, &format!("cannot be written: {e}")),
        })?;
        writeln!(file, "{MARK} {}", hex(bytes))
            .and_then(|()| file.sync_all())
            .map_err(|e| wrong(path, &format!("cannot be written: {e}")))?;
        Ok(Self::from_bytes(bytes))
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// [`Error::Key`] when it is no key, or when others than its owner may read it.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let about =
            std::fs::metadata(path).map_err(|e| wrong(path, &format!("cannot be opened: {e}")))?;
        if about.len() > KEY_BYTES_MAX {
            return Err(wrong(path, "is no key: it is too long"));
        }
        #[cfg(unix)]
        if std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o077 != 0 {
            let reason = "may be read by others: make it yours alone with chmod 600";
            return Err(wrong(path, reason));
        }
        let text = std::fs::read_to_string(path)
            .map_err(|e| wrong(path, &format!("cannot be read: {e}")))?;
        let secret = text.strip_prefix(MARK).map(str::trim).and_then(unhex);
        secret
            .map(|bytes| Self::from_bytes(&bytes))
            .ok_or_else(|| wrong(path, "is no key: make one with `joinedup encode --new-key FILE`"))
    }

    /// What two holders compare to know that they have the same key. It does not help to find it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let words: Vec<String> = self.mac(&[b"fingerprint"]).chunks(2).take(4).map(hex).collect();
        words.join("-")
    }

    /// HMAC of some parts. No part holds the separator: values are standardised before.
    pub(super) fn mac(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.mac.clone();
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                mac.update(&[0x1f]);
            }
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

fn wrong(path: &Path, reason: &str) -> Error {
    Error::Key { file: path.display().to_string(), reason: reason.to_owned() }
}

/// Bytes as lower-case hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Exactly `N` bytes from hexadecimal digits.
pub(super) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 || !text.is_ascii() {
        return None;
    }
    let mut out = [0_u8; N];
    for (to, pair) in out.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *to = (digit(*high)? << 4) | digit(*low)?;
    }
    Some(out)
}

fn digit(c: u8) -> Option<u8> {
    match c {
        b'0'..=b'9' => Some(c - b'0'),
        b'a'..=b'f' => Some(c - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_hmac_sha_256() {
        // RFC 4231, case 1, whose key of 20 bytes is filled up with zeros.
        let mut bytes = [0_u8; 32];
        bytes[..20].fill(0x0b);
        let mac = Key::from_bytes(&bytes).mac(&[b"Hi There"]);
        let expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
        assert_eq!(hex(&mac), expected);
    }

    #[test]
    fn digits_are_read_exactly() {
        assert_eq!(unhex::<2>("00ff"), Some([0, 255]));
        for wrong in ["", "0", "00f", "00fg", "00FF", "00ff0", "é0f"] {
            assert_eq!(unhex::<2>(wrong), None, "{wrong}");
        }
    }
}

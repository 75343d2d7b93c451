//! Writes the generated parts of the reference anew.

use tidy::generated::{PARTS, fresh};

fn main() -> std::io::Result<()> {
    for (path, _, _) in PARTS {
        std::fs::write(tidy::root().join(path), fresh(path).text)?;
    }
    Ok(())
}

//! What the program says on the terminal. A reader that closes the pipe early is no fault.

use std::io::Write as _;

use anyhow::Result;

/// Writes a line to standard output.
pub(crate) fn line(text: impl AsRef<str>) -> Result<()> {
    crate::progress::beside_bars(|| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", text.as_ref())?;
        out.flush()?;
        Ok(())
    })
}

/// Writes a line to standard error; if that fails there is nobody left to tell.
pub(crate) fn aside(text: impl AsRef<str>) {
    crate::progress::beside_bars(|| {
        let _ = writeln!(std::io::stderr().lock(), "{}", text.as_ref());
    });
}

/// Tells a fault with its causes.
pub(crate) fn fault(fault: &anyhow::Error) {
    let mut text = format!("joinedup: {fault}");
    let mut last = fault.to_string();
    for cause in fault.chain().skip(1) {
        let cause = cause.to_string();
        if !last.contains(&cause) {
            text.push_str(&format!("\n  because {cause}"));
        }
        last = cause;
    }
    aside(text);
}

/// True where standard output was closed by its reader, as `head` does.
pub(crate) fn is_closed_pipe(fault: &anyhow::Error) -> bool {
    fault
        .downcast_ref::<std::io::Error>()
        .is_some_and(|fault| fault.kind() == std::io::ErrorKind::BrokenPipe)
}

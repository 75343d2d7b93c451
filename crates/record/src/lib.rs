//! Source records and links in, one person out.

//! A file and a profile in, landed source records or explained rejects out.

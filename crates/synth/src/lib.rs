//! A fictional borough, written as the files real organisations send.

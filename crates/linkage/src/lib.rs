//! Finds which records are one person: pure, in memory.

//! One database under one code: SQLite or PostgreSQL.

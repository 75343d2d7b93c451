//! What can go wrong outside the engine itself: models, maps and files.

/// An error of reading a model, a map or a file. No variant repeats a value of a record.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The model's TOML cannot be used.
    #[error("the linkage model is not usable: {0}")]
    Model(String),
    /// The map file's TOML cannot be used.
    #[error("the map of columns is not usable: {0}")]
    Map(String),
    /// A folder or file cannot be read or written.
    #[error("cannot open `{file}`: {reason}")]
    File {
        /// The file's name.
        file: String,
        /// The system's reason.
        reason: String,
    },
    /// A row of a file cannot be used.
    #[error("`{file}`, line {line}: {reason}")]
    Csv {
        /// The file's name.
        file: String,
        /// Line, the header being 1.
        line: u64,
        /// What is wrong.
        reason: String,
    },
    /// A column that the map names is not in the file.
    #[error("`{file}`, line 1: there is no column `{column}`")]
    Column {
        /// The file's name.
        file: String,
        /// The missing column.
        column: String,
    },
    /// A key of encodings cannot be used.
    #[error("the key `{file}` {reason}")]
    Key {
        /// The file's name.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// Encoded files that cannot be compared, or a column that may not be kept.
    #[error("`{file}` {reason}")]
    Encoded {
        /// The file's name.
        file: String,
        /// What is wrong.
        reason: String,
    },
    /// No file in the folder can be read as a source.
    #[error(
        "no source found in `{folder}`: a CSV file needs a header with a record id and at least a \
         name, a date of birth or a number, or a map of its columns"
    )]
    NoSource {
        /// The folder.
        folder: String,
    },
}

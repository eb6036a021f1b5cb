//! What an experiment leaves behind: rows, series, summary, manifest, each whole or not at all.

#[cfg(feature = "cli")]
pub mod analysis;
#[cfg(feature = "cli")]
pub mod blocks;
#[cfg(feature = "cli")]
pub mod design;
pub mod digest;
#[cfg(feature = "cli")]
pub mod directory;
#[cfg(feature = "cli")]
mod envelope;
#[cfg(feature = "cli")]
pub mod export;
#[cfg(feature = "cli")]
pub mod files;
#[cfg(feature = "cli")]
pub mod integrity;
#[cfg(feature = "cli")]
pub mod lock;
pub mod machine;
#[cfg(feature = "cli")]
pub mod manifest;
#[cfg(feature = "cli")]
pub mod policy;
#[cfg(feature = "cli")]
mod posterior;
#[cfg(feature = "cli")]
pub mod rows;
#[cfg(feature = "cli")]
pub mod search;
#[cfg(feature = "cli")]
pub mod series;
#[cfg(feature = "cli")]
pub mod space;
#[cfg(feature = "cli")]
pub mod started;
#[cfg(feature = "cli")]
pub mod table;

#[cfg(feature = "cli")]
mod error {
    use std::path::{Path, PathBuf};

    /// What can go wrong with files.
    #[derive(Debug, thiserror::Error)]
    pub enum Error {
        /// The operating system refused.
        #[error("{}: {source}", path.display())]
        Io {
            /// The file.
            path: PathBuf,
            /// What the system says.
            source: std::io::Error,
        },
        /// A Parquet file could not be written or read.
        #[error("{}: {source}", path.display())]
        Parquet {
            /// The file.
            path: PathBuf,
            /// What the library says.
            source: parquet::errors::ParquetError,
        },
        /// A JSON file could not be read.
        #[error("{}: {source}", path.display())]
        Json {
            /// The file.
            path: PathBuf,
            /// What the library says.
            source: serde_json::Error,
        },
        /// What was asked for cannot be: bad input, said in full with the remedy.
        #[error("{0}")]
        Refused(String),
        /// Anything else, said in full.
        #[error("{0}")]
        Other(String),
    }

    impl Error {
        /// An error of the operating system about a file.
        pub fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
            |source| Self::Io { path: path.to_owned(), source }
        }

        /// An error of the Parquet library about a file.
        pub fn parquet(path: &Path) -> impl FnOnce(parquet::errors::ParquetError) -> Self + '_ {
            |source| Self::Parquet { path: path.to_owned(), source }
        }
    }
}
#[cfg(feature = "cli")]
pub use error::Error;

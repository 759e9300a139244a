//! Model files on disk: read whole, and written so that an interrupted save leaves the old file whole.

use crate::bytes::{WriteError, write_atomically};
use logodds_model::Record;
use logodds_model::file::{EncodeError, ModelProblem, read, to_bytes};
use logodds_model::message;
use logodds_model::words::{Message, Told};
use std::fs::File;
use std::path::Path;
use thiserror::Error;

/// A model file could not be read.
#[derive(Debug, Error)]
#[error("{file}: {problem}")]
pub struct ModelFileError {
    /// The path.
    pub file: String,
    /// What is wrong with it.
    pub problem: ModelProblem,
}

impl Told for ModelFileError {
    fn message(&self) -> Message {
        message!("{}: {}", &self.file, self.problem.message())
    }
}

/// A model could not be saved.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SaveError {
    /// It does not become a file.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The file could not be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Writes a model, atomically: an interrupted save leaves the old file whole.
///
/// # Errors
/// [`SaveError`] with the reason.
pub fn save(path: &Path, record: &Record) -> Result<(), SaveError> {
    let bytes = to_bytes(record)?;
    Ok(write_atomically(path, |out| out.write_all(&bytes))?)
}

/// Reads a model.
///
/// # Errors
/// [`ModelFileError`] with the path.
pub fn load(path: &Path) -> Result<Record, ModelFileError> {
    let record = File::open(path).map_err(ModelProblem::from).and_then(|file| match file.metadata()?.is_dir() {
        true => Err(ModelProblem::Io(std::io::ErrorKind::IsADirectory.into())),
        false => read(file),
    });
    record.map_err(|problem| ModelFileError { file: path.display().to_string(), problem })
}

//! The binary model file: how a record becomes bytes, and bytes a record again.
//!
//! A checksummed, versioned envelope of sections (`container`) around bincode payloads of structs that exist for the file alone (`stored`,
//! `sections`), checked for sense (`validate`). The layout, byte by byte, is in docs/model-format.md.
//!
//! Refused: serialising the structs that the program works with (a renamed field would be a new format), a self-describing format (names in
//! every file, and numbers as text), and any training row in the file.

mod container;
mod error;
mod sections;
mod stored;
mod validate;

pub use container::FORMAT_VERSION;
pub use error::{Contents, EncodeError, ModelProblem};

use crate::record::Record;
use std::io::Read;

/// The bytes of a model file.
///
/// # Errors
/// [`EncodeError`] if the record contradicts itself, or is too large.
pub fn to_bytes(record: &Record) -> Result<Vec<u8>, EncodeError> {
    validate::check(record)?;
    let written = sections::write(record)?;
    let sections: Vec<_> = written.iter().map(sections::Written::section).collect();
    container::wrap(&sections).ok_or(EncodeError::TooLarge)
}

/// The record in the bytes of a model file.
///
/// # Errors
/// [`ModelProblem`], whatever the bytes are.
pub fn from_bytes(bytes: &[u8]) -> Result<Record, ModelProblem> {
    let record = sections::read(container::unwrap(bytes)?)?;
    validate::check(&record)?;
    Ok(record)
}

/// The record in a model file that is read to its end. Nothing is allocated for a length before it is known to be in the file.
///
/// # Errors
/// [`ModelProblem`], whatever there is.
pub fn read(mut file: impl Read) -> Result<Record, ModelProblem> {
    let mut bytes = Vec::with_capacity(container::HEADER);
    file.by_ref().take(container::HEADER as u64).read_to_end(&mut bytes)?;
    let length = container::header(&bytes)?.length;
    // One byte more than promised, to see whether something follows. The vector grows with what is there, not with what is promised.
    file.take(length + 1).read_to_end(&mut bytes)?;
    from_bytes(&bytes)
}

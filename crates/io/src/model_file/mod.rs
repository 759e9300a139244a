//! The binary model file: what it holds, and how it is written and read.
//!
//! A checksummed, versioned envelope (`container`) around a bincode payload of structs that exist
//! for the file alone (`v1` to `v6`), checked for sense (`validate`) and turned into [`ModelFile`]. The
//! layout, byte by byte, is in docs/model-format.md.
//!
//! Refused: serialising the structs that the program works with (a renamed field would be a new
//! format), a self-describing format (names in every file, and numbers as text), and any training
//! row in the file.

mod container;
mod error;
mod model;
mod reproducible;
mod root;
mod v1;
mod v2;
mod v3;
mod v4;
mod v5;
mod v6;
mod validate;

pub use error::{Contents, ModelFileError, ModelProblem, SaveError};
pub use model::{
    CertificateRecord, CollinearityRecord, ContrastRecord, DataRecord, EquationRecord, EstimateRecord, FitRecord,
    InferenceRecord, InflationRecord, LimitEstimateRecord, LimitRecord, ModelFile, ObjectiveRecord, PairRecord,
    RayRecord, SeparationRecord, StatisticsRecord, TestRecord, WarningRecord,
};
pub use reproducible::{SOURCE_DATE_EPOCH, source_date};

use crate::bytes::write_atomically;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The newest format version, the one that is written.
pub const FORMAT_VERSION: u16 = 6;

/// Writes a model, atomically: an interrupted save leaves the old file whole.
pub fn save(path: &Path, model: &ModelFile) -> Result<(), SaveError> {
    let bytes = to_bytes(model)?;
    Ok(write_atomically(path, |out| out.write_all(&bytes))?)
}

/// Reads a model. Nothing is allocated for a length before it is known to be in the file.
pub fn load(path: &Path) -> Result<ModelFile, ModelFileError> {
    load_problem(path).map_err(|problem| ModelFileError { file: path.display().to_string(), problem })
}

fn load_problem(path: &Path) -> Result<ModelFile, ModelProblem> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(ModelProblem::Io(std::io::ErrorKind::IsADirectory.into()));
    }
    let mut bytes = Vec::with_capacity(container::HEADER);
    (&file).take(container::HEADER as u64).read_to_end(&mut bytes)?;
    let payload = container::header(&bytes)?.payload_length;
    // One byte more than promised, to see whether something follows. The vector grows with what is
    // there, not with what is promised.
    (&file).take(payload + 1).read_to_end(&mut bytes)?;
    from_bytes(&bytes)
}

/// The bytes of a model file.
pub fn to_bytes(model: &ModelFile) -> Result<Vec<u8>, SaveError> {
    validate::check(model)?;
    let payload =
        bincode::serde::encode_to_vec(v6::ModelV6::from(model), v1::CONFIG).map_err(|_| SaveError::TooLarge)?;
    container::wrap(FORMAT_VERSION, &payload).ok_or(SaveError::TooLarge)
}

/// The model in the bytes of a model file.
pub fn from_bytes(bytes: &[u8]) -> Result<ModelFile, ModelProblem> {
    let (version, payload) = container::unwrap(bytes)?;
    let mut model: ModelFile = match version {
        1 => v1::decode::<v1::ModelV1>(payload)?.into(),
        2 => v1::decode::<v2::ModelV2>(payload)?.into(),
        3 => v1::decode::<v3::ModelV3>(payload)?.into(),
        4 => v1::decode::<v4::ModelV4>(payload)?.into(),
        5 => v1::decode::<v5::ModelV5>(payload)?.into(),
        6 => v1::decode::<v6::ModelV6>(payload)?.into(),
        _ => {
            return Err(ModelProblem::TooNew { version, supported: FORMAT_VERSION });
        }
    };
    if let Some(covariance) = model.covariance_root.as_mut().filter(|_| version < 6) {
        *covariance = root::of_covariance(covariance).ok_or(Contents::Covariance)?;
    }
    validate::check(&model)?;
    Ok(model)
}

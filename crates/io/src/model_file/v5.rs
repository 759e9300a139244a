//! Format version 5, frozen: version 4, and what weights say of their rows. It is part of version 6.

use crate::model_file::model::ModelFile;
use crate::model_file::v4::ModelV4;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(crate) struct ModelV5 {
    model: ModelV4,
    weight_kind: Option<String>,
}

impl From<&ModelFile> for ModelV5 {
    fn from(m: &ModelFile) -> ModelV5 {
        ModelV5 { model: ModelV4::from(m), weight_kind: m.weight_kind.clone() }
    }
}

impl From<ModelV5> for ModelFile {
    fn from(m: ModelV5) -> ModelFile {
        ModelFile { weight_kind: m.weight_kind, ..m.model.into() }
    }
}

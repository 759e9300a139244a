//! Format version 6, not frozen yet: version 5, and the directions of a model at its limit.

use super::model::{ModelFile, RayRecord};
use super::v5::ModelV5;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(crate) struct ModelV6 {
    model: ModelV5,
    rays: Vec<RayV6>,
}

#[derive(Serialize, Deserialize)]
struct RayV6 {
    terms: Vec<(u32, f64)>,
    at: f64,
    is_signed: bool,
}

impl From<&ModelFile> for ModelV6 {
    fn from(m: &ModelFile) -> ModelV6 {
        let rays = m.separation.iter().flat_map(|separation| &separation.rays);
        ModelV6 { model: ModelV5::from(m), rays: rays.cloned().map(Into::into).collect() }
    }
}

impl From<ModelV6> for ModelFile {
    fn from(m: ModelV6) -> ModelFile {
        let mut model: ModelFile = m.model.into();
        if let Some(separation) = &mut model.separation {
            separation.rays = m.rays.into_iter().map(Into::into).collect();
        }
        model
    }
}

impl From<RayRecord> for RayV6 {
    fn from(r: RayRecord) -> RayV6 {
        RayV6 { terms: r.terms, at: r.at, is_signed: r.is_signed }
    }
}

impl From<RayV6> for RayRecord {
    fn from(r: RayV6) -> RayRecord {
        RayRecord { terms: r.terms, at: r.at, is_signed: r.is_signed }
    }
}

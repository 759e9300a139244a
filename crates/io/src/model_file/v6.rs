//! Format version 6, not frozen yet: version 5 with a root of the covariance in the place of the covariance, the directions of a model at its
//! limit, how far columns can be told apart, and the equations of the null space.

use crate::model_file::model::{CollinearityRecord, EquationRecord, InflationRecord, ModelFile, RayRecord};
use crate::model_file::v5::ModelV5;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(crate) struct ModelV6 {
    /// Its covariance is the root.
    model: ModelV5,
    rays: Vec<RayV6>,
    collinearity: Option<CollinearityV6>,
    equations: Vec<EquationV6>,
}

#[derive(Serialize, Deserialize)]
struct RayV6 {
    terms: Vec<(u32, f64)>,
    at: f64,
    is_signed: bool,
}

#[derive(Serialize, Deserialize)]
struct CollinearityV6 {
    condition: f64,
    inflations: Vec<InflationV6>,
}

#[derive(Serialize, Deserialize)]
struct InflationV6 {
    terms: (u64, u64),
    df: u64,
    gvif: f64,
}

#[derive(Serialize, Deserialize)]
struct EquationV6 {
    term: u64,
    constant: f64,
    combination: Vec<(u64, f64)>,
    tolerance: f64,
}

impl From<&ModelFile> for ModelV6 {
    fn from(m: &ModelFile) -> ModelV6 {
        let rays = m.separation.iter().flat_map(|separation| &separation.rays);
        ModelV6 {
            model: ModelV5::from(m),
            rays: rays.cloned().map(Into::into).collect(),
            collinearity: m.collinearity.clone().map(Into::into),
            equations: m.equations.iter().cloned().map(Into::into).collect(),
        }
    }
}

impl From<ModelV6> for ModelFile {
    fn from(m: ModelV6) -> ModelFile {
        let mut model: ModelFile = m.model.into();
        if let Some(separation) = &mut model.separation {
            separation.rays = m.rays.into_iter().map(Into::into).collect();
        }
        model.collinearity = m.collinearity.map(Into::into);
        model.equations = m.equations.into_iter().map(Into::into).collect();
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

impl From<CollinearityRecord> for CollinearityV6 {
    fn from(r: CollinearityRecord) -> CollinearityV6 {
        let inflation = |one: InflationRecord| InflationV6 { terms: one.terms, df: one.df, gvif: one.gvif };
        CollinearityV6 { condition: r.condition, inflations: r.inflations.into_iter().map(inflation).collect() }
    }
}

impl From<CollinearityV6> for CollinearityRecord {
    fn from(r: CollinearityV6) -> CollinearityRecord {
        let inflation = |one: InflationV6| InflationRecord { terms: one.terms, df: one.df, gvif: one.gvif };
        CollinearityRecord { condition: r.condition, inflations: r.inflations.into_iter().map(inflation).collect() }
    }
}

impl From<EquationRecord> for EquationV6 {
    fn from(e: EquationRecord) -> EquationV6 {
        EquationV6 { term: e.term, constant: e.constant, combination: e.combination, tolerance: e.tolerance }
    }
}

impl From<EquationV6> for EquationRecord {
    fn from(e: EquationV6) -> EquationRecord {
        EquationRecord { term: e.term, constant: e.constant, combination: e.combination, tolerance: e.tolerance }
    }
}

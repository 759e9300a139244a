//! Format version 4, frozen: version 3, contrasts, where coefficients go if the labels are separated, and whether there is an intercept. It is part of version 5.

use crate::model_file::model::{
    ContrastRecord, EstimateRecord, InferenceRecord, LimitEstimateRecord, LimitRecord, ModelFile, PairRecord,
    SeparationRecord,
};
use crate::model_file::v2::ModelV2;
use crate::model_file::v3::InferenceV3;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(crate) struct ModelV4 {
    model: ModelV2,
    inference: Option<InferenceV4>,
    separation: Option<SeparationV4>,
    intercept: bool,
}

#[derive(Serialize, Deserialize)]
struct InferenceV4 {
    inference: InferenceV3,
    contrasts: Vec<ContrastV4>,
    replicates: Option<u64>,
    failed: Option<u64>,
}

#[derive(Serialize, Deserialize)]
struct ContrastV4 {
    text: String,
    estimate: Option<EstimateV4>,
}

#[derive(Serialize, Deserialize)]
struct EstimateV4 {
    estimate: f64,
    std_error: Option<f64>,
    statistic: Option<f64>,
    p_value: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
}

#[derive(Serialize, Deserialize)]
struct SeparationV4 {
    verdict: String,
    rows_separated: u64,
    rows_overlap: Option<u64>,
    limits: Vec<LimitV4>,
    pairs: Vec<PairV4>,
}

#[derive(Serialize, Deserialize)]
struct PairV4 {
    labels: (u32, u32),
    rows_separated: u64,
    rows_overlap: u64,
}

#[derive(Serialize, Deserialize)]
enum LimitV4 {
    Finite(Option<(f64, f64)>),
    PlusInfinity,
    MinusInfinity,
    Either,
    Undecided,
}

impl From<&ModelFile> for ModelV4 {
    fn from(m: &ModelFile) -> ModelV4 {
        ModelV4 {
            model: ModelV2::from(m),
            inference: m.inference.clone().map(Into::into),
            separation: m.separation.clone().map(Into::into),
            intercept: m.intercept,
        }
    }
}

impl From<ModelV4> for ModelFile {
    fn from(m: ModelV4) -> ModelFile {
        let weight_kind = m.inference.as_ref().map(|inference| inference.weight_kind().to_owned());
        let model: ModelFile = m.model.into();
        ModelFile {
            weight_kind: weight_kind.filter(|_| model.schema.weights.is_some()),
            inference: m.inference.map(Into::into),
            separation: m.separation.map(Into::into),
            intercept: m.intercept,
            ..model
        }
    }
}

impl InferenceV4 {
    fn weight_kind(&self) -> &str {
        self.inference.weight_kind()
    }
}

impl From<InferenceRecord> for InferenceV4 {
    fn from(mut r: InferenceRecord) -> InferenceV4 {
        let contrasts = std::mem::take(&mut r.contrasts);
        InferenceV4 {
            contrasts: contrasts.into_iter().map(Into::into).collect(),
            replicates: r.replicates,
            failed: r.failed,
            inference: r.into(),
        }
    }
}

impl From<InferenceV4> for InferenceRecord {
    fn from(r: InferenceV4) -> InferenceRecord {
        InferenceRecord {
            contrasts: r.contrasts.into_iter().map(Into::into).collect(),
            replicates: r.replicates,
            failed: r.failed,
            ..r.inference.into()
        }
    }
}

impl From<ContrastRecord> for ContrastV4 {
    fn from(c: ContrastRecord) -> ContrastV4 {
        ContrastV4 { text: c.text, estimate: c.estimate.map(Into::into) }
    }
}

impl From<ContrastV4> for ContrastRecord {
    fn from(c: ContrastV4) -> ContrastRecord {
        ContrastRecord { text: c.text, estimate: c.estimate.map(Into::into) }
    }
}

impl From<EstimateRecord> for EstimateV4 {
    fn from(e: EstimateRecord) -> EstimateV4 {
        EstimateV4 {
            estimate: e.estimate,
            std_error: e.std_error,
            statistic: e.statistic,
            p_value: e.p_value,
            lower: e.lower,
            upper: e.upper,
        }
    }
}

impl From<EstimateV4> for EstimateRecord {
    fn from(e: EstimateV4) -> EstimateRecord {
        EstimateRecord {
            estimate: e.estimate,
            std_error: e.std_error,
            statistic: e.statistic,
            p_value: e.p_value,
            lower: e.lower,
            upper: e.upper,
        }
    }
}

impl From<SeparationRecord> for SeparationV4 {
    fn from(s: SeparationRecord) -> SeparationV4 {
        SeparationV4 {
            verdict: s.verdict,
            rows_separated: s.rows_separated,
            rows_overlap: s.rows_overlap,
            limits: s.limits.into_iter().map(Into::into).collect(),
            pairs: s.pairs.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<SeparationV4> for SeparationRecord {
    fn from(s: SeparationV4) -> SeparationRecord {
        SeparationRecord {
            verdict: s.verdict,
            rows_separated: s.rows_separated,
            rows_overlap: s.rows_overlap,
            limits: s.limits.into_iter().map(Into::into).collect(),
            pairs: s.pairs.into_iter().map(Into::into).collect(),
            rays: Vec::new(),
        }
    }
}

impl From<LimitRecord> for LimitV4 {
    fn from(limit: LimitRecord) -> LimitV4 {
        match limit {
            LimitRecord::Finite(fitted) => LimitV4::Finite(fitted.map(|limit| (limit.estimate, limit.std_error))),
            LimitRecord::PlusInfinity => LimitV4::PlusInfinity,
            LimitRecord::MinusInfinity => LimitV4::MinusInfinity,
            LimitRecord::Either => LimitV4::Either,
            LimitRecord::Undecided => LimitV4::Undecided,
        }
    }
}

impl From<LimitV4> for LimitRecord {
    fn from(limit: LimitV4) -> LimitRecord {
        match limit {
            LimitV4::Finite(fitted) => {
                LimitRecord::Finite(fitted.map(|(estimate, std_error)| LimitEstimateRecord { estimate, std_error }))
            }
            LimitV4::PlusInfinity => LimitRecord::PlusInfinity,
            LimitV4::MinusInfinity => LimitRecord::MinusInfinity,
            LimitV4::Either => LimitRecord::Either,
            LimitV4::Undecided => LimitRecord::Undecided,
        }
    }
}

impl From<PairRecord> for PairV4 {
    fn from(p: PairRecord) -> PairV4 {
        PairV4 { labels: p.labels, rows_separated: p.rows_separated, rows_overlap: p.rows_overlap }
    }
}

impl From<PairV4> for PairRecord {
    fn from(p: PairV4) -> PairRecord {
        PairRecord { labels: p.labels, rows_separated: p.rows_separated, rows_overlap: p.rows_overlap }
    }
}

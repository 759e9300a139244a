//! What is known of a fitted model: what scores rows, and the account of how it came about, in plain types of its own.

mod choices;
mod fit;
mod fitted;
mod inference;
mod level_root;
mod reproducible;
mod separation;

pub(crate) use choices::named;
pub use choices::{
    CertificateKind, Estimator, IntervalKind, Note, PenaltyKind, Status, UnknownName, Verdict, WeightKind,
};
pub use fit::{CertificateRecord, DataRecord, FitRecord, ObjectiveRecord, StatisticsRecord};
pub use fitted::{EquationRecord, Record, WarningRecord};
pub use inference::{CollinearityRecord, ContrastRecord, EstimateRecord, InferenceRecord, InflationRecord, TestRecord};
pub use level_root::LevelRootRecord;
pub use reproducible::{SOURCE_DATE_EPOCH, source_date};
pub use separation::{LimitEstimateRecord, LimitRecord, PairRecord, RayRecord, SeparationRecord};

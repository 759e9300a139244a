//! What kind of a fit a record is of.

use logodds::model::Record;
use logodds::model::record::{PenaltyKind, WeightKind};

/// Whether rows stand for others by the chance that they were drawn with.
pub fn is_sampled(file: &Record) -> bool {
    file.weight_kind == Some(WeightKind::Sampling)
}

/// Whether the intercept of Firth's fit is corrected.
pub fn is_flic(file: &Record) -> bool {
    file.warnings.iter().any(|warning| warning.code == "flic")
}

/// Whether it is Firth's fit, whose likelihood is penalised by Jeffreys' prior.
pub fn is_firth(file: &Record) -> bool {
    file.objective.penalty == PenaltyKind::Firth
}

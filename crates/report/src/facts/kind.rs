//! What kind of a fit a record is of.

use logodds::io::ModelFile;

/// Whether rows stand for others by the chance that they were drawn with.
pub fn is_sampled(file: &ModelFile) -> bool {
    file.weight_kind.as_deref() == Some("sampling")
}

/// Whether the intercept of Firth's fit is corrected.
pub fn is_flic(file: &ModelFile) -> bool {
    file.warnings.iter().any(|warning| warning.code == "flic")
}

/// Whether it is Firth's fit, whose likelihood is penalised by Jeffreys' prior.
pub fn is_firth(file: &ModelFile) -> bool {
    file.objective.penalty == "firth"
}

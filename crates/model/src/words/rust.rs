//! The words of Rust: fields, and the values that they take.

use super::argument::Argument;
use super::door::Words;
use super::remedy::{ReadAs, Remedy, can_be_typed};
use std::fmt;

/// The words of whoever calls the library.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RustWords;

impl Words for RustWords {
    fn argument(&self, argument: Argument) -> &'static str {
        match argument {
            Argument::Target => "target",
            Argument::Positive => "positive",
            Argument::Features => "features",
            Argument::Exclude => "exclude",
            Argument::Categorical => "categorical",
            Argument::Numeric => "numeric",
            Argument::Weights => "weights",
            Argument::Offset => "offset",
            Argument::Cluster => "cluster",
            Argument::Base => "base",
            Argument::Labels => "labels",
            Argument::MissingTexts => "na",
            Argument::Decimal => "decimal",
            Argument::NoHeader => "header = false",
            Argument::Source => "data",
            Argument::Saving => "save",
            Argument::FirthsFit => "Firth's fit",
            Argument::ProfileIntervals => "profile-likelihood intervals",
            Argument::LikelihoodRatioTests => "likelihood-ratio tests",
            Argument::Lbfgs => "lbfgs",
            Argument::RobustErrors => "HC1, or clusters",
            Argument::PenaltyOfL2 => "a penalty of L2 with a lambda above 0",
            Argument::CorrectedIntercept => "flic = true",
            Argument::AllLevels => "all levels",
            Argument::Everything => "the document",
        }
    }

    fn remedy(&self, remedy: &Remedy) -> Option<String> {
        Some(match remedy {
            Remedy::Exclude(columns) if !can_be_typed(columns) => "exclude".to_owned(),
            Remedy::Exclude(columns) | Remedy::LeaveOut(columns) => format!("exclude = {columns:?}"),
            Remedy::LeaveOutDetermined => "leaving out a column that others determine".to_owned(),
            Remedy::Read { column, kind, meaning } => {
                let field = match kind {
                    ReadAs::Categorical => "categorical",
                    ReadAs::Numeric => "numeric",
                };
                let meaning = meaning.map_or_else(String::new, |meaning| format!(" {}", meaning.words()));
                match can_be_typed(std::slice::from_ref(column)) {
                    true => format!("{field} = [{column:?}]{meaning}"),
                    false => format!("{field}{meaning}"),
                }
            }
            Remedy::CategoricalColumn => "a column of categories".to_owned(),
            Remedy::LabelsAsTexts(column) => format!("categorical = [{column:?}]"),
            Remedy::MissingTexts(texts) if !can_be_typed(texts) => "na".to_owned(),
            Remedy::MissingTexts(texts) => format!("na = {texts:?}"),
            Remedy::MarkMissing => "mark them missing".to_owned(),
            Remedy::DropTexts(texts) => format!("na = {texts:?} and missing = Missing::Drop"),
            Remedy::DropMissing => "missing = Missing::Drop".to_owned(),
            Remedy::UnseenMissing => "unseen = Unseen::Missing".to_owned(),
            Remedy::UnseenBase => "unseen = Unseen::Base".to_owned(),
            Remedy::Decimal(',') => "decimal = DecimalSign::Comma".to_owned(),
            Remedy::Decimal(_) => "decimal = DecimalSign::Point".to_owned(),
            Remedy::Delimiter(sign) => format!("delimiter = b{sign:?}"),
            Remedy::ReadAsCsv => "format = Format::Csv".to_owned(),
            Remedy::CountsAsWeights => {
                "target = \"label\", weights = \"count\", weight_kind = WeightKind::Frequency".to_owned()
            }
            Remedy::InterceptAlone => "features = []".to_owned(),
            Remedy::Firth => "firth = true".to_owned(),
            Remedy::Penalise(lambda) => format!("an L2 penalty of lambda {lambda}"),
            Remedy::LargerPenalty => "a larger lambda".to_owned(),
            Remedy::Solver(name) => format!("the method {name}"),
            Remedy::Tolerance(tolerance) => {
                format!("tolerance = {tolerance:.1e}, as rounding allows no smaller one")
            }
            Remedy::MoreSteps => "a larger max_iterations".to_owned(),
            Remedy::MoreTime => "a larger max_time".to_owned(),
            Remedy::StandardErrors => "with a request for inference".to_owned(),
            Remedy::Posterior => "Estimator::Penalised".to_owned(),
            Remedy::Bootstrap(replicates) => format!("Estimator::Bootstrap of {replicates} replicates"),
            other => return other.plain(),
        })
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&RustWords.remedy(self).unwrap_or_default())
    }
}

//! What sentences name, and each door in its own way.

use serde::{Deserialize, Serialize};

/// An argument, or another thing of which each door speaks by a name of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Argument {
    /// The column to predict.
    Target,
    /// The label that counts as 1.
    Positive,
    /// The columns to fit.
    Features,
    /// The columns to leave out.
    Exclude,
    /// The columns to read as labels.
    Categorical,
    /// The columns to read as numbers.
    Numeric,
    /// The column of weights.
    Weights,
    /// The column of offsets.
    Offset,
    /// The column of clusters.
    Cluster,
    /// Levels that the others are compared with.
    Base,
    /// How many labels the target must have.
    Labels,
    /// The texts that stand for missing cells.
    MissingTexts,
    /// The sign between whole and fraction.
    Decimal,
    /// That a file has no line of names.
    NoHeader,
    /// Where the rows come from.
    Source,
    /// What writes model files.
    Saving,
    /// Firth's fit.
    FirthsFit,
    /// Intervals by the profile likelihood.
    ProfileIntervals,
    /// Tests of columns by the likelihood ratio.
    LikelihoodRatioTests,
    /// The method of limited memory, where it is to be used in place of another.
    Lbfgs,
    /// Errors that are robust and need no leverage.
    RobustErrors,
    /// A penalty that is a prior.
    PenaltyOfL2,
    /// Firth's fit with its intercept corrected.
    CorrectedIntercept,
    /// The whole of a table, of which the head is shown.
    AllLevels,
    /// Everything, where the head of a list is shown.
    Everything,
}

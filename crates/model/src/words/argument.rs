//! What sentences name, and each door in its own way.

use crate::record::named;

named! {
    /// An argument, or another thing of which each door speaks by a name of its own. The name here is that of a model file.
    Argument, "an argument" {
        /// The column to predict.
        Target = "target",
        /// The label that counts as 1.
        Positive = "positive",
        /// The columns to fit.
        Features = "features",
        /// The columns to leave out.
        Exclude = "exclude",
        /// The columns to read as labels.
        Categorical = "categorical",
        /// The columns to read as numbers.
        Numeric = "numeric",
        /// The column of weights.
        Weights = "weights",
        /// The column of offsets.
        Offset = "offset",
        /// The column of clusters.
        Cluster = "cluster",
        /// Levels that the others are compared with.
        Base = "base",
        /// How many labels the target must have.
        Labels = "labels",
        /// The texts that stand for missing cells.
        MissingTexts = "missing-texts",
        /// The sign between whole and fraction.
        Decimal = "decimal",
        /// That a file has no line of names.
        NoHeader = "no-header",
        /// Where the rows come from.
        Source = "source",
        /// What writes model files.
        Saving = "saving",
        /// Firth's fit.
        FirthsFit = "firths-fit",
        /// Intervals by the profile likelihood.
        ProfileIntervals = "profile-intervals",
        /// Tests of columns by the likelihood ratio.
        LikelihoodRatioTests = "likelihood-ratio-tests",
        /// The method of limited memory, where it is to be used in place of another.
        Lbfgs = "lbfgs",
        /// Errors that are robust and need no leverage.
        RobustErrors = "robust-errors",
        /// A penalty that is a prior.
        PenaltyOfL2 = "penalty-of-l-2",
        /// Firth's fit with its intercept corrected.
        CorrectedIntercept = "corrected-intercept",
        /// The whole of a table, of which the head is shown.
        AllLevels = "all-levels",
        /// Everything, where the head of a list is shown.
        Everything = "everything",
    }
}

//! Why there is no covariance.

use logodds_core::EvalError;
use std::fmt;

/// Why there is no covariance.
#[derive(Debug)]
#[non_exhaustive]
pub enum InferenceError {
    /// A pass over the data failed.
    Eval(EvalError),
    /// The information is singular: the data do not determine the coefficients.
    Singular,
    /// Columns are so nearly combinations of others that fewer than six digits of the errors would be right.
    Collinear {
        /// These, worst first.
        columns: Vec<usize>,
    },
    /// What scores scatter by in the direction of some coefficients is what rounding has left of larger numbers.
    Cancelled {
        /// Of these columns; none if it is the intercept alone.
        columns: Vec<usize>,
    },
    /// The matrix would be too large.
    TooWide {
        /// Coefficients, the intercept included.
        unknowns: usize,
        /// As many as are allowed.
        most: usize,
    },
    /// Rounding leaves open whether the labels are separated.
    Undecided,
    /// Of more than two labels it is not computed: HC3, effects, diagnostics, profiles.
    ManyLabels,
    /// Clusters were asked for, and rows have none.
    NoClusters,
    /// A single cluster, or as many coefficients as rows: nothing is left to estimate a scatter from.
    TooFew {
        /// Clusters or rows.
        units: f64,
        /// As many are needed, at least.
        needed: f64,
    },
    /// A bootstrap without at least two replicates that have an optimum.
    NoReplicates,
    /// Frequency weights that are no numbers of rows, or of too many, to draw from.
    Counts {
        /// Rows at most.
        most: u64,
    },
    /// Replicates and coefficients are too many to be kept.
    TooManyReplicates {
        /// As many replicates are the most with so many coefficients.
        most: usize,
    },
    /// Of targets that are shares it is not computed.
    Shares,
    /// The likelihood's maximum was not found, or there is none.
    NoMaximum,
    /// The end of a profile-likelihood interval was not found.
    NoEnd,
    /// One cluster number per row is needed.
    Length {
        /// Cluster numbers.
        found: usize,
        /// Rows.
        expected: usize,
    },
}

impl fmt::Display for InferenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Eval(error) => error.fmt(f),
            Self::Singular => write!(f, "the information is singular: the data do not determine every coefficient"),
            Self::Collinear { .. } => {
                write!(f, "columns are so nearly combinations of others that fewer than six digits would be right")
            }
            Self::Cancelled { .. } => {
                write!(f, "the scores cancel but for rounding: fewer than six digits of their scatter would be right")
            }
            Self::TooWide { unknowns, most } => {
                write!(f, "a covariance of {unknowns} coefficients is not computed; {most} are the most")
            }
            Self::Undecided => write!(f, "rounding leaves open whether the features separate the labels"),
            Self::ManyLabels => write!(f, "this is not computed of more than two labels"),
            Self::NoClusters => write!(f, "standard errors by cluster need a cluster for every row"),
            Self::TooFew { units, needed } => {
                write!(f, "{units} rows or clusters are too few for this covariance; it needs {needed} at least")
            }
            Self::NoReplicates => write!(f, "fewer than two replicates of a bootstrap have an optimum"),
            Self::Counts { most } => {
                write!(
                    f,
                    "a bootstrap of frequency weights draws rows: they must be whole numbers that sum to {most} at most"
                )
            }
            Self::TooManyReplicates { most } => {
                write!(f, "of so many coefficients a bootstrap keeps {most} replicates at most")
            }
            Self::Shares => write!(f, "this is not computed where targets are shares of a label"),
            Self::NoMaximum => write!(f, "the maximum of the likelihood was not found"),
            Self::NoEnd => write!(f, "the end of an interval was not found: rounding hides where the likelihood falls"),
            Self::Length { found, expected } => write!(f, "{found} clusters for {expected} rows"),
        }
    }
}

impl std::error::Error for InferenceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Eval(error) => Some(error),
            _ => None,
        }
    }
}

impl From<EvalError> for InferenceError {
    fn from(error: EvalError) -> Self {
        Self::Eval(error)
    }
}

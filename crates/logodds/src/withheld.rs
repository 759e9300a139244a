//! Why there are no standard errors, intervals or tests.

/// Why there are no standard errors.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Withheld {
    /// Columns are so nearly combinations of others that fewer than six digits would be right.
    Collinear {
        /// These, worst first.
        columns: Vec<usize>,
    },
    /// The scores scatter so little in some direction that it is what rounding has left of larger numbers.
    Cancelled {
        /// The columns it is the direction of; none for the intercept.
        columns: Vec<usize>,
    },
    /// Penalised coefficients are biased, and a penalty has no sampling distribution.
    Penalised,
    /// The likelihood has no maximum.
    Separated,
    /// The fit is not certified to be at the maximum.
    NotCertified,
    /// The data do not determine the coefficients.
    Singular,
    /// The matrix would be too large.
    TooWide {
        /// Coefficients, the intercept included.
        unknowns: usize,
        /// As many are the most.
        most: usize,
    },
    /// Too many replicates of a bootstrap have no optimum.
    Replicates {
        /// So many; `None` if all but one at most.
        failed: Option<usize>,
        /// Of so many.
        replicates: usize,
    },
    /// More replicates than are kept.
    TooManyReplicates {
        /// So many are, of as many coefficients.
        most: usize,
    },
    /// Frequency weights that no rows can be drawn by.
    Counts {
        /// Rows at most.
        most: u64,
    },
    /// Too few rows or clusters for the estimator.
    TooFew {
        /// There are so many.
        units: f64,
        /// So many are needed.
        needed: f64,
    },
    /// Of more than two labels they are not computed: diagnostics of rows.
    ManyLabels,
    /// The maximum of the likelihood, or of that without some of the columns, was not found to the digits that intervals and tests need.
    NoMaximum,
    /// The end of an interval was not found to ten digits of its equation.
    NoEnd,
}

impl Withheld {
    /// The sentence, with names of columns; columns by their place otherwise.
    #[must_use]
    pub fn message_of(&self, name: &dyn Fn(usize) -> String) -> String {
        /// Columns that are named.
        const NAMED: usize = 4;
        let list = |columns: &[usize]| {
            let named: Vec<String> = columns.iter().take(NAMED).map(|&j| format!("{:?}", name(j))).collect();
            match columns.len().saturating_sub(NAMED) {
                0 => named.join(", "),
                more => format!("{} and {more} more", named.join(", ")),
            }
        };
        match self {
            Self::Collinear { columns } => {
                let first = columns.first().map_or_else(String::new, |&j| name(j));
                format!(
                    "no standard errors: {} are so nearly combinations of each other and of the rest that fewer than six digits would be right; leave one out (--exclude {first:?})",
                    list(columns)
                )
            }
            Self::Cancelled { columns } if columns.is_empty() => {
                "no standard errors: the scores of the rows or clusters cancel in the intercept but for rounding, as where columns tell all clusters apart; take errors by the model".to_owned()
            }
            Self::Cancelled { columns } => format!(
                "no standard errors: the scores of the rows or clusters cancel in {} but for rounding, as where a column tells clusters apart or a row alone; leave it out, or take errors by the model",
                list(columns)
            ),
            other => other.to_string(),
        }
    }
}

impl std::fmt::Display for Withheld {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Collinear { .. } | Self::Cancelled { .. } => {
                f.write_str(&self.message_of(&|j| format!("column {j}")))
            }
            Self::Penalised => write!(
                f,
                "no standard errors: a penalty biases coefficients towards 0, and p-values would pretend otherwise; try --covariance penalized (posterior, the penalty as prior), or --bootstrap 1000 (refits to resampled rows)"
            ),
            Self::Replicates { failed: Some(failed), replicates } => write!(
                f,
                "no standard errors: {failed} of {replicates} replicates of the bootstrap have no certified optimum; a label or level is missing, or labels are separated, and those left are no picture of all"
            ),
            Self::Replicates { failed: None, .. } => write!(
                f,
                "no standard errors: fewer than two replicates of the bootstrap have an optimum; a label or level is missing, or labels are separated"
            ),
            Self::TooManyReplicates { most } => {
                write!(f, "no standard errors: of so many coefficients {most} replicates of a bootstrap are the most")
            }
            Self::Counts { most } => write!(
                f,
                "no standard errors: a bootstrap of frequency weights draws rows; they must be whole numbers that sum to {most} at most"
            ),
            Self::Separated => write!(f, "no standard errors: the likelihood has no maximum"),
            Self::NotCertified => write!(f, "no standard errors: the fit is not certified to be at the maximum"),
            Self::Singular => write!(f, "no standard errors: the data do not determine every coefficient"),
            Self::TooWide { unknowns, most } => {
                write!(f, "no standard errors: they are computed of up to {most} coefficients, and here are {unknowns}")
            }
            Self::TooFew { units, needed } => {
                write!(f, "no standard errors: {units} rows or clusters, where {needed} are needed at least")
            }
            Self::NoMaximum => {
                write!(f, "no profile intervals or tests: a maximum of the likelihood was not found to enough digits")
            }
            Self::NoEnd => {
                write!(f, "no profile intervals or tests: rounding hides where the likelihood has fallen far enough")
            }
            Self::ManyLabels => write!(f, "no standard errors: of more than two labels they are not computed"),
        }
    }
}

//! Why there are no standard errors, intervals or tests.

use logodds_model::message;
use logodds_model::words::{Message, Remedy, Told};

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
    /// Of targets that are shares they are not computed: diagnostics of rows.
    Shares,
    /// The maximum of the likelihood, or of that without some of the columns, was not found to the digits that intervals and tests need.
    NoMaximum,
    /// The end of an interval was not found to ten digits of its equation.
    NoEnd,
}

impl Withheld {
    /// The sentence, with names of columns; columns by their place otherwise.
    #[must_use]
    pub fn message_of(&self, name: &dyn Fn(usize) -> String) -> Message {
        let list = |columns: &[usize]| {
            /// Columns that are named.
            const NAMED: usize = 4;
            let named: Vec<String> = columns.iter().take(NAMED).map(|&j| format!("{:?}", name(j))).collect();
            match columns.len().saturating_sub(NAMED) {
                0 => named.join(", "),
                more => format!("{} and {more} more", named.join(", ")),
            }
        };
        let errors = |reason: Message| message!("{}{}", NO_ERRORS, reason);
        match self {
            Self::Collinear { columns } => errors(message!(
                "{} are so nearly combinations of each other and of the rest that fewer than six digits would be right; leave one out{}",
                list(columns),
                Message::aside(Remedy::leave_out(columns.first().map_or_else(String::new, |&j| name(j))))
            )),
            Self::Cancelled { columns } if columns.is_empty() => errors(message!(
                "the scores of the rows or clusters cancel in the intercept but for rounding, as where columns tell all clusters apart; take \
                 errors by the model"
            )),
            Self::Cancelled { columns } => errors(message!(
                "the scores of the rows or clusters cancel in {} but for rounding, as where a column tells clusters apart or a row alone; \
                 leave it out, or take errors by the model",
                list(columns)
            )),
            Self::Penalised => errors(message!(
                "a penalty biases coefficients towards 0, and p-values would pretend otherwise; try {} (posterior, the penalty as prior), or \
                 {} (refits to resampled rows)",
                Remedy::Posterior,
                Remedy::Bootstrap(1_000)
            )),
            Self::Replicates { failed: Some(failed), replicates } => errors(message!(
                "{} of {} replicates of the bootstrap have no certified optimum; a label or level is missing, or labels are separated, and \
                 those left are no picture of all",
                failed,
                replicates
            )),
            Self::Replicates { failed: None, .. } => errors(message!(
                "fewer than two replicates of the bootstrap have an optimum; a label or level is missing, or labels are separated"
            )),
            Self::TooManyReplicates { most } => {
                errors(message!("of so many coefficients {} replicates of a bootstrap are the most", most))
            }
            Self::Counts { most } => errors(message!(
                "a bootstrap of frequency weights draws rows; they must be whole numbers that sum to {} at most",
                most
            )),
            Self::Separated => errors(message!("the likelihood has no maximum")),
            Self::NotCertified => errors(message!("the fit is not certified to be at the maximum")),
            Self::Singular => errors(message!("the data do not determine every coefficient")),
            Self::TooWide { unknowns, most } => {
                errors(message!("they are computed of up to {} coefficients, and here are {}", most, unknowns))
            }
            Self::TooFew { units, needed } => {
                errors(message!("{} rows or clusters, where {} are needed at least", units, needed))
            }
            Self::ManyLabels => errors(message!("of more than two labels they are not computed")),
            Self::Shares => errors(message!("of targets that are shares of a label they are not computed")),
            Self::NoMaximum => {
                message!("no profile intervals or tests: a maximum of the likelihood was not found to enough digits")
            }
            Self::NoEnd => {
                message!("no profile intervals or tests: rounding hides where the likelihood has fallen far enough")
            }
        }
    }
}

/// How a reason begins that is one of standard errors.
pub(crate) const NO_ERRORS: &str = "no standard errors: ";

impl Told for Withheld {
    fn message(&self) -> Message {
        self.message_of(&|j| format!("column {j}"))
    }
}

impl std::fmt::Display for Withheld {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.message().fmt(f)
    }
}

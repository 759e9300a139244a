//! What a user should know about a fit that is not an error, with what to do about it.

mod class_separation;
mod equation;
pub(crate) mod few_rows;
pub(crate) mod held;
mod remedy;
mod separation;

pub(crate) use equation::written;
use equation::{equation, number};
use logodds_core::risk::alias::Alias;
use logodds_inference::Separation;
use logodds_inference::separation::ClassSeparation;
use logodds_model::excerpt;
use logodds_optim::Status;
use separation::category;
use std::ops::Range;

/// Names that a sentence lists; [`Warning::columns`] has all.
const LISTED: usize = 5;
/// Characters of a name that a sentence shows.
const NAME: usize = 60;

/// A remark on a fit. Columns are those of the design matrix; a caller that knows their names passes them in.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Warning {
    /// A column with the same value in every row; its coefficient is held at 0.
    Constant {
        /// The column.
        column: usize,
        /// Whether it is 0 in every row of a model without an intercept.
        zero: bool,
    },
    /// Fewer rows than coefficients.
    TooFewRows {
        /// Rows of positive weight.
        rows: usize,
        /// Coefficients, the intercept included.
        coefficients: usize,
    },
    /// Many constant columns, together; their coefficients are held at 0.
    Constants {
        /// The columns.
        columns: Vec<usize>,
        /// Whether they are 0 in every row of a model without an intercept.
        zero: bool,
    },
    /// Further columns that are exact linear combinations of others; their coefficients are held at 0.
    MoreAliased {
        /// The columns.
        columns: Vec<usize>,
        /// Whether others have been told.
        others: bool,
    },
    /// A column that is an exact linear combination of others; its coefficient is held at 0.
    Aliased(Alias),
    /// Columns, named, separate the labels, or some of the rows: the likelihood has no maximum.
    Separation(Box<Separation>),
    /// Columns, named, separate more than two labels, or some of their rows: the likelihood has no maximum.
    ClassSeparation(Box<ClassSeparation>),
    /// The features separate the classes completely; by which columns is not known.
    Separated,
    /// Coefficients that keep growing: probably some combination of columns separates part of the rows.
    Growing {
        /// The columns.
        columns: Vec<usize>,
    },
    /// One value of a column is far from all others.
    Outlier {
        /// The column.
        column: usize,
        /// The value.
        value: f64,
    },
    /// A few values beyond a gap from all others, in several rows, that look like codes for missing cells.
    MissingCodes {
        /// The column.
        column: usize,
        /// The values, each with its rows.
        codes: Vec<(f64, u64)>,
        /// Rows in use.
        rows: u64,
        /// The smallest of the other values.
        low: f64,
        /// The largest of them.
        high: f64,
    },
    /// Columns that are nearly combinations of each other.
    NearCollinear {
        /// The columns, worst first.
        columns: Vec<usize>,
        /// The largest variance inflation factor (per column of a category).
        inflation: f64,
    },
    /// A category of many levels with few rows each, beside other coefficients.
    FewRowsOfLevels {
        /// The columns of the category: its levels but for the base.
        columns: Range<usize>,
        /// Levels with rows of both labels, as far as that was looked at.
        levels: usize,
        /// Rows of these.
        rows: usize,
    },
    /// Standard errors by few clusters.
    FewClusters {
        /// So many.
        clusters: usize,
    },
    /// Replicates of a bootstrap that have no certified optimum and are left out.
    FailedReplicates {
        /// So many.
        failed: usize,
        /// Of so many.
        replicates: usize,
    },
    /// Fewer replicates than an interval of its confidence needs.
    FewReplicates {
        /// So many count.
        replicates: usize,
        /// So many are needed.
        needed: usize,
    },
    /// The time was over before all that was asked around the fit was done.
    TimeUp {
        /// Columns that are not tested; of a category the first.
        tests: Vec<usize>,
        /// Coefficients without an interval: columns, and `None` for the intercept.
        intervals: Vec<Option<usize>>,
        /// Replicates of a bootstrap that were not drawn.
        replicates: usize,
    },
    /// The optimum was not certified.
    NotCertified {
        /// How the fit ended.
        status: Status,
        /// The bound it ended with, relative to the objective.
        relative_bound: f64,
        /// Whether a column has values so far from all others that these have no digits left: no solver mends that.
        is_drowned: bool,
    },
}

impl Warning {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooFewRows { .. } => "too-few-rows",
            Self::Constant { .. } | Self::Constants { .. } => "constant",
            Self::Aliased(_) | Self::MoreAliased { .. } => "collinear",
            Self::Separation(_) | Self::ClassSeparation(_) | Self::Separated => "separation",
            Self::Growing { .. } => "possible-separation",
            Self::Outlier { .. } => "outlier",
            Self::MissingCodes { .. } => "missing-codes",
            Self::NearCollinear { .. } => "near-collinear",
            Self::FewRowsOfLevels { .. } => "few-rows-of-levels",
            Self::FewClusters { .. } => "few-clusters",
            Self::FailedReplicates { .. } => "failed-replicates",
            Self::FewReplicates { .. } => "few-replicates",
            Self::TimeUp { .. } => "time-up",
            Self::NotCertified { .. } => "not-certified",
        }
    }

    /// The columns concerned.
    #[must_use]
    pub fn columns(&self) -> Vec<usize> {
        match self {
            Self::Constant { column, .. } | Self::Outlier { column, .. } | Self::MissingCodes { column, .. } => {
                vec![*column]
            }
            Self::Aliased(alias) => {
                std::iter::once(alias.column).chain(alias.combination.iter().map(|(column, _)| *column)).collect()
            }
            Self::Constants { columns, .. }
            | Self::MoreAliased { columns, .. }
            | Self::Growing { columns }
            | Self::NearCollinear { columns, .. } => columns.clone(),
            Self::TimeUp { tests, intervals, .. } => {
                tests.iter().copied().chain(intervals.iter().copied().flatten()).collect()
            }
            Self::Separation(separation) => separation.columns(),
            Self::ClassSeparation(separation) => separation.columns(),
            Self::Separated
            | Self::TooFewRows { .. }
            | Self::FewRowsOfLevels { .. }
            | Self::FewClusters { .. }
            | Self::FailedReplicates { .. }
            | Self::FewReplicates { .. }
            | Self::NotCertified { .. } => Vec::new(),
        }
    }

    /// A sentence, with columns called by `name` and labels by their number; long names and long lists are cut.
    pub fn message(&self, name: &dyn Fn(usize) -> String) -> String {
        self.message_of(name, &|label| label.to_string())
    }

    /// The same, with labels called by `label`.
    pub fn message_of(&self, name: &dyn Fn(usize) -> String, label: &dyn Fn(usize) -> String) -> String {
        match self {
            Self::Constant { column, zero: true } => {
                format!("{} is 0 in every row; its coefficient is held at 0", quoted(&name(*column)))
            }
            Self::Constant { column, zero: false } => {
                format!(
                    "{} is constant; its coefficient cannot be told from the intercept and is held at 0",
                    quoted(&name(*column))
                )
            }
            Self::TooFewRows { rows, coefficients } => {
                format!(
                    "{rows} rows cannot determine {coefficients} coefficients: those that others make up for are held at 0"
                )
            }
            Self::Constants { columns, zero } => {
                held::more(columns, false, if *zero { "0 in every row" } else { "constant" }, name)
            }
            Self::MoreAliased { columns, others } => held::more(columns, *others, "combinations of others", name),
            Self::Aliased(alias) => {
                format!(
                    "{}; the coefficient of {} is not identified and is held at 0",
                    equation(alias, name),
                    quoted(&name(alias.column))
                )
            }
            Self::Separation(separation) => separation::message(separation, name),
            Self::ClassSeparation(separation) => class_separation::message(separation, name, label),
            Self::Separated => "the features separate the labels completely: the likelihood has no maximum, \
                coefficients grow without limit and the ones reported mean nothing"
                .to_owned(),
            Self::Growing { columns } => {
                format!(
                    "the coefficients of {} keep growing: they probably separate some of the rows, so that no finite optimum exists",
                    listed(columns, name)
                )
            }
            Self::NearCollinear { columns, inflation } => {
                format!(
                    "{} are nearly combinations of each other: variances of their coefficients are up to {inflation:.1e} times those of unrelated columns",
                    listed(columns, name)
                )
            }
            Self::Outlier { column, value } => {
                format!(
                    "one value of {}, {}, is far from all others and has nearly all of its variance: perhaps a code for a missing cell",
                    quoted(&name(*column)),
                    number(*value)
                )
            }
            Self::MissingCodes { column, codes, rows, low, high } => {
                let told: Vec<String> =
                    codes.iter().map(|(value, times)| format!("{} ({times} of {rows} rows)", number(*value))).collect();
                format!(
                    "{} is {}, beyond a gap from all others, which are from {} to {}: probably a code for missing cells",
                    quoted(&name(*column)),
                    told.join(", "),
                    number(*low),
                    number(*high)
                )
            }
            Self::FewRowsOfLevels { columns, levels, rows } => {
                let (first, last) = (name(columns.start), name(columns.end.saturating_sub(1)));
                let category = quoted(category(&first, &last));
                format!(
                    "{category} has {:.1} rows a level ({rows} in {levels}): the coefficients of the other columns are biased away from 0, by about {:.0} %; \
                        conditional logistic regression, of strata, has no such bias, and is not computed here",
                    *rows as f64 / *levels as f64,
                    100.0 * few_rows::bias(*rows, *levels)
                )
            }
            Self::FewClusters { clusters } => {
                format!("standard errors rest on {clusters} clusters; of fewer than 30 they tend to be too small")
            }
            Self::FailedReplicates { failed, replicates } => format!(
                "{failed} of {replicates} replicates have no certified optimum (a label or level missing, or labels separated) and were left out: \
                    errors and intervals are of the others, and too narrow if anything"
            ),
            Self::FewReplicates { replicates, needed } => {
                let steady = if *needed < 1_000 { ", and 1000 to be steady" } else { "" };
                format!(
                    "the ends of intervals are the outermost of {replicates} replicates: this confidence needs {needed} at least{steady}"
                )
            }
            Self::TimeUp { tests, intervals, replicates } => {
                let of_tests = (!tests.is_empty()).then(|| format!("the tests of {}", listed(tests, name)));
                let terms: Vec<String> =
                    intervals.iter().map(|column| column.map_or_else(|| "(intercept)".to_owned(), name)).collect();
                let of_intervals = (!terms.is_empty())
                    .then(|| format!("the intervals of {}", excerpt::list(&terms, |term| quoted(term))));
                let of_replicates = (*replicates > 0).then(|| format!("{replicates} replicates of the bootstrap"));
                let left: Vec<String> = [of_tests, of_intervals, of_replicates].into_iter().flatten().collect();
                format!(
                    "the time was over before all was done: missing are {}; what is there is complete",
                    left.join(", and ")
                )
            }
            Self::NotCertified { status, relative_bound, .. } if relative_bound.is_infinite() => {
                format!("{}; nothing is known of how far the objective is above its minimum", status.sentence())
            }
            Self::NotCertified { status, relative_bound, .. } => {
                format!(
                    "{}; the objective may be {} of itself above its minimum",
                    status.sentence(),
                    Self::rounded_up(*relative_bound)
                )
            }
        }
    }
    /// A bound as text: two digits, never below its value, because a bound rounded down is none.
    #[must_use]
    pub fn rounded_up(bound: f64) -> String {
        if !bound.is_finite() {
            return "∞".to_owned();
        }
        if bound == 0.0 {
            return "0".to_owned();
        }
        let nearest = format!("{bound:.1e}");
        let (Ok(shown), Some((mantissa, exponent))) = (nearest.parse::<f64>(), nearest.split_once('e')) else {
            return nearest;
        };
        match (mantissa.replace('.', "").parse::<u32>(), exponent.parse::<i32>()) {
            (Ok(99), Ok(exponent)) if shown < bound => format!("1.0e{}", exponent + 1),
            (Ok(tenths), Ok(exponent)) if shown < bound => {
                format!("{}.{}e{exponent}", (tenths + 1) / 10, (tenths + 1) % 10)
            }
            _ => nearest,
        }
    }
}

/// The first few names in quotes, and how many more there are.
fn listed(columns: &[usize], name: &dyn Fn(usize) -> String) -> String {
    excerpt::list(columns, |&c| quoted(&name(c)))
}

/// A name in quotes, cut if it is long.
pub(crate) fn quoted(name: &str) -> String {
    match name.char_indices().nth(NAME) {
        Some((end, _)) => format!("\"{}…\"", escaped(&name[..end])),
        None => format!("\"{}\"", escaped(name)),
    }
}

/// A text as it stands in quotes, so that whoever reads the sentence sees where it ends.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

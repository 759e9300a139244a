//! What a user should know about a fit that is not an error, with what to do about it.

use logodds_core::alias::Alias;
use logodds_optim::Status;

/// A remark on a fit. Columns are those of the design matrix; a caller that knows their names passes them in.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Warning {
    /// A column with the same value in every row; its coefficient is held at 0.
    Constant {
        /// The column.
        column: usize,
    },
    /// A column that is an exact linear combination of others; its coefficient is held at 0.
    Aliased(Alias),
    /// The features separate the classes completely.
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
    /// The optimum was not certified.
    NotCertified {
        /// How the fit ended.
        status: Status,
        /// The bound it ended with, relative to the objective.
        relative_bound: f64,
    },
}

impl Warning {
    /// A stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Constant { .. } => "constant",
            Self::Aliased(_) => "collinear",
            Self::Separated => "separation",
            Self::Growing { .. } => "possible-separation",
            Self::Outlier { .. } => "outlier",
            Self::NotCertified { .. } => "not-certified",
        }
    }

    /// The columns concerned.
    #[must_use]
    pub fn columns(&self) -> Vec<usize> {
        match self {
            Self::Constant { column } | Self::Outlier { column, .. } => vec![*column],
            Self::Aliased(alias) => {
                std::iter::once(alias.column).chain(alias.combination.iter().map(|(column, _)| *column)).collect()
            }
            Self::Growing { columns } => columns.clone(),
            Self::Separated | Self::NotCertified { .. } => Vec::new(),
        }
    }

    /// A sentence, with columns called by `name`.
    pub fn message(&self, name: &dyn Fn(usize) -> String) -> String {
        match self {
            Self::Constant { column } => {
                format!(
                    "\"{}\" is constant; its coefficient cannot be told from the intercept and is held at 0",
                    name(*column)
                )
            }
            Self::Aliased(alias) => {
                format!(
                    "{}; the coefficient of \"{}\" is not identified and is held at 0",
                    equation(alias, name),
                    name(alias.column)
                )
            }
            Self::Separated => "the features separate the two labels completely: the likelihood has no maximum, \
                coefficients grow without limit and the ones reported mean nothing"
                .to_owned(),
            Self::Growing { columns } => {
                let names: Vec<String> = columns.iter().map(|&c| format!("\"{}\"", name(c))).collect();
                format!(
                    "the coefficients of {} keep growing: they probably separate some of the rows, so that no finite optimum exists",
                    names.join(", ")
                )
            }
            Self::Outlier { column, value } => {
                format!(
                    "one value of \"{}\", {value}, is far from all others and has nearly all of its variance: a code for a missing cell?",
                    name(*column)
                )
            }
            Self::NotCertified { status, relative_bound } => {
                format!("{}; the objective may be {relative_bound:.1e} of itself above its minimum", status.sentence())
            }
        }
    }

    /// What to do, most useful first; flags as the command spells them.
    pub fn remedies(&self, name: &dyn Fn(usize) -> String) -> Vec<String> {
        match self {
            Self::Constant { column } => vec![format!("--exclude \"{}\"", name(*column))],
            Self::Aliased(alias) => {
                vec![format!("--exclude \"{}\"", name(alias.column)), "--penalty l2 --lambda 0.01".to_owned()]
            }
            Self::Outlier { column, value } => {
                vec![format!("--na={value} --missing drop"), format!("--exclude \"{}\"", name(*column))]
            }
            Self::Separated | Self::Growing { .. } => {
                vec![
                    "--penalty l2 --lambda 0.01".to_owned(),
                    "drop or merge the columns or levels responsible".to_owned(),
                ]
            }
            Self::NotCertified { status, .. } => match status {
                Status::IterationLimit => vec!["--solver newton".to_owned(), "a larger --max-iterations".to_owned()],
                Status::TimeLimit => vec!["a larger --max-seconds".to_owned()],
                _ => vec!["--solver newton".to_owned(), "--penalty l2 --lambda 0.01".to_owned()],
            },
        }
    }
}

/// `a = 12 · b + 3`, as far as it fits in a line.
fn equation(alias: &Alias, name: &dyn Fn(usize) -> String) -> String {
    const SHOWN: usize = 6;
    let mut text = format!("\"{}\" =", name(alias.column));
    let mut first = true;
    let mut term = |coefficient: f64, factor: &str| {
        let sign = if coefficient < 0.0 { "−" } else { "+" };
        let lead = if first { if coefficient < 0.0 { " −" } else { " " }.to_owned() } else { format!(" {sign} ") };
        first = false;
        let size = coefficient.abs();
        text.push_str(&lead);
        match (size == 1.0, factor.is_empty()) {
            (true, false) => text.push_str(factor),
            (_, true) => text.push_str(&size.to_string()),
            (false, false) => text.push_str(&format!("{size} · {factor}")),
        }
    };
    for (column, coefficient) in alias.combination.iter().take(SHOWN) {
        term(*coefficient, &format!("\"{}\"", name(*column)));
    }
    if alias.constant != 0.0 || alias.combination.is_empty() {
        term(alias.constant, "");
    }
    if alias.combination.len() > SHOWN {
        text.push_str(&format!(" + {} more terms", alias.combination.len() - SHOWN));
    }
    text
}

//! What a fit knows about its columns, and a prediction must know again.
//!
//! Treatment coding: a categorical column with levels l₀, l₁, … has one term per level but the first, which is
//! the base. The order is that of `levels`: declared, or by value, or in byte order, a base that is named before
//! them all. A boolean column is one 0/1 term.
//!
//! The internal order of terms is: numeric and boolean columns in schema order, then the levels
//! 1, 2, … of each categorical column in schema order. Coefficients, everywhere, are in this order.
//!
//! A level's term is called `column=level`. Where that is the name of another term too, the data are
//! refused: two coefficients of one name cannot be told apart, and a quoting of `=` that nobody else
//! uses would change the names of terms that are not ambiguous.

use super::policies::{Missing, Unseen};
use crate::excerpt::quoted;

/// What the intercept is called among terms.
pub const INTERCEPT: &str = "(intercept)";

/// The most labels that a target may have: as many as a class in a byte has values.
pub const MOST_LABELS: usize = 256;

/// How a column enters the model. Whatever codes columns must know every kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnKind {
    /// A number as it stands.
    Numeric,
    /// 0 for the first label, 1 for the second.
    Boolean {
        /// The texts of 0 and 1.
        labels: [String; 2],
    },
    /// Treatment coding.
    Categorical {
        /// The levels, distinct, in any order; the first is the base.
        levels: Vec<String>,
    },
}

impl ColumnKind {
    /// `numeric`, `boolean` or `categorical`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Numeric => "numeric",
            Self::Boolean { .. } => "boolean",
            Self::Categorical { .. } => "categorical",
        }
    }

    /// The texts that it tells apart, if it does.
    pub fn levels(&self) -> Option<&[String]> {
        match self {
            Self::Numeric => None,
            Self::Boolean { labels } => Some(labels),
            Self::Categorical { levels } => Some(levels),
        }
    }
}

/// A feature column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSchema {
    /// Its name in the header.
    pub name: String,
    /// How it enters the model.
    pub kind: ColumnKind,
}

impl ColumnSchema {
    /// Whether the column is one term (numeric or boolean).
    pub fn is_numeric(&self) -> bool {
        !matches!(self.kind, ColumnKind::Categorical { .. })
    }
}

/// The columns of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// The target's name.
    pub target: String,
    /// The target's labels, by class: of two, the negative one (y = 0) and the positive one (y = 1); of more, the base first.
    pub labels: Vec<String>,
    /// The features in file order.
    pub columns: Vec<ColumnSchema>,
    /// The column of weights, if any.
    pub weights: Option<String>,
    /// The column of offsets, if any; a prediction needs it again.
    pub offset: Option<String>,
    /// What was, and is, done about missing cells.
    pub missing: Missing,
    /// What is done about levels never seen.
    pub unseen: Unseen,
    /// The texts that meant "missing" in the fit, and mean it again in a prediction.
    pub na: Vec<String>,
}

/// One coefficient's place in the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// `column`, or `column=level`.
    pub name: String,
    /// The index in [`Schema::columns`].
    pub column: usize,
    /// The index of the level, for a categorical column; never 0, which is the base.
    pub level: Option<usize>,
}

impl Schema {
    /// Every term, in the internal order.
    pub fn terms(&self) -> Vec<Term> {
        let numeric = self.columns.iter().enumerate().filter(|(_, c)| c.is_numeric());
        let mut terms: Vec<Term> =
            numeric.map(|(column, c)| Term { name: c.name.clone(), column, level: None }).collect();
        for (column, c) in self.columns.iter().enumerate() {
            if let ColumnKind::Categorical { levels } = &c.kind {
                terms.extend(levels.iter().enumerate().skip(1).map(|(k, level)| Term {
                    name: format!("{}={level}", c.name),
                    column,
                    level: Some(k),
                }));
            }
        }
        terms
    }

    /// Indices of the numeric and boolean columns: the columns of the row-major numeric block.
    pub fn numeric_columns(&self) -> Vec<usize> {
        (0..self.columns.len()).filter(|&k| self.columns[k].is_numeric()).collect()
    }

    /// Indices of the categorical columns with one level among the rows of the fit: they have no term,
    /// and so no say. (A boolean column with one value has its term, a constant.)
    pub fn single_level(&self) -> Vec<usize> {
        let single = |c: &ColumnSchema| matches!(&c.kind, ColumnKind::Categorical { levels } if levels.len() == 1);
        (0..self.columns.len()).filter(|&k| single(&self.columns[k])).collect()
    }

    /// A name that two terms have, and what they are: a column `a=c` beside the level `c` of a column
    /// `a`; a column called as the intercept is.
    #[must_use]
    pub fn same_name(&self) -> Option<(String, [String; 2])> {
        // Names of columns are distinct; for terms to be equal, one column's name holds a `=`.
        if !self.columns.iter().any(|c| c.name.contains('=') || c.name == INTERCEPT) {
            return None;
        }
        let mut terms = self.terms();
        if let Some(term) = terms.iter().find(|t| t.name == INTERCEPT) {
            return Some((INTERCEPT.to_string(), ["the intercept".to_string(), self.describe(term)]));
        }
        terms.sort_by(|a, b| a.name.cmp(&b.name));
        let twice = terms.windows(2).find(|w| w[0].name == w[1].name)?;
        Some((twice[0].name.clone(), [self.describe(&twice[0]), self.describe(&twice[1])]))
    }

    /// What a term is, in words: `column "a=c"`, `level "c" of column "a"`.
    fn describe(&self, term: &Term) -> String {
        let column = quoted(&self.columns[term.column].name);
        match (&self.columns[term.column].kind, term.level) {
            (ColumnKind::Categorical { levels }, Some(level)) => {
                format!("level {} of column {column}", quoted(&levels[level]))
            }
            _ => format!("column {column}"),
        }
    }

    /// The number of terms.
    pub fn term_count(&self) -> usize {
        self.columns
            .iter()
            .map(|c| match &c.kind {
                ColumnKind::Categorical { levels } => levels.len().saturating_sub(1),
                _ => 1,
            })
            .sum()
    }
}

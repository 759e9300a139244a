//! What a fit knows about its columns, and a prediction must know again.
//!
//! Treatment coding: a categorical column with levels l₀ < l₁ < … (byte order) has one term per
//! level but the first, which is the base. A boolean column is one 0/1 term.
//!
//! The internal order of terms is: numeric and boolean columns in schema order, then the levels
//! 1, 2, … of each categorical column in schema order. Coefficients, everywhere, are in this order.

/// What to do about missing cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Missing {
    /// Refuse the data, naming the place.
    #[default]
    Error,
    /// Leave the row out of the fit; at prediction, give it no probability.
    Drop,
}

/// What a prediction does about a level that the fit never saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Unseen {
    /// Refuse the data, naming the place.
    #[default]
    Error,
    /// Treat it as the base level.
    Base,
    /// Give the row no probability.
    Missing,
}

/// How a column enters the model.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
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
        /// The levels in byte order; the first is the base.
        levels: Vec<String>,
    },
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
    /// The target's labels: the negative one (y = 0), the positive one (y = 1).
    pub labels: [String; 2],
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

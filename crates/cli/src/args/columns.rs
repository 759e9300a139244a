//! What each column is for.

use clap::{Args, ValueEnum};

/// Columns by role.
#[derive(Debug, Args)]
#[command(next_help_heading = "Columns")]
pub struct ColumnArgs {
    /// The column to predict: of two labels, such as yes and no, or of up to 256
    #[arg(long, value_name = "COL")]
    pub target: String,
    /// The label of two that counts as 1 [default: the last of the sorted labels]
    #[arg(long, value_name = "LABEL", allow_hyphen_values = true)]
    pub positive: Option<String>,
    /// The features [default: every column but target, weights, offset, cluster]. A name with a comma is quoted, here and below,
    /// as in a CSV: 'x,"a,b"'
    #[arg(long, value_name = "A,B")]
    pub features: Option<Vec<String>>,
    /// Columns to leave out
    #[arg(long, value_name = "A,B")]
    pub exclude: Vec<String>,
    /// Columns to read as labels
    #[arg(long, value_name = "A,B")]
    pub categorical: Vec<String>,
    /// Columns to read as numbers
    #[arg(long, value_name = "A,B")]
    pub numeric: Vec<String>,
    /// The base level of a column, which its other levels are compared with, as in --base race=2 [default: the first level: numbers by
    /// value, texts in byte order]. Of the target, the label that the others are compared with (of two, the one that is 0). A name
    /// with = is quoted, as in '"a=b"=c'. Repeatable
    #[arg(long, value_name = "COL=LEVEL", allow_hyphen_values = true)]
    pub base: Vec<String>,
    /// Refuse a target of another number of labels
    #[arg(long, value_name = "K", value_parser = super::values::count, allow_hyphen_values = true)]
    pub labels: Option<usize>,
    /// Column of row weights
    #[arg(long, value_name = "COL")]
    pub weights: Option<String>,
    /// What weights count. With frequency, n is their sum; with sampling, standard errors are by the sandwich;
    /// precision, as without this flag, takes a weight of 3 for a row three times as precise
    #[arg(long, value_enum, value_name = "KIND")]
    pub weight_kind: Option<WeightKind>,
    /// Column of offsets, added to the log-odds
    #[arg(long, value_name = "COL")]
    pub offset: Option<String>,
    /// What to do about missing cells
    #[arg(long, value_enum, value_name = "POLICY", default_value_t = MissingPolicy::Error)]
    pub missing: MissingPolicy,
    /// What a prediction shall do about levels never seen
    #[arg(long, value_enum, value_name = "POLICY", default_value_t = UnseenPolicy::Error)]
    pub unseen: UnseenPolicy,
}

/// What a weight counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum WeightKind {
    /// A row of weight 3 stands for three equal rows
    Frequency,
    /// A row of weight 3 represents three of the population
    Sampling,
    /// A row of weight 3 is three times as precise
    Precision,
}

/// What to do about missing cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MissingPolicy {
    /// Refuse the data, naming the place
    Error,
    /// Leave the row out of the fit; at prediction, give it no probability
    Drop,
    /// The column's mean.
    #[value(hide = true)]
    Mean,
    /// A further level or indicator.
    #[value(hide = true)]
    Indicator,
}

/// What a prediction does about missing cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MissingCells {
    /// Refuse the data, naming the place
    Error,
    /// Give the row no probability
    Drop,
}

/// What a prediction does about levels never seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum UnseenPolicy {
    /// Refuse the data, naming the place
    Error,
    /// Treat it as the base level
    Base,
    /// Give the row no probability
    Missing,
}

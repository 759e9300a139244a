//! What to do, as a value.

use crate::excerpt::is_short;
use crate::record::named;

/// What to do about an error or a warning. Names of columns and texts of cells are as they stand in the data.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Remedy {
    /// Leave these columns out, told as one list.
    Exclude(Vec<String>),
    /// Leave these columns out, told one by one.
    LeaveOut(Vec<String>),
    /// Leave out a column that others determine; which one is not known.
    LeaveOutDetermined,
    /// Read a column as labels or as numbers.
    Read {
        /// The column.
        column: String,
        /// As what.
        kind: ReadAs,
        /// Where that is meant.
        meaning: Option<Meaning>,
    },
    /// A column whose type says that it has categories.
    CategoricalColumn,
    /// Read the target as labels, told beside a sentence.
    LabelsAsTexts(String),
    /// Merge a level with another.
    MergeLevel {
        /// The level, as a sentence shows it.
        level: String,
        /// The column.
        column: String,
    },
    /// Merge levels with others.
    MergeLevels,
    /// Drop the rows of labels, or merge them with others.
    MergeLabels,
    /// Drop or merge the columns or levels responsible.
    MergeResponsible,
    /// Spell levels alike.
    SpellLevelsAlike,
    /// Spell labels alike.
    SpellLabelsAlike,
    /// Take these texts for missing cells; what texts they are may be left to the reader.
    MissingTexts(Vec<String>),
    /// Mark cells as missing.
    MarkMissing,
    /// Take these texts for missing cells, and leave out the rows that have them.
    DropTexts(Vec<String>),
    /// Leave out rows with missing cells.
    DropMissing,
    /// Give no probability to rows of levels that the fit never saw.
    UnseenMissing,
    /// Take levels that the fit never saw for the base.
    UnseenBase,
    /// Read numbers with this decimal sign.
    Decimal(char),
    /// Read cells between these delimiters.
    Delimiter(char),
    /// Read a file as CSV.
    ReadAsCsv,
    /// A row for each label, with its count as a weight.
    CountsAsWeights,
    /// Ask for the intercept alone.
    InterceptAlone,
    /// Firth's penalised likelihood.
    Firth,
    /// An L2 penalty of this lambda.
    Penalise(f64),
    /// A larger lambda.
    LargerPenalty,
    /// Another solver, by its name.
    Solver(String),
    /// This relative tolerance, as rounding allows no smaller one.
    Tolerance(f64),
    /// A larger limit of steps.
    MoreSteps,
    /// A larger limit of time.
    MoreTime,
    /// Fit again with standard errors.
    StandardErrors,
    /// Standard errors with the penalty as a prior.
    Posterior,
    /// Standard errors of refits to so many resamples of the rows.
    Bootstrap(usize),
}

named! {
    /// What a column is read as.
    ReadAs, "what a column is read as" {
        /// Labels: the text of each cell.
        Categorical = "categorical",
        /// Numbers.
        Numeric = "numeric",
    }
}

named! {
    /// Where a column is meant to be read so.
    Meaning, "what a column means" {
        /// Categories are meant.
        Categories = "categories",
        /// Its levels are meant to differ.
        Different = "different",
        /// Its texts are to be kept apart.
        Apart = "apart",
        /// Its numbers are amounts.
        Amounts = "amounts",
        /// It is meant as a number.
        Number = "number",
    }
}

impl Meaning {
    /// What follows the remedy.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Categories => "if categories are meant",
            Self::Different => "if they are meant to differ",
            Self::Apart => "to keep them apart",
            Self::Amounts => "if they are amounts",
            Self::Number => "if it is meant as a number",
        }
    }
}

impl Remedy {
    /// Read a column as labels.
    #[must_use]
    pub fn categorical(column: impl Into<String>) -> Self {
        Self::Read { column: column.into(), kind: ReadAs::Categorical, meaning: None }
    }

    /// Leave a column out.
    #[must_use]
    pub fn exclude(column: impl Into<String>) -> Self {
        Self::Exclude(vec![column.into()])
    }

    /// Leave a column out, whatever it is called.
    #[must_use]
    pub fn leave_out(column: impl Into<String>) -> Self {
        Self::LeaveOut(vec![column.into()])
    }

    /// A penalty that keeps coefficients finite and hardly moves those that are.
    #[must_use]
    pub fn a_penalty() -> Self {
        Self::Penalise(0.01)
    }

    /// What all doors say alike.
    #[must_use]
    pub fn plain(&self) -> Option<String> {
        Some(match self {
            Self::MergeLevel { level, column } => format!("merging level {level:?} of {column:?} with another"),
            Self::MergeLevels => "merge them with others".to_owned(),
            Self::MergeLabels => "dropping the rows of rare labels, or merging them with others".to_owned(),
            Self::MergeResponsible => "dropping or merging the columns or levels responsible".to_owned(),
            Self::SpellLevelsAlike => "spelling them alike".to_owned(),
            Self::SpellLabelsAlike => "writing them alike".to_owned(),
            _ => return None,
        })
    }
}

/// Whether these can be typed: some, none of them empty, long, or with control characters.
#[must_use]
pub fn can_be_typed(texts: &[String]) -> bool {
    let odd = |text: &String| text.is_empty() || !is_short(text) || text.contains(char::is_control);
    !texts.is_empty() && !texts.iter().any(odd)
}

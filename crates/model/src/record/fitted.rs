//! A fitted model: what scores rows, and the account of how it came about.
//!
//! A score is `intercept + Σⱼ coefficientⱼ · (xⱼ − originⱼ) + offset`: numeric columns are taken
//! from an origin, so that a column at 1e9 with unit spread keeps its bits. Boolean columns have an
//! origin as well (usually 0), indicators of levels have none. The intercept on the user's scale,
//! `intercept − Σⱼ coefficientⱼ · originⱼ`, is derived for printing and never used for scoring.
//!
//! Two labels have one score, the log-odds of the positive one; more have one each, whose softmax is their probabilities. Those
//! are determined up to a common score: without a penalty the first label's is 0, with one they sum to 0.

use super::choices::{Note, Status, WeightKind};
use super::fit::{DataRecord, FitRecord, ObjectiveRecord, StatisticsRecord};
use super::inference::{CollinearityRecord, InferenceRecord};
use super::level_root::LevelRootRecord;
use super::separation::SeparationRecord;
use crate::schema::Schema;
use crate::words::Remedy;

/// A fitted model, and the account of its fit: all that a model file holds. Term order is that of [`Schema::terms`], label order that of [`Schema::labels`].
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Columns, levels, labels, policies.
    pub schema: Schema,
    /// The intercept at the origin of every score.
    pub intercepts: Vec<f64>,
    /// One per score and term: those of the first score, then of the next.
    pub coefficients: Vec<f64>,
    /// One per numeric (or boolean) column, in the order of [`Schema::numeric_columns`].
    pub origin: Vec<f64>,
    /// What was minimised.
    pub objective: ObjectiveRecord,
    /// How it went.
    pub fit: FitRecord,
    /// On what data.
    pub data: DataRecord,
    /// Summary statistics, as far as they apply.
    pub statistics: StatisticsRecord,
    /// Of every term why it is held at 0, if it is.
    pub notes: Vec<Option<Note>>,
    /// The smallest and largest value in training per term, if known.
    pub ranges: Vec<Option<(f64, f64)>>,
    /// What the fit warned of.
    pub warnings: Vec<WarningRecord>,
    /// When the model was made: seconds since 1970-01-01 00:00 UTC; 0 if that is not told.
    pub created: u64,
    /// The version of logodds that made it.
    pub logodds_version: String,
    /// A root G of the covariance `V = G'G` of (intercept, coefficients): lower triangular, row by row. Of more labels than two, those of
    /// all but the first, one after the other.
    pub covariance_root: Option<Vec<f64>>,
    /// The same where the levels of a category have a diagonal block of the information, and G that of two labels: one of the two at most is there.
    pub level_root: Option<LevelRootRecord>,
    /// How far columns can be told apart; `None` if that was not looked at.
    pub collinearity: Option<CollinearityRecord>,
    /// What the optimum means; `None` if that was not asked for.
    pub inference: Option<InferenceRecord>,
    /// Whether the labels are separated; `None` if that is not known.
    pub separation: Option<SeparationRecord>,
    /// What weights say of their rows; `None` without weights.
    pub weight_kind: Option<WeightKind>,
    /// Whether the model has an intercept; else all intercepts and origins are 0.
    pub intercept: bool,
    /// What the rows of the fit have in common and new rows may break: where they do, the data of the fit do not determine a score. Empty
    /// where a penalty determines every coefficient.
    pub equations: Vec<EquationRecord>,
}

impl Record {
    /// Why there is no R² of Nagelkerke, where precision weights are the reason.
    pub fn nagelkerke_withheld(&self) -> Option<&'static str> {
        let absent = self.inference.as_ref().is_some_and(|inference| inference.nagelkerke_r2.is_none());
        let precision = self.weight_kind == Some(WeightKind::Precision);
        (absent && precision).then_some("precision weights have a free scale, on which it would depend")
    }

    /// The coefficients of score `k`; none if there is no such score.
    pub fn coefficients_of(&self, k: usize) -> &[f64] {
        let terms = self.coefficients.len() / self.intercepts.len().max(1);
        self.coefficients.get(k * terms..(k + 1) * terms).unwrap_or_default()
    }

    /// Whether the labels it was fitted to are known to be separated: its coefficients are where the fit stopped.
    pub fn is_separated(&self) -> bool {
        let limits = self.separation.as_ref().is_some_and(|separation| !separation.limits.is_empty());
        limits
            || self.fit.status == Status::Separated
            || self.warnings.iter().any(|warning| warning.code == "separation")
    }

    /// Whether it is at the limit that a likelihood without a maximum goes to: coefficients without a finite limit are 0, and rows that
    /// [`SeparationRecord::rays`] touch have probability 0 or 1, or none.
    pub fn is_at_limit(&self) -> bool {
        self.fit.status == Status::Limit
    }

    /// Whether scores of more than two labels are relative to that of the first.
    pub fn has_base(&self) -> bool {
        self.intercepts.len() > 1 && self.objective.lambda == 0.0
    }

    /// Where the columns of all terms are taken about: [`Record::origin`], and 0 for the levels of categories.
    pub fn origin_of_terms(&self) -> Vec<f64> {
        let mut origin = self.origin.clone();
        origin.resize(self.schema.term_count(), 0.0);
        origin
    }

    /// Whether the exponential of a coefficient is an odds ratio: of two labels, or of more relative to the first. Of several labels without
    /// a base no two are compared by one number.
    pub fn has_odds_ratios(&self) -> bool {
        self.intercepts.len() == 1 || self.has_base()
    }
}

/// `x − origin = constant + Σ coefficient · (other x − its origin)` in every row of positive weight, for a term that was held at 0.
#[derive(Debug, Clone, PartialEq)]
pub struct EquationRecord {
    /// The term, by its place among [`Schema::terms`].
    pub term: u64,
    /// The constant, about the origin.
    pub constant: f64,
    /// Other terms and their coefficients.
    pub combination: Vec<(u64, f64)>,
    /// How far a row may miss it, in the units of the term.
    pub tolerance: f64,
}

/// A warning.
#[derive(Debug, Clone, PartialEq)]
pub struct WarningRecord {
    /// A short fixed word.
    pub code: String,
    /// A sentence.
    pub message: String,
    /// The columns concerned.
    pub columns: Vec<String>,
    /// What to do.
    pub remedies: Vec<Remedy>,
}

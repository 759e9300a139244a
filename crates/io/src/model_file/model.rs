//! What a model file holds, as the program sees it.
//!
//! A score is `intercept + Σⱼ coefficientⱼ · (xⱼ − originⱼ) + offset`: numeric columns are taken
//! from an origin, so that a column at 1e9 with unit spread keeps its bits. Boolean columns have an
//! origin as well (usually 0), indicators of levels have none. The intercept on the user's scale,
//! `intercept − Σⱼ coefficientⱼ · originⱼ`, is derived for printing and never used for scoring.
//!
//! Two labels have one score, the log-odds of the positive one; more have one each, whose softmax is their probabilities. Those
//! are determined up to a common score: without a penalty the first label's is 0, with one they sum to 0.

use crate::coding::Schema;

/// A fitted model with its record. Term order is that of [`Schema::terms`], label order that of [`Schema::labels`].
#[derive(Debug, Clone, PartialEq)]
pub struct ModelFile {
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
    /// A remark per term, if there is one (constant, dropped, separated, …).
    pub notes: Vec<Option<String>>,
    /// The smallest and largest value in training per term, if known.
    pub ranges: Vec<Option<(f64, f64)>>,
    /// What the fit warned of.
    pub warnings: Vec<WarningRecord>,
    /// When the model was made: seconds since 1970-01-01 00:00 UTC; 0 if that is not told.
    pub created: u64,
    /// The version of logodds that made it.
    pub logodds_version: String,
    /// A root G of the covariance `V = G'G` of (intercept, coefficients): lower triangular, row by row. Of more labels than two, those of
    /// all but the first, one after the other. (In the bytes of versions 1 to 5 it is V.)
    pub covariance_root: Option<Vec<f64>>,
    /// How far columns can be told apart; `None` if that was not looked at.
    pub collinearity: Option<CollinearityRecord>,
    /// What the optimum means; `None` if that was not asked for.
    pub inference: Option<InferenceRecord>,
    /// Whether the labels are separated; `None` if that is not known.
    pub separation: Option<SeparationRecord>,
    /// What weights say of their rows: `frequency`, `sampling`, `precision`; `None` without weights, or if an older file does not tell.
    pub weight_kind: Option<String>,
    /// Whether the model has an intercept (of versions 1 to 3, true); else all intercepts and origins are 0.
    pub intercept: bool,
    /// What the rows of the fit have in common and new rows may break: where they do, the data of the fit do not determine a score. Empty
    /// where a penalty determines every coefficient, and of versions 1 to 5, which did not keep it.
    pub equations: Vec<EquationRecord>,
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

impl ModelFile {
    /// Why there is no R² of Nagelkerke, where precision weights are the reason.
    pub fn nagelkerke_withheld(&self) -> Option<&'static str> {
        let absent = self.inference.as_ref().is_some_and(|inference| inference.nagelkerke_r2.is_none());
        let precision = self.weight_kind.as_deref() == Some("precision");
        (absent && precision).then_some("precision weights have a free scale, on which it would depend")
    }

    /// The coefficients of score `k`; none if there is no such score.
    pub fn coefficients_of(&self, k: usize) -> &[f64] {
        let terms = self.coefficients.len() / self.intercepts.len().max(1);
        self.coefficients.get(k * terms..(k + 1) * terms).unwrap_or_default()
    }

    /// Whether the labels it was fitted to are known to be separated: its coefficients are where the fit stopped. (A file of versions 1
    /// to 3 tells by its warnings.)
    pub fn is_separated(&self) -> bool {
        let limits = self.separation.as_ref().is_some_and(|separation| !separation.limits.is_empty());
        limits || self.fit.status == "separated" || self.warnings.iter().any(|warning| warning.code == "separation")
    }

    /// Whether it is at the limit that a likelihood without a maximum goes to: coefficients without a finite limit are 0, and rows that
    /// [`SeparationRecord::rays`] touch have probability 0 or 1, or none.
    pub fn is_at_limit(&self) -> bool {
        self.fit.status == "limit"
    }

    /// Whether scores of more than two labels are relative to that of the first.
    pub fn has_base(&self) -> bool {
        self.intercepts.len() > 1 && self.objective.lambda == 0.0
    }

    /// Where the columns of all terms are taken about: [`ModelFile::origin`], and 0 for the levels of categories.
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

/// How far columns can be told apart.
#[derive(Debug, Clone, PartialEq)]
pub struct CollinearityRecord {
    /// The condition of the information with unit diagonal.
    pub condition: f64,
    /// Of every column that has coefficients, in the order of terms.
    pub inflations: Vec<InflationRecord>,
}

/// The variance inflation of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InflationRecord {
    /// Its terms: from the first to before the second.
    pub terms: (u64, u64),
    /// Coefficients that it has.
    pub df: u64,
    /// The generalised variance inflation factor.
    pub gvif: f64,
}

/// A likelihood-ratio test: the fit against the same without a column.
#[derive(Debug, Clone, PartialEq)]
pub struct TestRecord {
    /// The column.
    pub column: String,
    /// Twice the difference of the log-likelihoods.
    pub statistic: f64,
    /// Coefficients that the column has.
    pub df: u64,
    /// The probability of as large a statistic if they are all 0.
    pub p_value: f64,
}

/// An estimated linear combination of coefficients.
#[derive(Debug, Clone, PartialEq)]
pub struct ContrastRecord {
    /// As it was asked for: `age=10,smoke=1`.
    pub text: String,
    /// Its estimate; `None` if a column that takes part is held at 0.
    pub estimate: Option<EstimateRecord>,
}

/// An estimate, and how well it is known: `None` for what is withheld.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EstimateRecord {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub std_error: Option<f64>,
    /// z, by Wald or as the signed root of the likelihood ratio.
    pub statistic: Option<f64>,
    /// Two-sided, of the statistic.
    pub p_value: Option<f64>,
    /// The lower end, of the kind that [`InferenceRecord::interval_kind`] says; may be infinite.
    pub lower: Option<f64>,
    /// The upper end.
    pub upper: Option<f64>,
}

/// Whether the labels of the training data are separated, and where coefficients go if so.
#[derive(Debug, Clone, PartialEq)]
pub struct SeparationRecord {
    /// `none`, `quasi-complete`, `complete`.
    pub verdict: String,
    /// Rows of positive weight that are separated.
    pub rows_separated: u64,
    /// Rows of positive weight that are not; `None` if nothing is separated.
    pub rows_overlap: Option<u64>,
    /// Of the intercept for the columns as given, then of every term; of more labels than two, those of all but the first, one after the
    /// other. Empty if nothing is separated.
    pub limits: Vec<LimitRecord>,
    /// The pairs of labels told apart, of more than two labels.
    pub pairs: Vec<PairRecord>,
    /// Of a model at its limit, a basis of the directions that the rows which are not separated do not touch; of versions 1 to 5, empty.
    pub rays: Vec<RayRecord>,
}

/// A sum of terms that is the same in all rows of the training data that are not separated.
#[derive(Debug, Clone, PartialEq)]
pub struct RayRecord {
    /// Places of terms, and their factors.
    pub terms: Vec<(u32, f64)>,
    /// The value in rows that are not separated.
    pub at: f64,
    /// Whether rows with a larger value have the second label for certain in the limit, and with a smaller one the first, along whichever direction.
    pub is_signed: bool,
}

/// Two labels of which rows are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairRecord {
    /// Their places in [`Schema::labels`], the smaller one first.
    pub labels: (u32, u32),
    /// Rows of either that are told from the other label.
    pub rows_separated: u64,
    /// The other rows of either.
    pub rows_overlap: u64,
}

/// Where a coefficient goes as the likelihood approaches its supremum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LimitRecord {
    /// To this limit, if it was fitted. (A coefficient that is held has none.)
    Finite(Option<LimitEstimateRecord>),
    /// To +∞.
    PlusInfinity,
    /// To −∞.
    MinusInfinity,
    /// To no limit of its own.
    Either,
    /// Rounding leaves it open.
    Undecided,
}

/// A finite limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LimitEstimateRecord {
    /// The limit.
    pub estimate: f64,
    /// Its standard error in the model of the rows that are not separated.
    pub std_error: f64,
}

/// How the covariance was estimated, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct InferenceRecord {
    /// `model`, `hc0`, ….
    pub estimator: String,
    /// What weights say of their rows: `frequency`, `sampling`, `precision`.
    pub weights: String,
    /// Number of clusters, if the estimator is by clusters.
    pub clusters: Option<u64>,
    /// Confidence of intervals.
    pub confidence: f64,
    /// `wald`, computed from the covariance, or `profile`.
    pub interval_kind: String,
    /// Lower and upper ends that do not follow from the covariance: of the intercept for the columns as given, then of every term.
    /// Infinite where there is none. Empty for `wald`.
    pub intervals: Vec<(f64, f64)>,
    /// Likelihood-ratio tests of whole columns.
    pub tests: Vec<TestRecord>,
    /// The largest variance of the log-odds of a row in training; infinite if it is not known.
    pub largest_variance: f64,
    /// Why there is no covariance.
    pub withheld: Option<String>,
    /// Nagelkerke's R².
    pub nagelkerke_r2: Option<f64>,
    /// Tjur's coefficient of discrimination.
    pub tjur_r2: Option<f64>,
    /// The contrasts asked for.
    pub contrasts: Vec<ContrastRecord>,
    /// Samples that were drawn, if the covariance comes from refits of samples.
    pub replicates: Option<u64>,
    /// Of these, those whose fit failed.
    pub failed: Option<u64>,
}

/// The objective: mean weighted log loss + λ · penalty.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectiveRecord {
    /// `none`, `l2`, ….
    pub penalty: String,
    /// λ, per average row.
    pub lambda: f64,
    /// The share of the absolute values in the penalty.
    pub l1_ratio: f64,
    /// Whether standardised columns were penalised.
    pub standardize: bool,
}

/// The course and end of the fit.
#[derive(Debug, Clone, PartialEq)]
pub struct FitRecord {
    /// The solver's name.
    pub solver: String,
    /// Why it was chosen.
    pub reason: String,
    /// `converged`, or what else.
    pub status: String,
    /// Iterations.
    pub iterations: u64,
    /// Trips over the data (a mini-batch counts as its share).
    pub passes: f64,
    /// Wall time; 0 if that is not told.
    pub seconds: f64,
    /// The objective at the end; may be infinite.
    pub value: f64,
    /// The mean log loss at the end; may be infinite.
    pub log_loss: f64,
    /// How far from the optimum at most.
    pub certificate: CertificateRecord,
    /// The tolerance that was asked for.
    pub tolerance: f64,
    /// The seed.
    pub seed: u64,
    /// Threads; they do not change the result. 0 if that is not told.
    pub threads: u64,
}

/// An upper bound on F(w) − F*.
#[derive(Debug, Clone, PartialEq)]
pub struct CertificateRecord {
    /// The bound; infinite if there is none.
    pub bound: f64,
    /// By which argument.
    pub kind: String,
    /// The norm of the gradient.
    pub gradient_norm: f64,
}

/// The training data, counted.
#[derive(Debug, Clone, PartialEq)]
pub struct DataRecord {
    /// The files, as they were named.
    pub files: Vec<String>,
    /// Rows read.
    pub rows: u64,
    /// Rows fitted.
    pub rows_used: u64,
    /// Rows left out for a missing cell.
    pub dropped_missing: u64,
    /// Feature columns.
    pub features: u64,
    /// Sum of weights.
    pub weight: f64,
    /// Rows of positive weight, by label. (A file of version 1 counts the positive label's alone; the other has all other rows.)
    pub class_rows: Vec<u64>,
    /// Sum of weights, by label.
    pub class_weights: Vec<f64>,
}

/// Summary statistics; `None` where one does not apply.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StatisticsRecord {
    /// ℓ at the optimum.
    pub log_likelihood: Option<f64>,
    /// ℓ of the intercept alone.
    pub null_log_likelihood: Option<f64>,
    /// −2ℓ.
    pub deviance: Option<f64>,
    /// −2ℓ of the intercept alone.
    pub null_deviance: Option<f64>,
    /// Degrees of freedom.
    pub df: Option<f64>,
    /// Akaike's criterion.
    pub aic: Option<f64>,
    /// The Bayesian criterion.
    pub bic: Option<f64>,
    /// 1 − ℓ/ℓ₀.
    pub mcfadden_r2: Option<f64>,
}

/// A warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WarningRecord {
    /// A short fixed word.
    pub code: String,
    /// A sentence.
    pub message: String,
    /// The columns concerned.
    pub columns: Vec<String>,
    /// What to do.
    pub remedies: Vec<String>,
}

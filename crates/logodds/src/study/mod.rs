//! A study: columns by role, a regression, and what is asked of it by the names of columns. The rules of a fit stand here and in
//! [`LogisticRegression`], so that every door tells the same numbers of the same rows.
//!
//! | what is known | what follows | told by |
//! |---|---|---|
//! | what weights say | the covariance; the observations of BIC; no criteria under sampling | [`InferenceRequest::chosen`], [`Statistics`](crate::fit::Statistics) |
//! | a column of weights, and no more | weights are precisions | [`Study::plan`] |
//! | a column of clusters | the sandwich over clusters; refused beside another covariance | [`Study::problems`] |
//! | what rests on the likelihood | refused under a penalty, sampling weights, or a covariance that does not trust it | [`Study::problems`] |
//! | categories, no intercept | refused: a level is the difference from its base, which the intercept holds | [`Study::plan`] |
//! | a base of three labels or more, a penalty | refused: under a penalty no label is the base | [`Study::plan`] |
//! | names in tests and contrasts | columns of the design matrix, or refused with the names that there are | [`Study::plan`] |
//! | the number of labels | the logistic model or the softmax model | [`StudyPlan`] |
//!
//! Problems are values ([`SpecProblem`]): a door spells them in its own words.

mod asked;
mod fitted;
mod plan;
mod roles;

pub use crate::checkup::{checkup, shift};
pub use crate::rows_of_fit::{RowsError, RowsOfFit};
pub use crate::table_error::TableError;
pub use crate::training::Training;
pub use asked::{Asked, ContrastTextError, NamedContrast, Tests};
pub use fitted::Fitted;
pub use plan::StudyPlan;

use crate::fit::error::FitError;
use crate::specification::{InferenceRequest, LogisticRegression, SpecError, SpecProblem};
use logodds_inference::{Clusters, Contrast, Estimator};
use logodds_io::FitColumns;
use logodds_model::schema::INTERCEPT;
use logodds_optim::{Observer, Silent};

/// What is to be found out about named columns.
///
/// ```
/// use logodds::io::{FitColumns, Frame, FrameColumn};
/// use logodds::inference::WeightKind;
/// use logodds::study::{NamedContrast, Study, Training};
///
/// let mut study = Study::new("passed");
/// study.roles.weights = Some("students".to_owned());
/// study.regression.weight_kind = Some(WeightKind::Frequency);
/// study.asked.contrasts = vec![NamedContrast::parse("hours=10")?];
///
/// let column = |name: &str, values: &[f64]| FrameColumn::numbers(name.to_owned(), values.to_vec(), Vec::new());
/// let columns = vec![
///     column("passed", &[0.0, 1.0, 0.0, 1.0]),
///     column("hours", &[0.0, 0.0, 1.0, 1.0]),
///     column("students", &[30.0, 10.0, 15.0, 25.0]),
/// ];
/// let table = study.roles.encode_frame(Frame::new(columns, 4, ["false", "true"])?)?;
/// let found = study.fit(&Training::of_frame(table)?)?;
/// // 80 students are 80 observations.
/// assert!((found.fit.statistics.bic.unwrap() - 106.676).abs() < 1e-3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Study {
    /// The columns by role.
    pub roles: FitColumns,
    /// The model, its solver and the standard errors. Clusters and indicators are those of the data, whatever the request has.
    pub regression: LogisticRegression,
    /// Tests and contrasts by name, in place of those of the request.
    pub asked: Asked,
}

impl Study {
    /// The probability of a column's labels by all other columns, with standard errors by the model and intervals of 95 %.
    #[must_use]
    pub fn new(target: impl Into<String>) -> Self {
        let roles = FitColumns { target: target.into(), ..FitColumns::default() };
        let request = InferenceRequest::new(Estimator::Model);
        Self::of(roles, LogisticRegression { inference: Some(request), ..LogisticRegression::default() })
    }

    /// A regression on columns with roles; nothing is asked by name.
    #[must_use]
    pub fn of(roles: FitColumns, regression: LogisticRegression) -> Self {
        Self { roles, regression, asked: Asked::default() }
    }

    /// Everything that does not go together, whatever the data.
    #[must_use]
    pub fn problems(&self) -> Vec<SpecProblem> {
        let mut problems = self.roles_problems();
        problems.extend(self.foreseen().problems());
        problems
    }

    /// The regression as the data will complete it, as far as the rules look at that.
    fn foreseen(&self) -> LogisticRegression {
        let mut regression = self.regression.clone();
        if let Some(request) = &mut regression.inference {
            request.clusters = self.roles.cluster.is_some().then(|| Clusters::new(Vec::new()));
            if self.asked.tests != Tests::None {
                request.tests = vec![Vec::new()];
            }
            let of_intercept = |(term, factor): &(String, f64)| if term == INTERCEPT { *factor } else { 0.0 };
            let contrast = |contrast: &NamedContrast| Contrast {
                intercept: contrast.factors.iter().map(of_intercept).sum(),
                coefficients: Vec::new(),
            };
            request.contrasts.extend(self.asked.contrasts.iter().map(contrast));
        }
        regression
    }

    /// Check it against data. Passes look at labels, means and spreads.
    ///
    /// # Errors
    /// [`FitError::Specification`] with every problem, or [`FitError::Eval`] for data that cannot be fitted.
    pub fn plan<'a>(&self, training: &'a Training<'_>) -> Result<StudyPlan<'a>, FitError> {
        StudyPlan::new(self.completed(training)?, &self.asked, training)
    }

    /// The regression, completed by what the data have; or what does not go with them.
    fn completed(&self, training: &Training<'_>) -> Result<LogisticRegression, SpecError> {
        let mut problems = self.problems();
        problems.extend(self.schema_problems(training.schema()));
        let mut regression = self.regression.clone();
        if self.roles.weights.is_some() {
            regression.weight_kind = Some(regression.weights());
        }
        if let Some(request) = &mut regression.inference {
            request.clusters = training.clusters().cloned();
            request.indicators = training.indicators();
            if self.asked.tests != Tests::None {
                request.tests = training.tested(&self.asked.tests).unwrap_or_else(|problem| {
                    problems.push(problem);
                    Vec::new()
                });
            }
            if !self.asked.contrasts.is_empty() {
                request.contrasts = Vec::new();
                for contrast in &self.asked.contrasts {
                    match contrast.places(training.terms()) {
                        Ok(contrast) => request.contrasts.push(contrast),
                        Err(found) => problems.extend(found),
                    }
                }
            }
        }
        if problems.is_empty() { Ok(regression) } else { Err(SpecError { problems }) }
    }

    /// Check it against data, and fit.
    ///
    /// # Errors
    /// As for [`Study::plan`]; [`FitError`] if a pass fails. Not converging is no error: see [`Fit::is_certified`](crate::fit::Fit::is_certified).
    pub fn fit(&self, training: &Training<'_>) -> Result<Fitted, FitError> {
        self.plan(training)?.run(&mut Silent)
    }

    /// Fits under L2 penalties of the strengths `lambdas`, in their order, each from the one before: the data are looked at once, and no fit
    /// has remarks or standard errors.
    ///
    /// # Errors
    /// As for [`Study::fit`].
    pub fn path(
        &self,
        training: &Training<'_>,
        lambdas: &[f64],
        observer: &mut dyn Observer,
    ) -> Result<Vec<Fitted>, FitError> {
        fitted::path(&self.completed(training)?, training, lambdas, observer)
    }
}

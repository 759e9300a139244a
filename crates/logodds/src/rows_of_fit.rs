//! What a fit knows of its rows and a model file does not keep: effects on average over them, and what each has to do with it.
//!
//! Both are known at the end of a fit that asks for them ([`InferenceRequest`]). A model file and the rows of its fit give them again
//! ([`Training::rows_of_fit`]); that the rows are those is seen in the columns, levels and labels, in means and ranges, and in the log loss,
//! which no other rows have to ten digits but by design.

use crate::covariance::covariance_of;
use crate::effects::named;
use crate::effects::{TermEffect, effects_of};
use crate::fit::error::FitError;
use crate::fit::fitted::Fit;
use crate::on_record::weight_kind_of;
use crate::risk::FitRisk;
use crate::specification::InferenceRequest;
use crate::specification::Start;
use crate::training::Training;
use crate::withheld::{NO_ERRORS, Withheld};
use logodds_core::{Executor, Order, Penalty};
use logodds_inference::{Diagnostics, Estimator};
use logodds_model::Record;
use logodds_model::record::Status;
use logodds_model::words::{Message, Told};

/// How far sums of the same rows may differ, as the coefficients have gone through a file.
const SAME: f64 = 1e-9;

/// What is known of the rows; `None` of what was not asked for, and a reason for what there is not.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct RowsOfFit {
    /// Average marginal effects.
    pub effects: Option<Result<Vec<TermEffect>, Message>>,
    /// Leverage, influence and residuals.
    pub diagnostics: Option<Result<Diagnostics, Message>>,
}

/// Why rows are not looked at.
#[derive(Debug)]
#[non_exhaustive]
pub enum RowsError {
    /// They are not those of the fit: what differs.
    OtherRows(String),
    /// A pass failed.
    Fit(FitError),
}

impl std::fmt::Display for RowsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::OtherRows(what) => write!(f, "these are not the rows of the fit: {what}"),
            Self::Fit(error) => error.fmt(f),
        }
    }
}

impl Told for RowsError {
    fn message(&self) -> Message {
        match self {
            Self::OtherRows(_) => self.to_string().into(),
            Self::Fit(error) => error.message(),
        }
    }
}

impl std::error::Error for RowsError {}

impl From<FitError> for RowsError {
    fn from(error: FitError) -> Self {
        Self::Fit(error)
    }
}

impl RowsOfFit {
    /// Those of a fit, as far as they were asked for.
    #[must_use]
    pub fn of(file: &Record, fit: &Fit, request: Option<&InferenceRequest>) -> Self {
        let Some((request, inference)) = request.zip(fit.inference.as_ref()) else { return Self::default() };
        let told = |reason: &Withheld| reason_of(file, reason);
        let effects = || effects_of(file, inference, &fit.moments).map(|found| found.map_err(|reason| told(&reason)));
        let diagnostics = inference.diagnostics.as_ref().map(|found| found.clone().map_err(|reason| told(&reason)));
        Self { effects: request.effects.then(effects).flatten(), diagnostics }
    }
}

/// A reason without its beginning, which is about standard errors.
fn reason_of(file: &Record, reason: &Withheld) -> Message {
    let terms = file.schema.terms();
    let reason = reason.message_of(&|j| terms.get(j).map_or_else(String::new, |term| term.name.clone()));
    reason.without_beginning(NO_ERRORS)
}

impl Training<'_> {
    /// Whether effects and diagnostics of all rows cost no more than a moment: some two million multiplications, a millisecond or two.
    #[must_use]
    pub fn is_small(&self) -> bool {
        const MOST: usize = 1 << 21;
        let indicators: usize = self.indicators().iter().map(ExactSizeIterator::len).sum();
        let (rows, columns) = (self.data().features().nrows(), self.terms().len() + 1);
        rows.saturating_mul(columns).saturating_mul(columns.max(4 * indicators)) <= MOST
    }

    /// What a model knows of these rows, which must be those that it was fitted to.
    ///
    /// # Errors
    /// [`RowsError::OtherRows`] if they are not, as far as that can be seen; [`RowsError::Fit`] if a pass fails.
    pub fn rows_of_fit(&self, file: &Record, threads: usize) -> Result<RowsOfFit, RowsError> {
        self.is_of(file)?;
        let none = |reason: &Withheld| {
            let reason = reason_of(file, reason);
            Ok(RowsOfFit { effects: Some(Err(reason.clone())), diagnostics: Some(Err(reason)) })
        };
        match file.fit.status {
            _ if self.has_classes() => return none(&Withheld::ManyLabels),
            _ if file.is_separated() => return none(&Withheld::Separated),
            Status::Converged => {}
            Status::Singular => return none(&Withheld::Singular),
            _ => return none(&Withheld::NotCertified),
        }
        let eval = |error| RowsError::Fit(FitError::Eval(error));
        let (rows, columns) = (self.data().features().nrows(), self.terms().len());
        let executor = Executor::for_cells(threads, rows.saturating_mul(columns)).map_err(eval)?;
        let penalty = match file.objective.lambda {
            0.0 => Penalty::None,
            lambda => Penalty::L2 { lambda, standardize: file.objective.standardize },
        };
        let risk = FitRisk::new(self.data(), file.intercept, penalty, executor).map_err(eval)?;
        let held: Vec<usize> = (0..columns).filter(|&j| file.notes.get(j).is_some_and(Option::is_some)).collect();
        let risk = risk.holding(&held);
        let other = |what: &str| RowsError::OtherRows(what.to_owned());
        if risk.columns().moments.origin != file.origin_of_terms() {
            return Err(other("the means of the columns differ"));
        }
        let of_columns = file.coefficients.iter().zip(&risk.columns().moments.origin).map(|(w, o)| w * o).sum::<f64>();
        let intercepts = vec![file.intercepts.first().copied().unwrap_or_default() - of_columns];
        let start = Start { intercepts, coefficients: file.coefficients.clone() };
        let point = risk.point(&start).ok_or_else(|| other("the columns differ"))?;
        let value = risk.objective().evaluate(&point, Order::Value).map_err(eval)?.value;
        let log_loss = value - risk.penalty_at(&point);
        if (log_loss - file.fit.log_loss).abs() > SAME * file.fit.log_loss.abs().max(f64::MIN_POSITIVE) {
            return Err(other("their log loss is another, as some cell, label or weight is"));
        }
        let request = InferenceRequest {
            weights: file.weight_kind.map(weight_kind_of).unwrap_or_default(),
            indicators: self.indicators(),
            ..InferenceRequest::new(Estimator::Model)
        };
        let told = |reason: Withheld| reason_of(file, &reason);
        let effects = match covariance_of(file).zip(file.inference.as_ref()) {
            Some((covariance, record)) => {
                let judged = (record.confidence, covariance.estimator().is_test());
                let found = crate::uncertainty::known(risk.effects(&point, &covariance, &request))?;
                found.map(|found| named(file, &found, risk.columns().moments, judged)).map_err(told)
            }
            None => Err(match file.inference.as_ref().and_then(|record| record.withheld.clone()) {
                Some(reason) => reason.without_beginning(NO_ERRORS),
                None => "the model was fitted without standard errors".into(),
            }),
        };
        let diagnostics = crate::uncertainty::known(risk.diagnostics(&point, &request))?.map_err(told);
        Ok(RowsOfFit { effects: Some(effects), diagnostics: Some(diagnostics) })
    }

    /// Whether schema and counts are those of a model.
    fn is_of(&self, file: &Record) -> Result<(), RowsError> {
        let (ours, theirs) = (self.schema(), &file.schema);
        let other = |what: String| Err(RowsError::OtherRows(what));
        if self.rows_used as u64 != file.data.rows_used {
            return other(format!("there are {} of them, and the fit used {}", self.rows_used, file.data.rows_used));
        }
        if let Some((column, _)) = ours.columns.iter().zip(&theirs.columns).find(|(ours, theirs)| ours != theirs) {
            return other(format!("column {:?} has other levels, or is of another type", column.name));
        }
        if ours.columns.len() != theirs.columns.len() {
            return other("there are other columns".to_owned());
        }
        if ours.labels != theirs.labels {
            return other(format!("the labels are {:?}, and those of the fit {:?}", ours.labels, theirs.labels));
        }
        Ok(())
    }
}

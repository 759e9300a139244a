//! What a study found.

use crate::fit::error::FitError;
use crate::fit::fitted::Fit;
use crate::fit::plan::Plan;
use crate::specification::LogisticRegression;
use crate::training::Training;
use logodds_core::Penalty;
use logodds_model::Record;
use logodds_optim::Observer;

/// What a study found: the fit, and its record.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fitted {
    /// The record of the model, which can be saved, read again and scored with.
    pub model: Record,
    /// The fit itself.
    pub fit: Fit,
}

impl Fitted {
    /// On record, with contrasts called by `texts`.
    pub(super) fn of(fit: Fit, training: &Training<'_>, regression: &LogisticRegression, texts: &[String]) -> Self {
        let mut model = training.model_file(regression, &fit, Vec::new());
        let records = model.inference.iter_mut().flat_map(|inference| &mut inference.contrasts);
        records.zip(texts).for_each(|(record, text)| record.text.clone_from(text));
        Self { model, fit }
    }
}

/// Fits under one penalty after another.
pub(super) fn path(
    regression: &LogisticRegression,
    training: &Training<'_>,
    lambdas: &[f64],
    observer: &mut dyn Observer,
) -> Result<Vec<Fitted>, FitError> {
    let fits = Plan::path(regression, training.data(), lambdas, observer)?;
    let one = |(fit, &lambda): (Fit, &f64)| {
        let regression = LogisticRegression { penalty: Penalty::of_strength(lambda), ..regression.clone() };
        Fitted::of(fit, training, &regression, &[])
    };
    Ok(fits.into_iter().zip(lambdas).map(one).collect())
}

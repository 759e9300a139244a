//! A model with its record as a JSON document: the contract of `fit --json`, and of `inspect --json`, which adds the
//! schema and where the model comes from.
//!
//! Fields are never renamed, only added; one that does not apply to this fit, or is not computed by this version, is null.
//! Floats have 17 significant digits; what JSON has no number for (an infinite odds ratio) is null.

mod coefficients;
mod collinearity;
mod data;
mod estimate;
mod fit;
mod hypotheses;
mod inference;
pub mod nested;
mod objective;
pub mod races;
mod schema;
mod separation;
mod statistics;
mod warning;
mod write;

pub use coefficients::{Coefficient, coefficients};
pub use collinearity::Collinearity;
pub use data::{Data, data};
pub use fit::Fit;
pub use hypotheses::{Contrast, Test};
pub use inference::{Errors, Inference};
pub use objective::{Minimised, Objective};
pub use schema::Schema;
pub use separation::Separation;
pub use statistics::Statistics;
pub use warning::Warning;
pub use write::to_writer;

use crate::facts::effects::TermEffect;
use crate::facts::forecast::Forecast;
use crate::facts::influence::Influential;
use logodds::model::Record;
use logodds_model::words::Words;
use serde::Serialize;

/// The document.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    data: Data<'a>,
    objective: Minimised<'a>,
    fit: Fit<'a>,
    coefficients: Vec<Coefficient<'a>>,
    statistics: Statistics,
    inference: Option<Inference<'a>>,
    collinearity: Option<Collinearity>,
    mean_probability: Option<MeanProbability>,
    effects: Option<Vec<TermEffect>>,
    influential: Option<Vec<Influential>>,
    tests: Vec<Test<'a>>,
    contrasts: Vec<Contrast<'a>>,
    separation: Option<Separation<'a>>,
    warnings: Vec<Warning<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<Schema<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<Origin<'a>>,
}

/// Of Firth's fit, beside the share of events.
#[derive(Debug, Serialize)]
struct MeanProbability {
    events: f64,
    firth: f64,
    corrected: Option<f64>,
}

impl MeanProbability {
    fn of(mean: logodds::fit::MeanProbability) -> Self {
        Self { events: mean.events, firth: mean.firth, corrected: mean.corrected }
    }
}

#[derive(Debug, Serialize)]
struct Origin<'a> {
    file: &'a str,
    created: u64,
    logodds_version: &'a str,
}

impl<'a> Document<'a> {
    /// The document of a fit, with remedies in these words. `intercepts` are those of the columns as given.
    pub fn of_fit(file: &'a Record, intercepts: &[f64], words: &dyn Words) -> Self {
        Self {
            data: data(file),
            objective: Minimised::of(file),
            fit: Fit::of(file),
            coefficients: coefficients(file, intercepts),
            statistics: Statistics::of(file),
            inference: Inference::of(file, words),
            collinearity: Collinearity::of(file),
            mean_probability: None,
            effects: None,
            influential: None,
            tests: Test::all(file),
            contrasts: Contrast::all(file),
            separation: Separation::of(file),
            warnings: Warning::all(file, words),
            schema: None,
            model: None,
        }
    }

    /// With the forecast and the mean probability, which a model file does not keep.
    pub fn foreseen(mut self, file: &Record, fit: &logodds::fit::Fit) -> Self {
        // A time, like that which the fit took.
        self.mean_probability = fit.mean_probability.map(MeanProbability::of);
        self.fit.forecast = Forecast::of(fit).filter(|_| file.fit.threads > 0);
        self.fit.remembered_sums = fit.remembered;
        self
    }

    /// With average marginal effects and influential rows, which a model file does not keep either.
    pub fn beside(mut self, effects: Option<Vec<TermEffect>>, influential: Option<Vec<Influential>>) -> Self {
        (self.effects, self.influential) = (effects, influential);
        self
    }

    /// The document of a model file named `path`.
    pub fn of_model(file: &'a Record, intercepts: &[f64], path: &'a str, words: &dyn Words) -> Self {
        Self {
            schema: Some(Schema::of(file)),
            model: Some(Origin { file: path, created: file.created, logodds_version: &file.logodds_version }),
            ..Self::of_fit(file, intercepts, words)
        }
    }
}

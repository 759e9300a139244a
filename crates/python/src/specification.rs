//! What Python asks for, as the facade's specification.

use crate::error;
use logodds::data::Interrupt;
use logodds::fit::{LogisticRegression, Method, Penalty, Start};
use logodds::inference::{Estimator, InferenceRequest};
use numpy::PyReadonlyArray1;
use pyo3::prelude::*;
use std::path::PathBuf;
use std::time::Duration;

/// A dictionary of what to fit. `None` leaves it to the facade.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Specification<'py> {
    lambda: f64,
    standardize: bool,
    firth: bool,
    flic: bool,
    intercept: bool,
    solver: Option<String>,
    tolerance: f64,
    max_iterations: Option<usize>,
    max_seconds: Option<f64>,
    seed: u64,
    threads: usize,
    journal: Option<PathBuf>,
    start: Option<(PyReadonlyArray1<'py, f64>, PyReadonlyArray1<'py, f64>)>,
    covariance: Option<String>,
    confidence: f64,
}

impl Specification<'_> {
    /// The facade's, stopped by `interrupt`.
    ///
    /// # Errors
    /// `SpecificationError` for a name that is none.
    pub fn regression(&self, py: Python<'_>, interrupt: &Interrupt) -> PyResult<LogisticRegression> {
        let refused = |message: String| error::specification(py, message);
        let method = self.solver.as_deref().map(str::parse::<Method>).transpose();
        let penalty = if self.lambda == 0.0 {
            Penalty::None
        } else {
            Penalty::L2 { lambda: self.lambda, standardize: self.standardize }
        };
        let start = self.start.as_ref().map(|(intercepts, coefficients)| Start {
            intercepts: intercepts.as_array().to_vec(),
            coefficients: coefficients.as_array().to_vec(),
        });
        Ok(LogisticRegression {
            penalty,
            firth: self.firth,
            flic: self.flic,
            intercept: self.intercept,
            method: method.map_err(|error| refused(error.to_string()))?,
            tolerance: self.tolerance,
            max_iterations: self.max_iterations,
            max_time: self.max_seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()),
            seed: self.seed,
            weight_kind: None,
            inference: self.covariance.as_deref().map(|name| self.inference(py, name)).transpose()?,
            start,
            interrupt: Some(interrupt.clone()),
            journal: self.journal.clone(),
            threads: self.threads,
        })
    }

    fn inference(&self, py: Python<'_>, name: &str) -> PyResult<InferenceRequest> {
        let estimator = Estimator::ALL.into_iter().find(|estimator| estimator.name() == name);
        let estimator = estimator.ok_or_else(|| {
            let names = Estimator::ALL.map(Estimator::name).join(", ");
            error::specification(py, format!("no covariance \"{name}\"; there are {names}"))
        })?;
        Ok(InferenceRequest { confidence: self.confidence, ..InferenceRequest::new(estimator) })
    }
}

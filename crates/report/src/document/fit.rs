//! How the fit went: solver, certificate, work, and what it was foreseen to cost.

use crate::facts::forecast::Forecast;
use crate::whole::whole;
use logodds::model::Record;
use serde::Serialize;

/// The fit.
#[derive(Debug, Serialize)]
pub struct Fit<'a> {
    solver: &'a str,
    reason: &'a str,
    status: &'a str,
    iterations: u64,
    #[serde(serialize_with = "whole")]
    passes: f64,
    seconds: Option<f64>,
    tolerance: f64,
    certificate: Certificate<'a>,
    seed: u64,
    threads: Option<u64>,
    /// A model file does not keep it.
    pub forecast: Option<Forecast>,
    /// How many sums over rows the journal remembered, if there is one. A model file does not keep it either.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remembered_sums: Option<u64>,
}

#[derive(Debug, Serialize)]
struct Certificate<'a> {
    bound: f64,
    kind: &'a str,
    gradient_norm: f64,
}

impl<'a> Fit<'a> {
    /// That of a file.
    pub fn of(file: &'a Record) -> Self {
        let fit = &file.fit;
        Self {
            solver: &fit.solver,
            reason: &fit.reason,
            status: fit.status.name(),
            iterations: fit.iterations,
            passes: fit.passes,
            seconds: Some(fit.seconds).filter(|_| fit.threads > 0),
            tolerance: fit.tolerance,
            certificate: Certificate {
                bound: fit.certificate.bound,
                kind: fit.certificate.kind.name(),
                gradient_norm: fit.certificate.gradient_norm,
            },
            seed: fit.seed,
            // 0 of a record that leaves out what differs from run to run.
            threads: Some(fit.threads).filter(|&threads| threads > 0),
            forecast: None,
            remembered_sums: None,
        }
    }
}

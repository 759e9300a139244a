//! Whether the labels of a fit are separated, and where coefficients go. A model file does not keep it.

use super::{TermRow, term_rows};
use logodds::Fit;
use logodds::inference::separation::{Limit, LimitEstimate};
use logodds::io::ModelFile;
use serde::Serialize;

/// The verdict, with the limits of coefficients where the likelihood has no maximum.
#[derive(Debug, Serialize)]
pub struct Separation {
    verdict: &'static str,
    rows_separated: usize,
    rows_overlap: Option<usize>,
    limits: Vec<TermLimit>,
}

/// Where a coefficient goes.
#[derive(Debug, Serialize)]
pub struct TermLimit {
    /// The term.
    pub term: String,
    /// `finite`, `+inf`, `-inf`, `either` (of no limit of its own), or `undecided`.
    pub limit: &'static str,
    /// The finite limit, if it was fitted.
    pub estimate: Option<f64>,
    /// Its standard error in the model of the rows that are not separated.
    pub std_error: Option<f64>,
}

impl Separation {
    /// That of a fit, if it is known.
    pub fn of<M, N>(file: &ModelFile, fit: &Fit<M, N>) -> Option<Self> {
        let verdict = fit.separation?;
        let found = fit.separated_by();
        Some(Self {
            verdict: verdict.name(),
            rows_separated: found.map_or(0, |found| found.separated.len()),
            rows_overlap: found.map(|found| found.overlap),
            limits: limits(file, fit),
        })
    }
}

/// The limits of all terms, in the order of the table; none if nothing is separated.
pub fn limits<M, N>(file: &ModelFile, fit: &Fit<M, N>) -> Vec<TermLimit> {
    let Some(found) = fit.separated_by() else { return Vec::new() };
    let is_held = |place: Option<usize>| place.is_some_and(|j| fit.held.iter().any(|held| held.column() == j));
    let of = |row: TermRow<'_>| {
        let limit = match row.place() {
            None => Some(found.intercept),
            Some(j) => found.coefficients.get(j).copied(),
        };
        let estimate: Option<LimitEstimate> = fit.overlap.as_ref().and_then(|overlap| match row.place() {
            None => overlap.intercept,
            Some(j) => overlap.coefficients.get(j).copied().flatten(),
        });
        let limit = match limit? {
            Limit::PlusInfinity => "+inf",
            Limit::MinusInfinity => "-inf",
            Limit::Finite => "finite",
            Limit::Either => "either",
            _ => "undecided",
        };
        (!is_held(row.place())).then(|| TermLimit {
            limit,
            estimate: estimate.map(|limit| limit.estimate),
            std_error: estimate.map(|limit| limit.std_error),
            term: row.term,
        })
    };
    term_rows(file).into_iter().filter_map(of).collect()
}

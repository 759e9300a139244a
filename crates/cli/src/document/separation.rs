//! Whether the labels of a fit are separated, and where coefficients go. A model file does not keep it.

use super::{TermRow, term_rows};
use logodds::Fit;
use logodds::inference::separation::{LabelPair, Limit, LimitEstimate};
use logodds::io::ModelFile;
use serde::Serialize;

/// The verdict, with the limits of coefficients where the likelihood has no maximum.
#[derive(Debug, Serialize)]
pub struct Separation {
    verdict: &'static str,
    rows_separated: usize,
    rows_overlap: Option<usize>,
    /// The pairs of labels told apart, of more than two labels.
    pairs: Vec<PairApart>,
    limits: Vec<TermLimit>,
}

/// Two labels, and how many of their rows are told apart.
#[derive(Debug, Serialize)]
pub struct PairApart {
    labels: [String; 2],
    rows_separated: usize,
    rows_overlap: usize,
}

/// Where a coefficient goes.
#[derive(Debug, Serialize)]
pub struct TermLimit {
    /// The label, of more than two: the coefficient is relative to the first.
    pub class: Option<String>,
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
        let of_two = fit.separated_by().map(|found| (found.separated.len(), found.overlap));
        let of_more = fit.separated_classes();
        let rows = of_two.or(of_more.map(|found| (found.separated, found.overlap)));
        let label = |k: usize| file.schema.labels.get(k).cloned().unwrap_or_default();
        let pair = |pair: &LabelPair| PairApart {
            labels: [label(pair.labels.0), label(pair.labels.1)],
            rows_separated: pair.separated,
            rows_overlap: pair.overlap,
        };
        Some(Self {
            verdict: verdict.name(),
            rows_separated: rows.map_or(0, |(separated, _)| separated),
            rows_overlap: rows.map(|(_, overlap)| overlap),
            pairs: of_more.map_or(Vec::new(), |found| found.pairs.iter().map(pair).collect()),
            limits: limits(file, fit),
        })
    }
}

/// The limits of all terms, in the order of the table; none if nothing is separated.
pub fn limits<M, N>(file: &ModelFile, fit: &Fit<M, N>) -> Vec<TermLimit> {
    let is_held = |place: Option<usize>| place.is_some_and(|j| fit.held.iter().any(|held| held.column() == j));
    if let Some(found) = fit.separated_classes() {
        let of_label = |(k, (intercept, coefficients)): (usize, (&Limit, &Vec<Limit>))| {
            let class = file.schema.labels.get(k + 1).cloned();
            let of = |row: TermRow<'_>| {
                let limit = row.place().map_or(Some(*intercept), |j| coefficients.get(j).copied())?;
                (!is_held(row.place())).then(|| TermLimit {
                    class: class.clone(),
                    limit: name(limit),
                    estimate: None,
                    std_error: None,
                    term: row.term,
                })
            };
            term_rows(file).into_iter().filter_map(of).collect::<Vec<_>>()
        };
        return found.intercepts.iter().zip(&found.coefficients).enumerate().flat_map(of_label).collect();
    }
    let Some(found) = fit.separated_by() else { return Vec::new() };
    let of = |row: TermRow<'_>| {
        let limit = match row.place() {
            None => Some(found.intercept),
            Some(j) => found.coefficients.get(j).copied(),
        };
        let estimate: Option<LimitEstimate> = fit.overlap.as_ref().and_then(|overlap| match row.place() {
            None => overlap.intercept,
            Some(j) => overlap.coefficients.get(j).copied().flatten(),
        });
        let limit = name(limit?);
        (!is_held(row.place())).then(|| TermLimit {
            class: None,
            limit,
            estimate: estimate.map(|limit| limit.estimate),
            std_error: estimate.map(|limit| limit.std_error),
            term: row.term,
        })
    };
    term_rows(file).into_iter().filter_map(of).collect()
}

fn name(limit: Limit) -> &'static str {
    match limit {
        Limit::PlusInfinity => "+inf",
        Limit::MinusInfinity => "-inf",
        Limit::Finite => "finite",
        Limit::Either => "either",
        _ => "undecided",
    }
}

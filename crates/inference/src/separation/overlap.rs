//! What is still identified where labels are separated: the maximum of the likelihood of the overlap.
//!
//! As the likelihood approaches its supremum, separated rows get probability 1 of their labels and say no more; the other rows,
//! the overlap, have a maximum of their own, on which coefficients with finite limits converge (C. Geyer, *Electronic J. Statistics* 3, 2009:
//! the limiting conditional model). Columns that the overlap does not determine are held at 0, which changes no other finite limit.

use super::{Limit, Separation};
use crate::InferenceError;
use crate::sandwich::{Estimator, WeightKind, covariance};
use logodds_core::{Block, EmpiricalRisk, EvalError, Objective, Penalty, RowBlocks, Shape, SparseColumns};
use logodds_optim::{Method, Silent, SolveError, Status, StoppingRule, minimize};

/// An estimate with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LimitEstimate {
    /// The finite limit of the coefficient.
    pub estimate: f64,
    /// Its standard error in the model of the overlap.
    pub std_error: f64,
}

/// The maximum of the likelihood of the overlap.
#[derive(Clone, Debug, PartialEq)]
pub struct OverlapFit {
    /// The intercept of x = 0, if there is one and its limit is finite.
    pub intercept: Option<LimitEstimate>,
    /// The coefficients of all columns that have finite limits and are not held.
    pub coefficients: Vec<Option<LimitEstimate>>,
    /// The supremum of the log-likelihood of all rows: that of the overlap.
    pub log_likelihood: f64,
}

/// Fit the overlap of separated labels. `None` where there is none, or it could not be certified.
///
/// # Errors
/// [`InferenceError`] if a pass fails.
pub fn overlap_fit(risk: &EmpiricalRisk<'_>, separation: &Separation) -> Result<Option<OverlapFit>, InferenceError> {
    if separation.overlap == 0 || separation.separated.is_empty() {
        return Ok(None);
    }
    let data = Overlap::new(risk.data(), &separation.separated)?;
    let columns = data.shape().columns;
    let mut held: Vec<usize> = (0..columns).filter(|j| !risk.scaled().free().contains(j)).collect();
    held.extend(&separation.undetermined);
    let executor = risk.executor().clone();
    let has_intercept = risk.scaled().has_intercept();
    let overlap = match has_intercept {
        true => EmpiricalRisk::new(&data, Penalty::None, executor)?,
        false => EmpiricalRisk::through_origin(&data, Penalty::None, executor)?,
    };
    let overlap = overlap.holding(&held);
    if !overlap.has_hessian() {
        return Ok(None);
    }
    let stop = StoppingRule { tolerance: 1e-10, max_iterations: Method::Newton.default_iterations(), max_time: None };
    let solver = Method::Newton.solver(0);
    let solution = match minimize(&*solver, &overlap, overlap.start(), &stop, &mut Silent) {
        Ok(solution) => solution,
        Err(SolveError::Eval(error)) => return Err(InferenceError::Eval(error)),
        Err(_) => return Ok(None),
    };
    let model = overlap.model(&solution.point);
    let (Status::Converged, Ok(model)) = (solution.status, model) else { return Ok(None) };
    let covariance = match covariance(&overlap, &solution.point, Estimator::Model, WeightKind::default(), None) {
        Ok(covariance) => covariance,
        Err(InferenceError::Eval(error)) => return Err(InferenceError::Eval(error)),
        Err(_) => return Ok(None),
    };
    let coefficient = |j: usize| {
        let is_finite = separation.coefficients.get(j) == Some(&Limit::Finite);
        let std_error = covariance.std_error(j).filter(|_| is_finite)?;
        Some(LimitEstimate { estimate: *model.coefficients().get(j)?, std_error })
    };
    let intercept = (has_intercept && separation.intercept == Limit::Finite)
        .then(|| LimitEstimate { estimate: model.intercept(), std_error: covariance.intercept_std_error() });
    Ok(Some(OverlapFit {
        intercept,
        coefficients: (0..columns).map(coefficient).collect(),
        log_likelihood: -solution.value() * overlap.null().total_weight,
    }))
}

/// A data set whose separated rows have weight 0.
struct Overlap<'a> {
    data: &'a dyn RowBlocks,
    weights: Vec<f64>,
}

impl<'a> Overlap<'a> {
    fn new(data: &'a dyn RowBlocks, separated: &[usize]) -> Result<Self, EvalError> {
        let shape = data.shape();
        let mut weights = vec![1.0; shape.rows];
        let origin = vec![0.0; shape.columns];
        for k in 0..shape.blocks() {
            data.visit(k, &origin, &mut |block| {
                if let Some(of_block) = block.weights {
                    weights[block.first_row..][..of_block.len()].copy_from_slice(of_block);
                }
            })?;
        }
        separated.iter().for_each(|&i| weights[i] = 0.0);
        Ok(Self { data, weights })
    }
}

impl RowBlocks for Overlap<'_> {
    fn shape(&self) -> Shape {
        self.data.shape()
    }

    fn visit(&self, k: usize, origin: &[f64], f: &mut dyn FnMut(Block<'_>)) -> Result<(), EvalError> {
        self.data.visit(k, origin, &mut |block| {
            let weights = &self.weights[block.first_row..][..block.labels.len()];
            f(Block { weights: Some(weights), ..block });
        })
    }

    fn sparse_columns(&self) -> Vec<SparseColumns> {
        self.data.sparse_columns()
    }

    fn classes(&self) -> usize {
        self.data.classes()
    }

    fn has_offset(&self) -> bool {
        self.data.has_offset()
    }
}

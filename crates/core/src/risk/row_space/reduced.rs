//! The risk of the same targets, weights and offsets with the rows of B in place of those of X, and the ridge 1.
//!
//! Its columns are about an origin o of its own, so that the intercept of a point is at o: `b = b_o − o·z`, and `∂F/∂z` at given b is that at given b_o
//! less `o ∂F/∂b`.

use crate::data::{EvalError, InMemory};
use crate::design::Dense;
use crate::objective::{InRowSpace, Objective};
use crate::response::interface::Response;
use crate::risk::empirical::Risk;
use crate::risk::layout::{Coefficients, Layout};
use crate::risk::moments::Moments;
use crate::risk::penalty::Penalty;
use crate::sum::Executor;

/// Rows of B with all that belongs to them.
pub(super) struct Reduced<'a, R> {
    of: &'a Risk<'a, R>,
    data: InMemory<'static>,
    executor: Executor,
    moments: Moments,
    layout: Layout,
}

impl<'a, R: Response> Reduced<'a, R> {
    /// Of a square matrix, row by row, of as many rows as have a positive weight.
    pub(super) fn new(of: &'a Risk<'_, R>, root: Vec<f64>) -> Result<Self, EvalError> {
        let rows = of.counting()?;
        let n = rows.len();
        let executor = of.executor.beside(n * n);
        let data = targets_with(of, Dense::from_rows(root, n, n)?)?;
        let moments = match of.scaled().has_intercept() {
            true => Moments::of(&data, &executor)?,
            false => Moments::through_origin(&data, &executor)?,
        };
        let layout = risk_of(of, &data, &executor, &moments)?.layout;
        Ok(Self { of, data, executor, moments, layout })
    }
}

/// The targets, weights and offsets of the rows that count.
fn targets_with<R: Response>(of: &Risk<'_, R>, rows: Dense<'static, f64>) -> Result<InMemory<'static>, EvalError> {
    let source = of.data;
    let (mut classes, mut shares, mut weights, mut offsets) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let per_row = source.offsets();
    source.visit(0..source.shape().blocks(), &of.moments.origin, &mut |block| {
        for i in (0..block.rows()).filter(|&i| block.weights.is_none_or(|weights| weights[i] > 0.0)) {
            classes.extend(block.target.classes().map(|classes| classes[i]));
            if source.has_shares() {
                shares.push(block.target.share_of(1, i));
            }
            weights.extend(block.weights.map(|weights| weights[i]));
            offsets.extend_from_slice(block.offset.map_or(&[], |offset| &offset[i * per_row..][..per_row]));
        }
    })?;
    let has_weights = !weights.is_empty();
    let data = match source.classes() {
        _ if source.has_shares() => InMemory::of_shares(rows, shares)?,
        2 if of.response.contrasts().is_none() => InMemory::new(rows, classes)?,
        count => InMemory::of_classes(rows, classes, count)?,
    };
    let data = if has_weights { data.with_weights(weights)? } else { data };
    Ok(if per_row > 0 { data.with_offset(offsets)? } else { data })
}

/// The risk.
fn risk_of<'a, R: Response>(
    of: &Risk<'_, R>,
    data: &'a InMemory<'_>,
    executor: &Executor,
    moments: &Moments,
) -> Result<Risk<'a, R>, EvalError> {
    let known = (of.null.clone(), moments.clone(), of.scaled().has_intercept());
    Risk::about((of.response.clone(), data), Penalty::l2(1.0), executor.clone(), known, None)
}

impl<R: Response> InRowSpace for Reduced<'_, R> {
    fn visit(&self, f: &mut dyn FnMut(&dyn Objective)) {
        // What could be wrong with it was when it was made.
        if let Ok(risk) = risk_of(self.of, &self.data, &self.executor, &self.moments) {
            f(&risk);
        }
    }

    fn coefficients(&self, point: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let Coefficients { mut intercepts, values, .. } = self.layout.coefficients(point);
        let origin = &self.moments.origin;
        for (intercept, z) in intercepts.iter_mut().zip(values.chunks_exact(origin.len())) {
            *intercept -= dot(origin, z);
        }
        (intercepts, values)
    }

    fn point(&self, intercepts: &[f64], z: &[f64]) -> Vec<f64> {
        let origin = &self.moments.origin;
        let about: Vec<f64> =
            intercepts.iter().zip(z.chunks_exact(origin.len())).map(|(b, z)| b + dot(origin, z)).collect();
        self.layout.point(&about, z)
    }

    fn gradient(&self, intercepts: &[f64], z: &[f64]) -> Vec<f64> {
        let origin = &self.moments.origin;
        let about = intercepts.iter().zip(z.chunks_exact(origin.len()));
        let about: Vec<f64> = about.flat_map(|(g, z)| z.iter().zip(origin).map(move |(z, o)| z - o * g)).collect();
        self.layout.gradient(intercepts, &about)
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

//! Where a fit without an intercept starts if offsets are far from 0.
//!
//! ```text
//! minimise over w:  (1/Σω) Σ_i ω_i (x_i·w + o_i)² + Σ_j λ_j w_j²        for every output
//! ```
//!
//! At w = 0 an offset of 10⁴ leaves its row no curvature (e^−10⁴ is 0), and steps would know nothing of where to go. An intercept takes the mean of
//! the offsets away, and its search is in one dimension; here, columns may do the same together. What is nearest to −o in their
//! span is found by conjugate gradients (M. Hestenes, E. Stiefel, *J. Research Nat. Bur. Standards* 49, 1952), a pass each, as
//! far as they come in a few; it is a start only, and taken only if it is better than w = 0.

use crate::data::{Block, EvalError};
use crate::identified_by_fields;
use crate::objective::{Objective, Order};
use crate::response::interface::Response;
use crate::response::logistic::Logistic;
use crate::response::softmax::contrasts::Contrasts;
use crate::risk::curvature::ProductSum;
use crate::risk::empirical::Risk;
use crate::risk::layout::Layout;
use crate::sum::{Kept, RowSum, Sums};

/// Log-odds at which a row has lost nearly all of its curvature: 10⁻¹³.
const FAR: f64 = 30.0;
/// Passes at most.
const STEPS: usize = 50;
/// The residual, relative to the first, that is near enough.
const NEAR: f64 = 1e-10;

/// The start if offsets are far and there is a better one than 0.
pub(super) fn near_offsets<R: Response>(risk: &Risk<'_, R>) -> Result<Option<Vec<f64>>, EvalError> {
    if risk.null.offset_bound <= FAR {
        return Ok(None);
    }
    let sum = Pull { columns: risk.moments.mean.len(), contrasts: risk.response.contrasts().copied() };
    let (Sums(pull), Kept(rows)) = risk.executor.sum(risk.data, &risk.moments.origin, &sum)?;
    let mut u = Vec::with_capacity(risk.layout.dim());
    for pull in pull.chunks_exact(risk.moments.mean.len().max(1)) {
        u.extend(of_output(risk, pull, &rows)?);
    }
    u.resize(risk.layout.dim(), 0.0);
    let value = |u: &[f64]| Ok::<f64, EvalError>(risk.evaluate(u, Order::Value)?.value);
    Ok((value(&u)? < value(&vec![0.0; u.len()])?).then_some(u))
}

/// The block of one output, by what its offsets pull.
fn of_output<R: Response>(risk: &Risk<'_, R>, pull: &[f64], weights: &[f64]) -> Result<Vec<f64>, EvalError> {
    let (scaled, total) = (risk.scaled(), risk.null.total_weight);
    let ridge = &risk.separable.l2()[..scaled.dim()];
    let mut residual: Vec<f64> = scaled.gradient(0.0, pull).iter().map(|pull| -pull / total).collect();
    let dim = residual.len();
    let (mut u, mut direction) = (vec![0.0; dim], residual.clone());
    let first = dot(&residual, &residual);
    let mut square = first;
    for _ in 0..STEPS {
        if square <= NEAR * NEAR * first {
            break;
        }
        let product = gram(risk, weights, &direction, ridge)?;
        let curvature = dot(&direction, &product);
        if curvature.is_nan() || curvature <= 0.0 {
            break;
        }
        let step = square / curvature;
        u.iter_mut().zip(&direction).for_each(|(u, d)| *u += step * d);
        residual.iter_mut().zip(&product).for_each(|(r, p)| *r -= step * p);
        let before = std::mem::replace(&mut square, dot(&residual, &residual));
        direction.iter_mut().zip(&residual).for_each(|(d, r)| *d = r + square / before * *d);
    }
    Ok(u)
}

/// `(1/Σω) X̃ᵀ (ω ∘ X̃ v) + ρ ∘ v` of one block: a product with a Hessian whose curvatures are the weights.
fn gram<R: Response>(risk: &Risk<'_, R>, weights: &[f64], v: &[f64], ridge: &[f64]) -> Result<Vec<f64>, EvalError> {
    let one = Layout::new(1, risk.scaled().clone());
    let sum = ProductSum { response: &Logistic, at: one.coefficients(v), rows: weights };
    let sums = risk.executor.sum(risk.data, &risk.moments.origin, &sum)?;
    let mut product = one.gradient(&sums.totals.0, &sums.columns.0);
    for ((product, ridge), v) in product.iter_mut().zip(ridge).zip(v) {
        *product = *product / risk.null.total_weight + ridge * v;
    }
    Ok(product)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// `Xᵀ (ω ∘ o)` of every output, and ω of every row.
struct Pull {
    columns: usize,
    contrasts: Option<Contrasts>,
}

identified_by_fields!(Pull { columns, contrasts });

impl RowSum for Pull {
    type Partial = (Sums, Kept<f64>);
    type Scratch = ();

    fn zero(&self) -> Self::Partial {
        let outputs = self.contrasts.map_or(1, |contrasts| contrasts.dim());
        (Sums::zeros(outputs * self.columns), Kept::default())
    }

    fn add(&self, block: &Block<'_>, (pull, rows): &mut Self::Partial, (): &mut ()) {
        block.with_weights(|weights| {
            rows.0.extend_from_slice(weights);
            let Some(offset) = block.offset else { return };
            let of_outputs: Vec<Vec<f64>> = match self.contrasts {
                None => vec![offset.to_vec()],
                Some(contrasts) => {
                    let rows: Vec<Vec<f64>> =
                        offset.chunks_exact(contrasts.classes()).map(|of_row| contrasts.of_classes(of_row)).collect();
                    (0..contrasts.dim()).map(|c| rows.iter().map(|row| row[c]).collect()).collect()
                }
            };
            for (offset, pull) in of_outputs.iter().zip(pull.0.chunks_exact_mut(self.columns.max(1))) {
                let products: Vec<f64> = weights.iter().zip(offset).map(|(w, o)| w * o).collect();
                block.x.add_transpose_matvec(&products, pull);
            }
        });
    }

    fn width(&self) -> usize {
        self.columns
    }
}

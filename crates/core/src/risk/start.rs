//! Where a fit without an intercept starts if offsets are far from 0.
//!
//! ```text
//! minimise over w:  (1/Σω) Σ_i ω_i (x_i·w + o_i)² + Σ_j λ_j w_j²
//! ```
//!
//! At w = 0 an offset of 10⁴ leaves its row no curvature (e^−10⁴ is 0), and steps would know nothing of where to go. An intercept takes the mean of
//! the offsets away, and its search is in one dimension; here, columns may do the same together. What is nearest to −o in their
//! span is found by conjugate gradients (M. Hestenes, E. Stiefel, *J. Research Nat. Bur. Standards* 49, 1952), a pass each, as
//! far as they come in a few; it is a start only, and taken only if it is better than w = 0.

use crate::data::{Block, EvalError};
use crate::objective::{LinearOperator, Objective, Order};
use crate::risk::EmpiricalRisk;
use crate::risk::curvature::Curvature;
use crate::sum::{Kept, RowSum, Sums};

/// Log-odds at which a row has lost nearly all of its curvature: 10⁻¹³.
const FAR: f64 = 30.0;
/// Passes at most.
const STEPS: usize = 50;
/// The residual, relative to the first, that is near enough.
const NEAR: f64 = 1e-10;

/// The start if offsets are far and there is a better one than 0.
pub(super) fn near_offsets(risk: &EmpiricalRisk<'_>) -> Result<Option<Vec<f64>>, EvalError> {
    if risk.null.offset_bound <= FAR {
        return Ok(None);
    }
    let weight = risk.null.total_weight;
    let (Sums(pull), Kept(rows)) =
        risk.executor.sum(risk.data, &risk.moments.origin, &Pull { columns: risk.ridge.len() })?;
    let gram = Curvature { risk, data: risk.data, weight, rows };
    let mut residual: Vec<f64> = risk.scaled.gradient(0.0, &pull).iter().map(|pull| -pull / weight).collect();
    let dim = residual.len();
    let (mut u, mut direction, mut product) = (vec![0.0; dim], residual.clone(), vec![0.0; dim]);
    let first = dot(&residual, &residual);
    let mut square = first;
    for _ in 0..STEPS {
        if square <= NEAR * NEAR * first {
            break;
        }
        gram.apply(&direction, &mut product)?;
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
    let value = |u: &[f64]| Ok::<f64, EvalError>(risk.evaluate(u, Order::Value)?.value);
    Ok((value(&u)? < value(&vec![0.0; dim])?).then_some(u))
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// `Xᵀ (ω ∘ o)`, and ω of every row.
struct Pull {
    columns: usize,
}

impl RowSum for Pull {
    type Partial = (Sums, Kept<f64>);
    type Scratch = ();

    fn zero(&self) -> Self::Partial {
        (Sums::zeros(self.columns), Kept::default())
    }

    fn add(&self, block: &Block<'_>, (pull, rows): &mut Self::Partial, (): &mut ()) {
        block.with_weights(|weights| {
            rows.0.extend_from_slice(weights);
            if let Some(offset) = block.offset {
                let products: Vec<f64> = weights.iter().zip(offset).map(|(w, o)| w * o).collect();
                block.x.add_transpose_matvec(&products, &mut pull.0);
            }
        });
    }

    fn width(&self) -> usize {
        self.columns
    }
}

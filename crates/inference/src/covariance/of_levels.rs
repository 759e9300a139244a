//! The covariance by the model where levels of a category have a diagonal block of the information: every standard error, and never a square of levels.
//!
//! ```text
//! V = H⁻¹ / Σω = G'G / Σω,   G the inverse factor of H with the levels eliminated first        coefficients w_j = u_j / scale_j
//! ```
//!
//! The factor is that which the fit was certified by ([`logodds_optim::Cholesky`]), and its inverse has the same blocks ([`LevelRoot`]): what is done here
//! is to bring it from the coordinates of the solver to those of the columns, held ones included. A unit moves from G_S to its columns and from T to
//! the ratio of two.
//!
//! Rounding is that of [`digits`](crate::covariance::digits): `v = max H_jj (H⁻¹)_jj` units in the last place. What could be done about a large v, rows
//! made orthogonal, would fill the block; errors are withheld there, with the columns that are nearly combinations of levels.

use crate::covariance::digits::{MOST, UNIT};
use crate::covariance::estimator::Estimator;
use crate::covariance::information::held;
use crate::covariance::matrix::Covariance;
use crate::error::InferenceError;
use logodds_core::{
    ArrowRoot, Hessian, InverseRoot, LevelRoot, Objective, Order, Response, Risk, Root, Scaled, Structure,
};
use logodds_optim::Cholesky;
use std::ops::Range;

/// The covariance at the optimum `u`, of one output; `None` if the information has no such block.
pub(crate) fn of_levels<R: Response>(
    risk: &Risk<'_, R>,
    u: &[f64],
    estimator: Estimator,
) -> Result<Option<Covariance>, InferenceError> {
    let hessian = risk.evaluate(u, Order::Hessian)?.hessian.ok_or(InferenceError::Singular)?;
    if matches!(hessian, Hessian::Dense(_)) {
        return Ok(None);
    }
    let factor = Cholesky::new(&hessian).map_err(|_| InferenceError::Singular)?;
    let (scaled, total) = (risk.scaled(), risk.null().total_weight);
    let inflation = factor.variance_inflation();
    let worst = inflation.iter().copied().fold(1.0, f64::max);
    if UNIT * worst > MOST || worst.is_nan() {
        let mut found: Vec<(f64, usize)> = inflation[1..]
            .iter()
            .copied()
            .zip(scaled.free().iter().copied())
            .filter(|(v, _)| *v > 1e-3 * worst)
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        return Err(InferenceError::Collinear { columns: found.into_iter().map(|(_, j)| j).collect() });
    }
    let basis = factor.inverse_root();
    let largest = risk.max_row_norm(&basis)?.map_or(f64::INFINITY, |largest| largest / total);
    let InverseRoot::Arrow(root) = &basis else { return Ok(None) };
    let origin = risk.moments().origin.clone();
    let root = of_columns(root, scaled, origin.len()).ok_or(InferenceError::Singular)?.scaled(1.0 / total.sqrt());
    let held = held(scaled, origin.len());
    let covariance = Covariance::new(estimator, root, origin, held).ok_or(InferenceError::Singular)?;
    Ok(Some(covariance.with_largest(largest)))
}

/// A root in the solver's coordinates as that of `(b_o, w)` of all columns. A pinned intercept has no variance.
fn of_columns(root: &ArrowRoot, scaled: &Scaled, columns: usize) -> Option<LevelRoot> {
    let free = scaled.free();
    let eliminated = root.eliminated();
    // Place and unit of a coordinate.
    let place = |a: usize| a.checked_sub(1).map_or((0, 1.0), |k| (free[k] + 1, scaled.scale(free[k])));
    let levels = place(eliminated.start).0..place(eliminated.end.checked_sub(1)?).0 + 1;
    let coordinate = |r: usize| if r < eliminated.start { r } else { r + eliminated.len() };
    let among_others = |place: usize| if place < levels.start { place } else { place - levels.len() };
    let others = columns + 1 - levels.len();

    let is_pinned = |r: usize| r == 0 && !scaled.has_intercept();
    let mut rest = Root::zeros(others);
    for k in (0..root.pattern().columns()).filter(|&k| !is_pinned(k)) {
        let row = rest.row_mut(among_others(place(coordinate(k)).0));
        for (r, g) in root.rest_row(k).iter().enumerate().filter(|(r, _)| !is_pinned(*r)) {
            let (at, unit) = place(coordinate(r));
            row[among_others(at)] = g / unit;
        }
    }
    let mut spreads = vec![0.0; levels.len()];
    let mut entries: Vec<Range<usize>> = vec![0..0; levels.len()];
    let (mut positions, mut shifts) = (Vec::new(), Vec::new());
    for (e, a) in eliminated.clone().enumerate() {
        let (at, own) = place(a);
        let (of_level, means) = root.mean(e);
        let start = positions.len();
        for (&r, mean) in of_level.iter().zip(means).filter(|(r, mean)| **mean != 0.0 && !is_pinned(**r as usize)) {
            let (other, unit) = place(coordinate(r as usize));
            positions.push(u32::try_from(among_others(other)).ok()?);
            shifts.push(mean * unit / own);
        }
        spreads[at - levels.start] = root.levels()[e] / own;
        entries[at - levels.start] = start..positions.len();
    }
    let mut first = vec![0];
    for range in entries {
        first.push(first.last().copied().unwrap_or(0) + range.len());
    }
    LevelRoot::new(levels, spreads, (first, positions, shifts), &rest)
}

//! The metric in which a cone is round about its middle.
//!
//! ```text
//! d° = argmax Σ_i log z_i·d − (n/2) ‖d‖²         H = Σ_i z_i z_iᵀ / (z_i·d°)² + n I = L Lᵀ
//! ```
//!
//! d° has length 1 and lies as far from the sides as can be had; { d : (d − d°)ᵀ H (d − d°) ≤ 1 } is its Dikin ellipsoid, in which all z_i·d are positive (I. Dikin, *Soviet
//! Math. Dokl.* 8, 1967; Yu. Nesterov, A. Nemirovskii, *Interior-Point Polynomial Algorithms*, 1994, §2.1). In coordinates Lᵀd the ellipsoid is a ball, and
//! a nearest point (`nearest`) starts along the shortest way out of it: −H⁻¹g, on which most coefficients of both signs change theirs before any
//! row is in the way. Thus what a hundred rows would have to be found for needs none or a few.
//!
//! Newton's method with steps damped by 1/(1 + λ), λ the decrement, which never leave the cone (ibid., §2.2). Each is a Gram matrix of all rows, and the middle need not be
//! met.

use crate::separation::nearest::{Generators, Work};
use crate::separation::rows::{add_multiple, dot};
use logodds_core::{Dense, DesignMatrix, SymMatrix};
use logodds_optim::Cholesky;

/// Steps: eight bring the direction of a face (margins of a thousandth of its largest) to a decrement of 1 on 1,000 × 200.
const STEPS: usize = 12;
/// A decrement with which the middle is near enough.
const NEAR: f64 = 0.5;
/// The largest eigenvalue of H over its smallest beyond which membership would lose too many digits.
const ROUND: f64 = 1e10;

/// The middle of a cone and the factor of H there, from a direction with all z_i·d > 0; `None` if it is too flat, or the work is spent.
pub(super) fn centre(rows: &Generators, from: &[f64], work: &mut Work) -> Option<(Vec<f64>, Cholesky)> {
    let (n, dim) = (rows.count(), rows.dim());
    let matrix = Dense::from_rows(rows.numbers(), n, dim).ok()?;
    let mut d = from.to_vec();
    for step in 0..=STEPS {
        let length = dot(&d, &d).sqrt();
        d.iter_mut().for_each(|x| *x /= length);
        let products = rows.products(&d);
        if !products.iter().all(|s| *s > 0.0) || !work.spend(n * dim * (dim / 2 + 2) + dim * dim * dim / 6) {
            return None;
        }
        let mut h = SymMatrix::zeros(dim);
        matrix.add_sandwich(&products.iter().map(|s| 1.0 / (s * s)).collect::<Vec<f64>>(), &mut h, 0);
        (0..dim).for_each(|j| h.row_mut(j)[j] += n as f64);
        let mut gradient: Vec<f64> = d.iter().map(|x| -(n as f64) * x).collect();
        products.iter().enumerate().for_each(|(i, s)| add_multiple(&mut gradient, 1.0 / s, rows.row(i)));
        let is_flat = h.diagonal().sum::<f64>() > ROUND * n as f64;
        let factor = Cholesky::new(&h).ok()?;
        let newton = factor.solve(&gradient);
        let decrement = dot(&gradient, &newton).max(0.0).sqrt();
        if decrement <= NEAR || step == STEPS {
            return (!is_flat).then_some((d, factor));
        }
        add_multiple(&mut d, 1.0 / (1.0 + decrement), &newton);
    }
    None
}

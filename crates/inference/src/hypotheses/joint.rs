//! Wald's test of several linear hypotheses at once.
//!
//! ```text
//! R θ = 0        W = (R θ)' (R V R')⁻¹ (R θ)  ~  χ²_q,   q the rank of R V R'
//! ```
//!
//! A. Wald, *Trans. Amer. Math. Soc.* 54, 1943. With a root G of V = G'G the rows g_i = G r_i are made orthonormal one after the other (each
//! twice, as rounding asks: B. Parlett, *The Symmetric Eigenvalue Problem*, §6.9), and W is the sum of the squares of the values Rθ in these
//! coordinates: no matrix is squared or inverted. A hypothesis that follows from those before it, g_i being a combination of theirs, adds
//! nothing to W and no degree of freedom.

use crate::covariance::Covariance;
use crate::likelihood::likelihood_ratio::chi_squared_tail;

/// What is left of a direction, as a share of it, below which it is a combination of the others.
const DEPENDENT: f64 = 1e-9;

/// A test of several hypotheses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JointTest {
    /// W.
    pub statistic: f64,
    /// Hypotheses that do not follow from others.
    pub df: usize,
    /// P(χ² ≥ W).
    pub p_value: f64,
}

impl JointTest {
    /// The test that the combinations of (b_o, w) with these entries are all 0; each comes with its estimate.
    ///
    /// ```
    /// use logodds_inference::JointTest;
    /// use logodds_core::Root;
    /// use logodds_inference::{Covariance, Estimator};
    /// // Two independent coefficients beside the intercept, of variances 4 and 9: W = 2²/4 + 3²/9.
    /// let root = Root::new(vec![1.0, 0.0, 2.0, 0.0, 0.0, 3.0]).ok_or("no root")?;
    /// let covariance = Covariance::new(Estimator::Model, root, vec![0.0; 2], vec![false; 2]).ok_or("lengths")?;
    /// let both = [(vec![(1, 1.0)], 2.0), (vec![(2, 1.0)], 3.0), (vec![(1, 1.0), (2, 1.0)], 5.0)];
    /// let test = JointTest::new(&covariance, &both);
    /// assert!((test.statistic - 2.0).abs() < 1e-14 && test.df == 2);
    /// # Ok::<(), &'static str>(())
    /// ```
    #[must_use]
    pub fn new(covariance: &Covariance, hypotheses: &[(Vec<(usize, f64)>, f64)]) -> Self {
        let mut basis: Vec<(Vec<f64>, f64)> = Vec::new();
        for (entries, estimate) in hypotheses {
            let (mut direction, mut value) = (covariance.image(entries), *estimate);
            let size = norm(&direction);
            for _ in 0..2 {
                for (other, of_other) in &basis {
                    let along: f64 = direction.iter().zip(other).map(|(x, y)| x * y).sum();
                    direction.iter_mut().zip(other).for_each(|(x, y)| *x -= along * y);
                    value -= along * of_other;
                }
            }
            let left = norm(&direction);
            // NaN goes on, and is told.
            if left <= DEPENDENT * size {
                continue;
            }
            direction.iter_mut().for_each(|x| *x /= left);
            basis.push((direction, value / left));
        }
        let statistic: f64 = basis.iter().map(|(_, value)| value * value).sum();
        Self { statistic, df: basis.len(), p_value: chi_squared_tail(statistic, basis.len()) }
    }
}

fn norm(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}

//! What past steps tell of the curvature, on top of a factored M.
//!
//! ```text
//! s = u₊ − u,  y = g₊ − g,  ρ = 1 / yᵀs
//! H₊ = (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ,   H₀ = M⁻¹
//! ```
//!
//! The BFGS update in the product form of limited-memory methods (J. Nocedal, *Updating quasi-Newton matrices with limited
//! storage*, Math. Comp. 35, 1980; J. Nocedal, S. Wright, *Numerical Optimization*, 2nd ed., Algorithm 7.4). Where M is
//! the Hessian of a sample, off by a factor 1 ± √(p/m) along some directions, the steps find those directions out: they then
//! converge as conjugate gradients would, for one more gradient each and no Hessian. Without a pair it is the chord method.

use crate::algebra::Cholesky;
use crate::algebra::vector::{add, dot};
use std::collections::VecDeque;

/// Pairs remembered: more than a fit with a kept factor takes steps, and as many as `lbfgs` has.
const MEMORY: usize = 20;

/// The pairs (s, y) of the steps since M was factored.
#[derive(Clone, Debug, Default)]
pub struct Secants {
    pairs: VecDeque<Pair>,
}

#[derive(Clone, Debug)]
struct Pair {
    s: Vec<f64>,
    y: Vec<f64>,
    rho: f64,
}

impl Secants {
    /// Remember a step and the change of the gradient along it; pairs in which rounding hides the curvature are left out.
    pub fn push(&mut self, s: Vec<f64>, y: Vec<f64>) {
        let curvature = dot(&s, &y);
        if curvature.is_nan() || curvature <= f64::EPSILON * (dot(&s, &s) * dot(&y, &y)).sqrt() {
            return;
        }
        if self.pairs.len() == MEMORY {
            self.pairs.pop_front();
        }
        self.pairs.push_back(Pair { s, y, rho: 1.0 / curvature });
    }

    /// `H g`, the step to be subtracted.
    #[must_use]
    pub fn step(&self, factor: &Cholesky, g: &[f64]) -> Vec<f64> {
        self.step_by(|q| factor.solve(q), g)
    }

    /// The same in coordinates in which M is the identity.
    #[must_use]
    pub fn whitened_step(&self, g: &[f64]) -> Vec<f64> {
        self.step_by(<[f64]>::to_vec, g)
    }

    /// The same with H₀ as a function.
    pub(crate) fn step_by(&self, solve: impl Fn(&[f64]) -> Vec<f64>, g: &[f64]) -> Vec<f64> {
        let mut q = g.to_vec();
        let alphas: Vec<f64> = (self.pairs.iter().rev())
            .map(|pair| {
                let alpha = pair.rho * dot(&pair.s, &q);
                add(&mut q, -alpha, &pair.y);
                alpha
            })
            .collect();
        let mut step = solve(&q);
        for (pair, alpha) in self.pairs.iter().zip(alphas.into_iter().rev()) {
            let beta = pair.rho * dot(&pair.y, &step);
            add(&mut step, alpha - beta, &pair.s);
        }
        step
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use logodds_core::SymMatrix;

    fn diagonal(entries: [f64; 4]) -> SymMatrix {
        let mut h = SymMatrix::zeros(4);
        entries.into_iter().enumerate().for_each(|(j, d)| h.row_mut(j)[j] = d);
        h
    }

    /// On a quadratic, with M off by up to a factor 3 in each of four directions: chord steps contract by at most the worst
    /// of them, secants end as conjugate gradients do.
    #[test]
    fn secants_find_what_the_factor_does_not_know() {
        let hessian = [1.0, 0.5, 2.0, 3.0];
        let factor = Cholesky::new(&diagonal([1.5, 1.0, 2.5, 3.0])).expect("positive");
        let norm_after = |steps: usize, learn: bool| {
            let (mut u, mut secants) = ([1.0, -2.0, 0.5, 3.0], Secants::default());
            let gradient = |u: &[f64; 4]| -> Vec<f64> { u.iter().zip(hessian).map(|(u, h)| u * h).collect() };
            for _ in 0..steps {
                let g = gradient(&u);
                let step = secants.step(&factor, &g);
                u.iter_mut().zip(&step).for_each(|(u, d)| *u -= d);
                let y = gradient(&u).iter().zip(&g).map(|(new, old)| new - old).collect();
                if learn {
                    secants.push(step.iter().map(|d| -d).collect(), y);
                }
            }
            dot(&u, &u).sqrt()
        };
        assert!(norm_after(8, true) < 1e-2 * norm_after(8, false), "{} {}", norm_after(8, true), norm_after(8, false));
    }

    #[test]
    fn a_pair_is_reproduced_exactly() {
        let factor = Cholesky::new(&diagonal([1.0; 4])).expect("positive");
        let (s, y) = (vec![1.0, 2.0, 0.0, -1.0], vec![3.0, 1.0, 0.5, -2.0]);
        let mut secants = Secants::default();
        secants.push(s.clone(), y.clone());
        let found = secants.step(&factor, &y);
        assert!(found.iter().zip(&s).all(|(a, b)| (a - b).abs() < 1e-14), "{found:?}");
        // One without curvature changes nothing.
        secants.push(vec![1.0, 0.0, 0.0, 0.0], vec![-1.0, 0.0, 0.0, 0.0]);
        assert_eq!(secants.step(&factor, &y), found);
    }
}

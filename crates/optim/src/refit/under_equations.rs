//! The minimum under linear equations.
//!
//! ```text
//! minimise F(u)  subject to  A u = v          in x:  A L⁻ᵀ x = v − A û
//! QR of L⁻¹ Aᵀ:  x = Q R⁻ᵀ (v − A û) + y,  Qᵀ y = 0          y ← y − B (g − Q Qᵀ g)
//! ```
//!
//! The first x is the minimum of F as H has it, and what follows are steps by B, the identity and the secants of the steps before, in the space that the
//! equations leave (R. Fletcher, *Practical Methods of Optimization*, 2nd ed., §10.1, in the coordinates in which the Hessian is the
//! identity). The last step is not taken: F is below where it would end by ½ ‖g − Q Qᵀ g‖² but for what the contraction leaves of that.

use crate::algebra::vector::{add, dot};
use crate::algebra::{Cholesky, Secants};
use crate::refit::near::{Here, Near, Next};

/// A step that leaves more of the projected gradient is not worth repeating.
const GIVE_UP: f64 = 0.5;
/// A row of A of whose length the others leave less depends on them.
const DEPENDENT: f64 = 1e-7;

/// A problem under equations.
#[derive(Debug)]
pub struct UnderEquations {
    /// Q, vector by vector.
    basis: Vec<Vec<f64>>,
    start: Vec<f64>,
    goal: f64,
    /// x and the projected gradient at the last look, and how long that was.
    last: Option<(Vec<f64>, Vec<f64>, f64)>,
    secants: Secants,
}

/// The minimum under equations.
#[derive(Clone, Debug, PartialEq)]
pub struct AtEquations {
    /// x, a step short of it.
    pub x: Vec<f64>,
    /// F at the minimum, which is ½ ‖projected gradient‖² below that at x.
    pub value: f64,
}

impl UnderEquations {
    /// Without any, in `dim` coordinates.
    pub(super) fn none(dim: usize, goal: f64) -> Self {
        Self { basis: Vec::new(), start: vec![0.0; dim], goal, last: None, secants: Secants::default() }
    }

    /// With a·u = v for every pair `(a, v − a·û)`, û being where `factor` is the Hessian's. `None` if a row depends on those before. `goal`: as for
    /// [`Solved::new`](crate::refit::Solved::new).
    #[must_use]
    pub fn new(factor: &Cholesky, equations: &[(Vec<f64>, f64)], goal: f64) -> Option<Self> {
        let dim = factor.order();
        let mut problem = Self::none(dim, goal);
        for (row, value) in equations {
            let mut left = factor.whiten_gradient(row);
            let length = dot(&left, &left).sqrt();
            let mut value = *value;
            for _ in 0..2 {
                for q in &problem.basis {
                    let along = dot(q, &left);
                    add(&mut left, -along, q);
                    // The others hold already.
                    value -= along * dot(q, &problem.start);
                }
            }
            let size = dot(&left, &left).sqrt();
            if size.is_nan() || size <= DEPENDENT * length {
                return None;
            }
            left.iter_mut().for_each(|x| *x /= size);
            add(&mut problem.start, value / size, &left);
            problem.basis.push(left);
        }
        Some(problem)
    }
}

impl Near for UnderEquations {
    type End = AtEquations;

    fn start(&self) -> Vec<f64> {
        self.start.clone()
    }

    fn next(&mut self, here: Here<'_>) -> Next<AtEquations> {
        let mut projected = here.gradient.to_vec();
        for _ in 0..2 {
            for q in &self.basis {
                let along = dot(q, &projected);
                add(&mut projected, -along, q);
            }
        }
        let norm = dot(&projected, &projected).sqrt();
        if norm <= self.goal {
            let end = AtEquations { x: here.x.to_vec(), value: here.value - 0.5 * norm * norm };
            return Next::End { end, norm };
        }
        if let Some((x, before, was)) = self.last.take() {
            if norm.is_nan() || norm > GIVE_UP * was {
                return Next::Lost;
            }
            let difference = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect();
            self.secants.push(difference(here.x, &x), difference(&projected, &before));
        }
        let mut x = here.x.to_vec();
        add(&mut x, -1.0, &self.secants.whitened_step(&projected));
        self.last = Some((here.x.to_vec(), projected, norm));
        Next::At(x)
    }
}

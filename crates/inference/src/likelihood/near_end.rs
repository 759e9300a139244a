//! One end of a profile interval, near to the maximum.
//!
//! ```text
//! F(x) = F̂ + q² / 2Σω  and least under  â·x = b          â = L⁻¹ a
//! x ← x − B g + (t + m) B â / κ,     (t + m)² = 2κ (q²/2Σω − (F − F̂) + ½ g·B g)          κ = â·B â,  m = â·B g
//! ```
//!
//! Venzon's and Moolgavkar's iteration (*Applied Statistics* 37, 1988; see `profile`), with the Hessian at the maximum and the secants of the steps in
//! the place of a new one at every step. Near the end, where g is about a multiple λ of â, the statistic is a parabola of b with the slope
//! 2Σω λ: what it is off by is put right by that, and no step is taken for it.

use crate::likelihood::ascent::dot;
use logodds_optim::Secants;
use logodds_optim::refit::{Here, Near, Next, Solved};

/// How far the statistic may be from q² for the rest to be put right: by 3·10⁻⁵ of a standard error, and what is left by the cube.
const LEVEL: f64 = 1e-4;
/// What the projected gradient says that the statistic is above its least under the equation. It is counted, by the secants to a hundredth of it.
const PROJECTED: f64 = 1e-7;
/// A step that leaves more of both is not worth repeating.
const GIVE_UP: f64 = 0.5;

/// A problem whose end is a number: a·u.
pub(super) struct NearEnd {
    /// â, and a·û.
    along: Vec<f64>,
    at_anchor: f64,
    /// −1 for the lower end, 1 for the upper.
    side: f64,
    q: f64,
    total: f64,
    /// F̂, x there, and a·u there.
    top: f64,
    minimum: Vec<f64>,
    estimate: f64,
    secants: Secants,
    /// x and g at the last look, and how far off that was.
    last: Option<(Vec<f64>, Vec<f64>, f64)>,
    looks: usize,
}

impl NearEnd {
    pub fn new(solved: &Solved<'_>, a: &[f64], side: f64, (q, total): (f64, f64)) -> Self {
        let along = solved.factor().whiten_gradient(a);
        let at_anchor = dot(a, solved.anchor());
        Self {
            estimate: at_anchor + dot(&along, solved.minimum()),
            along,
            at_anchor,
            side,
            q,
            total,
            top: solved.value(),
            minimum: solved.minimum().to_vec(),
            secants: Secants::default(),
            last: None,
            looks: 0,
        }
    }

    /// A statistic's rounding error.
    fn rounding(&self) -> f64 {
        32.0 * f64::EPSILON * self.total * self.top.abs()
    }
}

impl Near for NearEnd {
    type End = f64;

    /// Wald's end.
    fn start(&self) -> Vec<f64> {
        let length = dot(&self.along, &self.along).sqrt();
        let t = self.side * self.q / (self.total.sqrt() * length);
        self.minimum.iter().zip(&self.along).map(|(x, a)| x + t * a).collect()
    }

    fn next(&mut self, here: Here<'_>) -> Next<f64> {
        let Here { x, value, gradient } = here;
        if let Some((from, before, _)) = &self.last {
            let difference = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a - b).collect();
            self.secants.push(difference(x, from), difference(gradient, before));
        }
        let (newton, tangent) = (self.secants.whitened_step(gradient), self.secants.whitened_step(&self.along));
        let (kappa, m) = (dot(&self.along, &tangent), dot(&self.along, &newton));
        if kappa.is_nan() || kappa <= 0.0 {
            return Next::Lost;
        }
        let projected = self.total * (dot(gradient, &newton) - m * m / kappa).max(0.0);
        let off = 2.0 * self.total * (value - self.top) - projected - self.q * self.q;
        let b = self.at_anchor + dot(&self.along, x);
        if projected <= PROJECTED && off.abs() <= LEVEL + self.rounding() && self.side * (b - self.estimate) > 0.0 {
            // off + slope t + ½ curvature t² = 0, by Newton's step and what it leaves.
            let (slope, curvature) = (2.0 * self.total * m / kappa, 2.0 * self.total / kappa);
            let t = -off / slope;
            let end = b + t - 0.5 * curvature * t * t / slope;
            let (square, along) = (dot(&self.along, &self.along), dot(&self.along, gradient));
            let norm = (dot(gradient, gradient) - along * along / square).max(0.0).sqrt();
            return if end.is_finite() { Next::End { end, norm } } else { Next::Lost };
        }
        let error = projected.sqrt() + off.abs();
        if self.last.as_ref().is_some_and(|(.., was)| self.looks > 1 && error > GIVE_UP * was) || error.is_nan() {
            return Next::Lost;
        }
        self.looks += 1;
        let wanted = 0.5 * self.q * self.q / self.total - (value - self.top);
        let room = 2.0 * kappa * (wanted + 0.5 * dot(gradient, &newton));
        let reach = self.side * room.max(0.0).sqrt() / kappa;
        let next: Vec<f64> = x.iter().zip(newton.iter().zip(&tangent)).map(|(x, (n, t))| x - n + reach * t).collect();
        self.last = Some((x.to_vec(), gradient.to_vec(), error));
        Next::At(next)
    }
}

//! Several outputs with a penalty: gradients as long as they gain digits, Newton's steps from where they no longer do.
//!
//! How many steps L-BFGS takes hangs on the conditioning, which a shape does not tell: of 23 labels and 18 columns it took 25 gradients, where five
//! Hessians cost 65, and of others ten a digit. So the first steps tell: with δ = √(gᵀD⁻¹g), D the diagonal of the Hessian as it is to be expected (see
//! `sparing`), the way left is `log₁₀(δ / δ_end)` digits, and the last steps say what a digit costs. The duality gap certifies either way.

use crate::cost::hessian_passes;
use crate::premises::Premises;
use crate::solver::{Iterate, Iteration, Progress, SolveError, Solver};
use crate::solvers::lbfgs::lbfgs;
use crate::solvers::newton::iteration::NewtonIteration;
use logodds_core::{Geometry, Objective, Structure};

/// Steps over which digits are counted.
const LOOK: usize = 6;
/// δ relative to √F that the way is measured to: a gap of about 10⁻¹⁰ of F.
const END: f64 = 1e-5;
/// Hessians from about there to the end.
const HESSIANS: f64 = 3.0;
/// Gradients that are left at most, whatever the last steps say: they may be the first ones, which gain nothing at times. With a Hessian worth 1,500 gradients
/// (60 labels, 100 columns) Newton's steps took 27 s for 0.4.
const MOST: f64 = 400.0;

pub(super) struct Handover<'a> {
    objective: &'a dyn Objective,
    inner: Box<dyn Iteration + 'a>,
    /// Whether these are Newton's steps.
    is_over: bool,
    /// 1/D.
    inverse: Vec<f64>,
    /// log₁₀ δ, step by step.
    digits: Vec<f64>,
}

impl<'a> Handover<'a> {
    /// At `u0`; `None` where an objective tells nothing of itself.
    pub(super) fn start(objective: &'a dyn Objective, u0: Vec<f64>) -> Result<Option<Self>, SolveError> {
        let Some(penalty) = objective.structure().and_then(Structure::penalty) else { return Ok(None) };
        let inner = lbfgs().start(objective, u0)?;
        let curvature = inner.iterate().evaluation.intercept_curvature.max(f64::MIN_POSITIVE);
        let inverse = penalty.l2().iter().map(|l2| 1.0 / (curvature * (1.0 - 4.0 * l2).max(0.0) + l2)).collect();
        Ok(Some(Self { objective, inner, is_over: false, inverse, digits: Vec::new() }))
    }

    /// Whether what is left costs more by gradients than by Hessians.
    fn is_due(&mut self) -> bool {
        let at = self.inner.iterate();
        let square: f64 = at.evaluation.gradient.iter().zip(&self.inverse).map(|(g, inverse)| g * g * inverse).sum();
        let end = (END * at.evaluation.value.sqrt()).log10();
        self.digits.push(0.5 * square.log10());
        let Some(before) = self.digits.len().checked_sub(LOOK + 1) else { return false };
        let (now, gained) =
            (self.digits[self.digits.len() - 1], self.digits[before] - self.digits[self.digits.len() - 1]);
        let left = now - end;
        let steps = if gained > 0.0 { left * LOOK as f64 / gained } else { MOST };
        left > 0.0 && steps.min(MOST) > HESSIANS * hessian_passes(self.objective)
    }

    fn hand_over(&mut self) -> Result<(), SolveError> {
        self.is_over = true;
        self.inner = Box::new(NewtonIteration::new(self.objective, self.inner.iterate().point.to_vec())?);
        Ok(())
    }
}

impl Iteration for Handover<'_> {
    fn step(&mut self) -> Result<Progress, SolveError> {
        if !self.is_over && self.is_due() {
            self.hand_over()?;
        }
        match self.inner.step()? {
            Progress::Stalled if !self.is_over => {
                self.hand_over()?;
                self.inner.step()
            }
            progress => Ok(progress),
        }
    }

    fn make_exact(&mut self) -> Result<(), SolveError> {
        self.inner.make_exact()
    }

    fn iterate(&self) -> Iterate<'_> {
        self.inner.iterate()
    }
}

/// Whether it is for an objective of several outputs whose columns are all penalised and whose Hessian is dear.
pub(super) fn applies(objective: &dyn Objective, is_dear: bool) -> bool {
    let several = objective.structure().and_then(Structure::geometry).map_or(1, Geometry::blocks) > 1;
    let premises = Premises::of(objective);
    several && is_dear && premises.is_some_and(|known| known.penalises_all_columns())
}

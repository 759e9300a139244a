//! A penalised fit of fewer rows than columns, in the span of its rows ([`RowSpace`]).
//!
//! ```text
//! K = X̃ ρ⁻¹ X̃ᵀ + c 1 1ᵀ = B Bᵀ        minimise over b, z:   mean loss at margins B z + b  +  ½ ‖z‖²        then
//! a = B⁻ᵀ z,   w = ρ⁻¹ X̃ᵀ a,   b ← b + c Σa
//! ```
//!
//! Columns lie about their means, so that without c some combination of the rows would vanish, and K be singular always. c 1 1ᵀ is one more column, a
//! constant one with a ridge: beside an intercept that is free its coefficient c Σa is 0 at the minimum, and on the way it is the intercept's. Rows that depend on
//! each other otherwise (equal ones, say) leave pivots of rounding; K then gets a ridge τ diag K, τ growing from the rounding of its factor.
//!
//! Rounding, τ and a K of mixed scales make B Bᵀ another matrix than K, and the lifted point another than the minimum. So the objective itself is evaluated there,
//! once, which is what the certificate rests on; and from there steps of Newton's method in the span,
//!
//! ```text
//! u ← u − S H⁻¹ Sᵀ ∇F(u)        S the lift of (b, z), H the Hessian in the span
//! ```
//!
//! correct it: they are right but for the same small errors, relative to the step, so that one is mostly enough. Where they do not help, conjugate gradients in all coordinates
//! go on.
//!
//! The minimum in the span is found to rounding at once, as steps there cost nothing that grows with the columns; a certificate to any tolerance, and the last digits, are there
//! with the first evaluation.

use crate::algebra::Cholesky;
use crate::solver::{Iterate, Iteration, Progress, SolveError, Solver};
use crate::solvers::newton_cg::NewtonCg;
use logodds_core::{EvalError, Evaluation, InRowSpace, Objective, Order, RowSpace, Structure, SymMatrix};

/// Gap, relative to F, at which the minimum in the span is found: with one output steps converge quadratically, and it is the goal of the last digits at the default
/// tolerance (10⁻⁴ of its square); with several, linearly, and it is what a certificate to that tolerance needs.
const FOUND: f64 = 1e-22;
const FOUND_OF_OUTPUTS: f64 = 1e-12;
/// How much is gained each time when that was not enough.
const MORE: f64 = 1e-4;
/// Steps in the span between looks at time and observers.
const STEPS: usize = 25;
/// What a correction must leave of the squared norm of the gradient at most.
const CORRECTED: f64 = 0.25;

/// A fit in the span of its rows, at work.
pub(crate) struct InSpan<'a> {
    objective: &'a dyn Objective,
    span: Span<'a>,
    reduced: Box<dyn InRowSpace + 'a>,
    /// Where it is, in the coordinates of the span.
    inside: Vec<f64>,
    /// The gap to be reached there, relative to F.
    goal: f64,
    point: Vec<f64>,
    evaluation: Evaluation,
    stage: Stage<'a>,
}

/// What the next step does.
enum Stage<'a> {
    /// Minimise in the span.
    Inside,
    /// Correct what the span's arithmetic lost, by a Hessian in the span, once it is there.
    Correcting(Option<Cholesky>),
    /// Go on in all coordinates.
    Outside(Box<dyn Iteration + 'a>),
}

impl<'a> InSpan<'a> {
    /// From `u0`, or the point of the span with the same margins.
    pub(crate) fn start(
        objective: &'a dyn Objective,
        structure: &'a dyn Structure,
        space: &'a dyn RowSpace,
        u0: Vec<f64>,
    ) -> Result<Option<Self>, SolveError> {
        let evaluation = objective.evaluate(&u0, Order::Gradient)?;
        if !evaluation.value.is_finite() {
            return Err(SolveError::Start);
        }
        let Some(span) = Span::new(structure, space)? else { return Ok(None) };
        let Some(rows) = span.factor.lower() else { return Ok(None) };
        let reduced = space.with_rows(rows)?;
        let inside = span.projected(&*reduced, &u0)?;
        let goal = if span.outputs > 1 { FOUND_OF_OUTPUTS } else { FOUND };
        Ok(Some(Self { objective, span, reduced, inside, goal, point: u0, evaluation, stage: Stage::Inside }))
    }

    /// Minimise in the span, and lift.
    fn minimise_inside(&mut self) -> Result<Progress, SolveError> {
        let (goal, start) = (self.goal, std::mem::take(&mut self.inside));
        let mut end = None;
        self.reduced.visit(&mut |objective| end = Some(minimum(objective, start.clone(), goal)));
        let Some((inside, found)) = end.transpose()? else { return Ok(Progress::Stalled) };
        self.inside = inside;
        let point = self.span.lifted(&*self.reduced, &self.inside)?;
        let evaluation = self.objective.evaluate(&point, Order::Gradient)?;
        if found {
            self.goal *= MORE;
            self.stage = Stage::Correcting(None);
        }
        if evaluation.value.is_finite() && evaluation.value <= self.evaluation.value * (1.0 + 1e-9) {
            (self.point, self.evaluation) = (point, evaluation);
            Ok(Progress::Moved)
        } else {
            self.go_outside()
        }
    }

    /// One step of Newton's method from the gradient in all coordinates, by the Hessian in the span.
    fn correct(&mut self, factor: Option<Cholesky>) -> Result<Progress, SolveError> {
        let factor = match factor {
            Some(factor) => Some(factor),
            None if self.span.outputs > 1 => None,
            None => {
                let (mut hessian, at) = (None, &self.inside);
                self.reduced.visit(&mut |objective| hessian = Some(objective.evaluate(at, Order::Hessian)));
                let hessian = hessian.transpose()?.and_then(|evaluation| evaluation.hessian);
                hessian.and_then(|hessian| Cholesky::new(&hessian).ok())
            }
        };
        let Some(factor) = factor else { return self.go_outside() };
        let step = factor.solve(&self.span.pulled(&*self.reduced, &self.evaluation.gradient)?);
        let lifted = self.span.lifted(&*self.reduced, &step)?;
        let point: Vec<f64> = self.point.iter().zip(&lifted).map(|(u, d)| u - d).collect();
        let evaluation = self.objective.evaluate(&point, Order::Gradient)?;
        let (before, after) = (self.span.square(&self.evaluation.gradient), self.span.square(&evaluation.gradient));
        if after <= CORRECTED * before {
            self.inside.iter_mut().zip(&step).for_each(|(v, d)| *v -= d);
            (self.point, self.evaluation) = (point, evaluation);
            self.stage = Stage::Correcting(Some(factor));
            return Ok(Progress::Moved);
        }
        self.go_outside()
    }

    fn go_outside(&mut self) -> Result<Progress, SolveError> {
        let mut outside = NewtonCg::default().start(self.objective, self.point.clone())?;
        let progress = outside.step()?;
        self.stage = Stage::Outside(outside);
        Ok(progress)
    }
}

impl Iteration for InSpan<'_> {
    fn step(&mut self) -> Result<Progress, SolveError> {
        match std::mem::replace(&mut self.stage, Stage::Inside) {
            Stage::Inside => self.minimise_inside(),
            Stage::Correcting(factor) => self.correct(factor),
            Stage::Outside(mut outside) => {
                let progress = outside.step();
                self.stage = Stage::Outside(outside);
                progress
            }
        }
    }

    fn iterate(&self) -> Iterate<'_> {
        match &self.stage {
            Stage::Outside(outside) => outside.iterate(),
            _ => Iterate { is_refined: true, ..Iterate::new(&self.point, &self.evaluation) },
        }
    }
}

/// The minimum of the objective in the span, from `start`, and whether it was found to a gap of `goal` of F.
fn minimum(objective: &dyn Objective, start: Vec<f64>, goal: f64) -> Result<(Vec<f64>, bool), SolveError> {
    let mut iteration = NewtonCg::default().start(objective, start)?;
    let mut found = false;
    for _ in 0..STEPS {
        let at = iteration.iterate();
        found = gap(objective, at.evaluation) <= goal * at.evaluation.value;
        if found || iteration.step()? == Progress::Stalled {
            found = true;
            break;
        }
    }
    Ok((iteration.iterate().point.to_vec(), found))
}

/// `½ Σ_j g_j²/ρ_j` and half the squared decrement of the intercepts: what the duality gap is, rounding aside.
fn gap(objective: &dyn Objective, at: &Evaluation) -> f64 {
    let Some(ridge) = objective.separable() else { return f64::INFINITY };
    let of_columns: f64 =
        (at.gradient.iter().zip(ridge.l2())).filter(|(_, ridge)| **ridge > 0.0).map(|(g, ridge)| g * g / ridge).sum();
    let of_intercepts: f64 = match at.intercept_step.len() {
        0 if at.gradient[0] == 0.0 => 0.0,
        0 => at.gradient[0] * at.gradient[0] / at.intercept_curvature,
        outputs => {
            let block = at.gradient.len() / outputs;
            at.gradient.iter().step_by(block).zip(&at.intercept_step).map(|(g, step)| g * step).sum()
        }
    };
    0.5 * (of_columns + of_intercepts)
}

/// The span of the rows, and the ways between it and all coordinates.
struct Span<'a> {
    space: &'a dyn RowSpace,
    /// B.
    factor: Cholesky,
    /// c, 0 without an intercept.
    constant: f64,
    outputs: usize,
    /// Coordinates of an output.
    block: usize,
    /// ρ of all coordinates.
    ridge: &'a [f64],
}

impl<'a> Span<'a> {
    /// `None` if K cannot be factored.
    fn new(structure: &'a dyn Structure, space: &'a dyn RowSpace) -> Result<Option<Self>, EvalError> {
        let (Some(geometry), Some(ridge)) = (structure.geometry(), structure.penalty()) else { return Ok(None) };
        let mut gram = space.gram()?;
        let n = gram.order();
        let mean = gram.diagonal().sum::<f64>() / n.max(1) as f64;
        let constant = if geometry.pinned() > 0 { 0.0 } else { mean };
        (0..n).for_each(|i| gram.row_mut(i).iter_mut().for_each(|k| *k += constant));
        let outputs = geometry.blocks();
        let (block, ridge) = (structure.dim() / outputs, ridge.l2());
        Ok(factored(&gram, mean).map(|factor| Self { space, factor, constant, outputs, block, ridge }))
    }

    /// The point of all coordinates.
    fn lifted(&self, reduced: &dyn InRowSpace, inside: &[f64]) -> Result<Vec<f64>, EvalError> {
        let (intercepts, mut z) = reduced.coefficients(inside);
        self.factor.unwhiten_points(&mut z);
        let mut point = self.space.transposed(&z)?;
        for (point, intercept) in point.chunks_exact_mut(self.block).zip(intercepts) {
            point[0] = intercept + self.constant * point[0];
            point[1..].iter_mut().zip(&self.ridge[1..]).for_each(|(u, ridge)| *u /= ridge);
        }
        Ok(point)
    }

    /// The gradient in the span from that in all coordinates: the transpose of [`Span::lifted`].
    fn pulled(&self, reduced: &dyn InRowSpace, gradient: &[f64]) -> Result<Vec<f64>, EvalError> {
        let mut of_columns = gradient.to_vec();
        let mut intercepts = Vec::with_capacity(self.outputs);
        for g in of_columns.chunks_exact_mut(self.block) {
            intercepts.push(std::mem::take(&mut g[0]));
            g[1..].iter_mut().zip(&self.ridge[1..]).for_each(|(g, ridge)| *g /= ridge);
        }
        let mut rows = self.space.products(&of_columns)?;
        for (rows, g) in rows.chunks_exact_mut(self.factor.order().max(1)).zip(&intercepts) {
            rows.iter_mut().for_each(|row| *row += self.constant * g);
        }
        self.factor.whiten_gradients(&mut rows);
        Ok(reduced.gradient(&intercepts, &rows))
    }

    /// The point of the span with the margins of a point of all coordinates: at the start mostly that of intercepts alone, which needs no pass.
    fn projected(&self, reduced: &dyn InRowSpace, point: &[f64]) -> Result<Vec<f64>, EvalError> {
        let mut columns = point.to_vec();
        let intercepts: Vec<f64> = columns.chunks_exact_mut(self.block).map(|u| std::mem::take(&mut u[0])).collect();
        let mut rows = match columns.iter().all(|u| *u == 0.0) {
            true => vec![0.0; self.outputs * self.factor.order()],
            false => self.space.products(&columns)?,
        };
        self.factor.whiten_gradients(&mut rows);
        Ok(reduced.point(&intercepts, &rows))
    }

    /// `Σ_j g_j²/ρ_j` over the columns, and the squares of the others.
    fn square(&self, gradient: &[f64]) -> f64 {
        gradient.iter().zip(self.ridge).map(|(g, ridge)| g * g / if *ridge > 0.0 { *ridge } else { 1.0 }).sum()
    }
}

/// The factor of K, with the least ridge that it needs. `None` if it is not finite.
fn factored(gram: &SymMatrix, mean: f64) -> Option<Cholesky> {
    if let Ok(factor) = Cholesky::new(gram) {
        return Some(factor);
    }
    // Twice what the factorisation takes for 0, and from there on.
    let least = 128.0 * f64::EPSILON * gram.order() as f64;
    (0..6).find_map(|k| {
        let (mut ridged, tau) = (gram.clone(), least * 10f64.powi(k));
        for i in 0..gram.order() {
            let diagonal = &mut ridged.row_mut(i)[i];
            *diagonal += tau * diagonal.max(f64::EPSILON * mean);
        }
        Cholesky::new(&ridged).ok()
    })
}

//! Up a log-likelihood, under linear equations if there are any.
//!
//! ```text
//! maximise ℓ(u)  subject to  A u = v
//! d = B (s + A'μ),   (A B A') μ = v − A u − A B s        B = J⁻¹
//! ```
//!
//! d solves the equations of R. Fletcher, *Practical Methods of Optimization*, 2nd ed., §10.1 (Newton's method for Lagrange's), with J in
//! the place of the Hessian; it is halved until ℓ grows (J. Nocedal, S. Wright, *Numerical Optimization*, 2nd ed., Algorithm 3.1). At
//! the maximum −μ is the slope of ℓ in v, and the norm of s + A'μ in the metric of J⁻¹ says how far away it still is: ℓ is then below its
//! maximum by half its square. Where J is not the Hessian, B is J⁻¹ updated by the secants of the steps.
//!
//! **A step is trusted as far as J is.** A row's part of J changes by a factor of at most e^δ where its log-odds move by δ (|ℓ‴| ≤ ℓ″: F. Bach,
//! *Electron. J. Statist.* 4, 2010), so that
//!
//! ```text
//! d is shortened to  max_i |z_i·d| ≤ Δ;   Δ grows where ℓ rises as the parabola of s and J foretells, and shrinks with a step that is halved
//! ```
//!
//! A step from a rare label, p = 12/1012, to a level that has it alone would be 84 in its log-odds: ℓ is higher there than at the start, and J
//! is 0 to the last digit, from where no step leads back. (Columns with rows far out need large moves, hence no fixed bound.)

use crate::error::InferenceError;
use crate::likelihood::function::{LogLikelihood, Point};
use logodds_core::SymMatrix;
use logodds_optim::{Cholesky, Secants};

/// Steps at most; from a start in reach they are fewer than ten, but for rows on their way to saturation one is needed per unit of
/// the log-odds.
const STEPS: usize = 200;
const HALVINGS: i32 = 50;
/// Δ at first: a factor of 150 for J.
const TRUSTED: f64 = 5.0;
/// By how much Δ grows.
const GROWTH: f64 = 2.0;
/// The same of an ascent that is patient.
const PATIENT: f64 = 2.0;
const SLOW: f64 = 1.25;
/// Share of the foretold rise beyond which it does.
const FAITHFUL: f64 = 0.75;
/// Log-odds up to which the secant of a step tells of the Hessian where it ends.
const LOCAL: f64 = 1.0;
/// A rise of a log-likelihood that may be hidden in its rounding, and says nothing: a thousandth of a standard error away.
const LEVEL: f64 = 1e-6;

/// A way up.
pub(crate) struct Ascent<'a> {
    likelihood: &'a dyn LogLikelihood,
    /// A, row by row, and v.
    rows: &'a [Vec<f64>],
    values: &'a [f64],
    pub at: Point,
    secants: Secants,
    /// Δ, and by how much it grows.
    trusted: f64,
    growth: f64,
}

/// A step under equations.
pub(crate) struct Step {
    pub direction: Vec<f64>,
    /// The norm of the projected score s + A'μ in the metric of J⁻¹.
    pub decrement: f64,
    /// By how much ℓ grows along the direction, at first.
    rise: f64,
    /// −μ: the slopes in the values of the equations.
    pub slopes: Vec<f64>,
}

/// How a move ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    /// To a better point.
    Better,
    /// Nowhere: rounding allows none.
    Stuck,
}

impl<'a> Ascent<'a> {
    /// From `at`; every step but the first assumes that it satisfies the equations `rows · u = values`.
    pub fn new(likelihood: &'a dyn LogLikelihood, at: Point, rows: &'a [Vec<f64>], values: &'a [f64]) -> Self {
        Self { likelihood, rows, values, at, secants: Secants::default(), trusted: TRUSTED, growth: GROWTH }
    }

    /// In shorter steps, which grow more slowly.
    pub fn patient(self) -> Self {
        Self { trusted: PATIENT, growth: SLOW, ..self }
    }

    /// The next step. `None` if an equation is a combination of others.
    pub fn step(&self) -> Option<Step> {
        self.step_at(&self.at)
    }

    fn step_at(&self, at: &Point) -> Option<Step> {
        let towards = |x: &[f64]| self.secants.step(at.metric(), x);
        let mut direction = towards(&at.score);
        if self.rows.is_empty() {
            let rise = dot(&at.score, &direction);
            return Some(Step { rise, direction, decrement: at.factor.dual_norm(&at.score), slopes: Vec::new() });
        }
        let back: Vec<Vec<f64>> = self.rows.iter().map(|row| towards(row)).collect();
        let mut schur = SymMatrix::zeros(self.rows.len());
        for (i, row) in self.rows.iter().enumerate() {
            schur.row_mut(i).iter_mut().zip(&back).for_each(|(s, back)| *s = dot(row, back));
        }
        let equations = self.rows.iter().zip(self.values);
        let wanted: Vec<f64> = equations.map(|(row, v)| v - dot(row, &at.u) - dot(row, &direction)).collect();
        let mu = Cholesky::new(&schur).ok()?.solve(&wanted);
        let mut projected = at.score.clone();
        for ((mu, back), row) in mu.iter().zip(&back).zip(self.rows) {
            direction.iter_mut().zip(back).for_each(|(d, y)| *d += mu * y);
            projected.iter_mut().zip(row).for_each(|(s, a)| *s += mu * a);
        }
        let (decrement, rise) = (at.factor.dual_norm(&projected), dot(&projected, &direction));
        Some(Step { direction, decrement, rise, slopes: mu.iter().map(|mu| -mu).collect() })
    }

    /// One step from a point that satisfies the equations, to one that does, too.
    pub fn climb(&mut self, step: &Step) -> Result<Move, InferenceError> {
        let rounding = 8.0 * f64::EPSILON * self.at.value.abs();
        let farthest = self.likelihood.farthest(&step.direction, self.trusted)?;
        let longest = if farthest > self.trusted { self.trusted / farthest } else { 1.0 };
        for halving in 0..=HALVINGS {
            let t = longest * 0.5f64.powi(halving);
            let trial: Vec<f64> = self.at.u.iter().zip(&step.direction).map(|(u, d)| u + t * d).collect();
            if trial == self.at.u {
                break;
            }
            let Some(new) = self.likelihood.at(trial)? else { continue };
            let sufficient = step.rise > rounding && new.value >= self.at.value + 1e-4 * t * step.rise;
            // Where values agree to rounding the score tells: also to that of a determinant, which is larger than its size says.
            let level = || {
                (step.rise <= LEVEL || new.value >= self.at.value - rounding)
                    && self.step_at(&new).is_some_and(|after| after.decrement < step.decrement)
            };
            if sufficient || level() {
                let foretold = t * (1.0 - 0.5 * t) * step.rise;
                if halving > 0 {
                    self.trusted = (t * farthest).max(1.0);
                } else if t < 1.0 && new.value - self.at.value >= FAITHFUL * foretold {
                    self.trusted *= self.growth;
                }
                if t * farthest > LOCAL {
                    self.secants = Secants::default();
                } else if !self.likelihood.is_newtons() {
                    let change = new.score.iter().zip(&self.at.score).map(|(new, old)| old - new).collect();
                    self.secants.push(step.direction.iter().map(|d| t * d).collect(), change);
                }
                self.at = new;
                return Ok(Move::Better);
            }
            if step.rise <= rounding && halving >= 3 {
                break;
            }
        }
        Ok(Move::Stuck)
    }

    /// The maximum, to a decrement of at most `goal` or as far as rounding allows, with the step that would follow. `None` if an
    /// equation is a combination of others.
    pub fn maximise(mut self, goal: f64) -> Result<Option<(Point, Step)>, InferenceError> {
        for _ in 0..STEPS {
            let Some(next) = self.step() else { return Ok(None) };
            if next.decrement <= goal || self.climb(&next)? == Move::Stuck {
                return Ok(Some((self.at, next)));
            }
        }
        Ok(self.step().map(|last| (self.at, last)))
    }
}

pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

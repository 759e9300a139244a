//! Intervals from the profile likelihood.
//!
//! ```text
//! ℓ_p(b) = max { ℓ(u) : a·u = b }        the ends:  2 (ℓ_max − ℓ_p(b)) = q²,   q² the χ²₁ quantile of the confidence
//! ```
//!
//! They do not assume that ℓ is a parabola, so they hold where the estimate's distribution is skew, and are the same whatever scale
//! the coefficient is measured on.
//!
//! **D. Venzon, S. Moolgavkar,** *Applied Statistics* 37, 1988, find b and u together: where ℓ is the parabola of s and J at u, its maximum
//! under a·(u + d) = a·u + t is known, and so is the t that puts it at ℓ_max − q²/2:
//!
//! ```text
//! d = J⁻¹s + (t − m) J⁻¹a / κ,   (t − m)² = κ (q² − 2 (ℓ_max − ℓ) + s·J⁻¹s)        κ = a·J⁻¹a,  m = a·J⁻¹s
//! ```
//!
//! The first step is Wald's interval, some three more find the end to the last digits. An end counts once the equation holds there: the
//! projected score says by how much ℓ is below ℓ_p. Where this does not converge, ends are bracketed: b moves away from the estimate,
//! by twice the distance each time, with ℓ maximised at each b; between the last two Newton's method on the signed root
//! `√(2 (ℓ_max − ℓ_p))`, which is nearly linear in b, is safeguarded by bisection.
//!
//! **Infinite ends.** ℓ is concave. Where the data are separated along a, ℓ_p grows, or falls by less than q²/2, however far b
//! moves: once the log-odds of rows have moved by 10⁸, and by ten times those of the supremum, the end is infinite.
//! A finite end of separated data may be hidden by rows that are saturated at the supremum (one in some thousand random sets of two
//! columns); that is an error, never a number.

use crate::error::InferenceError;
use crate::hypotheses::Contrast;
use crate::likelihood::ascent::{Ascent, dot};
use crate::likelihood::firth::Jeffreys;
use crate::likelihood::function::{LogLikelihood, Plain, Point, check_width};
use crate::separation::overlap::supremum_by_columns;
use logodds_core::normal::two_sided_quantile;
use logodds_core::{Objective, Order, Risk, Structure};

/// A decrement below which ℓ is at its maximum: by half of its square. Beyond it, separated rows would only saturate.
const AT_MAXIMUM: f64 = 1e-7;
/// A move of log-odds beyond which a likelihood that has not fallen will not.
const FAR: f64 = 1e8;
/// How far from q² twice the difference of the log-likelihoods may be, besides rounding.
const EXACT: f64 = 1e-10;
/// How far below q² it is at another maximum, rounding being far less.
const ANOTHER: f64 = 1e-6;

/// A log-likelihood about its maximum.
#[derive(Debug)]
pub struct Profile<'a> {
    risk: &'a Risk<'a>,
    likelihood: Box<dyn LogLikelihood + 'a>,
    top: Point,
    /// Whether it has no other maximum.
    is_concave: bool,
}

impl<'a> Profile<'a> {
    /// The likelihood of `risk`, which must not be penalised, from a point `u` near its maximum. Where the data are separated it has a
    /// supremum instead, which it is followed to.
    ///
    /// # Errors
    /// [`InferenceError::NoMaximum`] if it is not found; [`InferenceError::TooWide`]; [`InferenceError::Eval`] if a pass fails.
    pub fn plain(risk: &'a Risk<'a>, u: &[f64]) -> Result<Self, InferenceError> {
        match Self::of(risk, Box::new(Plain { risk }), u) {
            // Rows that are separated by little are out of reach of steps, but not of who knows where they lie.
            Err(InferenceError::NoMaximum) => match supremum_by_columns(risk)? {
                Some(near) => Self::of(risk, Box::new(Plain { risk }), &near),
                None => Err(InferenceError::NoMaximum),
            },
            found => found,
        }
    }

    /// The likelihood with Jeffreys' prior, from the point of a [`firth`](crate::likelihood::firth::fit) fit.
    ///
    /// # Errors
    /// As for [`Profile::plain`].
    pub fn firth(risk: &'a Risk<'a>, u: &[f64]) -> Result<Self, InferenceError> {
        Ok(Self { is_concave: false, ..Self::of(risk, Box::new(Jeffreys::new(risk)), u)? })
    }

    fn of(risk: &'a Risk<'a>, likelihood: Box<dyn LogLikelihood + 'a>, u: &[f64]) -> Result<Self, InferenceError> {
        check_width(risk)?;
        let start = likelihood.at(u.to_vec())?.ok_or(InferenceError::NoMaximum)?;
        match Ascent::new(&*likelihood, start, &[], &[]).maximise(AT_MAXIMUM)? {
            Some((top, last)) if last.decrement <= 1e-5 => Ok(Self { risk, likelihood, top, is_concave: true }),
            _ => Err(InferenceError::NoMaximum),
        }
    }

    /// The largest log-likelihood, penalised if it is.
    #[must_use]
    pub fn maximum(&self) -> f64 {
        self.top.value
    }

    /// Lower and upper end at `confidence` (between 0 and 1), infinite where the likelihood does not fall enough. `None` if the data
    /// do not determine the contrast, because a column is held at 0.
    ///
    /// # Errors
    /// [`InferenceError::NoEnd`] if an end is not found to ten digits of its equation; [`InferenceError::Eval`] if a pass fails.
    pub fn interval(&self, contrast: &Contrast, confidence: f64) -> Result<Option<(f64, f64)>, InferenceError> {
        let Some((a, constant)) = contrast.in_coordinates(self.risk) else { return Ok(None) };
        if a.iter().all(|a| *a == 0.0) {
            return Ok(None);
        }
        let q = two_sided_quantile(confidence);
        let [lower, upper] = [-1.0, 1.0].map(|side| End { profile: self, a: &a, side, q }.find());
        Ok(Some((lower? + constant, upper? + constant)))
    }

    /// Twice the difference of the log-likelihood's maximum and that with all of the `contrasts` 0: the likelihood ratio's statistic. Also
    /// how many of them the data determine, its degrees of freedom; the others do not count.
    ///
    /// # Errors
    /// [`InferenceError::NoMaximum`] if the second is not found; [`InferenceError::Eval`] if a pass fails.
    pub fn statistic(&self, contrasts: &[Contrast]) -> Result<(f64, usize), InferenceError> {
        let known: Vec<(Vec<f64>, f64)> = contrasts.iter().filter_map(|c| c.in_coordinates(self.risk)).collect();
        let (rows, values): (Vec<_>, Vec<_>) = known.into_iter().map(|(a, constant)| (a, -constant)).unzip();
        if rows.is_empty() {
            return Ok((0.0, 0));
        }
        let start = self.feasible(&rows, &values)?.ok_or(InferenceError::NoMaximum)?;
        match Ascent::new(&*self.likelihood, start, &rows, &values).maximise(AT_MAXIMUM)? {
            Some((at, last)) if last.decrement <= 1e-5 => {
                let below = 2.0 * (self.top.value - at.value) - last.decrement * last.decrement;
                Ok((below.max(0.0), rows.len()))
            }
            _ => Err(InferenceError::NoMaximum),
        }
    }

    /// Where the equations hold: one step from the maximum, or nearer to the intercept alone if that is no worse.
    fn feasible(&self, rows: &[Vec<f64>], values: &[f64]) -> Result<Option<Point>, InferenceError> {
        let mut best: Option<Point> = None;
        let mut offer = |from: Point| -> Result<(), InferenceError> {
            let ascent = Ascent::new(&*self.likelihood, from, rows, values);
            let Some(step) = ascent.step() else { return Ok(()) };
            let u = ascent.at.u.iter().zip(&step.direction).map(|(u, d)| u + d).collect();
            if let Some(at) = self.likelihood.at(u)?
                && best.as_ref().is_none_or(|best| at.value > best.value)
            {
                best = Some(at);
            }
            Ok(())
        };
        offer(self.top.clone())?;
        if let Some(null) = self.likelihood.at(self.risk.start())? {
            offer(null)?;
        }
        Ok(best)
    }

    /// A statistic's rounding error.
    fn rounding(&self) -> f64 {
        32.0 * f64::EPSILON * self.top.value.abs()
    }
}

/// One end of an interval of a·u.
struct End<'a> {
    profile: &'a Profile<'a>,
    a: &'a [f64],
    /// −1 for the lower, 1 for the upper.
    side: f64,
    q: f64,
}

/// A maximum under a·u = b.
struct Constrained {
    at: Point,
    /// a·u.
    b: f64,
    /// 2 (ℓ_max − ℓ_p(b)).
    below: f64,
    /// dℓ_p/db.
    slope: f64,
}

impl End<'_> {
    fn find(&self) -> Result<f64, InferenceError> {
        if self.q.is_infinite() {
            return Ok(self.side * f64::INFINITY);
        }
        match self.together()? {
            Some(b) if !self.is_of_a_lower_maximum(b)? => return Ok(b),
            _ => {}
        }
        let b = self.bracketed()?;
        if self.is_of_a_lower_maximum(b)? { Err(InferenceError::NoEnd) } else { Ok(b) }
    }

    /// Jeffreys' prior may leave more than one maximum under a·u = b: the end counts only if a climb from the intercept alone finds none above. (Of
    /// the likelihood alone, which is concave, there is one.)
    fn is_of_a_lower_maximum(&self, b: f64) -> Result<bool, InferenceError> {
        if self.profile.is_concave || b.is_infinite() {
            return Ok(false);
        }
        let Some(null) = self.profile.likelihood.at(self.profile.risk.start())? else { return Ok(false) };
        let other = self.at(b, &null)?;
        Ok(other.is_some_and(|other| other.below < self.q * self.q - ANOTHER))
    }

    fn is_exact(&self, below: f64) -> bool {
        (below - self.q * self.q).abs() <= EXACT + self.profile.rounding()
    }

    /// Venzon's and Moolgavkar's iteration. `None` if it does not converge.
    fn together(&self) -> Result<Option<f64>, InferenceError> {
        const STEPS: usize = 30;
        let top = &self.profile.top;
        let (estimate, goal) = (dot(self.a, &top.u), self.q * self.q);
        let mut at = top.clone();
        for k in 0..STEPS {
            let (newton, tangent) = (at.metric().solve(&at.score), at.metric().solve(self.a));
            let (kappa, m) = (dot(self.a, &tangent), dot(self.a, &newton));
            let below = 2.0 * (top.value - at.value);
            // s without its part along a: how far ℓ is below ℓ_p here.
            let projected = (dot(&at.score, &newton) - m * m / kappa).max(0.0);
            let b = dot(self.a, &at.u);
            if k > 0 && projected <= 1e-11 && self.is_exact(below - projected) && self.side * (b - estimate) > 0.0 {
                return Ok(Some(b));
            }
            let room = kappa * (goal - below + dot(&at.score, &newton));
            let reach = self.side * room.max(0.0).sqrt() / kappa;
            let u = at.u.iter().zip(newton.iter().zip(&tangent)).map(|(u, (n, y))| u + n + reach * y).collect();
            match self.profile.likelihood.at(u)? {
                Some(new) if new.value.is_finite() && kappa > 0.0 => at = new,
                _ => return Ok(None),
            }
        }
        Ok(None)
    }

    /// The maximum under a·u = b, from `from`, or, where that is too saturated to be left, from the intercept alone; where there may be several, the
    /// higher of the two. `None` if there is none, or it is not found.
    fn at(&self, b: f64, from: &Point) -> Result<Option<Constrained>, InferenceError> {
        let found = self.at_from(b, from)?;
        if found.is_some() && self.profile.is_concave {
            return Ok(found);
        }
        let other = match self.profile.likelihood.at(self.profile.risk.start())? {
            Some(null) => self.at_from(b, &null)?,
            None => None,
        };
        // The higher of two maxima.
        let is_higher = |other: &Constrained| found.as_ref().is_none_or(|found| other.below < found.below - ANOTHER);
        Ok(match other {
            Some(other) if is_higher(&other) => Some(other),
            _ => found,
        })
    }

    fn at_from(&self, b: f64, from: &Point) -> Result<Option<Constrained>, InferenceError> {
        let rows = [self.a.to_vec()];
        let tangent = from.metric().solve(self.a);
        let kappa = dot(self.a, &tangent);
        let t = (b - dot(self.a, &from.u)) / kappa;
        let u = from.u.iter().zip(&tangent).map(|(u, y)| u + t * y).collect();
        let Some(start) = self.profile.likelihood.at(u)? else { return Ok(None) };
        // The start satisfies a·u = b but for rounding, and so shall what follows.
        let b = dot(self.a, &start.u);
        let values = [b];
        let ascent = Ascent::new(&*self.profile.likelihood, start, &rows, &values);
        let Some((at, last)) = ascent.maximise(AT_MAXIMUM)? else { return Ok(None) };
        // Where rows are saturated J⁻¹ is so large that the rounding of a step leads off the equation, and up to another b.
        let size: f64 = self.a.iter().zip(&at.u).map(|(a, u)| (a * u).abs()).sum();
        if (dot(self.a, &at.u) - b).abs() > 1e-9 * size.max(b.abs()) {
            return Ok(None);
        }
        let below = 2.0 * (self.profile.top.value - at.value) - last.decrement * last.decrement;
        let slope = last.slopes.first().copied().unwrap_or(f64::NAN);
        Ok((last.decrement <= 1e-5).then_some(Constrained { at, b, below, slope }))
    }

    fn bracketed(&self) -> Result<f64, InferenceError> {
        const MOVES: usize = 200;
        let top = &self.profile.top;
        let goal = self.q * self.q;
        let tangent = top.metric().solve(self.a);
        if self.profile.likelihood.is_newtons() && self.is_open(&tangent)? {
            return Ok(self.side * f64::INFINITY);
        }
        let mut inner = Constrained { at: top.clone(), b: dot(self.a, &top.u), below: 0.0, slope: 0.0 };
        // A saturated direction has no curvature to tell a distance by.
        let mut distance = (self.q * dot(self.a, &tangent).sqrt()).min(self.reach(&tangent, 10.0));
        let mut outer = None;
        for _ in 0..MOVES {
            let Some(next) = self.at(inner.b + self.side * distance, &inner.at)? else {
                distance *= 0.5;
                continue;
            };
            if next.below > goal {
                outer = Some(next);
                break;
            }
            let moved = self.side * (next.b - dot(self.a, &top.u));
            if moved > self.reach(&next.at.metric().solve(self.a), self.far()) {
                return Ok(self.side * f64::INFINITY);
            }
            inner = next;
            distance *= 2.0;
        }
        let mut outer = outer.ok_or(InferenceError::NoEnd)?;
        let mut widths = [f64::INFINITY; 3];
        for _ in 0..MOVES {
            if let Some(exact) = [&outer, &inner].into_iter().find(|end| self.is_exact(end.below)) {
                return Ok(exact.b);
            }
            // From the nearer end, on the signed root; where that has stopped to shorten the bracket, the middle.
            let root = |end: &Constrained| end.below.max(0.0).sqrt();
            let near = if root(&outer) - self.q < self.q - root(&inner) { &outer } else { &inner };
            let newton = near.b - (root(near) - self.q) * root(near) / -near.slope;
            let inside = (newton - inner.b) * (newton - outer.b) < 0.0;
            let width = (outer.b - inner.b).abs();
            let fast = width <= 0.5 * widths[0];
            widths = [widths[1], widths[2], width];
            let mut next = if inside && fast { self.at(newton, &near.at)? } else { None };
            // From a saturated point a shorter move may be all that can be followed.
            let mut share = 0.5;
            while share > 1e-6 && next.as_ref().is_none_or(|next| next.b == inner.b || next.b == outer.b) {
                next = self.at(inner.b + share * (outer.b - inner.b), &inner.at)?;
                share *= 0.5;
            }
            let next = next.ok_or(InferenceError::NoEnd)?;
            if next.b == inner.b || next.b == outer.b {
                break;
            }
            if next.below > goal { outer = next } else { inner = next }
        }
        Err(InferenceError::NoEnd)
    }

    /// Whether ℓ stays above the end's level on a ray to where log-odds have moved by 10⁸: that of J⁻¹a, or of the way from the intercept
    /// alone to the maximum, which goes on for ever where labels are separated. ℓ_p is no lower.
    fn is_open(&self, tangent: &[f64]) -> Result<bool, InferenceError> {
        let (top, risk) = (&self.profile.top, self.profile.risk);
        let way: Vec<f64> = top.u.iter().zip(risk.start()).map(|(u, start)| u - start).collect();
        let rays = [tangent.iter().map(|y| self.side * y).collect(), way];
        for ray in rays.iter().filter(|ray: &&Vec<f64>| self.side * dot(self.a, ray) > 0.0) {
            let length = self.reach(ray, self.far()).abs() / dot(self.a, ray).abs();
            let far: Vec<f64> = top.u.iter().zip(ray).map(|(u, r)| u + length * r).collect();
            let value = -risk.null().total_weight * risk.evaluate(&far, Order::Value)?.value;
            if 2.0 * (top.value - value) < self.q * self.q {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A move of log-odds beyond which a likelihood that has not fallen will not: from a supremum that is far out, first of all the way back.
    fn far(&self) -> f64 {
        let geometry = self.profile.risk.geometry();
        let bound = |j: usize| geometry.and_then(|g| g.row_bound.get(j)).copied().unwrap_or(1.0);
        let out: f64 = self.profile.top.u.iter().enumerate().map(|(j, u)| bound(j) * u.abs()).sum();
        FAR.max(10.0 * out)
    }

    /// How far b moves before the log-odds of a row may have moved by `margin`, along J⁻¹a.
    fn reach(&self, tangent: &[f64], margin: f64) -> f64 {
        let bound = |j: usize| self.profile.risk.geometry().and_then(|g| g.row_bound.get(j)).copied().unwrap_or(1.0);
        let rate: f64 = tangent.iter().enumerate().map(|(j, y)| bound(j) * y.abs()).sum();
        margin * dot(self.a, tangent) / rate
    }
}

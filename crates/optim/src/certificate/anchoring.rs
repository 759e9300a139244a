//! Which Hessian bounds rest on, and when to pay for one.
//!
//! Self-concordance bounds F from a Hessian that is already there, the solver's own or an earlier one. A new one costs a pass of many
//! gradients, so it is only asked for when it can be expected to certify, and not if the duality gap will do so sooner. The exact radius R
//! costs more still: a solver that has a metric is soon so near that the cheap one does; for others, and at the end, it is computed.

use crate::algebra::Cholesky;
use crate::algebra::vector::square;
use crate::certificate::duality::duality_gap;
use crate::certificate::self_concordance::Anchor;
use crate::cost::{Extent, hessian_passes};
use crate::premises::Premises;
use crate::solver::{Iterate, SolveError};
use logodds_core::{Objective, Order};

/// Passes beyond which a Hessian is dear: not to be paid for once the time is up.
const DEAR: f64 = 100.0;

/// The Hessian that bounds rest on, and what is remembered of those asked for.
pub(super) struct Anchoring<'a> {
    objective: &'a dyn Objective,
    premises: Premises<'a>,
    anchor: Option<Anchor>,
    /// What an anchor would be like, by the solver's approximate metric.
    guess: Option<Anchor>,
    /// The point whose Hessian was last asked for, to ask once.
    asked: Vec<f64>,
    /// ‖∇F‖² there: a solver without a metric asks again only once it is a quarter of that, or it would pay at every step.
    asked_square: f64,
    /// Whether that Hessian could not be factored.
    singular: bool,
    /// The duality gap one step ago, to see how fast it falls.
    last_gap: f64,
}

impl<'a> Anchoring<'a> {
    pub(super) fn new(objective: &'a dyn Objective, premises: Premises<'a>) -> Self {
        Self {
            objective,
            premises,
            anchor: None,
            guess: None,
            asked: Vec::new(),
            asked_square: f64::INFINITY,
            singular: false,
            last_gap: f64::INFINITY,
        }
    }

    /// The Hessian that bounds rest on, if there is one.
    pub(super) fn anchor(&self) -> Option<&Anchor> {
        self.anchor.as_ref()
    }

    /// Whether the Hessian at the last point asked about could not be factored.
    pub(super) fn is_singular(&self) -> bool {
        self.singular
    }

    /// Whether a Hessian takes long.
    pub(super) fn is_dear(&self) -> bool {
        hessian_passes(self.objective) > DEAR
    }

    /// Whether a Hessian is so dear that the duality gap, which a penalty on every column makes possible, is worth any wait.
    fn gap_is_cheaper(&self) -> bool {
        self.is_dear() && self.premises.penalises_all_columns()
    }

    /// Whether the solver brings a Hessian that was not looked at yet. It costs no pass, but O(p³) to prepare: worth it when the gap is
    /// promising.
    pub(super) fn is_offered(&self, at: &Iterate<'_>) -> bool {
        at.metric.and_then(|metric| metric.of).is_some_and(|of| of != self.asked)
    }

    /// Take the solver's Hessian, if the decrement by it promises a gap of `wanted`.
    pub(super) fn take_offered(&mut self, at: &Iterate<'_>, wanted: f64) -> bool {
        let Some((metric, of)) = at.metric.and_then(|metric| Some((metric, metric.of?))) else { return false };
        let decrement = metric.factor.dual_norm(&at.evaluation.gradient);
        if 0.5 * decrement * decrement > wanted.max(1e-5 * at.evaluation.value) {
            return false;
        }
        self.asked = of.to_vec();
        self.anchor = Some(Anchor::new(metric.factor.clone(), of.to_vec(), self.premises.geometry));
        true
    }

    /// Whether it is time to pay for a Hessian, for a gap of `wanted`.
    pub(super) fn is_due(&mut self, at: &Iterate<'_>, wanted: f64) -> bool {
        Extent::of(self.objective).has_hessian && self.could_certify(at, wanted) && !self.can_wait(at, wanted)
    }

    /// Whether a Hessian at this iterate, were it there, could be expected to certify it, and sooner than the duality gap.
    pub(super) fn could_certify(&mut self, at: &Iterate<'_>, wanted: f64) -> bool {
        !self.gap_is_cheaper() && self.is_promising(at, wanted)
    }

    /// Whether the bound by a Hessian at this iterate should be small enough.
    fn is_promising(&mut self, at: &Iterate<'_>, wanted: f64) -> bool {
        let premises = self.premises;
        // An old Hessian: the bound would do, were it not for the way travelled since.
        if let Some(anchor) = &self.anchor {
            let here = Iterate { point: anchor.point(), ..*at };
            if anchor.drift(at.point) > 1e-2 && anchor.bound(&here, premises) <= 0.5 * wanted {
                return true;
            }
            // It came too early for the exact radius to help; now it would.
            return at.metric.is_none()
                && square(&at.evaluation.gradient) <= 0.25 * self.asked_square
                && anchor.deserves_exact_radius(at, premises, 0.6 * wanted);
        }
        if let Some(metric) = at.metric {
            let decrement = metric.factor.dual_norm(&at.evaluation.gradient);
            if 0.5 * decrement * decrement > 0.3 * wanted {
                return false;
            }
            if self.guess.as_ref().is_none_or(|guess| guess.factor() != metric.factor) {
                self.guess = Some(Anchor::new(metric.factor.clone(), at.point.to_vec(), premises.geometry));
            }
            let here = |guess: &Anchor| guess.bound(&Iterate { point: guess.point(), ..*at }, premises);
            return self.guess.as_ref().is_some_and(|guess| here(guess) <= 0.3 * wanted);
        }
        // Columns have unit size, so no eigenvalue exceeds dim / 4: the gap is at least about ‖g‖² / (2 · dim / 4).
        let g = square(&at.evaluation.gradient);
        let largest = 0.25 * premises.dim() as f64 + (0..premises.dim()).map(|j| premises.ridge(j)).fold(0.0, f64::max);
        0.5 * g / largest <= 0.1 * wanted && g <= 0.25 * self.asked_square
    }

    /// Whether the duality gap, falling as it does, certifies for fewer passes than a Hessian costs.
    fn can_wait(&mut self, at: &Iterate<'_>, wanted: f64) -> bool {
        let gap = duality_gap(at, self.premises);
        let rate = gap / std::mem::replace(&mut self.last_gap, gap);
        if !gap.is_finite() || rate >= 1.0 {
            return false;
        }
        // Of a first gap nothing is known but that it is there.
        let passes = if rate == 0.0 { 1.0 } else { (wanted / gap).ln() / rate.ln() };
        passes <= hessian_passes(self.objective)
    }

    /// Ask for the Hessian at this iterate, unless it was the last one asked for.
    pub(super) fn ask(&mut self, at: &Iterate<'_>) -> Result<(), SolveError> {
        if !Extent::of(self.objective).has_hessian || self.gap_is_cheaper() || self.asked == at.point {
            return Ok(());
        }
        self.asked = at.point.to_vec();
        self.asked_square = square(&at.evaluation.gradient);
        let hessian = self.objective.evaluate(at.point, Order::Hessian)?.hessian;
        match hessian.as_ref().map(Cholesky::new) {
            Some(Ok(factor)) => self.anchor = Some(Anchor::new(factor, at.point.to_vec(), self.premises.geometry)),
            // Curvatures that saturated rows have lost say nothing about the columns; nor does any, beside a ridge.
            Some(Err(_)) => {
                let lost = at.evaluation.intercept_curvature < 1e-3 * at.evaluation.value.min(1.0);
                self.singular = !lost && self.premises.is_free();
            }
            None => {}
        }
        Ok(())
    }

    /// Compute the exact radius, if only the cheap one stands in the way of a gap of `wanted`.
    pub(super) fn tighten(&mut self, at: &Iterate<'_>, wanted: f64) -> Result<bool, SolveError> {
        let deserves = |anchor: &&mut Anchor| anchor.deserves_exact_radius(at, self.premises, wanted);
        let Some(anchor) = self.anchor.as_mut().filter(deserves) else { return Ok(false) };
        if let Some(structure) = self.objective.structure() {
            anchor.tighten(structure, self.premises.geometry)?;
        }
        Ok(true)
    }
}

//! Which Hessian bounds rest on, and when to pay for one.
//!
//! Self-concordance bounds F from a Hessian that is already there, the solver's own or an earlier one. A new one costs a pass of many
//! gradients, so it is only asked for when it can be expected to certify, and not if the duality gap will do so sooner. The exact radius R
//! costs more still: a solver that has a metric is soon so near that the cheap one does; for others, and at the end, it is computed.
//!
//! Where a Hessian of dense rows is dear, one of a few of them, S, does: `H ⪰ (Ω_S/Ω) Ĥ_S` ([`logodds_core::SampledHessian`]). Of m rows it is about
//! `(m/n)(1 − p/m)` of the whole in the metric that counts, so that ν and R appear larger by the root of its inverse: what one or two more gradients make
//! up for, at some 2 digits of ν² each.

use crate::algebra::Cholesky;
use crate::algebra::vector::square;
use crate::certificate::duality::duality_gap;
use crate::certificate::lowered::{ROUNDED, floor, lowered};
use crate::certificate::row_support::spanned;
use crate::certificate::self_concordance::{Anchor, gap};
use crate::cost::{Extent, hessian_passes, sampled_hessian_passes};
use crate::premises::Premises;
use crate::solver::{Iterate, SolveError};
use logodds_core::{Objective, Order, SampledHessian};

/// Passes beyond which a Hessian is dear: not to be paid for once the time is up.
const DEAR: f64 = 100.0;
/// Passes beyond which a Hessian of some of the rows does.
const SAMPLED: f64 = 8.0;
/// Rows per unknown of such a sample. Twice as many cost twice as much, and would make ν 1.7 times smaller, which is half a gradient.
const ROWS: usize = 2;

/// The Hessian that bounds rest on, and what is remembered of those asked for.
pub(super) struct Anchoring<'a> {
    objective: &'a dyn Objective,
    premises: Premises<'a>,
    anchor: Option<Anchor>,
    /// The solver's approximate metric, and what an anchor would be like by it.
    guess: Option<(Cholesky, Anchor)>,
    /// The point whose Hessian was last asked for, to ask once.
    asked: Vec<f64>,
    /// ‖∇F‖² there: a solver without a metric asks again only once it is a quarter of that, or it would pay at every step.
    asked_square: f64,
    /// The decrement there, as the solver estimated it.
    asked_decrement: f64,
    /// Whether columns have proved to be so correlated that there is no floor.
    correlated: bool,
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
            asked_decrement: f64::INFINITY,
            correlated: false,
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
        self.passes() > DEAR
    }

    /// How many rows the Hessian that would be asked for is of, where it is of some, or of all in single precision.
    fn rows(&self) -> Option<usize> {
        let geometry = self.premises.geometry;
        let Extent { rows, unknowns, .. } = Extent::of(self.objective);
        let does = geometry.outputs == 1 && geometry.sparse.is_empty() && hessian_passes(self.objective) > SAMPLED;
        does.then_some(if 3 * ROWS * unknowns <= rows { ROWS * unknowns } else { rows })
    }

    /// About how much of the whole Hessian that one bounds.
    fn share(&self) -> f64 {
        let Extent { rows, unknowns, .. } = Extent::of(self.objective);
        let of = |some: usize| some as f64 / rows as f64 * (1.0 - unknowns as f64 / some as f64);
        self.rows().filter(|some| *some < rows).map_or(1.0, of)
    }

    /// What it costs, in passes with a gradient.
    fn passes(&self) -> f64 {
        sampled_hessian_passes(self.objective, self.rows())
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
        if 0.5 * decrement * decrement > metric.share * wanted.max(1e-5 * at.evaluation.value) {
            return false;
        }
        self.asked = of.to_vec();
        let factor = if metric.share < 1.0 {
            metric.factor.clone().scaled(metric.share * ROUNDED)
        } else {
            metric.factor.clone()
        };
        self.anchor = Some(Anchor::new(factor, of.to_vec(), self.premises.geometry));
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
            // ν and R grow by e^{drift/2} each. A solver that learns the curvature makes up for that at about a gradient for every e.
            let far = if at.decrement.is_some() { self.passes() } else { 1e-2 };
            if anchor.drift(at.point) > far && anchor.bound(&here, premises) <= 0.5 * wanted {
                return true;
            }
            // It came too early for the exact radius to help; now it would.
            return at.metric.is_none()
                && self.rows().is_none()
                && square(&at.evaluation.gradient) <= 0.25 * self.asked_square
                && anchor.deserves_exact_radius(at, premises, 0.6 * wanted);
        }
        if let Some(metric) = at.metric {
            let decrement = metric.factor.dual_norm(&at.evaluation.gradient);
            let share = self.share();
            let expects = |own: f64| own <= 0.5 * self.asked_decrement && self.bound_expected(at, own) <= 0.5 * wanted;
            if 0.5 * decrement * decrement > 0.3 * share * wanted || !at.decrement.is_none_or(expects) {
                return false;
            }
            if self.guess.as_ref().is_none_or(|(of, _)| of != metric.factor) {
                let guess = Anchor::new(metric.factor.clone().scaled(share), at.point.to_vec(), premises.geometry);
                self.guess = Some((metric.factor.clone(), guess));
            }
            let here = |guess: &Anchor| guess.bound(&Iterate { point: guess.point(), ..*at }, premises);
            return self.guess.as_ref().is_some_and(|(_, guess)| here(guess) <= 0.3 * wanted);
        }
        if let Some(decrement) = at.decrement {
            return decrement <= 0.5 * self.asked_decrement && self.bound_expected(at, decrement) <= 0.5 * wanted;
        }
        // Columns have unit size, so no eigenvalue exceeds dim / 4: the gap is at least about ‖g‖² / (2 · dim / 4).
        let g = square(&at.evaluation.gradient);
        let largest = 0.25 * premises.dim() as f64 + (0..premises.dim()).map(|j| premises.ridge(j)).fold(0.0, f64::max);
        0.5 * g / largest <= 0.1 * wanted && g <= 0.25 * self.asked_square
    }

    /// The bound to be expected of a Hessian at an iterate with such a decrement, if columns are hardly correlated: its diagonal is then about
    /// `D_j = κ (1 − 4ρ_j) + ρ_j`, κ the curvature of the intercept and ρ the ridge.
    fn bound_expected(&self, at: &Iterate<'_>, decrement: f64) -> f64 {
        let (premises, curvature) = (self.premises, at.evaluation.intercept_curvature);
        let diagonal = |j: usize| curvature * (1.0 - 4.0 * premises.ridge(j)).max(0.0) + premises.ridge(j);
        let Extent { rows, unknowns, .. } = Extent::of(self.objective);
        let some = self.rows().unwrap_or(rows) as f64;
        let least = (some / rows as f64 * floor(unknowns as f64 / some)).max(f64::MIN_POSITIVE);
        let square = spanned(premises.geometry, |j| premises.geometry.row_bound[j].powi(2) / diagonal(j));
        gap(decrement / self.share().sqrt(), (square / least).sqrt())
    }

    /// Whether the duality gap, falling as it does, certifies for fewer passes than a Hessian costs.
    fn can_wait(&mut self, at: &Iterate<'_>, wanted: f64) -> bool {
        let gap = duality_gap(at, self.premises);
        let rate = gap / std::mem::replace(&mut self.last_gap, gap);
        if !gap.is_finite() {
            // It will be once the intercepts are near, which they must be for a Hessian to certify, too: 23 labels whose Hessian took 40 passes paid for
            // one in vain at the third step.
            return self.premises.penalises_all_columns();
        }
        if rate >= 1.0 {
            return false;
        }
        // Of a first gap nothing is known but that it is there.
        let passes = if rate == 0.0 { 1.0 } else { (wanted / gap).ln() / rate.ln() };
        passes <= self.passes()
    }

    /// Ask for the Hessian at this iterate, unless it was the last one asked for.
    pub(super) fn ask(&mut self, at: &Iterate<'_>) -> Result<(), SolveError> {
        if !Extent::of(self.objective).has_hessian || self.gap_is_cheaper() || self.asked == at.point {
            return Ok(());
        }
        self.asked = at.point.to_vec();
        self.asked_square = square(&at.evaluation.gradient);
        self.asked_decrement = at.decrement.unwrap_or(f64::INFINITY);
        if let Some(anchor) = self.of_rows(at)? {
            self.anchor = Some(anchor);
            return Ok(());
        }
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

    /// The anchor by some of the rows, where that is worth it and they determine all columns: with a floor if columns are hardly correlated, else by
    /// its inverse.
    fn of_rows(&mut self, at: &Iterate<'_>) -> Result<Option<Anchor>, SolveError> {
        let (Some(rows), Some(structure)) = (self.rows(), self.objective.structure()) else { return Ok(None) };
        let geometry = self.premises.geometry;
        if !self.correlated {
            let sampled = structure.hessian_of_rows(at.point, rows, true)?;
            if let Some(anchor) = sampled.and_then(|sampled| lowered(sampled, at.point, geometry, structure.threads()))
            {
                return Ok(Some(anchor));
            }
            self.correlated = true;
        }
        let sampled = structure.hessian_of_rows(at.point, rows, false)?;
        let factored = |sampled: SampledHessian| {
            Some(Cholesky::on(&sampled.hessian, structure.threads()).ok()?.scaled(sampled.share * ROUNDED))
        };
        Ok(sampled.and_then(factored).map(|factor| Anchor::new(factor, at.point.to_vec(), geometry)))
    }

    /// Compute the exact radius, if only the cheap one stands in the way of a gap of `wanted`.
    pub(super) fn tighten(&mut self, at: &Iterate<'_>, wanted: f64) -> Result<bool, SolveError> {
        // A pass of p products a row is twice a Hessian: where that is dear, steps that make the cheap radius do are not.
        let spare = self.rows().is_some() || self.is_dear();
        let deserves = |anchor: &&mut Anchor| !spare && anchor.deserves_exact_radius(at, self.premises, wanted);
        let Some(anchor) = self.anchor.as_mut().filter(deserves) else { return Ok(false) };
        if let Some(structure) = self.objective.structure() {
            anchor.tighten(structure, self.premises.geometry)?;
        }
        Ok(true)
    }
}

//! Bounds along the way: which Hessian to use, and when to pay for one.
//!
//! The bounds that need no pass are computed at every step: the duality gap, and self-concordance from a Hessian that is
//! already there, the solver's own or an earlier one. A new Hessian costs a pass of many gradients, so it is only asked for
//! when it can be expected to certify, and not if the duality gap will do so sooner. The exact radius R costs more still:
//! a solver that has a metric is soon so near that the cheap one does; for others, and at the end, it is computed.

use crate::algebra::Cholesky;
use crate::certificate::bound::{
    Anchor, Certificate, CertificateKind, certify, duality_gap, lacks_centring, margin_noise, single_value_noise,
    value_noise,
};
use crate::choice::cost::{hessian_is_cheap, hessian_passes};
use crate::solver::{Iterate, SolveError};
use logodds_core::{Evaluation, Geometry, Objective, Order, Structure};

/// Passes beyond which a Hessian is dear: not to be paid for once the time is up.
const DEAR: f64 = 100.0;

/// The state of certification during a fit.
pub(crate) struct Certifier<'a> {
    objective: &'a dyn Objective,
    tolerance: f64,
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
    /// The best lower bound on the minimum so far, and its kind.
    least: Option<(f64, CertificateKind)>,
    /// The best that an approximate iterate has promised, and the point that would have to be evaluated exactly to make it one.
    promise: Option<(f64, Vec<f64>)>,
}

impl<'a> Certifier<'a> {
    pub(crate) fn new(objective: &'a dyn Objective, tolerance: f64) -> Self {
        Self {
            objective,
            tolerance,
            anchor: None,
            guess: None,
            asked: Vec::new(),
            asked_square: f64::INFINITY,
            singular: false,
            last_gap: f64::INFINITY,
            least: None,
            promise: None,
        }
    }

    fn geometry(&self) -> Option<&'a Geometry> {
        self.objective.structure().and_then(Structure::geometry)
    }

    fn has_hessian(&self) -> bool {
        self.objective.structure().is_none_or(Structure::has_hessian)
    }

    /// Whether the Hessian at the last point asked about could not be factored.
    pub(crate) fn is_singular(&self) -> bool {
        self.singular
    }

    /// Whether a Hessian takes long.
    pub(crate) fn is_dear(&self) -> bool {
        hessian_passes(self.objective) > DEAR
    }

    /// A factor to polish a certified point with: of the Hessian that bounds rest on; of the solver's; or, if the duality gap
    /// needed none, of one that is paid for now, unless it costs much.
    ///
    /// # Errors
    /// If the pass fails.
    pub(crate) fn factor(&mut self, at: &Iterate<'_>) -> Result<Option<Cholesky>, SolveError> {
        if self.anchor.is_none() && at.metric.is_none() && hessian_is_cheap(self.objective) {
            self.insist(at, false)?;
        }
        let own = self.anchor.as_ref().map(Anchor::factor);
        Ok(own.or(at.metric.map(|metric| metric.factor)).cloned())
    }

    /// Whether the iterate separates the classes, beyond what rounding could feign, and no penalty stands against it.
    pub(crate) fn separates(&self, at: &Iterate<'_>) -> bool {
        self.geometry().is_some_and(|geometry| {
            at.evaluation.separation > 2.0 * margin_noise(at.point, geometry)
                && geometry.ridge.iter().all(|r| *r == 0.0)
        })
    }

    /// The best bound without a pass: what is known here or, as the minimum is the same everywhere, what an earlier point knew of
    /// it. Gradients fall unevenly, and with them the bounds.
    pub(crate) fn bound(&mut self, at: &Iterate<'_>) -> Certificate {
        let geometry = self.geometry();
        let here = certify(at, geometry, self.anchor.as_ref());
        let noise = geometry.map_or(f64::INFINITY, |geometry| value_noise(at, geometry));
        let least = at.evaluation.value - noise - here.bound;
        if least.is_finite() && self.least.is_none_or(|(known, _)| least > known) {
            self.least = Some((least, here.kind));
        }
        match self.least {
            Some((least, kind)) if at.evaluation.value + noise - least < here.bound => {
                Certificate { bound: at.evaluation.value + noise - least, kind, ..here }
            }
            _ => here,
        }
    }

    /// The best bound, with a Hessian if it is time for one.
    pub(crate) fn check(&mut self, at: &Iterate<'_>) -> Result<Certificate, SolveError> {
        let cheap = self.bound(at);
        let wanted = self.tolerance * at.evaluation.value;
        let Some(geometry) = self.geometry() else { return Ok(cheap) };
        if cheap.bound <= wanted {
            return Ok(cheap);
        }
        // The solver's own Hessian costs no pass, but O(p³) to prepare: worth it when the gap is promising.
        if let Some(metric) = at.metric
            && let Some(of) = metric.of
            && of != self.asked
        {
            let decrement = metric.factor.dual_norm(&at.evaluation.gradient);
            if 0.5 * decrement * decrement > wanted.max(1e-5 * at.evaluation.value) {
                return Ok(cheap);
            }
            self.asked = of.to_vec();
            self.anchor = Some(Anchor::new(metric.factor.clone(), of.to_vec(), geometry));
            return Ok(self.bound(at));
        }
        if self.has_hessian()
            && !self.gap_is_cheaper(geometry)
            && self.is_promising(at, geometry, wanted)
            && !self.can_wait(at, geometry, wanted)
        {
            return self.insist(at, at.metric.is_none());
        }
        Ok(cheap)
    }

    /// With several outputs and a penalty, where only the intercepts stand between the iterate and a bound of `wanted`: the point
    /// with better ones, if they are certified. A pass each, and they converge quadratically.
    pub(crate) fn centre(
        &mut self,
        at: &Iterate<'_>,
    ) -> Result<Option<(Vec<f64>, Evaluation, Certificate)>, SolveError> {
        const STEPS: usize = 3;
        let wanted = self.tolerance * at.evaluation.value;
        let Some(geometry) = self.geometry() else { return Ok(None) };
        if !lacks_centring(at, geometry, wanted) {
            return Ok(None);
        }
        let bound = if at.approximate { duality_gap(at, geometry) } else { self.bound(at).bound };
        if bound <= wanted {
            return Ok(None);
        }
        let block = at.point.len() / geometry.blocks();
        let (mut point, mut evaluation) = (at.point.to_vec(), at.evaluation.clone());
        for _ in 0..STEPS {
            for (u, step) in point.iter_mut().step_by(block).zip(&evaluation.intercept_step) {
                *u -= step;
            }
            evaluation = self.objective.evaluate(&point, Order::Gradient)?;
            let here = Iterate::new(&point, &evaluation);
            let certificate = self.bound(&here);
            if certificate.bound <= self.tolerance * evaluation.value {
                return Ok(Some((point, evaluation, certificate)));
            }
            if !lacks_centring(&here, geometry, wanted) {
                break;
            }
        }
        Ok(None)
    }

    /// What can be said at an iterate that is approximate: its value, with all that rounding may hide, above what is known of the
    /// minimum from others.
    pub(crate) fn meanwhile(&self, at: &Iterate<'_>) -> Certificate {
        let (least, kind) =
            self.least.filter(|(least, _)| *least > 0.0).unwrap_or((0.0, CertificateKind::Nonnegativity));
        let noise = self.geometry().map_or(f64::INFINITY, |geometry| single_value_noise(at, geometry));
        let gradient_norm = square(&at.evaluation.gradient).sqrt();
        Certificate { bound: at.evaluation.value + noise - least, kind, gradient_norm }
    }

    /// Whether an exact evaluation of an iterate that is approximate could be expected to certify it, or to be needed to. If it would
    /// take the lower bound of an earlier one, that is evaluated here.
    pub(crate) fn may_conclude(&mut self, at: &Iterate<'_>) -> Result<bool, SolveError> {
        let Some(geometry) = self.geometry() else { return Ok(true) };
        let (value, gap) = (at.evaluation.value, duality_gap(at, geometry));
        let wanted = self.tolerance * value;
        if gap <= wanted
            || self.meanwhile(at).bound <= wanted
            || lacks_centring(at, geometry, wanted)
            || !self.gap_is_cheaper(geometry) && self.is_promising(at, geometry, wanted)
        {
            return Ok(true);
        }
        match &self.promise {
            Some((least, point)) if value - least <= wanted => {
                let evaluation = self.objective.evaluate(point, Order::Gradient)?;
                let point = point.clone();
                self.bound(&Iterate::new(&point, &evaluation));
                Ok(true)
            }
            Some((least, _)) if value - gap <= *least => Ok(false),
            _ => {
                self.promise = gap.is_finite().then(|| (value - gap, at.point.to_vec())).or(self.promise.take());
                Ok(false)
            }
        }
    }

    /// Whether a Hessian at this iterate could be expected to certify it.
    fn is_promising(&mut self, at: &Iterate<'_>, geometry: &Geometry, wanted: f64) -> bool {
        // An old Hessian: the bound would do, were it not for the way travelled since.
        if let Some(anchor) = &self.anchor {
            let here = Iterate { point: anchor.point(), ..*at };
            if anchor.drift(at.point) > 1e-2 && anchor.bound(&here, geometry) <= 0.5 * wanted {
                return true;
            }
            // It came too early for the exact radius to help; now it would.
            return at.metric.is_none()
                && square(&at.evaluation.gradient) <= 0.25 * self.asked_square
                && anchor.deserves_exact_radius(at, geometry, 0.6 * wanted);
        }
        if let Some(metric) = at.metric {
            let decrement = metric.factor.dual_norm(&at.evaluation.gradient);
            if 0.5 * decrement * decrement > 0.3 * wanted {
                return false;
            }
            if self.guess.as_ref().is_none_or(|guess| guess.factor() != metric.factor) {
                self.guess = Some(Anchor::new(metric.factor.clone(), at.point.to_vec(), geometry));
            }
            let here = |guess: &Anchor| guess.bound(&Iterate { point: guess.point(), ..*at }, geometry);
            return self.guess.as_ref().is_some_and(|guess| here(guess) <= 0.3 * wanted);
        }
        // Columns have unit size, so no eigenvalue exceeds dim / 4: the gap is at least about ‖g‖² / (2 · dim / 4).
        let g = square(&at.evaluation.gradient);
        let largest = 0.25 * geometry.row_bound.len() as f64 + geometry.ridge.iter().fold(0.0, |a: f64, b| a.max(*b));
        0.5 * g / largest <= 0.1 * wanted && g <= 0.25 * self.asked_square
    }

    /// Whether a Hessian is so dear that the duality gap, which a penalty on every column makes possible, is worth any wait.
    fn gap_is_cheaper(&self, geometry: &Geometry) -> bool {
        let block = geometry.ridge.len() / geometry.blocks();
        let is_free = |(j, ridge): (usize, &f64)| !j.is_multiple_of(block) && *ridge <= 0.0;
        self.is_dear() && !geometry.ridge.iter().enumerate().any(is_free)
    }

    /// Whether the duality gap, falling as it does, certifies for fewer passes than a Hessian costs.
    fn can_wait(&mut self, at: &Iterate<'_>, geometry: &Geometry, wanted: f64) -> bool {
        let gap = duality_gap(at, geometry);
        let rate = gap / std::mem::replace(&mut self.last_gap, gap);
        if !gap.is_finite() || rate >= 1.0 {
            return false;
        }
        // Of a first gap nothing is known but that it is there.
        let passes = if rate == 0.0 { 1.0 } else { (wanted / gap).ln() / rate.ln() };
        passes <= hessian_passes(self.objective)
    }

    /// Ask for the Hessian at this iterate, unless it was the last one asked for; `thorough`: where only the cheap radius
    /// stands in the way of certifying, compute the exact one.
    pub(crate) fn insist(&mut self, at: &Iterate<'_>, thorough: bool) -> Result<Certificate, SolveError> {
        let Some(geometry) = self.geometry() else { return Ok(self.bound(at)) };
        if self.has_hessian() && !self.gap_is_cheaper(geometry) && self.asked != at.point {
            self.asked = at.point.to_vec();
            self.asked_square = square(&at.evaluation.gradient);
            let hessian = self.objective.evaluate(at.point, Order::Hessian)?.hessian;
            match hessian.as_ref().map(Cholesky::new) {
                Some(Ok(factor)) => self.anchor = Some(Anchor::new(factor, at.point.to_vec(), geometry)),
                // Curvatures that saturated rows have lost say nothing about the columns; nor does any, beside a ridge.
                Some(Err(_)) => {
                    let lost = at.evaluation.intercept_curvature < 1e-3 * at.evaluation.value.min(1.0);
                    self.singular = !lost && geometry.ridge.iter().all(|ridge| *ridge == 0.0);
                }
                None => {}
            }
        }
        let certificate = self.bound(at);
        let wanted = self.tolerance * at.evaluation.value;
        match &mut self.anchor {
            Some(anchor)
                if thorough && certificate.bound > wanted && anchor.deserves_exact_radius(at, geometry, wanted) =>
            {
                if let Some(structure) = self.objective.structure() {
                    anchor.tighten(structure, geometry)?;
                }
                Ok(self.bound(at))
            }
            _ => Ok(certificate),
        }
    }
}

fn square(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum()
}

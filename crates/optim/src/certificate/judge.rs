//! How far from the optimum a solver is: the one who is asked at every step, and has the last word.
//!
//! The bounds that need no pass are computed at every step. What costs passes is decided here: a Hessian, when it can be expected to
//! certify (`anchoring`); an exact evaluation of an iterate that was reached in single precision, when it could conclude; better
//! intercepts, where they alone stand between an iterate and its bound; and, at the end, the last digits (`polish`) or, of a fit that ran out
//! of steps, an honest last bound.

use crate::algebra::Cholesky;
use crate::certificate::anchoring::Anchoring;
use crate::certificate::bound::{Certificate, certify};
use crate::certificate::duality::{duality_gap, lacks_centring, step_of_intercepts};
use crate::certificate::lower_bound::LowerBound;
use crate::certificate::polish::{continued, polish, polish_goal};
use crate::certificate::rounding::{margin_noise, single_value_noise, value_noise};
use crate::cost::hessian_is_cheap;
use crate::premises::Premises;
use crate::solver::{Iterate, Iteration, SolveError};
use crate::status::Status;
use logodds_core::{Evaluation, Objective, Order};

/// What the judge says of where a solver is.
pub(crate) struct Verdict {
    /// F there, or at a better point that the judge found.
    pub value: f64,
    /// How far that is from the minimum.
    pub certificate: Certificate,
    /// How the fit ends, if it ends here for a reason of mathematics.
    pub finding: Option<Status>,
}

/// Where a fit ends.
pub(crate) struct End {
    pub point: Vec<f64>,
    pub evaluation: Evaluation,
    pub certificate: Certificate,
    pub status: Status,
}

/// The judge of one fit.
pub(crate) struct Judge<'a> {
    objective: &'a dyn Objective,
    tolerance: f64,
    /// What proofs rest on. `None` of an objective that does not tell it: nothing is certified then.
    premises: Option<Premises<'a>>,
    anchoring: Option<Anchoring<'a>>,
    least: LowerBound,
    /// The best that an approximate iterate has promised, and the point that would have to be evaluated exactly to make it one.
    promise: Option<(f64, Vec<f64>)>,
    /// A certified point that is the iterate's but for its intercepts.
    centred: Option<(Vec<f64>, Evaluation)>,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(objective: &'a dyn Objective, tolerance: f64) -> Self {
        let premises = Premises::of(objective);
        Self {
            objective,
            tolerance,
            premises,
            anchoring: premises.map(|premises| Anchoring::new(objective, premises)),
            least: LowerBound::default(),
            promise: None,
            centred: None,
        }
    }

    /// Look at where a solver is, and make it exact there if that can conclude.
    pub(crate) fn look(&mut self, iteration: &mut dyn Iteration) -> Result<Verdict, SolveError> {
        if let Some(certificate) = self.centre(&iteration.iterate())? {
            let value = self.centred.as_ref().map_or(f64::NAN, |(_, evaluation)| evaluation.value);
            return Ok(Verdict { value, certificate, finding: Some(Status::Converged) });
        }
        if iteration.iterate().approximate && self.may_conclude(&iteration.iterate())? {
            iteration.make_exact()?;
        }
        let at = iteration.iterate();
        let certificate = if at.approximate { self.meanwhile(&at) } else { self.check(&at)? };
        let value = at.evaluation.value;
        let finding = if certificate.bound <= self.tolerance * value {
            Some(Status::Converged)
        } else if self.separates(&at) {
            Some(Status::Separated)
        } else {
            self.anchoring.as_ref().is_some_and(Anchoring::is_singular).then_some(Status::Singular)
        };
        Ok(Verdict { value, certificate, finding })
    }

    /// The end of a fit that stopped for `status` with the `certificate` of the last verdict: exact, its digits polished if it is certified,
    /// and with the best bound that can be had if it is not.
    pub(crate) fn conclude(
        mut self,
        iteration: &mut dyn Iteration,
        status: Status,
        mut certificate: Certificate,
    ) -> Result<End, SolveError> {
        let centred = self.centred.take();
        if centred.is_none() && iteration.iterate().approximate {
            iteration.make_exact()?;
            certificate = self.bound(&iteration.iterate());
        }
        let at = iteration.iterate();
        let (point, evaluation) = centred.unwrap_or_else(|| (at.point.to_vec(), at.evaluation.clone()));
        let end = End { point, evaluation, certificate, status };
        match status {
            Status::Converged => self.polished(iteration, end),
            Status::Separated | Status::Interrupted | Status::Limit => Ok(end),
            Status::TimeLimit if self.anchoring.as_ref().is_some_and(Anchoring::is_dear) => Ok(end),
            _ if at.is_refined => Ok(end),
            // The last word is an honest one: pay for a Hessian where the loop did not think it worth while.
            _ => {
                let certificate = self.insist(&at, true)?;
                let is_certified = certificate.bound <= self.tolerance * end.evaluation.value;
                Ok(End { certificate, status: if is_certified { Status::Converged } else { status }, ..end })
            }
        }
    }

    /// A certified end with more digits: by steps of a solver that learns the curvature as it goes, or by the factor at hand.
    fn polished(&mut self, iteration: &mut dyn Iteration, end: End) -> Result<End, SolveError> {
        let goal = polish_goal(self.tolerance) * end.evaluation.value;
        if iteration.iterate().decrement.is_some() {
            let (point, evaluation) = continued(iteration, goal)?;
            let certificate = self.bound(&Iterate::new(&point, &evaluation));
            let is_better = certificate.bound <= end.certificate.bound;
            return Ok(if is_better { End { point, evaluation, certificate, ..end } } else { end });
        }
        let at = &iteration.iterate();
        let Some(factor) = self.factor(at)? else { return Ok(end) };
        let (point, evaluation) = polish(self.objective, (end.point.clone(), end.evaluation.clone()), &factor, goal)?;
        let certificate = self.bound(&Iterate::new(&point, &evaluation));
        let is_better = certificate.bound <= end.certificate.bound;
        Ok(if is_better { End { point, evaluation, certificate, ..end } } else { end })
    }

    /// A factor to polish a certified point with: of the Hessian that bounds rest on; of the solver's; or, if the duality gap
    /// needed none, of one that is paid for now, unless it costs much.
    fn factor(&mut self, at: &Iterate<'_>) -> Result<Option<Cholesky>, SolveError> {
        if self.own_factor().is_none() && at.metric.is_none() && !at.is_refined && hessian_is_cheap(self.objective) {
            self.insist(at, false)?;
        }
        Ok(self.own_factor().or(at.metric.map(|metric| metric.factor)).cloned())
    }

    fn own_factor(&self) -> Option<&Cholesky> {
        Some(self.anchoring.as_ref()?.anchor()?.factor())
    }

    /// Whether the iterate separates the classes, beyond what rounding could feign, and no penalty stands against it.
    fn separates(&self, at: &Iterate<'_>) -> bool {
        self.premises.is_some_and(|premises| {
            at.evaluation.separation > 2.0 * margin_noise(at.point, premises.geometry) && premises.is_free()
        })
    }

    /// The best bound without a pass: what is known here or, as the minimum is the same everywhere, what an earlier point knew of it.
    fn bound(&mut self, at: &Iterate<'_>) -> Certificate {
        let here = certify(at, self.premises, self.anchoring.as_ref().and_then(Anchoring::anchor));
        let noise = self.premises.map_or(f64::INFINITY, |premises| value_noise(at, premises));
        self.least.improved(at, self.premises, here, noise)
    }

    /// The best bound, with a Hessian if it is time for one.
    fn check(&mut self, at: &Iterate<'_>) -> Result<Certificate, SolveError> {
        let cheap = self.bound(at);
        let wanted = self.tolerance * at.evaluation.value;
        let Some(anchoring) = &mut self.anchoring else { return Ok(cheap) };
        if cheap.bound <= wanted || at.is_refined {
            return Ok(cheap);
        }
        if anchoring.is_offered(at) {
            return Ok(if anchoring.take_offered(at, wanted) { self.bound(at) } else { cheap });
        }
        if anchoring.is_due(at, wanted) { self.insist(at, at.metric.is_none()) } else { Ok(cheap) }
    }

    /// The best bound with the Hessian at this iterate, where one can be asked for; `thorough`: where only the cheap radius stands in the way
    /// of certifying, with the exact one.
    fn insist(&mut self, at: &Iterate<'_>, thorough: bool) -> Result<Certificate, SolveError> {
        if let Some(anchoring) = &mut self.anchoring {
            anchoring.ask(at)?;
        }
        let certificate = self.bound(at);
        let wanted = self.tolerance * at.evaluation.value;
        if let Some(anchoring) = &mut self.anchoring
            && thorough
            && certificate.bound > wanted
            && anchoring.tighten(at, wanted)?
        {
            return Ok(self.bound(at));
        }
        Ok(certificate)
    }

    /// With a penalty, where only the intercepts stand between the iterate and a bound of the tolerance: the certificate of
    /// the point with better ones, which is kept, if they are certified. A pass each, and they converge quadratically.
    fn centre(&mut self, at: &Iterate<'_>) -> Result<Option<Certificate>, SolveError> {
        const STEPS: usize = 3;
        let wanted = self.tolerance * at.evaluation.value;
        let Some(premises) = self.premises else { return Ok(None) };
        if !lacks_centring(at, premises, wanted) {
            return Ok(None);
        }
        let bound = if at.approximate { duality_gap(at, premises) } else { self.bound(at).bound };
        if bound <= wanted {
            return Ok(None);
        }
        let (mut point, mut evaluation) = (at.point.to_vec(), at.evaluation.clone());
        for _ in 0..STEPS {
            for (u, step) in point.iter_mut().step_by(premises.block()).zip(step_of_intercepts(&evaluation, premises)) {
                *u -= step;
            }
            evaluation = self.objective.evaluate(&point, Order::Gradient)?;
            let here = Iterate::new(&point, &evaluation);
            let certificate = self.bound(&here);
            if certificate.bound <= self.tolerance * evaluation.value {
                self.centred = Some((point, evaluation));
                return Ok(Some(certificate));
            }
            if !lacks_centring(&here, premises, wanted) {
                break;
            }
        }
        Ok(None)
    }

    /// What can be said at an iterate that is approximate: its value, with all that rounding may hide, above what is known of the
    /// minimum from others.
    fn meanwhile(&self, at: &Iterate<'_>) -> Certificate {
        let noise = self.premises.map_or(f64::INFINITY, |premises| single_value_noise(at, premises));
        self.least.of(at, noise)
    }

    /// Whether an exact evaluation of an iterate that is approximate could be expected to certify it, or to be needed to. If it would
    /// take the lower bound of an earlier one, that is evaluated here.
    fn may_conclude(&mut self, at: &Iterate<'_>) -> Result<bool, SolveError> {
        let (Some(premises), Some(anchoring)) = (self.premises, &mut self.anchoring) else { return Ok(true) };
        let (value, gap) = (at.evaluation.value, duality_gap(at, premises));
        let wanted = self.tolerance * value;
        if gap <= wanted
            || self.least.of(at, single_value_noise(at, premises)).bound <= wanted
            || lacks_centring(at, premises, wanted)
            || anchoring.could_certify(at, wanted)
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
}

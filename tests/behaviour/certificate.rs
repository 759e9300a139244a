//! The certificate is an upper bound, at every step of every solver: checked in twice the working precision against
//! optima known to 40 digits.

use crate::fixtures::cases::{Case, cases};
use crate::fixtures::double_double::DoubleDouble;
use crate::fixtures::recorder::Recorder;
use logodds::core::{DesignMatrix, Executor, Logistic, Objective, Order, Risk, RowBlocks, Structure};
use logodds::fit::{Method, Status};
use logodds::optim::certificate::{Anchor, certify};
use logodds::optim::{Cholesky, Iterate, Premises, StoppingRule, minimize};

/// F at a solver's point to about 30 digits.
struct Exact<'a> {
    case: &'a Case,
    risk: &'a Risk<'a>,
    columns: Vec<Vec<f64>>,
}

impl<'a> Exact<'a> {
    fn new(case: &'a Case, risk: &'a Risk<'a>) -> Self {
        let features = case.training.data().features();
        let zero = vec![0.0; features.ncols()];
        let rows = features.rows(0..features.nrows(), &zero);
        let columns = (0..features.ncols())
            .map(|j| {
                let mut unit = zero.clone();
                unit[j] = 1.0;
                let mut column = vec![0.0; features.nrows()];
                rows.matvec(&unit, &mut column);
                column
            })
            .collect();
        Self { case, risk, columns }
    }

    fn value(&self, u: &[f64]) -> DoubleDouble {
        let data = self.case.training.data();
        let (intercept, w) = self.risk.scaled().coefficients(u);
        let origin = &self.risk.moments().origin;
        let mean = self.risk.null().offset_mean[0];
        let mut sum = DoubleDouble::from(0.0);
        for (i, &y) in data.target().classes().unwrap().iter().enumerate() {
            let mut eta = DoubleDouble::from(intercept);
            if let Some(offset) = data.offset() {
                eta = eta + (DoubleDouble::from(offset[i]) - DoubleDouble::from(mean));
            }
            for ((column, w), o) in self.columns.iter().zip(&w).zip(origin) {
                eta = eta + (DoubleDouble::from(column[i]) - DoubleDouble::from(*o)) * DoubleDouble::from(*w);
            }
            sum = sum + if y == 0 { eta.log1pexp() } else { (-eta).log1pexp() };
        }
        let mean = sum * DoubleDouble::from(data.target().classes().unwrap().len() as f64).reciprocal();
        let half = DoubleDouble::from(0.5 * self.case.penalty.lambda());
        w.iter().fold(mean, |sum, w| sum + half * DoubleDouble::from(*w) * DoubleDouble::from(*w))
    }
}

fn check(case: &Case, method: Method, tolerance: f64) {
    let data = case.training.data();
    let risk = Risk::new(Logistic, data, case.penalty, Executor::sequential()).unwrap();
    assert_eq!(data.shape().rows, data.target().classes().unwrap().len());
    let exact = Exact::new(case, &risk);
    let optimum = DoubleDouble::parse(case.json["objective"].as_str().unwrap());
    let mut points = Recorder::default();
    let stop = StoppingRule { tolerance, max_iterations: method.default_iterations().min(400), max_time: None };
    let solution = minimize(&*method.solver(0), &risk, risk.start(), &stop, &mut points).unwrap();
    points.0.push((solution.point.clone(), solution.certificate.bound));
    let last = points.0.len() - 1;
    for (k, (u, bound)) in points.0.iter().enumerate() {
        // Long runs are sampled: an exact value costs n p operations of 20 flops.
        if k > 16 && k % 16 != 0 && k != last {
            continue;
        }
        let gap = (exact.value(u) - optimum).0;
        // 31 digits of a sum of n losses leave about 1e-28 of F.
        let noise = 1e-28 * optimum.0;
        assert!(gap >= -noise, "{} {method}: the golden optimum is beaten by {gap:e}", case.name);
        assert!(gap <= *bound + noise, "{} {method} step {k}: gap {gap:e} above its bound {bound:e}", case.name);
    }
    if solution.status == Status::Converged {
        let (gap, bound) = ((exact.value(&solution.point) - optimum).0, solution.certificate.bound);
        assert!(gap <= tolerance * solution.value() && bound <= tolerance * solution.value());
    }
}

#[test]
fn no_bound_is_ever_violated() {
    for case in cases("optima.json") {
        for method in Method::ALL {
            for tolerance in [1e-3, 1e-10] {
                check(&case, method, tolerance);
            }
        }
    }
}

#[test]
fn no_bound_is_violated_on_hard_data() {
    for case in cases("hard_optima.json") {
        for method in Method::ALL {
            check(&case, method, 1e-12);
        }
    }
}

/// A bound that is always true can be useless: near the optimum it must be tight to a small factor.
#[test]
fn the_bound_is_tight_near_the_optimum() {
    for case in cases("optima.json") {
        let risk = Risk::new(Logistic, case.training.data(), case.penalty, Executor::sequential()).unwrap();
        let exact = Exact::new(&case, &risk);
        let optimum = DoubleDouble::parse(case.json["objective"].as_str().unwrap());
        let fit = case.specification().fit(case.training.data()).unwrap();
        for step in [1e-3, 1e-5] {
            let point: Vec<f64> =
                fit.solution.point.iter().enumerate().map(|(j, u)| u + step * (j as f64).cos()).collect();
            let at = risk.evaluate(&point, Order::Hessian).unwrap();
            let geometry = risk.geometry().unwrap();
            let mut anchor = Anchor::new(Cholesky::new(at.hessian.as_ref().unwrap()).unwrap(), point.clone(), geometry);
            anchor.tighten(&risk, geometry).unwrap();
            let bound = certify(&Iterate::new(&point, &at), Premises::of(&risk), Some(&anchor)).bound;
            let gap = (exact.value(&point) - optimum).0;
            assert!(gap <= bound && bound < 1.5 * gap, "{}: {bound:e} for {gap:e}", case.name);
        }
    }
}

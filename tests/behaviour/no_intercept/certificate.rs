//! The certificate against optima known to 40 digits, in twice the working precision.

use crate::fixtures::cases::{Case, cases};
use crate::fixtures::double_double::DoubleDouble;
use crate::fixtures::recorder::Recorder;
use logodds::core::{DesignMatrix, Executor, Logistic, Risk};
use logodds::fit::{Method, Status};
use logodds::optim::{StoppingRule, minimize};

/// F at a solver's point to about 30 digits.
fn exact(case: &Case, risk: &Risk<'_>, columns: &[Vec<f64>], u: &[f64]) -> DoubleDouble {
    let data = case.training.data();
    let (intercept, w) = risk.scaled().coefficients(u);
    assert_eq!((intercept, risk.null().offset_mean[0]), (0.0, 0.0));
    let mut sum = DoubleDouble::from(0.0);
    for (i, &y) in data.target().classes().unwrap().iter().enumerate() {
        let mut eta = DoubleDouble::from(data.offset().map_or(0.0, |offset| offset[i]));
        for (column, w) in columns.iter().zip(&w) {
            eta = eta + DoubleDouble::from(column[i]) * DoubleDouble::from(*w);
        }
        sum = sum + if y == 0 { eta.log1pexp() } else { (-eta).log1pexp() };
    }
    let mean = sum * DoubleDouble::from(data.target().classes().unwrap().len() as f64).reciprocal();
    let half = DoubleDouble::from(0.5 * case.penalty.lambda());
    w.iter().fold(mean, |sum, w| sum + half * DoubleDouble::from(*w) * DoubleDouble::from(*w))
}

/// The certificate bounds the gap of the problem without an intercept, at every step of every solver, and the first coordinate stays at 0
/// to the last bit.
#[test]
fn no_bound_is_violated_and_the_intercept_stays_at_zero() {
    for case in cases("no_intercept.json") {
        let data = case.training.data();
        let risk = Risk::through_origin(Logistic, data, case.penalty, Executor::sequential()).unwrap();
        let features = data.features();
        let zero = vec![0.0; features.ncols()];
        let rows = features.rows(0..features.nrows(), &zero);
        let column = |j: usize| {
            let mut unit = zero.clone();
            unit[j] = 1.0;
            let mut column = vec![0.0; features.nrows()];
            rows.matvec(&unit, &mut column);
            column
        };
        let columns: Vec<Vec<f64>> = (0..zero.len()).map(column).collect();
        let optimum = DoubleDouble::parse(case.json["objective"].as_str().unwrap());
        for method in Method::ALL {
            for tolerance in [1e-3, 1e-10] {
                let mut points = Recorder::default();
                let stop =
                    StoppingRule { tolerance, max_iterations: method.default_iterations().min(400), max_time: None };
                let solution = minimize(&*method.solver(0), &risk, risk.start(), &stop, &mut points).unwrap();
                points.0.push((solution.point.clone(), solution.certificate.bound));
                let last = points.0.len() - 1;
                for (k, (u, bound)) in points.0.iter().enumerate() {
                    assert_eq!(u[0].to_bits(), 0, "{} {method} step {k}: {}", case.name, u[0]);
                    if k > 16 && k % 16 != 0 && k != last {
                        continue;
                    }
                    let gap = (exact(&case, &risk, &columns, u) - optimum).0;
                    let noise = 1e-28 * optimum.0;
                    assert!(gap >= -noise, "{} {method}: the golden optimum is beaten by {gap:e}", case.name);
                    assert!(gap <= *bound + noise, "{} {method} step {k}: {gap:e} above {bound:e}", case.name);
                }
                // Those that live on gradients alone need more steps than are looked at here; sgd is not expected to get there.
                let slow = method.default_iterations() > 10_000 || method == Method::Sgd;
                // Five columns at 1e9 that nothing centres are the same column to nine digits, and their Hessian to eighteen: bounds hold,
                // but are of no use.
                let hopeless = case.name == "centred_1e9";
                assert!(
                    solution.status == Status::Converged || slow || hopeless,
                    "{} {method} {:?}",
                    case.name,
                    solution.status
                );
                if solution.status == Status::Converged {
                    let gap = (exact(&case, &risk, &columns, &solution.point) - optimum).0;
                    assert!(gap <= tolerance * solution.value(), "{} {method}", case.name);
                }
            }
        }
    }
}

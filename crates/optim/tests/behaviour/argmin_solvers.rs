//! Solvers of the argmin crate through the adapter: each reaches an optimum that is certified, of two labels and of three, and all of them
//! the same one.

use argmin::solver::conjugategradient::NonlinearConjugateGradient;
use argmin::solver::conjugategradient::beta::PolakRibierePlus;
use argmin::solver::gradientdescent::SteepestDescent;
use argmin::solver::newton::NewtonCG;
use argmin::solver::quasinewton::{BFGS, DFP, LBFGS, SR1, SR1TrustRegion};
use argmin::solver::trustregion::{CauchyPoint, Steihaug, TrustRegion};
use logodds_core::{Dense, Executor, InMemory, Logistic, Objective, Penalty, Risk, Softmax};
use logodds_optim::solvers::argmin_adapter::{Matrix, Vector};
use logodds_optim::solvers::lbfgs::WolfeSearch;
use logodds_optim::{ArgminSolver, Newton, Silent, Solver, Status, StoppingRule, minimize};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// 400 rows of 5 columns, of which neighbours are correlated, and labels from 0 to `classes − 1`.
fn data(classes: usize) -> InMemory<'static> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(20);
    let mut uniform = || random.random_range(0.0..1.0);
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for _ in 0..400 {
        let (mut previous, mut margin) = (0.0, -0.3);
        for j in 0..5 {
            previous = 0.8 * previous + uniform() - 0.5;
            margin += previous * (3.0 - f64::from(j));
            // Units do not matter.
            x.push(previous * 10f64.powi(j - 2));
        }
        let bars = if classes > 2 { vec![-0.7, 0.2] } else { vec![0.0] };
        y.push(bars.into_iter().map(|bar| u8::from(uniform() < 1.0 / (1.0 + f64::exp(bar - 0.7 * margin)))).sum());
    }
    let x = Dense::from_rows(x, 400, 5).unwrap();
    if classes > 2 { InMemory::of_classes(x, y, classes).unwrap() } else { InMemory::new(x, y).unwrap() }
}

fn search() -> WolfeSearch {
    WolfeSearch::default()
}

type Made = Box<dyn Solver>;

/// By gradients alone, and by an inverse Hessian that is learned from them.
fn by_gradients() -> Vec<Made> {
    vec![
        Box::new(ArgminSolver::<_, Matrix>::new("bfgs", || BFGS::new(search())).with_inverse_hessian()),
        Box::new(ArgminSolver::<_, Matrix>::new("dfp", || DFP::new(search())).with_inverse_hessian()),
        Box::new(ArgminSolver::<_, ()>::new("l-bfgs", || LBFGS::<_, Vector, Vector, f64>::new(search(), 7)).whitened()),
        Box::new(
            ArgminSolver::<_, ()>::new("conjugate gradients", || {
                NonlinearConjugateGradient::<Vector, _, _, f64>::new(search(), PolakRibierePlus::new())
            })
            .whitened(),
        ),
        Box::new(ArgminSolver::<_, ()>::new("steepest descent", || SteepestDescent::new(search())).whitened()),
    ]
}

/// By the objective's Hessian.
fn by_hessians() -> Vec<Made> {
    vec![
        Box::new(ArgminSolver::<_, Matrix>::new("newton-cg", || NewtonCG::new(search()))),
        Box::new(ArgminSolver::<_, Matrix>::new("trust region", || TrustRegion::new(Steihaug::new()))),
        Box::new(ArgminSolver::<_, Matrix>::new("cauchy point", || TrustRegion::new(CauchyPoint::new()))),
        Box::new(ArgminSolver::<_, Matrix>::new("sr1 trust region", || SR1TrustRegion::new(Steihaug::new()))),
    ]
}

fn end(solver: &dyn Solver, objective: &dyn Objective, start: Vec<f64>) -> f64 {
    let stop = StoppingRule { tolerance: 1e-9, max_iterations: 5_000, max_time: None };
    let end = minimize(solver, objective, start, &stop, &mut Silent).unwrap();
    assert_eq!(end.status, Status::Converged, "{}", end.solver);
    end.value()
}

#[test]
fn every_solver_reaches_the_certified_optimum() {
    let data = data(2);
    for penalty in [Penalty::None, Penalty::l2(1e-2)] {
        let risk = Risk::new(Logistic, &data, penalty, Executor::sequential()).unwrap();
        let best = end(&Newton::default(), &risk, risk.start());
        for solver in by_gradients().iter().chain(&by_hessians()) {
            let found = end(&**solver, &risk, risk.start());
            assert!((found - best).abs() <= 2e-9 * best, "{}: {found} {best}", solver.name());
        }
    }
}

/// argmin 0.11 updates SR1's matrix as the Hessian (r = y − H s, H + r r'/r's) and takes its product with the gradient for the step, as if it
/// were the inverse. So it gets there only where the two are near each other: in the adapter's coordinates, under a ridge.
#[test]
fn sr1_reaches_it_where_the_hessian_is_near_its_inverse() {
    let data = data(2);
    let risk =
        Risk::new(Logistic, &data, Penalty::L2 { lambda: 1.0, standardize: true }, Executor::sequential()).unwrap();
    let best = end(&Newton::default(), &risk, risk.start());
    let sr1 = ArgminSolver::<_, Matrix>::new("sr1", || SR1::new(search())).with_inverse_hessian();
    let found = end(&sr1, &risk, risk.start());
    assert!((found - best).abs() <= 2e-9 * best, "{found} {best}");
}

#[test]
fn of_three_labels_too() {
    let data = data(3);
    let risk = Risk::new(Softmax::of(&data), &data, Penalty::l2(1e-3), Executor::sequential()).unwrap();
    let best = end(&Newton::default(), &risk, risk.start());
    for solver in by_gradients() {
        let found = end(&*solver, &risk, risk.start());
        assert!((found - best).abs() <= 2e-9 * best, "{}: {found} {best}", solver.name());
    }
}

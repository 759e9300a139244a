//! What a solver may ask of an objective: an objective of one's own has two methods, and a penalty that a solver cannot keep to is refused.

use logodds_core::{EvalError, Evaluation, Objective, Order, Separable, SymMatrix};
use logodds_optim::{Iteration, Method, Newton, Silent, SolveError, Solver, StoppingRule, minimize};

/// `Σ_j (c_j/2 (u_j − j)²) + 1`: curvatures apart by a factor of ten, and nothing known but evaluations.
struct Quadratic;

const CURVATURES: [f64; 4] = [0.25, 0.1, 0.05, 0.025];

impl Objective for Quadratic {
    fn dim(&self) -> usize {
        CURVATURES.len()
    }
    fn evaluate(&self, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        let apart: Vec<f64> = u.iter().enumerate().map(|(j, u)| u - j as f64).collect();
        let mut hessian = SymMatrix::zeros(4);
        CURVATURES.iter().enumerate().for_each(|(j, c)| hessian.row_mut(j)[j] = *c);
        Ok(Evaluation {
            value: 1.0 + apart.iter().zip(CURVATURES).map(|(d, c)| 0.5 * c * d * d).sum::<f64>(),
            gradient: apart.iter().zip(CURVATURES).map(|(d, c)| c * d).collect(),
            hessian: (order == Order::Hessian).then_some(hessian.into()),
            intercept_curvature: CURVATURES[0],
            intercept_step: Vec::new(),
            separation: f64::NEG_INFINITY,
        })
    }
}

/// Nothing is certified, as nothing is known to prove it with; but every solver gets there, except the one that needs products.
#[test]
fn two_methods_are_an_objective() {
    let stop = StoppingRule { max_iterations: 300, ..StoppingRule::default() };
    for method in Method::ALL {
        let found = minimize(&*method.solver(0), &Quadratic, vec![3.0; 4], &stop, &mut Silent);
        if method == Method::NewtonCg {
            assert!(matches!(found, Err(SolveError::Products)), "{method}");
            continue;
        }
        let solution = found.unwrap();
        assert!(solution.value() < 1.0 + 1e-9, "{method}: {:e}", solution.value() - 1.0);
        assert_eq!(solution.certificate.bound, f64::INFINITY, "{method}");
    }
}

/// The same with a penalty, of which no evaluation is expected.
struct Penalised(Separable);

impl Objective for Penalised {
    fn dim(&self) -> usize {
        4
    }
    fn evaluate(&self, _: &[f64], _: Order) -> Result<Evaluation, EvalError> {
        panic!("a pass before the penalty was looked at")
    }
    fn separable(&self) -> Option<&Separable> {
        Some(&self.0)
    }
}

#[test]
fn a_penalty_with_kinks_or_bounds_is_refused_before_any_pass() {
    let ridge = || Separable::ridge(vec![0.1; 4]);
    let lasso = ridge().with_l1(vec![0.0, 0.1, 0.1, 0.1]).unwrap();
    let bounded = ridge().with_bounds(vec![(0.0, f64::INFINITY); 4]).unwrap();
    for penalty in [lasso, bounded] {
        for method in Method::ALL {
            let objective = Penalised(penalty.clone());
            let found = minimize(&*method.solver(0), &objective, vec![0.0; 4], &StoppingRule::default(), &mut Silent);
            assert!(matches!(found, Err(SolveError::Penalty(name)) if name == method.name()), "{method}");
        }
    }
    assert!(Newton::default().handles(&ridge()));
}

/// A solver that keeps to no penalty at all.
struct Free;

impl Solver for Free {
    fn name(&self) -> &'static str {
        "free"
    }
    fn handles(&self, penalty: &Separable) -> bool {
        !penalty.has_ridge()
    }
    fn start<'a>(&self, objective: &'a dyn Objective, u0: Vec<f64>) -> Result<Box<dyn Iteration + 'a>, SolveError> {
        Newton::default().start(objective, u0)
    }
}

#[test]
fn a_solver_says_itself_what_it_handles() {
    let ridged = Penalised(Separable::ridge(vec![0.1; 4]));
    let found = minimize(&Free, &ridged, vec![0.0; 4], &StoppingRule::default(), &mut Silent);
    assert_eq!(found.unwrap_err().to_string(), "the solver \"free\" cannot keep to this penalty");
}

#[test]
fn every_name_is_its_solvers_own() {
    for method in Method::ALL {
        assert_eq!(method.solver(0).name(), method.name());
        assert_eq!(method.name().parse(), Ok(method));
    }
}

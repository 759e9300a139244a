//! One's own solver ends as a fit. Referee: the library's own, handed over as one's own.

use logodds::core::{Objective, Separable};
use logodds::data::{Dense, InMemory};
use logodds::fit::{FitError, LogisticRegression, Method, Penalty, Plan, Silent, SpecProblem, Status};
use logodds::inference::{Estimator, InferenceRequest};
use logodds::optim::{Iteration, SolveError, Solver};

/// A column that the labels follow, one that is twice as large, and one that nothing follows.
fn data(separated: bool) -> InMemory<'static> {
    let x: Vec<f64> =
        (0..40).flat_map(|i| [f64::from(i % 9), f64::from(2 * (i % 9)), f64::from((i * 5) % 11)]).collect();
    let y: Vec<u8> = (0..40).map(|i| u8::from(i % 9 >= 4 || (!separated && i % 3 == 0))).collect();
    InMemory::new(Dense::from_rows(x, 40, 3).unwrap(), y).unwrap()
}

#[test]
fn a_solver_of_ones_own_ends_as_any_other() {
    for separated in [false, true] {
        let data = data(separated);
        for method in [Method::Newton, Method::Lbfgs] {
            let regression = LogisticRegression {
                method: Some(method),
                max_iterations: Some(1_000),
                inference: Some(InferenceRequest::new(Estimator::Model)),
                ..LogisticRegression::default()
            };
            let theirs = Plan::new(&regression, &data).unwrap().run(&mut Silent).unwrap();
            let plan = Plan::new(&LogisticRegression { method: None, ..regression }, &data).unwrap();
            let ours = plan.run_with(&*method.solver(0), &mut Silent).unwrap();
            assert_eq!(ours.solution.point, theirs.solution.point);
            assert_eq!(ours.solution.certificate, theirs.solution.certificate);
            assert_eq!((ours.solution.solver, ours.solution.status), (method.name(), theirs.solution.status));
            assert_eq!((&ours.held, &ours.warnings), (&theirs.held, &theirs.warnings));
            assert_eq!((ours.statistics, ours.inference), (theirs.statistics, theirs.inference));
            assert_eq!(ours.solution.status == Status::Converged, !separated);
        }
    }
}

#[test]
fn firths_fit_has_no_solver_of_ones_own() {
    let (data, firth) = (data(true), LogisticRegression { firth: true, ..LogisticRegression::default() });
    match Plan::new(&firth, &data).unwrap().run_with(&*Method::Newton.solver(0), &mut Silent) {
        Err(FitError::Specification(error)) => assert_eq!(error.problems, [SpecProblem::FirthSolver]),
        other => panic!("not refused: {:?}", other.map(|fit| fit.solution.status)),
    }
}

/// Newton's method, for those who say that it keeps to no penalty.
struct Free;

impl Solver for Free {
    fn name(&self) -> &'static str {
        "free"
    }
    fn handles(&self, penalty: &Separable) -> bool {
        !penalty.has_ridge()
    }
    fn start<'a>(&self, objective: &'a dyn Objective, u0: Vec<f64>) -> Result<Box<dyn Iteration + 'a>, SolveError> {
        Method::Newton.solver(0).start(objective, u0)
    }
}

#[test]
fn a_penalty_that_a_solver_does_not_handle_is_a_problem_of_the_specification() {
    let data = data(false);
    let plan = |penalty| Plan::new(&LogisticRegression { penalty, ..LogisticRegression::default() }, &data).unwrap();
    match plan(Penalty::l2(0.1)).run_with(&Free, &mut Silent) {
        Err(FitError::Specification(error)) => assert_eq!(error.problems, [SpecProblem::SolverPenalty("free")]),
        other => panic!("not refused: {:?}", other.map(|fit| fit.solution.status)),
    }
    assert!(plan(Penalty::None).run_with(&Free, &mut Silent).unwrap().is_certified());
}

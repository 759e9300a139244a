//! Any solver of the argmin crate, run by the loop of this one: certified, and safe from the traps of its own executor.
//!
//!     cargo run --release --example any_argmin_solver
#![allow(clippy::print_stdout)]

use argmin::solver::gradientdescent::SteepestDescent;
use argmin::solver::newton::NewtonCG;
use argmin::solver::quasinewton::BFGS;
use argmin::solver::trustregion::{Steihaug, TrustRegion};
use logodds::core::{Logistic, Risk};
use logodds::data::{Dense, Executor, InMemory};
use logodds::fit::{Penalty, Silent, Status};
use logodds::optim::solvers::argmin_adapter::Matrix;
use logodds::optim::solvers::lbfgs::WolfeSearch;
use logodds::optim::{ArgminSolver, Newton, Solver, StoppingRule, minimize};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let data = data()?;
    let risk = Risk::new(Logistic, &data, Penalty::l2(1e-3), Executor::sequential())?;
    let stop = StoppingRule { tolerance: 1e-8, max_iterations: 500, max_time: None };
    let race = |solver: &dyn Solver| minimize(solver, &risk, risk.start(), &stop, &mut Silent);

    // An argmin solver is handed over as a function that makes one, so that every fit starts afresh. `Matrix` says that it
    // asks for Hessians, `()` that it does not. Those that take a line search can be given `WolfeSearch`, which ends.
    let trust_region = ArgminSolver::<_, Matrix>::new("trust-region", || TrustRegion::new(Steihaug::new()));
    let newton_cg = ArgminSolver::<_, Matrix>::new("newton-cg", || NewtonCG::new(WolfeSearch::default()));
    let steepest_descent =
        ArgminSolver::<_, ()>::new("steepest-descent", || SteepestDescent::new(WolfeSearch::default()));
    // BFGS, DFP and SR1 begin with an inverse Hessian.
    let bfgs = ArgminSolver::<_, Matrix>::new("bfgs", || BFGS::new(WolfeSearch::default())).with_inverse_hessian();
    let solvers: [&dyn Solver; 5] = [&Newton::default(), &trust_region, &newton_cg, &bfgs, &steepest_descent];

    println!("solver              status           steps  passes   F                F − F* at most, relative");
    for solver in solvers {
        let solution = race(solver)?;
        let relative = solution.certificate.bound / solution.value();
        // By proof, not because the solver saw nothing change any more.
        assert_eq!(solution.status, Status::Converged);
        println!(
            "{:<18}  {:<15}  {:>5}  {:>6}   {:.12}   {relative:.1e}",
            solution.solver,
            solution.status.name(),
            solution.iterations,
            solution.passes,
            solution.value(),
        );
    }
    Ok(())
}

/// 2,000 rows, 8 columns of which neighbours are correlated.
fn data() -> Result<InMemory<'static>, Box<dyn std::error::Error>> {
    // A Weyl sequence: as good as random for this, and the same everywhere.
    let mut state = 0.5;
    let mut uniform = || {
        state = f64::fract(state + 0.618_033_988_749_895);
        f64::fract(state * 997.0)
    };
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for _ in 0..2_000 {
        let mut previous = 0.0;
        let mut margin = -0.3;
        for j in 0..8 {
            previous = 0.8 * previous + uniform() - 0.5;
            margin += previous * (4.0 - f64::from(j));
            x.push(previous);
        }
        y.push(u8::from(uniform() < logodds::score::sigmoid(margin)));
    }
    Ok(InMemory::new(Dense::from_rows(x, 2_000, 8)?, y)?)
}

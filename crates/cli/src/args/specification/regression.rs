//! What is minimised, by which solver, to which end.

use crate::args::{ObjectiveArgs, PenaltyName, SolveArgs, SolverName, spelling};
use crate::terminal::problems::Problems;
use crate::terminal::threads;
use logodds::fit::{LogisticRegression, Method, Penalty};
use logodds_report::number::shortest;
use std::time::Duration;

/// The penalty.
fn penalty(args: &ObjectiveArgs, problems: &mut Problems) -> Penalty {
    let none_given = args.penalty == PenaltyName::None;
    match args.penalty {
        PenaltyName::None | PenaltyName::L2 | PenaltyName::Firth => {
            problems.when(args.l1_ratio.is_some(), || {
                "--l1-ratio belongs to --penalty elastic-net, which is not built yet".to_owned()
            });
        }
        PenaltyName::L1 | PenaltyName::ElasticNet => {
            problems
                .not_built(&format!("--penalty {}", spelling(&args.penalty)), "use --penalty l2 --lambda X, or none");
        }
    }
    let firth = args.penalty == PenaltyName::Firth;
    problems.when(args.lambda.is_some() && firth, || {
        "--lambda: the penalty of --penalty firth has no strength to choose; leave it out".to_owned()
    });
    problems.when(args.standardize && firth, || {
        "--standardize: --penalty firth is the same whatever the columns' scale; leave it out".to_owned()
    });
    problems.when(args.lambda.is_some() && none_given, || {
        "--lambda is the strength of a penalty, and there is none; add --penalty l2".to_owned()
    });
    problems.when(args.standardize && none_given, || {
        "--standardize says which columns a penalty sees, and there is none; add --penalty l2 (solvers scale columns by themselves)"
            .to_owned()
    });
    problems.when(args.penalty == PenaltyName::L2 && args.lambda.is_none(), || {
        "--penalty l2 needs its strength; add --lambda X, such as 0.01".to_owned()
    });
    match (args.penalty, args.lambda) {
        (PenaltyName::L2 | PenaltyName::L1 | PenaltyName::ElasticNet, Some(lambda)) => {
            Penalty::L2 { lambda, standardize: args.standardize }
        }
        _ => Penalty::None,
    }
}

/// The method of a name; `None` for `auto` (and, with a problem, for those that do not exist yet).
pub fn method(name: SolverName, flag: &str, problems: &mut Problems) -> Option<Method> {
    match name {
        SolverName::Auto => None,
        SolverName::Named(method) => Some(method),
        SolverName::CoordinateDescent => {
            let there_are = Method::ALL.map(Method::name).join(", ");
            problems.not_built(&format!("{flag} {}", spelling(&name)), &format!("there are auto, {there_are}"));
            None
        }
    }
}

/// The regression.
pub fn regression(objective: &ObjectiveArgs, solve: &SolveArgs, problems: &mut Problems) -> LogisticRegression {
    let penalty = penalty(objective, problems);
    let method = method(solve.solver, "--solver", problems);
    let firth = objective.penalty == PenaltyName::Firth;
    // Its own is Newton's method, and still not what the flag names.
    problems.when(firth && method == Some(Method::Newton), || {
        "--solver newton: --penalty firth has a solver of its own; leave it out".to_owned()
    });
    let max_time = solve.max_seconds.and_then(|seconds| match Duration::try_from_secs_f64(seconds) {
        Ok(time) => Some(time),
        Err(_) => {
            problems.0.push(format!(
                "--max-seconds {}: it must be from 0 to {:.1e}; leave the flag out for no limit",
                shortest(seconds),
                Duration::MAX.as_secs_f64()
            ));
            None
        }
    });
    threads::check(solve.threads, problems);
    LogisticRegression {
        penalty,
        intercept: !objective.no_intercept,
        firth,
        flic: objective.flic,
        method,
        tolerance: solve.tolerance,
        max_iterations: solve.max_iterations,
        max_time,
        seed: solve.seed,
        threads: threads::used(solve.threads),
        ..LogisticRegression::default()
    }
}

//! Solvers for logistic regression, the one loop that runs them, and the certificate that says how far from the optimum
//! a point can be.
//!
//! ```
//! use logodds_core::{Dense, Executor, InMemory, Logistic, Penalty, Risk};
//! use logodds_optim::{Newton, Silent, Status, StoppingRule, minimize};
//!
//! let x = Dense::from_rows(vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0], 6, 1)?;
//! let data = InMemory::new(x, vec![0, 0, 1, 0, 1, 1])?;
//! let risk = Risk::new(Logistic, &data, Penalty::None, Executor::sequential())?;
//! let solution = minimize(&Newton::default(), &risk, risk.start(), &StoppingRule::default(), &mut Silent)?;
//! assert_eq!(solution.status, Status::Converged);
//! assert!(solution.certificate.bound <= 1e-8 * solution.value());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | module | idea |
//! |---|---|
//! | [`solver`] | what a solver is: a start, a step, an iterate |
//! | [`solvers`] | the solvers, one beside the other, and what some of them share; any of `argmin`'s as one of ours |
//! | [`minimize`](mod@minimize) | the one loop: stopping, tracing, time, cancellation |
//! | [`Status`] | how a fit ends |
//! | [`certificate`] | upper bounds on F(u) − F*, and their proofs; when to pay for one; the last digits |
//! | [`Premises`] | what bounds rest on: that rows are bounded, and how convex the penalty is |
//! | [`choice`] | solvers by name, what each costs, and the choice among them |
//! | [`refit`] | problems near to a solved one: under equations, on the way to a value |
//! | [`algebra`] | the factorisation behind Newton and the certificate |

pub mod algebra;
pub mod certificate;
pub mod choice;
mod cost;
pub mod minimize;
mod passes;
mod premises;
pub mod refit;
pub mod solver;
pub mod solvers;
mod status;

pub use algebra::{Cholesky, Secants, largest_eigenvalue};
pub use certificate::{Certificate, CertificateKind};
pub use choice::{Choice, Forecast, Method, UnknownMethod, choose, forecast};
pub use minimize::{Solution, StoppingRule, TracePoint, minimize};
pub use premises::Premises;
pub use solver::{Iterate, Iteration, Metric, Observer, Progress, Silent, SolveError, Solver};
pub use solvers::{ArgminProblem, ArgminSolver, GradientDescent, Newton, NewtonCg, Sgd, Svrg, lbfgs};
pub use status::Status;

/// The example of the README runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

//! Solvers for logistic regression, the one loop that runs them, and the certificate that says how far from the optimum
//! a point can be.
//!
//! ```
//! use logodds_core::{Dense, EmpiricalRisk, Executor, InMemory, Penalty};
//! use logodds_optim::{Newton, Silent, Status, StoppingRule, minimize};
//!
//! let x = Dense::from_rows(vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0], 6, 1)?;
//! let data = InMemory::new(x, vec![0, 0, 1, 0, 1, 1])?;
//! let risk = EmpiricalRisk::new(&data, Penalty::None, Executor::sequential())?;
//! let solution = minimize(&Newton::default(), &risk, risk.start(), &StoppingRule::default(), &mut Silent)?;
//! assert_eq!(solution.status, Status::Converged);
//! assert!(solution.certificate.bound <= 1e-8 * solution.value());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | module | idea |
//! |---|---|
//! | [`solver`] | what a solver is: a start, a step, an iterate |
//! | [`minimize`](mod@minimize) | the one loop: stopping, tracing, time, cancellation |
//! | [`certificate`] | upper bounds on F(u) − F*, and their proofs; `certifier`: when to pay for one |
//! | `secants` | what past steps tell of the curvature, on top of a kept factor |
//! | `polish` | the digits of the coefficients, once the value is certified |
//! | [`newton`], [`newton_cg`], [`gradient_descent`], [`sgd`], [`svrg`], [`lbfgs`](mod@lbfgs) | the solvers |
//! | `stochastic` | what the stochastic ones share |
//! | `whitening` | coordinates in which a typical Hessian is the identity |
//! | [`argmin_adapter`] | any solver of the `argmin` crate as one of ours |
//! | [`cholesky`] | the factorisation behind Newton and the certificate |
//! | [`method`], [`auto`] | solvers by name, and the choice among them |

pub mod algebra;
pub mod certificate;
pub mod choice;
mod counted;
pub mod minimize;
pub mod solver;
pub mod solvers;

pub use algebra::{Cholesky, largest_eigenvalue};
pub use certificate::{Certificate, CertificateKind};
pub use choice::{Choice, Forecast, Method, UnknownMethod, choose, forecast};
pub use minimize::{Solution, Status, StoppingRule, TracePoint, minimize};
pub use solver::{Iterate, Iteration, Metric, Observer, Progress, Silent, SolveError, Solver};
pub use solvers::{ArgminProblem, ArgminSolver, GradientDescent, Newton, NewtonCg, Secants, Sgd, Svrg, lbfgs};

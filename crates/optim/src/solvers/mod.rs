//! The solvers, one beside the other, and what some of them share.

mod across_outputs;
pub mod argmin_adapter;
pub mod gradient_descent;
pub mod lbfgs;
pub mod newton;
pub mod newton_cg;
pub(crate) mod row_space;
pub mod sgd;
pub(crate) mod stochastic;
pub mod svrg;
pub(crate) mod whitening;

pub use argmin_adapter::{ArgminProblem, ArgminSolver};
pub use gradient_descent::GradientDescent;
pub use lbfgs::lbfgs;
pub use newton::Newton;
pub use newton_cg::NewtonCg;
pub use sgd::Sgd;
pub use svrg::Svrg;

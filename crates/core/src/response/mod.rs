//! What differs between responses: how margins become loss, residuals and curvatures.
//!
//! ```text
//! η_i = x_i·W + b + o_i        one number for each of m outputs
//! ℓ(y_i, η_i)                  loss           r_i = ω_i ∂ℓ/∂η   residuals, m numbers      S_i = ω_i ∂²ℓ/∂η²   curvatures, m × m
//! ```
//!
//! [`Logistic`] has one output, the log-odds of label 1; [`Softmax`] of K classes has K − 1, orthonormal [`Contrasts`] of the classes' margins.
//! Storages, passes, penalties, the summation tree, solvers and certificates know a response by this trait alone; a third one is a folder here.

pub(crate) mod counts;
pub(crate) mod interface;
pub mod logistic;
pub(crate) mod per_output;
pub(crate) mod series;
pub mod softmax;
pub(crate) mod sums;

pub use counts::Counts;
pub use interface::{Response, Shift};
pub use logistic::{Logistic, log_loss, margin, probability};
pub use per_output::{PerOutput, Products};

pub use softmax::{Contrasts, Softmax};
pub use sums::{Gap, LossSums, pairs};

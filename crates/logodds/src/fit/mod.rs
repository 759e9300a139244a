//! From a specification and data to a fit: the plan is checked before anything runs, the result says how it ended.

pub(crate) mod any;
pub(crate) mod error;
mod existence;
mod finish;
mod fitted;
mod held;
pub(crate) mod limit;
mod orthogonal;
pub(crate) mod plan;
mod run;
mod separated;
mod watch;

pub use any::{AnyFit, AnyModel};
pub use error::FitError;
pub use fitted::{Fit, MeanProbability, MultinomialFit};
pub use held::Held;
pub use limit::{AtLimit, Ended};
pub use plan::Plan;

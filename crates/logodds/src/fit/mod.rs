//! From a specification and data to a fit: the plan is checked before anything runs, the result says how it ended.

pub(crate) mod error;
pub(crate) mod executor;
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

pub use error::FitError;
pub use fitted::{Fit, MeanProbability};
pub use held::Held;
pub use limit::{AtLimit, Ended};
pub use plan::Plan;

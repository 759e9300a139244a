//! A fit: what is to be fitted, the plan that checks it against the data before anything runs, and what came out.

pub(crate) mod error;
pub(crate) mod executor;
mod existence;
mod finish;
pub(crate) mod fitted;
pub(crate) mod held;
pub(crate) mod limit;
mod orthogonal;
pub(crate) mod plan;
mod run;
mod separated;
mod watch;

pub use crate::journal::{Journal, JournalError, JournalProblem};
pub use crate::one_vs_rest::OneVsRest;
pub use crate::risk::{FitRisk, Separated};
pub use crate::specification::{Analysis, LogisticRegression, SpecError, SpecProblem, Start};
pub use crate::statistics::Statistics;
pub use crate::warning::Warning;
pub use error::FitError;
pub use fitted::{Fit, MeanProbability};
pub use held::Held;
pub use limit::{AtLimit, Ended};
pub use logodds_core::{Model, ModelError, Penalty};
pub use logodds_optim::{Certificate, Method, Observer, Silent, Status};
pub use plan::Plan;

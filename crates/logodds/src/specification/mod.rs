//! What to fit, as plain data, and everything that can be wrong with it.

mod analysis;
mod problem;
mod regression;
mod request;

pub use analysis::Analysis;
pub use problem::{SpecError, SpecProblem};
pub use regression::{LogisticRegression, Start};
pub use request::InferenceRequest;

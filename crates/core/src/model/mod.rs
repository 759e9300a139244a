//! A fitted model: what scores rows, one or many, and what the data say of rows that they do not determine.

pub(crate) mod class_logits;
pub(crate) mod covariance_root;
pub(crate) mod error;
pub(crate) mod level_root;
pub(crate) mod linear_errors;
pub mod null_space;
pub mod recession;
pub(crate) mod root;
mod rows;
pub mod score;
pub(crate) mod scores;

pub use class_logits::{class_logits, logits_of};
pub use covariance_root::CovarianceRoot;
pub use error::ModelError;
pub use level_root::LevelRoot;
pub use linear_errors::LinearErrors;
pub use null_space::{Broken, Equation, NullSpace};
pub use recession::{Ray, Recession, Towards};
pub use root::Root;
pub use rows::softmax;
pub use score::{Extrapolation, Score, ScoringModel};
pub use scores::Model;

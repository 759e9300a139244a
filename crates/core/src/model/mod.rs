//! A fitted model: what scores rows, one or many, and what the data say of rows that they do not determine.

pub(crate) mod class_logits;
pub(crate) mod classes;
pub mod linear;
pub(crate) mod linear_errors;
pub mod null_space;
pub mod recession;
pub(crate) mod root;
pub mod score;

pub use class_logits::{class_logits, logits_of};
pub use classes::{MultinomialModel, softmax};
pub use linear::{Model, ModelError};
pub use linear_errors::LinearErrors;
pub use null_space::{Broken, Equation, NullSpace};
pub use recession::{Ray, Recession, Towards};
pub use root::Root;
pub use score::{Extrapolation, Score, ScoringModel};

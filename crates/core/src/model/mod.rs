//! A fitted model: what scores rows, one or many, and what the data say of rows that they do not determine.

pub(crate) mod classes;
pub mod linear;
pub mod null_space;
pub mod recession;
pub mod score;

pub use classes::{MultinomialModel, softmax};
pub use linear::{Model, ModelError};
pub use null_space::{Broken, Equation, NullSpace};
pub use recession::{Ray, Recession, Towards};
pub use score::{Extrapolation, Score, ScoringModel};

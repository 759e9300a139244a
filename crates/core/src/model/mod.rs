//! A fitted model: what scores rows, one or many, and what the data say of rows that they do not determine.

pub(crate) mod error;
pub mod null_space;
pub mod recession;
mod rows;
pub mod score;
pub(crate) mod scores;

pub use error::ModelError;
pub use null_space::{Broken, Equation, NullSpace};
pub use recession::{Ray, Recession, Towards};
pub use rows::softmax;
pub use score::{Extrapolation, Score, ScoringModel};
pub use scores::Model;

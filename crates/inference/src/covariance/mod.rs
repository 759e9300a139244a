//! The covariance of the coefficients: from the information, from the scores of rows, of clusters.

pub(crate) mod accurate;
pub mod beside_levels;
pub mod collinearity;
pub(crate) mod digits;
mod estimator;
pub mod information;
pub(crate) mod leverage_score;
pub mod matrix;
pub(crate) mod of_levels;
pub mod orthogonal;
pub mod relative;
pub(crate) mod row_scores;
pub mod sandwich;
pub(crate) mod scatter;

pub use beside_levels::aliases_beside_levels;
pub use collinearity::{Collinearity, Inflation};
pub use estimator::{Clusters, Estimator, WeightKind};
pub use matrix::Covariance;
pub use orthogonal::Orthogonal;
pub use sandwich::covariance;

//! From a record to scores: of rows of the design matrix, and of one row given by names.

mod error;
mod feature_scorer;
mod parts;
mod row_scorer;
mod wanted;

pub use error::ScoreError;
pub use feature_scorer::{FeatureScorer, Scored};
pub use parts::{covariance_root_of, errors_of, null_space_of, rays_of, recession_of, scoring_model_of, widened};
pub use row_scorer::{RowScorer, RowScores};
pub use wanted::{LabelScore, Wanted};

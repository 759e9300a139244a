//! What an optimum means: how far its coefficients, and the probabilities they give, may be from the truth.
//!
//! Everything here is computed at the optimum of an [`Risk`](logodds_core::Risk), by sums over row blocks, so it
//! holds for any design matrix and has the same bits for any number of threads.
//!
//! | module | idea |
//! |---|---|
//! | [`covariance`](mod@covariance) | the covariance of the coefficients and of anything linear in them: from the information, from the scores of rows or clusters; how many of its digits are right, and how well columns can be told apart |
//! | [`bootstrap`](mod@bootstrap) | the scatter of refits to resampled cases |
//! | [`hypotheses`] | what is asked of estimates with known errors: Wald's tests and intervals, contrasts, joint tests |
//! | [`likelihood`] | what is asked of the likelihood itself: ratio tests, profile intervals, the fit with Jeffreys' prior |
//! | [`separation`](mod@separation) | whether a maximum of the likelihood exists, and what keeps it from existing |
//! | [`rows`] | what the fit says of rows: leverage, Cook's distance, average effects, measures of discrimination |

pub mod bootstrap;
pub mod covariance;
mod error;
pub mod hypotheses;
pub mod likelihood;
pub mod rows;
pub mod separation;

pub use bootstrap::{Bootstrap, Resampling};
pub use covariance::{Clusters, Collinearity, Covariance, Estimator, Inflation, Orthogonal, WeightKind, covariance};
pub use error::InferenceError;
pub use hypotheses::{Contrast, JointTest, Wald};
pub use likelihood::{LikelihoodRatio, NearMaximum, Profile};
pub use rows::{
    Diagnostics, Effect, EffectKind, Influence, RowDiagnostics, class_effects, diagnostics, effects, influence,
};
pub use separation::Separation;

/// The example of the README runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

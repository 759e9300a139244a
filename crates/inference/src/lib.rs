//! What an optimum means: how far its coefficients, and the probabilities they give, may be from the truth.
//!
//! Everything here is computed at the optimum of an [`EmpiricalRisk`](logodds_core::EmpiricalRisk), by sums over row blocks, so it
//! holds for any design matrix and has the same bits for any number of threads.
//!
//! | module | idea |
//! |---|---|
//! | [`bootstrap`](mod@bootstrap) | the scatter of refits to resampled cases |
//! | [`classes`] | the covariance of a multinomial model, by the model or by the scatter of its scores |
//! | [`class_logits`](mod@class_logits) | how well the probability of each of several labels is known |
//! | [`covariance`](mod@covariance) | the covariance of the coefficients, and of anything linear in them |
//! | [`information`] | it from the model: the inverse of Fisher's information |
//! | [`sandwich`] | it from the scatter of the scores: HC0, HC1, HC3, clusters, sampling weights |
//! | [`root`] | a covariance by a root of it, so that no variance is the difference of large numbers |
//! | [`orthogonal`] | the rows in coordinates in which no column is nearly a combination of others |
//! | `scatter`, `accurate`, `digits` | scores in the metric of the information; where it takes orthogonal rows; how many digits are right |
//! | [`separation`](mod@separation) | whether a maximum of the likelihood exists, and what keeps it from existing |
//! | [`wald`] | z, p and intervals from an estimate and its standard error |
//! | [`profile`] | intervals from the likelihood itself |
//! | [`joint`] | Wald's test of several hypotheses at once |
//! | [`likelihood_ratio`] | tests that coefficients are 0 |
//! | [`contrast`](mod@contrast) | linear combinations of coefficients |
//! | [`firth`] | the fit with Jeffreys' prior |
//! | `likelihood`, `ascent` | log-likelihoods, and the way up under linear equations |
//! | [`measures`] | shares of explanation: Nagelkerke's and Tjur's |
//! | [`diagnostics`](mod@diagnostics) | what each row has to do with the fit: leverage, Cook's distance, residuals |
//! | [`effects`](mod@effects) | average marginal effects: slopes and changes of probabilities |
//! | [`collinearity`] | variance inflation and the condition of the information |
//! | [`normal`] | the normal distribution's tail and quantile |

pub mod bootstrap;
pub mod covariance;
mod error;
pub mod hypotheses;
pub mod likelihood;
pub mod rows;
pub mod separation;

pub use bootstrap::{Bootstrap, Resampling};
pub use covariance::{
    Clusters, Collinearity, Covariance, Estimator, Inflation, Orthogonal, Root, WeightKind, covariance,
};
pub use error::InferenceError;
pub use hypotheses::{Contrast, JointTest, Wald};
pub use likelihood::{LikelihoodRatio, Profile};
pub use rows::{Diagnostics, Effect, EffectKind, RowDiagnostics, class_logits, diagnostics, effects, logits_of};
pub use separation::Separation;

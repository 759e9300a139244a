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

mod accurate;
mod ascent;
pub mod bootstrap;
pub mod class_logits;
mod class_scatter;
pub mod classes;
pub mod collinearity;
pub mod contrast;
pub mod covariance;
pub mod diagnostics;
mod digits;
pub mod effects;
mod error;
pub mod firth;
pub mod flic;
pub mod information;
pub mod joint;
mod leverage_score;
mod likelihood;
pub mod likelihood_ratio;
pub mod measures;
pub mod normal;
pub mod orthogonal;
pub mod profile;
pub mod root;
pub mod sandwich;
mod scatter;
pub mod separation;
pub mod wald;

pub use bootstrap::{Bootstrap, Resampling};
pub use class_logits::{class_logits, logits_of};
pub use collinearity::{Collinearity, Inflation};
pub use contrast::Contrast;
pub use covariance::Covariance;
pub use diagnostics::{Diagnostics, RowDiagnostics, diagnostics};
pub use effects::{Effect, EffectKind, effects};
pub use error::InferenceError;
pub use joint::JointTest;
pub use likelihood_ratio::LikelihoodRatio;
pub use orthogonal::Orthogonal;
pub use profile::Profile;
pub use root::Root;
pub use sandwich::{Clusters, Estimator, WeightKind, covariance};
pub use separation::Separation;
pub use wald::Wald;

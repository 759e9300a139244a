//! The mathematics of one pass over the data, and a model that predicts.
//!
//! This crate reads no file, prints nothing and knows no solver. Alone it is enough to compute the sigmoid, the
//! log loss, the forward pass, and to score rows with a fitted [`Model`]; with `default-features = false` it has no
//! dependency at all. With the rest of the workspace it supplies the objective every solver minimises:
//!
//! ```text
//! F(w, b) = (1/Σω) Σ_i ω_i ℓ(y_i, η_i) + (1/2) Σ_j λ_j w_j²       η_i = x_i·w + b + o_i
//! ℓ(y, η) = log(1 + e^η) − y η                                    p(η) = 1 / (1 + e^−η)
//! ```
//!
//! with labels `y ∈ {0, 1}`, row weights `ω ≥ 0` and offsets `o`.
//!
//! ```
//! use logodds_core::{log_loss, probability, sigmoid};
//!
//! // x·w + b = 2·0.5 − 3·0.5 + 0.1 = −0.4
//! let p = probability(&[2.0, 3.0], &[0.5, -0.5], 0.1);
//! assert!((p - 0.401312339887548).abs() < 1e-15);
//! assert_eq!(p, sigmoid(-0.4));
//! assert!((log_loss(1, -0.4) + p.ln()).abs() < 1e-15);
//! ```
//!
//! # Map
//!
//! | module | idea |
//! |---|---|
//! | [`special`] | sigmoid and its relatives, stable over the whole range |
//! | [`loss`] | log loss, residual and curvature from one exponential; the forward pass |
//! | [`design`] | blocks of rows of X and the operations a fit needs of them |
//! | [`blocks`] | data as a sequence of row blocks; [`InMemory`] |
//! | [`sum`] | a quantity as an associative sum over blocks, and the fixed tree that adds it |
//! | [`moments`] | means, spreads and ranges of columns |
//! | [`penalty`], [`risk`], [`objective`] | F itself: values, gradients, Hessians at a point |
//! | [`multinomial`] | the same for K classes: softmax, contrasts, a model of K margins |
//! | `sample` | the objective on some of the rows |
//! | [`reweighted`] | the objective of the same rows with other weights |
//! | [`null`] | the intercept-only model, offsets included |
//! | [`alias`] | columns that are linear combinations of earlier ones |
//! | [`null_space`] | what the data do not determine, and the rows that depend on it |
//! | [`model`] | a fitted model, which scores rows |
//! | [`score`] | a probability with its interval, for one row at a time |

pub mod alias;
pub mod blocks;
mod chosen_columns;
pub mod design;
mod error;
mod interrupt;
mod keeping;
pub mod loss;
pub mod model;
pub mod moments;
pub mod multinomial;
pub mod null;
pub mod null_space;
pub mod objective;
pub mod penalty;
pub mod recession;
pub mod reweighted;
pub mod risk;
mod sample;
pub mod score;
mod simd;
pub mod special;
pub mod sum;

pub use blocks::{Block, InMemory, RowBlocks, Shape};
pub use design::{
    Categorical, ColumnSums, Csr, Dense, DenseColumns, DesignMatrix, Features, Part, Positions, Scalar, Scaled,
    SparseColumns, Split, SymMatrix,
};
pub use error::{DataError, EvalError};
pub use interrupt::Interrupt;
pub use loss::{log_loss, margin, probability};
pub use model::{Model, ModelError};
pub use multinomial::{
    ClassCounts, ClassResiduals, Contrasts, MultinomialModel, MultinomialRisk, RowResiduals, softmax,
};
pub use null_space::{Broken, Equation, NullSpace};
pub use objective::{Evaluation, Expansion, Geometry, LinearOperator, NullCurvature, Objective, Order};
pub use penalty::Penalty;
pub use recession::{Ray, Recession, Towards};
pub use reweighted::{Reweighable, ReweightedRisk};
pub use risk::{EmpiricalRisk, RowDerivatives, RowLoss};
pub use score::{Extrapolation, Score, ScoringModel};
pub use special::{log_sigmoid, log1pexp, logit, sigmoid};
pub use sum::{Executor, RowSum};

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
//! | [`design`] | blocks of rows of X and the operations a fit needs of them: [dense](Dense) and sparse storages |
//! | [`data`] | data as a sequence of row blocks; [`InMemory`]; what is wrong with data that cannot be fitted |
//! | [`sum`] | a quantity as an associative sum over blocks, and the fixed tree that adds it |
//! | [`response`] | how margins become loss, residuals and curvatures: logistic, softmax |
//! | [`objective`] | what a solver sees: values, gradients, Hessians at a point |
//! | [`risk`] | F itself, on data, with a penalty; moments, the intercept-only model, columns that others determine |
//! | [`model`] | a fitted model, which scores rows; what the data say of rows they do not determine |

pub mod data;
pub mod design;
mod fingerprint;
pub mod model;
#[cfg(feature = "normal")]
pub mod normal;
pub mod objective;
pub mod response;
pub mod risk;
mod simd;
pub mod special;
pub mod sum;

pub use data::{Block, DataError, EvalError, InMemory, RowBlocks, Shape, Target};
pub use design::{
    Arrow, ArrowRoot, Categorical, ColumnSums, Csr, Dense, DenseColumns, DesignMatrix, Features, Hessian, InverseRoot,
    Octet, Part, Pattern, Positions, Scalar, Side, SparseColumns, Split, SymMatrix,
};
pub use fingerprint::{Fingerprint, Identify};
pub use model::{
    Broken, CovarianceRoot, Equation, Extrapolation, LevelRoot, LinearErrors, Model, ModelError, NullSpace, Ray,
    Recession, Root, Score, ScoringModel, Towards, class_logits, logits_of, softmax,
};
pub use objective::{
    Evaluation, Expansion, Geometry, Group, InRowSpace, Levels, LinearOperator, NullCurvature, Objective, Order,
    RowSpace, SampledHessian, Separable, SeparableError, Structure,
};
pub use response::logistic::RowDerivatives;
pub use response::{Contrasts, Logistic, Response, Softmax, log_loss, margin, probability};
pub use risk::{
    Layout, NullModel, Penalty, Reweighable, ReweightedRisk, Risk, RowLoss, RowNorms, RowNormsRoom, Scaled,
};
pub use special::{log_sigmoid, log1pexp, logit, sigmoid};
pub use sum::{Executor, Interrupt, Partial, RowSum};

/// The example of the README runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

//! A function to be minimised, as solvers see it.
//!
//! One call, one pass, one value: [`Objective::evaluate`] returns everything that is true at a point, so there is no
//! order of calls to get wrong and no second pass for a gradient whose margins the loss has just computed.
//!
//! Two methods make an objective, and every solver takes it. What a mean over rows can tell besides, for fewer passes and for bounds, is one
//! value, [`Structure`], whose methods are all required: an objective that wraps another passes on or answers each of them, and cannot lose
//! one in silence, as it would with a default method each.

mod evaluation;
mod geometry;
mod row_space;
mod separable;

pub use evaluation::{Evaluation, Expansion, LinearOperator, Order};
pub use geometry::Geometry;
pub use row_space::{InRowSpace, RowSpace};
pub use separable::{Group, Separable, SeparableError};

use crate::data::EvalError;
use crate::design::{Hessian, InverseRoot, SymMatrix};
use crate::sum::Executor;
use std::ops::Range;

/// A smooth convex function of a vector of f64.
pub trait Objective {
    /// Number of coordinates.
    fn dim(&self) -> usize;

    /// Everything up to `order` at the point `u`, in one pass.
    ///
    /// # Errors
    /// If the data cannot be read, or a Hessian asked for is too large.
    fn evaluate(&self, u: &[f64], order: Order) -> Result<Evaluation, EvalError>;

    /// Value and gradient at each of several points, as [`Objective::evaluate`] gives them: by default one after the other.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn evaluate_each(&self, points: &[Vec<f64>]) -> Result<Vec<Evaluation>, EvalError> {
        points.iter().map(|u| self.evaluate(u, Order::Gradient)).collect()
    }

    /// The penalty, in these coordinates; `None` if there is none. Its smooth part is in every evaluation; what else there is of it is the
    /// solver's to keep to, and one that cannot is not started. By default what the structure says of it.
    fn separable(&self) -> Option<&Separable> {
        self.structure().and_then(Structure::penalty)
    }

    /// What more is known of this function. `None` if it is nothing: solvers then live on values, gradients and, if `evaluate` gives them,
    /// Hessians, and nothing bounds how far the minimum is.
    fn structure(&self) -> Option<&dyn Structure> {
        None
    }
}

impl std::fmt::Debug for dyn Objective + '_ {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Objective(of {} coordinates)", self.dim())
    }
}

/// A mean over rows, of which more is known than values, gradients and Hessians.
pub trait Structure: Objective {
    /// Who computes the sums, for what else can be shared among threads; `None` if nothing can.
    fn threads(&self) -> Option<&Executor>;

    /// Number of rows it is a mean over.
    fn rows(&self) -> usize;

    /// How many rows have been looked at for it so far, each as often as it was; samples and batches of it included. What is counted may be more
    /// than its own, so differences alone mean something: a pass over all rows adds [`Structure::rows`].
    fn rows_seen(&self) -> u64;

    /// Entries of a row of the design matrix that are not structurally 0, the intercept aside: its columns, but of the
    /// indicators of one categorical only one. What a pass costs.
    fn row_entries(&self) -> usize;

    /// The penalty, as [`Objective::separable`] tells it.
    fn penalty(&self) -> Option<&Separable>;

    /// The bounds a certificate needs, if they are known.
    fn geometry(&self) -> Option<&Geometry>;

    /// Whether a Hessian fits in the memory allowed.
    fn has_hessian(&self) -> bool;

    /// What of a Hessian is diagonal, if it has the shape of an arrow: what it costs.
    fn levels(&self) -> Option<Levels>;

    /// Value and gradient at `u` from a faster pass in single precision, for choosing the next point alone: nothing may be concluded
    /// from them. `None` if there is no such pass, or its range or digits do not suffice here.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn approximate(&self, u: &[f64]) -> Result<Option<Evaluation>, EvalError>;

    /// Number of batches stochastic methods can draw from; the mean of all batches' functions is the objective.
    fn batches(&self) -> usize;

    /// The gradient of the mean of some consecutive batches' functions: one larger batch, in one visit to each of its rows.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn gradient_of_batches(&self, batches: Range<usize>, u: &[f64]) -> Result<Vec<f64>, EvalError>;

    /// The same function of about `rows` rows, spread evenly over all of them: where to start, and what the curvature is like.
    /// `None` if so few would not represent the whole, or are no fewer.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn sample(&self, rows: usize) -> Result<Option<Box<dyn Structure + '_>>, EvalError>;

    /// ∇²F(u) by about `rows` rows, spread evenly over all of them: what the curvature is like, and a bound of it from below. If `single`,
    /// products may be in single precision. `None` with several outputs, or if it is not known.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn hessian_of_rows(&self, u: &[f64], rows: usize, single: bool) -> Result<Option<SampledHessian>, EvalError>;

    /// ∇²F(u) of the intercept and some other coordinates, in increasing order, in one pass. `None` if it is not known.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn sub_hessian(&self, u: &[f64], coordinates: &[usize]) -> Result<Option<SymMatrix>, EvalError>;

    /// With several outputs, the curvature at the model with intercepts alone: of the intercept and some other coordinates of a
    /// block, in increasing order, from about `rows` rows. `None` with one output.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn null_curvature(&self, coordinates: &[usize], rows: usize) -> Result<Option<NullCurvature>, EvalError>;

    /// Value and gradient at `u`, as [`Objective::evaluate`] gives them, and ∇²F(u) as an operator, in one pass; a product with
    /// the operator is another. `None` if products are not known.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn curvature_at(&self, u: &[f64]) -> Result<Option<Expansion<'_>>, EvalError>;

    /// `max_i Σ_k (x̃_i · b_k)²` over the rows of the design matrix, in one pass of as many products as `basis` has
    /// vectors, or of an arrow as it has other coordinates than levels: with `Σ_k b_k b_kᵀ = H⁻¹`, the largest leverage. `None` if there are no rows to speak of.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn max_row_norm(&self, basis: &InverseRoot) -> Result<Option<f64>, EvalError>;

    /// What it takes to minimise it in the span of its rows. `None` if its minimum need not lie there, as a column has no ridge, or if rows cannot be
    /// had in any order.
    fn row_space(&self) -> Option<&dyn RowSpace>;
}

/// The Hessian of some of the rows, in their mean, and the penalty's.
///
/// Every row's part of a Hessian is positive semidefinite. So whichever the rows S are, with Ω the weight of all and Ω_S theirs,
///
/// ```text
/// ∇²F(u) ⪰ (1/Ω) Σ_{i∈S} ω_i ℓ″_i x̃_i x̃_iᵀ + diag ρ ⪰ (Ω_S/Ω) · hessian        hessian = (1/Ω_S) Σ_{i∈S} ω_i ℓ″_i x̃_i x̃_iᵀ + diag ρ
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SampledHessian {
    /// The mean over these rows, plus the penalty's.
    pub hessian: Hessian,
    /// Ω_S/Ω, the share of the weight that they have.
    pub share: f64,
    /// By how much products in single precision may have put it off: with D its diagonal, `‖D^−½ E D^−½‖` is at most this. 0 of products in double
    /// precision, whose rounding is that of any Hessian.
    pub error: f64,
}

/// The Hessian of an objective with several outputs at the model with intercepts alone, but for the penalty: a Kronecker product.
#[derive(Clone, Debug, PartialEq)]
pub struct NullCurvature {
    /// The factor of the outputs.
    pub classes: SymMatrix,
    /// The factor of the intercept and the columns asked for.
    pub columns: SymMatrix,
    /// Whether it is from some of the rows.
    pub sampled: bool,
}

/// The sizes of a Hessian of the shape of an arrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levels {
    /// Coordinates whose block is diagonal.
    pub eliminated: usize,
    /// The others, the intercept among them, whose block is dense.
    pub others: usize,
    /// Pairs of one of each that meet in a row.
    pub coupled: usize,
}

//! A function to be minimised, as solvers see it.
//!
//! One call, one pass, one value: [`Objective::evaluate`] returns everything that is true at a point, so there is no
//! order of calls to get wrong and no second pass for a gradient whose margins the loss has just computed.

use crate::data::EvalError;
use crate::design::SymMatrix;
use std::ops::Range;

/// How much of the objective is wanted at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// The value.
    Value,
    /// Value and gradient.
    Gradient,
    /// Value, gradient and Hessian.
    Hessian,
}

/// What is true of the objective at a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// F(u).
    pub value: f64,
    /// ∇F(u); empty if only the value was asked for.
    pub gradient: Vec<f64>,
    /// ∇²F(u), if it was asked for.
    pub hessian: Option<SymMatrix>,
    /// ∂²F/∂b², the curvature along the first coordinate (the intercept): mean of p (1 − p). With several outputs, a number that no
    /// eigenvalue of the intercepts' Hessian M is below.
    pub intercept_curvature: f64,
    /// With several outputs, `M⁻¹ ∇_b F`, the Newton step of the intercepts alone; 0 where M is singular. Empty with one.
    pub intercept_step: Vec<f64>,
    /// With one output, smallest `x·w` among rows with label 1 minus the largest among rows with label 0, of those with a positive weight. If
    /// it is positive, w separates the classes completely, whatever the intercept and the offsets: growing along it takes
    /// every loss to 0, and an unpenalised optimum does not exist. Without an intercept, the smallest `x·w` of a row in favour of its own
    /// label; with several outputs, the smallest lead of a row's own class over the others, intercepts included: both say the same.
    pub separation: f64,
}

/// What a certificate must know of an objective besides its value and derivatives: bounds on the rows of the design
/// matrix the solver sees, and the strong convexity the penalty gives. The first coordinate is the intercept; with several
/// outputs, the first of the block of each. An intercept that is pinned at 0 ([`Scaled`](crate::risk::Scaled)) has a column of 0, and so a
/// `row_bound` and a `mean` of 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Geometry {
    /// max_i |x̃_ij| of every coordinate, 1 for the intercept; with several outputs √2 times that, the most by which a unit of the
    /// coordinate parts the margins of two classes.
    pub row_bound: Vec<f64>,
    /// Weighted mean over the rows of every coordinate; 1 for the intercept.
    pub mean: Vec<f64>,
    /// Weighted standard deviation; 0 for the intercept.
    pub deviation: Vec<f64>,
    /// Ranges of coordinates, in order, and how many of them are not 0 in a row at most.
    pub sparse: Vec<(Range<usize>, usize)>,
    /// Entries that a row has at most, the intercept among them.
    pub row_entries: usize,
    /// Diagonal of the penalty's Hessian; 0 for coordinates that are free.
    pub ridge: Vec<f64>,
    /// max_i |o_i − mean offset|, 0 without offsets.
    pub offset_bound: f64,
    /// The longest chain of floating-point additions behind an entry of the gradient.
    pub additions: usize,
    /// Margins of a row: 1 of a binary model, one per class of a multinomial one.
    pub outputs: usize,
}

impl Geometry {
    /// Coordinates that are pinned at 0: the intercepts of a model without them.
    #[must_use]
    pub fn pinned(&self) -> usize {
        if self.row_bound.first() == Some(&0.0) { self.blocks() } else { 0 }
    }

    /// The penalty at a point.
    pub(crate) fn penalty(&self, u: &[f64]) -> f64 {
        self.ridge.iter().zip(u).map(|(ridge, u)| 0.5 * ridge * u * u).sum()
    }

    /// The gradient from that of the loss, summed over rows of total `weight`, and the penalty's; also a product with the Hessian, as both
    /// are linear in `u`.
    pub(crate) fn gradient(&self, mut sums: Vec<f64>, weight: f64, u: &[f64]) -> Vec<f64> {
        for ((g, ridge), u) in sums.iter_mut().zip(&self.ridge).zip(u) {
            *g = *g / weight + ridge * u;
        }
        sums
    }

    /// Blocks of coordinates, of the same length: one of a binary model, one per contrast of a multinomial one.
    #[must_use]
    pub fn blocks(&self) -> usize {
        self.outputs.saturating_sub(1).max(1)
    }
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

/// A symmetric matrix known by its products with vectors.
pub trait LinearOperator {
    /// `out ← A v`; both have the objective's dimension.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn apply(&self, v: &[f64], out: &mut [f64]) -> Result<(), EvalError>;
}

/// Value and gradient at a point, with the Hessian there.
pub type Expansion<'a> = (Evaluation, Box<dyn LinearOperator + 'a>);

/// A smooth convex function of a vector of f64.
pub trait Objective {
    /// Number of coordinates.
    fn dim(&self) -> usize;

    /// Everything up to `order` at the point `u`, in one pass.
    ///
    /// # Errors
    /// If the data cannot be read, or a Hessian asked for is too large.
    fn evaluate(&self, u: &[f64], order: Order) -> Result<Evaluation, EvalError>;

    /// Value and gradient at `u` from a faster pass in single precision, for choosing the next point alone: nothing may be concluded
    /// from them. `None` if there is no such pass, or its range or digits do not suffice here.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn approximate(&self, u: &[f64]) -> Result<Option<Evaluation>, EvalError> {
        let _ = u;
        Ok(None)
    }

    /// Number of batches stochastic methods can draw from; the mean of all batches' functions is the objective.
    fn batches(&self) -> usize {
        1
    }

    /// Like [`Objective::evaluate`], on batch `k` alone.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn evaluate_batch(&self, k: usize, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        let _ = k;
        self.evaluate(u, order)
    }

    /// The gradient of the mean of some consecutive batches' functions: one larger batch, in one visit to each of its rows.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn gradient_of_batches(&self, batches: Range<usize>, u: &[f64]) -> Result<Vec<f64>, EvalError> {
        let share = 1.0 / batches.len() as f64;
        let mut mean = vec![0.0; self.dim()];
        for k in batches {
            let gradient = self.evaluate_batch(k, u, Order::Gradient)?.gradient;
            mean.iter_mut().zip(&gradient).for_each(|(mean, g)| *mean += share * g);
        }
        Ok(mean)
    }

    /// Number of rows the objective is a mean over; 1 if it is not one.
    fn rows(&self) -> usize {
        1
    }

    /// Entries of a row of the design matrix that are not structurally 0, the intercept aside: its columns, but of the
    /// indicators of one categorical only one. What a pass costs.
    fn row_entries(&self) -> usize {
        self.dim()
    }

    /// The same function of about `rows` rows, spread evenly over all of them: where to start, and what the curvature is like.
    /// `None` if so few would not represent the whole, or are no fewer.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn sample(&self, rows: usize) -> Result<Option<Box<dyn Objective + '_>>, EvalError> {
        let _ = rows;
        Ok(None)
    }

    /// ∇²F(u) of the intercept and some other coordinates, in increasing order, in one pass. `None` if it is not known.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn sub_hessian(&self, u: &[f64], coordinates: &[usize]) -> Result<Option<SymMatrix>, EvalError> {
        let _ = (u, coordinates);
        Ok(None)
    }

    /// With several outputs, the curvature at the model with intercepts alone: of the intercept and some other coordinates of a
    /// block, in increasing order, from about `rows` rows. `None` with one output.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn null_curvature(&self, coordinates: &[usize], rows: usize) -> Result<Option<NullCurvature>, EvalError> {
        let _ = (coordinates, rows);
        Ok(None)
    }

    /// Value and gradient at `u`, as [`Objective::evaluate`] gives them, and ∇²F(u) as an operator, in one pass; a product with
    /// the operator is another. `None` if products are not known.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn curvature_at(&self, u: &[f64]) -> Result<Option<Expansion<'_>>, EvalError> {
        let _ = u;
        Ok(None)
    }

    /// Whether a dense Hessian fits in the memory allowed.
    fn has_hessian(&self) -> bool {
        true
    }

    /// The bounds a certificate needs, if they are known.
    fn geometry(&self) -> Option<&Geometry> {
        None
    }

    /// `max_i Σ_k (x̃_i · b_k)²` over the rows of the design matrix, in one pass of as many products as `basis` has
    /// vectors: with `Σ_k b_k b_kᵀ = H⁻¹`, the largest leverage. `None` if there are no rows to speak of.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn max_row_norm(&self, basis: &[Vec<f64>]) -> Result<Option<f64>, EvalError> {
        let _ = basis;
        Ok(None)
    }
}

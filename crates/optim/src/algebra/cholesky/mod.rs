//! H = L Lᵀ, and what follows from it: solutions, norms in the metric of H and of its inverse.
//!
//! | file | idea |
//! |---|---|
//! | `dense` | of a matrix that is stored whole, by faer or LAPACK |
//! | `arrow` | of one with a diagonal block, which is eliminated first |
//!
//! The matrix is first brought to a unit diagonal, `D^−½ H D^−½` with
//! `D = diag(H)`: scaling then plays no role in which pivot counts as zero, and the condition is within a factor n of the
//! best any diagonal scaling can reach (A. van der Sluis, *Numer. Math.* 14, 1969).

mod arrow;
mod dense;
mod pivot;
mod tiled;

use arrow::ArrowFactor;
use dense::{DenseFactor, NAME};
use logodds_core::{Arrow, Executor, Hessian, InverseRoot, SymMatrix};

pub use pivot::FailedPivot;

/// Which library factors: `"faer"` or `"lapack"`.
pub const BACKEND: &str = NAME;

/// The Cholesky factor of a symmetric positive definite matrix.
///
/// Vectors have the coordinates of the matrix, in their order. What is whitened has other coordinates, in which H is the identity: they are as many,
/// and each kind of factor has its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Cholesky {
    form: Form,
}

#[derive(Clone, Debug, PartialEq)]
enum Form {
    Dense(DenseFactor),
    Arrow(ArrowFactor),
}

/// What has a Cholesky factor.
pub trait Factorable {
    /// The factor.
    ///
    /// # Errors
    /// [`FailedPivot`] if the matrix is not positive definite to working precision.
    fn factor(&self) -> Result<Cholesky, FailedPivot>;

    /// The same by the threads of `executor`, if it can be shared among them.
    ///
    /// # Errors
    /// As for [`Factorable::factor`].
    fn factor_on(&self, executor: &Executor) -> Result<Cholesky, FailedPivot> {
        let _ = executor;
        self.factor()
    }
}

impl Factorable for SymMatrix {
    fn factor(&self) -> Result<Cholesky, FailedPivot> {
        Ok(Cholesky { form: Form::Dense(DenseFactor::new(self)?) })
    }

    fn factor_on(&self, executor: &Executor) -> Result<Cholesky, FailedPivot> {
        Ok(Cholesky { form: Form::Dense(DenseFactor::on(self, executor)?) })
    }
}

impl Factorable for Arrow {
    fn factor(&self) -> Result<Cholesky, FailedPivot> {
        Ok(Cholesky { form: Form::Arrow(ArrowFactor::new(self)?) })
    }
}

impl Factorable for Hessian {
    fn factor(&self) -> Result<Cholesky, FailedPivot> {
        match self {
            Self::Dense(h) => h.factor(),
            Self::Arrow(h) => h.factor(),
        }
    }

    fn factor_on(&self, executor: &Executor) -> Result<Cholesky, FailedPivot> {
        match self {
            Self::Dense(h) => h.factor_on(executor),
            Self::Arrow(h) => h.factor_on(executor),
        }
    }
}

/// Evaluates `$body` with `$factor` the factor, whichever its form.
macro_rules! either {
    ($self:ident, $factor:ident => $body:expr) => {
        match &$self.form {
            Form::Dense($factor) => $body,
            Form::Arrow($factor) => $body,
        }
    };
}

impl Cholesky {
    /// Factor `h`, a [`SymMatrix`], an [`Arrow`] or a [`Hessian`].
    ///
    /// # Errors
    /// [`FailedPivot`] if `h` is not positive definite to working precision.
    pub fn new(h: &impl Factorable) -> Result<Self, FailedPivot> {
        h.factor()
    }

    /// The same by the threads of `executor`, where there is one and the matrix is large; the bits do not depend on their number.
    ///
    /// # Errors
    /// As for [`Cholesky::new`].
    pub fn on(h: &impl Factorable, executor: Option<&Executor>) -> Result<Self, FailedPivot> {
        executor.map_or_else(|| h.factor(), |executor| h.factor_on(executor))
    }

    /// Order of the matrix.
    #[must_use]
    pub fn order(&self) -> usize {
        either!(self, factor => factor.order())
    }

    /// The factor of `share · H`, for a share > 0.
    #[must_use]
    pub fn scaled(self, share: f64) -> Self {
        let form = match self.form {
            Form::Dense(factor) => Form::Dense(factor.scaled(share)),
            Form::Arrow(factor) => Form::Arrow(factor.scaled(share)),
        };
        Self { form }
    }

    /// `H⁻¹ b`.
    #[must_use]
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        either!(self, factor => factor.solve(b))
    }

    /// `L⁻¹ b`: a gradient in the coordinates of [`Cholesky::whiten_point`]. Its Euclidean norm is the norm of `b` in the
    /// metric of H⁻¹.
    #[must_use]
    pub fn whiten_gradient(&self, b: &[f64]) -> Vec<f64> {
        either!(self, factor => factor.whiten_gradient(b))
    }

    /// `v = Lᵀ u`, coordinates in which H is the identity.
    #[must_use]
    pub fn whiten_point(&self, u: &[f64]) -> Vec<f64> {
        either!(self, factor => factor.whiten_point(u))
    }

    /// `u = L⁻ᵀ v`, back from those coordinates.
    #[must_use]
    pub fn unwhiten_point(&self, v: &[f64]) -> Vec<f64> {
        either!(self, factor => factor.unwhiten_point(v))
    }

    /// [`Cholesky::whiten_gradient`] of several vectors end to end, in place: L is read once for all of them.
    pub fn whiten_gradients(&self, vectors: &mut [f64]) {
        either!(self, factor => factor.whiten_gradients(vectors));
    }

    /// [`Cholesky::unwhiten_point`] of several vectors end to end, in place.
    pub fn unwhiten_points(&self, vectors: &mut [f64]) {
        either!(self, factor => factor.unwhiten_points(vectors));
    }

    /// L of `H = L Lᵀ`, row by row of a square matrix; `None` of an arrow, which has none that is worth writing down.
    #[must_use]
    pub fn lower(&self) -> Option<Vec<f64>> {
        match &self.form {
            Form::Dense(factor) => Some(factor.lower()),
            Form::Arrow(_) => None,
        }
    }

    /// `√(bᵀ H⁻¹ b)`.
    #[must_use]
    pub fn dual_norm(&self, b: &[f64]) -> f64 {
        self.whiten_gradient(b).iter().map(|y| y * y).sum::<f64>().sqrt()
    }

    /// `√(vᵀ H v)`.
    #[must_use]
    pub fn norm(&self, v: &[f64]) -> f64 {
        self.whiten_point(v).iter().map(|y| y * y).sum::<f64>().sqrt()
    }

    /// `√(H⁻¹)_jj` from [`Cholesky::variance_inflation`].
    #[must_use]
    pub fn spread(&self, inflation: &[f64]) -> Vec<f64> {
        let root = either!(self, factor => factor.root());
        inflation.iter().zip(root).map(|(inflation, root)| inflation.sqrt() / root).collect()
    }

    /// `log det H`.
    #[must_use]
    pub fn log_determinant(&self) -> f64 {
        either!(self, factor => factor.log_determinant())
    }

    /// `H_jj (H⁻¹)_jj`: how many times worse coordinate j is determined than if the others were known, at least 1. Costs
    /// n³/3 multiplications; of an arrow with q coordinates that are not eliminated q²/2 or fewer for each that is.
    #[must_use]
    pub fn variance_inflation(&self) -> Vec<f64> {
        either!(self, factor => factor.variance_inflation())
    }

    /// How far H may be from the matrix that was meant, and the factor from that of H, relative to it: a bound on `‖H^−½ E H^−½‖` of all errors E of
    /// rounding, where H is a sum over rows of `entries` entries at most in chains of `additions`. `inflation` is that of
    /// [`Cholesky::variance_inflation`].
    #[must_use]
    pub fn rounding(&self, inflation: &[f64], additions: usize, entries: usize) -> f64 {
        match &self.form {
            Form::Dense(_) => {
                let unit = f64::EPSILON * (additions + inflation.len() + 8) as f64;
                unit * inflation.len() as f64 * inflation.iter().sum::<f64>()
            }
            Form::Arrow(factor) => factor.rounding(inflation, additions, entries),
        }
    }

    /// Vectors b_k with `Σ_k b_k b_kᵀ = H⁻¹`: the rows of L⁻¹, in the units of H.
    #[must_use]
    pub fn inverse_root(&self) -> InverseRoot {
        match &self.form {
            Form::Dense(factor) => InverseRoot::Rows(factor.inverse_root()),
            Form::Arrow(factor) => InverseRoot::Arrow(factor.inverse_root()),
        }
    }
}

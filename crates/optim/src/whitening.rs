//! Coordinates in which a typical Hessian is the identity, for solvers whose first metric is.
//!
//! ```text
//! u = T v,   Tᵀ M T = I,   ∇_v F = Tᵀ ∇_u F        M = ( L Lᵀ  0 )   hot coordinates: their Hessian, factored
//!                                                      (  0    D )   the others: its diagonal
//! ```
//!
//! M is taken at the start, from a sample of the rows where they are many. Of very many columns only the hottest are in the
//! block: those with an entry in most rows, whose A_j = max |x̃_ij| is smallest (columns have unit size). Rare columns hardly
//! meet, and their diagonal is known without a pass: at the start every row has the curvature κ of the intercept, so that
//! `D_j = κ (1 − 4ρ_j) + ρ_j`, ρ_j the ridge. (A. Bordes, L. Bottou, P. Gallinari, *SGD-QN*, JMLR 10, 2009, use a diagonal
//! alone; a block makes up for the columns that do meet.)

use crate::cholesky::Cholesky;
use crate::solver::SolveError;
use logodds_core::{Objective, Order};

/// Coordinates of the block beside the intercept: its Cholesky factor is there in milliseconds.
const HOT: usize = 512;

/// The change of coordinates.
pub(crate) struct Whitening {
    /// Coordinates of the block, the intercept (0) first, in increasing order.
    hot: Vec<usize>,
    factor: Cholesky,
    /// `√D_j`, of all coordinates; those of the block are not used.
    root: Vec<f64>,
}

impl Whitening {
    /// From the Hessian at `u0`. `None` where the objective does not tell enough of itself, or M cannot be factored.
    pub(crate) fn of(objective: &dyn Objective, u0: &[f64]) -> Result<Option<Self>, SolveError> {
        let Some(geometry) = objective.geometry() else { return Ok(None) };
        let p = objective.dim();
        let mut columns: Vec<usize> = (1..p).collect();
        if columns.len() > HOT {
            let bound = |j: &usize| geometry.row_bound[*j];
            columns.select_nth_unstable_by(HOT, |a, b| bound(a).total_cmp(&bound(b)).then(a.cmp(b)));
            columns.truncate(HOT);
            columns.sort_unstable();
        }
        let sample = objective.sample((20 * columns.len()).max(objective.rows() / 8))?;
        let source = sample.as_deref().unwrap_or(objective);
        let hessian = if columns.len() + 1 == p && objective.has_hessian() {
            source.evaluate(u0, Order::Hessian)?.hessian
        } else {
            source.sub_hessian(u0, &columns)?
        };
        let Some(factor) = hessian.and_then(|hessian| {
            let curvature = hessian.get(0, 0);
            Cholesky::new(&hessian).ok().map(|factor| (factor, curvature))
        }) else {
            return Ok(None);
        };
        let (factor, curvature) = factor;
        let diagonal = |ridge: &f64| curvature * (1.0 - 4.0 * ridge).max(0.0) + ridge;
        let root = geometry.ridge.iter().map(|ridge| diagonal(ridge).sqrt()).collect();
        let hot = std::iter::once(0).chain(columns).collect();
        Ok(Some(Self { hot, factor, root }))
    }

    /// The factor of M, if the block is all of it.
    pub(crate) fn factor(&self) -> Option<&Cholesky> {
        (self.hot.len() == self.root.len()).then_some(&self.factor)
    }

    /// `T⁻¹ u`.
    pub(crate) fn whiten_point(&self, u: &[f64]) -> Vec<f64> {
        self.apply(u, |u, root| u * root, |block| self.factor.whiten_point(block))
    }

    /// `T v`.
    pub(crate) fn unwhiten_point(&self, v: &[f64]) -> Vec<f64> {
        self.apply(v, |v, root| v / root, |block| self.factor.unwhiten_point(block))
    }

    /// `Tᵀ g`.
    pub(crate) fn whiten_gradient(&self, g: &[f64]) -> Vec<f64> {
        self.apply(g, |g, root| g / root, |block| self.factor.whiten_gradient(block))
    }

    fn apply(&self, x: &[f64], single: impl Fn(f64, f64) -> f64, block: impl Fn(&[f64]) -> Vec<f64>) -> Vec<f64> {
        let mut out: Vec<f64> = x.iter().zip(&self.root).map(|(x, root)| single(*x, *root)).collect();
        let hot: Vec<f64> = self.hot.iter().map(|&j| x[j]).collect();
        self.hot.iter().zip(block(&hot)).for_each(|(&j, x)| out[j] = x);
        out
    }
}

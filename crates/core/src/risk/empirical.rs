//! The empirical risk: the objective, on data, with a penalty, of any response.
//!
//! ```text
//! F(W, b) = (1/Σω) Σ_i ω_i ℓ(y_i, x_i·W + b + o_i) + (1/2) Σ_j λ_j Σ_c w_cj²
//! ∂F/∂w_cj = (1/Σω) Σ_i r_ic x_ij + λ_j w_cj                     r the residuals of the response
//! ∂²F/∂w_cj∂w_dk = (1/Σω) Σ_i S_icd x_ij x_ik + λ_j δ_jk δ_cd    S its curvatures
//! ```
//!
//! Solvers see it in the coordinates of [`Layout`]: for every output an intercept and the columns about their means and divided by
//! `s_j = √(E[(x_j − o_j)²] + 4 λ_j)`, which makes the diagonal of a Hessian with p = 1/2 equal to 1/4 whatever the
//! units. The penalty stays in the user's coordinates. So scaling data is never the user's homework, and multiplying a
//! column by 10⁹ changes nothing but the unit of its coefficient.
//!
//! A ridge on the coefficients of all K classes (J. Friedman, T. Hastie, R. Tibshirani, *J. Stat. Software* 33(1), 2010, §4) is the same ridge on
//! their orthonormal contrasts, in which nothing is singular, whether there is a penalty or not.
//!
//! Without an intercept b is 0 and columns and offsets are taken as they are, as what centring adds to a margin is the intercept's to take away. The first
//! coordinate of every block is pinned, and F a function of the others alone.

use crate::data::{EvalError, RowBlocks};
use crate::model::{Model, ModelError};
use crate::objective::{Geometry, Separable};
use crate::response::{Logistic, Response};
use crate::risk::alias::Columns;
use crate::risk::elimination::{Elimination, FreeElimination};
use crate::risk::geometry::{geometry, scale};
use crate::risk::layout::Layout;
use crate::risk::moments::Moments;
use crate::risk::null::NullModel;
use crate::risk::penalty::Penalty;
use crate::risk::scaled::Scaled;
use crate::risk::side_by_side::Beside;
use crate::sum::Executor;
use std::sync::Arc;

/// The penalised mean log loss of a data set, as a function of scaled coordinates.
///
/// ```
/// use logodds_core::{Dense, Executor, InMemory, Logistic, Objective, Order, Penalty, Risk, Softmax};
/// let x = Dense::from_rows(vec![0.0, 1.0, 2.0, 3.0], 4, 1)?;
/// let two = InMemory::new(x.clone(), vec![0, 1, 0, 1])?;
/// let risk = Risk::new(Logistic, &two, Penalty::None, Executor::sequential())?;
/// let at_start = risk.evaluate(&risk.start(), Order::Value)?;
/// assert!((at_start.value - 2f64.ln()).abs() < 1e-15);
/// let three = InMemory::of_classes(x, vec![0, 1, 2, 1], 3)?;
/// let risk = Risk::new(Softmax::new(3), &three, Penalty::l2(0.1), Executor::sequential())?;
/// assert_eq!(risk.dim(), 4);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Risk<'a, R = Logistic> {
    pub(super) data: &'a dyn RowBlocks,
    pub(super) executor: Executor,
    pub(super) response: R,
    pub(super) moments: Moments,
    pub(super) null: NullModel,
    /// Of the coefficients of the columns, in the user's units.
    pub(super) penalty: Separable,
    pub(super) layout: Layout,
    /// The same of the coordinates.
    pub(super) separable: Separable,
    pub(super) geometry: Geometry,
    /// What of a Hessian is diagonal, of all columns and of the coordinates.
    pub(super) elimination: Option<Arc<Elimination>>,
    pub(super) free_elimination: Option<FreeElimination>,
    /// How coefficients of several outputs lie in a pass over sparse columns.
    pub(super) beside: Option<Beside>,
    /// Coefficients where solvers start, output by output, if not at 0.
    pub(super) begin: Option<Vec<f64>>,
}

impl<R: std::fmt::Debug> std::fmt::Debug for Risk<'_, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shape = self.data.shape();
        f.debug_struct("Risk").field("response", &self.response).field("shape", &shape).finish_non_exhaustive()
    }
}

impl<'a, R: Response> Risk<'a, R> {
    /// Of what is known of the data.
    pub(super) fn about(
        (response, data): (R, &'a dyn RowBlocks),
        penalty: Penalty,
        executor: Executor,
        (null, moments, has_intercept): (NullModel, Moments, bool),
        elimination: Option<Arc<Elimination>>,
    ) -> Result<Self, EvalError> {
        let penalty = penalty.of_columns(&moments.variance)?;
        let columns = moments.mean.len();
        let scale = (0..columns).map(|j| scale(&moments, penalty.l2(), j)).collect();
        let scaled = Scaled::new(scale, (0..columns).collect());
        let scaled = if has_intercept { scaled } else { scaled.through_origin() };
        let layout = Layout::new(response.outputs(), scaled);
        let separable = layout.ridge(&penalty);
        let beside = Beside::of(data, response.outputs());
        let runs = beside.map(|beside| beside.runs);
        let geometry = geometry((data, runs), &response, &moments, null.offset_bound, &layout);
        let free_elimination = elimination.as_ref().map(|elimination| elimination.of_free(layout.scaled()));
        Ok(Self {
            data,
            executor,
            response,
            moments,
            null,
            penalty,
            layout,
            separable,
            geometry,
            elimination,
            free_elimination,
            beside,
            begin: None,
        })
    }

    /// The risk of the same data under another penalty, with all columns free. No pass.
    ///
    /// # Errors
    /// [`DataError`](crate::data::DataError) if the penalty cannot be.
    pub fn under(&self, penalty: Penalty) -> Result<Self, EvalError> {
        let known = (self.null.clone(), self.moments.clone(), self.layout.scaled().has_intercept());
        let about = (self.response.clone(), self.data);
        let risk = Self::about(about, penalty, self.executor.clone(), known, self.elimination.clone())?;
        Ok(Self { begin: self.begin.clone(), ..risk })
    }

    /// The same risk with some columns held at coefficient 0, for every output.
    #[must_use]
    pub fn holding(mut self, held: &[usize]) -> Self {
        self.layout = self.layout.holding(held);
        self.separable = self.layout.ridge(&self.penalty);
        let runs = self.beside.map(|beside| beside.runs);
        self.geometry =
            geometry((self.data, runs), &self.response, &self.moments, self.null.offset_bound, &self.layout);
        self.free_elimination = self.elimination.as_ref().map(|elimination| elimination.of_free(self.layout.scaled()));
        self
    }

    /// The response.
    #[must_use]
    pub fn response(&self) -> &R {
        &self.response
    }

    /// Where the columns lie.
    #[must_use]
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// The model with intercepts alone; without intercepts, that of equal probabilities or of the offsets alone.
    #[must_use]
    pub fn null(&self) -> &NullModel {
        &self.null
    }

    /// Where intercepts, columns and outputs sit among the coordinates.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The map from a block of a solver's point to the coefficients of an output.
    #[must_use]
    pub fn scaled(&self) -> &Scaled {
        self.layout.scaled()
    }

    /// The columns, for what does not look at labels.
    #[must_use]
    pub fn columns(&self) -> Columns<'_> {
        Columns { data: self.data, executor: &self.executor, moments: &self.moments, scaled: self.scaled() }
    }

    /// Who computes the passes.
    #[must_use]
    pub fn executor(&self) -> &Executor {
        &self.executor
    }

    /// The data.
    #[must_use]
    pub fn data(&self) -> &'a dyn RowBlocks {
        self.data
    }

    /// The point of the model with intercepts alone, where solvers start. Without intercepts 0, or if offsets are far from it, where columns make up
    /// for them best.
    #[must_use]
    pub fn start(&self) -> Vec<f64> {
        let zeros = || vec![0.0; self.layout.outputs() * self.moments.mean.len()];
        let intercepts: Vec<f64> =
            self.null.intercepts.iter().zip(&self.null.offset_mean).map(|(b, mean)| b + mean).collect();
        self.layout.point(&intercepts, &self.begin.clone().unwrap_or_else(zeros))
    }

    /// The point of a model; `None` if it has other classes or columns. Columns held at 0 are left out.
    #[must_use]
    pub fn point(&self, model: &Model) -> Option<Vec<f64>> {
        let (intercepts, coefficients) = self.response.of_model(model, &self.moments.origin)?;
        let intercepts: Vec<f64> = intercepts.iter().zip(&self.null.offset_mean).map(|(b, mean)| b + mean).collect();
        Some(self.layout.point(&intercepts, &coefficients))
    }

    /// The penalty at a point.
    #[must_use]
    pub fn penalty_at(&self, u: &[f64]) -> f64 {
        self.separable.smooth(u)
    }

    /// The model a point stands for; of several classes the one whose coefficients sum to 0 over them.
    ///
    /// # Errors
    /// [`ModelError::NonFinite`] if the point is not finite.
    pub fn model(&self, u: &[f64]) -> Result<Model, ModelError> {
        let at = self.layout.coefficients(u);
        let intercepts: Vec<f64> = at.intercepts.iter().zip(&self.null.offset_mean).map(|(b, mean)| b - mean).collect();
        self.response.model(&intercepts, &at.values, &self.moments.origin)
    }
    /// The same; of several classes relative to the first, whose coefficients are 0, as they are told without a penalty.
    ///
    /// # Errors
    /// [`ModelError::NonFinite`] if a number is not finite.
    pub fn model_relative_to_first(&self, u: &[f64]) -> Result<Model, ModelError> {
        let model = self.model(u)?;
        if self.response.contrasts().is_some() { model.relative_to(0) } else { Ok(model) }
    }
}

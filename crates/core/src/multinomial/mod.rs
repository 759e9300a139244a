//! The empirical risk of multinomial (softmax) logistic regression.
//!
//! ```text
//! F(W, b) = (1/Σω) Σ_i ω_i [ log Σ_k e^{η_ik} − η_{i y_i} ] + (1/2) Σ_j λ_j Σ_k w_kj²      η_ik = x_i·w_k + b_k
//! ```
//!
//! over all K classes (J. Anderson, *Separate sample logistic discrimination*, Biometrika 59, 1972; with a ridge on every class:
//! J. Friedman, T. Hastie, R. Tibshirani, *Regularization paths for generalized linear models*, J. Stat. Software 33(1), 2010,
//! §4). Solvers see it in m = K − 1 orthonormal [`Contrasts`], one block of coordinates (intercept, columns) after another, each in the
//! coordinates of [`Scaled`]; nothing there is singular, whether there is a penalty or not.
//!
//! Without intercepts ([`MultinomialRisk::through_origin`]) all b are 0, and the first coordinate of every block is pinned.
//!
//! Refused: K binary risks behind one another. They share the data but not the probabilities, and cost K passes.

mod counts;
mod curvature;
mod evaluation;
mod geometry;
mod largest_norm;
mod null_curvature;
mod objective;
mod pass;
mod row_residuals;
mod single;

pub use counts::ClassCounts;
pub use row_residuals::{ClassResiduals, RowResiduals};

use crate::data::{EvalError, RowBlocks};
use crate::model::{ModelError, MultinomialModel};
use crate::objective::{Geometry, Objective};
use crate::response::Contrasts;
use crate::risk::alias::Columns;
use crate::risk::geometry::{geometry, scale};
use crate::risk::moments::Moments;
use crate::risk::{Penalty, Scaled};
use crate::sum::Executor;
use geometry::repeated;

/// The penalised mean log loss of a data set of K classes, as a function of scaled contrasts.
pub struct MultinomialRisk<'a> {
    data: &'a dyn RowBlocks,
    executor: Executor,
    contrasts: Contrasts,
    moments: Moments,
    counts: ClassCounts,
    ridge: Vec<f64>,
    scaled: Scaled,
    geometry: Geometry,
}

impl<'a> MultinomialRisk<'a> {
    /// The risk of `data` under `penalty`. One pass looks at the labels, one or two at X.
    ///
    /// # Errors
    /// [`DataError`](crate::data::DataError) if the data or the penalty cannot be fitted; any error of a pass.
    pub fn new(data: &'a dyn RowBlocks, penalty: Penalty, executor: Executor) -> Result<Self, EvalError> {
        let counts = ClassCounts::of(data, &executor)?;
        let moments = Moments::of(data, &executor)?;
        Self::about(data, penalty, executor, (counts, moments, true))
    }

    /// The risk without intercepts, as a function of the same coordinates: the first of every block is pinned at 0 ([`Scaled`]).
    ///
    /// # Errors
    /// As for [`MultinomialRisk::new`].
    pub fn through_origin(data: &'a dyn RowBlocks, penalty: Penalty, executor: Executor) -> Result<Self, EvalError> {
        let counts = ClassCounts::of(data, &executor)?.through_origin();
        let moments = Moments::through_origin(data, &executor)?;
        Self::about(data, penalty, executor, (counts, moments, false))
    }

    fn about(
        data: &'a dyn RowBlocks,
        penalty: Penalty,
        executor: Executor,
        (counts, moments, has_intercept): (ClassCounts, Moments, bool),
    ) -> Result<Self, EvalError> {
        let ridge = penalty.ridge(&moments.variance)?;
        let scale = (0..moments.mean.len()).map(|j| scale(&moments, &ridge, j)).collect();
        let scaled = Scaled::new(scale, (0..ridge.len()).collect());
        let scaled = if has_intercept { scaled } else { scaled.through_origin() };
        let contrasts = Contrasts::new(data.classes());
        let geometry = repeated(geometry(data, &moments, 0.0, &ridge, &scaled), &contrasts, data.shape());
        Ok(Self { data, executor, contrasts, moments, counts, ridge, scaled, geometry })
    }

    /// The risk of the same data under another penalty, with all columns free. No pass.
    ///
    /// # Errors
    /// [`DataError`](crate::data::DataError) if the penalty cannot be.
    pub fn under(&self, penalty: Penalty) -> Result<Self, EvalError> {
        let known = (self.counts.clone(), self.moments.clone(), self.scaled.has_intercept());
        Self::about(self.data, penalty, self.executor.clone(), known)
    }

    /// The same risk with some columns held at coefficient 0, for every class.
    #[must_use]
    pub fn holding(mut self, held: &[usize]) -> Self {
        self.scaled = self.scaled.holding(held);
        let one = geometry(self.data, &self.moments, 0.0, &self.ridge, &self.scaled);
        self.geometry = repeated(one, &self.contrasts, self.data.shape());
        self
    }

    /// Where the columns lie.
    #[must_use]
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// The classes' shares, and the model with intercepts alone.
    #[must_use]
    pub fn counts(&self) -> &ClassCounts {
        &self.counts
    }

    /// The map from a block of a solver's point to coefficients of a contrast.
    #[must_use]
    pub fn scaled(&self) -> &Scaled {
        &self.scaled
    }

    /// The columns, for what does not look at labels.
    #[must_use]
    pub fn columns(&self) -> Columns<'_> {
        Columns { data: self.data, executor: &self.executor, moments: &self.moments, scaled: &self.scaled }
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

    /// The point of the model with intercepts alone, where solvers start.
    #[must_use]
    pub fn start(&self) -> Vec<f64> {
        let mut u = vec![0.0; self.dim()];
        if !self.scaled.has_intercept() {
            return u;
        }
        for (block, intercept) in u.chunks_exact_mut(self.scaled.dim()).zip(self.counts.intercepts(&self.contrasts)) {
            block[0] = intercept;
        }
        u
    }

    /// The point of a model; `None` if it has other classes or columns. Columns held at 0 are left out.
    #[must_use]
    pub fn point(&self, model: &MultinomialModel) -> Option<Vec<f64>> {
        let (k, p) = (self.contrasts.classes(), self.ridge.len());
        if model.classes() != k {
            return None;
        }
        let classes: Vec<_> = (0..k).map(|k| model.class(k)).collect();
        let at_origin = classes.iter().map(|class| class.margin(&self.moments.origin)).collect::<Result<Vec<f64>, _>>();
        let intercepts = self.contrasts.of_classes(&at_origin.ok()?);
        let of_column =
            |j: usize| self.contrasts.of_classes(&classes.iter().map(|c| c.coefficients()[j]).collect::<Vec<_>>());
        let by_column: Vec<Vec<f64>> = (0..p).map(of_column).collect();
        let block = |(c, intercept): (usize, &f64)| {
            self.scaled.point(*intercept, &by_column.iter().map(|theta| theta[c]).collect::<Vec<_>>())
        };
        Some(intercepts.iter().enumerate().flat_map(block).collect())
    }

    /// The penalty at a point.
    #[must_use]
    pub fn penalty_at(&self, u: &[f64]) -> f64 {
        self.geometry.penalty(u)
    }

    /// The model a point stands for, its coefficients summing to 0 over the classes.
    ///
    /// # Errors
    /// [`ModelError::NonFinite`] if the point is not finite.
    pub fn model(&self, u: &[f64]) -> Result<MultinomialModel, ModelError> {
        let (intercepts, coefficients) = self.coefficients(u);
        let (m, p) = (self.contrasts.dim(), self.ridge.len());
        let mut by_class = vec![0.0; self.contrasts.classes() * p];
        for j in 0..p {
            let theta: Vec<f64> = (0..m).map(|c| coefficients[c * p + j]).collect();
            for (k, w) in self.contrasts.classes_of(&theta).into_iter().enumerate() {
                by_class[k * p + j] = w;
            }
        }
        let intercepts = match self.scaled.has_intercept() {
            true => self.contrasts.classes_of(&intercepts),
            false => vec![0.0; self.contrasts.classes()],
        };
        MultinomialModel::new(intercepts, by_class, self.moments.origin.clone())
    }

    /// Intercepts and coefficients of the contrasts, one after another.
    fn coefficients(&self, u: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let blocks = u.chunks_exact(self.scaled.dim()).map(|block| self.scaled.coefficients(block));
        let (intercepts, coefficients): (Vec<f64>, Vec<Vec<f64>>) = blocks.unzip();
        (intercepts, coefficients.concat())
    }
}

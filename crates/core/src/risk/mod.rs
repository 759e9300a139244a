//! The empirical risk of logistic regression: the objective, on data, with a penalty.
//!
//! ```text
//! F(w, b) = (1/Σω) Σ_i ω_i ℓ(y_i, x_i·w + b + o_i) + (1/2) Σ_j λ_j w_j²
//! ∂F/∂w_j = (1/Σω) Σ_i r_i x_ij + λ_j w_j           r_i = ω_i (p_i − y_i)
//! ∂²F/∂w_j∂w_k = (1/Σω) Σ_i d_i x_ij x_ik + λ_j δ_jk    d_i = ω_i p_i (1 − p_i)
//! ```
//!
//! Solvers see it in the coordinates of [`Scaled`]: columns about their means and divided by
//! `s_j = √(E[(x_j − o_j)²] + 4 λ_j)`, which makes the diagonal of a Hessian with p = 1/2 equal to 1/4 whatever the
//! units. The penalty stays in the user's coordinates. So scaling data is never the user's homework, and multiplying a
//! column by 10⁹ changes nothing but the unit of its coefficient.
//!
//! Without an intercept ([`EmpiricalRisk::through_origin`]) b is 0 and columns and offsets are taken as they are, as what centring adds to a
//! margin is the intercept's to take away. The first coordinate is pinned, and F a function of the others alone.

pub mod alias;
pub(crate) mod chosen_columns;
mod curvature;
pub(crate) mod geometry;
pub(crate) mod hessian_memory;
mod largest_norm;
mod largest_square;
pub mod moments;
pub mod null;
mod pass;
pub mod penalty;
pub mod reweighted;
mod row_loss;
pub(crate) mod sample;
pub(crate) mod scaled;
mod start;
mod sub_hessian;

pub use penalty::Penalty;
pub use reweighted::{Reweighable, ReweightedRisk};
pub use scaled::Scaled;

use crate::data::{EvalError, RowBlocks};
use crate::design::SymMatrix;
use crate::model::{Model, ModelError};
use crate::objective::{Evaluation, Expansion, Geometry, NullCurvature, Objective, Order, Structure};
use crate::response::logistic::rows::Shift;
use crate::risk::chosen_columns::ChosenColumns;
use crate::sum::executor::runs_for;
use crate::sum::kept::{KeepingSum, Kept};
use crate::sum::{Executor, RowSum, Sums};
use alias::Columns;
use curvature::Curvature;
pub(crate) use geometry::{geometry, row_entries, scale};
pub(crate) use hessian_memory::{HESSIAN_BYTES, check};
use largest_norm::LargestNorm;
use largest_square::LargestSquare;
use moments::Moments;
use null::NullModel;
use pass::{PassScratch, RiskPartial, RiskSum};
pub use row_loss::{RowDerivatives, RowLoss};
use sample::SampledRisk;
use std::ops::Range;
use sub_hessian::SubHessianSum;

/// The penalised mean log loss of a data set, as a function of scaled coordinates (intercept first).
pub struct EmpiricalRisk<'a> {
    data: &'a dyn RowBlocks,
    executor: Executor,
    moments: Moments,
    null: NullModel,
    ridge: Vec<f64>,
    scaled: Scaled,
    geometry: Geometry,
    /// Coefficients where solvers start, if not at 0.
    begin: Option<Vec<f64>>,
}

impl<'a> EmpiricalRisk<'a> {
    /// The risk of `data` under `penalty`. One pass looks at the labels (and with offsets one per step of the intercept-only
    /// fit), one or two at X.
    ///
    /// # Errors
    /// [`DataError`](crate::data::DataError) if the data or the penalty cannot be fitted; any error of a pass.
    pub fn new(data: &'a dyn RowBlocks, penalty: Penalty, executor: Executor) -> Result<Self, EvalError> {
        let null = NullModel::of(data, &executor)?;
        let moments = Moments::of(data, &executor)?;
        Self::about(data, penalty, executor, (null, moments, true))
    }

    /// The risk without an intercept, as a function of the same coordinates: the first is pinned at 0 ([`Scaled`]). One pass looks at the
    /// labels (two with offsets), two or three at X. Labels may all be the same.
    ///
    /// # Errors
    /// As for [`EmpiricalRisk::new`].
    pub fn through_origin(data: &'a dyn RowBlocks, penalty: Penalty, executor: Executor) -> Result<Self, EvalError> {
        let null = NullModel::through_origin(data, &executor)?;
        let moments = Moments::through_origin(data, &executor)?;
        let mut risk = Self::about(data, penalty, executor, (null, moments, false))?;
        risk.begin = start::near_offsets(&risk)?.map(|u| risk.scaled.coefficients(&u).1);
        Ok(risk)
    }

    fn about(
        data: &'a dyn RowBlocks,
        penalty: Penalty,
        executor: Executor,
        (null, moments, has_intercept): (NullModel, Moments, bool),
    ) -> Result<Self, EvalError> {
        let ridge = penalty.ridge(&moments.variance)?;
        let scale = (0..moments.mean.len()).map(|j| scale(&moments, &ridge, j)).collect();
        let scaled = Scaled::new(scale, (0..ridge.len()).collect());
        let scaled = if has_intercept { scaled } else { scaled.through_origin() };
        let geometry = geometry(data, &moments, null.offset_bound, &ridge, &scaled);
        Ok(Self { data, executor, moments, null, ridge, scaled, geometry, begin: None })
    }

    /// The risk of the same data under another penalty, with all columns free. No pass.
    ///
    /// # Errors
    /// [`DataError`](crate::data::DataError) if the penalty cannot be.
    pub fn under(&self, penalty: Penalty) -> Result<Self, EvalError> {
        let known = (self.null, self.moments.clone(), self.scaled.has_intercept());
        let risk = Self::about(self.data, penalty, self.executor.clone(), known)?;
        Ok(Self { begin: self.begin.clone(), ..risk })
    }

    /// The same risk with some columns held at coefficient 0.
    #[must_use]
    pub fn holding(mut self, held: &[usize]) -> Self {
        self.scaled = self.scaled.holding(held);
        self.geometry = geometry(self.data, &self.moments, self.null.offset_bound, &self.ridge, &self.scaled);
        self
    }

    /// Where the columns lie.
    #[must_use]
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// The intercept-only model; without an intercept, that of probabilities 1/2 or of the offsets alone.
    #[must_use]
    pub fn null(&self) -> &NullModel {
        &self.null
    }

    /// The map from a solver's point to coefficients.
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

    /// Largest `z' M z` over rows of positive weight, z being 1 and the row in the coordinates of the solvers: [`Structure::max_row_norm`] of a
    /// root of M but for rounding, for the square of a row's entries instead of entries times coordinates.
    ///
    /// # Errors
    /// [`EvalError`] if M has another order than there are coordinates, or a pass fails.
    pub fn max_row_square(&self, matrix: &SymMatrix) -> Result<f64, EvalError> {
        if matrix.order() != self.dim() {
            return Err(EvalError::Dimension { found: matrix.order(), expected: self.dim() });
        }
        let mut places = vec![None; self.data.shape().columns];
        for (k, &j) in self.scaled.free().iter().enumerate() {
            places[j] = Some((k + 1, self.scaled.scale(j)));
        }
        let sum = LargestSquare { matrix, intercept: self.scaled.has_intercept(), places };
        Ok(self.executor.sum(self.data, &self.moments.origin, &sum)?.0)
    }

    /// The data.
    #[must_use]
    pub fn data(&self) -> &'a dyn RowBlocks {
        self.data
    }

    /// The point of the intercept-only model, where solvers start. Without an intercept 0, or if offsets are far from it, where columns make up for
    /// them best.
    #[must_use]
    pub fn start(&self) -> Vec<f64> {
        if let Some(coefficients) = &self.begin {
            return self.scaled.point(0.0, coefficients);
        }
        let mut u = vec![0.0; self.scaled.dim()];
        u[0] = self.null.intercept + self.null.offset_mean;
        u
    }

    /// The point of a model, given by its intercept for the columns as given and its p coefficients; `None` if they are not p. Columns
    /// held at 0 are left out.
    #[must_use]
    pub fn point(&self, intercept: f64, coefficients: &[f64]) -> Option<Vec<f64>> {
        let model = Model::new(intercept, coefficients.to_vec(), vec![0.0; self.ridge.len()]).ok()?;
        let at_origin = model.margin(&self.moments.origin).ok()?;
        Some(self.scaled.point(at_origin + self.null.offset_mean, coefficients))
    }

    /// The penalty at a point.
    #[must_use]
    pub fn penalty_at(&self, u: &[f64]) -> f64 {
        self.geometry.penalty(u)
    }

    /// The model a point stands for.
    ///
    /// # Errors
    /// [`ModelError::NonFinite`] if the point is not finite.
    pub fn model(&self, u: &[f64]) -> Result<Model, ModelError> {
        let (intercept, coefficients) = self.scaled.coefficients(u);
        Model::new(intercept - self.null.offset_mean, coefficients, self.moments.origin.clone())
    }

    /// Bytes a Hessian pass holds at once, whatever the number of threads: what is refused must not depend on it.
    fn hessian_bytes(&self) -> u64 {
        let order = self.ridge.len() as u64 + 1;
        let square = order.saturating_mul(order);
        // A partial sum per run, the result in scaled coordinates, and its factor.
        let runs = runs_for(usize::try_from(square).unwrap_or(usize::MAX)) as u64;
        square.saturating_mul(8).saturating_mul(runs.min(self.data.shape().blocks() as u64) + 3)
    }

    fn check(&self, u: &[f64], order: Order) -> Result<(), EvalError> {
        check(u, order, self.scaled.dim(), self.hessian_bytes())
    }

    /// The objective on blocks of the data whose weights sum to `weight`.
    pub(crate) fn evaluate_on(
        &self,
        (data, weight): (&dyn RowBlocks, f64),
        executor: &Executor,
        u: &[f64],
        order: Order,
    ) -> Result<Evaluation, EvalError> {
        self.check(u, order)?;
        let sums = executor.sum(data, &self.moments.origin, &self.pass(u, order))?;
        Ok(self.finish(u, sums, weight))
    }

    /// [`Structure::curvature_at`] on blocks of the data whose weights sum to `weight`.
    pub(crate) fn curvature_on<'s>(
        &'s self,
        data: &'s dyn RowBlocks,
        weight: f64,
        u: &[f64],
    ) -> Result<Expansion<'s>, EvalError> {
        self.check(u, Order::Gradient)?;
        let pass =
            KeepingSum::new(self.pass(u, Order::Gradient), |_, rows, kept| kept.extend_from_slice(&rows.curvatures));
        let (sums, Kept(rows)) = self.executor.sum(data, &self.moments.origin, &pass)?;
        Ok((self.finish(u, sums, weight), Box::new(Curvature { risk: self, data, weight, rows })))
    }

    /// [`Structure::sub_hessian`] on blocks of the data whose weights sum to `weight`.
    pub(crate) fn sub_hessian_on(
        &self,
        data: &dyn RowBlocks,
        weight: f64,
        u: &[f64],
        coordinates: &[usize],
    ) -> Result<SymMatrix, EvalError> {
        self.check(u, Order::Value)?;
        let chosen = ChosenColumns::new(&self.scaled, self.ridge.len(), coordinates);
        let sum = SubHessianSum { pass: &self.pass(u, Order::Hessian), chosen: &chosen };
        let mut hessian = self.executor.sum(data, &self.moments.origin, &sum)?;
        chosen.scale(&mut hessian, weight);
        for (place, &coordinate) in coordinates.iter().enumerate() {
            hessian.row_mut(place + 1)[place + 1] += self.geometry.ridge[coordinate];
        }
        Ok(hessian)
    }

    fn pass(&self, u: &[f64], order: Order) -> RiskSum {
        let (intercept, coefficients) = self.scaled.coefficients(u);
        RiskSum { coefficients, shift: Shift { intercept, offset_mean: self.null.offset_mean }, order }
    }

    /// Sums over rows, divided by `weight`, plus the penalty.
    fn finish(&self, u: &[f64], sums: RiskPartial, weight: f64) -> Evaluation {
        let mut evaluation = Evaluation {
            value: sums.loss.0 / weight + self.penalty_at(u),
            gradient: Vec::new(),
            hessian: None,
            intercept_curvature: sums.curvature.0 / weight,
            intercept_step: Vec::new(),
            separation: match self.scaled.has_intercept() {
                true => sums.lowest_positive.0 - sums.highest_negative.0,
                // Nothing shifts the margins: they must have the signs of the labels themselves.
                false => sums.lowest_positive.0.min(-sums.highest_negative.0),
            },
        };
        if let Some(Sums(sum)) = sums.gradient {
            evaluation.gradient = self.geometry.gradient(self.scaled.gradient(sums.residual.0, &sum), weight, u);
        }
        if let Some(mut full) = sums.hessian {
            full.row_mut(0)[0] = sums.curvature.0;
            for (j, sum) in sums.cross.0.iter().enumerate() {
                full.row_mut(j + 1)[0] = *sum;
            }
            let mut hessian = self.scaled.hessian(&full);
            for (j, ridge) in self.geometry.ridge.iter().enumerate() {
                hessian.row_mut(j).iter_mut().for_each(|h| *h /= weight);
                hessian.row_mut(j)[j] += ridge;
            }
            evaluation.hessian = Some(hessian);
        }
        evaluation
    }
}

impl Objective for EmpiricalRisk<'_> {
    fn dim(&self) -> usize {
        self.scaled.dim()
    }

    fn evaluate(&self, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        self.evaluate_on((self.data, self.null.total_weight), &self.executor, u, order)
    }

    fn structure(&self) -> Option<&dyn Structure> {
        Some(self)
    }
}

impl Structure for EmpiricalRisk<'_> {
    fn rows(&self) -> usize {
        self.data.shape().rows
    }

    fn row_entries(&self) -> usize {
        row_entries(self.data)
    }

    fn geometry(&self) -> Option<&Geometry> {
        Some(&self.geometry)
    }

    fn has_hessian(&self) -> bool {
        self.hessian_bytes() <= HESSIAN_BYTES
    }

    fn approximate(&self, _: &[f64]) -> Result<Option<Evaluation>, EvalError> {
        Ok(None)
    }

    fn batches(&self) -> usize {
        self.data.shape().blocks()
    }

    /// Coefficients are unscaled, and gradients scaled, once for all of the batches: what counts where columns are many and
    /// a batch has few entries.
    fn gradient_of_batches(&self, batches: Range<usize>, u: &[f64]) -> Result<Vec<f64>, EvalError> {
        self.check(u, Order::Gradient)?;
        let pass = self.pass(u, Order::Gradient);
        let (mut sums, mut scratch) = (pass.zero(), PassScratch::default());
        // Divided so that the mean over batches is the objective, also when blocks differ in weight.
        let weight = self.null.total_weight * batches.len() as f64 / self.batches() as f64;
        for k in batches {
            self.data.visit(k, &self.moments.origin, &mut |block| pass.add(&block, &mut sums, &mut scratch))?;
        }
        Ok(self.finish(u, sums, weight).gradient)
    }

    fn sample(&self, rows: usize) -> Result<Option<Box<dyn Structure + '_>>, EvalError> {
        let sample = SampledRisk::new(self, rows)?;
        Ok(sample.map(|sample| Box::new(sample) as Box<dyn Structure + '_>))
    }

    fn sub_hessian(&self, u: &[f64], coordinates: &[usize]) -> Result<Option<SymMatrix>, EvalError> {
        self.sub_hessian_on(self.data, self.null.total_weight, u, coordinates).map(Some)
    }

    fn null_curvature(&self, _: &[usize], _: usize) -> Result<Option<NullCurvature>, EvalError> {
        Ok(None)
    }

    fn curvature_at(&self, u: &[f64]) -> Result<Option<Expansion<'_>>, EvalError> {
        self.curvature_on(self.data, self.null.total_weight, u).map(Some)
    }

    fn max_row_norm(&self, basis: &[Vec<f64>]) -> Result<Option<f64>, EvalError> {
        let basis = basis.iter().map(|b| self.scaled.coefficients(b)).collect();
        self.executor.sum(self.data, &self.moments.origin, &LargestNorm { basis }).map(|largest| Some(largest.0))
    }
}

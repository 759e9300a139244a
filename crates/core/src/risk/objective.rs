//! The risk as solvers see it.

use crate::data::EvalError;
use crate::design::{InverseRoot, SymMatrix};
use crate::objective::{
    Evaluation, Expansion, Geometry, Levels, NullCurvature, Objective, Order, RowSpace, SampledHessian, Separable,
    Structure,
};
use crate::response::interface::Response;
use crate::risk::elimination::FreeElimination;
use crate::risk::empirical::Risk;
use crate::risk::geometry::row_entries;
use crate::risk::hessian_memory::HESSIAN_BYTES;
use crate::risk::largest_norm::{LargestNorm, LargestOfRows};
use crate::risk::sample::SampledRisk;
use crate::risk::single::SingleSum;
use crate::risk::{null_curvature, row_hessian, sub_hessian};
use crate::sum::Executor;
use std::ops::Range;

impl<R: Response> Objective for Risk<'_, R> {
    fn dim(&self) -> usize {
        self.layout.dim()
    }

    fn evaluate(&self, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        self.evaluate_on((self.data, self.null.total_weight), &self.executor, u, order)
    }

    fn evaluate_each(&self, points: &[Vec<f64>]) -> Result<Vec<Evaluation>, EvalError> {
        self.evaluate_points(points)
    }

    fn structure(&self) -> Option<&dyn Structure> {
        Some(self)
    }
}

impl<R: Response> Structure for Risk<'_, R> {
    fn threads(&self) -> Option<&Executor> {
        Some(&self.executor)
    }

    fn rows(&self) -> usize {
        self.data.shape().rows
    }

    fn rows_seen(&self) -> u64 {
        self.executor.rows_seen()
    }

    fn row_entries(&self) -> usize {
        row_entries(self.data)
    }

    fn penalty(&self) -> Option<&Separable> {
        Some(&self.separable)
    }

    fn geometry(&self) -> Option<&Geometry> {
        Some(&self.geometry)
    }

    fn has_hessian(&self) -> bool {
        self.hessian_bytes() <= HESSIAN_BYTES
    }

    fn levels(&self) -> Option<Levels> {
        self.free_elimination.as_ref().map(FreeElimination::levels)
    }

    fn approximate(&self, u: &[f64]) -> Result<Option<Evaluation>, EvalError> {
        self.check(u, Order::Gradient)?;
        let Some(sum) = SingleSum::new(self, u) else { return Ok(None) };
        let sums = sum.finished(self.executor.sum(self.data, &self.moments.origin, &sum)?);
        let evaluation = self.finish(u, sums, self.null.total_weight);
        let finite = evaluation.value.is_finite() && evaluation.gradient.iter().all(|g| g.is_finite());
        Ok(finite.then_some(evaluation))
    }

    fn batches(&self) -> usize {
        self.data.shape().blocks()
    }

    /// Coefficients are unscaled, and gradients scaled, once for all of the batches: what counts where columns are many and
    /// a batch has few entries.
    fn gradient_of_batches(&self, batches: Range<usize>, u: &[f64]) -> Result<Vec<f64>, EvalError> {
        self.check(u, Order::Gradient)?;
        let pass = self.pass(u, Order::Gradient);
        // Divided so that the mean over batches is the objective, also when blocks differ in weight.
        let weight = self.null.total_weight * batches.len() as f64 / self.batches() as f64;
        let sums = self.executor.batch((self.data, batches), &self.moments.origin, &pass)?;
        Ok(self.finish(u, sums, weight).gradient)
    }

    /// Of one output; the metric of several is that of [`Structure::null_curvature`].
    fn sample(&self, rows: usize) -> Result<Option<Box<dyn Structure + '_>>, EvalError> {
        if self.response.contrasts().is_some() {
            return Ok(None);
        }
        let sample = SampledRisk::new(self, rows)?;
        Ok(sample.map(|sample| Box::new(sample) as Box<dyn Structure + '_>))
    }

    /// Of one output, as for [`Structure::sample`].
    fn hessian_of_rows(&self, u: &[f64], rows: usize, single: bool) -> Result<Option<SampledHessian>, EvalError> {
        if self.response.contrasts().is_some() {
            return Ok(None);
        }
        row_hessian::of_rows(self, u, rows, single)
    }

    /// Of one output, as for [`Structure::sample`].
    fn sub_hessian(&self, u: &[f64], coordinates: &[usize]) -> Result<Option<SymMatrix>, EvalError> {
        if self.response.contrasts().is_some() {
            return Ok(None);
        }
        sub_hessian::on(self, (self.data, self.null.total_weight), u, coordinates).map(Some)
    }

    fn null_curvature(&self, coordinates: &[usize], rows: usize) -> Result<Option<NullCurvature>, EvalError> {
        let contrasts = self.response.contrasts();
        contrasts.map(|contrasts| null_curvature::null_curvature(self, contrasts, coordinates, rows)).transpose()
    }

    fn curvature_at(&self, u: &[f64]) -> Result<Option<Expansion<'_>>, EvalError> {
        self.curvature_on(self.data, self.null.total_weight, u)
    }

    fn max_row_norm(&self, basis: &InverseRoot) -> Result<Option<f64>, EvalError> {
        if self.response.contrasts().is_none() {
            let largest = LargestOfRows { norms: self.row_norms(basis.clone()) };
            return Ok(Some(self.executor.sum(self.data, &self.moments.origin, &largest)?.0));
        }
        let rows = basis.clone().into_rows();
        let basis = rows.iter().map(|b| self.layout.coefficients(b)).collect();
        let largest = self.executor.sum(self.data, &self.moments.origin, &LargestNorm { basis })?;
        Ok(Some(largest.0))
    }

    fn row_space(&self) -> Option<&dyn RowSpace> {
        self.has_row_space().then_some(self)
    }
}

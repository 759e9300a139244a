//! The risk as solvers see it.

use crate::data::EvalError;
use crate::design::SymMatrix;
use crate::multinomial::curvature::Curvature;
use crate::multinomial::largest_norm::LargestNorm;
use crate::multinomial::pass::PassScratch;
use crate::multinomial::single::SingleSum;
use crate::multinomial::{MultinomialRisk, null_curvature};
use crate::objective::{Evaluation, Expansion, Geometry, NullCurvature, Objective, Order, Structure};
use crate::risk::geometry::row_entries;
use crate::risk::hessian_memory::HESSIAN_BYTES;
use crate::sum::RowSum;
use crate::sum::kept::{KeepingSum, Kept};
use std::ops::Range;

impl Objective for MultinomialRisk<'_> {
    fn dim(&self) -> usize {
        self.contrasts.dim() * self.scaled.dim()
    }

    fn evaluate(&self, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        self.evaluate_on((self.data, self.counts.total_weight), &self.executor, u, order)
    }

    fn structure(&self) -> Option<&dyn Structure> {
        Some(self)
    }
}

impl Structure for MultinomialRisk<'_> {
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

    fn approximate(&self, u: &[f64]) -> Result<Option<Evaluation>, EvalError> {
        self.check(u, Order::Gradient)?;
        let Some(sum) = SingleSum::new(self, u) else { return Ok(None) };
        let sums = sum.finished(self.executor.sum(self.data, &self.moments.origin, &sum)?);
        let evaluation = self.finish(u, sums, self.counts.total_weight);
        let finite = evaluation.value.is_finite() && evaluation.gradient.iter().all(|g| g.is_finite());
        Ok(finite.then_some(evaluation))
    }

    fn batches(&self) -> usize {
        self.data.shape().blocks()
    }

    fn gradient_of_batches(&self, batches: Range<usize>, u: &[f64]) -> Result<Vec<f64>, EvalError> {
        self.check(u, Order::Gradient)?;
        let pass = self.pass(u, Order::Gradient);
        let (mut sums, mut scratch) = (pass.zero(), PassScratch::default());
        for k in batches.clone() {
            self.data.visit(k, &self.moments.origin, &mut |block| pass.add(&block, &mut sums, &mut scratch))?;
        }
        // Divided so that the mean over batches is the objective, also when blocks differ in weight.
        let weight = self.counts.total_weight * batches.len() as f64 / self.batches() as f64;
        Ok(sums.gradient.map_or_else(Vec::new, |sum| self.gradient(u, &sums.residual.0, &sum.0, weight)))
    }

    fn sample(&self, _: usize) -> Result<Option<Box<dyn Structure + '_>>, EvalError> {
        Ok(None)
    }

    fn sub_hessian(&self, _: &[f64], _: &[usize]) -> Result<Option<SymMatrix>, EvalError> {
        Ok(None)
    }

    fn null_curvature(&self, coordinates: &[usize], rows: usize) -> Result<Option<NullCurvature>, EvalError> {
        null_curvature::null_curvature(self, coordinates, rows).map(Some)
    }

    fn curvature_at(&self, u: &[f64]) -> Result<Option<Expansion<'_>>, EvalError> {
        self.check(u, Order::Gradient)?;
        let bytes = (self.rows() as u64).saturating_mul(8 * self.contrasts.classes() as u64);
        if bytes > HESSIAN_BYTES {
            return Ok(None);
        }
        let keeping = KeepingSum::new(self.pass(u, Order::Gradient), |block, rows, kept| {
            rows.probabilities(block.labels.len()).for_each(|p| kept.extend_from_slice(p));
        });
        let (sums, Kept(probabilities)) = self.executor.sum(self.data, &self.moments.origin, &keeping)?;
        let evaluation = self.finish(u, sums, self.counts.total_weight);
        Ok(Some((evaluation, Box::new(Curvature { risk: self, probabilities }))))
    }

    fn max_row_norm(&self, basis: &[Vec<f64>]) -> Result<Option<f64>, EvalError> {
        let basis = basis.iter().map(|b| self.coefficients(b)).collect();
        let sum = LargestNorm { basis, columns: self.ridge.len() };
        self.executor.sum(self.data, &self.moments.origin, &sum).map(|largest| Some(largest.0))
    }
}

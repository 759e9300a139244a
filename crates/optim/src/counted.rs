//! An objective that counts passes: what every solver is judged by. A sample of a tenth of the rows counts a tenth.

use logodds_core::{
    EvalError, Evaluation, Expansion, Geometry, LinearOperator, NullCurvature, Objective, Order, SymMatrix,
};
use std::cell::Cell;
use std::ops::Range;

/// An objective and the count its passes are added to.
pub(crate) struct Counted<'a> {
    inner: Inner<'a>,
    passes: &'a Cell<f64>,
    /// Its rows as a share of those of the whole.
    share: f64,
}

enum Inner<'a> {
    Borrowed(&'a dyn Objective),
    Owned(Box<dyn Objective + 'a>),
}

impl<'a> Counted<'a> {
    pub(crate) fn new(objective: &'a dyn Objective, passes: &'a Cell<f64>) -> Self {
        Self { inner: Inner::Borrowed(objective), passes, share: 1.0 }
    }

    fn inner(&self) -> &(dyn Objective + 'a) {
        match &self.inner {
            Inner::Borrowed(objective) => *objective,
            Inner::Owned(objective) => &**objective,
        }
    }

    fn count(&self, passes: f64) {
        self.passes.set(self.passes.get() + passes * self.share);
    }
}

impl Objective for Counted<'_> {
    fn dim(&self) -> usize {
        self.inner().dim()
    }
    fn evaluate(&self, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        self.count(1.0);
        self.inner().evaluate(u, order)
    }
    fn approximate(&self, u: &[f64]) -> Result<Option<Evaluation>, EvalError> {
        let found = self.inner().approximate(u)?;
        self.count(if found.is_some() { 1.0 } else { 0.0 });
        Ok(found)
    }
    fn batches(&self) -> usize {
        self.inner().batches()
    }
    fn evaluate_batch(&self, k: usize, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        self.count(1.0 / self.inner().batches() as f64);
        self.inner().evaluate_batch(k, u, order)
    }
    fn gradient_of_batches(&self, batches: Range<usize>, u: &[f64]) -> Result<Vec<f64>, EvalError> {
        self.count(batches.len() as f64 / self.inner().batches() as f64);
        self.inner().gradient_of_batches(batches, u)
    }
    fn rows(&self) -> usize {
        self.inner().rows()
    }
    fn row_entries(&self) -> usize {
        self.inner().row_entries()
    }
    fn sample(&self, rows: usize) -> Result<Option<Box<dyn Objective + '_>>, EvalError> {
        let Some(sample) = self.inner().sample(rows)? else { return Ok(None) };
        let share = self.share * sample.rows() as f64 / self.inner().rows() as f64;
        Ok(Some(Box::new(Counted { inner: Inner::Owned(sample), passes: self.passes, share })))
    }
    fn sub_hessian(&self, u: &[f64], coordinates: &[usize]) -> Result<Option<SymMatrix>, EvalError> {
        self.count(1.0);
        self.inner().sub_hessian(u, coordinates)
    }
    fn null_curvature(&self, coordinates: &[usize], rows: usize) -> Result<Option<NullCurvature>, EvalError> {
        self.count((rows as f64 / self.inner().rows().max(1) as f64).min(1.0));
        self.inner().null_curvature(coordinates, rows)
    }
    fn curvature_at(&self, u: &[f64]) -> Result<Option<Expansion<'_>>, EvalError> {
        let Some((evaluation, hessian)) = self.inner().curvature_at(u)? else { return Ok(None) };
        self.count(1.0);
        Ok(Some((evaluation, Box::new(CountedOperator { hessian, passes: self.passes, share: self.share }))))
    }
    fn has_hessian(&self) -> bool {
        self.inner().has_hessian()
    }
    fn geometry(&self) -> Option<&Geometry> {
        self.inner().geometry()
    }
    fn max_row_norm(&self, basis: &[Vec<f64>]) -> Result<Option<f64>, EvalError> {
        self.count(1.0);
        self.inner().max_row_norm(basis)
    }
}

/// A Hessian whose products count: a pass each.
struct CountedOperator<'a> {
    hessian: Box<dyn LinearOperator + 'a>,
    passes: &'a Cell<f64>,
    share: f64,
}

impl LinearOperator for CountedOperator<'_> {
    fn apply(&self, v: &[f64], out: &mut [f64]) -> Result<(), EvalError> {
        self.passes.set(self.passes.get() + self.share);
        self.hessian.apply(v, out)
    }
}

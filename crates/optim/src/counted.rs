//! An objective that counts passes: what every solver is judged by. A sample of a tenth of the rows counts a tenth.

use logodds_core::{
    EvalError, Evaluation, Expansion, Geometry, LinearOperator, NullCurvature, Objective, Order, Separable, Structure,
    SymMatrix,
};
use std::cell::Cell;
use std::ops::Range;

/// An objective and the count its passes are added to.
pub(crate) struct Counted<'a> {
    objective: &'a dyn Objective,
    structure: Option<CountedStructure<'a>>,
    passes: &'a Cell<f64>,
}

impl<'a> Counted<'a> {
    pub(crate) fn new(objective: &'a dyn Objective, passes: &'a Cell<f64>) -> Self {
        let counted = |inner| CountedStructure { inner: Inner::Borrowed(inner), passes, share: 1.0 };
        Self { objective, structure: objective.structure().map(counted), passes }
    }
}

impl Objective for Counted<'_> {
    fn dim(&self) -> usize {
        self.objective.dim()
    }
    fn evaluate(&self, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        self.passes.set(self.passes.get() + 1.0);
        self.objective.evaluate(u, order)
    }
    fn separable(&self) -> Option<&Separable> {
        self.objective.separable()
    }
    fn structure(&self) -> Option<&dyn Structure> {
        self.structure.as_ref().map(|structure| structure as &dyn Structure)
    }
}

/// What is known of the objective, or of a sample of its rows.
struct CountedStructure<'a> {
    inner: Inner<'a>,
    passes: &'a Cell<f64>,
    /// Its rows as a share of those of the whole.
    share: f64,
}

enum Inner<'a> {
    Borrowed(&'a dyn Structure),
    Owned(Box<dyn Structure + 'a>),
}

impl<'a> CountedStructure<'a> {
    fn inner(&self) -> &(dyn Structure + 'a) {
        match &self.inner {
            Inner::Borrowed(structure) => *structure,
            Inner::Owned(structure) => &**structure,
        }
    }

    fn count(&self, passes: f64) {
        self.passes.set(self.passes.get() + passes * self.share);
    }
}

impl Objective for CountedStructure<'_> {
    fn dim(&self) -> usize {
        self.inner().dim()
    }
    fn evaluate(&self, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        self.count(1.0);
        self.inner().evaluate(u, order)
    }
    fn structure(&self) -> Option<&dyn Structure> {
        Some(self)
    }
}

impl Structure for CountedStructure<'_> {
    fn rows(&self) -> usize {
        self.inner().rows()
    }
    fn row_entries(&self) -> usize {
        self.inner().row_entries()
    }
    fn penalty(&self) -> Option<&Separable> {
        self.inner().penalty()
    }
    fn geometry(&self) -> Option<&Geometry> {
        self.inner().geometry()
    }
    fn has_hessian(&self) -> bool {
        self.inner().has_hessian()
    }
    fn approximate(&self, u: &[f64]) -> Result<Option<Evaluation>, EvalError> {
        let found = self.inner().approximate(u)?;
        self.count(if found.is_some() { 1.0 } else { 0.0 });
        Ok(found)
    }
    fn batches(&self) -> usize {
        self.inner().batches()
    }
    fn gradient_of_batches(&self, batches: Range<usize>, u: &[f64]) -> Result<Vec<f64>, EvalError> {
        self.count(batches.len() as f64 / self.inner().batches() as f64);
        self.inner().gradient_of_batches(batches, u)
    }
    fn sample(&self, rows: usize) -> Result<Option<Box<dyn Structure + '_>>, EvalError> {
        let Some(sample) = self.inner().sample(rows)? else { return Ok(None) };
        let share = self.share * sample.rows() as f64 / self.inner().rows() as f64;
        Ok(Some(Box::new(CountedStructure { inner: Inner::Owned(sample), passes: self.passes, share })))
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

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

mod contrasts;
mod counts;
mod curvature;
mod gram;
mod intercepts;
mod model;
mod pass;
mod row_residuals;
mod single;
mod softmax;

pub use contrasts::Contrasts;
pub use counts::ClassCounts;
pub use model::{MultinomialModel, softmax};
pub use row_residuals::{ClassResiduals, RowResiduals};

use crate::Shape;
use crate::alias::Columns;
use crate::blocks::Strided;
use crate::design::Scaled;
use crate::moments::Moments;
use crate::objective::NullCurvature;
use crate::risk::{HESSIAN_BYTES, geometry, scale};
use crate::sum::{runs, runs_for};
use crate::{
    EvalError, Evaluation, Executor, Expansion, Geometry, ModelError, Objective, Order, Penalty, RowBlocks, RowSum,
    SymMatrix,
};
use curvature::{Curvature, KeepingSum};
use gram::{GramSum, NOT_CHOSEN};
use intercepts::curvature_and_step;
use pass::{SoftmaxPartial, SoftmaxSum, pairs};
use single::SingleSum;
use std::f64::consts::SQRT_2;
use std::ops::Range;

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
    /// [`DataError`](crate::DataError) if the data or the penalty cannot be fitted; any error of a pass.
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

    /// The same risk with some columns held at coefficient 0, for every class.
    #[must_use]
    pub fn holding(mut self, held: &[usize]) -> Self {
        let free = (0..self.ridge.len()).filter(|j| !held.contains(j)).collect();
        self.scaled = self.scaled.freeing(free);
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
        self.geometry.ridge.iter().zip(u).map(|(ridge, u)| 0.5 * ridge * u * u).sum()
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

    fn pass(&self, u: &[f64], order: Order) -> SoftmaxSum {
        let (intercepts, coefficients) = self.coefficients(u);
        SoftmaxSum { contrasts: self.contrasts, intercepts, coefficients, columns: self.ridge.len(), order }
    }

    /// Bytes a Hessian pass holds at once: blocks of every run, the whole, and its factor.
    fn hessian_bytes(&self) -> u64 {
        let (m, block) = (self.contrasts.dim() as u64, self.ridge.len() as u64 + 1);
        let blocks = (m * (m + 1) / 2).saturating_mul(block.saturating_mul(block));
        let whole = (self.dim() as u64).saturating_mul(self.dim() as u64);
        let runs = runs_for(usize::try_from(blocks).unwrap_or(usize::MAX)) as u64;
        let sums = blocks.saturating_mul(runs.min(self.data.shape().blocks() as u64));
        sums.saturating_add(whole.saturating_mul(3)).saturating_mul(8)
    }

    fn check(&self, u: &[f64], order: Order) -> Result<(), EvalError> {
        if u.len() != self.dim() {
            return Err(EvalError::Dimension { found: u.len(), expected: self.dim() });
        }
        if order == Order::Hessian && !self.has_hessian() {
            return Err(EvalError::TooLarge {
                unknowns: self.dim(),
                bytes: self.hessian_bytes(),
                limit: HESSIAN_BYTES,
            });
        }
        Ok(())
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

    /// Sums over rows, divided by `weight`, plus the penalty.
    fn finish(&self, u: &[f64], sums: SoftmaxPartial, weight: f64) -> Evaluation {
        let m = self.contrasts.dim();
        // Pinned intercepts have no gradient, and take no step.
        let pin = if self.scaled.has_intercept() { 1.0 } else { 0.0 };
        let residual: Vec<f64> = sums.residual.iter().map(|r| pin * r / weight).collect();
        let mut curvatures = vec![0.0; m * m];
        for ((k, l), sum) in pairs(m).zip(&sums.curvatures) {
            (curvatures[k * m + l], curvatures[l * m + k]) = (sum / weight, sum / weight);
        }
        // The sandwich cancels: what its terms' rounding may hide is measured by their size.
        let size = curvatures.iter().map(|c| c.abs()).sum::<f64>();
        let hidden = (4 * m + self.geometry.additions) as f64 * f64::EPSILON * size;
        self.contrasts.sandwich(&mut curvatures);
        let (intercept_curvature, intercept_step) = curvature_and_step(&curvatures, &residual, hidden);
        let mut evaluation = Evaluation {
            value: sums.loss / weight + self.penalty_at(u),
            gradient: Vec::new(),
            hessian: None,
            intercept_curvature,
            intercept_step,
            separation: sums.lead,
        };
        if let Some(sum) = sums.gradient {
            evaluation.gradient = self.gradient(u, &sums.residual, &sum, weight);
        }
        evaluation.hessian = sums.hessian.map(|blocks| self.hessian(&blocks, weight));
        evaluation
    }

    /// The gradient from sums over rows of the residuals, alone and times the columns.
    fn gradient(&self, u: &[f64], residual: &[f64], sum: &[f64], weight: f64) -> Vec<f64> {
        let p = self.ridge.len();
        let mut gradient = Vec::with_capacity(self.dim());
        for (c, residual) in residual.iter().enumerate() {
            gradient.extend(self.scaled.gradient(*residual, &sum[c * p..(c + 1) * p]));
        }
        for ((g, ridge), u) in gradient.iter_mut().zip(&self.geometry.ridge).zip(u) {
            *g = *g / weight + ridge * u;
        }
        gradient
    }

    /// The Hessian from its blocks relative to the last class.
    fn hessian(&self, blocks: &[SymMatrix], weight: f64) -> SymMatrix {
        let (m, block) = (self.contrasts.dim(), self.scaled.dim());
        let blocks: Vec<SymMatrix> = blocks.iter().map(|sum| self.scaled.hessian(sum)).collect();
        let mut hessian = SymMatrix::zeros(m * block);
        let mut between = vec![0.0; m * m];
        for i in 0..block {
            for j in 0..=i {
                for ((k, l), sum) in pairs(m).zip(&blocks) {
                    let value = sum.row(i)[j] / weight;
                    let signed = if k == l { value } else { -value };
                    (between[k * m + l], between[l * m + k]) = (signed, signed);
                }
                self.contrasts.sandwich(&mut between);
                for (c, d) in pairs(m) {
                    // A block beside the diagonal is symmetric itself, and stored whole.
                    hessian.row_mut(c * block + i)[d * block + j] = between[c * m + d];
                    if c != d {
                        hessian.row_mut(c * block + j)[d * block + i] = between[c * m + d];
                    }
                }
            }
        }
        for (j, ridge) in self.geometry.ridge.iter().enumerate() {
            hessian.row_mut(j)[j] += ridge;
        }
        hessian
    }
}

/// What is known of one block of coordinates, for all of them: a unit of a contrast parts the margins of two classes by at most √2.
fn repeated(one: Geometry, contrasts: &Contrasts, shape: Shape) -> Geometry {
    let blocks = contrasts.dim();
    // The widest of the passes is added up in the fewest runs, and so in the longest chains.
    let width = (blocks * shape.columns).saturating_mul(blocks * shape.columns);
    let chain = shape.blocks().div_ceil(runs(shape, width).max(1)) * shape.block_rows + 8;
    let block = one.row_bound.len();
    let shifted = |c: usize| one.sparse.iter().map(move |(r, most)| (r.start + c * block..r.end + c * block, *most));
    Geometry {
        row_bound: one.row_bound.iter().map(|a| SQRT_2 * a).collect::<Vec<_>>().repeat(blocks),
        sparse: (0..blocks).flat_map(shifted).collect(),
        // A margin is a product of a row, and a sum over the contrasts.
        row_entries: one.row_entries + blocks,
        ridge: one.ridge.repeat(blocks),
        mean: one.mean.repeat(blocks),
        deviation: one.deviation.repeat(blocks),
        additions: one.additions.max(chain),
        outputs: contrasts.classes(),
        ..one
    }
}

impl Objective for MultinomialRisk<'_> {
    fn dim(&self) -> usize {
        self.contrasts.dim() * self.scaled.dim()
    }

    fn evaluate(&self, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        self.evaluate_on((self.data, self.counts.total_weight), &self.executor, u, order)
    }

    fn approximate(&self, u: &[f64]) -> Result<Option<Evaluation>, EvalError> {
        self.check(u, Order::Gradient)?;
        let Some(sum) = SingleSum::new(self, u) else { return Ok(None) };
        let sums = sum.finished(self.executor.sum(self.data, &self.moments.origin, &sum)?);
        let evaluation = self.finish(u, sums, self.counts.total_weight);
        let finite = evaluation.value.is_finite() && evaluation.gradient.iter().all(|g| g.is_finite());
        Ok(finite.then_some(evaluation))
    }

    fn rows(&self) -> usize {
        self.data.shape().rows
    }

    fn row_entries(&self) -> usize {
        let sparse = self.data.sparse_columns();
        let columns: usize = sparse.iter().map(|sparse| sparse.columns.len()).sum();
        self.ridge.len() - columns + sparse.iter().map(|sparse| sparse.mean).sum::<f64>().ceil() as usize
    }

    fn batches(&self) -> usize {
        self.data.shape().blocks()
    }

    fn evaluate_batch(&self, k: usize, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        self.check(u, order)?;
        let pass = self.pass(u, order);
        let mut sums = pass.zero();
        self.data.visit(k, &self.moments.origin, &mut |block| pass.add(&block, &mut sums))?;
        // Divided so that the mean over batches is the objective, also when blocks differ in weight.
        Ok(self.finish(u, sums, self.counts.total_weight / self.batches() as f64))
    }

    fn gradient_of_batches(&self, batches: Range<usize>, u: &[f64]) -> Result<Vec<f64>, EvalError> {
        self.check(u, Order::Gradient)?;
        let pass = self.pass(u, Order::Gradient);
        let mut sums = pass.zero();
        for k in batches.clone() {
            self.data.visit(k, &self.moments.origin, &mut |block| pass.add(&block, &mut sums))?;
        }
        let weight = self.counts.total_weight * batches.len() as f64 / self.batches() as f64;
        Ok(sums.gradient.map_or_else(Vec::new, |sum| self.gradient(u, &sums.residual, &sum, weight)))
    }

    fn null_curvature(&self, coordinates: &[usize], rows: usize) -> Result<Option<NullCurvature>, EvalError> {
        let shape = self.data.shape();
        // Eight blocks at least, and no sample that saves little.
        let stride = (shape.rows / rows.max(1)).min(shape.blocks() / 8).max(1);
        let blocks = Strided::new(self.data, stride);
        let free = self.scaled.free();
        let mut places = vec![NOT_CHOSEN; self.ridge.len()];
        for (place, coordinate) in coordinates.iter().enumerate() {
            places[free[coordinate - 1]] = place as u32;
        }
        let sum = GramSum { places, chosen: coordinates.len() };
        let all = sum.chosen == self.ridge.len();
        let mut columns = self.executor.sum(&blocks, &self.moments.origin, &sum)?.mean(all);
        let unit = |place: usize| if place == 0 { 1.0 } else { self.scaled.scale(free[coordinates[place - 1] - 1]) };
        for i in 0..columns.order() {
            for (j, g) in columns.row_mut(i).iter_mut().enumerate() {
                *g /= unit(i) * unit(j);
            }
            if i > 0 && !self.scaled.has_intercept() {
                columns.row_mut(i)[0] = 0.0;
            }
            // A sample may lack a level altogether: one more row at each column's bound.
            if i > 0 && stride > 1 {
                let bound = self.geometry.row_bound[coordinates[i - 1]];
                columns.row_mut(i)[i] += 0.5 * bound * bound / blocks.shape().rows as f64;
            }
        }
        let m = self.contrasts.dim();
        let classes = self.contrasts.classes();
        let share = |k: usize| match self.scaled.has_intercept() {
            true => self.counts.weights[k] / self.counts.total_weight,
            false => 1.0 / classes as f64,
        };
        let shares: Vec<f64> = (0..classes).map(share).collect();
        let mut between = vec![0.0; m * m];
        for (k, l) in (0..m).flat_map(|k| (0..m).map(move |l| (k, l))) {
            between[k * m + l] = if k == l { shares[k] } else { 0.0 } - shares[k] * shares[l];
        }
        self.contrasts.sandwich(&mut between);
        let mut classes = SymMatrix::zeros(m);
        for (k, l) in pairs(m) {
            classes.row_mut(k)[l] = between[k * m + l];
        }
        Ok(Some(NullCurvature { classes, columns, sampled: stride > 1 }))
    }

    fn curvature_at(&self, u: &[f64]) -> Result<Option<Expansion<'_>>, EvalError> {
        self.check(u, Order::Gradient)?;
        let bytes = (self.rows() as u64).saturating_mul(8 * self.contrasts.classes() as u64);
        if bytes > HESSIAN_BYTES {
            return Ok(None);
        }
        let keeping = KeepingSum { pass: self.pass(u, Order::Gradient) };
        let (sums, probabilities) = self.executor.sum(self.data, &self.moments.origin, &keeping)?;
        let evaluation = self.finish(u, sums, self.counts.total_weight);
        Ok(Some((evaluation, Box::new(Curvature { risk: self, probabilities }))))
    }

    fn has_hessian(&self) -> bool {
        self.hessian_bytes() <= HESSIAN_BYTES
    }

    fn geometry(&self) -> Option<&Geometry> {
        Some(&self.geometry)
    }

    fn max_row_norm(&self, basis: &[Vec<f64>]) -> Result<Option<f64>, EvalError> {
        let basis = basis.iter().map(|b| self.coefficients(b)).collect();
        let sum = LargestNorm { basis, columns: self.ridge.len() };
        self.executor.sum(self.data, &self.moments.origin, &sum).map(Some)
    }
}

/// Largest `2 Σ_k ‖x̃_i · b_k‖²` over rows of positive weight, the norm being over the contrasts: the square of what margins of
/// two classes can part by is at most twice theirs.
struct LargestNorm {
    basis: Vec<(Vec<f64>, Vec<f64>)>,
    columns: usize,
}

impl RowSum for LargestNorm {
    type Partial = f64;

    fn zero(&self) -> f64 {
        0.0
    }

    fn add(&self, block: &crate::Block<'_>, largest: &mut f64) {
        let rows = block.labels.len();
        let mut squares = vec![0.0; rows];
        let mut products = Vec::new();
        for (intercepts, coefficients) in &self.basis {
            products.resize(intercepts.len() * rows, 0.0);
            block.x.matmul(coefficients, self.columns, &mut products, rows);
            for (intercept, products) in intercepts.iter().zip(products.chunks_exact(rows)) {
                squares.iter_mut().zip(products).for_each(|(s, x)| *s += 2.0 * (x + intercept) * (x + intercept));
            }
        }
        for (i, square) in squares.iter().enumerate() {
            if block.weights.is_none_or(|w| w[i] > 0.0) {
                // f64::max would lose a NaN, and with it the truth of a bound.
                *largest = if square.is_nan() { f64::INFINITY } else { largest.max(*square) };
            }
        }
    }

    fn merge(&self, left: &mut f64, right: f64) {
        *left = left.max(right);
    }
}

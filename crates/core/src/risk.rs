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

use crate::blocks::Block;
use crate::design::Scaled;
use crate::loss::block::{Rows, Shift, losses};
use crate::moments::Moments;
use crate::null::NullModel;
use crate::sample::SampledRisk;
use crate::sum::runs_for;
use crate::{
    EvalError, Evaluation, Executor, Geometry, Model, ModelError, Objective, Order, Penalty, RowBlocks, RowSum,
    SymMatrix,
};

/// Memory a dense Hessian and the partial sums it is added from may take.
const HESSIAN_BYTES: u64 = 4 << 30;

/// The penalised mean log loss of a data set, as a function of scaled coordinates (intercept first).
pub struct EmpiricalRisk<'a> {
    data: &'a dyn RowBlocks,
    executor: Executor,
    moments: Moments,
    null: NullModel,
    ridge: Vec<f64>,
    scaled: Scaled,
    geometry: Geometry,
}

impl<'a> EmpiricalRisk<'a> {
    /// The risk of `data` under `penalty`. Three passes look at the data: labels, means, spreads.
    ///
    /// # Errors
    /// [`DataError`](crate::DataError) if the data or the penalty cannot be fitted; any error of a pass.
    pub fn new(data: &'a dyn RowBlocks, penalty: Penalty, executor: Executor) -> Result<Self, EvalError> {
        let null = NullModel::of(data, &executor)?;
        let moments = Moments::of(data, &executor)?;
        let ridge = penalty.ridge(&moments.variance)?;
        let scale = (0..moments.mean.len()).map(|j| scale(&moments, &ridge, j)).collect();
        let scaled = Scaled::new(scale, (0..ridge.len()).collect());
        let geometry = geometry(data, &moments, &null, &ridge, &scaled);
        Ok(Self { data, executor, moments, null, ridge, scaled, geometry })
    }

    /// The same risk with some columns held at coefficient 0.
    #[must_use]
    pub fn holding(mut self, held: &[usize]) -> Self {
        let columns = self.ridge.len();
        let scale = (0..columns).map(|j| self.scaled.scale(j)).collect();
        let free = (0..columns).filter(|j| !held.contains(j)).collect();
        self.scaled = Scaled::new(scale, free);
        self.geometry = geometry(self.data, &self.moments, &self.null, &self.ridge, &self.scaled);
        self
    }

    /// Where the columns lie.
    #[must_use]
    pub fn moments(&self) -> &Moments {
        &self.moments
    }

    /// The intercept-only model.
    #[must_use]
    pub fn null(&self) -> &NullModel {
        &self.null
    }

    /// The map from a solver's point to coefficients.
    #[must_use]
    pub fn scaled(&self) -> &Scaled {
        &self.scaled
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

    /// The point of the intercept-only model, where solvers start.
    #[must_use]
    pub fn start(&self) -> Vec<f64> {
        let mut u = vec![0.0; self.scaled.dim()];
        u[0] = self.null.intercept + self.null.offset_mean;
        u
    }

    /// The penalty at a point.
    #[must_use]
    pub fn penalty_at(&self, u: &[f64]) -> f64 {
        self.geometry.ridge.iter().zip(u).map(|(ridge, u)| 0.5 * ridge * u * u).sum()
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
        if u.len() != self.scaled.dim() {
            return Err(EvalError::Dimension { found: u.len(), expected: self.scaled.dim() });
        }
        if order == Order::Hessian && !self.has_hessian() {
            return Err(EvalError::TooLarge {
                unknowns: self.scaled.dim(),
                bytes: self.hessian_bytes(),
                limit: HESSIAN_BYTES,
            });
        }
        Ok(())
    }

    /// The objective on blocks of the data whose weights sum to `weight`.
    pub(crate) fn evaluate_on(
        &self,
        data: &dyn RowBlocks,
        weight: f64,
        u: &[f64],
        order: Order,
    ) -> Result<Evaluation, EvalError> {
        self.check(u, order)?;
        let sums = self.executor.sum(data, &self.moments.origin, &self.pass(u, order))?;
        Ok(self.finish(u, sums, weight))
    }

    fn pass(&self, u: &[f64], order: Order) -> RiskSum {
        let (intercept, coefficients) = self.scaled.coefficients(u);
        RiskSum { coefficients, shift: Shift { intercept, offset_mean: self.null.offset_mean }, order }
    }

    /// Sums over rows, divided by `weight`, plus the penalty.
    fn finish(&self, u: &[f64], sums: RiskPartial, weight: f64) -> Evaluation {
        let mut evaluation = Evaluation {
            value: sums.loss / weight + self.penalty_at(u),
            gradient: Vec::new(),
            hessian: None,
            intercept_curvature: sums.curvature / weight,
            separation: sums.lowest_positive - sums.highest_negative,
        };
        if let Some(sum) = sums.gradient {
            let mut gradient = self.scaled.gradient(sums.residual, &sum);
            for ((g, ridge), u) in gradient.iter_mut().zip(&self.geometry.ridge).zip(u) {
                *g = *g / weight + ridge * u;
            }
            evaluation.gradient = gradient;
        }
        if let Some(mut full) = sums.hessian {
            full.row_mut(0)[0] = sums.curvature;
            for (j, sum) in sums.cross.iter().enumerate() {
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
        self.evaluate_on(self.data, self.null.total_weight, u, order)
    }

    fn rows(&self) -> usize {
        self.data.shape().rows
    }

    fn sample(&self, rows: usize) -> Result<Option<Box<dyn Objective + '_>>, EvalError> {
        let sample = SampledRisk::new(self, rows)?;
        Ok(sample.map(|sample| Box::new(sample) as Box<dyn Objective + '_>))
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
        Ok(self.finish(u, sums, self.null.total_weight / self.batches() as f64))
    }

    fn has_hessian(&self) -> bool {
        self.hessian_bytes() <= HESSIAN_BYTES
    }

    fn geometry(&self) -> Option<&Geometry> {
        Some(&self.geometry)
    }

    fn max_row_norm(&self, basis: &[Vec<f64>]) -> Result<Option<f64>, EvalError> {
        let basis = basis.iter().map(|b| self.scaled.coefficients(b)).collect();
        self.executor.sum(self.data, &self.moments.origin, &LargestNorm { basis }).map(Some)
    }
}

/// Largest `Σ_k (b_k0 + x_i · b_k)²` over rows of positive weight.
struct LargestNorm {
    basis: Vec<(f64, Vec<f64>)>,
}

impl RowSum for LargestNorm {
    type Partial = f64;

    fn zero(&self) -> f64 {
        0.0
    }

    fn add(&self, block: &Block<'_>, largest: &mut f64) {
        let mut products = vec![0.0; block.labels.len()];
        let mut squares = vec![0.0; block.labels.len()];
        for (intercept, coefficients) in &self.basis {
            block.x.matvec(coefficients, &mut products);
            squares.iter_mut().zip(&products).for_each(|(s, x)| *s += (x + intercept) * (x + intercept));
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

/// Scale of column `j`; 1 for a column that is constant and not penalised, which any scale fits.
fn scale(moments: &Moments, ridge: &[f64], j: usize) -> f64 {
    let square = moments.variance[j] + moments.mean[j] * moments.mean[j] + 4.0 * ridge[j];
    if square > 0.0 && square.sqrt().is_normal() { square.sqrt() } else { 1.0 }
}

fn geometry(data: &dyn RowBlocks, moments: &Moments, null: &NullModel, ridge: &[f64], scaled: &Scaled) -> Geometry {
    let free = scaled.free();
    // Free columns are in order, so those of a range are a range of coordinates.
    let coordinate = |column: usize| 1 + free.partition_point(|&j| j < column);
    let shape = data.shape();
    Geometry {
        row_bound: std::iter::once(1.0).chain(free.iter().map(|&j| moments.max_abs(j) / scaled.scale(j))).collect(),
        exclusive: data.exclusive().iter().map(|r| coordinate(r.start)..coordinate(r.end)).collect(),
        ridge: std::iter::once(0.0)
            .chain(free.iter().map(|&j| ridge[j] / (scaled.scale(j) * scaled.scale(j))))
            .collect(),
        offset_bound: null.offset_bound,
        // The rows of the longest run, one after the other, then the tree.
        additions: shape.blocks().div_ceil(runs_for(shape.columns.saturating_mul(shape.columns))) * shape.block_rows
            + 8,
    }
}

/// One pass at one point.
struct RiskSum {
    coefficients: Vec<f64>,
    shift: Shift,
    order: Order,
}

/// Sums over rows, and the scratch space of a block.
struct RiskPartial {
    loss: f64,
    residual: f64,
    curvature: f64,
    lowest_positive: f64,
    highest_negative: f64,
    gradient: Option<Vec<f64>>,
    /// Σ d x_j, the intercept's row of the Hessian.
    cross: Vec<f64>,
    hessian: Option<SymMatrix>,
    products: Vec<f64>,
    residuals: Vec<f64>,
    curvatures: Vec<f64>,
}

impl RowSum for RiskSum {
    type Partial = RiskPartial;

    fn zero(&self) -> RiskPartial {
        let columns = self.coefficients.len();
        let second = self.order == Order::Hessian;
        RiskPartial {
            loss: 0.0,
            residual: 0.0,
            curvature: 0.0,
            lowest_positive: f64::INFINITY,
            highest_negative: f64::NEG_INFINITY,
            gradient: (self.order >= Order::Gradient).then(|| vec![0.0; columns]),
            cross: vec![0.0; if second { columns } else { 0 }],
            hessian: second.then(|| SymMatrix::zeros(columns + 1)),
            products: Vec::new(),
            residuals: Vec::new(),
            curvatures: Vec::new(),
        }
    }

    fn add(&self, block: &Block<'_>, sums: &mut RiskPartial) {
        let rows = block.labels.len();
        sums.products.resize(rows, 0.0);
        sums.residuals.resize(rows, 0.0);
        sums.curvatures.resize(rows, 0.0);
        block.x.matvec(&self.coefficients, &mut sums.products);
        let rows =
            Rows { labels: block.labels, weights: block.weights, offset: block.offset, products: &sums.products };
        let at = losses(rows, self.shift, &mut sums.residuals, &mut sums.curvatures);
        sums.loss += at.loss;
        sums.residual += at.residual;
        sums.curvature += at.curvature;
        sums.lowest_positive = sums.lowest_positive.min(at.lowest_positive);
        sums.highest_negative = sums.highest_negative.max(at.highest_negative);
        if let Some(gradient) = &mut sums.gradient {
            block.x.add_transpose_matvec(&sums.residuals, gradient);
        }
        if let Some(hessian) = &mut sums.hessian {
            block.x.add_transpose_matvec(&sums.curvatures, &mut sums.cross);
            block.x.add_sandwich(&sums.curvatures, hessian, 1);
        }
    }

    fn merge(&self, left: &mut RiskPartial, right: RiskPartial) {
        left.loss += right.loss;
        left.residual += right.residual;
        left.curvature += right.curvature;
        left.lowest_positive = left.lowest_positive.min(right.lowest_positive);
        left.highest_negative = left.highest_negative.max(right.highest_negative);
        if let (Some(left), Some(right)) = (&mut left.gradient, &right.gradient) {
            left.iter_mut().zip(right).for_each(|(l, r)| *l += r);
        }
        left.cross.iter_mut().zip(&right.cross).for_each(|(l, r)| *l += r);
        if let (Some(left), Some(right)) = (&mut left.hessian, &right.hessian) {
            left.add(right);
        }
    }

    fn width(&self) -> usize {
        let columns = self.coefficients.len();
        match self.order {
            Order::Value => 1,
            Order::Gradient => columns,
            Order::Hessian => columns * columns,
        }
    }
}

//! The same data in coordinates in which no column is nearly a combination of others.
//!
//! ```text
//! Q = X̃ T⁻ᵀ,   T T' = X̃' Ω X̃ / Σω        X̃ the free columns about their means (without an intercept, about 0), of unit size
//! X̃ u = Q (T'u)
//! ```
//!
//! A Hessian squares: of columns of condition κ it has the condition κ², and beyond 10⁷ or so hardly a digit of what it says of the weak
//! directions is left in 16. The rows themselves have lost κ units in the last place, no more. So where a Hessian has too few digits, the
//! columns are made orthogonal once and everything is computed of Q, by the same code: T comes from two Cholesky factorisations, the second one of
//! the Gram matrix of what the first has made of the rows (Cholesky-QR twice: Y. Yamamoto et al., *ETNA* 44, 2015; where the
//! first one fails, of the matrix with a ridge: T. Fukaya et al., *SIAM J. Sci. Comput.* 42, 2020).
//!
//! Refused: Householder's reflections of all rows (as good, but not a sum over blocks), and sums in twice the precision (which cost the same
//! and give digits that the rows do not have).

use logodds_core::Root;
use logodds_core::identified_by_fields;
use logodds_core::partial_by_fields;
use logodds_core::risk::alias::Columns;
use logodds_core::sum::Kept;
use logodds_core::{Block, Dense, DenseColumns, DesignMatrix, EvalError, InMemory, RowSum, Scaled, SymMatrix, Target};
use logodds_optim::Cholesky;

/// Numbers of Q at most, 1 GB.
const MOST: usize = 1 << 27;

/// Q, with what leads from its coordinates to those of X̃.
#[derive(Debug)]
pub struct Orthogonal {
    data: InMemory<'static>,
    /// The factors whose product is T.
    factors: [Cholesky; 2],
    /// T⁻¹.
    basis: Root,
    /// What T⁻¹ makes of the means of the columns about their origin.
    means: Vec<f64>,
}

impl Orthogonal {
    /// Of the free columns. `None` if there are fewer than two, one is a combination of the others as far as rounding can tell, their condition is
    /// below `least`, or Q would be too large.
    ///
    /// # Errors
    /// If a pass fails.
    pub fn of(columns: Columns<'_>, least: f64) -> Result<Option<Self>, EvalError> {
        let (scaled, shape) = (columns.scaled, columns.data.shape());
        let count = scaled.free().len();
        if count < 2 || shape.rows.saturating_mul(count) > MOST {
            return Ok(None);
        }
        let units = Root::of_square(&identity(count));
        let Some(first) = factored(gram(columns, &units)?) else { return Ok(None) };
        let basis = Root::of_square(&first.inverse_root().into_rows());
        let Ok(second) = Cholesky::new(&gram(columns, &basis)?) else { return Ok(None) };
        let basis = Root::of_square(&second.inverse_root().into_rows()).times(&basis);
        if condition(&basis) < least {
            return Ok(None);
        }
        let products = Products::new(columns, &basis);
        let means = products.means.clone();
        let data = rows(columns, products)?;
        Ok(Some(Self { data, factors: [first, second], basis, means }))
    }

    /// The rows of Q, with labels, weights and offsets.
    #[must_use]
    pub fn data(&self) -> &InMemory<'static> {
        &self.data
    }

    /// How much more a coefficient of X̃ can be in error than what it is made of, for rounding of the rows: κ, about.
    #[must_use]
    pub fn condition(&self) -> f64 {
        condition(&self.basis)
    }

    /// `Σ_k w_k (o_k + mean_k)`: what the intercept at the origin of X̃ is below that of Q.
    fn moved(&self, w: &[f64], origin: &[f64]) -> f64 {
        w.iter().zip(origin).zip(&self.means).map(|((w, o), mean)| w * (o + mean)).sum()
    }

    /// The point of Q, with the scales and origin that a risk has given it, of a point of X̃: of one output.
    #[must_use]
    pub fn point(&self, u: &[f64], (scaled, origin): (&Scaled, &[f64])) -> Vec<f64> {
        let [first, second] = &self.factors;
        let w = second.whiten_point(&first.whiten_point(&u[1..]));
        scaled.point(u[0] + self.moved(&w, origin), &w)
    }

    /// The way back.
    #[must_use]
    pub fn point_of(&self, u: &[f64], (scaled, origin): (&Scaled, &[f64])) -> Vec<f64> {
        let [first, second] = &self.factors;
        let (intercept, w) = scaled.coefficients(u);
        let intercept = if scaled.has_intercept() { intercept - self.moved(&w, origin) } else { 0.0 };
        std::iter::once(intercept).chain(first.unwhiten_point(&second.unwhiten_point(&w))).collect()
    }

    /// The root of a covariance in the coordinates of Q, in those of X̃: times A, `z_Q = A z`, z being 1 and the row; of every output.
    pub(crate) fn root_of(&self, root: &Root, (scaled, origin): (&Scaled, &[f64])) -> Root {
        let block = self.basis.order() + 1;
        let mut around = Root::zeros(root.order());
        for first in (0..root.order()).step_by(block) {
            around.row_mut(first)[first] = 1.0;
            for (k, (origin, mean)) in origin.iter().zip(&self.means).enumerate() {
                let unit = scaled.scale(k);
                let row = &mut around.row_mut(first + 1 + k)[first..];
                row[0] = if scaled.has_intercept() { -(origin + mean) / unit } else { 0.0 };
                row[1..].iter_mut().zip(self.basis.row(k)).for_each(|(x, b)| *x = b / unit);
            }
        }
        root.times(&around)
    }
}

fn condition(basis: &Root) -> f64 {
    basis.column_norms().into_iter().fold(1.0, f64::max)
}

fn identity(n: usize) -> Vec<Vec<f64>> {
    (0..n).map(|i| (0..n).map(|j| f64::from(u8::from(i == j))).collect()).collect()
}

/// The factor of a Gram matrix, with a ridge at the level of its rounding if it must be.
fn factored(gram: SymMatrix) -> Option<Cholesky> {
    let n = gram.order();
    Cholesky::new(&gram).ok().or_else(|| {
        let mut ridged = gram;
        (0..n).for_each(|j| ridged.row_mut(j)[j] *= 1.0 + 256.0 * n as f64 * f64::EPSILON);
        Cholesky::new(&ridged).ok()
    })
}

/// The rows of a block, times vectors over the free columns: column after column.
struct Products<'a> {
    /// The vectors in the units of the columns, one after another.
    vectors: Vec<f64>,
    /// Their products with the means of the columns, where there is an intercept.
    means: Vec<f64>,
    scaled: &'a Scaled,
    columns: usize,
}

identified_by_fields!(Products<'_> { vectors, means, scaled, columns });

impl<'a> Products<'a> {
    fn new(columns: Columns<'a>, basis: &Root) -> Self {
        let (scaled, count) = (columns.scaled, columns.data.shape().columns);
        let mut vectors = vec![0.0; basis.order() * count];
        for (k, vector) in vectors.chunks_mut(count).enumerate() {
            basis.row(k).iter().zip(scaled.free()).for_each(|(b, &j)| vector[j] = b / scaled.scale(j));
        }
        let mean = |vector: &[f64]| vector.iter().zip(&columns.moments.mean).map(|(b, mean)| b * mean).sum::<f64>();
        let has_intercept = scaled.has_intercept();
        let means = vectors.chunks(count).map(|vector| if has_intercept { mean(vector) } else { 0.0 }).collect();
        Self { vectors, means, scaled, columns: count }
    }

    fn of(&self, block: &Block<'_>) -> Vec<f64> {
        let rows = block.rows();
        let mut products = vec![0.0; rows * self.scaled.free().len()];
        block.x.matmul(&self.vectors, self.columns, &mut products, rows);
        for (products, mean) in products.chunks_mut(rows.max(1)).zip(&self.means) {
            products.iter_mut().for_each(|product| *product -= mean);
        }
        products
    }
}

/// Their Gram matrix over Σω.
fn gram(columns: Columns<'_>, basis: &Root) -> Result<SymMatrix, EvalError> {
    let sum = GramSum { products: Products::new(columns, basis) };
    let mut gram = columns.executor.sum(columns.data, &columns.moments.origin, &sum)?;
    for i in 0..gram.order() {
        gram.row_mut(i).iter_mut().for_each(|x| *x /= columns.moments.total_weight);
    }
    Ok(gram)
}

struct GramSum<'a> {
    products: Products<'a>,
}

identified_by_fields!(GramSum<'_> { products });

impl RowSum for GramSum<'_> {
    type Partial = SymMatrix;
    type Scratch = ();

    fn zero(&self) -> SymMatrix {
        SymMatrix::zeros(self.products.scaled.free().len())
    }

    fn add(&self, block: &Block<'_>, gram: &mut SymMatrix, (): &mut ()) {
        let products = self.products.of(block);
        let rows = block.rows();
        let Ok(columns) = DenseColumns::from_columns(&products[..], rows, gram.order()) else { return };
        let ones = vec![1.0; rows];
        columns.add_sandwich(block.weights.unwrap_or(&ones), gram, 0);
    }

    fn width(&self) -> usize {
        self.products.scaled.free().len().pow(2)
    }
}

/// All rows.
fn rows(columns: Columns<'_>, products: Products<'_>) -> Result<InMemory<'static>, EvalError> {
    let width = products.means.len();
    let sum = Rows { products };
    let KeptRows { values, labels, shares, weights: Kept(weights), offset: Kept(offset) } =
        columns.executor.sum(columns.data, &columns.moments.origin, &sum)?;
    let features = Dense::from_rows(values.0, labels.0.len() + shares.0.len(), width)?;
    let mut data = match columns.data.classes() {
        _ if columns.data.has_shares() => InMemory::of_shares(features, shares.0)?,
        classes @ 3.. => InMemory::of_classes(features, labels.0, classes)?,
        _ => InMemory::new(features, labels.0)?,
    };
    if !weights.is_empty() {
        data = data.with_weights(weights)?;
    }
    if !offset.is_empty() {
        data = data.with_offset(offset)?;
    }
    Ok(data)
}

struct Rows<'a> {
    products: Products<'a>,
}

identified_by_fields!(Rows<'_> { products });

#[derive(Default)]
struct KeptRows {
    values: Kept<f64>,
    /// Empty of shares, which are empty of labels.
    labels: Kept<u8>,
    shares: Kept<f64>,
    /// Empty if there are none, as are the offsets.
    weights: Kept<f64>,
    offset: Kept<f64>,
}

partial_by_fields!(KeptRows { values, labels, shares, weights, offset });

impl RowSum for Rows<'_> {
    type Partial = KeptRows;
    type Scratch = ();

    fn zero(&self) -> KeptRows {
        KeptRows::default()
    }

    fn add(&self, block: &Block<'_>, kept: &mut KeptRows, (): &mut ()) {
        let (products, rows) = (self.products.of(block), block.rows());
        let width = self.products.scaled.free().len();
        kept.values.0.extend((0..rows * width).map(|at| products[at % width * rows + at / width]));
        match block.target {
            Target::Classes(labels) => kept.labels.0.extend_from_slice(labels),
            Target::Shares(shares) => kept.shares.0.extend_from_slice(shares),
        }
        kept.weights.0.extend(block.weights.unwrap_or_default());
        kept.offset.0.extend(block.offset.unwrap_or_default());
    }
}

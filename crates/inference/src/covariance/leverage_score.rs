//! What Jeffreys' prior adds to the score and to its slope, by a pass over the rows.
//!
//! ```text
//! ½ log det I:   score  Σ_i h_i (½ − p_i) z_i        minus its slope with h held:  Σ_i h_i p_i (1 − p_i) z_i z_i'
//! h_i = ω_i p_i (1 − p_i) z_i' I⁻¹ z_i
//! ```
//!
//! A row is one of weight ω + h whose label is in part ½. I without the second sum is short of the curvature by a factor of up to
//! `1 + max h / ω`: of 2 for a level of one row, where steps by I alone would go to and fro for ever.

use logodds_core::identified_by_fields;
use logodds_core::partial_by_fields;
use logodds_core::sum::{Most, Sum, Sums};
use logodds_core::{Block, RowDerivatives, RowLoss, RowSum, SymMatrix};

/// The sums at a point.
pub(crate) struct LeverageScore {
    pub loss: RowLoss,
    /// Vectors b_k, as intercept and coefficients, with Σ b_k b_k' = I⁻¹.
    pub basis: Vec<(f64, Vec<f64>)>,
    pub columns: usize,
    /// Whether the slope is wanted.
    pub slope: bool,
}

identified_by_fields!(LeverageScore { loss, basis, columns, slope });

/// Sums over rows.
pub(crate) struct LeverageSums {
    /// Σ h (½ − p), and with x.
    pub intercept: Sum,
    pub score: Sums,
    /// The second sum, if it is wanted.
    pub slope: Option<Gram>,
    /// max h / ω.
    pub largest: Most,
}

partial_by_fields!(LeverageSums { intercept, score, slope, largest });

/// Numbers of the rows of a block.
#[derive(Default)]
pub(crate) struct LeverageScratch {
    rows: RowDerivatives,
    products: Vec<f64>,
    leverages: Vec<f64>,
    curvatures: Vec<f64>,
}

/// `Σ_i d_i z_i z_i'` about (b, w).
pub(crate) struct Gram {
    sum: SymMatrix,
    /// Σ d x.
    cross: Sums,
}

partial_by_fields!(Gram { sum, cross });

impl Gram {
    fn zero(columns: usize) -> Self {
        Self { sum: SymMatrix::zeros(columns + 1), cross: Sums::zeros(columns) }
    }

    fn add(&mut self, block: &Block<'_>, d: &[f64]) {
        self.sum.row_mut(0)[0] += d.iter().sum::<f64>();
        block.x.add_transpose_matvec(d, &mut self.cross.0);
        block.x.add_sandwich(d, &mut self.sum, 1);
    }

    /// The sum, complete.
    pub fn matrix(mut self) -> SymMatrix {
        self.cross.0.iter().enumerate().for_each(|(j, cross)| self.sum.row_mut(j + 1)[0] = *cross);
        self.sum
    }
}

impl RowSum for LeverageScore {
    type Partial = LeverageSums;
    type Scratch = LeverageScratch;

    fn zero(&self) -> LeverageSums {
        LeverageSums {
            intercept: Sum(0.0),
            score: Sums::zeros(self.columns),
            slope: self.slope.then(|| Gram::zero(self.columns)),
            largest: Most(0.0),
        }
    }

    fn add(&self, block: &Block<'_>, into: &mut LeverageSums, scratch: &mut LeverageScratch) {
        let LeverageScratch { rows, products, leverages, curvatures } = scratch;
        self.loss.derivatives(block, rows);
        leverages.clear();
        leverages.resize(block.rows(), 0.0);
        products.resize(block.rows(), 0.0);
        curvatures.clear();
        curvatures.resize(block.rows(), 0.0);
        for (b, coefficients) in &self.basis {
            block.x.matvec(coefficients, products);
            leverages.iter_mut().zip(&*products).for_each(|(h, x)| *h += (x + b) * (x + b));
        }
        for (i, h) in leverages.iter_mut().enumerate() {
            *h *= rows.curvatures[i];
            let weight = block.weights.map_or(1.0, |weights| weights[i]);
            // ω p (1 − p) of a weight of 0 is 0. ω p is had from ω (p − y).
            let (share, p) = match weight > 0.0 {
                true => (*h / weight, rows.residuals[i] / weight + block.target.share_of(1, i)),
                false => (0.0, 0.5),
            };
            into.largest.raise(share);
            curvatures[i] = share * rows.curvatures[i];
            *h *= 0.5 - p;
        }
        if let Some(slope) = &mut into.slope {
            slope.add(block, curvatures);
        }
        into.intercept += leverages.iter().sum::<f64>();
        block.x.add_transpose_matvec(leverages, &mut into.score.0);
    }

    fn width(&self) -> usize {
        if self.slope { self.columns * self.columns } else { self.columns }
    }
}

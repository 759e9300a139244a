//! What Jeffreys' prior adds to the score and to its slope, by a pass over the rows.
//!
//! ```text
//! ½ log det I:   score  Σ_i h_i (½ − p_i) z_i        minus its slope with h held:  Σ_i h_i p_i (1 − p_i) z_i z_i'
//! h_i = ω_i p_i (1 − p_i) z_i' I⁻¹ z_i
//! ```
//!
//! A row is one of weight ω + h whose label is in part ½. I without the second sum is short of the curvature by a factor of up to
//! `1 + max h / ω`: of 2 for a level of one row, where steps by I alone would go to and fro for ever. The second sum is a Hessian of the same rows
//! with the weights h, of whatever shape the first has.

use logodds_core::identified_by_fields;
use logodds_core::partial_by_fields;
use logodds_core::sum::{Kept, Most, Sum, Sums};
use logodds_core::{Block, RowDerivatives, RowLoss, RowNorms, RowNormsRoom, RowSum};

/// The sums at a point.
pub(crate) struct LeverageScore {
    pub loss: RowLoss,
    /// z_i' I⁻¹ z_i times `total`.
    pub norms: RowNorms,
    pub total: f64,
    pub columns: usize,
    /// Whether the leverages themselves are wanted.
    pub keeps: bool,
}

identified_by_fields!(LeverageScore { loss, norms, total, columns, keeps });

/// Sums over rows.
pub(crate) struct LeverageSums {
    /// Σ h (½ − p), and with x.
    pub intercept: Sum,
    pub score: Sums,
    /// h of every row, if they are wanted.
    pub leverages: Kept<f64>,
    /// max h / ω.
    pub largest: Most,
}

partial_by_fields!(LeverageSums { intercept, score, leverages, largest });

/// Numbers of the rows of a block.
#[derive(Default)]
pub(crate) struct LeverageScratch {
    rows: RowDerivatives,
    leverages: Vec<f64>,
    room: RowNormsRoom,
}

impl RowSum for LeverageScore {
    type Partial = LeverageSums;
    type Scratch = LeverageScratch;

    fn zero(&self) -> LeverageSums {
        LeverageSums {
            intercept: Sum(0.0),
            score: Sums::zeros(self.columns),
            leverages: Kept::default(),
            largest: Most(0.0),
        }
    }

    fn add(&self, block: &Block<'_>, into: &mut LeverageSums, scratch: &mut LeverageScratch) {
        let LeverageScratch { rows, leverages, room } = scratch;
        self.loss.derivatives(block, rows);
        self.norms.of_block(block, leverages, room);
        for (i, h) in leverages.iter_mut().enumerate() {
            *h *= rows.curvatures[i] / self.total;
            let weight = block.weights.map_or(1.0, |weights| weights[i]);
            // ω p (1 − p) of a weight of 0 is 0. ω p is had from ω (p − y).
            let (share, p) = match weight > 0.0 {
                true => (*h / weight, rows.residuals[i] / weight + block.target.share_of(1, i)),
                false => (0.0, 0.5),
            };
            into.largest.raise(share);
            if self.keeps {
                into.leverages.0.push(*h);
            }
            *h *= 0.5 - p;
        }
        into.intercept += leverages.iter().sum::<f64>();
        block.x.add_transpose_matvec(leverages, &mut into.score.0);
    }

    fn width(&self) -> usize {
        self.columns
    }
}

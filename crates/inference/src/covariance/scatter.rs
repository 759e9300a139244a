//! The scatter of scores in the metric of the information, from its parts.
//!
//! ```text
//! M_w = R M R' = Σ_g (R S_g)(R S_g)'        T'T = M_w
//! ```

use crate::covariance::digits::{Estimated, Scatter};
use crate::covariance::information::{Information, gram};
use crate::error::InferenceError;
use logodds_core::Root;
use logodds_core::SymMatrix;

/// Products of scores with as many coordinates squared that are worth their reflections.
pub(crate) const REFLECTED: usize = 1 << 30;

/// T, and what its digits depend on: in units of M_w.
pub(crate) struct Found {
    root: Root,
    scatter: Scatter,
}

/// Of the scatter M of rows.
pub(crate) fn of_rows(meat: &SymMatrix, information: &Information, leverage: f64) -> Found {
    let whitened = information.root.around(meat);
    let size = whitened.diagonal().map(f64::abs).sum::<f64>().sqrt();
    Found { root: Root::of(&whitened), scatter: Scatter { size, leverage, ..Scatter::default() } }
}

/// Of the sums of clusters; Σω is `total`.
pub(crate) fn of_clusters(
    scores: ClusterScores,
    information: &Information,
    total: f64,
) -> Result<Found, InferenceError> {
    let ClusterScores { order, mut sums, sizes } = scores;
    let size_of = |vectors: &[f64]| vectors.iter().map(|x| x * x).sum::<f64>().sqrt();
    let largest = information.hessian.diagonal().fold(0.0, f64::max);
    let cancelled = size_of(&sizes) * (information.inflation() / largest).sqrt();
    for sum in sums.chunks_exact_mut(order.max(1)) {
        whiten(&information.root, sum);
    }
    let size = size_of(&sums);
    let clusters = sums.len() / order.max(1);
    let root = match clusters.saturating_mul(order * order) <= REFLECTED {
        true => Root::of_vectors(sums, order),
        false => Root::of(&gram(sums, order)?),
    };
    // The scores sum to the gradient, which is 0 at the optimum alone.
    Ok(Found { root, scatter: Scatter { size, cancelled, error: total * information.decrement(), leverage: 0.0 } })
}

/// `s ← R s`.
fn whiten(root: &Root, s: &mut [f64]) {
    for k in (0..s.len()).rev() {
        s[k] = root.row(k).iter().zip(&*s).map(|(r, s)| r * s).sum();
    }
}

impl Estimated {
    /// With the scatter, times `correction`; Σω is `total`.
    pub(crate) fn complete(&mut self, root: &Root, found: Found, correction: f64, total: f64) {
        let Found { root: of_scatter, scatter } = found;
        self.root = of_scatter.times(root).scaled(correction.sqrt() / total);
        // From units of M_w to those of the covariance by the model.
        let unit = (correction / total).sqrt();
        self.scatter = Some(Scatter {
            size: unit * scatter.size,
            cancelled: unit * scatter.cancelled,
            error: unit * scatter.error,
            leverage: scatter.leverage,
        });
    }
}

/// Sums of scores over clusters, and of their absolute values.
pub(crate) struct ClusterScores {
    pub order: usize,
    /// Those of one cluster after another.
    pub sums: Vec<f64>,
    pub sizes: Vec<f64>,
}

impl ClusterScores {
    pub fn new(clusters: usize, order: usize) -> Self {
        Self { order, sums: vec![0.0; clusters * order], sizes: vec![0.0; clusters * order] }
    }

    pub fn add(&mut self, cluster: usize, place: usize, score: f64) {
        self.sums[cluster * self.order + place] += score;
        self.sizes[cluster * self.order + place] += score.abs();
    }
}

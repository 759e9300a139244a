//! Dense rows to log-odds and probabilities in one go.
//!
//! ```text
//! η_i = Σ_j (x_ij − o_j) w_j + b        p_i = 1 / (1 + e^−η_i)
//! ```

use crate::loss::block::sigmoid;
use crate::simd::{Arithmetic, Kernel, LANES, Vector, dispatch};

/// One row, and what it is multiplied with: three slices of one length.
pub(crate) struct Row<'a> {
    pub x: &'a [f64],
    pub origin: &'a [f64],
    pub w: &'a [f64],
    pub intercept: f64,
}

impl Row<'_> {
    /// η.
    #[inline]
    pub(crate) fn margin(&self) -> f64 {
        dispatch(Margin(self))
    }

    /// p.
    #[inline]
    pub(crate) fn probability(&self) -> f64 {
        dispatch(Probability(self))
    }

    #[inline(always)]
    fn eta<V: Vector>(&self) -> f64 {
        let p = self.x.len();
        let (x, x_tail) = self.x.as_chunks::<LANES>();
        let (o, o_tail) = self.origin[..p].as_chunks::<LANES>();
        let (w, w_tail) = self.w[..p].as_chunks::<LANES>();
        let mut lanes = V::splat(0.0);
        for ((x, o), w) in x.iter().zip(o).zip(w) {
            lanes = V::load(x).sub(V::load(o)).fma(V::load(w), lanes);
        }
        if !x_tail.is_empty() {
            lanes = V::load_part(x_tail).sub(V::load_part(o_tail)).fma(V::load_part(w_tail), lanes);
        }
        lanes.sum() + self.intercept
    }
}

/// A reference: one register. Seven numbers by value are copied on the stack from call to call, in other pieces than they were
/// written, and such a copy waits until the row before is done.
struct Margin<'a>(&'a Row<'a>);

impl Kernel for Margin<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Vector>(self) -> f64 {
        self.0.eta::<V>()
    }
}

struct Probability<'a>(&'a Row<'a>);

impl Kernel for Probability<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Vector>(self) -> f64 {
        sigmoid(V::Lane::splat(self.0.eta::<V>())).into()
    }
}

//! `H ← H + Xᵀ D X` of dense rows or columns, the lower triangle.
//!
//! ```text
//! z_i = √d_i (x_i − o)            H[at.., at..] += Σ_i z_i z_iᵀ
//! ```
//!
//! The z of a block are packed into panels of 8 columns, from whichever way X lies; then tiles of 8 × 8 of the lower triangle are
//! accumulated in registers over all rows of the block (Goto & van de Geijn, *Anatomy of High-Performance Matrix Multiplication*,
//! ACM TOMS 34(3), 2008). Rows and columns give the same bits.

use crate::design::dense::column_kernels::Block;
use crate::design::dense::kernels::Rows;
use crate::design::scalar::Scalar;
use crate::design::symmetric::SymMatrix;
use crate::simd::{Kernel, LANES, Vector, dispatch};
use std::cell::Cell;

/// 8 columns of a row.
type Chunk = [f64; LANES];

thread_local! {
    /// Panels, kept from block to block.
    static PACKED: Cell<Vec<Chunk>> = const { Cell::new(Vec::new()) };
}

/// What has rows to be packed.
trait Pack {
    /// Rows and columns.
    fn size(&self) -> (usize, usize);
    /// Write row i's 8 columns from 8 k on to `into[k · rows + i]`, 0 beyond the last column.
    fn pack<V: Vector>(&self, d: &[f64], into: &mut [Chunk]);
}

/// Lower triangle of `H[at.., at..] += Σ_i d_i (x_i − o)(x_i − o)ᵀ`.
pub(crate) fn add_gram<T: Scalar>(rows: Rows<'_, T>, d: &[f64], h: &mut SymMatrix, at: usize) {
    dispatch(Gram { x: rows, d, h, at });
}

/// [`add_gram`] of columns.
pub(crate) fn add_gram_of_columns<T: Scalar>(columns: Block<'_, T>, d: &[f64], h: &mut SymMatrix, at: usize) {
    dispatch(Gram { x: columns, d, h, at });
}

struct Gram<'a, X> {
    x: X,
    d: &'a [f64],
    h: &'a mut SymMatrix,
    at: usize,
}

impl<X: Pack> Kernel for Gram<'_, X> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let (n, p) = self.x.size();
        let panels = p.div_ceil(LANES);
        let mut packed = PACKED.take();
        packed.resize((panels * n).max(packed.len()), [0.0; LANES]);
        self.x.pack::<V>(self.d, &mut packed);
        for k in 0..panels {
            let below = &packed[k * n..(k + 1) * n];
            for j in 0..=k {
                let right = &packed[j * n..(j + 1) * n];
                if V::TILE == LANES {
                    tile::<V, LANES>(below, right, 0, (k, j), p, self.h, self.at);
                } else {
                    tile::<V, 4>(below, right, 0, (k, j), p, self.h, self.at);
                    tile::<V, 4>(below, right, 4, (k, j), p, self.h, self.at);
                }
            }
        }
        PACKED.set(packed);
    }
}

impl<T: Scalar> Pack for Rows<'_, T> {
    fn size(&self) -> (usize, usize) {
        (self.nrows, self.origin.len())
    }

    #[inline(always)]
    fn pack<V: Vector>(&self, d: &[f64], into: &mut [Chunk]) {
        let (n, panels) = (self.nrows, self.origin.len().div_ceil(LANES));
        let (o, o_tail) = self.origin.as_chunks::<LANES>();
        for i in 0..n {
            let ((x, x_tail), root) = (self.row(i).as_chunks::<LANES>(), V::splat(d[i].sqrt()));
            for (panel, (x, o)) in x.iter().zip(o).enumerate() {
                T::load::<V>(x).sub(V::load(o)).mul(root).store(&mut into[panel * n + i]);
            }
            if !o_tail.is_empty() {
                let last = T::load_part::<V>(x_tail).sub(V::load_part(o_tail));
                last.mul(root).store(&mut into[(panels - 1) * n + i]);
            }
        }
    }
}

impl<T: Scalar> Pack for Block<'_, T> {
    fn size(&self) -> (usize, usize) {
        (self.rows.1 - self.rows.0, self.origin.len())
    }

    /// 8 rows of 8 columns at a time are turned over.
    #[inline(always)]
    fn pack<V: Vector>(&self, d: &[f64], into: &mut [Chunk]) {
        let (n, p) = self.size();
        for (first, panel) in (0..p).step_by(LANES).zip(into.chunks_exact_mut(n.max(1))) {
            let columns = first..p.min(first + LANES);
            for (start, out) in (0..n).step_by(LANES).zip(panel.chunks_mut(LANES)) {
                let mut root = [0.0; LANES];
                root.iter_mut().zip(&d[start..]).take(out.len()).for_each(|(root, d)| *root = d.sqrt());
                let (root, mut turned) = (V::load(&root), [[0.0; LANES]; LANES]);
                for (j, turned) in columns.clone().zip(&mut turned) {
                    let x = &self.column(j)[start..start + out.len()];
                    let x = match x.first_chunk::<LANES>() {
                        Some(x) => T::load::<V>(x),
                        None => T::load_part::<V>(x),
                    };
                    x.sub(V::splat(self.origin[j])).mul(root).store(turned);
                }
                for (i, out) in out.iter_mut().enumerate() {
                    out.iter_mut().zip(&turned).for_each(|(out, column)| *out = column[i]);
                }
            }
        }
    }
}

/// Rows `from .. from + R` of tile `(k, j)` of H.
#[inline(always)]
fn tile<V: Vector, const R: usize>(
    below: &[Chunk],
    right: &[Chunk],
    from: usize,
    (k, j): (usize, usize),
    p: usize,
    h: &mut SymMatrix,
    at: usize,
) {
    let mut sums = [V::splat(0.0); R];
    for (a, b) in below.iter().zip(right) {
        let b = V::load(b);
        for r in 0..R {
            sums[r] = V::splat(a[from + r]).fma(b, sums[r]);
        }
    }
    for (r, sum) in sums.into_iter().enumerate() {
        let row = k * LANES + from + r;
        if row >= p {
            break;
        }
        let columns = (row + 1 - j * LANES).min(LANES);
        let start = at + j * LANES;
        let into = &mut h.row_mut(at + row)[start..start + columns];
        match into.first_chunk_mut::<LANES>() {
            Some(into) => sum.add(V::load(into)).store(into),
            None => sum.add(V::load_part(into)).store_part(into),
        }
    }
}

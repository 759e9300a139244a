//! Sparse rows: compressed sparse row storage (CSR), as f64 or f32; all arithmetic is in f64.
//!
//! ```text
//! row i = Σ_k values[k] e_{columns[k]},   k in indptr[i] .. indptr[i + 1]
//! ```
//!
//! What is not stored is 0, and stays 0: sparse columns have origin 0, as centring would fill them. (Y. Saad, *Iterative
//! Methods for Sparse Linear Systems*, 2nd ed., SIAM 2003, §3.4.) A product `x·w` gathers, `Xᵀr` scatters; both read a row
//! once, while its indices are in the cache. Refused: a second copy by columns for `Xᵀr`, which reads r at random and was
//! slower than scattering.

use super::{ColumnSums, DesignMatrix, Scalar, SymMatrix};
use crate::DataError;
use std::borrow::Cow;
use std::ops::Range;

/// Sparse matrix by rows, owned or borrowed. Columns of a row are in increasing order, each at most once.
///
/// ```
/// use logodds_core::{Csr, DesignMatrix};
/// // ( 1 0 2 )
/// // ( 0 0 0 )
/// // ( 0 3 0 )
/// let x = Csr::new(vec![0, 2, 2, 3], vec![0, 2, 1], vec![1.0, 2.0, 3.0], 3)?;
/// let mut eta = [0.0; 3];
/// x.matvec(&[10.0, 100.0, 1000.0], &mut eta);
/// assert_eq!(eta, [2010.0, 0.0, 300.0]);
/// # Ok::<(), logodds_core::DataError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Csr<'a, T: Scalar = f64> {
    /// Length `nrows + 1`; positions in all of `columns` and `values`, also in a range of rows.
    indptr: Cow<'a, [usize]>,
    columns: Cow<'a, [u32]>,
    values: Cow<'a, [T]>,
    ncols: usize,
}

impl<'a, T: Scalar> Csr<'a, T> {
    /// A matrix of `ncols` columns and `indptr.len() − 1` rows.
    ///
    /// # Errors
    /// [`DataError::Length`] if the three vectors do not agree, [`DataError::SparseRow`] if a row's columns are not in
    /// increasing order or beyond `ncols`.
    pub fn new(
        indptr: impl Into<Cow<'a, [usize]>>,
        columns: impl Into<Cow<'a, [u32]>>,
        values: impl Into<Cow<'a, [T]>>,
        ncols: usize,
    ) -> Result<Self, DataError> {
        let (indptr, columns, values) = (indptr.into(), columns.into(), values.into());
        let stored = indptr.last().copied().unwrap_or(0);
        let wrong = |what, found| Err(DataError::Length { what, found, expected: stored });
        if columns.len() != stored {
            return wrong("the vector of columns", columns.len());
        }
        if values.len() != stored {
            return wrong("the vector of values", values.len());
        }
        if indptr.first() != Some(&0) {
            return Err(DataError::SparseRow { row: 0, what: "indptr does not start at 0" });
        }
        for (row, bounds) in indptr.windows(2).enumerate() {
            let Some(entries) = columns.get(bounds[0]..bounds[1]) else {
                return Err(DataError::SparseRow { row, what: "indptr decreases" });
            };
            if entries.windows(2).any(|pair| pair[0] >= pair[1]) {
                return Err(DataError::SparseRow { row, what: "columns are not in increasing order, each once" });
            }
            if entries.last().is_some_and(|&column| column as usize >= ncols) {
                return Err(DataError::SparseRow { row, what: "a column is beyond the number of columns" });
            }
        }
        Ok(Self { indptr, columns, values, ncols })
    }

    /// Number of stored entries.
    #[must_use]
    pub fn stored(&self) -> usize {
        match (self.indptr.first(), self.indptr.last()) {
            (Some(first), Some(last)) => last - first,
            _ => 0,
        }
    }

    /// Entries of the row that has most.
    pub(super) fn longest_row(&self) -> usize {
        self.indptr.windows(2).map(|bounds| bounds[1] - bounds[0]).max().unwrap_or(0)
    }

    /// Rows `range`.
    #[must_use]
    pub fn rows(&self, range: Range<usize>) -> Csr<'_, T> {
        Csr {
            indptr: Cow::Borrowed(&self.indptr[range.start..=range.end]),
            columns: Cow::Borrowed(&self.columns),
            values: Cow::Borrowed(&self.values),
            ncols: self.ncols,
        }
    }

    /// Columns and values of row `i`.
    #[inline]
    fn row(&self, i: usize) -> (&[u32], &[T]) {
        let entries = self.indptr[i]..self.indptr[i + 1];
        (&self.columns[entries.clone()], &self.values[entries])
    }

    fn each_row(&self) -> impl Iterator<Item = (&[u32], &[T])> + '_ {
        (0..self.nrows()).map(|i| self.row(i))
    }
}

impl<T: Scalar> DesignMatrix for Csr<'_, T> {
    fn nrows(&self) -> usize {
        self.indptr.len().saturating_sub(1)
    }

    fn ncols(&self) -> usize {
        self.ncols
    }

    /// Four sums at a time hide the latency of what is gathered.
    fn matvec(&self, w: &[f64], eta: &mut [f64]) {
        for (eta, (columns, values)) in eta.iter_mut().zip(self.each_row()) {
            let mut sums = [0.0; 4];
            let ((columns, last), (values, rest)) = (columns.as_chunks::<4>(), values.as_chunks::<4>());
            for (columns, values) in columns.iter().zip(values) {
                for k in 0..4 {
                    sums[k] += values[k].widen() * w[columns[k] as usize];
                }
            }
            for (&column, &value) in last.iter().zip(rest) {
                sums[0] += value.widen() * w[column as usize];
            }
            *eta = (sums[0] + sums[2]) + (sums[1] + sums[3]);
        }
    }

    fn add_transpose_matvec(&self, r: &[f64], g: &mut [f64]) {
        for (r, (columns, values)) in r.iter().zip(self.each_row()) {
            for (&column, &value) in columns.iter().zip(values) {
                g[column as usize] += r * value.widen();
            }
        }
    }

    fn add_sandwich(&self, d: &[f64], h: &mut SymMatrix, at: usize) {
        for (d, (columns, values)) in d.iter().zip(self.each_row()) {
            for (k, (&row, &below)) in columns.iter().zip(values).enumerate() {
                let scaled = d * below.widen();
                let into = h.row_mut(at + row as usize);
                for (&column, &right) in columns[..=k].iter().zip(values) {
                    into[at + column as usize] += scaled * right.widen();
                }
            }
        }
    }

    fn add_moments(&self, weights: &[f64], into: &mut ColumnSums, at: usize) {
        for (&weight, (columns, values)) in weights.iter().zip(self.each_row()) {
            for (&column, &value) in columns.iter().zip(values) {
                into.add(at + column as usize, weight, value.widen());
            }
        }
    }

    fn for_each_entry(&self, i: usize, f: &mut dyn FnMut(usize, f64)) {
        let (columns, values) = self.row(i);
        columns.iter().zip(values).for_each(|(&column, value)| f(column as usize, value.widen()));
    }

    fn non_finite(&self) -> Option<(usize, usize, f64)> {
        self.each_row().enumerate().find_map(|(i, (columns, values))| {
            let k = values.iter().position(|x| !x.widen().is_finite())?;
            Some((i, columns[k] as usize, values[k].widen()))
        })
    }
}

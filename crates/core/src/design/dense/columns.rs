//! Dense columns, each end to end: what tables, data frames and Fortran hold. All arithmetic is in f64.
//!
//! ```text
//! η ← Σ_j (x_j − o_j) w_j        g_j ← g_j + (x_j − o_j)·r
//! ```
//!
//! The piece of each column that a block needs ([`crate::data::Shape::rows_per_block`] rows) stays in the cache between the two products. A
//! Gram matrix is packed from the columns as they lie ([`crate::design::dense::gram`]); beside other parts the block, which is in the cache by then, is turned
//! over to rows.
//!
//! Sums are taken in another order than over the same numbers stored by rows, so fits may differ in the last bits; both are
//! certified, and each is the same for any number of threads.

use crate::data::DataError;
use crate::design::DesignMatrix;
use crate::design::dense::column_kernels::{self, Block};
use crate::design::dense::column_sums::ColumnSums;
use crate::design::dense::gram::add_gram_of_columns;
use crate::design::dense::many_columns;
use crate::design::dense::rows::{Dense, NEAR};
use crate::design::dense::store::Store;
use crate::design::scalar::Scalar;
use crate::design::symmetric::SymMatrix;
use std::borrow::Cow;
use std::ops::Range;

/// Dense column-major matrix, owned or borrowed, minus an origin per column (0 unless taken as [`DenseColumns::rows`]).
///
/// ```
/// use logodds_core::{DenseColumns, DesignMatrix};
/// // ( 1 10 )
/// // ( 2 20 )
/// // ( 3 30 )
/// let x = DenseColumns::from_columns(vec![1.0, 2.0, 3.0, 10.0, 20.0, 30.0], 3, 2)?;
/// let mut eta = [0.0; 3];
/// x.matvec(&[1.0, 0.5], &mut eta);
/// assert_eq!(eta, [6.0, 12.0, 18.0]);
/// # Ok::<(), logodds_core::DataError>(())
/// ```
#[derive(Clone, Debug)]
pub struct DenseColumns<'a, T: Scalar = f64> {
    store: Store<'a, T>,
    rows: Range<usize>,
    origin: Cow<'a, [f64]>,
    /// Rows of the same columns that will soon be asked for.
    ahead: Range<usize>,
}

impl<'a, T: Scalar> DenseColumns<'a, T> {
    /// A matrix of `nrows` rows from its `ncols` columns laid end to end.
    ///
    /// # Errors
    /// [`DataError::Length`] if `values` does not hold `nrows · ncols` numbers.
    pub fn from_columns(values: impl Into<Cow<'a, [T]>>, nrows: usize, ncols: usize) -> Result<Self, DataError> {
        let values = values.into();
        let expected = nrows.saturating_mul(ncols);
        if values.len() != expected {
            return Err(DataError::Length { what: "the matrix", found: values.len(), expected });
        }
        Ok(Self::of(Store::Together { values, stride: nrows }, nrows, ncols))
    }

    /// A matrix of `nrows` rows from columns that lie wherever they lie, as those of a table do.
    ///
    /// # Errors
    /// [`DataError::Length`] if a column does not hold `nrows` numbers.
    pub fn from_each(
        columns: impl IntoIterator<Item = impl Into<Cow<'a, [T]>>>,
        nrows: usize,
    ) -> Result<Self, DataError> {
        let columns: Vec<Cow<'a, [T]>> = columns.into_iter().map(Into::into).collect();
        if let Some(column) = columns.iter().find(|column| column.len() != nrows) {
            return Err(DataError::Length { what: "a column", found: column.len(), expected: nrows });
        }
        let ncols = columns.len();
        Ok(Self::of(Store::Apart(columns), nrows, ncols))
    }

    /// A borrowed `ndarray` view whose columns are contiguous: Fortran order, or a block of rows of it.
    ///
    /// # Errors
    /// [`DataError::Layout`] for any other view.
    #[cfg(feature = "ndarray")]
    pub fn from_view(view: ndarray::ArrayView2<'a, T>) -> Result<Self, DataError> {
        let (nrows, ncols) = view.dim();
        if let Some(values) = view.reversed_axes().to_slice() {
            return Self::from_columns(values, nrows, ncols);
        }
        let columns: Option<Vec<&'a [T]>> =
            (0..ncols).map(|j| view.index_axis_move(ndarray::Axis(1), j).to_slice()).collect();
        Self::from_each(columns.ok_or(DataError::Layout)?, nrows)
    }

    fn of(store: Store<'a, T>, nrows: usize, ncols: usize) -> Self {
        Self { store, rows: 0..nrows, origin: Cow::Owned(vec![0.0; ncols]), ahead: 0..0 }
    }

    /// Rows `range`, minus `origin` (length `ncols`).
    ///
    /// # Panics
    /// If `range` or `origin` do not fit the matrix.
    #[must_use]
    pub fn rows<'b>(&'b self, range: Range<usize>, origin: &'b [f64]) -> DenseColumns<'b, T> {
        let fits = range.end <= self.rows.len() && origin.len() == self.origin.len();
        assert!(fits, "rows or origin do not fit the matrix");
        let store = match &self.store {
            Store::Elsewhere(store) => store,
            here => here,
        };
        DenseColumns {
            store: Store::Elsewhere(store),
            rows: self.rows.start + range.start..self.rows.start + range.end,
            origin: Cow::Borrowed(origin),
            ahead: 0..0,
        }
    }

    /// [`DenseColumns::rows`], before rows `next` are asked for, which are fetched on the way.
    pub(crate) fn rows_before<'b>(
        &'b self,
        range: Range<usize>,
        origin: &'b [f64],
        next: Range<usize>,
    ) -> DenseColumns<'b, T> {
        let far = self.rows.len() * self.origin.len() * size_of::<T>() > NEAR && next.end <= self.rows.len();
        let ahead = if far { self.rows.start + next.start..self.rows.start + next.end } else { 0..0 };
        DenseColumns { ahead, ..self.rows(range, origin) }
    }

    /// The same matrix, borrowed.
    pub(crate) fn borrowed(&self) -> DenseColumns<'_, T> {
        self.rows(0..self.rows.len(), &self.origin)
    }

    /// The entry at row `i`, column `j`, minus the origin.
    #[must_use]
    pub fn get(&self, i: usize, j: usize) -> f64 {
        self.block().column(j)[i].widen() - self.origin[j]
    }

    /// Column `j` as it is stored, the origin not subtracted.
    ///
    /// # Panics
    /// If there is no such column.
    #[must_use]
    pub fn stored(&self, j: usize) -> &[T] {
        self.store.column(j, self.rows.clone())
    }

    /// The same numbers by rows, the origin subtracted.
    pub(crate) fn by_rows(&self) -> Dense<'static> {
        let (nrows, ncols) = (self.rows.len(), self.origin.len());
        let mut values = vec![0.0; nrows * ncols];
        for (j, origin) in self.origin.iter().enumerate() {
            for (row, x) in values.chunks_exact_mut(ncols).zip(self.block().column(j)) {
                row[j] = x.widen() - origin;
            }
        }
        Dense::centred(values, nrows, ncols)
    }

    fn block(&self) -> Block<'_, T> {
        Block {
            store: &self.store,
            rows: (self.rows.start, self.rows.end),
            origin: &self.origin,
            ahead: (self.ahead.start, self.ahead.end),
        }
    }
}

impl<T: Scalar> DesignMatrix for DenseColumns<'_, T> {
    fn nrows(&self) -> usize {
        self.rows.len()
    }

    fn ncols(&self) -> usize {
        self.origin.len()
    }

    fn matvec(&self, w: &[f64], eta: &mut [f64]) {
        column_kernels::matvec(self.block(), w, eta);
    }

    fn add_transpose_matvec(&self, r: &[f64], g: &mut [f64]) {
        column_kernels::add_transpose_matvec(self.block(), r, g);
    }

    fn matmul(&self, w: &[f64], pitch: usize, eta: &mut [f64], stride: usize) {
        many_columns::matmul(self.block(), w, pitch, eta, stride);
    }

    fn add_transpose_matmul(&self, r: &[f64], stride: usize, g: &mut [f64], pitch: usize) {
        many_columns::add_transpose_matmul(self.block(), r, stride, g, pitch);
    }

    fn add_sandwich(&self, d: &[f64], h: &mut SymMatrix, at: usize) {
        add_gram_of_columns(self.block(), d, h, at);
    }

    fn append_singles(&self, d: &[f64], unit: &[f64], pitch: usize, into: &mut Vec<f32>) {
        self.by_rows().append_singles(d, unit, pitch, into);
    }

    fn add_moments(&self, weights: &[f64], into: &mut ColumnSums, at: usize) {
        column_kernels::add_moments(self.block(), weights, into, at);
    }

    fn for_each_entry(&self, i: usize, f: &mut dyn FnMut(usize, f64)) {
        (0..self.ncols()).for_each(|j| f(j, self.get(i, j)));
    }

    fn copy_columns(&self, columns: Range<usize>, into: &mut [f64], pitch: usize) {
        for (k, j) in columns.enumerate() {
            let (column, o) = (self.block().column(j), self.origin[j]);
            into[k * pitch..].iter_mut().zip(column).for_each(|(into, x)| *into = x.widen() - o);
        }
    }

    fn to_single(&self, into: &mut [f32], width: usize) -> bool {
        for (j, origin) in self.origin.iter().enumerate() {
            let rows = into.iter_mut().skip(j).step_by(width);
            rows.zip(self.block().column(j)).for_each(|(into, x)| *into = (x.widen() - origin) as f32);
        }
        true
    }

    fn non_finite(&self) -> Option<(usize, usize, f64)> {
        let first = |j: usize| {
            let column = self.block().column(j);
            column.iter().position(|x| !x.widen().is_finite()).map(|i| (i, j, column[i].widen()))
        };
        (0..self.ncols()).filter_map(first).min_by_key(|&(i, j, _)| (i, j))
    }
}

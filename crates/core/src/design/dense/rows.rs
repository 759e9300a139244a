//! Dense rows, stored as f64 or f32; arithmetic is in f64, but for [`SingleRows`].

use crate::data::DataError;
use crate::design::DesignMatrix;
use crate::design::arrow::matrix::Arrow;
use crate::design::dense::column_sums::ColumnSums;
use crate::design::dense::gram::add_gram;
use crate::design::dense::kernels::{self, Rows};
use crate::design::dense::many;
use crate::design::dense::single::SingleRows;
use crate::design::scalar::Scalar;
use crate::design::sparse::categorical::Categorical;
use crate::design::symmetric::SymMatrix;
use std::borrow::Cow;
use std::ops::Range;

/// Bytes that a second-level cache may hold anyway: there is nothing to fetch ahead.
pub(crate) const NEAR: usize = 512 << 10;

/// Dense row-major matrix, owned or borrowed, minus an origin per column (0 unless taken as [`Dense::rows`]).
#[derive(Clone, Debug)]
pub struct Dense<'a, T: Scalar = f64> {
    values: Cow<'a, [T]>,
    nrows: usize,
    ncols: usize,
    origin: Cow<'a, [f64]>,
    /// Rows of the same storage that will soon be asked for.
    ahead: &'a [T],
}

impl Dense<'static> {
    /// Rows whose origin has been subtracted.
    pub(crate) fn centred(values: Vec<f64>, nrows: usize, ncols: usize) -> Dense<'static> {
        Dense { values: Cow::Owned(values), nrows, ncols, origin: Cow::Owned(vec![0.0; ncols]), ahead: &[] }
    }
}

impl<'a, T: Scalar> Dense<'a, T> {
    /// A matrix of `ncols` columns from its rows laid end to end.
    ///
    /// # Errors
    /// [`DataError::Length`] if `values` does not hold `nrows · ncols` numbers.
    pub fn from_rows(values: impl Into<Cow<'a, [T]>>, nrows: usize, ncols: usize) -> Result<Self, DataError> {
        let values = values.into();
        let expected = nrows.saturating_mul(ncols);
        if values.len() != expected {
            return Err(DataError::Length { what: "the matrix", found: values.len(), expected });
        }
        Ok(Self { values, nrows, ncols, origin: Cow::Owned(vec![0.0; ncols]), ahead: &[] })
    }

    /// A borrowed `ndarray` view in standard layout: rows end to end. [`Features::from_view`](crate::design::features::Features::from_view) takes
    /// either order.
    ///
    /// # Errors
    /// [`DataError::Layout`] for column-major or otherwise strided views.
    #[cfg(feature = "ndarray")]
    pub fn from_view(view: ndarray::ArrayView2<'a, T>) -> Result<Self, DataError> {
        let (nrows, ncols) = view.dim();
        if nrows <= 1 || ncols == 0 {
            return Self::from_rows(view.iter().copied().collect::<Vec<_>>(), nrows, ncols);
        }
        if let Some(values) = view.to_slice() {
            return Self::from_rows(values, nrows, ncols);
        }
        Err(DataError::Layout)
    }

    /// Rows `range`, minus `origin` (length `ncols`).
    ///
    /// # Panics
    /// If `range` or `origin` do not fit the matrix.
    #[must_use]
    pub fn rows<'b>(&'b self, range: Range<usize>, origin: &'b [f64]) -> Dense<'b, T> {
        assert!(range.end <= self.nrows && origin.len() == self.ncols, "rows or origin do not fit the matrix");
        Dense {
            values: Cow::Borrowed(&self.values[range.start * self.ncols..range.end * self.ncols]),
            nrows: range.len(),
            ncols: self.ncols,
            origin: Cow::Borrowed(origin),
            ahead: &[],
        }
    }

    /// [`Dense::rows`], before rows `next` are asked for, which are fetched on the way.
    pub(crate) fn rows_before<'b>(
        &'b self,
        range: Range<usize>,
        origin: &'b [f64],
        next: Range<usize>,
    ) -> Dense<'b, T> {
        let far = size_of_val(&self.values[..]) > NEAR;
        let ahead = self.values.get(next.start * self.ncols..next.end * self.ncols).filter(|_| far);
        Dense { ahead: ahead.unwrap_or_default(), ..self.rows(range, origin) }
    }

    /// The same matrix, borrowed.
    pub(crate) fn borrowed(&self) -> Dense<'_, T> {
        self.rows(0..self.nrows, &self.origin)
    }

    /// The entry at row `i`, column `j`, minus the origin.
    #[must_use]
    pub fn get(&self, i: usize, j: usize) -> f64 {
        self.values[i * self.ncols + j].widen() - self.origin[j]
    }

    /// `H[at + c_i, columns..] += d_i (x_i − o)` for the rows whose level has an indicator column c_i.
    pub(crate) fn add_grouped(
        &self,
        groups: &Categorical<'_>,
        d: &[f64],
        h: &mut SymMatrix,
        at: usize,
        columns: usize,
    ) {
        kernels::add_grouped(self.kernel_rows(), groups, d, h, (at, columns));
    }

    /// `C[e, r ..] += d_i (x_i − o)` where e is the level of row i, if it has one, of positions that are all dense.
    pub(crate) fn add_to_levels(&self, levels: &Categorical<'_>, d: &[f64], h: &mut Arrow, r: usize) {
        let width = self.ncols;
        let origin = &self.origin[..width];
        for (i, &d) in d.iter().enumerate() {
            let Some(e) = levels.column(i) else { continue };
            let (x, into) = (&self.values[i * width..][..width], &mut h.run_mut(e, r, width)[..width]);
            for j in 0..width {
                into[j] += d * (x[j].widen() - origin[j]);
            }
        }
    }

    /// Write the rows, minus the origin, to columns `at..` of `into`, whose rows have `width` numbers.
    pub(crate) fn copy_into(&self, into: &mut [f64], width: usize, at: usize) {
        let rows = self.values.chunks_exact(self.ncols.max(1)).zip(into.chunks_exact_mut(width));
        for (x, into) in rows {
            let columns = into[at..at + self.ncols].iter_mut().zip(x).zip(self.origin.iter());
            columns.for_each(|((into, x), o)| *into = x.widen() - o);
        }
    }

    fn kernel_rows(&self) -> Rows<'_, T> {
        Rows { values: &self.values, nrows: self.nrows, origin: &self.origin, ahead: self.ahead }
    }
}

impl<T: Scalar> DesignMatrix for Dense<'_, T> {
    fn nrows(&self) -> usize {
        self.nrows
    }

    fn ncols(&self) -> usize {
        self.ncols
    }

    fn matvec(&self, w: &[f64], eta: &mut [f64]) {
        kernels::matvec(self.kernel_rows(), w, eta);
    }

    fn probabilities(&self, w: &[f64], intercept: f64, p: &mut [f64]) {
        kernels::probabilities(self.kernel_rows(), w, intercept, p);
    }

    fn add_transpose_matvec(&self, r: &[f64], g: &mut [f64]) {
        kernels::add_transpose_matvec(self.kernel_rows(), r, g);
    }

    fn matmul(&self, w: &[f64], pitch: usize, eta: &mut [f64], stride: usize) {
        many::matmul(self.kernel_rows(), w, pitch, eta, stride);
    }

    fn add_transpose_matmul(&self, r: &[f64], stride: usize, g: &mut [f64], pitch: usize) {
        many::add_transpose_matmul(self.kernel_rows(), r, stride, g, pitch);
    }

    fn add_sandwich(&self, d: &[f64], h: &mut SymMatrix, at: usize) {
        add_gram(self.kernel_rows(), d, h, at);
    }

    fn add_moments(&self, weights: &[f64], into: &mut ColumnSums, at: usize) {
        kernels::add_moments(self.kernel_rows(), weights, into, at);
    }

    fn for_each_entry(&self, i: usize, f: &mut dyn FnMut(usize, f64)) {
        (0..self.ncols).for_each(|j| f(j, self.get(i, j)));
    }

    /// Eight rows at a time: what is written is a cache line, and what is read the streams of eight rows.
    fn copy_columns(&self, columns: Range<usize>, into: &mut [f64], pitch: usize) {
        const TOGETHER: usize = 8;
        let rows = |i: usize| &self.values[i * self.ncols..][..self.ncols][columns.clone()];
        let origin = &self.origin[columns.clone()];
        for start in (0..self.nrows).step_by(TOGETHER) {
            if start + TOGETHER <= self.nrows {
                let rows: [&[T]; TOGETHER] = std::array::from_fn(|k| rows(start + k));
                for (j, o) in origin.iter().enumerate() {
                    let into = &mut into[j * pitch + start..][..TOGETHER];
                    into.iter_mut().zip(&rows).for_each(|(into, row)| *into = row[j].widen() - o);
                }
                continue;
            }
            for i in start..self.nrows {
                let entries = rows(i).iter().zip(origin).enumerate();
                entries.for_each(|(j, (x, o))| into[j * pitch + i] = x.widen() - o);
            }
        }
    }

    fn append_singles(&self, d: &[f64], unit: &[f64], pitch: usize, into: &mut Vec<f32>) {
        kernels::append_singles(self.kernel_rows(), d, unit, pitch, into);
    }

    fn single_rows(&self) -> Option<SingleRows<'_>> {
        let (values, ahead) = (T::singles(&self.values)?, T::singles(self.ahead)?);
        Some(SingleRows::new(Rows { values, ahead, nrows: self.nrows, origin: &self.origin }))
    }

    fn to_single(&self, into: &mut [f32], width: usize) -> bool {
        for (x, into) in self.values.chunks_exact(self.ncols.max(1)).zip(into.chunks_mut(width)) {
            let columns = into.iter_mut().zip(x).zip(self.origin.iter());
            columns.for_each(|((into, x), o)| *into = (x.widen() - o) as f32);
        }
        true
    }

    fn non_finite(&self) -> Option<(usize, usize, f64)> {
        let rows = self.values.chunks(self.ncols.max(1)).take(self.nrows);
        rows.enumerate().find_map(|(i, row)| {
            let j = row.iter().position(|x| !x.widen().is_finite())?;
            Some((i, j, row[j].widen()))
        })
    }
}

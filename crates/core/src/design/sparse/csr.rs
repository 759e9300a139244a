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
//!
//! Positions are read as they are stored, in 4 bytes or 8: a matrix that another library holds is borrowed whole.

use crate::data::DataError;
use crate::design::DesignMatrix;
use crate::design::arrow::matrix::{Arrow, Side, side};
use crate::design::dense::column_sums::ColumnSums;
use crate::design::scalar::Scalar;
use crate::design::sparse::many::{Octet, SparseRows};
use crate::design::sparse::positions::{Position, Positions};
use crate::design::symmetric::SymMatrix;
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
    indptr: Positions<'a>,
    columns: Positions<'a>,
    values: Cow<'a, [T]>,
    ncols: usize,
}

/// Evaluates `$body` with `$columns` the slice of columns, whichever their size.
macro_rules! with_columns {
    ($x:expr, $columns:ident => $body:expr) => {
        match &$x.columns {
            Positions::Four($columns) => $body,
            Positions::Native($columns) => $body,
        }
    };
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
        Self::from_positions(Positions::Native(indptr.into()), Positions::Four(columns.into()), values, ncols)
    }

    /// [`Csr::new`] from positions of either size.
    ///
    /// # Errors
    /// As for [`Csr::new`].
    pub fn from_positions(
        indptr: Positions<'a>,
        columns: Positions<'a>,
        values: impl Into<Cow<'a, [T]>>,
        ncols: usize,
    ) -> Result<Self, DataError> {
        let matrix = Self { indptr, columns, values: values.into(), ncols };
        with_columns!(matrix, columns => matrix.check(columns))?;
        Ok(matrix)
    }

    fn check<P: Position>(&self, columns: &[P]) -> Result<(), DataError> {
        let stored = self.indptr.last().unwrap_or(0);
        let wrong = |what, found| Err(DataError::Length { what, found, expected: stored });
        if columns.len() != stored {
            return wrong("the vector of columns", columns.len());
        }
        if self.values.len() != stored {
            return wrong("the vector of values", self.values.len());
        }
        if self.indptr.first() != Some(0) {
            return Err(DataError::SparseRow { row: 0, what: "indptr does not start at 0" });
        }
        for row in 0..self.nrows() {
            let Some(entries) = columns.get(self.entries(row)) else {
                return Err(DataError::SparseRow { row, what: "indptr decreases" });
            };
            let rises = entries.windows(2).all(|pair| pair[0].at() < pair[1].at());
            if rises && entries.last().is_none_or(|column| column.at() < self.ncols) {
                continue;
            }
            let what = if entries.iter().any(|column| column.at() >= self.ncols) {
                "a column is negative, or beyond the number of columns"
            } else {
                "columns are not in increasing order, each once; sort the columns of each row and add up duplicates"
            };
            return Err(DataError::SparseRow { row, what });
        }
        Ok(())
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
    pub(crate) fn longest_row(&self) -> usize {
        // Room is made for as many: no row has more than there are columns.
        (0..self.nrows()).map(|i| self.entries(i).len()).max().unwrap_or(0).min(self.ncols)
    }

    /// The longest range of columns of which no row has two entries, if it has `least` columns.
    ///
    /// With `next(c)` the first column after c that an entry of c is followed by in any row, a range from s on may go up to
    /// `min_{c ≥ s} next(c)`. More rows can only make it shorter, so that most matrices are refused after some of them.
    pub(crate) fn exclusive_columns(&self, least: usize) -> Option<Range<usize>> {
        /// Rows looked at first.
        const SOME: usize = 4_096;
        let mut next = vec![self.ncols; self.ncols];
        let some = self.nrows().min(SOME);
        self.note_neighbours(0..some, &mut next);
        longest_apart(&next, least)?;
        self.note_neighbours(some..self.nrows(), &mut next);
        longest_apart(&next, least)
    }

    /// Lower `next[c]` to what follows column c in some rows.
    fn note_neighbours(&self, rows: Range<usize>, next: &mut [usize]) {
        with_columns!(self, columns => {
            for i in rows {
                for pair in self.row(columns, i).0.windows(2) {
                    let next = &mut next[pair[0].at()];
                    *next = (*next).min(pair[1].at());
                }
            }
        });
    }

    /// Rows `range`.
    #[must_use]
    pub fn rows(&self, range: Range<usize>) -> Csr<'_, T> {
        Csr {
            indptr: self.indptr.slice(range.start..range.end + 1),
            columns: self.columns.borrowed(),
            values: Cow::Borrowed(&self.values),
            ncols: self.ncols,
        }
    }

    /// Where row `i` is among columns and values.
    #[inline(always)]
    fn entries(&self, i: usize) -> Range<usize> {
        self.indptr.get(i)..self.indptr.get(i + 1)
    }

    /// Columns and values of row `i`; `columns` are all of the matrix's.
    #[inline(always)]
    fn row<'s, P: Position>(&'s self, columns: &'s [P], i: usize) -> (&'s [P], &'s [T]) {
        let entries = self.entries(i);
        (&columns[entries.clone()], &self.values[entries])
    }

    fn stored_rows<'s, P: Position>(&'s self, columns: &'s [P]) -> SparseRows<'s, P, T> {
        SparseRows { bounds: &self.indptr, columns, values: &self.values }
    }

    fn each_row<'s, P: Position>(&'s self, columns: &'s [P]) -> impl Iterator<Item = (&'s [P], &'s [T])> + 's {
        (0..self.nrows()).map(|i| self.row(columns, i))
    }
}

impl<T: Scalar> DesignMatrix for Csr<'_, T> {
    fn nrows(&self) -> usize {
        self.indptr.len().saturating_sub(1)
    }

    fn ncols(&self) -> usize {
        self.ncols
    }

    fn matvec(&self, w: &[f64], eta: &mut [f64]) {
        with_columns!(self, columns => matvec(self.each_row(columns), w, eta));
    }

    fn add_transpose_matvec(&self, r: &[f64], g: &mut [f64]) {
        with_columns!(self, columns => add_transpose_matvec(self.each_row(columns), r, g));
    }

    fn add_matmul_beside(&self, w: &[Octet], lines: usize, eta: &mut [Octet]) {
        with_columns!(self, columns => self.stored_rows(columns).add_matmul(w, lines, eta));
    }

    fn add_transpose_matmul_beside(&self, r: &[Octet], lines: usize, g: &mut [Octet]) {
        with_columns!(self, columns => self.stored_rows(columns).add_transpose_matmul(r, lines, g));
    }

    fn add_sandwich(&self, d: &[f64], h: &mut SymMatrix, at: usize) {
        with_columns!(self, columns => add_sandwich(self.each_row(columns), d, h, at));
    }

    fn add_sandwich_of_levels(&self, d: &[f64], h: &mut Arrow) {
        with_columns!(self, columns => add_sandwich_of_levels(self.each_row(columns), d, h));
    }

    fn add_moments(&self, weights: &[f64], into: &mut ColumnSums, at: usize) {
        with_columns!(self, columns => add_moments(self.each_row(columns), weights, into, at));
    }

    fn for_each_entry(&self, i: usize, f: &mut dyn FnMut(usize, f64)) {
        with_columns!(self, columns => {
            let (columns, values) = self.row(columns, i);
            columns.iter().zip(values).for_each(|(column, value)| f(column.at(), value.widen()));
        });
    }

    fn non_finite(&self) -> Option<(usize, usize, f64)> {
        with_columns!(self, columns => {
            self.each_row(columns).enumerate().find_map(|(i, (columns, values))| {
                let k = values.iter().position(|x| !x.widen().is_finite())?;
                Some((i, columns[k].at(), values[k].widen()))
            })
        })
    }
}

/// The longest range that no `c..=next[c]` lies within, if it has `least` members; of several the first.
fn longest_apart(next: &[usize], least: usize) -> Option<Range<usize>> {
    let mut end = next.len();
    let mut longest = 0..0;
    for start in (0..next.len()).rev() {
        end = end.min(next[start]);
        if end - start >= longest.len() {
            longest = start..end;
        }
    }
    (longest.len() >= least.max(1)).then_some(longest)
}

/// `eta_i ← Σ_k values[k] w[columns[k]]`. Four sums at a time hide the latency of what is gathered.
fn matvec<'a, P: Position, T: Scalar>(rows: impl Iterator<Item = (&'a [P], &'a [T])>, w: &[f64], eta: &mut [f64]) {
    for (eta, (columns, values)) in eta.iter_mut().zip(rows) {
        let mut sums = [0.0; 4];
        let ((columns, last), (values, rest)) = (columns.as_chunks::<4>(), values.as_chunks::<4>());
        for (columns, values) in columns.iter().zip(values) {
            for k in 0..4 {
                sums[k] += values[k].widen() * w[columns[k].at()];
            }
        }
        for (column, value) in last.iter().zip(rest) {
            sums[0] += value.widen() * w[column.at()];
        }
        *eta = (sums[0] + sums[2]) + (sums[1] + sums[3]);
    }
}

/// `g[columns[k]] ← g[columns[k]] + r_i values[k]`.
fn add_transpose_matvec<'a, P: Position, T: Scalar>(
    rows: impl Iterator<Item = (&'a [P], &'a [T])>,
    r: &[f64],
    g: &mut [f64],
) {
    for (r, (columns, values)) in r.iter().zip(rows) {
        for (column, value) in columns.iter().zip(values) {
            g[column.at()] += r * value.widen();
        }
    }
}

/// `H[at + columns[k], at + columns[l]] += d_i values[k] values[l]`, `l ≤ k`.
fn add_sandwich<'a, P: Position, T: Scalar>(
    rows: impl Iterator<Item = (&'a [P], &'a [T])>,
    d: &[f64],
    h: &mut SymMatrix,
    at: usize,
) {
    for (d, (columns, values)) in d.iter().zip(rows) {
        for (k, (row, below)) in columns.iter().zip(values).enumerate() {
            let scaled = d * below.widen();
            let into = h.row_mut(at + row.at());
            for (column, right) in columns[..=k].iter().zip(values) {
                into[at + column.at()] += scaled * right.widen();
            }
        }
    }
}

/// The same into an arrow, column j being coordinate j + 1.
fn add_sandwich_of_levels<'a, P: Position, T: Scalar>(
    rows: impl Iterator<Item = (&'a [P], &'a [T])>,
    d: &[f64],
    h: &mut Arrow,
) {
    let eliminated = h.eliminated();
    let mut others = Vec::new();
    for (&d, (columns, values)) in d.iter().zip(rows) {
        others.clear();
        let mut level = None;
        for (column, value) in columns.iter().zip(values) {
            match side(&eliminated, column.at() + 1) {
                Side::Eliminated(e) => level = Some((e, value.widen())),
                Side::Rest(r) => others.push((r, value.widen())),
            }
        }
        h.add_parted(d, level, &others);
    }
}

fn add_moments<'a, P: Position, T: Scalar>(
    rows: impl Iterator<Item = (&'a [P], &'a [T])>,
    weights: &[f64],
    into: &mut ColumnSums,
    at: usize,
) {
    for (&weight, (columns, values)) in weights.iter().zip(rows) {
        for (column, value) in columns.iter().zip(values) {
            into.add(at + column.at(), weight, value.widen());
        }
    }
}

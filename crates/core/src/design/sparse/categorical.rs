//! A categorical column as its codes, treatment-coded without ever being expanded.
//!
//! A column of `k` levels stands for `k − 1` indicator columns; code 0 is the base level and has none. A row costs one
//! load whatever `k` is: `η_i = w[code_i − 1]`, and a gradient entry is a sum over the rows of one level.

use crate::data::DataError;
use crate::design::DesignMatrix;
use crate::design::dense::column_sums::ColumnSums;
use crate::design::symmetric::SymMatrix;
use std::borrow::Cow;
use std::ops::Range;

/// Codes of one categorical column, owned or borrowed.
#[derive(Clone, Debug)]
pub struct Categorical<'a> {
    codes: Cow<'a, [u32]>,
    levels: usize,
}

impl<'a> Categorical<'a> {
    /// A column of `levels` levels; codes run from 0 (the base) to `levels − 1`.
    ///
    /// # Errors
    /// [`DataError::Code`] if a code has no level.
    pub fn new(codes: impl Into<Cow<'a, [u32]>>, levels: usize) -> Result<Self, DataError> {
        let codes = codes.into();
        match codes.iter().position(|&code| code as usize >= levels) {
            Some(row) => Err(DataError::Code { row, code: codes[row], levels }),
            None => Ok(Self { codes, levels }),
        }
    }

    /// Number of levels, the base included.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.levels
    }

    /// Rows `range`.
    #[must_use]
    pub fn rows(&self, range: Range<usize>) -> Categorical<'_> {
        Categorical { codes: Cow::Borrowed(&self.codes[range]), levels: self.levels }
    }

    /// The indicator column that is 1 in row `i`, or `None` for the base level.
    pub(crate) fn column(&self, i: usize) -> Option<usize> {
        (self.codes[i] as usize).checked_sub(1)
    }

    /// The indicator column of every row, as [`Self::column`] gives it.
    pub(crate) fn columns(&self) -> impl Iterator<Item = Option<usize>> + '_ {
        self.codes.iter().map(|&code| (code as usize).checked_sub(1))
    }
}

impl DesignMatrix for Categorical<'_> {
    fn nrows(&self) -> usize {
        self.codes.len()
    }

    fn ncols(&self) -> usize {
        self.levels.saturating_sub(1)
    }

    // The base level is chosen without a branch, which no processor could predict: it reads, or adds 0 to, the first level's
    // place.
    fn matvec(&self, w: &[f64], eta: &mut [f64]) {
        if w.is_empty() {
            return eta.fill(0.0);
        }
        for (eta, &code) in eta.iter_mut().zip(self.codes.iter()) {
            let level = w[(code as usize).saturating_sub(1)];
            *eta = if code == 0 { 0.0 } else { level };
        }
    }

    fn add_transpose_matvec(&self, r: &[f64], g: &mut [f64]) {
        if g.is_empty() {
            return;
        }
        for (r, &code) in r.iter().zip(self.codes.iter()) {
            g[(code as usize).saturating_sub(1)] += if code == 0 { 0.0 } else { *r };
        }
    }

    // Four vectors at a time, whose loads and additions do not wait for each other.
    fn matmul(&self, w: &[f64], pitch: usize, eta: &mut [f64], stride: usize) {
        let (n, columns) = (self.nrows(), self.ncols());
        for (group, eta) in eta.chunks_mut(4 * stride.max(1)).enumerate() {
            let mut to = eta.chunks_exact_mut(stride.max(1));
            let of = |c: usize| &w[(4 * group + c) * pitch..][..columns];
            match (columns, to.next(), to.next(), to.next(), to.next()) {
                (1.., Some(a), Some(b), Some(c), Some(d)) => {
                    let from = [of(0), of(1), of(2), of(3)];
                    let to = a[..n].iter_mut().zip(&mut b[..n]).zip(c[..n].iter_mut().zip(&mut d[..n]));
                    for (((a, b), (c, d)), &code) in to.zip(self.codes.iter()) {
                        let (k, is_base) = ((code as usize).saturating_sub(1), code == 0);
                        let level = |w: &[f64]| if is_base { 0.0 } else { w[k] };
                        (*a, *b, *c, *d) = (level(from[0]), level(from[1]), level(from[2]), level(from[3]));
                    }
                }
                (_, a, b, c, d) => {
                    let rest = [a, b, c, d].into_iter().flatten().enumerate();
                    rest.for_each(|(k, eta)| self.matvec(of(k), &mut eta[..n]));
                }
            }
        }
    }

    fn add_transpose_matmul(&self, r: &[f64], stride: usize, g: &mut [f64], pitch: usize) {
        let (n, columns) = (self.nrows(), self.ncols());
        for (r, g) in r.chunks(4 * stride.max(1)).zip(g.chunks_mut(4 * pitch.max(1))) {
            let mut from = r.chunks_exact(stride.max(1));
            let mut to = g.chunks_mut(pitch.max(1));
            match (columns, from.len()) {
                (1.., 4) => {
                    let [a, b, c, d] = std::array::from_fn(|_| from.next().unwrap_or_default());
                    let [into_a, into_b, into_c, into_d] = std::array::from_fn(|_| to.next().unwrap_or_default());
                    let rows = a[..n].iter().zip(&b[..n]).zip(c[..n].iter().zip(&d[..n]));
                    for (((a, b), (c, d)), &code) in rows.zip(self.codes.iter()) {
                        let (k, is_base) = ((code as usize).saturating_sub(1), code == 0);
                        let of_level = |r: &f64| if is_base { 0.0 } else { *r };
                        into_a[k] += of_level(a);
                        into_b[k] += of_level(b);
                        into_c[k] += of_level(c);
                        into_d[k] += of_level(d);
                    }
                }
                _ => from.zip(to).for_each(|(r, g)| self.add_transpose_matvec(&r[..n], &mut g[..columns])),
            }
        }
    }

    fn add_sandwich(&self, d: &[f64], h: &mut SymMatrix, at: usize) {
        for (d, column) in d.iter().zip(self.columns()) {
            if let Some(j) = column {
                h.row_mut(at + j)[at + j] += d;
            }
        }
    }

    fn add_moments(&self, weights: &[f64], into: &mut ColumnSums, at: usize) {
        for (&weight, column) in weights.iter().zip(self.columns()) {
            if let Some(j) = column {
                into.add(at + j, weight, 1.0);
            }
        }
    }

    fn for_each_entry(&self, i: usize, f: &mut dyn FnMut(usize, f64)) {
        if let Some(j) = self.column(i) {
            f(j, 1.0);
        }
    }

    fn non_finite(&self) -> Option<(usize, usize, f64)> {
        None
    }
}

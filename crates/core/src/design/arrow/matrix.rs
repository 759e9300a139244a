//! A symmetric matrix of the shape of an arrow.
//!
//! ```text
//! H = ( D  C )     D diagonal, of coordinates E no two of which share a row: the levels of a category
//!     ( Cᵀ R )     C sparse, R dense, of all other coordinates in their order
//! ```
//!
//! E is a range of coordinates, so the blocks are an order of the coordinates for the eyes alone: coordinate j is number j − E.start of E or, of the
//! others, position j or j − |E|. Of 100,000 levels beside 5 numbers it holds 700,000 numbers, where H has 10¹⁰.

use crate::design::arrow::pattern::Pattern;
use crate::design::symmetric::SymMatrix;
use crate::fingerprint::{Fingerprint, Identify};
use std::ops::Range;
use std::sync::Arc;

/// A symmetric matrix with a diagonal block.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrow {
    eliminated: Range<usize>,
    pattern: Arc<Pattern>,
    diagonal: Vec<f64>,
    coupling: Vec<f64>,
    rest: SymMatrix,
}

/// Which side of the arrow a coordinate is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// So manieth of those whose block is diagonal.
    Eliminated(usize),
    /// So manieth of the others.
    Rest(usize),
}

/// The side of coordinate `j` beside the `eliminated` ones.
#[inline(always)]
#[must_use]
pub fn side(eliminated: &Range<usize>, j: usize) -> Side {
    if j < eliminated.start {
        Side::Rest(j)
    } else if j < eliminated.end {
        Side::Eliminated(j - eliminated.start)
    } else {
        Side::Rest(j - eliminated.len())
    }
}

impl Arrow {
    /// The zero matrix, of the coordinates `eliminated` and as many others as the pattern has columns.
    #[must_use]
    pub fn zeros(eliminated: Range<usize>, pattern: Arc<Pattern>) -> Self {
        debug_assert_eq!(eliminated.len(), pattern.rows());
        Self {
            diagonal: vec![0.0; pattern.rows()],
            coupling: vec![0.0; pattern.len()],
            rest: SymMatrix::zeros(pattern.columns()),
            eliminated,
            pattern,
        }
    }

    /// Order of the matrix.
    #[must_use]
    pub fn order(&self) -> usize {
        self.diagonal.len() + self.rest.order()
    }

    /// E, the coordinates whose block is diagonal.
    #[must_use]
    pub fn eliminated(&self) -> Range<usize> {
        self.eliminated.clone()
    }

    /// Where the numbers of C lie.
    #[must_use]
    pub fn pattern(&self) -> &Arc<Pattern> {
        &self.pattern
    }

    /// D.
    #[must_use]
    pub fn levels(&self) -> &[f64] {
        &self.diagonal
    }

    /// D, to be written.
    pub fn levels_mut(&mut self) -> &mut [f64] {
        &mut self.diagonal
    }

    /// R.
    #[must_use]
    pub fn rest(&self) -> &SymMatrix {
        &self.rest
    }

    /// R, to be written.
    pub fn rest_mut(&mut self) -> &mut SymMatrix {
        &mut self.rest
    }

    /// The numbers of C, as the pattern has them.
    #[must_use]
    pub fn coupling(&self) -> &[f64] {
        &self.coupling
    }

    /// The numbers of C, to be written.
    pub fn coupling_mut(&mut self) -> &mut [f64] {
        &mut self.coupling
    }

    /// Positions and numbers of row `e` of C.
    #[inline(always)]
    #[must_use]
    pub fn row(&self, e: usize) -> (&[u32], &[f64]) {
        let (places, positions) = self.pattern.row(e);
        (positions, &self.coupling[places])
    }

    /// Which side coordinate `j` is on.
    #[inline(always)]
    #[must_use]
    pub fn side(&self, j: usize) -> Side {
        side(&self.eliminated, j)
    }

    /// The coordinate of position `r` of the others.
    #[must_use]
    pub fn coordinate(&self, r: usize) -> usize {
        if r < self.eliminated.start { r } else { r + self.eliminated.len() }
    }

    /// Entry `(i, j)`, in either order.
    #[must_use]
    pub fn get(&self, i: usize, j: usize) -> f64 {
        match (self.side(i), self.side(j)) {
            (Side::Eliminated(a), Side::Eliminated(b)) => {
                if a == b {
                    self.diagonal[a]
                } else {
                    0.0
                }
            }
            (Side::Eliminated(e), Side::Rest(r)) | (Side::Rest(r), Side::Eliminated(e)) => {
                self.pattern.find(e, r).map_or(0.0, |place| self.coupling[place])
            }
            (Side::Rest(a), Side::Rest(b)) => self.rest.get(a, b),
        }
    }

    /// The diagonal of the whole.
    pub fn diagonal(&self) -> impl Iterator<Item = f64> + '_ {
        (0..self.order()).map(|j| match self.side(j) {
            Side::Eliminated(e) => self.diagonal[e],
            Side::Rest(r) => self.rest.get(r, r),
        })
    }

    /// Replace every entry h_jj of the diagonal by `f(j, h_jj)`.
    pub fn map_diagonal(&mut self, f: impl Fn(usize, f64) -> f64) {
        for j in 0..self.order() {
            let entry = match self.side(j) {
                Side::Eliminated(e) => &mut self.diagonal[e],
                Side::Rest(r) => &mut self.rest.row_mut(r)[r],
            };
            *entry = f(j, *entry);
        }
    }

    /// `H ← H + d x xᵀ` of a row x by its entries, of which at most one is eliminated and which the pattern has.
    pub fn add_row(&mut self, d: f64, entries: &[(usize, f64)]) {
        let (mut level, mut others) = (None, Vec::with_capacity(entries.len()));
        for &(j, x) in entries {
            match self.side(j) {
                Side::Eliminated(e) => level = Some((e, x)),
                Side::Rest(r) => others.push((r, x)),
            }
        }
        self.add_parted(d, level, &others);
    }

    /// The same of a row whose entries have been parted: the eliminated one, if there is one, and the others at their positions, in order.
    #[inline(always)]
    pub(crate) fn add_parted(&mut self, d: f64, level: Option<(usize, f64)>, others: &[(usize, f64)]) {
        if let Some((e, x)) = level {
            let scaled = d * x;
            self.diagonal[e] += scaled * x;
            others.iter().for_each(|&(r, y)| self.coupling[self.pattern.place(e, r)] += scaled * y);
        }
        for (k, &(r, x)) in others.iter().enumerate() {
            let (scaled, into) = (d * x, self.rest.row_mut(r));
            others[..=k].iter().for_each(|&(s, y)| into[s] += scaled * y);
        }
    }

    /// The numbers of row `e` of C from position `r` on, of so many positions that are all dense.
    #[inline(always)]
    pub(crate) fn run_mut(&mut self, e: usize, r: usize, length: usize) -> &mut [f64] {
        let place = self.pattern.place(e, r);
        &mut self.coupling[place..place + length]
    }

    /// Add another matrix of the same pattern.
    ///
    /// # Panics
    /// If the orders differ.
    pub fn add(&mut self, other: &Self) {
        assert_eq!(self.coupling.len(), other.coupling.len(), "patterns differ");
        self.diagonal.iter_mut().zip(&other.diagonal).for_each(|(a, b)| *a += b);
        self.coupling.iter_mut().zip(&other.coupling).for_each(|(a, b)| *a += b);
        self.rest.add(&other.rest);
    }

    /// `H v`.
    #[must_use]
    pub fn matvec(&self, v: &[f64]) -> Vec<f64> {
        let at_rest: Vec<f64> = (0..self.rest.order()).map(|r| v[self.coordinate(r)]).collect();
        let mut of_rest = self.rest.matvec(&at_rest);
        let mut out = vec![0.0; self.order()];
        for (e, d) in self.diagonal.iter().enumerate() {
            let (positions, numbers) = self.row(e);
            let at = v[self.eliminated.start + e];
            let mut sum = d * at;
            for (&r, c) in positions.iter().zip(numbers) {
                sum += c * at_rest[r as usize];
                of_rest[r as usize] += c * at;
            }
            out[self.eliminated.start + e] = sum;
        }
        of_rest.iter().enumerate().for_each(|(r, x)| out[self.coordinate(r)] = *x);
        out
    }

    /// All of it, zeros included.
    #[must_use]
    pub fn dense(&self) -> SymMatrix {
        let mut whole = SymMatrix::zeros(self.order());
        let mut set = |i: usize, j: usize, x: f64| whole.row_mut(i.max(j))[i.min(j)] = x;
        for (e, d) in self.diagonal.iter().enumerate() {
            let i = self.eliminated.start + e;
            set(i, i, *d);
            let (positions, numbers) = self.row(e);
            positions.iter().zip(numbers).for_each(|(&r, c)| set(i, self.coordinate(r as usize), *c));
        }
        for r in 0..self.rest.order() {
            let i = self.coordinate(r);
            self.rest.row(r).iter().enumerate().for_each(|(s, x)| set(i, self.coordinate(s), *x));
        }
        whole
    }
}

/// What tells the entries of a row, as [`DesignMatrix::for_each_entry`](crate::design::DesignMatrix::for_each_entry) does.
type EachEntry<'a> = dyn Fn(usize, &mut dyn FnMut(usize, f64)) + 'a;

/// `H ← H + Σ_i d_i x_i x_iᵀ` of rows whose entries `each` gives, of column j, which is coordinate j + 1.
pub(crate) fn add_rows(h: &mut Arrow, d: &[f64], each: &EachEntry<'_>) {
    let mut entries = Vec::new();
    for (i, &d) in d.iter().enumerate() {
        entries.clear();
        each(i, &mut |j, x| entries.push((j + 1, x)));
        h.add_row(d, &entries);
    }
}

impl Identify for Arrow {
    fn identify(&self, by: &mut Fingerprint) {
        [self.eliminated.start, self.eliminated.end].identify(by);
        self.pattern.identify(by);
        self.diagonal.identify(by);
        self.coupling.identify(by);
        self.rest.identify(by);
    }
}

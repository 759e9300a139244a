//! Which coordinates a Hessian has a diagonal block of, and what of the others they meet: found once per data set.
//!
//! The levels of a category are 1 in rows of their own, so `Σ d x_j x_k` of two of them is 0, whatever the d: their block of the Hessian is
//! diagonal, and once they are eliminated what is left has the order of the other coordinates (B. Stammann, F. Heiß, D. McFadden, *Estimating
//! fixed effects logit models with large panel data*, 2016, eliminate them by demeaning, which is the same Schur complement). All that is needed
//! is a range of columns of which no row has two, so indicators that arrive as a sparse matrix will do.

use crate::data::{Block, EvalError, RowBlocks};
use crate::design::arrow::matrix::{Arrow, Side, side};
use crate::design::arrow::pattern::{Bits, Pattern};
use crate::design::symmetric::SymMatrix;
use crate::fingerprint::{Fingerprint, Identify};
use crate::identified_by_fields;
use crate::objective::Levels;
use crate::risk::scaled::Scaled;
use crate::sum::{Executor, Partial, RowSum, Wire};
use std::ops::Range;
use std::sync::Arc;

/// Levels below which a dense Hessian is there as soon: its factor takes less than a millisecond.
const FEWEST: usize = 128;
/// Other coordinates above which the dense block that they leave is itself too much: its factor takes a second.
const MOST_OTHERS: usize = 4_000;
/// How many times as many the other coordinates may be: a factor of all of them is then twice that of the others.
const SHARE: usize = 4;
/// Pairs of a level and another coordinate that are all kept, whether they meet or not, as long as they are no more than rows or this.
const FEW_PAIRS: usize = 1 << 18;
/// Pairs whose bits are kept at most: 512 MiB.
const MOST_PAIRS: usize = 1 << 32;

/// The eliminated coordinates, the first one being the intercept and column j number j + 1, and what they meet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Elimination {
    eliminated: Range<usize>,
    pattern: Arc<Pattern>,
    /// Of the data.
    rows: usize,
}

impl Identify for Elimination {
    fn identify(&self, by: &mut Fingerprint) {
        self.eliminated.identify(by);
        self.pattern.identify(by);
    }
}

/// The fewest columns of a range that is worth eliminating, of so many columns.
pub(crate) fn fewest(columns: usize) -> usize {
    FEWEST.max((columns + 1).saturating_sub(MOST_OTHERS)).max((columns + 1) / (SHARE + 1))
}

impl Elimination {
    /// What to eliminate of `data`; `None` if nothing is worth it. A pass, where other columns are sparse and pairs are many.
    pub(crate) fn of(data: &dyn RowBlocks, executor: &Executor) -> Result<Option<Self>, EvalError> {
        let shape = data.shape();
        if shape.columns < FEWEST {
            return Ok(None);
        }
        let Some(columns) = data.exclusive_columns(fewest(shape.columns)) else { return Ok(None) };
        if columns.len() < fewest(shape.columns) {
            return Ok(None);
        }
        let eliminated = columns.start + 1..columns.end + 1;
        let others = shape.columns + 1 - columns.len();
        let is_few = columns.len().saturating_mul(others) <= FEW_PAIRS.max(shape.rows);
        // Dense columns, and the intercept, meet every level.
        let mut dense = vec![true; others];
        if !is_few {
            for sparse in data.sparse_columns() {
                for j in sparse.columns {
                    if let Side::Rest(r) = side(&eliminated, j + 1) {
                        dense[r] = false;
                    }
                }
            }
        }
        let dense: Vec<usize> = (0..others).filter(|&r| dense[r]).collect();
        if dense.len() == others {
            let pattern = Arc::new(Pattern::full(columns.len(), others));
            return Ok(Some(Self { eliminated, pattern, rows: shape.rows }));
        }
        if columns.len().saturating_mul(others) > MOST_PAIRS {
            return Ok(None);
        }
        let origin = vec![0.0; shape.columns];
        let meeting = MeetingSum { levels: columns.len(), others, eliminated: eliminated.clone() };
        let bits = executor.sum(data, &origin, &meeting)?;
        let pattern = Arc::new(Pattern::new(columns.len(), others, &dense, bits));
        Ok(Some(Self { eliminated, pattern, rows: shape.rows }))
    }

    /// The zero matrix.
    pub(crate) fn zeros(&self) -> Arrow {
        Arrow::zeros(self.eliminated.clone(), self.pattern.clone())
    }

    /// Numbers of a matrix.
    pub(crate) fn width(&self) -> usize {
        let others = self.pattern.columns();
        self.pattern.rows() + self.pattern.len() + others * others
    }

    /// [`RowSum::width`] of a pass: as many numbers as rows are wide however few they are, as zeroing and merging them takes longer than adding.
    pub(crate) fn width_of_pass(&self) -> usize {
        // No more than a dense Hessian's, by whose chains of additions certificates bound what rounding may hide.
        let columns = self.pattern.rows() + self.pattern.columns() - 1;
        let most = columns.saturating_mul(columns).min(1 << 21);
        if self.width() < self.rows { self.width() } else { self.width().max(most) }
    }

    /// What of it a solver's coordinates have.
    pub(crate) fn of_free(&self, scaled: &Scaled) -> FreeElimination {
        let (mut rows, mut positions) = (Vec::new(), Vec::new());
        let mut eliminated = None;
        for (a, j) in std::iter::once(0).chain(scaled.free().iter().map(|j| j + 1)).enumerate() {
            match side(&self.eliminated, j) {
                Side::Eliminated(e) => {
                    eliminated.get_or_insert(a);
                    rows.push(e);
                }
                Side::Rest(r) => positions.push(r),
            }
        }
        let start = eliminated.unwrap_or(1);
        let is_all = rows.len() == self.pattern.rows() && positions.len() == self.pattern.columns();
        let pattern = if is_all { self.pattern.clone() } else { Arc::new(self.pattern.part(&rows, &positions)) };
        FreeElimination { eliminated: start..start + rows.len(), rows, positions, pattern }
    }
}

/// The same of the coordinates that a solver has.
#[derive(Clone, Debug)]
pub(crate) struct FreeElimination {
    eliminated: Range<usize>,
    /// Of the rows of C of all columns, those that are there, and of its positions.
    rows: Vec<usize>,
    positions: Vec<usize>,
    pattern: Arc<Pattern>,
}

impl FreeElimination {
    /// The sizes of its parts.
    pub(crate) fn levels(&self) -> Levels {
        Levels { eliminated: self.rows.len(), others: self.positions.len(), coupled: self.pattern.len() }
    }

    /// The Hessian by a solver's coordinates from that of `(b_o, w)`, over `weight`.
    pub(crate) fn scaled(&self, full: &Arrow, scaled: &Scaled, weight: f64) -> Arrow {
        let mut h = Arrow::zeros(self.eliminated.clone(), self.pattern.clone());
        // 1 over the unit of a coordinate of `full`; off the diagonal, a pinned intercept has nothing.
        let unit = |j: usize| j.checked_sub(1).map_or(1.0, |j| scaled.scale(j).recip());
        let units: Vec<f64> = self.positions.iter().map(|&r| unit(full.coordinate(r))).collect();
        let is_pinned = |r: usize| r == 0 && !scaled.has_intercept();
        let mut place_of = vec![usize::MAX; full.rest().order()];
        self.positions.iter().enumerate().for_each(|(k, &r)| place_of[r] = k);
        for (row, &e) in self.rows.iter().enumerate() {
            let own = unit(full.eliminated().start + e);
            h.levels_mut()[row] = full.levels()[e] * own * own / weight;
            let start = self.pattern.start(row);
            let (positions, numbers) = full.row(e);
            // Positions that are left keep their order.
            let kept = positions.iter().zip(numbers).filter_map(|(&r, c)| Some((place_of.get(r as usize)?, c)));
            let into = &mut h.coupling_mut()[start..];
            for (into, (&k, c)) in into.iter_mut().zip(kept.filter(|(k, _)| **k != usize::MAX)) {
                *into = if is_pinned(self.positions[k]) { 0.0 } else { c * own * units[k] / weight };
            }
        }
        for (k, &r) in self.positions.iter().enumerate() {
            for (l, &s) in self.positions[..=k].iter().enumerate() {
                let entry =
                    if k != l && is_pinned(s) { 0.0 } else { full.rest().get(r, s) * units[k] * units[l] / weight };
                h.rest_mut().row_mut(k)[l] = entry;
            }
        }
        h
    }
}

/// Which levels meet which of the other coordinates.
struct MeetingSum {
    eliminated: Range<usize>,
    levels: usize,
    others: usize,
}

identified_by_fields!(MeetingSum { eliminated, levels, others });

impl RowSum for MeetingSum {
    type Partial = Bits;
    type Scratch = Vec<usize>;

    fn zero(&self) -> Bits {
        Bits::zeros(self.levels, self.others)
    }

    fn add(&self, block: &Block<'_>, into: &mut Bits, others: &mut Vec<usize>) {
        for i in 0..block.rows() {
            others.clear();
            let mut level = None;
            block.x.for_each_entry(i, &mut |j, _| match side(&self.eliminated, j + 1) {
                Side::Eliminated(e) => level = Some(e),
                Side::Rest(r) => others.push(r),
            });
            if let Some(e) = level {
                others.iter().for_each(|&r| into.set(e, r));
            }
        }
    }

    fn width(&self) -> usize {
        self.levels * self.others / 64
    }
}

impl Partial for Bits {
    fn merge(&mut self, mut right: Self) {
        self.words_mut().iter_mut().zip(right.words_mut()).for_each(|(left, right)| *left |= *right);
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        wire.counts(self.words_mut());
    }
}

impl Partial for Arrow {
    fn merge(&mut self, right: Self) {
        self.add(&right);
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        wire.numbers(self.levels_mut());
        wire.numbers(self.coupling_mut());
        Partial::wire(self.rest_mut(), wire);
    }
}

/// Put the intercept's row, `Σ d x_j` of every column and Σ d, into the sums of a pass.
pub(super) fn complete(h: &mut Arrow, total: f64, cross: &[f64]) {
    let eliminated = h.eliminated();
    // The intercept is the first of the dense positions.
    for e in 0..eliminated.len() {
        let place = h.pattern().start(e);
        h.coupling_mut()[place] = cross[eliminated.start + e - 1];
    }
    let rest: &mut SymMatrix = h.rest_mut();
    rest.row_mut(0)[0] = total;
    for r in 1..rest.order() {
        let j = if r < eliminated.start { r } else { r + eliminated.len() };
        rest.row_mut(r)[0] = cross[j - 1];
    }
}

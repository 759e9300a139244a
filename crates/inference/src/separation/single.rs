//! Columns that separate alone: the proof that needs no search, whatever the number of columns.
//!
//! ```text
//! two labels        max {x_ij : y_i = 0} ≤ c ≤ min {x_ij : y_i = 1}, or the other way round, not all x_ij = c
//! more labels       x_ij = c in all rows, but for those above c, which have one label a, and those below, which have one other label b
//! ```
//!
//! Without an intercept c = 0. All of it is read off the ranges of each column by label, of the numbers as they are given: nothing is
//! subtracted, scaled or added, so what is found is exact. The level of a category whose rows all have one label is the usual case.

use crate::error::InferenceError;
use logodds_core::ColumnSums;
use logodds_core::identified_by_fields;
use logodds_core::risk::alias::Columns;
use logodds_core::sum::Kept;
use logodds_core::{Block, EvalError, RowSum};

/// A column that separates alone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Single {
    /// The column.
    pub column: usize,
    /// Of two labels: 1 if large values have label 1, −1 if small ones have. Of more: 1.
    pub sign: f64,
    /// The only value that rows have which it does not separate; `None` if it separates all rows.
    pub at: Option<f64>,
}

/// The ranges of all columns, by label, of the numbers as they are given.
fn ranges(columns: Columns<'_>, classes: usize) -> Result<Vec<ColumnSums>, EvalError> {
    let Columns { data, executor, .. } = columns;
    let width = data.shape().columns;
    let mut labels = executor.sum(data, &vec![0.0; width], &ByLabel { columns: width, classes })?;
    // Zeros that are not stored were not looked at.
    for sparse in data.sparse_columns() {
        for sums in &mut labels {
            for j in sparse.columns.clone().filter(|&j| sums.seen[j] < sums.rows) {
                sums.min[j] = sums.min[j].min(0.0);
                sums.max[j] = sums.max[j].max(0.0);
            }
        }
    }
    Ok(labels)
}

/// The free columns with one value in all rows, which is that at which others would part.
pub(super) fn constant(columns: Columns<'_>, classes: usize) -> Result<Vec<Single>, EvalError> {
    let labels = ranges(columns, classes)?;
    let of = |&column: &usize| {
        let min = labels.iter().map(|sums| sums.min[column]).fold(f64::INFINITY, f64::min);
        let max = labels.iter().map(|sums| sums.max[column]).fold(f64::NEG_INFINITY, f64::max);
        // Without an intercept a constant is a column like any other, but for 0.
        let is_idle = min == max && (columns.scaled.has_intercept() || min == 0.0);
        is_idle.then_some(Single { column, sign: 0.0, at: Some(min) })
    };
    Ok(columns.scaled.free().iter().filter_map(of).collect())
}

/// The free columns that separate on their own.
pub(super) fn single(columns: Columns<'_>, classes: usize) -> Result<Vec<Single>, InferenceError> {
    let (labels, scaled) = (ranges(columns, classes)?, columns.scaled);
    // A label without rows says nothing.
    let range = |j: usize| labels.iter().map(move |sums| (sums.min[j], sums.max[j]));
    let of = |&j: &usize| match (classes, scaled.has_intercept()) {
        (2, has_intercept) => of_two(j, range(j).next()?, range(j).nth(1)?, has_intercept),
        (_, true) => of_more(j, &range(j).filter(|(min, max)| min <= max).collect::<Vec<_>>()),
        // Without an intercept labels need not part at 0 alone; the search tells.
        (_, false) => None,
    };
    Ok(scaled.free().iter().filter_map(of).collect())
}

/// Of the ranges with label 0 and with label 1.
fn of_two(column: usize, zeros: (f64, f64), ones: (f64, f64), has_intercept: bool) -> Option<Single> {
    let all = (zeros.0.min(ones.0), zeros.1.max(ones.1));
    let is_constant = if has_intercept { all.0 >= all.1 } else { all == (0.0, 0.0) };
    if is_constant || zeros.0 > zeros.1 || ones.0 > ones.1 {
        // Of one label alone an intercept separates all rows, and without one the sign of the column may.
        let one_sided = !has_intercept && !is_constant && (all.0 >= 0.0 || all.1 <= 0.0);
        let up = (all.0 >= 0.0) == (zeros.0 > zeros.1);
        return one_sided.then_some(Single { column, sign: if up { 1.0 } else { -1.0 }, at: Some(0.0) });
    }
    let parts = |(_, low): (f64, f64), (high, _): (f64, f64)| match has_intercept {
        true => (low <= high).then_some(if low < high { None } else { Some(low) }),
        false => (low <= 0.0 && high >= 0.0).then_some(Some(0.0)),
    };
    let up = parts(zeros, ones).map(|at| Single { column, sign: 1.0, at });
    up.or_else(|| parts(ones, zeros).map(|at| Single { column, sign: -1.0, at }))
}

/// Of the ranges by label, of labels that have rows.
fn of_more(column: usize, ranges: &[(f64, f64)]) -> Option<Single> {
    // All labels but two at most have no other value than c, so one of three has none.
    let still = ranges.iter().filter(|(min, max)| min == max).take(3);
    let parts = |at: f64| {
        let apart: Vec<&(f64, f64)> = ranges.iter().filter(|range| **range != (at, at)).collect();
        let (above, below) = (|r: &(f64, f64)| r.0 >= at, |r: &(f64, f64)| r.1 <= at);
        match apart[..] {
            [one] => above(one) || below(one),
            [one, other] => above(one) && below(other) || below(one) && above(other),
            _ => false,
        }
    };
    let at = still.map(|(at, _)| *at).find(|&at| parts(at))?;
    Some(Single { column, sign: 1.0, at: Some(at) })
}

/// The ranges of the columns, by label.
struct ByLabel {
    columns: usize,
    classes: usize,
}

identified_by_fields!(ByLabel { columns, classes });

impl RowSum for ByLabel {
    type Partial = Vec<ColumnSums>;
    type Scratch = ();

    fn zero(&self) -> Self::Partial {
        vec![ColumnSums::new(self.columns); self.classes]
    }

    fn add(&self, block: &Block<'_>, into: &mut Self::Partial, (): &mut ()) {
        let counts = |i: usize| block.weights.is_none_or(|weights| weights[i] > 0.0);
        for (label, sums) in into.iter_mut().enumerate() {
            let there = |i: usize| usize::from(block.classes()[i]) == label && counts(i);
            let weights: Vec<f64> = (0..block.rows()).map(|i| f64::from(u8::from(there(i)))).collect();
            let rows = weights.iter().filter(|weight| **weight > 0.0).count() as u64;
            if rows > 0 {
                sums.rows += rows;
                block.x.add_moments(&weights, sums, 0);
            }
        }
    }

    fn width(&self) -> usize {
        4 * self.classes * self.columns
    }
}

/// The rows (of positive weight) that some of these columns separate.
pub(super) fn apart(columns: Columns<'_>, singles: &[Single]) -> Result<Vec<usize>, EvalError> {
    let width = columns.data.shape().columns;
    let mut at = vec![None; width];
    let mut elsewhere = 0;
    for single in singles {
        at[single.column] = Some(single.at);
        elsewhere += usize::from(single.at.is_none_or(|at| at != 0.0));
    }
    Ok(columns.executor.sum(columns.data, &vec![0.0; width], &Apart { at, elsewhere })?.0)
}

struct Apart {
    /// Of the columns that separate, the value of rows that they do not.
    at: Vec<Option<Option<f64>>>,
    /// Of how many of them it is not 0.
    elsewhere: usize,
}

identified_by_fields!(Apart { at, elsewhere });

impl RowSum for Apart {
    type Partial = Kept<usize>;
    type Scratch = ();

    fn zero(&self) -> Kept<usize> {
        Kept::default()
    }

    fn add(&self, block: &Block<'_>, into: &mut Kept<usize>, (): &mut ()) {
        for i in (0..block.rows()).filter(|&i| block.weights.is_none_or(|weights| weights[i] > 0.0)) {
            // Entries that are not stored are 0, which is apart where the others are elsewhere.
            let (mut is_apart, mut there) = (false, 0);
            block.x.for_each_entry(i, &mut |j, value| {
                if let Some(at) = self.at[j] {
                    let tied = at == Some(value);
                    is_apart |= !tied;
                    there += usize::from(tied && value != 0.0);
                }
            });
            if is_apart || there < self.elsewhere {
                into.0.push(block.first_row + i);
            }
        }
    }
}

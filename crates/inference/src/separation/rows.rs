//! What separation needs of the rows of a data set: margins of all of them along a direction, and some of them in full.
//!
//! ```text
//! z_i = s_i x̃_i,   s_i = 1 for label 1, −1 for label 0,   x̃_i = (1, (x_i − o) / scale)
//! ```
//!
//! A row of weight 0 is not there: its margin is NaN, which no comparison holds for.

use crate::InferenceError;
use logodds_core::alias::Columns;
use logodds_core::{Block, EvalError, RowSum};
use std::collections::{BTreeSet, HashSet};

/// Σ a_j b_j.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The margins z_i·d of all rows; those that rounding cannot tell from 0 are 0.
///
/// Rounding is that of the data (half a unit in the last place of the largest value of a column), of centring them, and of d.
pub(super) fn margins(columns: Columns<'_>, d: &[f64]) -> Result<Vec<f64>, EvalError> {
    let Columns { data, executor, moments, scaled } = columns;
    let (intercept, coefficients) = scaled.coefficients(d);
    let sum_of = |size: &dyn Fn(usize) -> f64| -> f64 {
        coefficients.iter().enumerate().filter(|(_, c)| **c != 0.0).map(|(j, c)| c.abs() * size(j)).sum()
    };
    let largest = intercept.abs() + sum_of(&|j| moments.max_abs(j));
    let noise = 4.0 * f64::EPSILON * sum_of(&|j| moments.max_abs(j) + moments.origin[j].abs());
    let close = COARSE * largest + noise;
    executor.sum(data, &moments.origin, &Margins { intercept, coefficients, close, noise })
}

/// What rounding of the data and of centring them may change in an entry of a row.
pub(super) fn rounding(columns: Columns<'_>) -> f64 {
    let Columns { moments, scaled, .. } = columns;
    let of = |&j: &usize| (moments.max_abs(j) + moments.origin[j].abs()) / scaled.scale(j);
    4.0 * f64::EPSILON * scaled.free().iter().map(of).fold(1.0, f64::max)
}

/// Relative to the sizes of the terms of a row.
const ZERO: f64 = 1e-10;
/// Relative to the largest sizes of the terms of any row: beyond it the terms need not be looked at.
const COARSE: f64 = 1e-8;

struct Margins {
    intercept: f64,
    coefficients: Vec<f64>,
    close: f64,
    noise: f64,
}

impl RowSum for Margins {
    type Partial = Vec<f64>;

    fn zero(&self) -> Vec<f64> {
        Vec::new()
    }

    fn add(&self, block: &Block<'_>, into: &mut Vec<f64>) {
        let start = into.len();
        into.resize(start + block.labels.len(), 0.0);
        block.x.matvec(&self.coefficients, &mut into[start..]);
        for (i, margin) in into[start..].iter_mut().enumerate() {
            if block.weights.is_some_and(|weights| weights[i] <= 0.0) {
                *margin = f64::NAN;
                continue;
            }
            let mut sum = *margin + self.intercept;
            if sum.abs() <= self.close {
                let mut size = self.intercept.abs();
                block.x.for_each_entry(i, &mut |j, value| size += (value * self.coefficients[j]).abs());
                if sum.abs() <= ZERO * size + self.noise {
                    sum = 0.0;
                }
            }
            *margin = if block.labels[i] == 1 { sum } else { -sum };
        }
    }

    fn merge(&self, left: &mut Vec<f64>, mut right: Vec<f64>) {
        left.append(&mut right);
    }
}

/// Some distinct rows, in full, each divided by its largest entry.
#[derive(Default)]
pub(super) struct WorkingRows {
    rows: Vec<(usize, Vec<f64>)>,
    indices: HashSet<usize>,
    seen: HashSet<Vec<u64>>,
}

impl WorkingRows {
    /// Index in the data set, and z over its largest entry.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &[f64])> {
        self.rows.iter().map(|(index, z)| (*index, z.as_slice()))
    }

    /// Whether a row is among them, or equal to one of them.
    pub fn has(&self, index: usize) -> bool {
        self.indices.contains(&index)
    }

    /// Add the rows of these numbers. How many are new.
    pub fn add(&mut self, columns: Columns<'_>, numbers: &[usize]) -> Result<usize, InferenceError> {
        let Columns { data, moments, scaled, .. } = columns;
        let shape = data.shape();
        let mut places = vec![None; shape.columns];
        for (k, &j) in scaled.free().iter().enumerate() {
            places[j] = Some((k + 1, scaled.scale(j)));
        }
        let before = self.rows.len();
        let numbers: BTreeSet<usize> = numbers.iter().copied().collect();
        let mut numbers = numbers.into_iter().peekable();
        while let Some(&first) = numbers.peek() {
            let k = first / shape.block_rows.max(1);
            let range = shape.block(k);
            let mut wanted = Vec::new();
            while let Some(row) = numbers.next_if(|row| range.contains(row)) {
                wanted.push(row);
            }
            if wanted.is_empty() {
                break; // beyond the last row
            }
            data.visit(k, &moments.origin, &mut |block| {
                for &row in &wanted {
                    let i = row - block.first_row;
                    let sign = if block.labels[i] == 1 { 1.0 } else { -1.0 };
                    let mut z = vec![0.0; scaled.dim()];
                    z[0] = if scaled.has_intercept() { sign } else { 0.0 };
                    block.x.for_each_entry(i, &mut |j, value| {
                        if let Some((place, scale)) = places[j] {
                            z[place] = sign * value / scale;
                        }
                    });
                    self.insert(row, z);
                }
            })?;
        }
        Ok(self.rows.len() - before)
    }

    fn insert(&mut self, index: usize, mut z: Vec<f64>) {
        let largest = z.iter().map(|x| x.abs()).fold(0.0, f64::max);
        self.indices.insert(index);
        // Without an intercept, a row of zeros: every margin of it is 0, and no direction separates it.
        if largest == 0.0 {
            return;
        }
        z.iter_mut().for_each(|x| *x /= largest);
        if self.seen.insert(z.iter().map(|x| (x + 0.0).to_bits()).collect()) {
            self.rows.push((index, z));
        }
    }
}

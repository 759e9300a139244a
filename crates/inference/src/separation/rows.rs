//! What separation needs of the rows of a data set: margins of all of them along a direction, and some of them in full.
//!
//! ```text
//! z_ik = (e_{y_i} − e_k) ⊗ x̃_i,   k ≠ y_i,   e_0 = 0,   x̃_i = (1, (x_i − o) / scale)         z_ik·d = (d_{y_i} − d_k)·x̃_i
//! ```
//!
//! Of K labels a row of the data makes K − 1 rows of the cone's, one for every label k that is not its own; d has a block of coordinates for
//! every label but the first. Of two labels that is `z_i = s_i x̃_i`, s_i = 1 for label 1 and −1 for label 0. A row of weight 0 is not
//! there: its margins are NaN, which no comparison holds for.

use crate::error::InferenceError;
use logodds_core::identified_by_fields;
use logodds_core::risk::alias::Columns;
use logodds_core::sum::Kept;
use logodds_core::{Block, EvalError, RowSum};
use std::collections::{BTreeSet, HashSet};

/// Σ a_j b_j, in eight sums side by side, which need not wait for one another.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (eights, others) = (a.chunks_exact(8).zip(b.chunks_exact(8)), a.len().min(b.len()) / 8 * 8);
    let mut sums = [0.0; 8];
    for (a, b) in eights {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    let rest: f64 = a[others..].iter().zip(&b[others..]).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + rest
}

/// Add a multiple of b to a.
pub(super) fn add_multiple(a: &mut [f64], by: f64, b: &[f64]) {
    a.iter_mut().zip(b).for_each(|(a, b)| *a += by * b);
}

/// The rows of the cone of a data set.
#[derive(Clone, Copy)]
pub(super) struct ConeRows<'a> {
    pub columns: Columns<'a>,
    /// Labels K.
    pub classes: usize,
}

impl ConeRows<'_> {
    /// Coordinates of a direction.
    pub fn dim(&self) -> usize {
        self.per_row() * self.columns.scaled.dim()
    }

    /// All coordinates, but for intercepts that are pinned at 0.
    pub fn coordinates(&self) -> Vec<usize> {
        let scaled = self.columns.scaled;
        (0..self.dim()).filter(|k| scaled.has_intercept() || k % scaled.dim() != 0).collect()
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.per_row() * self.columns.data.shape().rows
    }

    /// As many for a row of the data: one for every label but its own.
    pub fn per_row(&self) -> usize {
        self.classes - 1
    }

    /// The label k of the cone's row `place` of a row of the data with label `own`.
    pub fn other(own: usize, place: usize) -> usize {
        if place < own { place } else { place + 1 }
    }

    /// The margins z·d of all rows; those that rounding cannot tell from 0 are 0.
    ///
    /// Rounding is that of the data and of d, relative to the terms of a row, and of centring them; and what was taken for 0 in d.
    pub fn margins(&self, d: &[f64]) -> Result<Vec<f64>, EvalError> {
        let Columns { data, executor, moments, scaled } = self.columns;
        let width = data.shape().columns;
        let (mut intercepts, mut coefficients) = (vec![0.0], vec![0.0; width]);
        for block in d.chunks_exact(scaled.dim()) {
            let (intercept, of_columns) = scaled.coefficients(block);
            intercepts.push(intercept);
            coefficients.extend(of_columns);
        }
        // d is rounded by its largest entries, so what is next to them is as uncertain as they are.
        let most = |of_label: &[f64], step: usize, j: usize| {
            of_label.iter().skip(j).step_by(step.max(1)).map(|c| c.abs()).fold(0.0, f64::max)
        };
        let sizes: Vec<f64> = (0..width).map(|j| most(&coefficients, width, j)).collect();
        let size = most(&intercepts, 1, 0);
        let sum_of = |of: &dyn Fn(usize) -> f64| -> f64 {
            sizes.iter().enumerate().filter(|(_, c)| **c != 0.0).map(|(j, c)| c * of(j)).sum()
        };
        let largest = size + sum_of(&|j| moments.max_abs(j));
        let of_d = d.iter().map(|x| x.abs()).fold(0.0, f64::max);
        let noise = 4.0 * f64::EPSILON * sum_of(&|j| moments.origin[j].abs()) + NOTHING * of_d;
        let close = COARSE * largest + noise;
        let margins = Margins { classes: self.classes, intercepts, coefficients, size, sizes, close, noise };
        Ok(executor.sum(data, &moments.origin, &margins)?.0)
    }

    /// What rounding of the data and of centring them may change in an entry of a row, whose largest is 1.
    pub fn rounding(&self) -> f64 {
        let Columns { moments, scaled, .. } = self.columns;
        let of = |&j: &usize| 1.0 + moments.origin[j].abs() / scaled.scale(j);
        4.0 * f64::EPSILON * scaled.free().iter().map(of).fold(1.0, f64::max)
    }
}

/// Entries of a direction that are rounding, beside the largest, in the solver's coordinates.
pub(super) const NOTHING: f64 = 1e-12;
/// Relative to the sizes of the terms of a row.
const ZERO: f64 = 1e-10;
/// Relative to the largest sizes of the terms of any row: beyond it the terms need not be looked at.
const COARSE: f64 = 1e-8;

struct Margins {
    classes: usize,
    /// Of all labels, those of the first being 0.
    intercepts: Vec<f64>,
    /// One label after another.
    coefficients: Vec<f64>,
    /// The largest intercept of any label, and the largest coefficient of every column.
    size: f64,
    sizes: Vec<f64>,
    close: f64,
    noise: f64,
}

identified_by_fields!(Margins { classes, intercepts, coefficients, size, sizes, close, noise });

impl RowSum for Margins {
    type Partial = Kept<f64>;
    type Scratch = ();

    fn zero(&self) -> Kept<f64> {
        Kept::default()
    }

    fn add(&self, block: &Block<'_>, Kept(into): &mut Kept<f64>, (): &mut ()) {
        let (rows, per_row, width) = (block.rows(), self.classes - 1, self.sizes.len());
        let mut scores = vec![0.0; self.classes * rows];
        for k in 1..self.classes {
            let coefficients = &self.coefficients[k * width..(k + 1) * width];
            block.x.matvec(coefficients, &mut scores[k * rows..(k + 1) * rows]);
        }
        into.reserve(per_row * rows);
        for i in 0..rows {
            if block.weights.is_some_and(|weights| weights[i] <= 0.0) {
                into.extend((0..per_row).map(|_| f64::NAN));
                continue;
            }
            let own = usize::from(block.classes()[i]);
            for other in (0..per_row).map(|place| ConeRows::other(own, place)) {
                let difference = self.intercepts[own] - self.intercepts[other];
                let mut sum = scores[own * rows + i] - scores[other * rows + i] + difference;
                // Labels of equal coefficients are many where a direction is about few of them.
                if sum != 0.0 && sum.abs() <= self.close {
                    let mut size = self.size;
                    block.x.for_each_entry(i, &mut |j, value| size += value.abs() * self.sizes[j]);
                    if sum.abs() <= ZERO * size + self.noise {
                        sum = 0.0;
                    }
                }
                into.push(sum);
            }
        }
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
    /// Its number, and z over its largest entry.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &[f64])> {
        self.rows.iter().map(|(index, z)| (*index, z.as_slice()))
    }

    /// Whether a row is among them, or equal to one of them.
    pub fn has(&self, index: usize) -> bool {
        self.indices.contains(&index)
    }

    /// Add the rows of these numbers. How many are new.
    pub fn add(&mut self, cone: ConeRows<'_>, numbers: &[usize]) -> Result<usize, InferenceError> {
        let Columns { data, moments, scaled, .. } = cone.columns;
        let (shape, per_row, of_label) = (data.shape(), cone.per_row(), scaled.dim());
        let mut places = vec![None; shape.columns];
        for (k, &j) in scaled.free().iter().enumerate() {
            places[j] = Some((k + 1, scaled.scale(j)));
        }
        let before = self.rows.len();
        let numbers: BTreeSet<usize> = numbers.iter().copied().collect();
        let mut numbers = numbers.into_iter().peekable();
        while let Some(&first) = numbers.peek() {
            let k = first / per_row / shape.block_rows.max(1);
            let range = shape.block(k);
            let mut wanted = Vec::new();
            while let Some(number) = numbers.next_if(|number| range.contains(&(number / per_row))) {
                wanted.push(number);
            }
            if wanted.is_empty() {
                break; // beyond the last row
            }
            let mut entries = Vec::new();
            data.visit(k..k + 1, &moments.origin, &mut |block| {
                for &number in &wanted {
                    let i = number / per_row - block.first_row;
                    let own = usize::from(block.classes()[i]);
                    let other = ConeRows::other(own, number % per_row);
                    entries.clear();
                    entries.extend(scaled.has_intercept().then_some((0, 1.0)));
                    block.x.for_each_entry(i, &mut |j, value| {
                        entries.extend(places[j].map(|(place, scale)| (place, value / scale)));
                    });
                    let mut z = vec![0.0; cone.dim()];
                    for (label, sign) in [(own, 1.0), (other, -1.0)] {
                        if let Some(start) = label.checked_sub(1) {
                            entries.iter().for_each(|(place, x)| z[start * of_label + place] = sign * x);
                        }
                    }
                    self.insert(number, z);
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

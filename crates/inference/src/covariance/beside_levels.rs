//! Columns that are exact combinations of the levels of a category and of earlier columns: a number that has one value within each level, above all.
//!
//! ```text
//! S = R − CᵀD⁻¹C       s_jj = what levels leave of column j         c = S_kk⁻¹ s_kj of the kept ones, c_e = (C_ej − Σ_k c_k C_ek) / d_e of levels
//! ```
//!
//! As of any columns ([`logodds_core::risk::alias`]), but that levels come first: where both are held to be, the number is held and not a level, and no square of the
//! levels is made. H is any information with positive weights, that at the start of a fit. A pivot below 1e-8 of the column's own is a suspicion;
//! the rows confirm it.

use crate::error::InferenceError;
use logodds_core::identified_by_fields;
use logodds_core::risk::alias::{Alias, Columns};
use logodds_core::sum::Most;
use logodds_core::{Arrow, Block, Equation, RowSum, SymMatrix};

/// A share of a column below which it is suspected to be none of its own.
const SUSPICION: f64 = 1e-8;
/// A residual, as a share of the spread of the column, that is rounding: the means of levels have some thousand units in the last place of it.
const EXACT: f64 = 1e-9;
/// How far a new row may miss the equation, as a share of the column's spread: as for other columns.
const TOLERANCE: f64 = 2.5e-7;

/// The columns beside levels that depend exactly on these and on earlier ones. `hessian` is in the solver's coordinates.
///
/// # Errors
/// [`InferenceError::Eval`] if a pass fails.
pub fn aliases_beside_levels(columns: Columns<'_>, hessian: &Arrow) -> Result<Vec<Alias>, InferenceError> {
    let others = hessian.rest().order();
    let left = left_by_levels(hessian);
    let mut kept: Vec<usize> = Vec::new();
    let mut factor: Vec<Vec<f64>> = Vec::new();
    let mut found = Vec::new();
    for r in 0..others {
        if r == 0 && !columns.scaled.has_intercept() {
            continue;
        }
        let mut row: Vec<f64> = Vec::with_capacity(kept.len() + 1);
        for (above, &k) in factor.iter().zip(&kept) {
            let dot: f64 = row.iter().zip(above).map(|(x, y)| x * y).sum();
            row.push((left.get(r, k) - dot) / above[row.len()]);
        }
        let size = hessian.rest().get(r, r);
        let pivot = left.get(r, r) - row.iter().map(|l| l * l).sum::<f64>();
        if pivot <= SUSPICION * size && r > 0 {
            let mut c = row.clone();
            for i in (0..c.len()).rev() {
                c[i] /= factor[i][i];
                let ci = c[i];
                c[..i].iter_mut().zip(&factor[i]).for_each(|(into, l)| *into -= ci * l);
            }
            let of_kept: Vec<(usize, f64)> = kept.iter().copied().zip(c).collect();
            if let Some(alias) = confirmed(columns, hessian, r, &of_kept)? {
                found.push(alias);
                continue;
            }
        }
        row.push(pivot.max(f64::EPSILON * size.max(f64::MIN_POSITIVE)).sqrt());
        kept.push(r);
        factor.push(row);
    }
    Ok(found)
}

/// S.
fn left_by_levels(hessian: &Arrow) -> SymMatrix {
    let mut left = hessian.rest().clone();
    for (e, d) in hessian.levels().iter().enumerate().filter(|(_, d)| **d > 0.0) {
        let (positions, numbers) = hessian.row(e);
        for (k, (&i, c)) in positions.iter().zip(numbers).enumerate() {
            let row = left.row_mut(i as usize);
            positions[..=k].iter().zip(numbers).for_each(|(&j, other)| row[j as usize] -= c * other / d);
        }
    }
    left
}

/// The equation of the column at position `r`, if the rows have it.
fn confirmed(
    columns: Columns<'_>,
    hessian: &Arrow,
    r: usize,
    of_kept: &[(usize, f64)],
) -> Result<Option<Alias>, InferenceError> {
    let Columns { data, executor, moments, scaled } = columns;
    let column_of = |coordinate: usize| coordinate.checked_sub(1).map(|k| scaled.free()[k]);
    let Some(column) = column_of(hessian.coordinate(r)) else { return Ok(None) };
    let unit = scaled.scale(column);
    let mut constant = 0.0;
    let mut combination: Vec<(usize, f64)> = Vec::new();
    for &(k, c) in of_kept {
        // Of columns of unit size: what rounding leaves of a column that takes no part.
        if c.abs() <= EXACT {
            continue;
        }
        match column_of(hessian.coordinate(k)) {
            None => constant = c * unit,
            Some(j) => combination.push((j, c * unit / scaled.scale(j))),
        }
    }
    let start = hessian.eliminated().start;
    for (e, d) in hessian.levels().iter().enumerate().filter(|(_, d)| **d > 0.0) {
        let (positions, numbers) = hessian.row(e);
        let at = |r: usize| positions.binary_search(&(r as u32)).map_or(0.0, |place| numbers[place]);
        let there = of_kept.iter().filter(|(_, c)| c.abs() > EXACT);
        let sum = there.fold(at(r), |sum, &(k, c)| sum - c * at(k));
        if let Some(j) = column_of(start + e).filter(|_| sum != 0.0) {
            combination.push((j, sum / d * unit / scaled.scale(j)));
        }
    }
    combination.sort_unstable_by_key(|(j, _)| *j);
    let mut direction = vec![0.0; moments.origin.len()];
    direction[column] = 1.0;
    combination.iter().for_each(|&(j, c)| direction[j] -= c);
    let Most(largest) = executor.sum(data, &moments.origin, &Residual { direction, constant })?;
    let spread = moments.variance[column].sqrt();
    if largest.is_nan() || largest > EXACT * spread {
        return Ok(None);
    }
    let tolerance = largest.max(TOLERANCE * spread);
    let equation = Equation { column, constant, combination, tolerance };
    let (constant, combination) = equation.as_written(&moments.origin);
    Ok(Some(Alias { column, constant, combination, equation }))
}

/// Largest `|x·direction − constant|` of rows of positive weight.
struct Residual {
    direction: Vec<f64>,
    constant: f64,
}

identified_by_fields!(Residual { direction, constant });

impl RowSum for Residual {
    type Partial = Most;
    type Scratch = Vec<f64>;

    fn zero(&self) -> Most {
        Most(0.0)
    }

    fn add(&self, block: &Block<'_>, Most(largest): &mut Most, sums: &mut Vec<f64>) {
        sums.clear();
        sums.resize(block.rows(), 0.0);
        block.x.matvec(&self.direction, sums);
        for (i, sum) in sums.iter().enumerate() {
            if block.weights.is_none_or(|weights| weights[i] > 0.0) {
                let off = (sum - self.constant).abs();
                *largest = if off.is_nan() { f64::INFINITY } else { largest.max(off) };
            }
        }
    }
}

//! As many rows as coefficients, all independent: whatever their labels are, they are separated completely, and no search is needed.
//!
//! ```text
//! X̃ square and regular:  X̃ d = m has a solution for every m;  m_i > 0 for label 1, < 0 for label 0, and z_i·d > 0 for all i
//! d_k = Σ_i (X̃⁻¹)_ki m_i:  with all m of these signs it takes one sign alone only if no two terms disagree
//! ```
//!
//! That is so wherever columns are more than rows, once those that others determine are held. Of more than two labels d has a block for every
//! label l but the first: m_i > 0 for label l, < 0 for the first, and of either sign for the others, whose own label may be ahead by more.

use crate::error::InferenceError;
use crate::separation::Limit;
use logodds_core::risk::alias::Columns;
use logodds_core::{EvalError, SymMatrix};
use logodds_optim::Cholesky;

/// Rows up to which the inverse is computed.
const ROWS: usize = 2_000;
/// A share of the largest entry of a row of the inverse below which an entry may be rounding.
const ROUNDING: f64 = 1e-9;

/// X̃⁻¹ and the labels of its rows.
pub(super) struct Independent {
    /// Row k of the inverse, of coordinate k among those that are not pinned.
    inverse: Vec<Vec<f64>>,
    labels: Vec<usize>,
    /// The coordinate that row 0 of the inverse is of.
    first: usize,
}

impl Independent {
    /// If there are as many rows of positive weight as coefficients, and they are independent.
    ///
    /// # Errors
    /// If a pass fails.
    pub fn of(columns: Columns<'_>) -> Result<Option<Self>, InferenceError> {
        let scaled = columns.scaled;
        let unknowns = scaled.unknowns();
        if unknowns == 0 || unknowns > ROWS {
            return Ok(None);
        }
        let first = usize::from(!scaled.has_intercept());
        let Some((rows, labels)) = rows(columns, unknowns)? else { return Ok(None) };
        // (X̃ X̃ᵀ)⁻¹ column by column, then X̃ᵀ times it. Squared conditions cost digits, of which signs need few.
        let mut gram = SymMatrix::zeros(unknowns);
        for i in 0..unknowns {
            for j in 0..=i {
                gram.row_mut(i)[j] = rows[i].iter().zip(&rows[j]).map(|(a, b)| a * b).sum();
            }
        }
        let Ok(factor) = Cholesky::new(&gram) else { return Ok(None) };
        let mut inverse = vec![vec![0.0; unknowns]; unknowns];
        for i in 0..unknowns {
            let mut unit = vec![0.0; unknowns];
            unit[i] = 1.0;
            let solved = factor.solve(&unit);
            for (row, s) in rows.iter().zip(solved) {
                inverse.iter_mut().zip(row).for_each(|(inverse, x)| inverse[i] += s * x);
            }
        }
        let found = Self { inverse, labels, first };
        Ok(found.is_right(&rows).then_some(found))
    }

    /// Whether X̃ X̃⁻¹ is 1, to the digits that matter.
    fn is_right(&self, rows: &[Vec<f64>]) -> bool {
        const APART: f64 = 1e-6;
        rows.iter().enumerate().all(|(i, row)| {
            let mut product = vec![0.0; rows.len()];
            for (x, inverse) in row.iter().zip(&self.inverse) {
                product.iter_mut().zip(inverse).for_each(|(p, v)| *p += x * v);
            }
            product.iter().enumerate().all(|(j, p)| (p - f64::from(u8::from(i == j))).abs() <= APART)
        })
    }

    /// A direction with a margin of 1 in every row, of two labels, in the solver's coordinates.
    pub fn direction(&self) -> Vec<f64> {
        let sign = |label: &usize| if *label == 1 { 1.0 } else { -1.0 };
        let of = |row: &Vec<f64>| row.iter().zip(&self.labels).map(|(v, label)| v * sign(label)).sum();
        std::iter::repeat_n(0.0, self.first).chain(self.inverse.iter().map(of)).collect()
    }

    /// Where the sum g·d of the coordinates of `label` (1 of two) goes.
    pub fn limit(&self, label: usize, g: &[f64]) -> Limit {
        let mut sum = vec![0.0; self.labels.len()];
        for (row, g) in self.inverse.iter().zip(&g[self.first..]) {
            sum.iter_mut().zip(row).for_each(|(s, v)| *s += g * v);
        }
        let largest = sum.iter().map(|s| s.abs()).fold(0.0, f64::max);
        let (mut rises, mut falls, mut open) = (false, false, false);
        for (s, own) in sum.iter().zip(&self.labels) {
            match (s.abs() <= ROUNDING * largest, *own) {
                (true, _) => open |= *s != 0.0,
                (false, own) if own == label => (rises, falls) = (rises || *s > 0.0, falls || *s < 0.0),
                (false, 0) => (rises, falls) = (rises || *s < 0.0, falls || *s > 0.0),
                _ => return Limit::Either,
            }
        }
        match (rises, falls, open) {
            (true, true, _) => Limit::Either,
            (_, _, true) => Limit::Undecided,
            (true, false, false) => Limit::PlusInfinity,
            (false, true, false) => Limit::MinusInfinity,
            (false, false, false) => Limit::Finite,
        }
    }
}

/// The rows of positive weight, in coordinates that are not pinned, and their labels, if there are as many as `unknowns`.
#[allow(clippy::type_complexity)]
fn rows(columns: Columns<'_>, unknowns: usize) -> Result<Option<(Vec<Vec<f64>>, Vec<usize>)>, EvalError> {
    let Columns { data, moments, scaled, .. } = columns;
    let (mut rows, mut labels) = (Vec::new(), Vec::new());
    let mut place = vec![usize::MAX; data.shape().columns];
    let first = usize::from(scaled.has_intercept());
    scaled.free().iter().enumerate().for_each(|(k, &j)| place[j] = k + first);
    for block in 0..data.shape().blocks() {
        data.visit(block..block + 1, &moments.origin, &mut |block| {
            for (i, label) in block.classes().iter().enumerate() {
                if rows.len() > unknowns || block.weights.is_some_and(|weights| weights[i] <= 0.0) {
                    continue;
                }
                let mut row = vec![0.0; unknowns];
                row[..first].fill(1.0);
                block.x.for_each_entry(i, &mut |j, x| {
                    if place[j] < unknowns {
                        row[place[j]] = x / scaled.scale(j);
                    }
                });
                rows.push(row);
                labels.push(usize::from(*label));
            }
        })?;
        if rows.len() > unknowns {
            return Ok(None);
        }
    }
    Ok((rows.len() == unknowns).then_some((rows, labels)))
}

//! How far columns can be told apart: variance inflation and the condition of the information.
//!
//! ```text
//! VIF_j   = (R⁻¹)_jj                                 R the correlation matrix of the coefficients' estimates, without the intercept
//! GVIF_s  = det(R_ss) det((R⁻¹)_ss)                  of columns s that belong together, df of them
//! κ       = λ_max / λ_min                            of the information, intercept (if any) included, scaled to a unit diagonal
//! ```
//!
//! VIF: how many times larger a coefficient's variance is than if its column were uncorrelated (in the metric of the fit) with the others;
//! J. Fox, G. Monette, *J. Amer. Statist. Assoc.* 87, 1992, for several columns, where `det(R_ss) det(R_−s,−s) / det R` is theirs,
//! and the minor is `det R det((R⁻¹)_ss)`. These are the numbers of R's `car::vif` of a `glm`. `GVIF^(1/df)` is comparable with a plain
//! VIF. κ is that of columns about their means, as the model keeps them; D. Belsley, E. Kuh, R. Welsch, *Regression Diagnostics*, 1980.
//!
//! Neither is the difference of large numbers where it is computed from both the information H and a root of its inverse ([`Root`]):
//!
//! ```text
//! det(R_ss) det((R⁻¹)_ss) = det(V_ss) det(S_ss),   S = H_ww − H_w0 H_00⁻¹ H_0w,   w the columns, 0 the intercept
//! κ = λ_max(D^−½ H D^−½) λ_max(D^½ H⁻¹ D^½),   D = diag(H)
//! ```
//!
//! They are of the information, which says the same whatever the errors are taken from: scores, clusters or replicates. With a penalty it is the
//! penalised one, of the posterior. Of more than two labels s has the coefficients of a column in all labels, relative to the first (which one
//! changes GVIF in no digit), df of them: `GVIF^(1/df)` is comparable with that of two labels.

use crate::error::InferenceError;
use logodds_core::Root;
use logodds_core::{Scaled, SymMatrix};
use logodds_optim::{Cholesky, largest_eigenvalue};
use std::ops::Range;

/// Coefficients at most: eigenvalues of larger matrices take longer than a fit.
pub(crate) const MOST: usize = 500;

/// Variance inflation of columns that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Inflation {
    /// The columns of the design matrix: one, or the indicators of a category.
    pub columns: Range<usize>,
    /// How many coefficients they have.
    pub df: usize,
    /// The (generalised) variance inflation factor.
    pub gvif: f64,
}

impl Inflation {
    /// `GVIF^(1/df)`, comparable with the factor of a single column.
    #[must_use]
    pub fn per_column(&self) -> f64 {
        self.gvif.powf(1.0 / self.df.max(1) as f64)
    }
}

/// How far columns can be told apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Collinearity {
    /// Of every column or category that is not held at 0, in order.
    pub inflations: Vec<Inflation>,
    /// κ of the information.
    pub condition: f64,
}

impl Collinearity {
    /// From the information and a root of its inverse, in the coordinates of `scaled` of every output; `together` are the columns that
    /// belong together, in increasing order.
    ///
    /// # Errors
    /// [`InferenceError::Singular`] if levels that belong together depend on each other to working precision; [`InferenceError::TooWide`].
    pub(crate) fn of(
        information: &SymMatrix,
        root: &Root,
        scaled: &Scaled,
        together: &[Range<usize>],
    ) -> Result<Self, InferenceError> {
        let unknowns = information.order();
        if unknowns > MOST {
            return Err(InferenceError::TooWide { unknowns, most: MOST });
        }
        let (free, block) = (scaled.free(), scaled.dim());
        let starts = (0..unknowns).step_by(block);
        let intercepts: Vec<usize> = if scaled.has_intercept() { starts.clone().collect() } else { Vec::new() };
        let group = |j: usize| together.iter().find(|range| range.contains(&j)).cloned().unwrap_or(j..j + 1);
        let mut inflations: Vec<Inflation> = Vec::new();
        for &j in free {
            let columns = group(j);
            if inflations.last().is_some_and(|last| last.columns == columns) {
                continue;
            }
            let own: Vec<usize> = (0..free.len()).filter(|&a| columns.contains(&free[a])).collect();
            let own: Vec<usize> = starts.clone().flat_map(|start| own.iter().map(move |a| start + a + 1)).collect();
            let (rest, variance) = (without(information, &own, &intercepts)?, gram_of(root, &own));
            let gvif = match own[..] {
                // No rounding of determinants.
                [_] => rest.get(0, 0) * variance.get(0, 0),
                _ => (log_determinant(&rest)? + log_determinant(&variance)?).exp(),
            };
            inflations.push(Inflation { columns, df: own.len(), gvif });
        }
        // Beside what is pinned.
        let first = usize::from(!scaled.has_intercept());
        let all: Vec<usize> = starts.flat_map(|start| start + first..start + block).collect();
        let scale: Vec<f64> = all.iter().map(|&a| information.get(a, a).sqrt()).collect();
        let unit = scaled_part(information, &all, |a| 1.0 / scale[a]);
        let inverse = gram_of(root, &all);
        let every: Vec<usize> = (0..all.len()).collect();
        let inverse = scaled_part(&inverse, &every, |a| scale[a]);
        let extremes = largest_eigenvalue(&unit).zip(largest_eigenvalue(&inverse));
        let condition = extremes.map(|(most, least)| most * least).ok_or(InferenceError::Singular)?;
        Ok(Self { inflations, condition })
    }

    /// The largest inflation per column, if there are two columns or more.
    #[must_use]
    pub fn largest(&self) -> Option<&Inflation> {
        self.inflations.iter().max_by(|a, b| a.per_column().total_cmp(&b.per_column()))
    }

    /// Columns and categories with more than `most` per column, worst first.
    #[must_use]
    pub fn beyond(&self, most: f64) -> Vec<&Inflation> {
        let mut found: Vec<&Inflation> = self.inflations.iter().filter(|one| one.per_column() > most).collect();
        found.sort_by(|a, b| b.per_column().total_cmp(&a.per_column()));
        found
    }
}

/// Rows and columns `places` of `m`, entry (a, b) times both their factors.
fn scaled_part(m: &SymMatrix, places: &[usize], factor: impl Fn(usize) -> f64) -> SymMatrix {
    let mut part = SymMatrix::zeros(places.len());
    for (a, &i) in places.iter().enumerate() {
        let row = part.row_mut(a).iter_mut().zip(places).enumerate();
        row.for_each(|(b, (x, &j))| *x = factor(a) * factor(b) * m.get(i, j));
    }
    part
}

/// `V_ss`, of V = G'G.
fn gram_of(root: &Root, places: &[usize]) -> SymMatrix {
    let mut gram = SymMatrix::zeros(places.len());
    for k in 0..root.order() {
        let row = root.row(k);
        let at = |a: usize| row.get(places[a]).copied().unwrap_or_default();
        for a in 0..places.len() {
            let factor = at(a);
            if factor != 0.0 {
                gram.row_mut(a).iter_mut().enumerate().for_each(|(b, sum)| *sum += factor * at(b));
            }
        }
    }
    gram
}

/// `H_ss − H_s0 H_00⁻¹ H_0s`.
fn without(information: &SymMatrix, own: &[usize], intercepts: &[usize]) -> Result<SymMatrix, InferenceError> {
    let mut rest = scaled_part(information, own, |_| 1.0);
    if intercepts.is_empty() {
        return Ok(rest);
    }
    let of_intercepts = scaled_part(information, intercepts, |_| 1.0);
    let factor = Cholesky::new(&of_intercepts).map_err(|_| InferenceError::Singular)?;
    let whitened: Vec<Vec<f64>> = own
        .iter()
        .map(|&i| factor.whiten_gradient(&intercepts.iter().map(|&c| information.get(i, c)).collect::<Vec<f64>>()))
        .collect();
    for a in 0..own.len() {
        for (b, rest) in rest.row_mut(a).iter_mut().enumerate() {
            *rest -= whitened[a].iter().zip(&whitened[b]).map(|(x, y)| x * y).sum::<f64>();
        }
    }
    Ok(rest)
}

fn log_determinant(m: &SymMatrix) -> Result<f64, InferenceError> {
    Ok(Cholesky::new(m).map_err(|_| InferenceError::Singular)?.log_determinant())
}

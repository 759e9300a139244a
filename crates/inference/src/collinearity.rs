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
//! Everything is computed from the covariance by the model, of which the information is the inverse; that of a sandwich is not.

use crate::InferenceError;
use crate::covariance::Covariance;
use crate::sandwich::Estimator;
use logodds_core::SymMatrix;
use logodds_optim::{Cholesky, condition_number};
use std::ops::Range;

/// Coefficients at most: eigenvalues of larger matrices take longer than a fit.
const MOST: usize = 500;

/// Variance inflation of columns that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Inflation {
    /// The columns of the design matrix: one, or the indicators of a category.
    pub columns: Range<usize>,
    /// How many of them are free.
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
    /// From a covariance by the model; `together` are the columns that belong together, in increasing order.
    ///
    /// # Errors
    /// [`InferenceError::Singular`] if it is by another estimator, or singular to working precision; [`InferenceError::TooWide`].
    pub fn of(covariance: &Covariance, together: &[Range<usize>]) -> Result<Self, InferenceError> {
        let matrix = covariance.matrix();
        if covariance.estimator() != Estimator::Model {
            return Err(InferenceError::Singular);
        }
        let unknowns = matrix.order();
        if unknowns > MOST {
            return Err(InferenceError::TooWide { unknowns, most: MOST });
        }
        let columns = unknowns.saturating_sub(1);
        let free: Vec<usize> = (0..columns).filter(|&j| covariance.std_error(j).is_some()).collect();
        let places: Vec<usize> = free.iter().map(|j| j + 1).collect();
        let correlations = unit_diagonal(&part(matrix, &places));
        let inverse = inverse(&correlations)?;

        let group = |j: usize| together.iter().find(|range| range.contains(&j)).cloned().unwrap_or(j..j + 1);
        let mut inflations: Vec<Inflation> = Vec::new();
        for &j in &free {
            let columns = group(j);
            if inflations.last().is_some_and(|last| last.columns == columns) {
                continue;
            }
            let own: Vec<usize> = (0..free.len()).filter(|&a| columns.contains(&free[a])).collect();
            let gvif = match own[..] {
                // No rounding of determinants.
                [one] => inverse.get(one, one),
                _ => (log_determinant(&part(&correlations, &own))? + log_determinant(&part(&inverse, &own))?).exp(),
            };
            inflations.push(Inflation { columns, df: own.len(), gvif });
        }
        let intercept = covariance.has_intercept().then_some(0);
        let all: Vec<usize> = intercept.into_iter().chain(places).collect();
        let information = self::inverse(&unit_diagonal(&part(matrix, &all)))?;
        let condition = condition_number(&unit_diagonal(&information)).ok_or(InferenceError::Singular)?;
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

/// Rows and columns `places` of `m`.
fn part(m: &SymMatrix, places: &[usize]) -> SymMatrix {
    let mut part = SymMatrix::zeros(places.len());
    for (a, &i) in places.iter().enumerate() {
        part.row_mut(a).iter_mut().zip(places).for_each(|(x, &j)| *x = m.get(i, j));
    }
    part
}

/// `D^−½ M D^−½`, D the diagonal.
fn unit_diagonal(m: &SymMatrix) -> SymMatrix {
    let root: Vec<f64> = m.diagonal().map(f64::sqrt).collect();
    let mut unit = m.clone();
    for i in 0..m.order() {
        unit.row_mut(i).iter_mut().enumerate().for_each(|(j, x)| *x /= root[i] * root[j]);
    }
    unit
}

fn inverse(m: &SymMatrix) -> Result<SymMatrix, InferenceError> {
    let n = m.order();
    let mut inverse = SymMatrix::zeros(n);
    for root in Cholesky::new(m).map_err(|_| InferenceError::Singular)?.inverse_root() {
        for i in 0..n {
            inverse.row_mut(i).iter_mut().zip(&root).for_each(|(x, b)| *x += root[i] * b);
        }
    }
    Ok(inverse)
}

fn log_determinant(m: &SymMatrix) -> Result<f64, InferenceError> {
    Ok(Cholesky::new(m).map_err(|_| InferenceError::Singular)?.log_determinant())
}

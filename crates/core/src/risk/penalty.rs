//! What keeps coefficients small: nothing, or a ridge.
//!
//! ```text
//! none   0
//! L2     λ/2 Σ_j w_j²            (standardised: λ/2 Σ_j (σ_j w_j)²)
//! ```
//!
//! λ is per average row (glmnet's scale): the loss it is added to is a weighted mean, so the same λ means the same
//! at any number of rows. scikit-learn's `C` is `1 / (n λ)`. The intercept is never penalised.

use crate::data::DataError;
use crate::objective::Separable;

/// The penalty of the objective.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Penalty {
    /// Maximum likelihood.
    #[default]
    None,
    /// Ridge: `λ/2 ‖w‖²`.
    L2 {
        /// Strength λ ≥ 0, per average row.
        lambda: f64,
        /// Penalise the coefficients of the standardised columns (population standard deviation), as glmnet does,
        /// instead of those of the columns as given.
        standardize: bool,
    },
}

impl Penalty {
    /// That of strength `lambda` on columns as given; none of strength 0.
    #[must_use]
    pub fn of_strength(lambda: f64) -> Self {
        if lambda == 0.0 { Self::None } else { Self::L2 { lambda, standardize: false } }
    }

    /// Ridge of strength `lambda` on the columns as given.
    #[must_use]
    pub fn l2(lambda: f64) -> Self {
        Self::L2 { lambda, standardize: false }
    }

    /// λ, zero without a penalty.
    #[must_use]
    pub fn lambda(&self) -> f64 {
        match *self {
            Self::None => 0.0,
            Self::L2 { lambda, .. } => lambda,
        }
    }

    /// The penalty of the columns' coefficients, in the user's units, given the columns' variances.
    ///
    /// # Errors
    /// [`DataError::Lambda`] if λ is not a number from 0 to 10¹⁰⁰.
    pub fn of_columns(&self, variances: &[f64]) -> Result<Separable, DataError> {
        let ridge = match *self {
            Self::None => vec![0.0; variances.len()],
            Self::L2 { lambda, .. } if !(0.0..=1e100).contains(&lambda) => return Err(DataError::Lambda(lambda)),
            Self::L2 { lambda, standardize: false } => vec![lambda; variances.len()],
            Self::L2 { lambda, standardize: true } => variances.iter().map(|v| lambda * v).collect(),
        };
        Ok(Separable::ridge(ridge))
    }
}

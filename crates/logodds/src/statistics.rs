//! How likely the data are under the fit, and under the intercept alone.
//!
//! ```text
//! log-likelihood   ℓ = −Σ_i ω_i ℓ(y_i, η_i)          deviance   −2ℓ
//! AIC = 2k − 2ℓ    BIC = k log n − 2ℓ                McFadden   1 − ℓ / ℓ_0
//! ```
//!
//! k counts the free coefficients and the intercept, if there is one; ℓ_0 is that of the intercept alone, or of no coefficient at all (every
//! probability 1/2, without offsets) where there is none. Where the intercept alone explains everything, ℓ_0 = 0, there is nothing to
//! take a share of and no R². AIC: H. Akaike, 1974; BIC: G. Schwarz, *Ann. Statist.* 6, 1978; McFadden, in *Frontiers in Econometrics*, 1974.
//!
//! What n is, on which BIC and Nagelkerke's R² depend, weights decide ([`Statistics::of_weights`]):
//!
//! | weights | n of BIC | n of Nagelkerke |
//! |---|---|---|
//! | none | rows | rows |
//! | frequency | Σω | Σω |
//! | sampling | no AIC, no BIC: no likelihood | Σω, the population that ℓ estimates the likelihood of (R's `survey::psrsq`) |
//! | precision | rows of positive weight, as R's `glm` (`nobs`) | withheld: ℓ has a free scale, and n has not |
//!
//! A penalised fit has no count of free coefficients, so k, AIC and BIC are absent then.

use logodds_inference::WeightKind;
use logodds_inference::rows::measures::nagelkerke;

/// Likelihood and what derives from it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Statistics {
    /// Mean weighted log loss.
    pub log_loss: f64,
    /// Log-likelihood.
    pub log_likelihood: f64,
    /// Log-likelihood of the intercept alone (offsets kept); without an intercept, of equal probabilities, or of the offsets alone.
    pub null_log_likelihood: f64,
    /// −2 log-likelihood.
    pub deviance: f64,
    /// The null model's.
    pub null_deviance: f64,
    /// Number of coefficients, the intercept (if there is one) included; `None` if penalised.
    pub df: Option<usize>,
    /// Akaike's criterion; `None` if penalised, or of sampling weights.
    pub aic: Option<f64>,
    /// Schwarz's criterion; `None` likewise.
    pub bic: Option<f64>,
    /// McFadden's pseudo-R²; `None` if the intercept alone (with the offsets) leaves no loss.
    pub mcfadden_r2: Option<f64>,
    /// Nagelkerke's pseudo-R²; `None` likewise, and of precision weights, whose scale is free.
    pub nagelkerke_r2: Option<f64>,
}

impl Statistics {
    /// From mean losses, the sum of the weights, the number of rows of positive weight, and k.
    pub(crate) fn new(log_loss: f64, null_log_loss: f64, weight: f64, rows: usize, df: Option<usize>) -> Self {
        let log_likelihood = -log_loss * weight;
        let null_log_likelihood = -null_log_loss * weight;
        let criterion = |price: f64| df.map(|df| price * df as f64 - 2.0 * log_likelihood);
        Self {
            log_loss,
            log_likelihood,
            null_log_likelihood,
            deviance: -2.0 * log_likelihood,
            null_deviance: -2.0 * null_log_likelihood,
            df,
            aic: criterion(2.0),
            bic: None,
            nagelkerke_r2: None,
            mcfadden_r2: (null_log_likelihood != 0.0).then(|| 1.0 - log_likelihood / null_log_likelihood),
        }
        .of_observations(rows as f64)
    }

    /// The same with weights of a kind, whose sum is `total`: see the table at the top. To say it twice changes nothing.
    #[must_use]
    pub fn of_weights(self, kind: WeightKind, total: f64) -> Self {
        match kind {
            WeightKind::Frequency => self.of_observations(total),
            WeightKind::Sampling => Self { aic: None, bic: None, ..self.of_observations(total) },
            _ => Self { nagelkerke_r2: None, ..self },
        }
    }

    fn of_observations(self, n: f64) -> Self {
        Self {
            bic: self.df.map(|df| n.ln() * df as f64 + self.deviance),
            nagelkerke_r2: nagelkerke(self.log_likelihood, self.null_log_likelihood, n),
            ..self
        }
    }
}

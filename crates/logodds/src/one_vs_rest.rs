//! Several classes by as many binary models, each of one class against the rest.
//!
//! ```text
//! p_k = σ(η_k) / Σ_l σ(η_l)        η_k the log-odds of class k against all others
//! ```
//!
//! (R. Rifkin, A. Klautau, *In Defense of One-Vs-All Classification*, JMLR 5, 2004.) Every model is certified by itself and answers a
//! question of its own; that the shares sum to 1 is a convention. Where the classes exclude one another and probabilities are
//! what is wanted, the multinomial model ([`LogisticRegression::fit_classes`]) is the likelihood they come from.

use crate::fit::error::FitError;
use crate::fit::fitted::Fit;
use crate::specification::LogisticRegression;
use logodds_core::{Executor, Features, InMemory, ModelError, RowBlocks};

/// One binary fit per class.
///
/// ```
/// use logodds::data::{Dense, Executor, InMemory};
/// use logodds::fit::LogisticRegression;
/// let x = Dense::from_rows(vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 2.5, 1.5, 3.5], 9, 1)?;
/// let data = InMemory::of_classes(x, vec![0, 0, 1, 1, 2, 2, 0, 1, 1], 3)?;
/// let fits = LogisticRegression::default().fit_one_vs_rest(&data)?;
/// let p = fits.probabilities(data.features(), &Executor::sequential())?;
/// assert!((p[..3].iter().sum::<f64>() - 1.0).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct OneVsRest {
    /// Of class 0, of class 1, and so on, each with its certificate.
    pub fits: Vec<Fit>,
}

impl LogisticRegression {
    /// Fit one binary model per class, of the class against the rest, to data of two classes or more
    /// ([`InMemory::of_classes`]). Nothing is copied but the labels.
    ///
    /// # Errors
    /// As for [`LogisticRegression::fit`], of the first class that cannot be fitted.
    pub fn fit_one_vs_rest(&self, data: &InMemory<'_>) -> Result<OneVsRest, FitError> {
        let classes = 0..data.classes();
        let fits = classes.map(|class| self.fit(&data.against_the_rest(class as u8))).collect::<Result<_, _>>()?;
        Ok(OneVsRest { fits })
    }
}

impl OneVsRest {
    /// Whether every model's optimum is certified.
    #[must_use]
    pub fn is_certified(&self) -> bool {
        self.fits.iter().all(Fit::is_certified)
    }

    /// The classes' shares of every row, as many numbers as there are classes, row by row; equal ones where every model gives 0, NaN where one gives
    /// none ([`Fit::probabilities`]).
    ///
    /// # Errors
    /// [`ModelError::Length`] if the features have another number of columns than the models.
    pub fn probabilities(&self, features: &Features<'_>, executor: &Executor) -> Result<Vec<f64>, ModelError> {
        let classes = self.fits.len();
        let mut shares = vec![0.0; features.nrows() * classes];
        for (k, fit) in self.fits.iter().enumerate() {
            let own = fit.probabilities(features, executor)?;
            shares.iter_mut().skip(k).step_by(classes.max(1)).zip(own).for_each(|(share, p)| *share = p);
        }
        for row in shares.chunks_exact_mut(classes.max(1)) {
            let sum: f64 = row.iter().sum();
            if sum > 0.0 {
                row.iter_mut().for_each(|p| *p /= sum);
            } else if sum == 0.0 {
                row.fill(1.0 / classes as f64);
            } else {
                // One of them has none.
                row.fill(f64::NAN);
            }
        }
        Ok(shares)
    }
}

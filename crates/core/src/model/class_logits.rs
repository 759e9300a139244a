//! How well the probability of each of K labels is known.
//!
//! ```text
//! logit p_k = η_k − log Σ_{l≠k} e^{η_l}        its gradient by η_k is 1, by η_l  −q_l,   q_l = e^{η_l} / Σ_{m≠k} e^{η_m}
//! Var(logit p_k) = ‖Σ_c a_c G_c z‖²        a the gradient,   z = (1, x − o),   V = G'G the covariance, G_c the columns of score c
//! ```
//!
//! The delta method (A. Agresti, *Categorical Data Analysis*, 3rd ed. 2013, §16.1) on the log-odds of one label against all others, whose
//! interval carried over to the probability stays within 0 and 1 (J. Fox, J. Hong, *J. Statist. Software* 32(1), 2009, §3, which R's
//! `effects` computes). As a gradient sums to 0 over the labels, coefficients relative to the first label have all of it. Of two labels
//! this is the standard error of the log-odds itself.

use crate::data::{EvalError, InMemory, RowBlocks};
use crate::design::Features;
use crate::model::linear_errors::{LinearErrors, RowEntries, has_digits};

/// `logit p_k` and its standard error, of K labels in every row, row by row.
///
/// `margins` are the η_k, K to a row ([`Model::margins`](crate::Model::margins)); `errors` are those of the
/// coefficients of all labels but the first relative to it. A row costs K times the coefficients times its entries.
///
/// # Errors
/// [`EvalError`] if the features or the margins are of another number of columns, labels or rows.
pub fn class_logits(
    errors: &LinearErrors,
    margins: &[f64],
    features: Features<'_>,
) -> Result<Vec<(f64, f64)>, EvalError> {
    let (rows, columns, others) = (features.nrows(), features.ncols(), errors.scores());
    let classes = others + 1;
    if columns != errors.origin().len() {
        return Err(EvalError::Dimension { found: columns, expected: errors.origin().len() });
    }
    if margins.len() != rows * classes {
        return Err(EvalError::Dimension { found: margins.len(), expected: rows * classes });
    }
    let mut row = RowEntries::new(&features, errors.origin());
    // Blocks come with labels, which are not looked at.
    let data = InMemory::new(features, vec![0; rows]).map_err(EvalError::Data)?;
    let mut logits = Vec::with_capacity(margins.len());
    let (mut entries, mut of_scores, mut terms) = (Vec::new(), Vec::new(), Vec::new());
    let (mut gradient, mut margins) = (vec![0.0; classes], margins.chunks_exact(classes));
    data.visit(0..data.shape().blocks(), errors.origin(), &mut |block| {
        for (i, margins) in (0..block.rows()).zip(&mut margins) {
            row.write(block.x, i, &mut entries);
            errors.of_scores_at(&entries, &mut of_scores);
            terms.clear();
            terms.extend((0..others).map(|c| errors.terms_of_score(c, &entries)));
            for k in 0..classes {
                let logit = against_others(margins, k, &mut gradient);
                logits.push((logit, error(&of_scores, &terms, &gradient[1..])));
            }
        }
    })?;
    Ok(logits)
}

/// `logit p_k` of K labels in every row, row by row, of margins as [`class_logits`] takes them: the same bits, without errors.
#[must_use]
pub fn logits_of(margins: &[f64], classes: usize) -> Vec<f64> {
    let mut gradient = vec![0.0; classes];
    let rows = margins.chunks_exact(classes.max(1));
    rows.flat_map(|row| (0..classes).map(|k| against_others(row, k, &mut gradient)).collect::<Vec<_>>()).collect()
}

/// `η_k − log Σ_{l≠k} e^{η_l}`, and its gradient by η.
fn against_others(margins: &[f64], k: usize, gradient: &mut [f64]) -> f64 {
    let others = || margins.iter().enumerate().filter(|(l, _)| *l != k).map(|(_, margin)| *margin);
    let largest = others().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for (gradient, margin) in gradient.iter_mut().zip(margins) {
        *gradient = if *margin == largest { 1.0 } else { (margin - largest).exp() };
    }
    gradient[k] = 0.0;
    gradient.iter().for_each(|e| sum += e);
    gradient.iter_mut().for_each(|e| *e /= -sum);
    gradient[k] = 1.0;
    margins[k] - largest - sum.ln()
}

/// `‖Σ_c a_c G_c z‖`; NaN where its digits are lost. `terms` are the sizes of what each `G_c z` adds up.
fn error(of_scores: &[f64], terms: &[f64], a: &[f64]) -> f64 {
    let order = of_scores.len() / a.len().max(1);
    let component = |k: usize| a.iter().enumerate().map(|(c, a)| a * of_scores[c * order + k]).sum::<f64>();
    let norm = (0..order).map(|k| component(k).powi(2)).sum::<f64>().sqrt();
    let terms = a.iter().zip(terms).map(|(a, terms)| a.abs() * terms).sum();
    if has_digits(norm, terms) { norm } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gradient_is_that_of_differences_and_sums_to_0() {
        let margins = [0.5, -1.0, 2.0, 0.0];
        for k in 0..4 {
            let mut gradient = [0.0; 4];
            let logit = against_others(&margins, k, &mut gradient);
            let p = margins.map(f64::exp);
            let total: f64 = p.iter().sum();
            assert!((logit - (p[k] / (total - p[k])).ln()).abs() < 1e-14);
            assert!(gradient.iter().sum::<f64>().abs() < 1e-15);
            for l in 0..4 {
                let moved = |by: f64| {
                    let mut margins = margins;
                    margins[l] += by;
                    against_others(&margins, k, &mut [0.0; 4])
                };
                assert!(((moved(1e-5) - moved(-1e-5)) / 2e-5 - gradient[l]).abs() < 1e-9, "{k} {l}");
            }
        }
    }

    #[test]
    fn margins_far_apart_have_logits_where_probabilities_are_0_and_1() {
        let mut gradient = [0.0; 3];
        let margins = [0.0, 2_000.0, -1_000.0];
        assert_eq!(against_others(&margins, 0, &mut gradient), -2_000.0);
        assert_eq!(against_others(&margins, 1, &mut gradient), 2_000.0);
        assert_eq!(gradient, [-1.0, 1.0, -0.0]);
        assert_eq!(against_others(&margins, 2, &mut gradient), -3_000.0);
    }
}

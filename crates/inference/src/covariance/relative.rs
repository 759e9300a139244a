//! Coordinates in which a covariance is told: of several labels those of all but the first, relative to it.
//!
//! ```text
//! θ = Qᵀ (0, β_1, …, β_m)        H_kl = Σ_c Σ_e q_kc q_le H_θ[c, e],  and so a scatter of scores
//! ```
//!
//! q_k is the row of class k in the basis Q of the contrasts ([`Contrasts`]); blocks `H_θ[c, e]` have the order of intercept and columns. Everything is
//! factored relative to the first label, so that roots stay triangular. One output stands for itself.

use logodds_core::{Contrasts, SymMatrix};

/// q_kc of every label k but the first, for every contrast c.
fn shares(contrasts: &Contrasts) -> Vec<Vec<f64>> {
    let classes = contrasts.classes();
    let of = |k: usize| contrasts.of_classes(&(0..classes).map(|l| f64::from(u8::from(l == k))).collect::<Vec<f64>>());
    (1..classes).map(of).collect()
}

/// A sum of products of scores of contrasts, as that of the scores of all labels but the first.
pub(crate) fn matrix(contrasts: Option<&Contrasts>, of_contrasts: SymMatrix) -> SymMatrix {
    let Some(contrasts) = contrasts else { return of_contrasts };
    let (q, outputs) = (shares(contrasts), contrasts.dim());
    let block = of_contrasts.order() / outputs;
    let mut relative = SymMatrix::zeros(of_contrasts.order());
    for k in 0..outputs {
        for l in 0..=k {
            for a in 0..block {
                let last = if k == l { a } else { block - 1 };
                for b in 0..=last {
                    let mut sum = 0.0;
                    for (c, qk) in q[k].iter().enumerate() {
                        for (e, ql) in q[l].iter().enumerate() {
                            sum += qk * ql * of_contrasts.get(c * block + a, e * block + b);
                        }
                    }
                    relative.row_mut(k * block + a)[l * block + b] = sum;
                }
            }
        }
    }
    relative
}

/// Scores of contrasts, as those of all labels but the first.
pub(crate) fn scores(contrasts: Option<&Contrasts>, of_contrasts: &mut [f64]) {
    let Some(contrasts) = contrasts else { return };
    let q = shares(contrasts);
    let block = of_contrasts.len() / contrasts.dim();
    for a in 0..block {
        let theta: Vec<f64> = of_contrasts.iter().skip(a).step_by(block).copied().collect();
        for (place, q) in of_contrasts.iter_mut().skip(a).step_by(block).zip(&q) {
            *place = q.iter().zip(&theta).map(|(q, theta)| q * theta).sum();
        }
    }
}

/// A point of contrasts, as the coefficients of all labels but the first, relative to it.
pub fn point(contrasts: Option<&Contrasts>, of_contrasts: &mut [f64]) {
    let Some(contrasts) = contrasts else { return };
    let block = of_contrasts.len() / contrasts.dim();
    for a in 0..block {
        let theta: Vec<f64> = of_contrasts.iter().skip(a).step_by(block).copied().collect();
        let of_classes = contrasts.classes_of(&theta);
        let first = of_classes.first().copied().unwrap_or_default();
        let places = of_contrasts.iter_mut().skip(a).step_by(block);
        places.zip(&of_classes[1..]).for_each(|(place, of_class)| *place = of_class - first);
    }
}

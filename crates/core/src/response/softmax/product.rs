//! Curvatures times a change of the margins, from the probabilities.
//!
//! ```text
//! δ_i = Q θ_i       s_ik = ω_i p_ik (δ_ik − Σ_l p_il δ_il)       S_i θ_i = Qᵀ s_i
//! ```

use crate::response::softmax::contrasts::Contrasts;

/// `Qᵀ s` in place of θ, `products` plus `intercepts`; `kept` are the probabilities, class by class, `n` numbers each.
pub(super) fn product(
    contrasts: &Contrasts,
    (n, weights): (usize, Option<&[f64]>),
    kept: &[f64],
    (intercepts, products): (&[f64], &mut [f64]),
    totals: &mut [f64],
    room: &mut Vec<f64>,
) {
    if n == 0 {
        return;
    }
    room.clear();
    room.resize(2 * n, 0.0);
    let (last, means) = room.split_at_mut(n);
    // δ relative to the last class: θ_k + b Σ θ. A common shift of δ changes no s.
    for (products, intercept) in products.chunks_exact_mut(n).zip(intercepts) {
        for (product, last) in products.iter_mut().zip(&mut *last) {
            *product += intercept;
            *last += contrasts.base() * *product;
        }
    }
    for (products, p) in products.chunks_exact_mut(n).zip(kept.chunks_exact(n)) {
        for (((product, shift), mean), p) in products.iter_mut().zip(&*last).zip(&mut *means).zip(p) {
            *product += shift;
            *mean += p * *product;
        }
    }
    // s of the last class, and what it adds to the others: (Qᵀ s)_c = s_c − b s_m.
    let p_last = &kept[contrasts.dim() * n..];
    for (i, last) in last.iter_mut().enumerate() {
        let weight = weights.map_or(1.0, |w| w[i]);
        *last = -weight * p_last[i] * means[i];
    }
    for ((products, p), total) in products.chunks_exact_mut(n).zip(kept.chunks_exact(n)).zip(totals) {
        for (i, product) in products.iter_mut().enumerate() {
            let weight = weights.map_or(1.0, |w| w[i]);
            *product = weight * p[i] * (*product - means[i]) - contrasts.base() * last[i];
            *total += *product;
        }
    }
}

//! The Hessian of the intercepts alone, M (m × m): what a certificate needs to make the residuals of every class sum to 0.
//!
//! ```text
//! M = L Lᵀ       step = M⁻¹ g₀       1 / tr M⁻¹ ≤ the smallest eigenvalue of M
//! ```

/// `(1 / tr M⁻¹, M⁻¹ g)` of a symmetric matrix given as rows, known but for an error whose norm is at most
/// `hidden`; a curvature of 0 if it is not positive definite beyond that. The curvature is lowered by it.
pub(crate) fn curvature_and_step(matrix: &[f64], g: &[f64], hidden: f64) -> (f64, Vec<f64>) {
    let m = g.len();
    let singular = (0.0, vec![0.0; m]);
    let mut l = vec![0.0; m * m];
    for i in 0..m {
        for j in 0..=i {
            let dot: f64 = l[i * m..i * m + j].iter().zip(&l[j * m..j * m + j]).map(|(a, b)| a * b).sum();
            let rest = matrix[i * m + j] - dot;
            if i == j {
                // A pivot lost to rounding is no curvature.
                if rest.is_nan() || rest <= hidden {
                    return singular;
                }
                l[i * m + i] = rest.sqrt();
            } else {
                l[i * m + j] = rest / l[j * m + j];
            }
        }
    }
    let forward = |b: &mut [f64]| {
        for i in 0..m {
            let dot: f64 = l[i * m..i * m + i].iter().zip(&b[..i]).map(|(a, b)| a * b).sum();
            b[i] = (b[i] - dot) / l[i * m + i];
        }
    };
    let mut trace = 0.0;
    for k in 0..m {
        let mut unit = vec![0.0; m];
        unit[k] = 1.0;
        forward(&mut unit);
        trace += unit.iter().map(|x| x * x).sum::<f64>();
    }
    let mut step = g.to_vec();
    forward(&mut step);
    for i in (0..m).rev() {
        step[i] /= l[i * m + i];
        let x = step[i];
        step.iter_mut().zip(&l[i * m..i * m + i]).for_each(|(s, l)| *s -= l * x);
    }
    // λ_min of the exact matrix is at least that of the computed one less the norm of the difference.
    ((1.0 / trace - hidden).max(0.0), step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_solves_and_the_curvature_is_below_every_eigenvalue() {
        let matrix = [3.0, -1.0, 1.0, -1.0, 3.0, -1.0, 1.0, -1.0, 3.0];
        let g = [0.5, -2.0, 1.0];
        let (curvature, step) = curvature_and_step(&matrix, &g, 1e-15);
        for i in 0..3 {
            let product: f64 = (0..3).map(|j| matrix[3 * i + j] * step[j]).sum();
            assert!((product - g[i]).abs() < 1e-14);
        }
        // Eigenvalues 2, 2, 5.
        assert!((curvature - 1.0 / (0.5 + 0.5 + 0.2)).abs() < 1e-14);
        assert_eq!(curvature_and_step(&[1.0, 1.0, 1.0, 1.0], &[1.0, 0.0], 1e-15), (0.0, vec![0.0; 2]));
    }
}

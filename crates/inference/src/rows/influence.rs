//! Leverage and influence of rows, of any number of labels.
//!
//! ```text
//! leverage          h_i = tr(S_i M_i)                                  M_i = Z_i (WH)⁻¹ Z_i'
//! Cook's distance   D_i = v_i' M_i v_i / k,   (I − S_i M_i) v_i = r_i    = Δ' (WH) Δ / k
//! ```
//!
//! S_i and r_i are the curvatures and residuals of the row in its m outputs (m × m, m), Z_i its m × m(p + 1) design matrix, and Δ what one step of Newton's
//! method without the row moves the coefficients by (E. Lesaffre, A. Albert, *Multiple-group logistic regression diagnostics*, Applied Statistics 38,
//! 1989; D. Pregibon, *Ann. Statist.* 9, 1981, for two labels, of which these are the numbers of [`diagnostics`](crate::rows::diagnostics())). k counts the
//! coefficients, or with a penalty is Σ h_i. Leverages lie between 0 and m and sum to the number of coefficients that are estimated.

use crate::covariance::accurate::is_penalised;
use crate::covariance::information::Information;
use crate::error::InferenceError;
use logodds_core::identified_by_fields;
use logodds_core::response::Products;
use logodds_core::risk::Coefficients;
use logodds_core::sum::Kept;
use logodds_core::{Block, Response, Risk, RowLoss, RowSum};

/// What a row has to do with the fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Influence {
    /// h: the degrees of freedom that the row takes.
    pub leverage: f64,
    /// Cook's distance; infinite or NaN of a row that alone determines a coefficient.
    pub cooks_distance: f64,
}

/// Of every row at the optimum `u`: a pass for H, and one for the rows, which costs as many products with X as there are coefficients.
///
/// # Errors
/// [`InferenceError`] if H is singular or too large, or a pass fails.
pub fn influence<R: Response>(risk: &Risk<'_, R>, u: &[f64]) -> Result<Vec<Influence>, InferenceError> {
    let information = Information::at(risk, u)?;
    let basis = information.root.square().iter().map(|b| risk.layout().coefficients(b)).collect();
    let sum = Rows { loss: risk.row_loss(u), basis, total: risk.null().total_weight };
    let Kept(numbers) = risk.executor().sum(risk.data(), &risk.moments().origin, &sum)?;
    let rows = numbers.as_chunks::<2>().0;
    let degrees: f64 = rows.iter().map(|[leverage, _]| leverage).sum();
    let k = if is_penalised(risk) { degrees } else { risk.layout().unknowns() as f64 };
    let of_row = |&[leverage, distance]: &[f64; 2]| Influence { leverage, cooks_distance: distance / k };
    Ok(rows.iter().map(of_row).collect())
}

struct Rows<R> {
    loss: RowLoss<R>,
    /// Vectors b with Σ b b' = H⁻¹.
    basis: Vec<Coefficients>,
    total: f64,
}

identified_by_fields!([R: Response] Rows<R> { loss, basis, total });

impl<R: Response> Rows<R> {
    /// M of every row, entry by entry.
    fn variances(&self, block: &Block<'_>) -> Vec<Vec<f64>> {
        let (n, m) = (block.rows(), self.loss.response().outputs());
        let (mut variances, mut products) = (vec![vec![0.0; n]; m * m], vec![0.0; m * n]);
        for vector in &self.basis {
            vector.products(block.x, Products { values: &mut products, stride: n });
            for (of_output, intercept) in products.chunks_exact_mut(n).zip(&vector.intercepts) {
                of_output.iter_mut().for_each(|product| *product += intercept);
            }
            for (entry, sums) in variances.iter_mut().enumerate() {
                let (one, other) = (&products[entry / m * n..][..n], &products[entry % m * n..][..n]);
                sums.iter_mut().zip(one.iter().zip(other)).for_each(|(sum, (a, b))| *sum += a * b / self.total);
            }
        }
        variances
    }

    /// S of every row, entry by entry: products with the unit vectors.
    fn curvatures(&self, block: &Block<'_>, rows: &R::Rows) -> Vec<Vec<f64>> {
        let (n, m, response) = (block.rows(), self.loss.response().outputs(), self.loss.response());
        let (mut kept, mut room) = (Vec::new(), Vec::new());
        response.keep(rows, &mut kept);
        let mut curvatures = Vec::with_capacity(m * m);
        for c in 0..m {
            let unit: Vec<f64> = (0..m).map(|d| f64::from(u8::from(d == c))).collect();
            let mut products = vec![0.0; m * n];
            response.product(block, &kept, (&unit, &mut products), &mut vec![0.0; m], &mut room);
            curvatures.extend(products.chunks_exact(n).map(<[f64]>::to_vec));
        }
        curvatures
    }
}

impl<R: Response> RowSum for Rows<R> {
    /// Leverage and k times the distance of every row.
    type Partial = Kept<f64>;
    type Scratch = R::Rows;

    fn zero(&self) -> Kept<f64> {
        Kept::default()
    }

    fn add(&self, block: &Block<'_>, into: &mut Kept<f64>, rows: &mut R::Rows) {
        if block.rows() == 0 {
            return;
        }
        let m = self.loss.response().outputs();
        self.loss.of_block(block, rows);
        let residuals: Vec<&[f64]> = self.loss.response().residuals(rows).outputs().collect();
        let (variances, curvatures) = (self.variances(block), self.curvatures(block, rows));
        for i in 0..block.rows() {
            let (variance, curvature) =
                (|a: usize, b: usize| variances[a * m + b][i], |a: usize, b: usize| curvatures[a * m + b][i]);
            let product = |a: usize, b: usize| (0..m).map(|c| curvature(a, c) * variance(c, b)).sum::<f64>();
            let leverage: f64 = (0..m).map(|a| product(a, a)).sum();
            let mut matrix: Vec<f64> = (0..m * m)
                .map(|entry| f64::from(u8::from(entry / m == entry % m)) - product(entry / m, entry % m))
                .collect();
            let mut v: Vec<f64> = residuals.iter().map(|of_output| of_output[i]).collect();
            solve(&mut matrix, &mut v);
            let distance: f64 =
                (0..m).flat_map(|a| (0..m).map(move |b| (a, b))).map(|(a, b)| v[a] * variance(a, b) * v[b]).sum();
            into.0.extend([leverage, distance]);
        }
    }
}

/// `A⁻¹ v` in place of v, by elimination with pivots; A is given as rows.
fn solve(a: &mut [f64], v: &mut [f64]) {
    let m = v.len();
    for k in 0..m {
        let pivot = (k..m).max_by(|&i, &j| a[i * m + k].abs().total_cmp(&a[j * m + k].abs())).unwrap_or(k);
        for j in 0..m {
            a.swap(k * m + j, pivot * m + j);
        }
        v.swap(k, pivot);
        for i in k + 1..m {
            let factor = a[i * m + k] / a[k * m + k];
            for j in k..m {
                a[i * m + j] -= factor * a[k * m + j];
            }
            v[i] -= factor * v[k];
        }
    }
    for k in (0..m).rev() {
        let known: f64 = (k + 1..m).map(|j| a[k * m + j] * v[j]).sum();
        v[k] = (v[k] - known) / a[k * m + k];
    }
}

#[cfg(test)]
mod tests {
    use super::solve;

    #[test]
    fn a_system_is_solved_whatever_its_pivots() {
        let a = [0.0, 2.0, 1.0, 1.0, 0.0, -1.0, 3.0, 1.0, 0.5];
        let x = [1.5, -2.0, 0.25];
        let mut v: Vec<f64> = (0..3).map(|i| (0..3).map(|j| a[i * 3 + j] * x[j]).sum()).collect();
        solve(&mut a.to_vec(), &mut v);
        assert!(v.iter().zip(x).all(|(found, x)| (found - x).abs() < 1e-14));
    }
}

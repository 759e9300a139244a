//! The Hessian of the likelihood with Jeffreys' prior, where rows are few enough to meet each other.
//!
//! ```text
//! −∂²ℓ*  = Σ_i (ω w + h (3w − ½))_i z_i z_i'  +  ½ Σ_il d_i (z_i' I⁻¹ z_l)² d_l z_i z_l'        w = p (1 − p),  d = ω w (1 − 2p)
//!        = Z' (diag a + ½ D (G ∘ G) D) Z        G = Z I⁻¹ Z' = Y Y',  Y = Z L⁻ᵀ
//! ```
//!
//! From `∂_j ½ log det I = ½ tr I⁻¹ ∂_j I` with `∂_j I = Σ ω w′ z_ij z_i z_i'`, `w′ = w (1 − 2p)` and `w″ = w − 6w²` (the prior's derivatives: D. Firth,
//! *Biometrika* 80, 1993, §3). Fisher's scoring leaves the second sum out, and takes the leverages h as they are: with p a share of n that
//! is no longer small, each step then takes an eighth of the way along some directions, and 85 were counted on 2,000 rows of
//! 1,000 columns. This costs n²p multiplications twice, which is as much as a few of those steps.

use crate::error::InferenceError;
use logodds_core::{EvalError, Risk, RowDerivatives, Structure, SymMatrix};
use logodds_optim::Cholesky;
use logodds_optim::algebra::inner_products;

/// Rows per coefficient up to which a Hessian costs no more than some steps without.
const ROWS: usize = 4;
/// Rows at most: their products are 200 MB.
const MOST: usize = 5_000;
/// Coefficients of which a step without costs so little that they may be many.
const FEW: usize = 50;
/// Rows that one thread whitens at a time.
const TOGETHER: usize = 32;

/// Whether rows are few enough.
pub(crate) fn is_worth_it(risk: &Risk<'_>) -> bool {
    let unknowns = risk.scaled().unknowns();
    unknowns > FEW && risk.rows() <= (ROWS * unknowns).min(MOST)
}

/// −∂²ℓ*, factored: by the factor of I and the leverages of all rows at `u`. `None` where it is not positive definite.
pub(crate) fn factor(
    risk: &Risk<'_>,
    u: &[f64],
    (information, leverages): (&Cholesky, &[f64]),
) -> Result<Option<Cholesky>, InferenceError> {
    let (n, p) = (leverages.len(), u.len());
    let Rows { z, a, d } = Rows::at(risk, u, leverages)?;
    if a.len() != n || n == 0 {
        return Ok(None);
    }
    let executor = risk.executor();
    let mut y = z.clone();
    executor.each(y.chunks_mut(TOGETHER * p).collect(), |rows| information.whiten_gradients(rows));
    let mut between = inner_products(&y, &y, p, executor);
    drop(y);
    executor.each(between.chunks_mut(n).enumerate().collect(), |(l, row): (usize, &mut [f64])| {
        row.iter_mut().zip(&d).for_each(|(g, d_i)| *g = 0.5 * d_i * *g * *g * d[l]);
        row[l] += a[l];
    });
    let columns = transposed(&z, n, p);
    let image = inner_products(&between, &columns, n, executor);
    drop(between);
    let whole = inner_products(&columns, &image, n, executor);
    let mut hessian = SymMatrix::zeros(p);
    for k in 0..p {
        hessian.row_mut(k).copy_from_slice(&whole[k * p..][..=k]);
    }
    // An intercept that is pinned stands beside the others.
    if !risk.scaled().has_intercept() {
        hessian.row_mut(0)[0] = 1.0;
    }
    Ok(Cholesky::on(&hessian, Some(risk.executor())).ok())
}

/// An n × p matrix by columns, from its rows.
fn transposed(rows: &[f64], n: usize, p: usize) -> Vec<f64> {
    let mut columns = vec![0.0; n * p];
    for (i, row) in rows.chunks_exact(p).enumerate() {
        row.iter().enumerate().for_each(|(j, x)| columns[j * n + i] = *x);
    }
    columns
}

/// The rows z in the solver's coordinates, one after another, with a and d of each.
struct Rows {
    z: Vec<f64>,
    a: Vec<f64>,
    d: Vec<f64>,
}

impl Rows {
    fn at(risk: &Risk<'_>, u: &[f64], leverages: &[f64]) -> Result<Self, EvalError> {
        let (scaled, origin, data, p) = (risk.scaled(), &risk.moments().origin, risk.data(), u.len());
        let mut places = vec![None; origin.len()];
        scaled.free().iter().enumerate().for_each(|(k, &j)| places[j] = Some((k + 1, scaled.scale(j))));
        let loss = risk.row_loss(u);
        let (mut rows, mut of) = (RowDerivatives::default(), Self { z: Vec::new(), a: Vec::new(), d: Vec::new() });
        data.visit(0..data.shape().blocks(), origin, &mut |block| {
            loss.derivatives(&block, &mut rows);
            for i in 0..block.rows() {
                let first = of.z.len();
                of.z.resize(first + p, 0.0);
                of.z[first] = if scaled.has_intercept() { 1.0 } else { 0.0 };
                block.x.for_each_entry(i, &mut |j, x| {
                    if let Some((k, scale)) = places[j] {
                        of.z[first + k] = x / scale;
                    }
                });
                let weight = block.weights.map_or(1.0, |weights| weights[i]);
                let (w, p) = match weight > 0.0 {
                    true => (rows.curvatures[i] / weight, rows.residuals[i] / weight + block.target.share_of(1, i)),
                    false => (0.0, 0.5),
                };
                let h = leverages.get(of.a.len()).copied().unwrap_or(f64::NAN);
                of.a.push(rows.curvatures[i] + h * (3.0 * w - 0.5));
                of.d.push(rows.curvatures[i] * (1.0 - 2.0 * p));
            }
        })?;
        Ok(of)
    }
}

//! Convex combinations of the residuals of several points: better dual points than any of them, and no pass.
//!
//! With one output, of points k with residuals r_k (of which `c_k = mean r_ik x̃_i` of the columns, g_0k of the intercept, are known with the
//! gradient) and weights α_k ≥ 0 that sum to 1, `r̄ = Σ α_k r_k` lies between residuals, and ℓ* is convex. So if Σ α_k g_0k = 0 (see `duality`)
//!
//! ```text
//! F* ≥ D(r̄) ≥ Σ_k α_k a_k − ½ ‖Σ_k α_k c_k‖²_{Λ⁻¹}        a_k = −mean (ℓ*(r_ik) − r_ik o_i) = F(u_k) − ½ ‖w_k‖²_Λ − c_k·w_k − g_0k b_k
//! ```
//!
//! the last by Fenchel's equality. It is the least of the model `max_k (L(u_k) + ∇L(u_k)·(u − u_k)) + ½ ‖w‖²_Λ` of F, the cutting planes of the
//! loss with the ridge as it is (J. Hiriart-Urruty, C. Lemaréchal, *Convex Analysis and Minimization Algorithms II*, 1993, §XV.3). Gradients of a
//! solver point one way and the other, those of the intercept above all: what one point lacks of a sum of 0 another has too much.
//! With 100,000 sparse columns and a ridge of 10⁻⁶ the bound at a gap of 10⁻⁴ is 2·10⁻³, where a single dual point has 0.7.
//!
//! **Weights.** The best ones with both sums as they have to be, found by leaving out what would be negative; what is found is a bound, whether it
//! is the best or not.
//!
//! **Rounding.** `s = |Σ α_k g_0k|` is not quite 0. The residuals r̄′ of the margins of r̄, shifted to where they sum to 0, differ by s in the mean, all in
//! one direction. −ℓ* is the entropy h of two labels; `|h(q + t) − h(q)| ≤ h(|t|)`, so the mean changes by at most
//! `h(s) ≤ s (1 − log s)` (Jensen), and c̄ by what `duality` says of residuals that move by s. The residuals are those of the margins as computed, so
//! a_k has the error `mean r_k Δη` besides that of a value, and the errors of c_k and g_0k times the point.

use crate::certificate::duality::moved_in_rows;
use crate::certificate::rounding::{Noise, value_noise};
use crate::premises::Premises;
use crate::solver::Iterate;

/// Points that are combined: with twice as many the bounds of the module's example were no better than a tenth.
const POINTS: usize = 8;

/// What is known of the residuals of a point.
#[derive(Clone, Debug)]
struct Plane {
    /// c_k Λ^−½.
    columns: Vec<f64>,
    /// g_0k.
    intercept: f64,
    /// a_k, less what rounding may add to it.
    height: f64,
    /// The error of `columns`, its length.
    error: f64,
    /// The weight it last had.
    weight: f64,
}

/// The points so far, at most [`POINTS`].
#[derive(Clone, Debug, Default)]
pub(super) struct Combination {
    planes: Vec<Plane>,
    /// c_k Λ⁻¹ c_l.
    products: Vec<Vec<f64>>,
}

impl Combination {
    /// Add what is known at an iterate. A lower bound on the minimum, if there is one.
    pub(super) fn improved(&mut self, at: &Iterate<'_>, premises: Premises<'_>) -> Option<f64> {
        let is_for = premises.geometry.outputs == 1 && premises.penalises_all_columns() && premises.dim() > 1;
        if !is_for || !self.add(at, premises) {
            return None;
        }
        let weights = self.weights(premises.geometry.pinned() == 0)?;
        self.planes.iter_mut().zip(&weights).for_each(|(plane, weight)| plane.weight = *weight);
        let least = self.bound(&weights, at, premises);
        least.is_finite().then_some(least)
    }

    /// Whether there is something new.
    fn add(&mut self, at: &Iterate<'_>, premises: Premises<'_>) -> bool {
        let (u, g) = (at.point, &at.evaluation.gradient);
        let root: Vec<f64> = (1..u.len()).map(|j| premises.ridge(j).sqrt()).collect();
        let point: Vec<f64> = root.iter().zip(&u[1..]).map(|(root, u)| root * u).collect();
        let columns: Vec<f64> =
            root.iter().zip(&point).zip(&g[1..]).map(|((root, point), g)| g / root - point).collect();
        let (own, square) = (dot(&point, &point), dot(&columns, &columns));
        let noise = Noise::at(at, premises);
        let length = (own.sqrt(), square.sqrt());
        let error = noise.sums_by_ridge() + 8.0 * f64::EPSILON * (2.0 * length.0 + length.1);
        let height = at.evaluation.value - 0.5 * own - dot(&columns, &point) - g[0] * u[0];
        let size = at.evaluation.value + own + length.0 * length.1 + (g[0] * u[0]).abs();
        let hidden = value_noise(at, premises) + 4.0 * unit(u.len()) * size + error * length.0;
        let height = height - hidden - noise.column(0) * u[0].abs();
        let is_last = |plane: &Plane| plane.intercept == g[0] && plane.height == height;
        if !height.is_finite() || !square.is_finite() || self.planes.last().is_some_and(is_last) {
            return false;
        }
        if self.planes.len() == POINTS {
            let lightest = |a: &usize, b: &usize| self.planes[*a].weight.total_cmp(&self.planes[*b].weight);
            let least = (0..POINTS).min_by(lightest).unwrap_or(0);
            self.planes.remove(least);
            self.products.remove(least);
            for row in &mut self.products {
                row.remove(least);
            }
        }
        let mut row: Vec<f64> = self.planes.iter().map(|plane| dot(&plane.columns, &columns)).collect();
        self.products.iter_mut().zip(&row).for_each(|(products, product)| products.push(*product));
        row.push(square);
        self.products.push(row);
        self.planes.push(Plane { columns, intercept: g[0], height, error, weight: 0.0 });
        true
    }

    /// Weights that sum to 1, with Σ α_k g_0k = 0 if residuals are to be `centred`.
    fn weights(&self, centred: bool) -> Option<Vec<f64>> {
        let largest = self.planes.iter().map(|plane| plane.intercept.abs()).fold(0.0, f64::max);
        let scale = if centred && largest > 0.0 { 1.0 / largest } else { 0.0 };
        let mut chosen: Vec<usize> = (0..self.planes.len()).collect();
        loop {
            let found = self.stationary(&chosen, scale)?;
            match found.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1)) {
                Some((negative, weight)) if *weight < 0.0 => {
                    chosen.remove(negative);
                }
                _ => {
                    let mut weights = vec![0.0; self.planes.len()];
                    chosen.iter().zip(&found).for_each(|(k, weight)| weights[*k] = *weight);
                    return Some(weights);
                }
            }
        }
    }

    /// Where `Σ α a − ½ ‖Σ α c‖²` is stationary for weights of the `chosen` that keep to their sums, of any sign.
    fn stationary(&self, chosen: &[usize], scale: f64) -> Option<Vec<f64>> {
        let m = chosen.len();
        let sums = if scale > 0.0 { 2 } else { 1 };
        if m < sums {
            return None;
        }
        let size = chosen.iter().map(|&k| self.products[k][k]).fold(0.0, f64::max);
        let mut rows = vec![vec![0.0; m + sums + 1]; m + sums];
        for (i, &k) in chosen.iter().enumerate() {
            for (j, &l) in chosen.iter().enumerate() {
                rows[i][j] = self.products[k][l];
            }
            // Gradients may be nearly the same; any weights will do, so long as they are found.
            rows[i][i] += 1e-13 * size;
            let of_sums = [1.0, scale * self.planes[k].intercept];
            for (s, of_sum) in of_sums.into_iter().enumerate().take(sums) {
                (rows[i][m + s], rows[m + s][i]) = (of_sum, of_sum);
            }
            rows[i][m + sums] = self.planes[k].height;
        }
        rows[m][m + sums] = 1.0;
        solved(rows).map(|mut found| {
            found.truncate(m);
            found
        })
    }

    /// The lower bound by some weights.
    fn bound(&self, weights: &[f64], at: &Iterate<'_>, premises: Premises<'_>) -> f64 {
        let sum = |of: &dyn Fn(&Plane) -> f64| {
            weights.iter().zip(&self.planes).map(|(weight, plane)| weight * of(plane)).sum::<f64>()
        };
        let total = sum(&|_| 1.0);
        let of_row = |row: &Vec<f64>| row.iter().zip(weights).map(|(product, weight)| product * weight).sum::<f64>();
        let largest = (0..weights.len()).map(|k| self.products[k][k]).fold(0.0, f64::max);
        let rounded = 4.0 * unit(at.point.len()) * largest;
        let square =
            weights.iter().zip(&self.products).map(|(weight, row)| weight * of_row(row)).sum::<f64>() / (total * total);
        let hidden = Noise::at(at, premises).column(0).max(f64::EPSILON * sum(&|plane| plane.intercept.abs()));
        let apart = if premises.geometry.pinned() > 0 {
            0.0
        } else {
            sum(&|plane| plane.intercept).abs() / total + 2.0 * hidden
        };
        let entropy = if apart > 0.0 { apart * (1.0 - apart.ln()) } else { 0.0 };
        // The entropy's bound is one as long as h grows.
        if apart > 0.25 {
            return f64::NEG_INFINITY;
        }
        let length =
            (square.max(0.0) + rounded).sqrt() + sum(&|plane| plane.error) / total + moved_in_rows(premises, apart);
        sum(&|plane| plane.height) / total
            - entropy
            - apart * premises.geometry.offset_bound
            - 0.5 * length * length
            - 16.0 * f64::EPSILON * sum(&|plane| plane.height.abs()) / total
    }
}

/// Numbers added up one after the other before their sum is.
const CHAIN: usize = 256;

/// a·b in chains of [`CHAIN`].
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let of_chain = |(a, b): (&[f64], &[f64])| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    a.chunks(CHAIN).zip(b.chunks(CHAIN)).map(of_chain).sum()
}

/// The error of such a product relative to the lengths.
fn unit(dim: usize) -> f64 {
    (CHAIN + dim / CHAIN + 16) as f64 * (f64::EPSILON / 2.0)
}

/// The solution of a few equations, rows with their right sides last, by elimination; `None` if they have none.
fn solved(mut rows: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let n = rows.len();
    for i in 0..n {
        let pivot = (i..n).max_by(|&k, &l| rows[k][i].abs().total_cmp(&rows[l][i].abs()))?;
        rows.swap(i, pivot);
        let (above, below) = rows.split_at_mut(i + 1);
        let top = &above[i];
        if top[i] == 0.0 || !top[i].is_finite() {
            return None;
        }
        for row in below {
            let factor = row[i] / top[i];
            row[i..].iter_mut().zip(&top[i..]).for_each(|(x, top)| *x -= factor * top);
        }
    }
    let mut found = vec![0.0; n];
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|j| rows[i][j] * found[j]).sum();
        found[i] = (rows[i][n] - known) / rows[i][i];
    }
    found.iter().all(|x| x.is_finite()).then_some(found)
}

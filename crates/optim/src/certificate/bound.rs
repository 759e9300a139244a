//! Upper bounds on F(u) − F*, computed, not assumed.
//!
//! Write g = ∇F(u), H = ∇²F(u), x̃_i for the rows the solver sees (intercept included), A_j ≥ max_i |x̃_ij|. Three bounds;
//! the smallest is the certificate.
//!
//! **Self-concordance.** For the logistic loss |ℓ‴| ≤ ℓ″, so along any direction v
//! `|d³F(u + tv)/dt³| ≤ max_i |x̃_i·v| · d²F/dt² ≤ R ‖v‖_H · d²F/dt²` with `R = max_i ‖x̃_i‖_{H⁻¹}`. Then (F. Bach,
//! *Self-concordant analysis for logistic regression*, Electronic J. Statistics 4, 2010, Proposition 1, eq. 3)
//!
//! ```text
//! F(u + v) ≥ F(u) + g·v + (e^{−Rt} + Rt − 1) / R²          t = ‖v‖_H
//! ```
//!
//! With the Newton decrement `ν = ‖g‖_{H⁻¹}`, `g·v ≥ −ν t`; the minimum over t ≥ 0, at `e^{−Rt} = 1 − δ`, `δ = νR < 1`, is
//!
//! ```text
//! F(u) − F* ≤ (δ + (1 − δ) log(1 − δ)) / R²  =  ν²/2 · (1 + δ/3 + δ²/6 + …)
//! ```
//!
//! R comes without a pass: by the triangle inequality `‖x̃_i‖_{H⁻¹} ≤ Σ_j |x̃_ij| √(H⁻¹)_jj ≤ Σ_j A_j √(H⁻¹)_jj`, where of
//! sparse columns only as many of the largest terms count as a row has entries: one of a categorical. It is loose, and mostly need not be tight: once δ is small
//! it has no influence. Where columns are nearly collinear it can be looser than any δ allows; then one pass computes
//! R exactly, as the largest `‖Bᵀ x̃_i‖` with `B Bᵀ = H⁻¹`. H may be of an earlier point a: by the same proposition (eq. 4) `H(u) ⪰ e^{−R t} H(a)`,
//! `t = ‖u − a‖_{H(a)}`, so ν and R grow by at most e^{Rt/2}, and one Hessian serves all points near it.
//!
//! **Duality gap** (penalised fits, no Hessian). For residuals that sum to zero the dual is feasible and the gap is
//! `½ Σ_j g_j²/λ_j`: those of the intercept shifted by δ so that its gradient vanishes do. All residuals move the same way,
//! by |g_0| in total, so g_j moves by at most A_j t_j, with t_j ≤ |g_0| and Σ t_j ≤ m |g_0| over sparse columns of
//! which a row has at most m entries. The shift costs at most δ²/8 (ℓ″ ≤ 1/4), and `|δ| ≤ −log(1 − |g_0|/κ)` with κ the intercept's curvature.
//! With Minkowski's inequality, and C running over dense columns and, for sparse ones, over the m of largest A_j²/λ_j:
//!
//! ```text
//! F(u) − F* ≤ δ²/8 + ½ (√(Σ_j g_j²/λ_j) + |g_0| √(Σ_C A_j²/λ_j))²
//! ```
//!
//! Where columns are centred that is far too much: a move common to all rows does not change g_j. The moves m_i are at most |δ|/4, so
//! their mean square is at most |δ| |g_0|/4 and their variance `V = |δ| |g_0|/4 − g_0²`; by Cauchy and Schwarz g_j then moves by at most
//! `|g_0| |mean_j| + √V deviation_j`, and the smaller of the two sums over j counts.
//!
//! **No intercept.** The bounds are then of F as a function of the other coordinates, the first being pinned at 0. Its column of the design matrix is 0, so
//! A_0 = 0; its gradient is 0, and H is a number on the diagonal beside the Hessian of the others, whose inverse is a block of H⁻¹. So ν, R and
//! distances are those of the others. Nor need residuals sum to 0 for the dual to be feasible: the shift is δ = 0.
//!
//! **Several outputs.** The softmax loss is self-concordant in the same sense with the largest distance between the margins of
//! two classes in place of |x̃_i·v|: the third cumulant of numbers within a range is at most the range times their variance. A unit of
//! a coordinate parts two margins by at most √2 |x̃_ij|, which is what A_j holds then; R follows as above, the triangle inequality
//! running over all outputs. The duality gap needs the residuals of every class to sum to 0. With M the Hessian of the
//! intercepts alone, κ a lower bound of its eigenvalues, `ν₀ = ‖g₀‖_{M⁻¹}` and `R₀ = √(2/κ)`, the intercepts that make them do so lie at a
//! distance `t ≤ −log(1 − ν₀R₀)/R₀` in the norm of M (the same proposition, eq. 3), the way there gains at most what the first
//! bound says of ν₀ and R₀, and the residuals of a row move by `√½ t e^{R₀t/2}` in the mean, as ℓ″ ≤ ½ and by eq. 4:
//!
//! ```text
//! F(u) − F* ≤ (δ + (1 − δ) log(1 − δ)) / R₀² + ½ (√(Σ_j g_j²/λ_j) + √½ t e^{R₀t/2} √(Σ_C A_j²/λ_j))²       δ = ν₀R₀
//! ```
//!
//! or, as before, with moves `|g₀| |mean_j| + √½ t e^{R₀t/2} deviation_j` of g_j.
//!
//! **Non-negativity.** F* ≥ 0, so the gap is at most F(u).
//!
//! **Rounding.** g and H are computed numbers. Their errors are bounded a priori (N. Higham, *Accuracy and Stability of
//! Numerical Algorithms*, 2nd ed., §3.1 and §10.1) from the length of the longest chain of additions and the size of the
//! terms, and added to ν; a Hessian whose condition leaves no digit gives no bound.

use crate::algebra::Cholesky;
use crate::solver::Iterate;
use logodds_core::{EvalError, Geometry, Structure};
use std::f64::consts::FRAC_1_SQRT_2;

/// An upper bound on the distance of F(u) from its minimum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Certificate {
    /// F(u) − F* is at most this.
    pub bound: f64,
    /// How it is known.
    pub kind: CertificateKind,
    /// Euclidean norm of the gradient in the solver's coordinates.
    pub gradient_norm: f64,
}

/// The argument behind a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateKind {
    /// Newton decrement and self-concordance of the logistic loss.
    SelfConcordance,
    /// Duality gap of the penalised problem.
    DualityGap,
    /// The loss cannot be negative.
    Nonnegativity,
    /// No bound: the gradient is at rounding level where F need not be convex (Firth's fit).
    Score,
}

impl CertificateKind {
    /// Its name in tables, JSON and model files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SelfConcordance => "self-concordance",
            Self::DualityGap => "duality-gap",
            Self::Nonnegativity => "nonnegativity",
            Self::Score => "score",
        }
    }
}

/// A factored Hessian with what the bound needs of it.
#[derive(Clone, Debug)]
pub struct Anchor {
    factor: Cholesky,
    point: Vec<f64>,
    /// √(H⁻¹)_jj, inflated by what rounding may have taken.
    spread: Vec<f64>,
    /// R at the anchor.
    radius: f64,
    /// Whether R is the exact one.
    exact: bool,
    /// By how much rounding may have enlarged H relative to itself.
    condition: f64,
}

impl Anchor {
    /// Prepare the Hessian of `point`, given by its factor.
    #[must_use]
    pub fn new(factor: Cholesky, point: Vec<f64>, geometry: &Geometry) -> Self {
        let inflation = factor.variance_inflation();
        // ‖D^−½ E D^−½‖ of the rounding errors E of sums and factor, relative to the smallest eigenvalue; and the relative
        // error of every curvature, which (log ℓ″)′ ≤ 1 makes that of the margins.
        let unit = f64::EPSILON * (geometry.additions + inflation.len() + 8) as f64;
        let condition =
            unit * inflation.len() as f64 * inflation.iter().sum::<f64>() + margin_noise(&point, geometry).exp_m1();
        let shrink = (1.0 - condition).max(f64::MIN_POSITIVE).sqrt();
        let spread: Vec<f64> = factor.spread(&inflation).into_iter().map(|s| s / shrink).collect();
        let radius = spanned(geometry, |j| geometry.row_bound[j] * spread[j]);
        Self { factor, point, spread, radius, exact: false, condition }
    }

    /// The factor.
    #[must_use]
    pub fn factor(&self) -> &Cholesky {
        &self.factor
    }

    /// R, or a bound of it: the largest norm of a row in the metric of H⁻¹.
    #[must_use]
    pub fn radius(&self) -> f64 {
        self.radius
    }

    /// The point the Hessian belongs to.
    #[must_use]
    pub fn point(&self) -> &[f64] {
        &self.point
    }

    /// How far `u` is from the anchor, times R: bounds at `u` are loosened by the exponential of half of this.
    #[must_use]
    pub fn drift(&self, u: &[f64]) -> f64 {
        let step: Vec<f64> = u.iter().zip(&self.point).map(|(a, b)| a - b).collect();
        self.radius * self.factor.norm(&step) * (1.0 + self.condition).sqrt()
    }

    /// Whether an exact R could give a bound of at most `wanted` where the cheap one does not.
    #[must_use]
    pub fn deserves_exact_radius(&self, at: &Iterate<'_>, geometry: &Geometry, wanted: f64) -> bool {
        let plain = self.decrement(at, geometry);
        !self.exact && self.condition < 0.5 && 0.5 * plain * plain <= 0.5 * wanted
    }

    /// Replace R by the exact one: one pass of n p² multiplications.
    ///
    /// # Errors
    /// [`EvalError`] if the pass fails.
    pub fn tighten(&mut self, structure: &dyn Structure, geometry: &Geometry) -> Result<(), EvalError> {
        self.exact = true;
        let root = self.factor.inverse_root();
        if let Some(square) = structure.max_row_norm(&root)? {
            // Each product x̃_i·b_k is off by at most (p + 4) u Σ_j A_j |b_kj|.
            let unit = (geometry.row_entries as f64 + 4.0) * (f64::EPSILON / 2.0);
            let error = |b: &Vec<f64>| unit * spanned(geometry, |j| geometry.row_bound[j] * b[j].abs());
            let noise = root.iter().map(|b| error(b).powi(2)).sum::<f64>().sqrt();
            let radius = (square.sqrt() + noise) / (1.0 - self.condition).sqrt();
            self.radius = self.radius.min(radius);
        }
        Ok(())
    }

    /// ν, with what rounding may hide.
    fn decrement(&self, at: &Iterate<'_>, geometry: &Geometry) -> f64 {
        let noise = Noise::at(at, geometry);
        let sums: f64 = (0..self.spread.len()).map(|j| noise.sum(j, at, geometry) * self.spread[j]).sum();
        let margins = noise.margin * noise.margin.exp() * mean_curvature(at, geometry).sqrt();
        let computed = self.factor.dual_norm(&at.evaluation.gradient);
        computed / (1.0 - self.condition).max(f64::MIN_POSITIVE).sqrt() + sums + margins
    }

    /// The self-concordance bound at an iterate, infinite where the inequality says nothing.
    #[must_use]
    pub fn bound(&self, at: &Iterate<'_>, geometry: &Geometry) -> f64 {
        if self.condition >= 0.5 {
            return f64::INFINITY;
        }
        let growth = (self.drift(at.point) / 2.0).exp();
        gap(growth * self.decrement(at, geometry), growth * self.radius)
    }
}

/// `(δ + (1 − δ) log(1 − δ)) / R²` for `δ = νR < 1`, by its series where the terms cancel.
fn gap(decrement: f64, radius: f64) -> f64 {
    let delta = decrement * radius;
    if delta.is_nan() || delta >= 1.0 {
        return f64::INFINITY;
    }
    if delta < 1e-2 {
        // Σ_{k≥2} δ^k / (k(k−1)), the tail from k = 5 bounded by its geometric sum.
        let series = 0.5 + delta / 6.0 + delta * delta / 12.0 + delta.powi(3) / (20.0 * (1.0 - delta));
        return decrement * decrement * series;
    }
    (delta + (1.0 - delta) * (-delta).ln_1p()) / (radius * radius)
}

/// The sum of the `most` largest of some numbers that are not negative.
fn largest(numbers: impl ExactSizeIterator<Item = f64>, most: usize) -> f64 {
    if most >= numbers.len() {
        return numbers.sum();
    }
    if most <= 1 {
        // f64::max would lose a NaN.
        let larger = |a: f64, b: f64| if b > a || b.is_nan() { b } else { a };
        return if most == 0 { 0.0 } else { numbers.fold(0.0, larger) };
    }
    let mut numbers: Vec<f64> = numbers.collect();
    let (larger, _, _) = numbers.select_nth_unstable_by(most, |a, b| b.total_cmp(a));
    // In an order of their own, for the sake of the last bit.
    larger.sort_unstable_by(f64::total_cmp);
    larger.iter().sum()
}

/// Σ_j f(j) over the coordinates that can be non-zero together in a row: of sparse ones, only the largest.
fn spanned(geometry: &Geometry, f: impl Fn(usize) -> f64) -> f64 {
    spanned_below(geometry, geometry.row_bound.len(), f)
}

/// The same over the coordinates below `end`, the end of a block.
fn spanned_below(geometry: &Geometry, end: usize, f: impl Fn(usize) -> f64) -> f64 {
    let mut total = 0.0;
    let mut next = 0;
    for (range, most) in geometry.sparse.iter().filter(|(range, _)| range.end <= end) {
        total += (next..range.start).map(&f).sum::<f64>();
        total += largest(range.clone().map(&f), *most);
        next = range.end;
    }
    total + (next..end).map(&f).sum::<f64>()
}

/// A bound on the rounding error of a computed margin: a dot product of terms that are at most A_j |u_j|, and an offset.
pub(crate) fn margin_noise(point: &[f64], geometry: &Geometry) -> f64 {
    let size = spanned(geometry, |j| geometry.row_bound[j] * point[j].abs()) + geometry.offset_bound;
    (geometry.row_entries as f64 + 4.0) * (f64::EPSILON / 2.0) * size
}

/// A bound on the rounding error of a computed value: a mean of losses whose slopes are at most 1 (of the difference of two margins),
/// added up in chains.
pub(crate) fn value_noise(at: &Iterate<'_>, geometry: &Geometry) -> f64 {
    let chain = geometry.additions + geometry.ridge.len() + 16;
    let sums = chain as f64 * f64::EPSILON * at.evaluation.value;
    sums + margin_noise(at.point, geometry)
}

/// The same of a value whose margins were computed in single precision: of terms that may be twice as large, as the origin is
/// rounded too, and chains that are no longer.
pub(crate) fn single_value_noise(at: &Iterate<'_>, geometry: &Geometry) -> f64 {
    let coarser = 2.0 * f64::from(f32::EPSILON) / f64::EPSILON;
    value_noise(at, geometry) + coarser * margin_noise(at.point, geometry)
}

/// An upper bound on the mean variance of a unit of margin under the model: with one output that is the mean of ℓ″ ≤ 1/4; with
/// several, the variance about the own class's margin is at most 1 − p_y, which is at most the loss.
fn mean_curvature(at: &Iterate<'_>, geometry: &Geometry) -> f64 {
    let of_outputs = if geometry.outputs > 1 { at.evaluation.value } else { at.evaluation.intercept_curvature };
    of_outputs.clamp(0.0, 0.25)
}

/// Where a computed gradient may be off.
struct Noise {
    /// |Δη|. It moves the residuals by at most ℓ″ |Δη| e^|Δη|, so the gradient by |Δη| e^|Δη| √(mean ℓ″) in the norm of H⁻¹:
    /// `‖X̃ᵀ D v‖_{H⁻¹} ≤ ‖D^½ v‖`.
    margin: f64,
    /// The error of the sum of residuals: a chain of additions of terms whose mean |p − y| is at most the mean loss
    /// (1 − e^−ℓ ≤ ℓ) and at most 1.
    chain: f64,
}

impl Noise {
    fn at(at: &Iterate<'_>, geometry: &Geometry) -> Self {
        let mean_residual = at.evaluation.value.min(1.0);
        Self {
            margin: margin_noise(at.point, geometry),
            chain: (geometry.additions as f64 + 8.0) * (f64::EPSILON / 2.0) * mean_residual,
        }
    }

    /// The error of a residual in the mean, by that of its margin.
    fn residual(&self, at: &Iterate<'_>, geometry: &Geometry) -> f64 {
        self.margin * (mean_curvature(at, geometry) * self.margin.exp()).min(0.25)
    }

    /// Entry j's error from sums and the ridge, margins taken as they are.
    fn sum(&self, j: usize, at: &Iterate<'_>, geometry: &Geometry) -> f64 {
        geometry.row_bound[j] * self.chain + 2.0 * f64::EPSILON * geometry.ridge[j] * at.point[j].abs()
    }
}

/// The duality-gap bound, infinite without a penalty.
pub(crate) fn duality_gap(at: &Iterate<'_>, geometry: &Geometry) -> f64 {
    let noise = Noise::at(at, geometry);
    let residuals = noise.residual(at, geometry);
    let size =
        |j: usize| at.evaluation.gradient[j].abs() + noise.sum(j, at, geometry) + geometry.row_bound[j] * residuals;
    if geometry.outputs > 1 {
        return gap_of_outputs(at, geometry, size);
    }
    let intercept = size(0);
    let curvature = at.evaluation.intercept_curvature * (1.0 - 1e-9);
    // Where there is no intercept, or its gradient is 0 for certain, nothing needs to be shifted.
    let centred = intercept == 0.0;
    let determined = centred || intercept < curvature;
    if geometry.ridge[1..].iter().any(|ridge| *ridge <= 0.0) || !determined {
        return f64::INFINITY;
    }
    let shift = if centred { 0.0 } else { -(-intercept / curvature).ln_1p() };
    let own: f64 = (1..geometry.ridge.len()).map(|j| size(j).powi(2) / geometry.ridge[j]).sum();
    let moved = spanned(geometry, |j| if j == 0 { 0.0 } else { geometry.row_bound[j].powi(2) / geometry.ridge[j] });
    let moved = (intercept * moved.sqrt()).min(moved_about_means(geometry, intercept, shift));
    shift * shift / 8.0 + 0.5 * (own.sqrt() + moved).powi(2)
}

/// `√(Σ_j t_j²/λ_j)` for moves t_j of g_j as residuals move by `intercept` in the mean, and by `shift`/4 at most.
fn moved_about_means(geometry: &Geometry, intercept: f64, shift: f64) -> f64 {
    about_means(geometry, intercept, (0.25 * shift * intercept - intercept * intercept).max(0.0).sqrt())
}

/// The same by the mean of the moves and a bound of their deviation.
fn about_means(geometry: &Geometry, mean: f64, deviation: f64) -> f64 {
    /// Means and deviations are computed numbers too.
    const ROUNDED: f64 = 1.0 + 1e-6;
    // A variance computed about 0, as that of sparse columns is, has the rounding of the mean square.
    let unit = f64::EPSILON * (geometry.additions as f64 + 8.0);
    let spread = |j: usize| {
        let variance = geometry.deviation[j].powi(2);
        (variance + unit * (variance + geometry.mean[j].powi(2))).sqrt()
    };
    let moved = |j: usize| mean * geometry.mean[j].abs() + deviation * spread(j);
    // Of several outputs one block: the moves are bounded in the norm over all of them.
    let block = geometry.ridge.len() / geometry.blocks();
    let sum: f64 = (1..block).map(|j| moved(j).powi(2) / geometry.ridge[j]).sum();
    ROUNDED * sum.sqrt()
}

/// The duality-gap bound with several outputs; `size` is |g_j| with what rounding may hide.
fn gap_of_outputs(at: &Iterate<'_>, geometry: &Geometry, size: impl Fn(usize) -> f64) -> f64 {
    let Some(parts) = OutputGap::new(at, geometry, size) else { return f64::INFINITY };
    let OutputGap { own, decrement, curvature, intercepts } = parts;
    if intercepts == 0.0 {
        return 0.5 * own;
    }
    let radius = (2.0 / curvature).sqrt();
    if decrement.is_nan() || decrement * radius >= 1.0 {
        return f64::INFINITY;
    }
    let distance = -(-decrement * radius).ln_1p() / radius;
    let moved = FRAC_1_SQRT_2 * distance * (0.5 * radius * distance).exp();
    // One block is enough: the residuals' move is bounded in the norm over the outputs. A_j is √2 times the largest entry.
    let entry = |j: usize| if j == 0 { 0.0 } else { 0.5 * geometry.row_bound[j].powi(2) / geometry.ridge[j] };
    let entries = spanned_below(geometry, geometry.row_bound.len() / geometry.blocks(), entry);
    let about_means = about_means(geometry, intercepts * (1.0 + 1e-9), moved);
    gap(decrement, radius) + 0.5 * (own.sqrt() + (moved * entries.sqrt()).min(about_means)).powi(2)
}

/// What the gap of several outputs is made of.
struct OutputGap {
    /// Σ_j g_j²/λ_j over the columns.
    own: f64,
    /// ν₀.
    decrement: f64,
    /// κ.
    curvature: f64,
    /// |g₀|.
    intercepts: f64,
}

impl OutputGap {
    /// `None` without a penalty on every column, or where the intercepts are not determined.
    fn new(at: &Iterate<'_>, geometry: &Geometry, size: impl Fn(usize) -> f64) -> Option<Self> {
        let (dim, blocks) = (geometry.ridge.len(), geometry.blocks());
        let block = dim / blocks;
        let curvature = at.evaluation.intercept_curvature * (1.0 - 1e-9);
        let columns = || (0..dim).filter(|j| !j.is_multiple_of(block));
        let g = &at.evaluation.gradient;
        let intercepts = || (0..dim).step_by(block);
        let size_of_intercepts = intercepts().map(|j| size(j).powi(2)).sum::<f64>().sqrt();
        let determined = size_of_intercepts == 0.0 || curvature > 0.0;
        if columns().any(|j| geometry.ridge[j] <= 0.0) || !determined {
            return None;
        }
        let computed: f64 = intercepts().zip(&at.evaluation.intercept_step).map(|(j, step)| g[j] * step).sum();
        let hidden: f64 = intercepts().map(|j| (size(j) - g[j].abs()).powi(2)).sum();
        Some(Self {
            own: columns().map(|j| size(j).powi(2) / geometry.ridge[j]).sum(),
            decrement: computed.max(0.0).sqrt() * (1.0 + 1e-9) + (hidden / curvature).sqrt(),
            curvature,
            intercepts: size_of_intercepts,
        })
    }
}

/// Whether only the intercepts of several outputs stand between an iterate and a duality gap of `wanted`.
pub(crate) fn lacks_centring(at: &Iterate<'_>, geometry: &Geometry, wanted: f64) -> bool {
    let size = |j: usize| at.evaluation.gradient[j].abs();
    geometry.outputs > 1
        && OutputGap::new(at, geometry, size).is_some_and(|gap| gap.intercepts > 0.0 && 0.5 * gap.own <= 0.9 * wanted)
}

/// The best bound at an iterate, given a Hessian if there is one.
#[must_use]
pub fn certify(at: &Iterate<'_>, geometry: Option<&Geometry>, anchor: Option<&Anchor>) -> Certificate {
    let evaluation = at.evaluation;
    let gradient_norm = evaluation.gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
    let mut best = Certificate { bound: evaluation.value, kind: CertificateKind::Nonnegativity, gradient_norm };
    let mut offer = |bound: f64, kind| {
        if bound < best.bound {
            best = Certificate { bound, kind, gradient_norm };
        }
    };
    if let Some(geometry) = geometry {
        offer(duality_gap(at, geometry), CertificateKind::DualityGap);
        if let Some(anchor) = anchor {
            offer(anchor.bound(at, geometry), CertificateKind::SelfConcordance);
        }
    } else {
        best.bound = f64::INFINITY; // of an unknown objective nothing is known
    }
    best
}

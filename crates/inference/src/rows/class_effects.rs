//! Average marginal effects on the probabilities of K labels.
//!
//! ```text
//! slope of column j on label k     (1/W) Σ_i ω_i p_k (β_kj − β̄_j)               β̄_j = Σ_q p_q β_qj
//! change to level j on label k     (1/W) Σ_i ω_i (p_k(η_i¹) − p_k(η_i⁰))        as for two labels
//!
//! gradient by β_lm of the slope    (1/W) Σ_i ω_i z_m [δ_kl p_k (β_kj − β̄_j) − p_k p_l (β_kj + β_lj − 2 β̄_j)] + δ_jm (1/W) Σ_i ω_i p_k (δ_kl − p_l)
//! gradient by β_lm of the change   (1/W) Σ_i ω_i [p_k¹ (δ_kl − p_l¹) z_m¹ − p_k⁰ (δ_kl − p_l⁰) z_m⁰]
//! ```
//!
//! β are relative to the first label, whose own are 0, z = (1, x − o) and W = Σω (W. Greene, *Econometric Analysis*, ch. on multinomial choice; the
//! numbers of statsmodels' `MNLogit.get_margeff`). β̄ is linear in p, so every sum of a slope is one of products of up to three probabilities: the pass adds
//! up `Σ ω p_k`, `Σ ω p_k p_l` and `Σ ω p_k p_l p_q`, alone and times z, whatever the columns are. Effects of a column sum to 0 over the labels.

use crate::covariance::Covariance;
use crate::error::InferenceError;
use crate::rows::effects::{Effect, EffectKind};
use logodds_core::identified_by_fields;
use logodds_core::model::softmax;
use logodds_core::partial_by_fields;
use logodds_core::sum::{Sum, Sums};
use logodds_core::{Block, EvalError, Model, Response, Risk, RowSum, Softmax};
use std::ops::Range;

/// Effects on every label of all columns that are not held at 0, column by column and label by label, with standard errors by
/// `covariance`, that of all labels but the first, in one pass. `indicators` are as for [`effects`](crate::rows::effects()).
///
/// # Errors
/// [`InferenceError::Eval`] if the pass fails, or ranges and covariance do not fit the columns.
pub fn class_effects(
    risk: &Risk<'_, Softmax>,
    u: &[f64],
    covariance: &Covariance,
    indicators: &[Range<usize>],
) -> Result<Vec<Effect>, InferenceError> {
    let (columns, classes) = (risk.moments().origin.len(), risk.response().classes());
    let expected = (classes - 1) * (columns + 1);
    if covariance.root().order() != expected {
        return Err(EvalError::Dimension { found: covariance.root().order(), expected }.into());
    }
    if let Some(found) = indicators.iter().map(|range| range.end).find(|end| *end > columns) {
        return Err(EvalError::Dimension { found, expected: columns }.into());
    }
    let model = risk.model_relative_to_first(u).map_err(|_| InferenceError::Singular)?;
    let groups = indicators.iter().map(|range| Group::new(range.clone(), &model)).collect();
    let sum = Averages { model: &model, groups };
    let sums = risk.executor().sum(risk.data(), &risk.moments().origin, &sum)?;
    let mut found = Found { covariance, total: sums.weight.0, columns, effects: Vec::new() };
    for j in (0..columns).filter(|j| !indicators.iter().any(|range| range.contains(j))) {
        (0..classes).for_each(|k| found.slope(&model, &sums.moments, k, j));
    }
    let of_groups = sum.groups.iter().flat_map(|group| group.columns.clone().map(move |j| (group, j)));
    for ((group, j), change) in of_groups.zip(&sums.changes) {
        (0..classes).for_each(|k| found.change(&model, group, change, k, j));
    }
    let mut effects = found.effects;
    effects.sort_by_key(|effect| (effect.column, effect.class));
    Ok(effects)
}

/// The effects so far.
struct Found<'a> {
    covariance: &'a Covariance,
    total: f64,
    columns: usize,
    effects: Vec<Effect>,
}

impl Found<'_> {
    fn push(&mut self, (column, class): (usize, usize), kind: EffectKind, estimate: f64, gradient: &[f64]) {
        if self.covariance.std_error(column).is_some() {
            let std_error = self.covariance.std_error_of_gradient(gradient) / self.total;
            self.effects.push(Effect { column, class, kind, estimate: estimate / self.total, std_error });
        }
    }

    fn slope(&mut self, model: &Model, sums: &Moments, k: usize, j: usize) {
        let classes = model.scores();
        let beta = |q: usize| model.coefficients_of(q)[j];
        let (of_k, mean) = (sums.one(k), |m: usize, of: &dyn Fn(usize) -> usize| -> f64 {
            (1..classes).map(|q| sums.at(of(q), m) * beta(q)).sum()
        });
        let estimate = sums.at(of_k, 0) * beta(k) - mean(0, &|q| sums.two(k, q));
        let mut gradient = Vec::with_capacity((classes - 1) * (self.columns + 1));
        for l in 1..classes {
            let of_kl = sums.two(k, l);
            for m in 0..=self.columns {
                let own = if k == l { sums.at(of_k, m) * beta(k) - mean(m, &|q| sums.two(k, q)) } else { 0.0 };
                let both = sums.at(of_kl, m) * (beta(k) + beta(l)) - 2.0 * mean(m, &|q| sums.three(k, l, q));
                gradient.push(own - both);
            }
            let own = if k == l { sums.at(of_k, 0) } else { 0.0 };
            gradient[(l - 1) * (self.columns + 1) + j + 1] += own - sums.at(of_kl, 0);
        }
        self.push((j, k), EffectKind::Slope, estimate, &gradient);
    }

    fn change(&mut self, model: &Model, group: &Group, change: &Change, k: usize, j: usize) {
        let (classes, origin) = (model.scores(), model.origin());
        let mut gradient = Vec::with_capacity((classes - 1) * (self.columns + 1));
        for l in 1..classes {
            let pair = pair(k, l);
            let start = gradient.len() + 1;
            gradient.push(change.difference[pair].total.0);
            gradient.extend_from_slice(&change.difference[pair].columns.0);
            // Columns of the category are as given to all rows, not as they are.
            for m in group.columns.clone() {
                gradient[start + m] = -origin[m] * change.difference[pair].total.0;
            }
            gradient[start + j] += change.there.0[pair];
        }
        self.push((j, k), EffectKind::Change, change.change.0[k], &gradient);
    }
}

/// The indicators of a category.
struct Group {
    columns: Range<usize>,
    /// Their coefficients, 0 elsewhere, of one label after another.
    coefficients: Vec<f64>,
    /// `Σ_m β_km (0 − o_m)` over them: what the base level adds to the margin of label k.
    base: Vec<f64>,
}

impl Group {
    fn new(columns: Range<usize>, model: &Model) -> Self {
        let width = model.origin().len();
        let mut own = vec![0.0; model.coefficients().len()];
        for k in 0..model.scores() {
            let of_class = &model.coefficients_of(k)[columns.clone()];
            own[k * width..][columns.clone()].copy_from_slice(of_class);
        }
        let base = |k| -columns.clone().map(|m| model.coefficients_of(k)[m] * model.origin()[m]).sum::<f64>();
        Self { base: (0..model.scores()).map(base).collect(), coefficients: own, columns }
    }
}

identified_by_fields!(Group { columns, coefficients, base });

/// The place of (k, l), in either order, among pairs.
fn pair(k: usize, l: usize) -> usize {
    let (k, l) = (k.max(l), k.min(l));
    k * (k + 1) / 2 + l
}

/// `Σ v` and `Σ v x` of a number v of every row.
struct Moment {
    total: Sum,
    columns: Sums,
}

partial_by_fields!(Moment { total, columns });

impl Moment {
    fn zero(columns: usize) -> Self {
        Self { total: Sum(0.0), columns: Sums::zeros(columns) }
    }

    fn add(&mut self, block: &Block<'_>, v: &[f64]) {
        self.total += v.iter().sum::<f64>();
        block.x.add_transpose_matvec(v, &mut self.columns.0);
    }
}

/// Moments of ω times products of one, two and three probabilities.
struct Moments {
    one: Vec<Moment>,
    two: Vec<Moment>,
    three: Vec<Moment>,
}

partial_by_fields!(Moments { one, two, three });

impl Moments {
    fn zero(classes: usize, columns: usize) -> Self {
        let zeros = |count: usize| (0..count).map(|_| Moment::zero(columns)).collect();
        let pairs = classes * (classes + 1) / 2;
        Self { one: zeros(classes), two: zeros(pairs), three: zeros(pairs * (classes + 2) / 3) }
    }

    fn one(&self, k: usize) -> usize {
        k
    }

    fn two(&self, k: usize, l: usize) -> usize {
        self.one.len() + pair(k, l)
    }

    fn three(&self, k: usize, l: usize, q: usize) -> usize {
        let mut of = [k, l, q];
        of.sort_unstable();
        let [q, l, k] = of;
        self.one.len() + self.two.len() + k * (k + 1) * (k + 2) / 6 + l * (l + 1) / 2 + q
    }

    /// The sum at a place, times coordinate `m` of z.
    fn at(&self, place: usize, m: usize) -> f64 {
        let (ones, pairs) = (self.one.len(), self.two.len());
        let moment = match place {
            _ if place < ones => &self.one[place],
            _ if place < ones + pairs => &self.two[place - ones],
            _ => &self.three[place - ones - pairs],
        };
        if m == 0 { moment.total.0 } else { moment.columns.0[m - 1] }
    }

    fn add(&mut self, block: &Block<'_>, p: &[Vec<f64>], weights: &[f64]) {
        let times = |v: &[f64], p: &[f64]| -> Vec<f64> { v.iter().zip(p).map(|(v, p)| v * p).collect() };
        let (mut pairs, mut triples) = (self.two.iter_mut(), self.three.iter_mut());
        for (k, one) in self.one.iter_mut().enumerate() {
            let of_k = times(weights, &p[k]);
            one.add(block, &of_k);
            for l in 0..=k {
                let of_kl = times(&of_k, &p[l]);
                pairs.by_ref().take(1).for_each(|two| two.add(block, &of_kl));
                for (q, three) in triples.by_ref().take(l + 1).enumerate() {
                    three.add(block, &times(&of_kl, &p[q]));
                }
            }
        }
    }
}

/// Of an indicator.
struct Change {
    /// Σ ω (p_k(η¹) − p_k(η⁰)), by label.
    change: Sums,
    /// Σ ω p_k¹ (δ_kl − p_l¹), by [`pair`].
    there: Sums,
    /// Σ ω (p_k¹ (δ_kl − p_l¹) − p_k⁰ (δ_kl − p_l⁰)), and with x.
    difference: Vec<Moment>,
}

partial_by_fields!(Change { change, there, difference });

struct Averages<'a> {
    model: &'a Model,
    groups: Vec<Group>,
}

identified_by_fields!(Averages<'_> { model, groups });

/// Sums over rows, weighted.
struct AverageSums {
    weight: Sum,
    moments: Moments,
    changes: Vec<Change>,
}

partial_by_fields!(AverageSums { weight, moments, changes });

impl Averages<'_> {
    /// `x·β` of every label.
    fn products(&self, block: &Block<'_>, coefficients: &[f64]) -> Vec<Vec<f64>> {
        let (rows, width) = (block.rows(), self.model.origin().len());
        let mut products = vec![0.0; self.model.scores() * rows];
        block.x.matmul(coefficients, width, &mut products, rows);
        products.chunks_exact(rows).map(<[f64]>::to_vec).collect()
    }
}

/// Margins to probabilities, label by label.
fn to_probabilities(margins: &mut [Vec<f64>]) {
    let mut row = vec![0.0; margins.len()];
    for i in 0..margins.first().map_or(0, Vec::len) {
        row.iter_mut().zip(&*margins).for_each(|(row, of_label)| *row = of_label[i]);
        softmax(&mut row);
        margins.iter_mut().zip(&row).for_each(|(of_label, p)| of_label[i] = *p);
    }
}

impl RowSum for Averages<'_> {
    type Partial = AverageSums;
    type Scratch = ();

    fn zero(&self) -> AverageSums {
        let (classes, columns) = (self.model.scores(), self.model.origin().len());
        let pairs = classes * (classes + 1) / 2;
        let change = |_| Change {
            change: Sums::zeros(classes),
            there: Sums::zeros(pairs),
            difference: (0..pairs).map(|_| Moment::zero(columns)).collect(),
        };
        let indicators = self.groups.iter().map(|group| group.columns.len()).sum();
        let moments = Moments::zero(classes, columns);
        AverageSums { weight: Sum(0.0), moments, changes: (0..indicators).map(change).collect() }
    }

    fn add(&self, block: &Block<'_>, into: &mut AverageSums, (): &mut ()) {
        let (rows, classes) = (block.rows(), self.model.scores());
        if rows == 0 {
            return;
        }
        let weights = block.weights.map_or_else(|| vec![1.0; rows], <[f64]>::to_vec);
        into.weight += weights.iter().sum::<f64>();
        let mut margins = self.products(block, self.model.coefficients());
        for (k, (of_label, intercept)) in margins.iter_mut().zip(self.model.intercepts_at_origin()).enumerate() {
            for (i, margin) in of_label.iter_mut().enumerate() {
                *margin += intercept + block.offset.map_or(0.0, |offset| offset[i * classes + k]);
            }
        }
        let mut changes = into.changes.iter_mut();
        for group in &self.groups {
            let own = self.products(block, &group.coefficients);
            let moved = |by: &dyn Fn(usize) -> f64| -> Vec<Vec<f64>> {
                let of_label = |k: usize| margins[k].iter().zip(&own[k]).map(|(m, own)| m - own + by(k)).collect();
                let mut moved: Vec<Vec<f64>> = (0..classes).map(of_label).collect();
                to_probabilities(&mut moved);
                moved
            };
            let base = moved(&|k| group.base[k]);
            for (j, change) in group.columns.clone().zip(changes.by_ref()) {
                let level = moved(&|k| group.base[k] + self.model.coefficients_of(k)[j]);
                change.add(block, (&base, &level), &weights);
            }
        }
        to_probabilities(&mut margins);
        into.moments.add(block, &margins, &weights);
    }

    fn width(&self) -> usize {
        let classes = self.model.scores();
        let indicators: usize = self.groups.iter().map(|group| group.columns.len()).sum();
        classes * classes * (classes + indicators) * (self.model.origin().len() + 1)
    }
}

impl Change {
    fn add(&mut self, block: &Block<'_>, (base, level): (&[Vec<f64>], &[Vec<f64>]), weights: &[f64]) {
        let classes = base.len();
        let slope = |p: &[Vec<f64>], k: usize, l: usize, i: usize| p[k][i] * (f64::from(u8::from(k == l)) - p[l][i]);
        for k in 0..classes {
            let moved = weights.iter().enumerate().map(|(i, weight)| weight * (level[k][i] - base[k][i]));
            self.change.0[k] += moved.sum::<f64>();
            for l in 0..=k {
                let there: Vec<f64> = (0..weights.len()).map(|i| weights[i] * slope(level, k, l, i)).collect();
                let here = (0..weights.len()).map(|i| weights[i] * slope(base, k, l, i));
                self.there.0[pair(k, l)] += there.iter().sum::<f64>();
                let difference: Vec<f64> = there.iter().zip(here).map(|(there, here)| there - here).collect();
                self.difference[pair(k, l)].add(block, &difference);
            }
        }
    }
}

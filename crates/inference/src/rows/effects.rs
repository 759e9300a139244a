//! Average marginal effects: by how much probabilities change, on average over the rows.
//!
//! ```text
//! slope of column j     (1/W) Σ_i ω_i p_i' w_j                      p' = p (1 − p), the derivative of p by η
//! change to level j     (1/W) Σ_i ω_i (p(η_i¹) − p(η_i⁰))           η¹ with the level, η⁰ with the base, all else as it is
//!
//! gradient by w_k       (1/W) Σ_i ω_i p_i'' w_j z_ik + δ_jk (1/W) Σ_i ω_i p_i'        p'' = p' (1 − 2p)
//!                       (1/W) Σ_i ω_i (p'(η_i¹) z_ik¹ − p'(η_i⁰) z_ik⁰)
//! ```
//!
//! W = Σω, z = (1, x − o). A standard error is √(g' V g), g the gradient (delta method; W. Greene, *Econometric Analysis*, ch. on binary
//! choice). A column of numbers has a slope. Whether somebody has one level of a category or another is no matter of a
//! derivative, so the indicators of a category are compared with its base level: a derivative there would be the
//! slope of a line through a point where nobody stands (T. Bartus, *Stata Journal* 5, 2005). All rows are given the level, also those that
//! have another one; for a boolean column there is the one change from 0 to 1.

use crate::covariance::Covariance;
use crate::error::InferenceError;
use logodds_core::identified_by_fields;
use logodds_core::partial_by_fields;
use logodds_core::sum::{Sum, Sums};
use logodds_core::{Block, EvalError, Risk, RowDerivatives, RowLoss, RowSum, sigmoid};
use std::ops::Range;

/// What an effect is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffectKind {
    /// Of a small step: dp/dx.
    Slope,
    /// From the base level (0, false) to this one.
    Change,
}

impl EffectKind {
    /// Its name in tables and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Slope => "slope",
            Self::Change => "change",
        }
    }
}

/// The average effect of one column of the design matrix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// The column.
    pub column: usize,
    /// The label whose probability changes: 1 of two.
    pub class: usize,
    /// What it is of.
    pub kind: EffectKind,
    /// The average.
    pub estimate: f64,
    /// Its standard error.
    pub std_error: f64,
}

/// Effects of all columns that are not held at 0, in order, with standard errors by `covariance`, in one pass. `indicators` are ranges of
/// columns that are 0 or 1, each the levels of a category but its base, in increasing order; all other columns have slopes.
///
/// # Errors
/// [`InferenceError::Eval`] if the pass fails, or ranges and covariance do not fit the columns.
pub fn effects(
    risk: &Risk<'_>,
    u: &[f64],
    covariance: &Covariance,
    indicators: &[Range<usize>],
) -> Result<Vec<Effect>, InferenceError> {
    let origin = &risk.moments().origin;
    let columns = origin.len();
    let (_, coefficients) = risk.scaled().coefficients(u);
    let ends = indicators.iter().map(|range| range.end).chain([covariance.root().order() - 1]);
    if let Some(found) = ends.into_iter().find(|end| *end > columns) {
        return Err(EvalError::Dimension { found, expected: columns }.into());
    }
    let groups = indicators.iter().map(|range| Group::new(range.clone(), &coefficients, origin)).collect();
    let sum = Averages { loss: risk.row_loss(u), groups, columns };
    let sums = risk.executor().sum(risk.data(), origin, &sum)?;

    let total = sums.weight.0;
    let mut effects = Vec::with_capacity(columns);
    let mut effect = |column: usize, kind, estimate: f64, gradient: &[f64]| {
        if covariance.std_error(column).is_some() {
            let std_error = covariance.std_error_of_gradient(gradient) / total;
            effects.push(Effect { column, class: 1, kind, estimate: estimate / total, std_error });
        }
    };
    let mut gradient = vec![0.0; columns + 1];
    for j in (0..columns).filter(|j| !indicators.iter().any(|range| range.contains(j))) {
        let w = coefficients[j];
        gradient[0] = w * sums.second.0;
        gradient[1..].iter_mut().zip(&sums.second_of_columns.0).for_each(|(g, sum)| *g = w * sum);
        gradient[j + 1] += sums.first.0;
        effect(j, EffectKind::Slope, w * sums.first.0, &gradient);
    }
    let changes = sum.groups.iter().flat_map(|group| group.columns.clone().map(move |j| (group, j)));
    for ((group, j), change) in changes.zip(&sums.changes) {
        gradient[0] = change.difference.0;
        gradient[1..].copy_from_slice(&change.of_columns.0);
        // Columns of the category are as given to all rows, not as they are.
        for k in group.columns.clone() {
            gradient[k + 1] = -origin[k] * change.difference.0;
        }
        gradient[j + 1] += change.there.0;
        effect(j, EffectKind::Change, change.change.0, &gradient);
    }
    effects.sort_by_key(|effect| effect.column);
    Ok(effects)
}

/// The indicators of a category.
struct Group {
    columns: Range<usize>,
    /// Their coefficients, 0 elsewhere.
    coefficients: Vec<f64>,
    /// `Σ_k w_k (0 − o_k)` over them: what the base level adds to the margin.
    base: f64,
}

identified_by_fields!(Group { columns, coefficients, base });

impl Group {
    fn new(columns: Range<usize>, coefficients: &[f64], origin: &[f64]) -> Self {
        let mut own = vec![0.0; coefficients.len()];
        own[columns.clone()].copy_from_slice(&coefficients[columns.clone()]);
        let base = -columns.clone().map(|k| coefficients[k] * origin[k]).sum::<f64>();
        Self { columns, coefficients: own, base }
    }
}

struct Averages {
    loss: RowLoss,
    groups: Vec<Group>,
    columns: usize,
}

identified_by_fields!(Averages { loss, groups, columns });

/// Sums over rows, weighted.
struct Averaged {
    weight: Sum,
    /// Σ ω p'.
    first: Sum,
    /// Σ ω p''.
    second: Sum,
    /// Σ ω p'' x.
    second_of_columns: Sums,
    /// Of each indicator.
    changes: Vec<Change>,
}

partial_by_fields!(Averaged { weight, first, second, second_of_columns, changes });

/// Numbers of the rows of a block.
#[derive(Default)]
struct AveragesScratch {
    rows: RowDerivatives,
    own: Vec<f64>,
    terms: Vec<f64>,
}

struct Change {
    /// Σ ω (p(η¹) − p(η⁰)).
    change: Sum,
    /// Σ ω p'(η¹).
    there: Sum,
    /// Σ ω (p'(η¹) − p'(η⁰)).
    difference: Sum,
    /// Σ ω (p'(η¹) − p'(η⁰)) x.
    of_columns: Sums,
}

partial_by_fields!(Change { change, there, difference, of_columns });

/// p' without loss for p near 1.
fn slope(margin: f64) -> f64 {
    sigmoid(margin) * sigmoid(-margin)
}

impl RowSum for Averages {
    type Partial = Averaged;
    type Scratch = AveragesScratch;

    fn zero(&self) -> Averaged {
        let zero = Sum(0.0);
        let change = || Change { change: zero, there: zero, difference: zero, of_columns: Sums::zeros(self.columns) };
        let indicators: usize = self.groups.iter().map(|group| group.columns.len()).sum();
        Averaged {
            weight: zero,
            first: zero,
            second: zero,
            second_of_columns: Sums::zeros(self.columns),
            changes: (0..indicators).map(|_| change()).collect(),
        }
    }

    fn add(&self, block: &Block<'_>, into: &mut Averaged, scratch: &mut AveragesScratch) {
        let n = block.rows();
        let Averaged { weight: total, first, second, second_of_columns, changes } = into;
        let AveragesScratch { rows, own, terms } = scratch;
        self.loss.derivatives(block, rows);
        own.resize(n, 0.0);
        terms.resize(n, 0.0);
        let weight = |i: usize| block.weights.map_or(1.0, |weights| weights[i]);
        // From products to margins.
        for (i, margin) in rows.products.iter_mut().enumerate() {
            *margin = self.loss.margin(*margin, block.offset.map_or(0.0, |offset| offset[i]));
        }
        for (i, (curvature, margin)) in rows.curvatures.iter().zip(&rows.products).enumerate() {
            *total += weight(i);
            *first += *curvature;
            // 1 − 2p = −tanh(η / 2)
            terms[i] = -curvature * (0.5 * margin).tanh();
            *second += terms[i];
        }
        block.x.add_transpose_matvec(terms, &mut second_of_columns.0);
        let mut changes = changes.iter_mut();
        for group in &self.groups {
            block.x.matvec(&group.coefficients, own);
            for (j, change) in group.columns.clone().zip(changes.by_ref()) {
                for (i, (margin, own)) in rows.products.iter().zip(&*own).enumerate() {
                    let base = margin - own + group.base;
                    let level = base + group.coefficients[j];
                    let (here, there) = (slope(base), slope(level));
                    change.change += weight(i) * (sigmoid(level) - sigmoid(base));
                    change.there += weight(i) * there;
                    terms[i] = weight(i) * (there - here);
                    change.difference += terms[i];
                }
                block.x.add_transpose_matvec(terms, &mut change.of_columns.0);
            }
        }
    }

    fn width(&self) -> usize {
        let indicators: usize = self.groups.iter().map(|group| group.columns.len()).sum();
        (indicators + 1) * (self.columns + 3)
    }
}

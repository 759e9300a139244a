//! What each row has to do with the fit: its leverage, its influence, and how far its label is from its probability.
//!
//! ```text
//! leverage            h_i = ω_i p_i (1 − p_i) z_i' (WH)⁻¹ z_i
//! Pearson residual    r_i = √ω_i (y_i − p_i) / √(p_i (1 − p_i)) = √ω_i e^(−η_i / 2) if y_i = 1,  −√ω_i e^(η_i / 2) if y_i = 0
//! deviance residual   d_i = sign(y_i − p_i) √(2 ω_i ℓ(y_i, η_i))
//! Cook's distance     D_i = (r_i / (1 − h_i))² h_i / k
//! ```
//!
//! D. Pregibon, *Ann. Statist.* 9, 1981; R. D. Cook, *Technometrics* 19, 1977. These are the numbers of R's `hatvalues`,
//! `residuals.glm` and `cooks.distance` (dispersion 1, prior weights ω). A row of frequency weight ω stands for ω equal rows: what is
//! given is that of one of them, so ω = 1 in all four (and 0 if there is none). k counts the coefficients, the intercept included; with a
//! penalty, which H then holds, it is Σ h_i, the effective degrees of freedom.
//!
//! A residual of Pearson's grows like 1/√p, so it is computed from the margin: p itself would have lost its digits.
//! A row that alone determines a coefficient has leverage 1 and no distance: D is NaN or infinite.

use crate::covariance::accurate::{CONDITION, is_penalised, risk_of, settled};
use crate::covariance::digits::{FINE, UNIT};
use crate::covariance::information::Information;
use crate::covariance::{Orthogonal, WeightKind};
use crate::error::InferenceError;
use logodds_core::identified_by_fields;
use logodds_core::sum::{Item, Kept, Sum, Wire};
use logodds_core::{Block, Risk, RowDerivatives, RowLoss, RowNorms, RowNormsRoom, RowSum, log_loss, sigmoid};

/// One row of the data.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RowDiagnostics {
    /// The probability of label 1.
    pub probability: f64,
    /// h, from 0 to 1.
    pub leverage: f64,
    /// Cook's distance.
    pub cooks_distance: f64,
    /// The deviance residual.
    pub deviance_residual: f64,
    /// Pearson's residual.
    pub pearson_residual: f64,
}

impl RowDiagnostics {
    /// y − p.
    #[must_use]
    pub fn response_residual(&self) -> f64 {
        // The sign of a residual is that of its side, also where it is 0.
        if self.pearson_residual.is_sign_negative() { -self.probability } else { 1.0 - self.probability }
    }

    /// A residual over its standard deviation, `r_i / √(1 − h_i)` (R's `rstandard`); infinite or NaN of a row of leverage 1.
    #[must_use]
    pub fn standardized(&self, residual: f64) -> f64 {
        residual / (1.0 - self.leverage).sqrt()
    }
}

impl Item for RowDiagnostics {
    const SIZE: usize = 40;

    fn wire(rows: &mut [Self], wire: &mut dyn Wire) {
        for row in rows {
            let Self { probability, leverage, cooks_distance, deviance_residual, pearson_residual } = row;
            for number in [probability, leverage, cooks_distance, deviance_residual, pearson_residual] {
                wire.numbers(std::slice::from_mut(number));
            }
        }
    }
}

/// All rows in order: five numbers each.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Diagnostics {
    rows: Vec<RowDiagnostics>,
}

impl Diagnostics {
    /// The rows, in order.
    #[must_use]
    pub fn rows(&self) -> &[RowDiagnostics] {
        &self.rows
    }

    /// The rows with the largest distances of Cook's, largest first and at most `count`; rows without one are left out.
    #[must_use]
    pub fn most_influential(&self, count: usize) -> Vec<usize> {
        let distance = |i: &usize| self.rows[*i].cooks_distance;
        let order = |a: &usize, b: &usize| distance(b).total_cmp(&distance(a)).then(a.cmp(b));
        let mut rows: Vec<usize> = (0..self.rows.len()).filter(|i| distance(i) > 0.0).collect();
        if rows.len() > count {
            rows.select_nth_unstable_by(count, order);
            rows.truncate(count);
        }
        rows.sort_unstable_by(order);
        rows
    }
}

/// Diagnostics of every row at the optimum `u`: a pass for H, and one for the rows. Same bits for any number of threads.
///
/// # Errors
/// [`InferenceError`] if H is singular or too large, or a pass fails.
pub fn diagnostics(risk: &Risk<'_>, u: &[f64], weights: WeightKind) -> Result<Diagnostics, InferenceError> {
    if risk.data().has_shares() {
        return Err(InferenceError::Shares);
    }
    let information = Information::at(risk, u);
    let penalised = is_penalised(risk);
    let has_digits = match &information {
        Ok(information) => UNIT * information.inflation() <= FINE,
        Err(error) => !matches!(error, InferenceError::Singular),
    };
    // Leverages are the same in any coordinates.
    if !has_digits
        && !penalised
        && let Some(rows) = Orthogonal::of(risk.columns(), CONDITION)?
    {
        let risk_of_rows = risk_of(risk, &rows)?;
        let layout = (risk_of_rows.scaled(), &risk_of_rows.moments().origin[..]);
        let point = settled(&risk_of_rows, rows.point(u, layout))?;
        let information = Information::at(&risk_of_rows, &point)?;
        return of_information(&risk_of_rows, &point, weights, &information);
    }
    of_information(risk, u, weights, &information?)
}

fn of_information(
    risk: &Risk<'_>,
    u: &[f64],
    weights: WeightKind,
    information: &Information,
) -> Result<Diagnostics, InferenceError> {
    let root = &information.root;
    let penalised = is_penalised(risk);
    let sum = Rows {
        loss: risk.row_loss(u),
        norms: risk.row_norms(root.square().into()),
        frequency: weights == WeightKind::Frequency,
        total: risk.null().total_weight,
    };
    let (Kept(mut rows), Sum(degrees)) = risk.executor().sum(risk.data(), &risk.moments().origin, &sum)?;
    let k = if penalised { degrees } else { risk.scaled().unknowns() as f64 };
    for row in &mut rows {
        let apart = row.pearson_residual / (1.0 - row.leverage);
        row.cooks_distance = if row.pearson_residual == 0.0 { 0.0 } else { apart * apart * row.leverage / k };
    }
    Ok(Diagnostics { rows })
}

/// The rows of block after block.
struct Rows {
    loss: RowLoss,
    /// z_i' H⁻¹ z_i.
    norms: RowNorms,
    frequency: bool,
    total: f64,
}

identified_by_fields!(Rows { loss, norms, frequency, total });

/// Numbers of the rows of a block.
#[derive(Default)]
struct RowsScratch {
    derivatives: RowDerivatives,
    norms: Vec<f64>,
    room: RowNormsRoom,
}

impl RowSum for Rows {
    /// And Σ h of all rows that stand behind these.
    type Partial = (Kept<RowDiagnostics>, Sum);
    type Scratch = RowsScratch;

    fn zero(&self) -> Self::Partial {
        (Kept::default(), Sum(0.0))
    }

    fn add(&self, block: &Block<'_>, (rows, degrees): &mut Self::Partial, scratch: &mut RowsScratch) {
        let RowsScratch { derivatives, norms, room } = scratch;
        self.loss.derivatives(block, derivatives);
        self.norms.of_block(block, norms, room);
        for (i, (label, norm)) in block.classes().iter().zip(&*norms).enumerate() {
            let weight = block.weights.map_or(1.0, |weights| weights[i]);
            let all = derivatives.curvatures[i] * norm / self.total;
            *degrees += all;
            let (leverage, weight) = match self.frequency {
                true if weight > 0.0 => (all / weight, 1.0),
                _ => (all, weight),
            };
            let margin = self.loss.margin(derivatives.products[i], block.offset.map_or(0.0, |offset| offset[i]));
            // The margin in favour of the label, and the side its residuals lie on.
            let (agreeing, side) = if *label == 1 { (margin, 1.0) } else { (-margin, -1.0) };
            rows.0.push(RowDiagnostics {
                probability: sigmoid(margin),
                leverage,
                cooks_distance: 0.0,
                deviance_residual: side * (2.0 * weight * log_loss(*label, margin)).sqrt(),
                pearson_residual: side * weight.sqrt() * (-0.5 * agreeing).exp(),
            });
        }
    }
}

//! What was minimised, and λ in other programs' conventions.
//!
//! ```text
//! F = (1/Σω) Σ ω ℓ + (λ/2) ‖w‖²       scikit-learn: C Σ ω ℓ + (1/2) ‖w‖², so C = 1 / (λ Σω);  glmnet: F itself
//! ```

use crate::facts::kind::{is_firth, is_flic};
use crate::number::{DIGITS, figures, shortest};
use crate::text::page::Page;
use crate::text::view::View;
use logodds::fit::Fit;
use logodds::model::Record;
use logodds::model::record::PenaltyKind;
use logodds_model::words::Argument;
use std::fmt::{self, Write};

/// The objective with its parts, and the penalty.
pub(super) fn objective(out: &mut Page, file: &Record) -> fmt::Result {
    let (objective, record) = (&file.objective, &file.fit);
    if objective.penalty == PenaltyKind::None {
        let intercept = if file.intercept { "" } else { ", no intercept" };
        return writeln!(out, "objective   mean log loss {}, no penalty{intercept}", figures(record.log_loss, DIGITS));
    }
    let (value, loss) = (figures(record.value, DIGITS), figures(record.log_loss, DIGITS));
    if is_firth(file) {
        if is_flic(file) {
            writeln!(
                out,
                "objective   {value} of Firth's fit; mean log loss {loss} with its intercept corrected (FLIC)"
            )?;
        } else {
            let prior = figures(record.log_loss - record.value, DIGITS);
            writeln!(out, "objective   {value} = mean log loss {loss} − log of Jeffreys' prior per row {prior}")?;
        }
        let intercept = if file.intercept { "" } else { "; no intercept" };
        return writeln!(
            out,
            "            Firth's fit: the coefficients have their first-order bias taken away{intercept}"
        );
    }
    let penalty = figures(record.value - record.log_loss, DIGITS);
    writeln!(out, "objective   {value} = mean log loss {loss} + penalty {penalty}")?;
    let (columns, lambda) =
        (if objective.standardize { "standardised columns" } else { "columns as given" }, shortest(objective.lambda));
    let intercept = if file.intercept { "intercept free" } else { "no intercept" };
    writeln!(out, "            {} penalty with λ = {lambda} on {columns}, {intercept}", objective.penalty)?;
    if objective.lambda > 0.0 {
        let c = figures(1.0 / (file.data.weight * objective.lambda), DIGITS);
        let (scaled, standardize) =
            if objective.standardize { (" on standardised columns", "TRUE") } else { ("", "FALSE") };
        let (fit_intercept, intercept) =
            if file.intercept { ("", "") } else { (", fit_intercept = False", ", intercept = FALSE") };
        writeln!(
            out,
            "            elsewhere: scikit-learn C = {c}{scaled}{fit_intercept}; glmnet alpha = 0, lambda = {lambda}, standardize = {standardize}{intercept}"
        )?;
    }
    Ok(())
}

/// Firth's mean probability beside the share of events. A model file does not keep it.
///
/// # Errors
/// Those of the writer.
pub fn mean_probability(out: &mut Page, file: &Record, fit: &Fit, view: View<'_>) -> fmt::Result {
    let Some(mean) = &fit.mean_probability else { return Ok(()) };
    let (firth, events) = (figures(mean.firth, DIGITS), figures(mean.events, DIGITS));
    match mean.corrected {
        Some(corrected) => {
            let corrected = figures(corrected, DIGITS);
            writeln!(
                out,
                "mean        probability {corrected}, share of events {events}; Firth's own intercept gives {firth}"
            )
        }
        None => {
            // A correction has nothing to correct without an intercept.
            let flic = view.words().argument(Argument::CorrectedIntercept);
            let advice = if file.intercept { format!("; {flic} corrects it") } else { String::new() };
            writeln!(out, "mean        probability {firth} under Firth's fit, share of events {events}{advice}")
        }
    }
}

//! Whether a model makes sense: run before it is saved and after it is loaded.
//!
//! After this check a scorer may index by the schema without looking again.

use super::error::Contents;
use super::model::{EstimateRecord, InferenceRecord, LimitRecord, ModelFile, SeparationRecord};
use crate::labels::LABELS;
use crate::schema::{ColumnKind, Schema};
use std::collections::HashSet;

pub(crate) fn check(model: &ModelFile) -> Result<(), Contents> {
    schema(&model.schema)?;
    let terms = model.schema.term_count() as u64;
    let labels = model.schema.labels.len();
    let scores = if labels == 2 { 1 } else { labels as u64 };
    let numeric = model.schema.columns.iter().filter(|c| c.is_numeric()).count() as u64;
    count("intercepts", model.intercepts.len(), scores)?;
    count("coefficients", model.coefficients.len(), terms.saturating_mul(scores))?;
    count("origins", model.origin.len(), numeric)?;
    count("notes", model.notes.len(), terms)?;
    count("ranges", model.ranges.len(), terms)?;
    // Of several scores, all but the first, which the others are relative to.
    let order = (labels as u64 - 1).saturating_mul(terms + 1);
    if let Some(covariance) = &model.covariance {
        let expected = order.saturating_mul(order + 1) / 2;
        count("covariances", covariance.len(), expected)?;
        finite("a covariance", covariance)?;
    }
    if let Some(inference) = &model.inference {
        size("the confidence", inference.confidence)?;
        if !inference.intervals.is_empty() {
            // Of every score but one that the others are relative to.
            let shown = scores - u64::from(model.has_base());
            count("intervals", inference.intervals.len(), shown.saturating_mul(terms + 1))?;
        }
        for &(low, high) in &inference.intervals {
            a_number("an interval", low)?;
            a_number("an interval", high)?;
        }
        for test in &inference.tests {
            a_number("a test's statistic", test.statistic)?;
            a_number("a test's p-value", test.p_value)?;
        }
        a_number("the largest variance", inference.largest_variance)?;
        a_number("Nagelkerke's R²", inference.nagelkerke_r2.unwrap_or_default())?;
        a_number("Tjur's R²", inference.tjur_r2.unwrap_or_default())?;
        inference.contrasts.iter().filter_map(|contrast| contrast.estimate).try_for_each(contrast)?;
        replicates(inference)?;
    }
    if let Some(kind) = &model.weight_kind {
        let is_known = ["frequency", "sampling", "precision"].contains(&kind.as_str());
        let is_that_of_errors = model.inference.as_ref().is_none_or(|inference| inference.weights == *kind);
        if !(is_known && is_that_of_errors && model.schema.weights.is_some()) {
            return Err(Contents::WeightKind { kind: kind.clone() });
        }
    }
    if let Some(found) = &model.separation {
        separation(found, order, model.data.rows_used, labels)?;
    }
    finite("an intercept", &model.intercepts)?;
    finite("a coefficient", &model.coefficients)?;
    let mut of_first = model.intercepts.iter().take(1).chain(model.coefficients_of(0));
    if model.has_base() && of_first.any(|coefficient| *coefficient != 0.0) {
        return Err(Contents::Base);
    }
    if !model.intercept && model.intercepts.iter().chain(&model.origin).any(|x| *x != 0.0) {
        return Err(Contents::Intercept);
    }
    finite("an origin", &model.origin)?;
    for &(low, high) in model.ranges.iter().flatten() {
        finite("a range", &[low, high])?;
    }
    let (objective, fit, data) = (&model.objective, &model.fit, &model.data);
    size("lambda", objective.lambda)?;
    size("the L1 ratio", objective.l1_ratio)?;
    size("the tolerance", fit.tolerance)?;
    size("the time", fit.seconds)?;
    size("the number of passes", fit.passes)?;
    size("the sum of weights", data.weight)?;
    data.class_weights.iter().try_for_each(|&weight| size("a label's sum of weights", weight))?;
    a_number("the objective", fit.value)?;
    a_number("the log loss", fit.log_loss)?;
    a_number("the certificate", fit.certificate.bound)?;
    a_number("the gradient norm", fit.certificate.gradient_norm)?;
    let s = &model.statistics;
    for (what, value) in [
        ("the log-likelihood", s.log_likelihood),
        ("the null log-likelihood", s.null_log_likelihood),
        ("the deviance", s.deviance),
        ("the null deviance", s.null_deviance),
        ("the degrees of freedom", s.df),
        ("AIC", s.aic),
        ("BIC", s.bic),
        ("R²", s.mcfadden_r2),
    ] {
        a_number(what, value.unwrap_or_default())?;
    }
    count("features", model.schema.columns.len(), data.features)?;
    let sum = data.rows_used.saturating_add(data.dropped_missing);
    if sum != data.rows {
        return Err(Contents::Count { what: "rows", found: data.rows, expected: sum });
    }
    count("counts of rows", data.class_rows.len(), labels as u64)?;
    count("sums of weights", data.class_weights.len(), labels as u64)?;
    let rows = data.class_rows.iter().fold(0u64, |sum, rows| sum.saturating_add(*rows));
    if rows > data.rows_used {
        return Err(Contents::Count { what: "rows of all labels", found: rows, expected: data.rows_used });
    }
    Ok(())
}

fn contrast(contrast: EstimateRecord) -> Result<(), Contents> {
    a_number("a contrast", contrast.estimate)?;
    not_negative("a contrast's standard error", contrast.std_error.unwrap_or_default())?;
    a_number("a contrast's statistic", contrast.statistic.unwrap_or_default())?;
    if !contrast.p_value.is_none_or(|p| (0.0..=1.0).contains(&p)) {
        return Err(Contents::Probability { what: "a contrast's p-value" });
    }
    match (contrast.lower, contrast.upper) {
        (None, None) => Ok(()),
        (Some(lower), Some(upper)) if lower <= upper => Ok(()),
        _ => Err(Contents::Ends { what: "a contrast" }),
    }
}

fn replicates(inference: &InferenceRecord) -> Result<(), Contents> {
    let (found, most) = (inference.failed.unwrap_or_default(), inference.replicates.unwrap_or_default());
    if found <= most { Ok(()) } else { Err(Contents::TooMany { what: "failed replicates", found, most }) }
}

/// `order` coefficients can have a limit.
fn separation(separation: &SeparationRecord, order: u64, rows: u64, labels: usize) -> Result<(), Contents> {
    count("limits", separation.limits.len(), if separation.verdict == "none" { 0 } else { order })?;
    let found = separation.rows_separated.saturating_add(separation.rows_overlap.unwrap_or_default());
    if found > rows {
        return Err(Contents::TooMany { what: "rows that are separated or not", found, most: rows });
    }
    for pair in &separation.pairs {
        let found = pair.rows_separated.saturating_add(pair.rows_overlap);
        if found > rows {
            return Err(Contents::TooMany { what: "rows of a pair of labels", found, most: rows });
        }
        let places = [(pair.labels.0, u64::from(pair.labels.1)), (pair.labels.1, labels as u64)];
        if let Some(&(found, beyond)) = places.iter().find(|&&(place, beyond)| u64::from(place) >= beyond) {
            let most = beyond.saturating_sub(1);
            return Err(Contents::TooMany { what: "a label of a pair", found: found.into(), most });
        }
    }
    for ray in &separation.rays {
        finite("a direction of a limit", &[ray.at])?;
        for &(term, factor) in &ray.terms {
            finite("a direction of a limit", &[factor])?;
            // All labels but the first have a coefficient of each term, and of the intercept.
            let terms = order / (labels as u64 - 1).max(1) - 1;
            if u64::from(term) >= terms {
                let most = terms.saturating_sub(1);
                return Err(Contents::TooMany { what: "a term of a direction", found: term.into(), most });
            }
        }
    }
    separation.limits.iter().try_for_each(|limit| match limit {
        LimitRecord::Finite(Some(limit)) => {
            finite("a limit", &[limit.estimate])?;
            not_negative("a limit's standard error", limit.std_error)
        }
        _ => Ok(()),
    })
}

fn schema(schema: &Schema) -> Result<(), Contents> {
    let mut names = HashSet::new();
    let roles = [Some(&schema.target), schema.weights.as_ref(), schema.offset.as_ref()];
    for name in roles.into_iter().flatten().chain(schema.columns.iter().map(|c| &c.name)) {
        if !names.insert(name) {
            return Err(Contents::Names { name: name.clone() });
        }
    }
    let labels = schema.labels.len();
    if !(2..=LABELS).contains(&labels) {
        let expected = if labels < 2 { 2 } else { LABELS as u64 };
        return Err(Contents::Count { what: "labels", found: labels as u64, expected });
    }
    if schema.labels.iter().collect::<HashSet<_>>().len() < labels {
        return Err(Contents::Levels { column: schema.target.clone() });
    }
    for column in &schema.columns {
        let distinct = match &column.kind {
            ColumnKind::Numeric => true,
            ColumnKind::Boolean { labels: [no, yes] } => no < yes,
            // In any order: the base is the first.
            ColumnKind::Categorical { levels } => {
                // What is in byte order is distinct.
                let sorted = levels.windows(2).all(|w| w[0] < w[1]);
                !levels.is_empty() && (sorted || levels.iter().collect::<HashSet<_>>().len() == levels.len())
            }
        };
        if !distinct {
            return Err(Contents::Levels { column: column.name.clone() });
        }
    }
    Ok(())
}

fn count(what: &'static str, found: usize, expected: u64) -> Result<(), Contents> {
    let found = found as u64;
    if found == expected { Ok(()) } else { Err(Contents::Count { what, found, expected }) }
}

fn finite(what: &'static str, values: &[f64]) -> Result<(), Contents> {
    let all = values.iter().all(|v| v.is_finite());
    if all { Ok(()) } else { Err(Contents::NotFinite { what }) }
}

fn a_number(what: &'static str, value: f64) -> Result<(), Contents> {
    if value.is_nan() { Err(Contents::NotFinite { what }) } else { Ok(()) }
}

fn not_negative(what: &'static str, value: f64) -> Result<(), Contents> {
    a_number(what, value)?;
    if value < 0.0 { Err(Contents::Negative { what }) } else { Ok(()) }
}

fn size(what: &'static str, value: f64) -> Result<(), Contents> {
    finite(what, &[value])?;
    if value < 0.0 { Err(Contents::Negative { what }) } else { Ok(()) }
}

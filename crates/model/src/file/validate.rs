//! Whether a model makes sense: run before it is saved and after it is loaded.
//!
//! After this check a scorer may index by the schema without looking again.

use super::error::Contents;
use crate::record::{
    CollinearityRecord, EquationRecord, EstimateRecord, InferenceRecord, LevelRootRecord, LimitRecord, Record,
    SeparationRecord, Verdict,
};
use crate::schema::{ColumnKind, MOST_LABELS, Schema};
use std::collections::HashSet;

pub(crate) fn check(model: &Record) -> Result<(), Contents> {
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
    if let Some(root) = &model.covariance_root {
        let expected = order.saturating_mul(order + 1) / 2;
        count("covariances", root.len(), expected)?;
        finite("a covariance", root)?;
        std_errors(root, model)?;
    }
    if let Some(root) = &model.level_root {
        level_root(root, model, order)?;
    }
    if let Some(inference) = &model.inference {
        judged(inference, model, scores.saturating_mul(terms + 1), terms + 1)?;
    }
    if let Some(found) = &model.collinearity {
        collinearity(found, terms, order)?;
    }
    if let Some(kind) = model.weight_kind {
        let is_that_of_errors = model.inference.as_ref().is_none_or(|inference| inference.weights == kind);
        if !is_that_of_errors || model.schema.weights.is_none() {
            return Err(Contents::WeightKind { kind });
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
    equations(model, terms)?;
    for &(low, high) in model.ranges.iter().flatten() {
        finite("a range", &[low, high])?;
        if low > high {
            return Err(Contents::Ends { what: "a range" });
        }
    }
    let (objective, fit, data) = (&model.objective, &model.fit, &model.data);
    printable("the solver", &fit.solver)?;
    printable("the version of logodds", &model.logodds_version)?;
    size("lambda", objective.lambda)?;
    within("the L1 ratio", objective.l1_ratio, 0.0, 1.0)?;
    size("the tolerance", fit.tolerance)?;
    size("the time", fit.seconds)?;
    size("the number of passes", fit.passes)?;
    size("the sum of weights", data.weight)?;
    data.class_weights.iter().try_for_each(|&weight| size("a label's sum of weights", weight))?;
    a_number("the objective", fit.value)?;
    not_negative("the log loss", fit.log_loss)?;
    not_negative("the certificate", fit.certificate.bound)?;
    not_negative("the gradient norm", fit.certificate.gradient_norm)?;
    let s = &model.statistics;
    let (most, least) = (f64::INFINITY, f64::NEG_INFINITY);
    for (what, value, low, high) in [
        ("the log-likelihood", s.log_likelihood, least, 0.0),
        ("the null log-likelihood", s.null_log_likelihood, least, 0.0),
        ("the deviance", s.deviance, 0.0, most),
        ("the null deviance", s.null_deviance, 0.0, most),
        ("the degrees of freedom", s.df, 0.0, (scores.saturating_mul(terms + 1)) as f64),
        ("AIC", s.aic, least, most),
        ("BIC", s.bic, least, most),
        ("R²", s.mcfadden_r2, least, 1.0),
    ] {
        value.map_or(Ok(()), |value| within(what, value, low, high))?;
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

/// A coefficient has a standard error unless it is held at 0, or is an intercept that is not there.
fn std_errors(root: &[f64], model: &Record) -> Result<(), Contents> {
    let order = (0..).take_while(|n| n * (n + 1) / 2 < root.len()).count();
    let mut squares = vec![0.0; order];
    let mut rest = root;
    for k in 0..order {
        let (row, after) = rest.split_at(k + 1);
        rest = after;
        squares.iter_mut().zip(row).for_each(|(square, g)| *square += g * g);
    }
    variances(squares, model)
}

/// A root by levels, of a covariance of this order.
fn level_root(record: &LevelRootRecord, model: &Record, order: u64) -> Result<(), Contents> {
    if model.covariance_root.is_some() || model.schema.labels.len() != 2 {
        return Err(Contents::Count { what: "covariances", found: 2, expected: 1 });
    }
    let parts = [&record.spreads, &record.shifts, &record.rest];
    parts.into_iter().try_for_each(|part| finite("a covariance", part))?;
    let Some(root) = record.root().filter(|root| root.order() as u64 == order) else {
        return Err(Contents::Count {
            what: "covariances of levels",
            found: record.spreads.len() as u64,
            expected: order,
        });
    };
    variances(root.column_norms().into_iter().map(|s| s * s).collect(), model)
}

/// The variances of all coefficients.
fn variances(squares: Vec<f64>, model: &Record) -> Result<(), Contents> {
    let width = model.notes.len() + 1;
    let limits = model.separation.as_ref().map_or(&[][..], |separation| &separation.limits);
    for (place, square) in squares.into_iter().enumerate() {
        let held = match (place % width).checked_sub(1) {
            None => !model.intercept,
            Some(j) => model.notes[j].is_some(),
        };
        // What goes to no finite limit is held in the model of the others, but has no note.
        let infinite = limits.get(place).is_some_and(|limit| !matches!(limit, LimitRecord::Finite(_)));
        let known = square > 0.0 && square.is_finite();
        if known == held && !(infinite && square == 0.0) {
            return Err(Contents::StandardError { found: f64::sqrt(square) });
        }
    }
    Ok(())
}

/// `all` coefficients of all scores, `of_score` of each; intervals are of every score but one that the others are relative to.
fn judged(inference: &InferenceRecord, model: &Record, all: u64, of_score: u64) -> Result<(), Contents> {
    if !(inference.confidence > 0.0 && inference.confidence < 1.0) {
        return Err(Contents::Probability { what: "the confidence" });
    }
    if !inference.intervals.is_empty() {
        let shown = all - if model.has_base() { of_score } else { 0 };
        count("intervals", inference.intervals.len(), shown)?;
    }
    // One that the time did not suffice for has no ends.
    for &(low, high) in inference.intervals.iter().filter(|(low, high)| !(low.is_nan() && high.is_nan())) {
        a_number("an interval", low)?;
        a_number("an interval", high)?;
        if low > high {
            return Err(Contents::Ends { what: "a coefficient" });
        }
    }
    for test in &inference.tests {
        not_negative("a test's statistic", test.statistic)?;
        probability("a test's p-value", test.p_value)?;
        if test.df > all {
            return Err(Contents::TooMany { what: "degrees of freedom of a test", found: test.df, most: all });
        }
    }
    not_negative("the largest variance", inference.largest_variance)?;
    // Where everything is explained rounding may show.
    let r2 = |what, value: Option<f64>, low| value.map_or(Ok(()), |value| within(what, value, low, 1.0 + 1e-9));
    r2("Nagelkerke's R²", inference.nagelkerke_r2, f64::NEG_INFINITY)?;
    r2("Tjur's R²", inference.tjur_r2, -1.0 - 1e-9)?;
    inference.contrasts.iter().filter_map(|contrast| contrast.estimate).try_for_each(contrast)?;
    replicates(inference)
}

fn collinearity(found: &CollinearityRecord, terms: u64, order: u64) -> Result<(), Contents> {
    // Both are 1 at least, but for rounding.
    const LEAST: f64 = 1.0 - 1e-6;
    within("the condition of the information", found.condition, LEAST, f64::INFINITY)?;
    let mut end = 0;
    for one in &found.inflations {
        let (first, next) = one.terms;
        if first < end || next <= first || next > terms || one.df > order {
            return Err(Contents::TooMany { what: "terms of a column", found: next, most: terms });
        }
        end = next;
        within("a variance inflation", one.gvif, LEAST, f64::INFINITY)?;
    }
    Ok(())
}

/// Every term that was held has one equation, with terms that were not.
fn equations(model: &Record, terms: u64) -> Result<(), Contents> {
    let held: HashSet<u64> = model.equations.iter().map(|equation| equation.term).collect();
    if held.len() < model.equations.len() {
        return Err(Contents::Count {
            what: "terms with equations",
            found: held.len() as u64,
            expected: model.equations.len() as u64,
        });
    }
    for EquationRecord { term, constant, combination, tolerance } in &model.equations {
        let others = combination.iter().map(|(other, _)| *other);
        if let Some(found) = others.clone().chain([*term]).find(|&place| place >= terms) {
            return Err(Contents::TooMany { what: "a term of an equation", found, most: terms.saturating_sub(1) });
        }
        if others.clone().any(|other| held.contains(&other)) {
            return Err(Contents::Held { term: *term });
        }
        finite("the constant of an equation", &[*constant])?;
        size("the tolerance of an equation", *tolerance)?;
        combination.iter().try_for_each(|(_, coefficient)| finite("a coefficient of an equation", &[*coefficient]))?;
    }
    Ok(())
}

fn contrast(contrast: EstimateRecord) -> Result<(), Contents> {
    a_number("a contrast", contrast.estimate)?;
    not_negative("a contrast's standard error", contrast.std_error.unwrap_or_default())?;
    a_number("a contrast's statistic", contrast.statistic.unwrap_or_default())?;
    probability("a contrast's p-value", contrast.p_value.unwrap_or_default())?;
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
    count("limits", separation.limits.len(), if separation.verdict == Verdict::None { 0 } else { order })?;
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
    if !(2..=MOST_LABELS).contains(&labels) {
        let expected = if labels < 2 { 2 } else { MOST_LABELS as u64 };
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

fn within(what: &'static str, value: f64, low: f64, high: f64) -> Result<(), Contents> {
    a_number(what, value)?;
    if value < low || value > high { Err(Contents::Beyond { what, found: value }) } else { Ok(()) }
}

fn probability(what: &'static str, value: f64) -> Result<(), Contents> {
    if (0.0..=1.0).contains(&value) { Ok(()) } else { Err(Contents::Probability { what }) }
}

/// Words of the program itself have no control characters, unlike names and texts of users.
fn printable(what: &'static str, word: &str) -> Result<(), Contents> {
    let plain = !word.chars().any(char::is_control);
    if plain { Ok(()) } else { Err(Contents::Word { what, found: word.to_owned() }) }
}

fn size(what: &'static str, value: f64) -> Result<(), Contents> {
    finite(what, &[value])?;
    if value < 0.0 { Err(Contents::Negative { what }) } else { Ok(()) }
}

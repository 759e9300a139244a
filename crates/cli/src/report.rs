//! A model with its record, as text for people.
//!
//! Everything is read from the record that the model file keeps, so `fit` and a later `inspect` show the same words and
//! numbers. Six significant digits: all of them are in the JSON document and in the file.

use crate::document::{TermRow, term_rows};
use crate::number::{bound, figures, shortest};
use crate::shown;
use crate::text_table::TextTable;
use logodds::Fit;
use logodds::io::{ColumnKind, ModelFile};
use std::io::{self, Write};

const DIGITS: usize = 6;

/// The whole report of a fit. `intercept` is that of the columns as given.
///
/// # Errors
/// Those of the writer.
pub fn fit(out: &mut dyn Write, file: &ModelFile, intercept: f64) -> io::Result<()> {
    data(out, file)?;
    writeln!(out)?;
    terms(out, file, intercept)?;
    writeln!(out)?;
    objective(out, file)?;
    statistics(out, file)?;
    writeln!(out)?;
    ending(out, file)
}

/// What the model was fitted to.
///
/// # Errors
/// Those of the writer.
pub fn data(out: &mut dyn Write, file: &ModelFile) -> io::Result<()> {
    let record = &file.data;
    let names: Vec<String> = record.files.iter().map(|name| shown::line(name)).collect();
    let files = match names.as_slice() {
        [] => "data".to_owned(),
        [only] => only.clone(),
        [first, ..] => format!("{first} and {} more", names.len() - 1),
    };
    let dropped = match record.dropped_missing {
        0 => String::new(),
        k => format!(" read, {k} dropped for a missing cell, {} used", record.rows_used),
    };
    let terms = file.coefficients.len() + 1;
    writeln!(
        out,
        "data     {files}: {}{dropped}; {}, {}",
        count(record.rows, "row"),
        count(record.features, "feature"),
        count(terms as u64, "term")
    )?;
    let [negative, positive] = file.schema.labels.each_ref().map(|label| shown::name(label));
    let (ones, all) = (record.positives, record.rows_used);
    let share = 100.0 * record.positive_weight / record.weight;
    let weighted =
        file.schema.weights.as_ref().map_or(String::new(), |name| format!(" by weight {}", shown::name(name)));
    writeln!(
        out,
        "target   {}: 1 = {positive} ({ones} of {all} rows, {share:.1}%{weighted}), 0 = {negative}",
        shown::name(&file.schema.target)
    )?;
    match &file.schema.offset {
        Some(offset) => writeln!(out, "offset   {}", shown::name(offset)),
        None => Ok(()),
    }
}

/// The table of coefficients. A categorical column with more than two levels has a heading that names its base.
///
/// # Errors
/// Those of the writer.
pub fn terms(out: &mut dyn Write, file: &ModelFile, intercept: f64) -> io::Result<()> {
    let mut table = TextTable::new(&["term", "estimate", "odds ratio"]);
    let mut under = None;
    for row in term_rows(file, intercept) {
        let column = row.column.and_then(|k| file.schema.columns.get(k));
        let name = match column.map(|column| (&column.name, &column.kind)) {
            Some((name, ColumnKind::Categorical { levels })) if levels.len() > 2 => {
                if under != row.column {
                    table.heading(format!("{} (base: {})", shown::name(name), shown::name(&levels[0])));
                    under = row.column;
                }
                format!("  {}", shown::name(row.level.unwrap_or_default()))
            }
            _ => shown::name(&row.term),
        };
        let (cells, note) = cells(&row);
        table.row(name, cells, note);
    }
    table.write(out)
}

fn cells(row: &TermRow<'_>) -> (Vec<String>, String) {
    match row.note {
        Some(note) => (vec!["—".to_owned(), "—".to_owned()], format!("held at 0: {}", shown::name(note))),
        None => (vec![figures(row.estimate, DIGITS), figures(row.estimate.exp(), DIGITS)], String::new()),
    }
}

/// The objective, and λ in other programs' conventions.
///
/// # Errors
/// Those of the writer.
pub fn objective(out: &mut dyn Write, file: &ModelFile) -> io::Result<()> {
    let (objective, record) = (&file.objective, &file.fit);
    if objective.penalty == "none" {
        return writeln!(out, "objective   mean log loss {}, no penalty", figures(record.log_loss, DIGITS));
    }
    let (value, loss) = (figures(record.value, DIGITS), figures(record.log_loss, DIGITS));
    let penalty = figures(record.value - record.log_loss, DIGITS);
    writeln!(out, "objective   {value} = mean log loss {loss} + penalty {penalty}")?;
    let (columns, lambda) =
        (if objective.standardize { "standardised columns" } else { "columns as given" }, shortest(objective.lambda));
    writeln!(out, "            {} penalty with λ = {lambda} on {columns}, intercept free", objective.penalty)?;
    if objective.lambda > 0.0 {
        let c = figures(1.0 / (file.data.weight * objective.lambda), DIGITS);
        let (scaled, standardize) =
            if objective.standardize { (" on standardised columns", "TRUE") } else { ("", "FALSE") };
        writeln!(
            out,
            "            elsewhere: scikit-learn C = {c}{scaled}; glmnet alpha = 0, lambda = {lambda}, standardize = {standardize}"
        )?;
    }
    Ok(())
}

/// Likelihood and what derives from it.
///
/// # Errors
/// Those of the writer.
pub fn statistics(out: &mut dyn Write, file: &ModelFile) -> io::Result<()> {
    let s = &file.statistics;
    let show = |x: Option<f64>| x.map_or("—".to_owned(), |x| figures(x, DIGITS));
    writeln!(
        out,
        "likelihood  log-likelihood {} (intercept alone {}), McFadden R² {}",
        show(s.log_likelihood),
        show(s.null_log_likelihood),
        s.mcfadden_r2.map_or("—".to_owned(), |x| figures(x, 4))
    )?;
    let criteria = match (s.aic, s.df) {
        (Some(aic), Some(df)) => {
            format!("; AIC {}, BIC {} ({})", figures(aic, DIGITS), show(s.bic), count(df as u64, "coefficient"))
        }
        _ => "; no AIC or BIC without a maximum of the likelihood".to_owned(),
    };
    writeln!(out, "deviance    {} (intercept alone {}){criteria}", show(s.deviance), show(s.null_deviance))
}

/// How the fit ended: the certificate in words, the work done, why this solver.
///
/// # Errors
/// Those of the writer.
pub fn ending(out: &mut dyn Write, file: &ModelFile) -> io::Result<()> {
    let fit = &file.fit;
    let certificate = &fit.certificate;
    // An objective of 0 has nothing to be relative to, and a bound of 0 no need of it.
    let relative = bound(if certificate.bound == 0.0 { 0.0 } else { certificate.bound / fit.value });
    if fit.status == "converged" {
        writeln!(
            out,
            "certified optimum: F − F* ≤ {} (relative {relative}), by {}",
            bound(certificate.bound),
            certificate.kind
        )?;
    } else {
        writeln!(out, "not certified ({}): {}", fit.status, distance(file, &relative))?;
    }
    let work = format!(
        "{}, {} {}, {} s",
        count(fit.iterations, "iteration"),
        passes(fit.passes),
        if fit.passes == 1.0 { "pass" } else { "passes" },
        seconds(fit.seconds)
    );
    let seed =
        if matches!(fit.solver.as_str(), "sgd" | "saga") { format!(", seed {}", fit.seed) } else { String::new() };
    writeln!(out, "solver      {}{seed}, {work}", fit.solver)?;
    writeln!(out, "            {}", shown::line(&fit.reason))
}

/// What was foreseen of the work, beside what it was. A model file does not keep it.
///
/// # Errors
/// Those of the writer.
pub fn foreseen(out: &mut dyn Write, fit: &Fit) -> io::Result<()> {
    let Some(forecast) = &fit.choice.forecast else { return Ok(()) };
    let solution = &fit.solution;
    writeln!(
        out,
        "            forecast {} passes, {} s; took {}, {} s",
        passes((10.0 * forecast.passes).round() / 10.0),
        seconds(forecast.seconds(fit.threads)),
        passes(solution.passes),
        seconds(solution.seconds)
    )
}

/// What is known of an optimum that was not certified.
fn distance(file: &ModelFile, relative: &str) -> String {
    let fit = &file.fit;
    let (above, tolerance) = (bound(fit.certificate.bound), fit.tolerance);
    match (fit.status.as_str(), fit.certificate.kind.as_str()) {
        ("separated", _) => "the loss falls towards 0 as the coefficients grow, there is no optimum".to_owned(),
        (_, "nonnegativity") => format!(
            "all that is known is F* ≥ 0, so the objective may be\n{above} above its minimum, where {tolerance:e} of it was asked for"
        ),
        (_, kind) => format!(
            "the objective is at most {above} above its\nminimum, by {kind}: {relative} of it, where {tolerance:e} was asked for"
        ),
    }
}

/// `1 row`, `2 rows`.
fn count(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// Passes: whole where they are.
pub fn passes(passes: f64) -> String {
    if passes.fract() == 0.0 { format!("{passes:.0}") } else { format!("{passes:.1}") }
}

/// Seconds, to the millisecond.
pub fn seconds(seconds: f64) -> String {
    format!("{seconds:.3}")
}

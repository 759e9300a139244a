//! A model with its record, as text for people.
//!
//! Everything is read from the record that the model file keeps, so `fit` and a later `inspect` show the same words and
//! numbers. Six significant digits: all of them are in the JSON document and in the file.

use crate::collinearity;
use crate::document::{TermRow, Uncertainty, contrast_note, limit_of, limits as term_limits, scores, term_rows};
use crate::number::{bound, figures, shortest};
use crate::shown;
use crate::text_table::TextTable;
use logodds::io::model_file::{EstimateRecord, LimitRecord};
use logodds::io::{ColumnKind, ModelFile};
use logodds::{Fit, Wald};
use std::io::{self, Write};

const DIGITS: usize = 6;
/// Figures of what judges an estimate.
const JUDGED: usize = 4;
/// Labels with a column of their own; more have their terms one label after another.
const COLUMNS: usize = 4;
/// Characters of a label above a column.
const TITLE: usize = 16;

/// The whole report of a fit. `intercepts` are those of the columns as given.
///
/// # Errors
/// Those of the writer.
pub fn fit(out: &mut dyn Write, file: &ModelFile, intercepts: &[f64]) -> io::Result<()> {
    data(out, file)?;
    writeln!(out)?;
    terms(out, file, intercepts)?;
    writeln!(out)?;
    contrasts(out, file)?;
    tests(out, file)?;
    inference(out, file)?;
    collinearity::show(out, file)?;
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
    let terms = file.schema.term_count() + usize::from(file.intercept);
    writeln!(
        out,
        "data     {files}: {}{dropped}; {}, {}",
        count(record.rows, "row"),
        count(record.features, "feature"),
        count(terms as u64, "term")
    )?;
    target(out, file)?;
    match &file.schema.offset {
        Some(offset) => writeln!(out, "offset   {}", shown::name(offset)),
        None => Ok(()),
    }
}

/// The labels, and how many rows have them.
fn target(out: &mut dyn Write, file: &ModelFile) -> io::Result<()> {
    const LISTED: usize = 5;
    let (schema, record) = (&file.schema, &file.data);
    let weighted = schema.weights.as_ref().map_or(String::new(), |name| format!(" by weight {}", shown::name(name)));
    let all = record.rows_used;
    let shares: Vec<(String, u64, f64)> = schema
        .labels
        .iter()
        .zip(&record.class_rows)
        .zip(&record.class_weights)
        .map(|((label, rows), weight)| (shown::name(label), *rows, 100.0 * weight / record.weight))
        .collect();
    let target = shown::name(&schema.target);
    if let [(negative, _, _), (positive, ones, share)] = shares.as_slice() {
        return writeln!(
            out,
            "target   {target}: 1 = {positive} ({ones} of {all} rows, {share:.1}%{weighted}), 0 = {negative}"
        );
    }
    let listed: Vec<String> =
        shares.iter().take(LISTED).map(|(label, rows, share)| format!("{label} ({rows}, {share:.1}%)")).collect();
    let more = match shares.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    writeln!(
        out,
        "target   {target}: {} labels in {}{weighted}: {}{more}",
        shares.len(),
        count(all, "row"),
        listed.join(", ")
    )
}

/// The table of coefficients. A categorical column with more than two levels has a heading that names its base. Of more
/// than two labels, a few have a column each and many a block each.
///
/// # Errors
/// Those of the writer.
pub fn terms(out: &mut dyn Write, file: &ModelFile, intercepts: &[f64]) -> io::Result<()> {
    let scores = scores(file);
    if file.has_base() {
        let base = file.schema.labels.first().map(|label| shown::name(label)).unwrap_or_default();
        writeln!(out, "log-odds of each label relative to {base}, whose coefficients are 0")?;
    } else if file.intercepts.len() > 1 {
        writeln!(out, "scores of the labels: coefficients of a term sum to 0, differences are log-odds")?;
    }
    if let Some(uncertainty) = Uncertainty::of(file) {
        return judged_terms(out, file, intercepts, &uncertainty);
    }
    if file.intercepts.len() > 1 && scores.len() <= COLUMNS {
        let titles: Vec<String> =
            scores.iter().map(|(_, label)| shown::cut(label.unwrap_or_default(), TITLE)).collect();
        let titles: Vec<&str> = std::iter::once("term").chain(titles.iter().map(String::as_str)).collect();
        let mut table = TextTable::new(&titles);
        let cell = |row: &TermRow<'_>, k: usize| Shown::of(file, row, intercepts, k).estimate();
        rows(&mut table, file, scores.len(), "", &|row| scores.iter().map(|(k, _)| cell(row, *k)).collect());
        return table.write(out);
    }
    let has_odds = file.intercepts.len() == 1 || file.has_base();
    let titles = ["term", "estimate", "odds ratio"];
    let mut table = TextTable::new(if has_odds { &titles } else { &titles[..2] });
    for (k, label) in scores {
        if let Some(label) = label {
            table.heading(shown::name(label));
        }
        let cells = |row: &TermRow<'_>| {
            let shown = Shown::of(file, row, intercepts, k);
            std::iter::once(shown.estimate()).chain(has_odds.then(|| shown.odds_ratio(DIGITS))).collect()
        };
        rows(&mut table, file, 1 + usize::from(has_odds), if label.is_some() { "  " } else { "" }, &cells);
    }
    table.write(out)
}

/// The table with standard errors, z, p, and odds ratios with their intervals.
fn judged_terms(
    out: &mut dyn Write,
    file: &ModelFile,
    intercepts: &[f64],
    uncertainty: &Uncertainty,
) -> io::Result<()> {
    // Of several labels without a base no two are compared by one number.
    let has_odds = file.intercepts.len() == 1 || file.has_base();
    let ends = ends(uncertainty.confidence());
    let mut table = match has_odds {
        true => judged_table("term", uncertainty.confidence()),
        false => TextTable::new(&["term", "estimate", "std error", &ends[0], &ends[1]]),
    };
    for (k, label) in scores(file) {
        if let Some(label) = label {
            table.heading(shown::name(label));
        }
        let indent = if label.is_some() { "  " } else { "" };
        let cells = |row: &TermRow<'_>| {
            let shown = Shown::of(file, row, intercepts, k);
            let wald = uncertainty.wald(row, k, shown.number);
            if !has_odds {
                return estimated(wald);
            }
            let mut cells = judged(wald);
            if shown.towards.is_some() {
                (cells[0], cells[4]) = (shown.estimate(), shown.odds_ratio(JUDGED));
            }
            cells
        };
        rows(&mut table, file, if has_odds { 7 } else { 4 }, indent, &cells);
    }
    table.write(out)
}

/// The titles of both ends of an interval.
fn ends(confidence: f64) -> [String; 2] {
    ["lower", "upper"].map(|end| format!("{end} {}%", shortest(100.0 * confidence)))
}

/// An estimate with its error and interval, and no more.
fn estimated(wald: Option<Wald>) -> Vec<String> {
    let Some(wald) = wald else { return vec!["—".to_owned(); 4] };
    let judged = [wald.std_error, wald.lower, wald.upper].map(|x| figures(x, JUDGED));
    std::iter::once(figures(wald.estimate, DIGITS)).chain(judged).collect()
}

/// An empty table of estimates with standard errors, z, p, and odds ratios with their intervals.
fn judged_table(what: &str, confidence: f64) -> TextTable {
    let ends = ends(confidence);
    TextTable::new(&[what, "estimate", "std error", "z", "p", "odds ratio", &ends[0], &ends[1]])
}

/// Its cells for an estimate, if there is one.
fn judged(wald: Option<Wald>) -> Vec<String> {
    let Some(wald) = wald else { return vec!["—".to_owned(); 7] };
    // A test that there is none of is no number that is not known.
    let unknown = |x: f64| x.is_nan() && wald.std_error.is_nan();
    let known = |x: f64, text: String| match x.is_nan() {
        true if unknown(x) => "—".to_owned(),
        true => String::new(),
        false => text,
    };
    let [std_error, z] = [wald.std_error, wald.statistic].map(|x| known(x, figures(x, JUDGED)));
    let [odds, lower, upper] = [wald.estimate, wald.lower, wald.upper].map(|x| known(x, ratio(x.exp())));
    vec![figures(wald.estimate, DIGITS), std_error, z, known(wald.p_value, p_value(wald.p_value)), odds, lower, upper]
}

/// An estimate as the table shows it: where the likelihood has no maximum, the limit instead of where the fit stopped.
struct Shown {
    number: f64,
    /// Where it goes and where the odds ratio goes, if not to a number.
    towards: Option<[&'static str; 2]>,
}

impl Shown {
    fn of(file: &ModelFile, row: &TermRow<'_>, intercepts: &[f64], k: usize) -> Self {
        let number = row.estimate(file, intercepts, k);
        match limit_of(file, row, k) {
            None | Some(LimitRecord::Finite(None)) => Self { number, towards: None },
            Some(LimitRecord::Finite(Some(limit))) => Self { number: limit.estimate, towards: None },
            Some(LimitRecord::PlusInfinity) => Self { number, towards: Some(["→ +∞", "→ ∞"]) },
            Some(LimitRecord::MinusInfinity) => Self { number, towards: Some(["→ −∞", "→ 0"]) },
            Some(LimitRecord::Either) => Self { number, towards: Some(["no limit", "—"]) },
            Some(LimitRecord::Undecided) => Self { number, towards: Some(["?", "?"]) },
        }
    }

    fn estimate(&self) -> String {
        self.towards.map_or_else(|| figures(self.number, DIGITS), |[estimate, _]| estimate.to_owned())
    }

    fn odds_ratio(&self, digits: usize) -> String {
        self.towards.map_or_else(|| figures(self.number.exp(), digits), |[_, odds]| odds.to_owned())
    }
}

/// An odds ratio; those of infinite coefficients, too.
fn ratio(odds: f64) -> String {
    if odds.is_infinite() { "∞".to_owned() } else { figures(odds, JUDGED) }
}

/// Contrasts, if any were asked for.
///
/// # Errors
/// Those of the writer.
pub fn contrasts(out: &mut dyn Write, file: &ModelFile) -> io::Result<()> {
    let contrasts = crate::document::contrasts(file);
    if contrasts.is_empty() {
        return Ok(());
    }
    let confidence = file.inference.as_ref().map_or(f64::NAN, |inference| inference.confidence);
    let mut table = judged_table("contrast", confidence);
    for contrast in contrasts {
        let note = contrast_note(file, contrast).unwrap_or_default();
        table.row(shown::name(&contrast.text), judged(contrast.estimate.map(wald)), note);
    }
    table.write(out)?;
    writeln!(out)
}

fn wald(record: EstimateRecord) -> Wald {
    let known = |x: Option<f64>| x.unwrap_or(f64::NAN);
    Wald {
        estimate: record.estimate,
        std_error: known(record.std_error),
        statistic: known(record.statistic),
        p_value: known(record.p_value),
        lower: known(record.lower),
        upper: known(record.upper),
    }
}

/// Likelihood-ratio tests of columns, if any were asked for.
///
/// # Errors
/// Those of the writer.
pub fn tests(out: &mut dyn Write, file: &ModelFile) -> io::Result<()> {
    let tests = crate::document::tests(file);
    if tests.is_empty() {
        return Ok(());
    }
    writeln!(out, "tests of columns by the {}likelihood ratio", if is_firth(file) { "penalised " } else { "" })?;
    let mut table = TextTable::new(&["column", "χ²", "df", "p"]);
    for test in tests {
        match test.df {
            0 => table.row(shown::name(&test.column), vec!["—".to_owned(); 3], "held at 0"),
            df => {
                let cells = vec![figures(test.statistic, JUDGED), df.to_string(), p_value(test.p_value)];
                table.row(shown::name(&test.column), cells, "");
            }
        }
    }
    table.write(out)?;
    writeln!(out)
}

fn is_firth(file: &ModelFile) -> bool {
    file.objective.penalty == "firth"
}

/// A p-value: three figures, as far as any are worth telling.
pub fn p_value(p: f64) -> String {
    if p < 1e-16 { "<1e-16".to_owned() } else { figures(p, 3) }
}

/// How standard errors came about, or why there are none.
///
/// # Errors
/// Those of the writer.
pub fn inference(out: &mut dyn Write, file: &ModelFile) -> io::Result<()> {
    let Some(record) = &file.inference else { return Ok(()) };
    if record.withheld.is_none() && matches!(record.estimator.as_str(), "penalized" | "bootstrap") {
        return untested(out, file);
    }
    let profiled = !record.intervals.is_empty();
    let likelihood = if is_firth(file) { "penalised likelihood" } else { "likelihood" };
    let confidence = shortest(100.0 * record.confidence);
    if let Some(reason) = &record.withheld {
        writeln!(out, "errors      {}", broken(&shown::line(reason)))?;
        return match profiled {
            true => {
                writeln!(out, "intervals   of the odds ratio, by the profile of the {likelihood}, at {confidence}%")
            }
            false => Ok(()),
        };
    }
    let how = match record.estimator.as_str() {
        "model" => "from the model (inverse information)".to_owned(),
        "sampling" => "by the sandwich, for sampling weights (n / (n − 1))".to_owned(),
        "cluster" => format!("by the sandwich over {} clusters", record.clusters.unwrap_or_default()),
        other => format!("by the sandwich ({})", other.to_uppercase()),
    };
    if !profiled {
        return writeln!(out, "errors      {how}; intervals are of the odds ratio, at {confidence}%");
    }
    writeln!(out, "errors      {how}")?;
    let tests = if is_firth(file) { "; z is the signed root of the likelihood ratio" } else { "" };
    writeln!(out, "intervals   of the odds ratio, by the profile of the {likelihood}, at {confidence}%{tests}")
}

/// A long reason in two lines.
fn broken(reason: &str) -> String {
    const LONG: usize = 120;
    if reason.chars().count() > LONG { reason.replacen("; ", "\n            ", 1) } else { reason.to_owned() }
}

/// What errors and intervals are that no tests go with.
fn untested(out: &mut dyn Write, file: &ModelFile) -> io::Result<()> {
    let Some(record) = &file.inference else { return Ok(()) };
    let confidence = shortest(100.0 * record.confidence);
    let of = if file.intercepts.len() == 1 || file.has_base() { "of the odds ratio" } else { "of the coefficients" };
    if record.estimator == "penalized" {
        writeln!(out, "errors      of the posterior under the penalty as a prior (inverse penalised information)")?;
        return writeln!(
            out,
            "intervals   {of}, of that posterior, at {confidence}%: no confidence intervals, as estimates shrink; so no z and no p"
        );
    }
    let counted = record.replicates.map_or(String::new(), |replicates| {
        let failed = record.failed.filter(|failed| *failed > 0);
        let failed = failed.map_or(String::new(), |failed| format!(" ({failed} left out)"));
        format!(" of {replicates} replicates{failed}, seed {}", file.fit.seed)
    });
    let cases = match record.clusters {
        Some(clusters) => format!("{clusters} clusters"),
        None => "the rows".to_owned(),
    };
    writeln!(out, "errors      by the bootstrap{counted}: refits to {cases} drawn with replacement")?;
    let kind = if record.interval_kind == "percentile" { "percentiles" } else { "by the profile of the likelihood" };
    writeln!(out, "intervals   {of}, {kind} at {confidence}%; no z and no p")?;
    match file.objective.lambda > 0.0 {
        true => writeln!(out, "            of the penalised estimate, with λ as given: its bias is not in them"),
        false => Ok(()),
    }
}

/// A row per term, `width` cells each, under headings for categorical columns.
fn rows(
    table: &mut TextTable,
    file: &ModelFile,
    width: usize,
    indent: &str,
    cells: &dyn Fn(&TermRow<'_>) -> Vec<String>,
) {
    let mut under = None;
    for row in term_rows(file) {
        let column = row.column.and_then(|k| file.schema.columns.get(k));
        let name = match column.map(|column| (&column.name, &column.kind)) {
            Some((name, ColumnKind::Categorical { levels })) if levels.len() > 2 => {
                if under != row.column {
                    table.heading(format!("{indent}{} (base: {})", shown::name(name), shown::name(&levels[0])));
                    under = row.column;
                }
                format!("{indent}  {}", shown::name(row.level.unwrap_or_default()))
            }
            _ => format!("{indent}{}", shown::name(&row.term)),
        };
        match row.note {
            Some(note) => table.row(name, vec!["—".to_owned(); width], format!("held at 0: {}", shown::name(note))),
            None => table.row(name, cells(&row), ""),
        }
    }
}

/// The objective, and λ in other programs' conventions.
///
/// # Errors
/// Those of the writer.
pub fn objective(out: &mut dyn Write, file: &ModelFile) -> io::Result<()> {
    let (objective, record) = (&file.objective, &file.fit);
    if objective.penalty == "none" {
        let intercept = if file.intercept { "" } else { ", no intercept" };
        return writeln!(out, "objective   mean log loss {}, no penalty{intercept}", figures(record.log_loss, DIGITS));
    }
    let (value, loss) = (figures(record.value, DIGITS), figures(record.log_loss, DIGITS));
    if is_firth(file) {
        let prior = figures(record.log_loss - record.value, DIGITS);
        writeln!(out, "objective   {value} = mean log loss {loss} − log of Jeffreys' prior per row {prior}")?;
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

/// Likelihood and what derives from it.
///
/// # Errors
/// Those of the writer.
pub fn statistics(out: &mut dyn Write, file: &ModelFile) -> io::Result<()> {
    let s = &file.statistics;
    let alone = if file.intercept { "intercept alone" } else { "without coefficients" };
    let show = |x: Option<f64>| x.map_or("—".to_owned(), |x| figures(x, DIGITS));
    writeln!(
        out,
        "likelihood  log-likelihood {} ({alone} {}), McFadden R² {}",
        show(s.log_likelihood),
        show(s.null_log_likelihood),
        s.mcfadden_r2.map_or("—".to_owned(), |x| figures(x, 4)),
    )?;
    let others = file.inference.as_ref().map(|inference| {
        [("Nagelkerke", inference.nagelkerke_r2), ("Tjur", inference.tjur_r2)]
            .into_iter()
            .filter_map(|(name, r2)| Some(format!("{name} {}", figures(r2?, 4))))
            .collect::<Vec<_>>()
            .join(", ")
    });
    if let Some(others) = others.filter(|others| !others.is_empty()) {
        writeln!(out, "other R²    {others}")?;
    }
    let criteria = match (s.aic, s.df) {
        (Some(aic), Some(df)) => {
            format!("; AIC {}, BIC {} ({})", figures(aic, DIGITS), show(s.bic), count(df as u64, "coefficient"))
        }
        _ if is_firth(file) => "; no AIC or BIC: this is not the likelihood's maximum".to_owned(),
        _ => "; no AIC or BIC without a maximum of the likelihood".to_owned(),
    };
    writeln!(out, "deviance    {} ({alone} {}){criteria}", show(s.deviance), show(s.null_deviance))
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
    if certificate.kind == "score" {
        let (norm, tolerance) = (bound(certificate.gradient_norm), fit.tolerance);
        match fit.status.as_str() {
            "converged" => writeln!(out, "converged: the modified score is {norm} standard errors from 0")?,
            status => writeln!(
                out,
                "not converged ({status}): the modified score is {norm} standard errors from 0,\nwhere {tolerance:e} was asked for"
            )?,
        }
        writeln!(out, "no bound on F − F*: with Jeffreys' prior F need not be convex")?;
    } else if fit.status == "converged" {
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
        "{}, {} {}, {}",
        count(fit.iterations, "iteration"),
        passes(fit.passes),
        if fit.passes == 1.0 { "pass" } else { "passes" },
        span(fit.seconds)
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
pub fn foreseen<M, N>(out: &mut dyn Write, fit: &Fit<M, N>) -> io::Result<()> {
    let Some(forecast) = &fit.choice.forecast else { return Ok(()) };
    let solution = &fit.solution;
    writeln!(
        out,
        "            forecast {} passes, {}; took {}, {}",
        passes((10.0 * forecast.passes).round() / 10.0),
        span(forecast.seconds(fit.threads)),
        passes(solution.passes),
        span(solution.seconds)
    )
}

/// Where coefficients go as the likelihood approaches a supremum that it does not reach.
///
/// # Errors
/// Those of the writer.
pub fn limits(out: &mut dyn Write, file: &ModelFile) -> io::Result<()> {
    let limits = term_limits(file);
    if limits.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nthe likelihood has no maximum; as it approaches its supremum")?;
    let mut table = TextTable::new(&["term", "limit", "std error"]);
    let mut class = None;
    for limit in limits {
        if limit.class != class {
            class = limit.class;
            table.heading(shown::name(class.unwrap_or_default()));
        }
        let indent = if limit.class.is_some() { "  " } else { "" };
        let shown = match (limit.limit, limit.estimate) {
            ("+inf", _) => "→ +∞".to_owned(),
            ("-inf", _) => "→ −∞".to_owned(),
            ("either", _) => "no limit".to_owned(),
            ("undecided", _) => "?".to_owned(),
            (_, estimate) => estimate.map_or("finite".to_owned(), |estimate| figures(estimate, DIGITS)),
        };
        let std_error = limit.std_error.map_or("—".to_owned(), |error| figures(error, JUDGED));
        table.row(format!("{indent}{}", shown::name(&limit.term)), vec![shown, std_error], "");
    }
    table.write(out)
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

/// A time with its unit.
fn span(seconds: f64) -> String {
    if seconds < 0.0995 { format!("{:.2} ms", 1e3 * seconds) } else { format!("{seconds:.3} s") }
}

/// Seconds, to the millisecond.
pub fn seconds(seconds: f64) -> String {
    format!("{seconds:.3}")
}

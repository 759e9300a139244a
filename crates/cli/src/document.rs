//! A model with its record as a JSON document: the contract of `fit --json`, and of `inspect --json`, which adds the
//! schema and where the model comes from.
//!
//! Fields are never renamed, only added; one that does not apply to this fit, or is not computed by this version, is null.
//! Floats have 17 significant digits; what JSON has no number for (an infinite odds ratio) is null.

mod separation;
mod write;

pub use logodds::coefficients::{TermRow, Uncertainty, scores, term_rows};
pub use separation::{Separation, limit_of, limits};
pub use write::{to_writer, whole};

use crate::collinearity::Collinearity;
use crate::effects::TermEffect;
use crate::influence::Influential;
use logodds::Wald;
use logodds::io::model_file::{ContrastRecord, InferenceRecord, TestRecord, WarningRecord};
use logodds::io::{ColumnKind, Missing, ModelFile, Unseen};
use serde::Serialize;

/// The name of the intercept among terms.
const INTERCEPT: &str = "(intercept)";

/// The document.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    data: Data<'a>,
    objective: Objective<'a>,
    fit: Fit<'a>,
    coefficients: Vec<Coefficient<'a>>,
    statistics: Statistics,
    inference: Option<Inference<'a>>,
    collinearity: Option<Collinearity>,
    effects: Option<Vec<TermEffect>>,
    influential: Option<Vec<Influential>>,
    tests: Vec<Test<'a>>,
    contrasts: Vec<Contrast<'a>>,
    separation: Option<Separation<'a>>,
    warnings: Vec<Warning<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema: Option<Schema<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    model: Option<Origin<'a>>,
}

/// The data, counted.
#[derive(Debug, Serialize)]
pub struct Data<'a> {
    files: &'a [String],
    rows: u64,
    rows_used: u64,
    dropped: Dropped,
    features: u64,
    terms: usize,
    target: &'a str,
    positive: Option<&'a str>,
    base: Option<&'a str>,
    classes: &'a [String],
    positives: Option<u64>,
    weight: f64,
    positive_weight: Option<f64>,
    class_rows: &'a [u64],
    class_weights: &'a [f64],
}

#[derive(Debug, Serialize)]
struct Dropped {
    missing: u64,
}

/// What was minimised.
#[derive(Debug, Serialize)]
struct Objective<'a> {
    penalty: &'a str,
    lambda: f64,
    l1_ratio: f64,
    standardize: bool,
    intercept: bool,
    value: f64,
    log_loss: f64,
}

#[derive(Debug, Serialize)]
struct Fit<'a> {
    solver: &'a str,
    reason: &'a str,
    status: &'a str,
    iterations: u64,
    #[serde(serialize_with = "whole")]
    passes: f64,
    seconds: f64,
    tolerance: f64,
    certificate: Certificate<'a>,
    seed: u64,
    threads: u64,
    forecast: Option<Forecast>,
}

/// What the solver was foreseen to cost, with the threads that it had.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Forecast {
    #[serde(serialize_with = "whole")]
    /// Passes.
    pub passes: f64,
    /// Seconds.
    pub seconds: f64,
}

impl Forecast {
    /// That of a fit, if there was one.
    pub fn of<M, N>(fit: &logodds::Fit<M, N>) -> Option<Self> {
        let forecast = fit.choice.forecast.as_ref()?;
        Some(Self { passes: forecast.passes, seconds: forecast.seconds(fit.threads) })
    }
}

#[derive(Debug, Serialize)]
struct Certificate<'a> {
    bound: f64,
    kind: &'a str,
    gradient_norm: f64,
}

#[derive(Debug, Serialize)]
struct Coefficient<'a> {
    term: String,
    column: Option<&'a str>,
    level: Option<&'a str>,
    class: Option<&'a str>,
    estimate: f64,
    std_error: Option<f64>,
    statistic: Option<f64>,
    p_value: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    odds_ratio: Option<f64>,
    odds_ratio_lower: Option<f64>,
    odds_ratio_upper: Option<f64>,
    note: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Statistics {
    log_likelihood: Option<f64>,
    null_log_likelihood: Option<f64>,
    deviance: Option<f64>,
    null_deviance: Option<f64>,
    #[serde(serialize_with = "write::whole_or_null")]
    df: Option<f64>,
    aic: Option<f64>,
    bic: Option<f64>,
    mcfadden_r2: Option<f64>,
    nagelkerke_r2: Option<f64>,
    tjur_r2: Option<f64>,
}

/// How standard errors were computed, or why they were not.
#[derive(Debug, Serialize)]
struct Inference<'a> {
    covariance: &'a str,
    estimator: &'a str,
    weight_kind: &'a str,
    clusters: Option<u64>,
    confidence: f64,
    interval_kind: &'a str,
    /// What intervals are, where they are no confidence intervals for the truth.
    interval_meaning: Option<&'static str>,
    replicates: Option<u64>,
    failed: Option<u64>,
    seed: Option<u64>,
    withheld: Option<&'a str>,
}

/// A likelihood-ratio test of a column.
#[derive(Debug, Serialize)]
struct Test<'a> {
    column: &'a str,
    statistic: f64,
    df: u64,
    p_value: f64,
}

/// A sum of factors times coefficients.
#[derive(Debug, Serialize)]
struct Contrast<'a> {
    contrast: &'a str,
    estimate: Option<f64>,
    std_error: Option<f64>,
    statistic: Option<f64>,
    p_value: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    odds_ratio: Option<f64>,
    odds_ratio_lower: Option<f64>,
    odds_ratio_upper: Option<f64>,
    note: Option<&'static str>,
}

#[derive(Debug, Serialize)]
struct Warning<'a> {
    code: &'a str,
    message: &'a str,
    columns: &'a [String],
    remedies: &'a [String],
}

#[derive(Debug, Serialize)]
struct Schema<'a> {
    columns: Vec<Column<'a>>,
    weights: Option<&'a str>,
    offset: Option<&'a str>,
    missing: &'static str,
    unseen: &'static str,
    na: &'a [String],
}

#[derive(Debug, Serialize)]
struct Column<'a> {
    name: &'a str,
    kind: &'static str,
    levels: Option<Vec<&'a str>>,
    min: Option<f64>,
    max: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Origin<'a> {
    file: &'a str,
    created: u64,
    logodds_version: &'a str,
}

/// The data's part of a document.
pub fn data(file: &ModelFile) -> Data<'_> {
    let (labels, record) = (&file.schema.labels, &file.data);
    let two = labels.len() == 2;
    Data {
        files: &file.data.files,
        rows: file.data.rows,
        rows_used: file.data.rows_used,
        dropped: Dropped { missing: file.data.dropped_missing },
        features: file.data.features,
        terms: file.schema.term_count() + usize::from(file.intercept),
        target: &file.schema.target,
        positive: labels.get(1).filter(|_| two).map(String::as_str),
        base: labels.first().filter(|_| file.has_base()).map(String::as_str),
        classes: labels,
        positives: record.class_rows.get(1).filter(|_| two).copied(),
        weight: record.weight,
        positive_weight: record.class_weights.get(1).filter(|_| two).copied(),
        class_rows: &record.class_rows,
        class_weights: &record.class_weights,
    }
}

impl<'a> Document<'a> {
    /// The document of a fit.
    pub fn of_fit(file: &'a ModelFile, intercepts: &[f64]) -> Self {
        let (objective, fit) = (&file.objective, &file.fit);
        Self {
            data: data(file),
            objective: Objective {
                penalty: &objective.penalty,
                lambda: objective.lambda,
                l1_ratio: objective.l1_ratio,
                standardize: objective.standardize,
                intercept: file.intercept,
                value: fit.value,
                log_loss: fit.log_loss,
            },
            fit: Fit {
                solver: &fit.solver,
                reason: &fit.reason,
                status: &fit.status,
                iterations: fit.iterations,
                passes: fit.passes,
                seconds: fit.seconds,
                tolerance: fit.tolerance,
                certificate: Certificate {
                    bound: fit.certificate.bound,
                    kind: &fit.certificate.kind,
                    gradient_norm: fit.certificate.gradient_norm,
                },
                seed: fit.seed,
                threads: fit.threads,
                forecast: None,
            },
            coefficients: coefficients(file, intercepts),
            statistics: statistics(file),
            inference: file.inference.as_ref().map(|record| inference(file, record)),
            collinearity: Collinearity::of(file),
            effects: None,
            influential: None,
            tests: tests(file).into_iter().map(test).collect(),
            contrasts: contrasts(file).iter().map(|record| contrast(file, record)).collect(),
            separation: Separation::of(file),
            warnings: file.warnings.iter().map(warning).collect(),
            schema: None,
            model: None,
        }
    }

    /// With the forecast, which a model file does not keep.
    pub fn foreseen<M, N>(mut self, fit: &logodds::Fit<M, N>) -> Self {
        self.fit.forecast = Forecast::of(fit);
        self
    }

    /// With average marginal effects and influential rows, which a model file does not keep either.
    pub fn beside(mut self, effects: Option<Vec<TermEffect>>, influential: Option<Vec<Influential>>) -> Self {
        (self.effects, self.influential) = (effects, influential);
        self
    }

    /// The document of a model file named `path`.
    pub fn of_model(file: &'a ModelFile, intercepts: &[f64], path: &'a str) -> Self {
        Self {
            schema: Some(schema(file)),
            model: Some(Origin { file: path, created: file.created, logodds_version: &file.logodds_version }),
            ..Self::of_fit(file, intercepts)
        }
    }
}

/// Those of one score after another.
fn coefficients<'a>(file: &'a ModelFile, intercepts: &[f64]) -> Vec<Coefficient<'a>> {
    // Of several labels without a base no two are compared by one number.
    let has_odds = file.intercepts.len() == 1 || file.has_base();
    let uncertainty = &Uncertainty::of(file);
    let of_score = |(k, class): (usize, Option<&'a str>)| {
        let rows = term_rows(file).into_iter();
        rows.map(move |row| {
            let estimate = row.estimate(file, intercepts, k);
            let wald = uncertainty.as_ref().and_then(|uncertainty| uncertainty.wald(&row, k, estimate));
            let note = limit_of(file, &row, k).and_then(separation::limit_note);
            Coefficient { note: row.note.or(note), ..coefficient(file, estimate, wald, class, has_odds, row) }
        })
        .collect::<Vec<_>>()
    };
    scores(file).into_iter().flat_map(of_score).collect()
}

fn coefficient<'a>(
    file: &'a ModelFile,
    estimate: f64,
    wald: Option<Wald>,
    class: Option<&'a str>,
    has_odds: bool,
    row: TermRow<'a>,
) -> Coefficient<'a> {
    Coefficient {
        column: row.column.and_then(|k| file.schema.columns.get(k)).map(|column| column.name.as_str()),
        level: row.level,
        class,
        estimate,
        std_error: wald.map(|wald| wald.std_error),
        statistic: wald.map(|wald| wald.statistic),
        p_value: wald.map(|wald| wald.p_value),
        lower: wald.map(|wald| wald.lower),
        upper: wald.map(|wald| wald.upper),
        odds_ratio: (has_odds && row.note.is_none()).then(|| estimate.exp()),
        odds_ratio_lower: wald.filter(|_| has_odds).map(|wald| wald.lower.exp()),
        odds_ratio_upper: wald.filter(|_| has_odds).map(|wald| wald.upper.exp()),
        note: row.note,
        term: row.term,
    }
}

/// The tests of whole columns, in the order of the file's columns.
pub fn tests(file: &ModelFile) -> Vec<&TestRecord> {
    let tests = file.inference.as_ref().map_or(&[][..], |inference| &inference.tests);
    let of_column = |name: &String| tests.iter().find(|test| test.column == *name);
    // Tests of terms, the intercept's among them, may stand alone.
    let is_asked = tests.first().is_some_and(|test| test.column != INTERCEPT);
    file.schema.columns.iter().filter(|_| is_asked).filter_map(|column| of_column(&column.name)).collect()
}

fn test(record: &TestRecord) -> Test<'_> {
    Test { column: &record.column, statistic: record.statistic, df: record.df, p_value: record.p_value }
}

/// The contrasts asked for.
pub fn contrasts(file: &ModelFile) -> &[ContrastRecord] {
    file.inference.as_ref().map_or(&[], |inference| &inference.contrasts)
}

/// What to know of a contrast.
pub fn contrast_note(file: &ModelFile, record: &ContrastRecord) -> Option<&'static str> {
    let is_separated = file.separation.as_ref().is_some_and(|separation| !separation.limits.is_empty());
    match record.estimate {
        None => Some("not determined: a column is held at 0"),
        Some(_) if is_separated => Some("where the fit stopped: the likelihood has no maximum"),
        Some(_) => None,
    }
}

fn contrast<'a>(file: &ModelFile, record: &'a ContrastRecord) -> Contrast<'a> {
    let found = record.estimate;
    let (lower, upper) = (found.and_then(|found| found.lower), found.and_then(|found| found.upper));
    Contrast {
        contrast: &record.text,
        estimate: found.map(|found| found.estimate),
        std_error: found.and_then(|found| found.std_error),
        statistic: found.and_then(|found| found.statistic),
        p_value: found.and_then(|found| found.p_value),
        lower,
        upper,
        odds_ratio: found.map(|found| found.estimate.exp()),
        odds_ratio_lower: lower.map(f64::exp),
        odds_ratio_upper: upper.map(f64::exp),
        note: contrast_note(file, record),
    }
}

/// What intervals are, where they are no confidence intervals for the truth.
fn interval_meaning(file: &ModelFile) -> Option<&'static str> {
    let record = file.inference.as_ref().filter(|record| record.withheld.is_none())?;
    match record.estimator.as_str() {
        "penalized" => Some("interval of the posterior under the penalty as a prior; not a confidence interval"),
        "bootstrap" if file.objective.lambda > 0.0 => {
            Some("percentiles of penalised estimates from resampled cases, lambda as given; their bias is not in it")
        }
        _ => None,
    }
}

fn inference<'a>(file: &'a ModelFile, record: &'a InferenceRecord) -> Inference<'a> {
    Inference {
        covariance: &record.estimator,
        estimator: &record.estimator,
        weight_kind: &record.weights,
        clusters: record.clusters,
        confidence: record.confidence,
        interval_kind: &record.interval_kind,
        interval_meaning: interval_meaning(file),
        replicates: record.replicates,
        failed: record.failed,
        seed: record.replicates.map(|_| file.fit.seed),
        withheld: record.withheld.as_deref(),
    }
}

fn statistics(file: &ModelFile) -> Statistics {
    let (record, inference) = (&file.statistics, file.inference.as_ref());
    Statistics {
        log_likelihood: record.log_likelihood,
        null_log_likelihood: record.null_log_likelihood,
        deviance: record.deviance,
        null_deviance: record.null_deviance,
        df: record.df,
        aic: record.aic,
        bic: record.bic,
        mcfadden_r2: record.mcfadden_r2,
        nagelkerke_r2: inference.and_then(|inference| inference.nagelkerke_r2),
        tjur_r2: inference.and_then(|inference| inference.tjur_r2),
    }
}

fn warning(record: &WarningRecord) -> Warning<'_> {
    Warning { code: &record.code, message: &record.message, columns: &record.columns, remedies: &record.remedies }
}

fn schema(file: &ModelFile) -> Schema<'_> {
    let ranges = term_rows(file);
    let range = |k: usize| ranges.iter().find(|row| row.column == Some(k)).and_then(|row| row.range);
    let columns = file.schema.columns.iter().enumerate().map(|(k, column)| {
        let (kind, levels) = match &column.kind {
            ColumnKind::Boolean { labels } => ("boolean", Some(labels.iter().map(String::as_str).collect())),
            ColumnKind::Categorical { levels } => ("categorical", Some(levels.iter().map(String::as_str).collect())),
            _ => ("numeric", None),
        };
        let range = if kind == "numeric" { range(k) } else { None };
        Column { name: &column.name, kind, levels, min: range.map(|r| r.0), max: range.map(|r| r.1) }
    });
    Schema {
        columns: columns.collect(),
        weights: file.schema.weights.as_deref(),
        offset: file.schema.offset.as_deref(),
        missing: missing(file.schema.missing),
        unseen: unseen(file.schema.unseen),
        na: &file.schema.na,
    }
}

/// The name of a policy.
pub fn missing(policy: Missing) -> &'static str {
    match policy {
        Missing::Drop => "drop",
        _ => "error",
    }
}

/// The name of a policy.
pub fn unseen(policy: Unseen) -> &'static str {
    match policy {
        Unseen::Base => "base",
        Unseen::Missing => "missing",
        _ => "error",
    }
}

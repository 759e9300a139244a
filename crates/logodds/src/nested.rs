//! The likelihood ratio of two nested models, and of a model against the intercept alone.
//!
//! ```text
//! 2 (ℓ_larger − ℓ_smaller)  ~  χ²_k,   k the coefficients that the smaller one lacks
//! ```
//!
//! Both must be maxima of the likelihood of the same rows. A model file keeps no rows, so these are compared by what it knows of them: how many
//! there are of each label, their weights, the likelihood of the intercept alone, the means and ranges of the columns that both have.

use logodds_inference::LikelihoodRatio;
use logodds_inference::likelihood::likelihood_ratio::chi_squared_tail;
use logodds_model::Record;
use logodds_model::record::PenaltyKind;
use logodds_model::record::Status;
use logodds_model::record::WeightKind;

/// How far the same sums of the same rows may differ in another order.
const SAME: f64 = 1e-9;

/// Why a model has no likelihood ratio against the intercept alone (or, without one, against no coefficient), if it has none.
#[must_use]
pub fn no_likelihood_ratio(file: &Record) -> Option<&'static str> {
    no_maximum(file).or_else(|| {
        let clusters = file.inference.as_ref().and_then(|inference| inference.clusters);
        clusters.map(|_| "a likelihood ratio takes rows as independent, and those of a cluster are not")
    })
}

/// Why a fit is not the maximum of a likelihood, if it is not.
#[must_use]
pub fn no_maximum(file: &Record) -> Option<&'static str> {
    match file.objective.penalty {
        PenaltyKind::Firth => Some("Firth's estimate is not the likelihood's maximum"),
        _ if file.objective.lambda > 0.0 => Some("a penalised estimate is not the likelihood's maximum"),
        _ if file.weight_kind == Some(WeightKind::Sampling) => Some("sampling weights make no likelihood"),
        _ if file.statistics.df.is_some() => None,
        _ if file.is_separated() => Some("the likelihood has no maximum"),
        _ if !matches!(file.fit.status, Status::Converged | Status::Limit) => {
            Some("the fit is not certified to be at the maximum")
        }
        _ => Some("no maximum of the likelihood was found"),
    }
}

/// The likelihood ratio of all coefficients but intercepts; `None` where the model has no other.
///
/// # Errors
/// Why there is none.
pub fn whole_model(file: &Record) -> Result<Option<LikelihoodRatio>, &'static str> {
    if let Some(reason) = no_likelihood_ratio(file) {
        return Err(reason);
    }
    let statistics = &file.statistics;
    let (Some(of_model), Some(of_null), Some(df)) =
        (statistics.log_likelihood, statistics.null_log_likelihood, statistics.df)
    else {
        return Err("no maximum of the likelihood was found");
    };
    let statistic = (2.0 * (of_model - of_null)).max(0.0);
    let intercepts = if file.intercept { file.schema.labels.len().saturating_sub(1) } else { 0 };
    let df = (df as usize).saturating_sub(intercepts);
    Ok((df > 0).then(|| LikelihoodRatio { statistic, df, p_value: chi_squared_tail(statistic, df) }))
}

/// The likelihood ratio of two models of the same rows, in either order. `is_nested`: that one is nested in the other need not be seen in the
/// names of the columns.
///
/// # Errors
/// Every reason why there is none.
pub fn compare_models(a: &Record, b: &Record, is_nested: bool) -> Result<LikelihoodRatio, Vec<String>> {
    let mut problems = Vec::new();
    for (file, which) in [(a, "this model"), (b, "the other model")] {
        problems.extend(no_likelihood_ratio(file).map(|reason| format!("{which}: {reason}")));
    }
    problems.extend(other_data(a, b));
    let df = |file: &Record| file.statistics.df.unwrap_or(0.0);
    let (small, large) = if df(a) <= df(b) { (a, b) } else { (b, a) };
    if !is_nested {
        problems.extend(not_nested(small, large));
    }
    if problems.is_empty() && df(small) == df(large) {
        problems.push(format!("both models have {} coefficients: neither is nested in the other", df(small)));
    }
    let difference = large.statistics.log_likelihood.zip(small.statistics.log_likelihood).map(|(l, s)| l - s);
    let difference = difference.unwrap_or(f64::NAN);
    let rounding = SAME * large.statistics.log_likelihood.map_or(0.0, f64::abs).max(1.0);
    if problems.is_empty() && difference < -rounding {
        problems.push(
            "the model with more coefficients is less likely: the other is not nested in it, or they are of other rows"
                .to_owned(),
        );
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let (statistic, df) = ((2.0 * difference).max(0.0), (df(large) - df(small)) as usize);
    Ok(LikelihoodRatio { statistic, df, p_value: chi_squared_tail(statistic, df) })
}

/// In what two models are seen to be of other data.
fn other_data(a: &Record, b: &Record) -> Vec<String> {
    let mut problems = Vec::new();
    let (left, right) = (&a.schema, &b.schema);
    let mut differ = |what: &str, left: String, right: String| {
        if left != right {
            problems.push(format!("the models have another {what}: {left} and {right}"));
        }
        left == right
    };
    let name = |name: &Option<String>| name.as_ref().map_or_else(|| "none".to_owned(), |name| format!("{name:?}"));
    let kind = |file: &Record| name(&file.weight_kind.map(|kind| kind.name().to_owned()));
    let same_target = differ("target", format!("{:?}", left.target), format!("{:?}", right.target))
        // Which of two labels counts as 1 changes no likelihood.
        && differ("set of labels", sorted(&left.labels), sorted(&right.labels));
    let same_weights = differ("column of weights", name(&left.weights), name(&right.weights))
        && differ("kind of weights", kind(a), kind(b));
    let same_offset = differ("offset", name(&left.offset), name(&right.offset));
    let rows = |file: &Record| {
        let dropped = match file.data.dropped_missing {
            0 => String::new(),
            dropped => format!(" ({dropped} dropped for a missing cell)"),
        };
        format!("{}{dropped}", file.data.rows_used)
    };
    if a.data.rows_used != b.data.rows_used {
        problems.push(format!(
            "the models are of other rows: {} and {}; fit both to the rows that have all cells",
            rows(a),
            rows(b)
        ));
        return problems;
    }
    if !(same_target && same_weights && same_offset) {
        return problems;
    }
    let near = |x: f64, y: f64| (x - y).abs() <= SAME * x.abs().max(y.abs());
    let counts = |file: &Record| {
        let labels = file.schema.labels.clone().into_iter();
        let mut counts: Vec<(String, u64)> = labels.zip(file.data.class_rows.iter().copied()).collect();
        counts.sort_unstable();
        counts
    };
    let null = |file: &Record| file.statistics.null_log_likelihood.filter(|_| file.intercept);
    let same_null = null(a).zip(null(b)).is_none_or(|(x, y)| near(x, y));
    if counts(a) != counts(b) || !near(a.data.weight, b.data.weight) || !same_null {
        problems.push("the models are of other rows: labels, weights or offsets differ".to_owned());
    }
    problems.extend(moved(a, b).map(|term| format!("the models are of other rows: the values of {term:?} differ")));
    problems
}

fn sorted(labels: &[String]) -> String {
    let mut labels = labels.to_vec();
    labels.sort_unstable();
    format!("{labels:?}")
}

/// A term of both models whose values are seen to differ.
fn moved(a: &Record, b: &Record) -> Option<String> {
    let about = |file: &Record| {
        let terms = file.schema.terms().into_iter().map(|term| term.name);
        let numbers = file.ranges.clone().into_iter().zip(file.origin_of_terms());
        terms.zip(numbers).collect::<std::collections::HashMap<_, _>>()
    };
    let (of_a, of_b) = (about(a), about(b));
    a.schema.terms().into_iter().map(|term| term.name).find(|name| {
        let (Some((Some(x), mean_x)), Some((Some(y), mean_y))) = (of_a.get(name), of_b.get(name)) else { return false };
        let size = x.0.abs().max(x.1.abs());
        let apart = |x: f64, y: f64| (x - y).abs() > SAME * size;
        // Where one keeps no origin of the column, sparse or a level, there is no mean to compare.
        let has_means = *mean_x != 0.0 && *mean_y != 0.0;
        apart(x.0, y.0) || apart(x.1, y.1) || (has_means && apart(*mean_x, *mean_y))
    })
}

/// Why the smaller model is not seen to be nested in the larger.
fn not_nested(small: &Record, large: &Record) -> Option<String> {
    if small.intercept && !large.intercept {
        return Some("the smaller model has an intercept, and the larger has none".to_owned());
    }
    let lacking = small.schema.columns.iter().find(|column| {
        let levels = |levels: &[String]| {
            let mut levels = levels.to_vec();
            levels.sort_unstable();
            levels
        };
        let same = |other: &&logodds_model::schema::ColumnSchema| {
            let (of_small, of_large) = (column.kind.levels().map(levels), other.kind.levels().map(levels));
            other.name == column.name && of_small == of_large
        };
        !large.schema.columns.iter().any(|other| same(&other))
    });
    lacking.map(|column| {
        format!(
            "the smaller model has the column {:?} and the larger has not, or codes it otherwise: they are not seen to be nested",
            column.name
        )
    })
}

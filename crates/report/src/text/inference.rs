//! How standard errors and intervals came about, or why there are none.

use crate::facts::kind::is_firth;
use crate::number::shortest;
use crate::shown;
use crate::text::page::Page;
use logodds::model::Record;
use logodds::model::record::{Estimator, InferenceRecord, IntervalKind};
use logodds_model::words::Words;
use std::fmt::{self, Write};

/// A line on standard errors and one on intervals; nothing if none were asked for.
pub(super) fn inference(out: &mut Page, file: &Record, words: &dyn Words) -> fmt::Result {
    let Some(record) = &file.inference else { return Ok(()) };
    if record.withheld.is_none() && matches!(record.estimator, Estimator::Penalised | Estimator::Bootstrap) {
        return untested(out, file, record);
    }
    let profiled = !record.intervals.is_empty();
    let likelihood = if is_firth(file) { "penalised likelihood" } else { "likelihood" };
    let confidence = shortest(100.0 * record.confidence);
    if let Some(reason) = &record.withheld {
        writeln!(out, "errors      {}", broken(&shown::line(&reason.spelled(words))))?;
        return match profiled {
            true => {
                writeln!(out, "intervals   of the odds ratio, by the profile of the {likelihood}, at {confidence}%")
            }
            false => Ok(()),
        };
    }
    let how = match record.estimator {
        Estimator::Model if file.is_at_limit() => {
            "from the model of the rows that are not separated (inverse information)".to_owned()
        }
        Estimator::Model => "from the model (inverse information)".to_owned(),
        Estimator::Sampling => "by the sandwich, for sampling weights (n / (n − 1))".to_owned(),
        Estimator::Cluster => format!("by the sandwich over {} clusters", record.clusters.unwrap_or_default()),
        other => format!("by the sandwich ({})", other.name().to_uppercase()),
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
fn untested(out: &mut Page, file: &Record, record: &InferenceRecord) -> fmt::Result {
    let confidence = shortest(100.0 * record.confidence);
    let of = if file.has_odds_ratios() { "of the odds ratio" } else { "of the coefficients" };
    if record.estimator == Estimator::Penalised {
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
    let kind = if record.interval_kind == IntervalKind::Percentile {
        "percentiles"
    } else {
        "by the profile of the likelihood"
    };
    writeln!(out, "intervals   {of}, {kind} at {confidence}%; no z and no p")?;
    match file.objective.lambda > 0.0 {
        true => writeln!(out, "            of the penalised estimate, with λ as given: its bias is not in them"),
        false => Ok(()),
    }
}

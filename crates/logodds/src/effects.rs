//! Average marginal effects by the names of terms, in the order of the file's columns.

use crate::coefficients::term_rows;
use crate::uncertainty::Inference;
use crate::withheld::Withheld;
use logodds_core::risk::moments::Moments;
use logodds_inference::{Effect, EffectKind, Wald};
use logodds_model::Record;

/// The effect of a term.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TermEffect {
    /// The term.
    pub term: String,
    /// The label whose probability changes, of more than two; of two it is the positive one's.
    pub label: Option<String>,
    /// A slope, or a difference.
    pub kind: EffectKind,
    /// The level that a difference is from; `None` of a slope.
    pub base: Option<String>,
    /// Whether a slope is of a column that has no other values than 0 and 1: its difference may be what is meant.
    pub is_binary: bool,
    /// The estimate with its error, test and interval; z and p are NaN where they would be no test.
    pub wald: Wald,
}

/// Those of a fit; `None` if they were not asked for.
///
/// # Errors
/// Why there are none: they are given with their standard errors or not at all.
#[must_use]
pub fn effects_of(
    file: &Record,
    inference: &Inference,
    moments: &Moments,
) -> Option<Result<Vec<TermEffect>, Withheld>> {
    let covariance = match &inference.covariance {
        Ok(covariance) => covariance,
        Err(reason) => return Some(Err(reason.clone())),
    };
    let confidence = file.inference.as_ref()?.confidence;
    Some(Ok(named(file, inference.effects.as_ref()?, moments, (confidence, covariance.estimator().is_test()))))
}

/// Effects by the names of terms, with intervals at a confidence, and tests where they are any.
pub(crate) fn named(
    file: &Record,
    effects: &[Effect],
    moments: &Moments,
    (confidence, is_test): (f64, bool),
) -> Vec<TermEffect> {
    let of_column = |column: usize| effects.iter().filter(move |effect| effect.column == column);
    let label = |class: usize| file.schema.labels.get(class).filter(|_| file.intercepts.len() > 1).cloned();
    let rows = term_rows(file).into_iter().filter_map(|row| Some((row.place()?, row)));
    let known = rows.flat_map(|(column, row)| of_column(column).map(move |effect| (effect, row.clone())));
    let told = known.map(|(effect, row)| {
        let levels = row.column.and_then(|k| file.schema.columns.get(k)).and_then(|column| column.kind.levels());
        let base = levels.and_then(<[String]>::first).filter(|_| effect.kind == EffectKind::Change);
        let wald = Wald::new(effect.estimate, effect.std_error, confidence);
        TermEffect {
            base: base.cloned(),
            label: label(effect.class),
            kind: effect.kind,
            is_binary: effect.kind == EffectKind::Slope && is_binary(moments, effect.column),
            wald: if is_test { wald } else { wald.untested() },
            term: row.term,
        }
    });
    told.collect()
}

/// Whether a column has no other values than 0 and 1: between them, x − x² is 0 there alone, and so is its mean, E x − (E x)² − Var x.
fn is_binary(moments: &Moments, j: usize) -> bool {
    let (origin, mean) = (moments.origin[j], moments.mean[j]);
    let [low, high, mean] = [moments.min[j], moments.max[j], mean].map(|x| x + origin);
    low.abs().max((high - 1.0).abs()) < 1e-12 && (mean - mean * mean - moments.variance[j]).abs() < 1e-12
}

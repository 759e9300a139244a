//! Average marginal effects, or why there are none.

use crate::shown;
use logodds::core::risk::moments::Moments;
use logodds::model::Record;
use logodds::{EffectKind, Inference, Withheld, effects_of};
use serde::Serialize;

/// The effect of a term.
#[derive(Debug, Serialize)]
pub struct TermEffect {
    /// The term.
    pub term: String,
    /// The label whose probability changes, of more than two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What the effect is, in words.
    #[serde(skip)]
    pub note: String,
    /// `slope` or `change`.
    pub kind: &'static str,
    /// The effect, averaged over the rows.
    pub estimate: f64,
    /// Its standard error.
    pub std_error: f64,
    /// Effect / error.
    pub statistic: f64,
    /// Of an effect of 0, by the normal distribution.
    pub p_value: f64,
    /// The lower end of its interval.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// Those of a fit, in the order of the file's columns; `None` if they were not asked for or are not known.
pub fn of(file: &Record, inference: Option<&Inference>, moments: &Moments) -> Option<Vec<TermEffect>> {
    let effects = effects_of(file, inference?, moments)?.ok()?;
    Some(effects.into_iter().map(TermEffect::new).collect())
}

impl TermEffect {
    fn new(effect: logodds::TermEffect) -> Self {
        Self {
            note: note(&effect),
            term: effect.term,
            label: effect.label,
            kind: effect.kind.name(),
            estimate: effect.wald.estimate,
            std_error: effect.wald.std_error,
            statistic: effect.wald.statistic,
            p_value: effect.wald.p_value,
            lower: effect.wald.lower,
            upper: effect.wald.upper,
        }
    }
}

/// A slope or a difference, and of what.
fn note(effect: &logodds::TermEffect) -> String {
    match (&effect.base, effect.kind) {
        (Some(base), _) => format!("difference from {}", shown::name(base)),
        (None, EffectKind::Change) => "difference from 0 to 1".to_owned(),
        _ if effect.is_binary => "slope, per unit; --categorical for 0 to 1".to_owned(),
        _ => "slope, per unit".to_owned(),
    }
}

/// Effects are given with their standard errors or not at all: a sentence where these are withheld, and what to do about it.
pub fn withheld(inference: Option<&Inference>) -> Option<(String, Vec<String>)> {
    let Err(reason) = &inference?.covariance else { return None };
    if *reason == Withheld::Penalised {
        let remedy = vec!["--covariance penalized".to_owned()];
        return Some(("no effects: they need standard errors, which a penalty leaves none of".to_owned(), remedy));
    }
    let reason = reason.to_string();
    let reason = reason.strip_prefix("no standard errors: ").unwrap_or(&reason);
    Some((format!("no effects: they need standard errors, and there are none: {reason}"), Vec::new()))
}

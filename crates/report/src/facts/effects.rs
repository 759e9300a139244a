//! Average marginal effects, or why there are none.

use crate::words::Command;
use logodds::core::risk::moments::Moments;
use logodds::inference::{EffectKind, Inference, Withheld, effects_of};
use logodds::model::Record;
use logodds_model::words::{Remedy, Told};
use serde::{Serialize, Serializer};

/// The effect of a term.
#[derive(Debug, Serialize)]
pub struct TermEffect {
    /// The term.
    pub term: String,
    /// The label whose probability changes, of more than two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The level that another is compared with.
    #[serde(skip)]
    pub base: Option<String>,
    /// Whether the column has two values alone.
    #[serde(skip)]
    pub is_binary: bool,
    /// A slope or a change.
    #[serde(serialize_with = "name")]
    pub kind: EffectKind,
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

#[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature
fn name<S: Serializer>(kind: &EffectKind, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(kind.name())
}

/// Those of a fit, in the order of the file's columns; `None` if they were not asked for or are not known.
pub fn of(file: &Record, inference: Option<&Inference>, moments: &Moments) -> Option<Vec<TermEffect>> {
    let effects = effects_of(file, inference?, moments)?.ok()?;
    Some(effects.into_iter().map(TermEffect::new).collect())
}

impl TermEffect {
    fn new(effect: logodds::inference::TermEffect) -> Self {
        Self {
            base: effect.base,
            is_binary: effect.is_binary,
            term: effect.term,
            label: effect.label,
            kind: effect.kind,
            estimate: effect.wald.estimate,
            std_error: effect.wald.std_error,
            statistic: effect.wald.statistic,
            p_value: effect.wald.p_value,
            lower: effect.wald.lower,
            upper: effect.wald.upper,
        }
    }
}

/// Effects are given with their standard errors or not at all: a sentence where these are withheld, and what to do about it.
pub fn withheld(inference: Option<&Inference>) -> Option<(String, Vec<Remedy>)> {
    let Err(reason) = &inference?.covariance else { return None };
    if *reason == Withheld::Penalised {
        let remedy = vec![Remedy::Posterior];
        return Some(("no effects: they need standard errors, which a penalty leaves none of".to_owned(), remedy));
    }
    let reason = reason.told(&Command);
    let reason = reason.strip_prefix("no standard errors: ").unwrap_or(&reason);
    Some((format!("no effects: they need standard errors, and there are none: {reason}"), Vec::new()))
}

//! The likelihood and what derives from it: deviance, information criteria, shares of what there was to explain.

use crate::facts::kind::{is_firth, is_sampled};
use crate::number::{DIGITS, JUDGED, count, figures, p_value};
use crate::text::page::Page;
use logodds::inference::LikelihoodRatio;
use logodds::model::Record;
use logodds::model::record::PenaltyKind;
use logodds::saved::whole_model;
use std::fmt::{self, Write};

/// Likelihood and what derives from it.
pub(super) fn statistics(out: &mut Page, file: &Record) -> fmt::Result {
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
    if let Ok(Some(LikelihoodRatio { statistic, df, p_value: p })) = whole_model(file) {
        let alone = if file.intercept { "the intercept alone" } else { "no coefficients" };
        let (statistic, p) = (figures(statistic, JUDGED), p_value(p));
        writeln!(out, "            likelihood ratio against {alone}: χ² {statistic}, df {df}, p {p}")?;
    }
    let others = file.inference.as_ref().map(|inference| {
        [("Nagelkerke", inference.nagelkerke_r2), ("Tjur", inference.tjur_r2)]
            .into_iter()
            .filter_map(|(name, r2)| Some(format!("{name} {}", figures(r2?, 4))))
            .chain(file.nagelkerke_withheld().map(|reason| format!("no Nagelkerke: {reason}")))
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
        _ if is_sampled(file) => "; no AIC or BIC: sampling weights make no likelihood".to_owned(),
        _ if is_firth(file) => "; no AIC or BIC: this is not the likelihood's maximum".to_owned(),
        _ if file.objective.penalty == PenaltyKind::None && !file.is_separated() => {
            "; no AIC or BIC, as no maximum was found".to_owned()
        }
        _ => "; no AIC or BIC without a maximum of the likelihood".to_owned(),
    };
    writeln!(out, "deviance    {} ({alone} {}){criteria}", show(s.deviance), show(s.null_deviance))
}

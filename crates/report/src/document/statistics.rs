//! The likelihood and what derives from it.

use crate::whole::whole_or_null;
use logodds::model::Record;
use logodds::saved::whole_model;
use serde::Serialize;

/// Of the fit; what has no meaning for it is null.
#[derive(Debug, Serialize)]
pub struct Statistics {
    log_likelihood: Option<f64>,
    null_log_likelihood: Option<f64>,
    deviance: Option<f64>,
    null_deviance: Option<f64>,
    #[serde(serialize_with = "whole_or_null")]
    df: Option<f64>,
    aic: Option<f64>,
    bic: Option<f64>,
    mcfadden_r2: Option<f64>,
    nagelkerke_r2: Option<f64>,
    /// Why there is none.
    nagelkerke_withheld: Option<&'static str>,
    tjur_r2: Option<f64>,
    /// Of all coefficients but intercepts.
    likelihood_ratio: Option<LikelihoodRatio>,
    /// Why there is none.
    likelihood_ratio_withheld: Option<&'static str>,
}

/// χ² = 2 (log L − log L of the intercept alone).
#[derive(Debug, Serialize)]
struct LikelihoodRatio {
    statistic: f64,
    df: usize,
    p_value: f64,
}

impl Statistics {
    /// Those of a file.
    pub fn of(file: &Record) -> Self {
        let (record, inference) = (&file.statistics, file.inference.as_ref());
        let ratio = whole_model(file);
        Self {
            log_likelihood: record.log_likelihood,
            null_log_likelihood: record.null_log_likelihood,
            deviance: record.deviance,
            null_deviance: record.null_deviance,
            df: record.df,
            aic: record.aic,
            bic: record.bic,
            mcfadden_r2: record.mcfadden_r2,
            nagelkerke_r2: inference.and_then(|inference| inference.nagelkerke_r2),
            nagelkerke_withheld: file.nagelkerke_withheld(),
            tjur_r2: inference.and_then(|inference| inference.tjur_r2),
            likelihood_ratio_withheld: ratio.as_ref().err().copied(),
            likelihood_ratio: ratio.ok().flatten().map(|test| LikelihoodRatio {
                statistic: test.statistic,
                df: test.df,
                p_value: test.p_value,
            }),
        }
    }
}

//! The contract of `compare-models --json`: two nested models and the likelihood ratio between them.

use crate::whole::whole_or_null;
use logodds::inference::LikelihoodRatio;
use logodds::model::Record;
use serde::Serialize;

/// The document.
#[derive(Debug, Serialize)]
pub struct Document<'a> {
    models: [Model<'a>; 2],
    likelihood_ratio: Ratio,
}

#[derive(Debug, Serialize)]
struct Model<'a> {
    file: String,
    target: &'a str,
    rows_used: u64,
    #[serde(serialize_with = "whole_or_null")]
    df: Option<f64>,
    log_likelihood: Option<f64>,
    aic: Option<f64>,
    bic: Option<f64>,
}

#[derive(Debug, Serialize)]
struct Ratio {
    statistic: f64,
    df: usize,
    p_value: f64,
}

impl<'a> Document<'a> {
    /// That of two files of these names.
    pub fn of(names: &[String; 2], files: &'a [Record; 2], ratio: LikelihoodRatio) -> Self {
        let model = |k: usize| {
            let (file, statistics) = (&files[k], &files[k].statistics);
            Model {
                file: names[k].clone(),
                target: &file.schema.target,
                rows_used: file.data.rows_used,
                df: statistics.df,
                log_likelihood: statistics.log_likelihood,
                aic: statistics.aic,
                bic: statistics.bic,
            }
        };
        let LikelihoodRatio { statistic, df, p_value } = ratio;
        Self { models: [model(0), model(1)], likelihood_ratio: Ratio { statistic, df, p_value } }
    }
}

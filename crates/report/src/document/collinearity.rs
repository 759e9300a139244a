//! How far columns can be told apart: the condition of the information and the inflation of variance of each column.

use logodds::model::Record;
use logodds::saved::collinearity_of;
use serde::Serialize;

/// Of a fit whose columns are told apart by the covariance of the model.
#[derive(Debug, Serialize)]
pub struct Collinearity {
    condition: f64,
    inflation: Vec<Inflation>,
}

#[derive(Debug, Serialize)]
struct Inflation {
    column: String,
    df: usize,
    gvif: f64,
}

impl Collinearity {
    /// That of a model file, if it has the covariance by the model.
    pub fn of(file: &Record) -> Option<Self> {
        let (found, names) = collinearity_of(file)?;
        let inflation = found.inflations.iter().zip(names);
        let inflation = inflation.map(|(one, column)| Inflation { column, df: one.df, gvif: one.gvif });
        Some(Self { condition: found.condition, inflation: inflation.collect() })
    }
}

//! The covariance that a model file keeps, by a root of it, and how far its columns can be told apart.

use crate::on_record::estimator_of;
use logodds_inference::{Collinearity, Covariance, Inflation};
use logodds_model::Record;
use logodds_model::score::covariance_root_of;

/// The covariance in a model file, if there is one.
#[must_use]
pub fn covariance_of(file: &Record) -> Option<Covariance> {
    let (root, record) = (covariance_root_of(file)?, file.inference.as_ref()?);
    let estimator = estimator_of(record.estimator);
    let scores = file.schema.labels.len().saturating_sub(1);
    let held = file.notes.iter().map(Option::is_some).collect();
    Some(
        Covariance::of_scores(estimator, root, file.origin_of_terms(), held, scores)?
            .with_largest(record.largest_variance),
    )
}

/// How far the columns of a model file can be told apart, if that was looked at: the name and the inflation of every column
/// (of a category, of all its levels), and the condition of the information.
#[must_use]
pub fn collinearity_of(file: &Record) -> Option<(Collinearity, Vec<String>)> {
    let (record, terms) = (file.collinearity.as_ref()?, file.schema.terms());
    let inflations = record.inflations.iter().map(|one| Inflation {
        columns: one.terms.0 as usize..one.terms.1 as usize,
        df: one.df as usize,
        gvif: one.gvif,
    });
    let found = Collinearity { inflations: inflations.collect(), condition: record.condition };
    let name = |one: &Inflation| {
        let term = terms.get(one.columns.start)?;
        let last = terms.get(one.columns.end.saturating_sub(1))?;
        match one.columns.len() {
            1 => Some(term.name.clone()),
            _ if last.column == term.column => Some(file.schema.columns.get(term.column)?.name.clone()),
            // Indicators that somebody else made of a category.
            _ => Some(format!("{}, …, {}", term.name, last.name)),
        }
    };
    let names = found.inflations.iter().map(|one| name(one).unwrap_or_default()).collect();
    Some((found, names))
}

//! The covariance that a model file keeps, as the lower triangle of a matrix, and how far it lets columns be told apart.

use crate::TableError;
use crate::design_matrix::indicators;
use logodds_core::SymMatrix;
use logodds_inference::{Collinearity, Covariance, Estimator, Inflation};
use logodds_io::model_file::ModelFile;

/// The covariance in a model file, if there is one.
#[must_use]
pub fn covariance_of(file: &ModelFile) -> Option<Covariance> {
    let (triangle, record) = (file.covariance.as_ref()?, file.inference.as_ref()?);
    let terms = file.schema.term_count();
    let estimator = Estimator::ALL.into_iter().find(|estimator| estimator.name() == record.estimator)?;
    let scores = file.schema.labels.len().saturating_sub(1);
    let order = scores * (terms + 1);
    let mut matrix = SymMatrix::zeros(order);
    let mut rest = triangle.as_slice();
    for i in 0..order {
        let (row, after) = rest.split_at_checked(i + 1)?;
        matrix.row_mut(i).copy_from_slice(row);
        rest = after;
    }
    let held = file.notes.iter().map(Option::is_some).collect();
    Some(
        Covariance::of_scores(estimator, matrix, file.origin_of_terms(), held, scores)?
            .with_largest(record.largest_variance),
    )
}

/// The covariance in a model file, which must have one.
///
/// # Errors
/// [`TableError::NoCovariance`] with the reason on record.
pub(crate) fn needed_covariance(file: &ModelFile) -> Result<Covariance, TableError> {
    covariance_of(file).ok_or_else(|| TableError::NoCovariance {
        reason: file.inference.as_ref().and_then(|inference| inference.withheld.clone()),
    })
}

/// How far the columns of a model file can be told apart, if it has the covariance by the model: the name and the inflation of every column
/// (of a category, of all its levels), and the condition of the information.
#[must_use]
pub fn collinearity_of(file: &ModelFile) -> Option<(Collinearity, Vec<String>)> {
    let terms = file.schema.terms();
    let found = Collinearity::of(&covariance_of(file)?, &indicators(&file.schema, &terms)).ok()?;
    let name = |one: &Inflation| {
        let term = terms.get(one.columns.start)?;
        if one.columns.len() == 1 {
            Some(term.name.clone())
        } else {
            Some(file.schema.columns.get(term.column)?.name.clone())
        }
    };
    let names = found.inflations.iter().map(|one| name(one).unwrap_or_default()).collect();
    Some((found, names))
}

//! Who computes the sums of a fit: threads, and a journal in front of them, if there is to be one.

use crate::fit::error::FitError;
use crate::journal::Journal;
use crate::specification::LogisticRegression;
use logodds_core::data::fingerprint;
use logodds_core::sum::Collective;
use logodds_core::{Executor, Fingerprint, InMemory, RowBlocks};
use std::sync::Arc;

/// The executor of fits by `specification` to `data`, each under one of `penalties` if they are not the specification's own.
///
/// # Errors
/// [`FitError::Journal`] if the journal is of another fit, or cannot be used; [`FitError::Eval`] if the data cannot be read.
pub(crate) fn executor(
    specification: &LogisticRegression,
    data: &InMemory<'_>,
    penalties: &[f64],
) -> Result<Executor, FitError> {
    let shape = data.shape();
    let executor = Executor::for_cells(specification.threads, shape.rows.saturating_mul(shape.columns))?
        .interrupted_by(specification.interrupt.clone());
    let Some(path) = &specification.journal else { return Ok(executor) };
    let journal = Journal::open(path, fingerprint(data)?, of_sums(specification, penalties))?;
    Ok(executor.completed_by(Some(Arc::new(journal) as Arc<dyn Collective>)))
}

/// What of a specification its sums depend on: all but how many threads compute them and where the fit stops. (One that goes on where another
/// stopped has the sums up to there in common with it.)
fn of_sums(specification: &LogisticRegression, penalties: &[f64]) -> Fingerprint {
    let sums = LogisticRegression {
        threads: 0,
        max_iterations: None,
        max_time: None,
        interrupt: None,
        journal: None,
        ..specification.clone()
    };
    let mut by = Fingerprint::default();
    // The text of a number says all of its bits, and that of a struct all of its fields, also those that it will have.
    by.text(&format!("{} {sums:?} {penalties:?}", env!("CARGO_PKG_VERSION")));
    by
}

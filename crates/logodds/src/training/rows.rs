//! The rows of a fit, scored by its model to the bits that a prediction for the same rows has.
//!
//! A prediction reads a table by rows, whose bits do not depend on how many there are ([`Scorer::of_frame`](crate::Scorer::of_frame)); a fit reads
//! large columns where they lie. So these are turned into rows, a stretch that fits the cache at a time: nothing of the size of the data is
//! made but the scores.

use super::Training;
use crate::design_matrix::by_rows;
use crate::scorer::Scorer;
use crate::table_error::TableError;
use logodds_core::{Dense, DesignMatrix, Executor, Features, Part};
use logodds_model::score::LabelScore;
use std::ops::Range;
use std::sync::Mutex;

/// Numbers of a stretch: half a megabyte.
const STRETCH: usize = 1 << 16;

impl Training<'_> {
    /// The probability of every row in use: of the second of two labels, else of each, row by row. NaN where a prediction has none.
    ///
    /// # Errors
    /// [`TableError`] if the scorer is of other columns.
    pub fn probabilities(&self, scorer: &Scorer, executor: &Executor) -> Result<Vec<f64>, TableError> {
        let (features, offset, width) = (self.data.features(), self.data.offset(), scorer.width());
        if !self.is_by_columns() {
            return Ok(scorer.of_features(features.borrowed(), offset, executor)?.values);
        }
        // A stretch to a thread.
        let (one, failed) = (Executor::sequential(), Mutex::new(None));
        let mut found = vec![f64::NAN; features.nrows() * width];
        executor.fill(&mut found, self.stretch() * width, |start, out| {
            let rows = start / width..(start + out.len()) / width;
            let offset = offset.map(|offset| &offset[rows.clone()]);
            let scored = self.of_stretch(rows).and_then(|features| scorer.of_features(features, offset, &one));
            match scored {
                Ok(scored) => out.copy_from_slice(&scored.values),
                Err(error) => *failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(error),
            }
        });
        match failed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok(found),
        }
    }

    /// The same with log-odds and their standard errors, if the scorer has them: for rows that are few.
    ///
    /// # Errors
    /// As for [`Training::probabilities`].
    pub fn scores(&self, scorer: &Scorer, executor: &Executor) -> Result<Vec<LabelScore>, TableError> {
        let (features, offset) = (self.data.features(), self.data.offset());
        if !self.is_by_columns() {
            return scorer.scores_of_features(features.borrowed(), offset, executor);
        }
        let (rows, mut found) = (features.nrows(), Vec::new());
        for start in (0..rows).step_by(self.stretch()) {
            let range = start..(start + self.stretch()).min(rows);
            let offset = offset.map(|offset| &offset[range.clone()]);
            found.append(&mut scorer.scores_of_features(self.of_stretch(range)?, offset, executor)?);
        }
        Ok(found)
    }

    /// Whether columns lie end to end that a prediction reads by rows. (Of a matrix it reads them where they lie, too.)
    fn is_by_columns(&self) -> bool {
        self.is_table && self.data.features().has_columns()
    }

    fn stretch(&self) -> usize {
        /// Rows at least, of very many columns: most of these are levels, which are codes.
        const FEWEST: usize = 512;
        (STRETCH / self.data.features().ncols().max(1)).max(FEWEST)
    }

    /// Rows of a table, by rows.
    fn of_stretch(&self, range: Range<usize>) -> Result<Features<'_>, TableError> {
        let parts = self.data.features().parts().iter().map(|part| of_rows(part, range.clone()));
        Ok(Features::new(parts.collect::<Result<_, _>>()?)?)
    }
}

/// Rows of a part of a table, by rows.
fn of_rows<'a>(part: &'a Part<'_>, range: Range<usize>) -> Result<Part<'a>, TableError> {
    Ok(match part {
        Part::ColumnsF64(x) => {
            let columns: Vec<&[f64]> = (0..x.ncols()).map(|j| &x.stored(j)[range.clone()]).collect();
            Part::F64(Dense::from_rows(by_rows(&columns, range.len()), range.len(), columns.len())?)
        }
        Part::Categorical(x) => Part::Categorical(x.rows(range)),
        other => other.clone(),
    })
}

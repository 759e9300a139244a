//! The rows of a fit, scored by its model to the bits that a prediction for the same rows has.
//!
//! A prediction reads a table by rows, whose bits do not depend on how many there are ([`Scorer::of_frame`](crate::Scorer::of_frame)); a fit reads
//! large columns where they lie. So these are turned into rows, a stretch at a time: nothing of the size of the data is made but the scores.

use super::Training;
use crate::design_matrix::by_rows;
use crate::{LabelScore, Scorer, TableError};
use logodds_core::{Dense, DesignMatrix, Executor, Features, Part};
use std::ops::Range;

/// Numbers of a stretch: 8 MB.
const STRETCH: usize = 1 << 20;

impl Training<'_> {
    /// The probability of every row in use: of the second of two labels, else of each, row by row. NaN where a prediction has none.
    ///
    /// # Errors
    /// [`TableError`] if the scorer is of other columns.
    pub fn probabilities(&self, scorer: &Scorer, executor: &Executor) -> Result<Vec<f64>, TableError> {
        self.by_stretches(|features, offset| Ok(scorer.of_features(features, offset, executor)?.values))
    }

    /// The same with log-odds and their standard errors, if the scorer has them.
    ///
    /// # Errors
    /// As for [`Training::probabilities`].
    pub fn scores(&self, scorer: &Scorer, executor: &Executor) -> Result<Vec<LabelScore>, TableError> {
        self.by_stretches(|features, offset| scorer.scores_of_features(features, offset, executor))
    }

    fn by_stretches<T>(
        &self,
        mut score: impl FnMut(Features<'_>, Option<&[f64]>) -> Result<Vec<T>, TableError>,
    ) -> Result<Vec<T>, TableError> {
        let (features, offset) = (self.data.features(), self.data.offset());
        // Of a matrix a prediction reads columns where they lie, too.
        if !self.is_table || !features.has_columns() {
            return score(features.borrowed(), offset);
        }
        let (rows, mut found) = (features.nrows(), Vec::new());
        let stretch = (STRETCH / features.ncols().max(1)).max(1);
        for start in (0..rows).step_by(stretch) {
            let range = start..(start + stretch).min(rows);
            let parts = features.parts().iter().map(|part| of_rows(part, range.clone()));
            let part = Features::new(parts.collect::<Result<_, _>>()?)?;
            found.append(&mut score(part, offset.map(|offset| &offset[range]))?);
        }
        Ok(found)
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

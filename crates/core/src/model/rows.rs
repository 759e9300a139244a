//! Margins and probabilities of rows, one at a time or many.

use crate::data::Shape;
use crate::design::dense::row::Row;
use crate::design::{DesignMatrix, Features};
use crate::model::error::ModelError;
use crate::model::scores::Model;
use crate::response::logistic::rows::sigmoids;
use crate::sum::Executor;

impl Model {
    /// The margin of one row of p features by the first score: of two labels the log-odds. Allocates nothing.
    ///
    /// # Errors
    /// [`ModelError::Length`] if the row has another length than p.
    #[inline]
    pub fn margin(&self, row: &[f64]) -> Result<f64, ModelError> {
        self.row(row, 0).map(|row| row.margin())
    }

    /// Probability of a positive outcome of two for one row of p features. Allocates nothing.
    ///
    /// # Errors
    /// [`ModelError::Length`] if the row has another length than p.
    #[inline]
    pub fn probability(&self, row: &[f64]) -> Result<f64, ModelError> {
        self.row(row, 0).map(|row| row.probability())
    }

    /// Probabilities for one row of p features: of two labels that of label 1, else of every class.
    ///
    /// # Errors
    /// [`ModelError::Length`] if the row has another length than p.
    pub fn probabilities_of(&self, row: &[f64]) -> Result<Vec<f64>, ModelError> {
        if self.scores() == 1 {
            return Ok(vec![self.probability(row)?]);
        }
        let margin = |k| self.row(row, k).map(|row| row.margin());
        let mut margins = (0..self.scores()).map(margin).collect::<Result<Vec<_>, _>>()?;
        softmax(&mut margins);
        Ok(margins)
    }

    #[inline]
    fn row<'a>(&'a self, x: &'a [f64], k: usize) -> Result<Row<'a>, ModelError> {
        self.check(x.len())?;
        Ok(Row { x, origin: self.origin(), w: self.coefficients_of(k), intercept: self.intercepts_at_origin()[k] })
    }

    /// Probabilities of every row: of two labels that of label 1, by the same bits as [`Model::probability`] where [`Model::margins`] are those
    /// of [`Model::margin`]; of K classes K numbers, row by row.
    ///
    /// # Errors
    /// [`ModelError::Length`] if the features have another number of columns than p.
    pub fn probabilities(&self, features: &Features<'_>, executor: &Executor) -> Result<Vec<f64>, ModelError> {
        if self.scores() > 1 {
            return self.of_classes(features, executor, softmax);
        }
        let mut p = vec![0.0; features.nrows()];
        self.probabilities_into(features, executor, &mut p)?;
        Ok(p)
    }

    /// [`Model::probabilities`] of two labels, written to `p`, one number per row. Of a million dense rows of 20 f32 a fifth of the time of
    /// [`Model::probabilities`] is the system's, which hands out new memory page by page: who scores again and again keeps `p`.
    ///
    /// # Errors
    /// [`ModelError::Length`] if the features have another number of columns than p, [`ModelError::Rows`] if `p` has another
    /// length than there are rows.
    pub fn probabilities_into(
        &self,
        features: &Features<'_>,
        executor: &Executor,
        p: &mut [f64],
    ) -> Result<(), ModelError> {
        let (intercept, w) = (self.intercept_for(features, 0), self.coefficients_of(0));
        let score = |x: &dyn DesignMatrix, p: &mut [f64]| x.probabilities(w, intercept, p);
        self.of_rows(features, executor, p, &score)
    }

    /// Probabilities of a negative and of a positive outcome of two of every row, side by side, row by row: each to full precision, also where the
    /// other is 1 to the last digit.
    ///
    /// # Errors
    /// [`ModelError::Length`] if the features have another number of columns than p.
    pub fn both_probabilities(&self, features: &Features<'_>, executor: &Executor) -> Result<Vec<f64>, ModelError> {
        const ROWS: usize = Features::MOST_SCORED;
        self.check(features.ncols())?;
        let (intercept, w) = (self.intercept_for(features, 0), self.coefficients_of(0));
        let at_once = features.scored_at_once();
        let mut both = vec![0.0; 2 * features.nrows()];
        executor.fill(&mut both, 2 * at_once, |start, out| {
            let (start, rows) = (start / 2, out.len() / 2);
            let (mut negative, mut positive) = ([0.0; ROWS], [0.0; ROWS]);
            let (negative, positive) = (&mut negative[..rows], &mut positive[..rows]);
            let next = start + rows..(start + 2 * rows).min(features.nrows());
            features.visit(start..start + rows, self.origin(), next, &mut |x| x.matvec(w, positive));
            negative.iter_mut().zip(&*positive).for_each(|(negative, positive)| *negative = -positive);
            sigmoids(positive, intercept);
            sigmoids(negative, -intercept);
            for ((out, q), p) in out.as_chunks_mut::<2>().0.iter_mut().zip(negative).zip(positive) {
                *out = [*q, *p];
            }
        });
        Ok(both)
    }

    /// Margins of every row: of two labels the log-odds, of K classes K numbers, row by row. A row's bits do not depend on the rows around it; of
    /// a single dense row-major part the log-odds are those of [`Model::margin`].
    ///
    /// # Errors
    /// [`ModelError::Length`] if the features have another number of columns than p.
    pub fn margins(&self, features: &Features<'_>, executor: &Executor) -> Result<Vec<f64>, ModelError> {
        if self.scores() > 1 {
            return self.of_classes(features, executor, |_| {});
        }
        let mut eta = vec![0.0; features.nrows()];
        let (intercept, w) = (self.intercept_for(features, 0), self.coefficients_of(0));
        let score = |x: &dyn DesignMatrix, eta: &mut [f64]| {
            x.matvec(w, eta);
            eta.iter_mut().for_each(|eta| *eta += intercept);
        };
        self.of_rows(features, executor, &mut eta, &score)?;
        Ok(eta)
    }

    /// The intercept of score `k` for these features: at the origin, as far as it is subtracted of them.
    fn intercept_for(&self, features: &Features<'_>, k: usize) -> f64 {
        let (left, w) = (features.not_subtracted(self.origin()), self.coefficients_of(k));
        left.iter().fold(self.intercepts_at_origin()[k], |b, &(j, o)| b - w.get(j).map_or(0.0, |w| w * o))
    }

    /// `score` of every row, some hundred rows at a time: a row is read once, so they need not fit a cache.
    fn of_rows(
        &self,
        features: &Features<'_>,
        executor: &Executor,
        out: &mut [f64],
        score: &(dyn Fn(&dyn DesignMatrix, &mut [f64]) + Sync),
    ) -> Result<(), ModelError> {
        self.check(features.ncols())?;
        let rows = features.nrows();
        if out.len() != rows {
            return Err(ModelError::Rows { found: out.len(), expected: rows });
        }
        executor.fill(out, features.scored_at_once(), |start, out| {
            let next = start + out.len()..(start + 2 * out.len()).min(features.nrows());
            features.visit(start..start + out.len(), self.origin(), next, &mut |x| score(x, out));
        });
        Ok(())
    }

    /// `link` of the margins of every row.
    fn of_classes(
        &self,
        features: &Features<'_>,
        executor: &Executor,
        link: impl Fn(&mut [f64]) + Sync,
    ) -> Result<Vec<f64>, ModelError> {
        self.check(features.ncols())?;
        let (k, origin) = (self.scores(), self.origin());
        let intercepts: Vec<f64> = (0..k).map(|k| self.intercept_for(features, k)).collect();
        let mut out = vec![0.0; features.nrows() * k];
        let chunk = Shape::rows_per_block(features, k);
        executor.fill(&mut out, chunk * k, |start, out| {
            let rows = out.len() / k;
            let x = features.rows(start / k..start / k + rows, origin);
            let mut margins = vec![0.0; out.len()];
            x.matmul(self.coefficients(), origin.len(), &mut margins, rows);
            for (i, out) in out.chunks_exact_mut(k).enumerate() {
                for (c, out) in out.iter_mut().enumerate() {
                    *out = margins[c * rows + i] + intercepts[c];
                }
                link(out);
            }
        });
        Ok(out)
    }
}

/// Margins η of one row to its probabilities, in place; margins that have overflown share what there is, and one that is not a number makes all
/// of them so.
pub fn softmax(margins: &mut [f64]) {
    let largest = margins.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for margin in margins.iter_mut() {
        *margin = if *margin == largest { 1.0 } else { (*margin - largest).exp() };
        sum += *margin;
    }
    margins.iter_mut().for_each(|e| *e /= sum);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_that_overflow_still_give_probabilities() {
        let model = Model::of_scores(vec![0.0; 3], vec![2.0, 2.0, -1.0], vec![0.0]).unwrap();
        assert_eq!(model.probabilities_of(&[1.7e308]).unwrap(), [0.5, 0.5, 0.0]);
        assert_eq!(model.probabilities_of(&[-1.7e308]).unwrap(), [0.0, 0.0, 1.0]);
        // ∞ − ∞ within a margin: nothing is known of the row.
        let model = Model::of_scores(vec![0.0; 2], vec![2.0, -2.0, 1.0, 1.0], vec![0.0; 2]).unwrap();
        assert!(model.probabilities_of(&[1.7e308, 1.7e308]).unwrap().iter().all(|p| p.is_nan()));
    }
}

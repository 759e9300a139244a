//! One named row to its probability: what a service does with a model file.

use super::error::ScoreError;
use super::feature_scorer::FeatureScorer;
use super::parts::ranges_of;
use super::wanted::Wanted;
use crate::record::Record;
use crate::schema::{Coded, CodedRow, RowCoder, RowError, Unscored, Value};
use logodds_core::{Categorical, Dense, Executor, Extrapolation, Features, ModelError, NullSpace, Part};

/// A model that scores one row after another, each given as names and values.
///
/// ```
/// use logodds_model::score::{RowScorer, Wanted};
/// # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/birthwt_1.logodds");
/// let record = logodds_model::file::from_bytes(&std::fs::read(file)?)?;
/// let scorer = RowScorer::new(&record, Wanted { interval: Some(0.95), ..Wanted::default() })?;
/// let row = [
///     ("age", 25.0.into()),
///     ("lwt", "120".into()),
///     ("race", "2".into()),
///     ("smoke", true.into()),
///     ("ptl", 0.0.into()),
///     ("ht", 0.0.into()),
///     ("ui", 0.0.into()),
///     ("ftv", 1.0.into()),
/// ];
/// let scores = scorer.score(&row)?;
/// let [probability, lower, upper] = scores.values[..] else { unreachable!() };
/// assert!(0.0 < lower && lower < probability && probability < upper && upper < 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct RowScorer {
    coder: RowCoder,
    scorer: FeatureScorer,
    /// What was seen in training, by term.
    ranges: Vec<(f64, f64)>,
    largest_variance: f64,
    terms: Vec<String>,
}

/// What is known of a row.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct RowScores {
    /// The numbers wanted ([`Wanted::names`]) of the positive one of two labels, else of each label, one label after another. NaN if the
    /// row has no probability.
    pub values: Vec<f64>,
    /// Why it has none.
    pub unscored: Option<Unscored>,
    /// Whether it is beyond what the model has seen. Whether its log-odds are less well known than those of every row in training is known of
    /// two labels, where errors are wanted.
    pub beyond: Extrapolation,
}

impl RowScorer {
    /// The model of a record, for the numbers that are wanted of every row.
    ///
    /// # Errors
    /// As for [`FeatureScorer::new`].
    pub fn new(record: &Record, wanted: Wanted) -> Result<Self, ScoreError> {
        Ok(Self {
            coder: RowCoder::new(record.schema.clone()),
            scorer: FeatureScorer::new(record, wanted)?,
            ranges: ranges_of(record),
            largest_variance: record.inference.as_ref().map_or(f64::INFINITY, |inference| inference.largest_variance),
            terms: record.schema.terms().into_iter().map(|term| term.name).collect(),
        })
    }

    /// What codes the rows.
    #[must_use]
    pub fn coder(&self) -> &RowCoder {
        &self.coder
    }

    /// What scores them.
    #[must_use]
    pub fn scorer(&self) -> &FeatureScorer {
        &self.scorer
    }

    /// The scores of a row, by the same bits as in a table of any size.
    ///
    /// # Errors
    /// [`RowError`] for a row that the model does not take.
    pub fn score(&self, row: &[(&str, Value<'_>)]) -> Result<RowScores, RowError> {
        let coded = match self.coder.code(row)? {
            Coded::Row(coded) => coded,
            Coded::Unscored(reason) => {
                let values = vec![f64::NAN; self.scorer.width()];
                return Ok(RowScores { values, unscored: Some(reason), beyond: Extrapolation::default() });
            }
        };
        let offset = coded.offset.map(|offset| vec![offset]);
        let (features, executor) = (features(&coded)?, Executor::sequential());
        let range = self.is_out_of_range(&coded);
        let wanted = self.scorer.wanted();
        if !wanted.needs_errors() {
            let scored = self.scorer.of_features(features, offset.as_deref(), &executor)?;
            let unscored = scored.undetermined.first().map(|broken| self.undetermined(broken.equation));
            return Ok(RowScores { values: scored.values, unscored, beyond: Extrapolation { range, leverage: false } });
        }
        let broken = self.scorer.null_space().broken_rows(&features, &executor)?;
        let scores = self.scorer.scores_of_features(features, offset.as_deref(), &executor)?;
        let leverage = match scores[..] {
            // What the same row gave in training may differ in the last bits.
            [score] => score.std_error * score.std_error > self.largest_variance * (1.0 + 1e-9),
            _ => false,
        };
        Ok(RowScores {
            values: wanted.of(&scores),
            unscored: broken.first().map(|broken| self.undetermined(broken.equation)),
            beyond: Extrapolation { range, leverage },
        })
    }

    /// That a row breaks an equation.
    fn undetermined(&self, equation: usize) -> Unscored {
        let space: &NullSpace = self.scorer.null_space();
        let equation = space.equations().get(equation);
        let columns = equation
            .into_iter()
            .flat_map(|found| std::iter::once(found.column).chain(found.combination.iter().map(|(j, _)| *j)));
        Unscored::Undetermined { terms: columns.filter_map(|j| self.terms.get(j).cloned()).collect() }
    }

    /// Whether a value is outside of what was seen in training.
    fn is_out_of_range(&self, row: &CodedRow) -> bool {
        let levels = row
            .codes
            .iter()
            .flat_map(|&(code, levels)| (1..levels).map(move |level| f64::from(u8::from(level == code as usize))));
        let values = row.numeric.iter().copied().chain(levels);
        values.zip(&self.ranges).any(|(x, (low, high))| x < *low || x > *high)
    }
}

/// One row of the design: numbers first, then one part per categorical column, as in a table.
fn features(row: &CodedRow) -> Result<Features<'static>, ModelError> {
    let wrong = |_| ModelError::Length { found: row.numeric.len(), expected: row.numeric.len() };
    let mut parts = Vec::with_capacity(row.codes.len() + 1);
    if !row.numeric.is_empty() || row.codes.is_empty() {
        parts.push(Part::F64(Dense::from_rows(row.numeric.clone(), 1, row.numeric.len()).map_err(wrong)?));
    }
    for &(code, levels) in &row.codes {
        parts.push(Part::Categorical(Categorical::new(vec![code], levels).map_err(wrong)?));
    }
    Features::new(parts).map_err(wrong)
}

//! Data as a sequence of row blocks.
//!
//! Every quantity a fit needs is a sum over rows, so data are only ever seen a block at a time: in memory here, from
//! disk or another machine behind the same trait. The size of a block depends on the shape and the storage of the data alone, never on
//! threads, so the order of additions, and with it every bit of every result, is fixed by the data.

use crate::data::error::{DataError, EvalError};
use crate::data::target::{Target, Targets};
use crate::design::{DesignMatrix, Features, Part, SparseColumns};
use crate::fingerprint::Fingerprint;
use std::borrow::Cow;
use std::ops::Range;

/// Size of a data set and of its blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Number of rows n.
    pub rows: usize,
    /// Number of columns p of X, without the intercept.
    pub columns: usize,
    /// Rows per block; the last block may have fewer.
    pub block_rows: usize,
}

impl Shape {
    /// Number of blocks.
    #[must_use]
    pub fn blocks(&self) -> usize {
        self.rows.div_ceil(self.block_rows)
    }

    /// Rows of block `k`.
    #[must_use]
    pub fn block(&self, k: usize) -> Range<usize> {
        k * self.block_rows..((k + 1) * self.block_rows).min(self.rows)
    }

    /// Rows per block of `features`, of whose rows `more` numbers besides are kept, in multiples of 8. A block fills about half of a
    /// first-level cache (16 KiB). Where columns lie end to end it has 128 rows at least, or 128 KiB: pieces of columns are what memory
    /// is read in, and shorter ones took up to three times as long (docs/solvers.md). Small data still give stochastic solvers some
    /// thirty batches.
    #[must_use]
    pub fn rows_per_block(features: &Features<'_>, more: usize) -> usize {
        let entries = (features.row_entries() + more).max(1);
        let cached = if features.has_columns() {
            (16_384 / entries).clamp(128, Self::MOST)
        } else {
            (2048 / entries).clamp(16, Self::MOST)
        };
        let batches = features.nrows().div_ceil(32).clamp(8, Self::MOST);
        cached.min(batches).next_multiple_of(8)
    }

    /// Rows that no block exceeds.
    const MOST: usize = 1024;
}

/// A block of rows.
#[derive(Clone, Copy, Debug)]
pub struct Block<'a> {
    /// Index of the first row in the data set.
    pub first_row: usize,
    /// Features, minus the origin asked for.
    pub x: &'a dyn DesignMatrix,
    /// What is to be predicted of each row.
    pub target: Target<'a>,
    /// Weights ω ≥ 0; all 1 if absent.
    pub weights: Option<&'a [f64]>,
    /// Offsets o, [`RowBlocks::offsets`] a row; all 0 if absent.
    pub offset: Option<&'a [f64]>,
}

impl Block<'_> {
    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.target.len()
    }

    /// The classes of the rows; none where targets are shares.
    #[must_use]
    pub fn classes(&self) -> &[u8] {
        self.target.classes().unwrap_or_default()
    }

    /// Raise `largest` to the largest of `values`, one per row, of the rows of positive weight.
    pub(crate) fn raise(&self, largest: &mut f64, values: &[f64]) {
        for (i, value) in values.iter().enumerate() {
            if self.weights.is_none_or(|w| w[i] > 0.0) {
                // f64::max would lose a NaN, and with it the truth of a bound.
                *largest = if value.is_nan() { f64::INFINITY } else { largest.max(*value) };
            }
        }
    }

    /// Call `f` with the weights, ones where there are none.
    pub(crate) fn with_weights<R>(&self, f: impl FnOnce(&[f64]) -> R) -> R {
        /// No block has more rows ([`Shape::rows_per_block`]), unless someone else cut it.
        static ONES: [f64; Shape::MOST] = [1.0; Shape::MOST];
        match (self.weights, ONES.get(..self.rows())) {
            (Some(weights), _) => f(weights),
            (None, Some(ones)) => f(ones),
            (None, None) => f(&vec![1.0; self.rows()]),
        }
    }
}

/// A data set, block by block.
pub trait RowBlocks: Sync {
    /// Its size.
    fn shape(&self) -> Shape;

    /// Give a run of `blocks`, one after another, with `origin` (one number per column, 0 for sparse columns) subtracted from X, to `f`. A
    /// source knows what is asked for next, and can fetch it meanwhile or read the whole run at once.
    ///
    /// # Errors
    /// [`EvalError::Read`] if a block cannot be read.
    fn visit(&self, blocks: Range<usize>, origin: &[f64], f: &mut dyn FnMut(Block<'_>)) -> Result<(), EvalError>;

    /// What tells these rows from others of the same source: which of them a view has, and with what weights. Data as they are say nothing.
    fn identify(&self, by: &mut Fingerprint) {
        let _ = by;
    }

    /// The columns whose zeros are not stored, in order: they have origin 0.
    fn sparse_columns(&self) -> Vec<SparseColumns> {
        Vec::new()
    }

    /// The longest range of columns of which no row has more than one that is not 0, among those at least `least` long: indicators of the levels
    /// of a category. By default the longest of which [`RowBlocks::sparse_columns`] says so.
    fn exclusive_columns(&self, least: usize) -> Option<Range<usize>> {
        let exclusive =
            self.sparse_columns().into_iter().filter(|sparse| sparse.most <= 1).map(|sparse| sparse.columns);
        // Of several the first.
        exclusive.filter(|columns| columns.len() >= least).rev().max_by_key(Range::len)
    }

    /// Number of classes: labels are below it.
    fn classes(&self) -> usize {
        2
    }

    /// Offsets of a row: none, one, or one for each of several classes.
    fn offsets(&self) -> usize {
        0
    }

    /// Whether targets are shares, and not classes.
    fn has_shares(&self) -> bool {
        false
    }

    /// Whether all columns are dense and stored as f32.
    fn is_single(&self) -> bool {
        false
    }
}

impl std::fmt::Debug for dyn RowBlocks + '_ {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("RowBlocks").field(&self.shape()).finish()
    }
}

/// A data set in memory, owned or borrowed.
///
/// ```
/// use logodds_core::{Dense, InMemory};
/// let x = Dense::from_rows(vec![0.0, 1.0, 2.0, 3.0], 4, 1)?;
/// let data = InMemory::new(x, vec![0, 1, 0, 1])?;
/// assert_eq!(data.target().classes(), Some(&[0, 1, 0, 1][..]));
/// # Ok::<(), logodds_core::DataError>(())
/// ```
#[derive(Clone, Debug)]
pub struct InMemory<'a> {
    features: Features<'a>,
    targets: Targets<'a>,
    weights: Option<Cow<'a, [f64]>>,
    offset: Option<Cow<'a, [f64]>>,
    classes: usize,
    block_rows: usize,
}

impl<'a> InMemory<'a> {
    /// Features and labels (0 or 1), one per row.
    ///
    /// # Errors
    /// [`DataError::Length`] or [`DataError::Label`].
    pub fn new(features: impl Into<Features<'a>>, labels: impl Into<Cow<'a, [u8]>>) -> Result<Self, DataError> {
        let data = Self::of_classes(features, labels, 2)?;
        let block_rows = Shape::rows_per_block(&data.features, 0);
        Ok(Self { block_rows, ..data })
    }

    /// Features and labels of `classes` classes (0 to `classes` − 1; 256 classes at most), one label per row: for
    /// [`Softmax`](crate::response::Softmax). Blocks have fewer rows than those of [`InMemory::new`], so the last bits of a binary
    /// fit to the same data may differ.
    ///
    /// # Errors
    /// [`DataError::Length`], [`DataError::Label`] or [`DataError::ManyClasses`].
    pub fn of_classes(
        features: impl Into<Features<'a>>,
        labels: impl Into<Cow<'a, [u8]>>,
        classes: usize,
    ) -> Result<Self, DataError> {
        let (features, labels) = (features.into(), labels.into());
        check_length("the label vector", labels.len(), features.nrows())?;
        if !(2..=256).contains(&classes) {
            return Err(DataError::ManyClasses { classes });
        }
        if let Some(row) = labels.iter().position(|&y| usize::from(y) >= classes) {
            return Err(DataError::Label { row, value: labels[row], classes });
        }
        // Three numbers per class are kept of every row of a block.
        let block_rows = Shape::rows_per_block(&features, 3 * classes);
        Ok(Self { features, targets: Targets::Classes(labels), weights: None, offset: None, classes, block_rows })
    }

    /// Features and the share y of label 1 in each row, from 0 to 1: events of trials (the trials are the weights then), or labels that are not
    /// quite certain.
    ///
    /// ```
    /// use logodds_core::{Features, InMemory};
    /// // 3 events of 10 trials, and 4 of 5.
    /// let data = InMemory::of_shares(Features::none(2), vec![0.3, 0.8])?.with_weights(vec![10.0, 5.0])?;
    /// # let _ = data;
    /// # Ok::<(), logodds_core::DataError>(())
    /// ```
    ///
    /// # Errors
    /// [`DataError::Length`] or [`DataError::Share`].
    pub fn of_shares(features: impl Into<Features<'a>>, shares: impl Into<Cow<'a, [f64]>>) -> Result<Self, DataError> {
        let (features, shares) = (features.into(), shares.into());
        check_length("the vector of shares", shares.len(), features.nrows())?;
        if let Some(row) = shares.iter().position(|y| !(0.0..=1.0).contains(y)) {
            return Err(DataError::Share { row, value: shares[row] });
        }
        let block_rows = Shape::rows_per_block(&features, 0);
        Ok(Self { features, targets: Targets::Shares(shares), weights: None, offset: None, classes: 2, block_rows })
    }

    /// With a weight ω ≥ 0 per row.
    ///
    /// # Errors
    /// [`DataError::Length`] or [`DataError::Weight`].
    pub fn with_weights(mut self, weights: impl Into<Cow<'a, [f64]>>) -> Result<Self, DataError> {
        let weights = weights.into();
        check_length("the weight vector", weights.len(), self.features.nrows())?;
        if let Some(row) = weights.iter().position(|w| !(w.is_finite() && *w >= 0.0)) {
            return Err(DataError::Weight { row, value: weights[row] });
        }
        self.weights = Some(weights);
        Ok(self)
    }

    /// With an offset per row, added to the margin as it is. Of more than two classes one for each class of a row, row by row: a number that is
    /// added to the margins of all classes alike changes nothing.
    ///
    /// # Errors
    /// [`DataError::Length`] or [`DataError::Offset`].
    pub fn with_offset(mut self, offset: impl Into<Cow<'a, [f64]>>) -> Result<Self, DataError> {
        let offset = offset.into();
        let rows = self.features.nrows();
        if self.classes == 2 || offset.len() != rows * self.classes {
            check_length("the offset vector", offset.len(), rows)?;
        }
        if let Some(place) = offset.iter().position(|o| o.is_nan() || o.abs() > 1e100) {
            return Err(DataError::Offset { row: place / (offset.len() / rows), value: offset[place] });
        }
        self.offset = Some(offset);
        Ok(self)
    }

    /// The same rows, labelled 1 where they are of class `class` and 0 elsewhere. Features and weights are borrowed.
    #[must_use]
    pub fn against_the_rest(&self, class: u8) -> InMemory<'_> {
        let targets = match &self.targets {
            Targets::Classes(labels) => Targets::Classes(labels.iter().map(|&y| u8::from(y == class)).collect()),
            Targets::Shares(shares) => {
                Targets::Shares(shares.iter().map(|y| if class == 0 { 1.0 - y } else { *y }).collect())
            }
        };
        InMemory {
            features: self.features.borrowed(),
            targets,
            weights: self.weights.as_deref().map(Cow::Borrowed),
            offset: self.offset.as_deref().map(Cow::Borrowed),
            classes: 2,
            block_rows: Shape::rows_per_block(&self.features, 0),
        }
    }

    /// The features.
    #[must_use]
    pub fn features(&self) -> &Features<'a> {
        &self.features
    }

    /// What is to be predicted.
    #[must_use]
    pub fn target(&self) -> Target<'_> {
        self.targets.all()
    }

    /// The weights, if there are any.
    #[must_use]
    pub fn weights(&self) -> Option<&[f64]> {
        self.weights.as_deref()
    }

    /// The offsets, if there are any.
    #[must_use]
    pub fn offset(&self) -> Option<&[f64]> {
        self.offset.as_deref()
    }
}

fn check_length(what: &'static str, found: usize, expected: usize) -> Result<(), DataError> {
    if found == expected { Ok(()) } else { Err(DataError::Length { what, found, expected }) }
}

impl RowBlocks for InMemory<'_> {
    fn shape(&self) -> Shape {
        Shape { rows: self.features.nrows(), columns: self.features.ncols(), block_rows: self.block_rows }
    }

    fn visit(&self, blocks: Range<usize>, origin: &[f64], f: &mut dyn FnMut(Block<'_>)) -> Result<(), EvalError> {
        let (shape, offsets) = (self.shape(), self.offsets());
        for k in blocks.clone() {
            let rows = shape.block(k);
            let next = if k + 1 < blocks.end { shape.block(k + 1) } else { 0..0 };
            self.features.visit(rows.clone(), origin, next, &mut |x| {
                f(Block {
                    first_row: rows.start,
                    x,
                    target: self.targets.rows(rows.clone()),
                    weights: self.weights.as_deref().map(|w| &w[rows.clone()]),
                    offset: self.offset.as_deref().map(|o| &o[rows.start * offsets..rows.end * offsets]),
                });
            });
        }
        Ok(())
    }

    fn sparse_columns(&self) -> Vec<SparseColumns> {
        self.features.sparse_columns()
    }

    fn exclusive_columns(&self, least: usize) -> Option<Range<usize>> {
        self.features.exclusive_columns(least)
    }

    fn classes(&self) -> usize {
        self.classes
    }

    fn offsets(&self) -> usize {
        self.offset.as_ref().map_or(0, |offset| offset.len() / self.features.nrows().max(1))
    }

    fn has_shares(&self) -> bool {
        matches!(self.targets, Targets::Shares(_))
    }

    fn is_single(&self) -> bool {
        matches!(self.features.parts(), [Part::F32(_)])
    }
}

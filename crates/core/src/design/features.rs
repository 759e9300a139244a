//! Several parts of X side by side: the columns of a table, each in the storage that suits it.

use crate::data::DataError;
use crate::design::DesignMatrix;
use crate::design::arrow::matrix::{Arrow, add_rows};
use crate::design::dense::column_sums::ColumnSums;
use crate::design::dense::columns::DenseColumns;
use crate::design::dense::gram::add_gram;
use crate::design::dense::kernels::Rows;
use crate::design::dense::rows::Dense;
use crate::design::sparse::categorical::Categorical;
use crate::design::sparse::csr::Csr;
use crate::design::sparse::many::Octet;
use crate::design::symmetric::SymMatrix;
use std::borrow::Cow;
use std::cell::Cell;
use std::ops::Range;

/// One part of the columns of X.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Part<'a> {
    /// Dense columns stored as f64.
    F64(Dense<'a, f64>),
    /// Dense columns stored as f32.
    F32(Dense<'a, f32>),
    /// Dense columns stored as f64, each end to end.
    ColumnsF64(DenseColumns<'a, f64>),
    /// Dense columns stored as f32, each end to end.
    ColumnsF32(DenseColumns<'a, f32>),
    /// One categorical column.
    Categorical(Categorical<'a>),
    /// Sparse columns stored as f64.
    SparseF64(Csr<'a, f64>),
    /// Sparse columns stored as f32.
    SparseF32(Csr<'a, f32>),
}

/// Neighbouring columns of X whose zeros are not stored.
#[derive(Clone, Debug, PartialEq)]
pub struct SparseColumns {
    /// The columns.
    pub columns: Range<usize>,
    /// Entries that a row has among them at most; 1 for the indicators of a categorical.
    pub most: usize,
    /// Entries that a row has in the mean.
    pub mean: f64,
}

impl Part<'_> {
    fn matrix(&self) -> &dyn DesignMatrix {
        match self {
            Self::F64(x) => x,
            Self::F32(x) => x,
            Self::ColumnsF64(x) => x,
            Self::ColumnsF32(x) => x,
            Self::Categorical(x) => x,
            Self::SparseF64(x) => x,
            Self::SparseF32(x) => x,
        }
    }

    /// What to know of the part as sparse columns from `start` on, if it is sparse.
    fn sparse_columns(&self, start: usize) -> Option<SparseColumns> {
        let matrix = self.matrix();
        let columns = start..start + matrix.ncols();
        let counted = |stored: usize, most: usize| {
            Some(SparseColumns { columns: columns.clone(), most, mean: stored as f64 / matrix.nrows().max(1) as f64 })
        };
        match self {
            Self::F64(_) | Self::F32(_) | Self::ColumnsF64(_) | Self::ColumnsF32(_) => None,
            Self::Categorical(_) => Some(SparseColumns { columns, most: 1, mean: 1.0 }),
            Self::SparseF64(x) => counted(x.stored(), x.longest_row()),
            Self::SparseF32(x) => counted(x.stored(), x.longest_row()),
        }
    }

    fn borrowed(&self) -> Part<'_> {
        match self {
            Self::F64(x) => Part::F64(x.borrowed()),
            Self::F32(x) => Part::F32(x.borrowed()),
            Self::ColumnsF64(x) => Part::ColumnsF64(x.borrowed()),
            Self::ColumnsF32(x) => Part::ColumnsF32(x.borrowed()),
            Self::Categorical(x) => Part::Categorical(x.rows(0..x.nrows())),
            Self::SparseF64(x) => Part::SparseF64(x.rows(0..x.nrows())),
            Self::SparseF32(x) => Part::SparseF32(x.rows(0..x.nrows())),
        }
    }

    /// Rows `range`, before `next`.
    fn rows<'b>(&'b self, range: Range<usize>, origin: &'b [f64], next: Range<usize>) -> Part<'b> {
        match self {
            Self::F64(x) => Part::F64(x.rows_before(range, origin, next)),
            Self::F32(x) => Part::F32(x.rows_before(range, origin, next)),
            Self::ColumnsF64(x) => Part::ColumnsF64(x.rows_before(range, origin, next)),
            Self::ColumnsF32(x) => Part::ColumnsF32(x.rows_before(range, origin, next)),
            Self::Categorical(x) => Part::Categorical(x.rows(range)),
            Self::SparseF64(x) => Part::SparseF64(x.rows(range)),
            Self::SparseF32(x) => Part::SparseF32(x.rows(range)),
        }
    }
}

impl<'a> Part<'a> {
    /// The part with dense columns turned into rows, which products of columns want.
    fn by_rows(&self) -> Cow<'_, Part<'a>> {
        match self {
            Self::ColumnsF64(x) => Cow::Owned(Part::F64(x.by_rows())),
            Self::ColumnsF32(x) => Cow::Owned(Part::F64(x.by_rows())),
            _ => Cow::Borrowed(self),
        }
    }
}

/// All columns of X, in parts.
#[derive(Clone, Debug)]
pub struct Features<'a> {
    parts: Vec<Part<'a>>,
    nrows: usize,
    ncols: usize,
}

impl<'a> Features<'a> {
    /// Parts side by side, in this order.
    ///
    /// # Errors
    /// [`DataError::Length`] if the parts differ in their number of rows.
    pub fn new(parts: Vec<Part<'a>>) -> Result<Self, DataError> {
        let nrows = parts.first().map_or(0, |part| part.matrix().nrows());
        for part in &parts {
            let found = part.matrix().nrows();
            if found != nrows {
                return Err(DataError::Length { what: "a part of the features", found, expected: nrows });
            }
        }
        let ncols = parts.iter().map(|part| part.matrix().ncols()).sum();
        Ok(Self { parts, nrows, ncols })
    }

    /// No columns at all: the intercept-only model on `nrows` rows.
    #[must_use]
    pub fn none(nrows: usize) -> Self {
        Self { parts: Vec::new(), nrows, ncols: 0 }
    }

    /// A borrowed `ndarray` view of f64 or f32 whose rows or whose columns are contiguous; nothing is copied.
    ///
    /// # Errors
    /// [`DataError::Layout`] for any other view.
    #[cfg(feature = "ndarray")]
    pub fn from_view<T: crate::design::scalar::Scalar>(view: ndarray::ArrayView2<'a, T>) -> Result<Self, DataError>
    where
        Self: From<Dense<'a, T>> + From<DenseColumns<'a, T>>,
    {
        match Dense::from_view(view) {
            Err(DataError::Layout) => DenseColumns::from_view(view).map(Self::from),
            rows => rows.map(Self::from),
        }
    }

    /// The parts.
    #[must_use]
    pub fn parts(&self) -> &[Part<'a>] {
        &self.parts
    }

    /// The same columns, borrowed.
    #[must_use]
    pub fn borrowed(&self) -> Features<'_> {
        Features { parts: self.parts.iter().map(Part::borrowed).collect(), nrows: self.nrows, ncols: self.ncols }
    }

    /// Number of rows.
    #[must_use]
    pub fn nrows(&self) -> usize {
        self.nrows
    }

    /// Number of columns.
    #[must_use]
    pub fn ncols(&self) -> usize {
        self.ncols
    }

    /// Rows `range` of all parts, minus `origin` (length `ncols`; 0 for sparse columns).
    #[must_use]
    pub fn rows<'b>(&'b self, range: Range<usize>, origin: &'b [f64]) -> Split<'b> {
        self.rows_before(range, origin, 0..0)
    }

    /// [`Features::rows`], before rows `next` are asked for.
    fn rows_before<'b>(&'b self, range: Range<usize>, origin: &'b [f64], next: Range<usize>) -> Split<'b> {
        let mut start = 0;
        let parts = self
            .parts
            .iter()
            .map(|part| {
                let at = start;
                start += part.matrix().ncols();
                (at, part.rows(range.clone(), &origin[at..start], next.clone()))
            })
            .collect();
        Split { parts, nrows: range.len(), ncols: self.ncols }
    }

    /// Give rows `range`, minus `origin`, to `f`; rows `next` will be asked for next. A single part needs no list of parts:
    /// nothing is allocated per block.
    pub(crate) fn visit(
        &self,
        range: Range<usize>,
        origin: &[f64],
        next: Range<usize>,
        f: &mut dyn FnMut(&dyn DesignMatrix),
    ) {
        match &self.parts[..] {
            [part] => f(part.rows(range, origin, next).matrix()),
            _ => f(&self.rows_before(range, origin, next)),
        }
    }

    /// The columns whose zeros are not stored.
    #[must_use]
    pub fn sparse_columns(&self) -> Vec<SparseColumns> {
        let mut start = 0;
        let mut found = Vec::new();
        for part in &self.parts {
            found.extend(part.sparse_columns(start));
            start += part.matrix().ncols();
        }
        found
    }

    /// The longest range of columns of which no row has more than one that is stored, if it has `least` columns: a categorical, or indicators in a
    /// sparse part.
    #[must_use]
    pub fn exclusive_columns(&self, least: usize) -> Option<Range<usize>> {
        let mut start = 0;
        let mut longest: Option<Range<usize>> = None;
        for part in &self.parts {
            let width = part.matrix().ncols();
            let found = match part {
                Part::Categorical(_) => Some(0..width),
                Part::SparseF64(x) if width >= least => x.exclusive_columns(least),
                Part::SparseF32(x) if width >= least => x.exclusive_columns(least),
                _ => None,
            };
            let found = found.map(|range| range.start + start..range.end + start).filter(|range| range.len() >= least);
            if found.as_ref().map_or(0, Range::len) > longest.as_ref().map_or(0, Range::len) {
                longest = found;
            }
            start += width;
        }
        longest
    }

    /// The columns whose `origin` (length `ncols`) is not subtracted, and it: those of sparse parts, whose zeros are not stored, where it
    /// is not 0. A data set in which columns are dense may have given a model an origin that rows stored in another way cannot be
    /// taken from.
    #[must_use]
    pub fn not_subtracted(&self, origin: &[f64]) -> Vec<(usize, f64)> {
        let columns = self.sparse_columns().into_iter().flat_map(|sparse| sparse.columns);
        columns.filter_map(|j| Some((j, *origin.get(j)?))).filter(|(_, o)| *o != 0.0).collect()
    }

    /// Whether some dense columns lie end to end each.
    #[must_use]
    pub fn has_columns(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::ColumnsF64(_) | Part::ColumnsF32(_)))
    }

    /// Rows to be scored at a time: some 10 µs of work, and where columns lie end to end pieces long enough for memory to be read in.
    pub(crate) fn scored_at_once(&self) -> usize {
        /// Numbers.
        const WORK: usize = 1 << 14;
        let fewest = if self.has_columns() { Self::MOST_SCORED } else { 16 };
        (WORK / self.row_entries().max(1)).clamp(fewest, Self::MOST_SCORED)
    }

    /// Rows that are scored at a time at most.
    pub(crate) const MOST_SCORED: usize = 512;

    /// Numbers stored in a row, in the mean.
    #[must_use]
    pub fn row_entries(&self) -> usize {
        let sparse = self.sparse_columns();
        let columns: usize = sparse.iter().map(|s| s.columns.len()).sum();
        self.ncols - columns + sparse.iter().map(|s| s.mean).sum::<f64>().ceil() as usize
    }
}

impl<'a> From<Dense<'a, f64>> for Features<'a> {
    fn from(x: Dense<'a, f64>) -> Self {
        Self { nrows: x.nrows(), ncols: x.ncols(), parts: vec![Part::F64(x)] }
    }
}

impl<'a> From<Dense<'a, f32>> for Features<'a> {
    fn from(x: Dense<'a, f32>) -> Self {
        Self { nrows: x.nrows(), ncols: x.ncols(), parts: vec![Part::F32(x)] }
    }
}

impl<'a> From<DenseColumns<'a, f64>> for Features<'a> {
    fn from(x: DenseColumns<'a, f64>) -> Self {
        Self { nrows: x.nrows(), ncols: x.ncols(), parts: vec![Part::ColumnsF64(x)] }
    }
}

impl<'a> From<DenseColumns<'a, f32>> for Features<'a> {
    fn from(x: DenseColumns<'a, f32>) -> Self {
        Self { nrows: x.nrows(), ncols: x.ncols(), parts: vec![Part::ColumnsF32(x)] }
    }
}

impl<'a> From<Csr<'a, f64>> for Features<'a> {
    fn from(x: Csr<'a, f64>) -> Self {
        Self { nrows: x.nrows(), ncols: x.ncols(), parts: vec![Part::SparseF64(x)] }
    }
}

impl<'a> From<Csr<'a, f32>> for Features<'a> {
    fn from(x: Csr<'a, f32>) -> Self {
        Self { nrows: x.nrows(), ncols: x.ncols(), parts: vec![Part::SparseF32(x)] }
    }
}

/// The same columns, borrowed.
macro_rules! borrowed {
    ($($matrix:ty => |$x:ident| $part:expr),+ $(,)?) => {$(
        impl<'a> From<&'a $matrix> for Features<'a> {
            fn from($x: &'a $matrix) -> Self {
                Self { nrows: $x.nrows(), ncols: $x.ncols(), parts: vec![$part] }
            }
        }
    )+};
}

borrowed! {
    Dense<'_, f64> => |x| Part::F64(x.borrowed()),
    Dense<'_, f32> => |x| Part::F32(x.borrowed()),
    DenseColumns<'_, f64> => |x| Part::ColumnsF64(x.borrowed()),
    DenseColumns<'_, f32> => |x| Part::ColumnsF32(x.borrowed()),
    Csr<'_, f64> => |x| Part::SparseF64(x.rows(0..x.nrows())),
    Csr<'_, f32> => |x| Part::SparseF32(x.rows(0..x.nrows())),
}

impl<'a> From<&'a Features<'_>> for Features<'a> {
    fn from(x: &'a Features<'_>) -> Self {
        x.borrowed()
    }
}

/// A block of rows of several parts, each with the position of its first column.
#[derive(Clone, Debug)]
pub struct Split<'a> {
    parts: Vec<(usize, Part<'a>)>,
    nrows: usize,
    ncols: usize,
}

thread_local! {
    /// The rows of a block of [`Split::add_expanded`], kept from block to block.
    static EXPANDED: Cell<Vec<f64>> = const { Cell::new(Vec::new()) };
}

impl Split<'_> {
    /// Whether categoricals have so few levels that XᵀDX of their indicators, as of dense columns, costs less than sums over the
    /// levels. An addition to an entry found by its codes takes as long as some 72 multiplications of a dense product, and a
    /// dense row added to a level's 9 a column (an estimate; docs/solvers.md has the gain on German credit).
    fn is_expanded_sooner(&self) -> bool {
        let (mut categoricals, mut indicators, mut dense) = (0, 0, 0);
        for (_, part) in &self.parts {
            match part {
                Part::Categorical(x) => (categoricals, indicators) = (categoricals + 1, indicators + x.ncols()),
                Part::F64(_) | Part::F32(_) | Part::ColumnsF64(_) | Part::ColumnsF32(_) => {
                    dense += part.matrix().ncols();
                }
                Part::SparseF64(_) | Part::SparseF32(_) => return false,
            }
        }
        indicators > 0 && indicators * (indicators + 2 * dense) < 9 * categoricals * (8 * categoricals + dense)
    }

    /// [`DesignMatrix::add_sandwich`] by way of a block of dense rows.
    fn add_expanded(&self, d: &[f64], h: &mut SymMatrix, at: usize) {
        let mut rows = EXPANDED.take();
        rows.clear();
        // One more row, for the origin that has been subtracted.
        rows.resize((self.nrows + 1) * self.ncols, 0.0);
        let (values, origin) = rows.split_at_mut(self.nrows * self.ncols);
        for (at, part) in &self.parts {
            match part {
                Part::F64(x) => x.copy_into(values, self.ncols, *at),
                Part::F32(x) => x.copy_into(values, self.ncols, *at),
                Part::ColumnsF64(x) => x.by_rows().copy_into(values, self.ncols, *at),
                Part::ColumnsF32(x) => x.by_rows().copy_into(values, self.ncols, *at),
                Part::Categorical(x) => {
                    for (row, column) in values.chunks_exact_mut(self.ncols).zip(x.columns()) {
                        if let Some(column) = column {
                            row[at + column] = 1.0;
                        }
                    }
                }
                Part::SparseF64(_) | Part::SparseF32(_) => {}
            }
        }
        add_gram(Rows { values, nrows: self.nrows, origin, ahead: &[] }, d, h, at);
        EXPANDED.set(rows);
    }
}

impl DesignMatrix for Split<'_> {
    fn nrows(&self) -> usize {
        self.nrows
    }

    fn ncols(&self) -> usize {
        self.ncols
    }

    fn matvec(&self, w: &[f64], eta: &mut [f64]) {
        let Some(((at, first), rest)) = self.parts.split_first() else {
            eta.fill(0.0);
            return;
        };
        first.matrix().matvec(&w[*at..at + first.matrix().ncols()], eta);
        let mut part_eta = vec![0.0; if rest.is_empty() { 0 } else { self.nrows }];
        for (at, part) in rest {
            let part = part.matrix();
            part.matvec(&w[*at..at + part.ncols()], &mut part_eta);
            for (eta, part_eta) in eta.iter_mut().zip(&part_eta) {
                *eta += part_eta;
            }
        }
    }

    fn add_transpose_matvec(&self, r: &[f64], g: &mut [f64]) {
        for (at, part) in &self.parts {
            let part = part.matrix();
            part.add_transpose_matvec(r, &mut g[*at..at + part.ncols()]);
        }
    }

    fn matmul(&self, w: &[f64], pitch: usize, eta: &mut [f64], stride: usize) {
        let Some(((at, first), rest)) = self.parts.split_first() else {
            eta.fill(0.0);
            return;
        };
        first.matrix().matmul(&w[*at..], pitch, eta, stride);
        let mut part_eta = vec![0.0; if rest.is_empty() { 0 } else { eta.len() }];
        for (at, part) in rest {
            part.matrix().matmul(&w[*at..], pitch, &mut part_eta, stride);
            eta.iter_mut().zip(&part_eta).for_each(|(eta, part_eta)| *eta += part_eta);
        }
    }

    fn add_transpose_matmul(&self, r: &[f64], stride: usize, g: &mut [f64], pitch: usize) {
        for (at, part) in &self.parts {
            part.matrix().add_transpose_matmul(r, stride, &mut g[*at..], pitch);
        }
    }

    fn add_matmul_beside(&self, w: &[Octet], lines: usize, eta: &mut [Octet]) {
        for (at, part) in &self.parts {
            part.matrix().add_matmul_beside(&w[at * lines..], lines, eta);
        }
    }

    fn add_transpose_matmul_beside(&self, r: &[Octet], lines: usize, g: &mut [Octet]) {
        for (at, part) in &self.parts {
            part.matrix().add_transpose_matmul_beside(r, lines, &mut g[at * lines..]);
        }
    }

    fn add_sandwich(&self, d: &[f64], h: &mut SymMatrix, at: usize) {
        if self.is_expanded_sooner() {
            return self.add_expanded(d, h, at);
        }
        let parts: Vec<(usize, Cow<'_, Part<'_>>)> =
            self.parts.iter().map(|(at, part)| (*at, part.by_rows())).collect();
        for (k, (below_at, below)) in parts.iter().enumerate() {
            below.matrix().add_sandwich(d, h, at + below_at);
            for (right_at, right) in &parts[..k] {
                add_cross(below, right, d, h, at + below_at, at + right_at);
            }
        }
    }

    /// Where the levels are those of a categorical, as sums over the rows of each; what remains is a block of fewer parts.
    fn add_sandwich_of_levels(&self, d: &[f64], h: &mut Arrow) {
        let eliminated = h.eliminated();
        let own = self.parts.iter().find_map(|(at, part)| match part {
            Part::Categorical(x) if at + 1 == eliminated.start && x.ncols() == eliminated.len() => Some((*at, x)),
            _ => None,
        });
        let Some((own_at, levels)) = own else { return add_rows(h, d, &|i, f| self.for_each_entry(i, f)) };
        levels.add_transpose_matvec(d, h.levels_mut());
        let position = |at: usize| if at < eliminated.start { at } else { at - eliminated.len() };
        let others = self.parts.iter().filter(|(at, part)| *at != own_at && part.matrix().ncols() > 0);
        let parts = others.map(|(at, part)| (position(*at), part.by_rows().into_owned())).collect();
        let others = Split { parts, nrows: self.nrows, ncols: self.ncols - eliminated.len() };
        for (at, part) in &others.parts {
            match part {
                Part::F64(x) => x.add_to_levels(levels, d, h, at + 1),
                Part::F32(x) => x.add_to_levels(levels, d, h, at + 1),
                Part::Categorical(x) => {
                    for (i, &d) in d.iter().enumerate() {
                        if let (Some(e), Some(other)) = (levels.column(i), x.column(i)) {
                            h.run_mut(e, at + 1 + other, 1)[0] += d;
                        }
                    }
                }
                _ => {
                    for ((i, d), level) in d.iter().enumerate().zip(levels.columns()) {
                        let Some(e) = level else { continue };
                        part.matrix().for_each_entry(i, &mut |j, x| h.run_mut(e, at + 1 + j, 1)[0] += d * x);
                    }
                }
            }
        }
        others.add_sandwich(d, h.rest_mut(), 1);
    }

    fn add_moments(&self, weights: &[f64], into: &mut ColumnSums, at: usize) {
        for (part_at, part) in &self.parts {
            part.matrix().add_moments(weights, into, at + part_at);
        }
    }

    fn for_each_entry(&self, i: usize, f: &mut dyn FnMut(usize, f64)) {
        for (at, part) in &self.parts {
            part.matrix().for_each_entry(i, &mut |j, x| f(at + j, x));
        }
    }

    fn copy_columns(&self, columns: Range<usize>, into: &mut [f64], pitch: usize) {
        for (at, part) in &self.parts {
            let part = part.matrix();
            let (start, end) = (columns.start.max(*at), columns.end.min(at + part.ncols()));
            if start < end {
                part.copy_columns(start - at..end - at, &mut into[(start - columns.start) * pitch..], pitch);
            }
        }
    }

    fn to_single(&self, into: &mut [f32], width: usize) -> bool {
        self.parts.iter().all(|(at, part)| part.matrix().to_single(&mut into[*at..], width))
    }

    fn non_finite(&self) -> Option<(usize, usize, f64)> {
        let found = self.parts.iter().filter_map(|(at, part)| {
            let (row, column, value) = part.matrix().non_finite()?;
            Some((row, at + column, value))
        });
        found.min_by_key(|&(row, column, _)| (row, column))
    }
}

/// `H[below.., right..] += Belowᵀ diag(d) Right`. A categorical has one entry in a row, so its rows of H are sums over the rows of
/// a level: of d for another categorical, of d times the row for dense columns.
fn add_cross(below: &Part<'_>, right: &Part<'_>, d: &[f64], h: &mut SymMatrix, below_at: usize, right_at: usize) {
    match (below, right) {
        (Part::Categorical(below), Part::Categorical(right)) => {
            for ((d, below), right) in d.iter().zip(below.columns()).zip(right.columns()) {
                if let (Some(below), Some(right)) = (below, right) {
                    h.row_mut(below_at + below)[right_at + right] += d;
                }
            }
        }
        (Part::Categorical(below), Part::F64(right)) => right.add_grouped(below, d, h, below_at, right_at),
        (Part::Categorical(below), Part::F32(right)) => right.add_grouped(below, d, h, below_at, right_at),
        _ => {
            for (i, &d) in d.iter().enumerate() {
                below.matrix().for_each_entry(i, &mut |row, below| {
                    let into = &mut h.row_mut(below_at + row)[right_at..];
                    right.matrix().for_each_entry(i, &mut |column, right| into[column] += d * below * right);
                });
            }
        }
    }
}

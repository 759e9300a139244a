//! Where the columns of a matrix lie: together, each on its own, or in another matrix.

use crate::design::scalar::Scalar;
use std::borrow::Cow;
use std::ops::Range;

/// Where the columns are.
#[derive(Clone, Debug)]
pub(crate) enum Store<'a, T: Scalar> {
    /// One after the other, `stride` apart.
    Together { values: Cow<'a, [T]>, stride: usize },
    /// Each on its own.
    Apart(Vec<Cow<'a, [T]>>),
    /// In another matrix, of which this is a block of rows.
    Elsewhere(&'a Store<'a, T>),
}

impl<T: Scalar> Store<'_, T> {
    #[inline]
    pub fn column(&self, j: usize, rows: Range<usize>) -> &[T] {
        match self {
            Self::Together { values, stride } => &values[j * stride + rows.start..j * stride + rows.end],
            Self::Apart(columns) => &columns[j][rows],
            Self::Elsewhere(store) => store.column(j, rows),
        }
    }
}

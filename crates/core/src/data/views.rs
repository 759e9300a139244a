//! Some of the blocks of a data set.

use crate::data::blocks::{Block, RowBlocks, Shape};
use crate::data::error::EvalError;
use crate::design::SparseColumns;
use crate::fingerprint::Fingerprint;
use std::ops::Range;

/// Every `stride`-th block of a data set: a sample that represents rows in any order.
pub(crate) struct Strided<'a> {
    data: &'a dyn RowBlocks,
    stride: usize,
    shape: Shape,
}

impl<'a> Strided<'a> {
    pub(crate) fn new(data: &'a dyn RowBlocks, stride: usize) -> Self {
        let whole = data.shape();
        let rows = (0..whole.blocks()).step_by(stride).map(|k| whole.block(k).len()).sum();
        Self { data, stride, shape: Shape { rows, ..whole } }
    }
}

impl RowBlocks for Strided<'_> {
    fn shape(&self) -> Shape {
        self.shape
    }

    fn visit(&self, blocks: Range<usize>, origin: &[f64], f: &mut dyn FnMut(Block<'_>)) -> Result<(), EvalError> {
        for k in blocks {
            let (first_row, there) = (k * self.shape.block_rows, k * self.stride);
            self.data.visit(there..there + 1, origin, &mut |block| f(Block { first_row, ..block }))?;
        }
        Ok(())
    }

    fn identify(&self, by: &mut Fingerprint) {
        by.word(self.stride as u64);
        self.data.identify(by);
    }

    fn sparse_columns(&self) -> Vec<SparseColumns> {
        self.data.sparse_columns()
    }

    fn classes(&self) -> usize {
        self.data.classes()
    }

    fn offsets(&self) -> usize {
        self.data.offsets()
    }

    fn has_shares(&self) -> bool {
        self.data.has_shares()
    }
}

//! A data set without some of its rows: they have weight 0, and nothing is copied.

use logodds_core::{Block, EvalError, Fingerprint, Identify, RowBlocks, Shape, SparseColumns};
use std::ops::Range;

/// A data set some of whose rows have weight 0.
#[derive(Debug)]
pub struct Remainder<'a> {
    data: &'a dyn RowBlocks,
    weights: Vec<f64>,
}

impl<'a> Remainder<'a> {
    /// All of `data` but the rows `without`.
    ///
    /// # Errors
    /// [`EvalError`] if the data cannot be read.
    pub fn new(data: &'a dyn RowBlocks, without: &[usize]) -> Result<Self, EvalError> {
        let shape = data.shape();
        let mut weights = vec![1.0; shape.rows];
        let origin = vec![0.0; shape.columns];
        data.visit(0..shape.blocks(), &origin, &mut |block| {
            if let Some(of_block) = block.weights {
                weights[block.first_row..][..of_block.len()].copy_from_slice(of_block);
            }
        })?;
        let mut rest = Self { data, weights };
        rest.leave_out(without);
        Ok(rest)
    }

    /// Leave out more rows.
    pub fn leave_out(&mut self, rows: &[usize]) {
        rows.iter().for_each(|&i| self.weights[i] = 0.0);
    }

    /// The weights of all rows, 0 of those that are left out.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }
}

impl RowBlocks for Remainder<'_> {
    fn shape(&self) -> Shape {
        self.data.shape()
    }

    fn visit(&self, blocks: Range<usize>, origin: &[f64], f: &mut dyn FnMut(Block<'_>)) -> Result<(), EvalError> {
        self.data.visit(blocks, origin, &mut |block| {
            let weights = &self.weights[block.first_row..][..block.rows()];
            f(Block { weights: Some(weights), ..block });
        })
    }

    fn identify(&self, by: &mut Fingerprint) {
        self.weights.identify(by);
        self.data.identify(by);
    }

    fn sparse_columns(&self) -> Vec<SparseColumns> {
        self.data.sparse_columns()
    }

    fn exclusive_columns(&self, least: usize) -> Option<Range<usize>> {
        self.data.exclusive_columns(least)
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

//! What tells a data set from another: all of its numbers, in order.

use crate::data::blocks::{RowBlocks, Shape};
use crate::data::error::EvalError;
use crate::data::target::Target;
use crate::fingerprint::{Fingerprint, Identify};

/// The fingerprint of a data set: labels, weights, offsets and entries of all rows, and how they are cut into blocks. One pass.
///
/// # Errors
/// [`EvalError`] if the data cannot be read.
pub fn fingerprint(data: &dyn RowBlocks) -> Result<Fingerprint, EvalError> {
    let shape = data.shape();
    let Shape { rows, columns, block_rows } = shape;
    let mut by = Fingerprint::default();
    [rows, columns, block_rows, data.classes()].identify(&mut by);
    data.identify(&mut by);
    data.visit(0..shape.blocks(), &vec![0.0; columns], &mut |block| {
        match block.target {
            Target::Classes(classes) => classes.iter().for_each(|class| by.word(u64::from(*class))),
            Target::Shares(shares) => shares.identify(&mut by),
        }
        [block.weights, block.offset].into_iter().flatten().for_each(|numbers| numbers.identify(&mut by));
        for i in 0..block.rows() {
            block.x.for_each_entry(i, &mut |column, value| (column, value).identify(&mut by));
        }
    })?;
    Ok(by)
}

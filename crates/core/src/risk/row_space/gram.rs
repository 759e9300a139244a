//! The Gram matrix of the rows in the metric of the ridge.
//!
//! ```text
//! K = Σ_j (1/λ_j) x_j x_jᵀ        x_j column j about the origin, λ_j its ridge; lower triangle
//! ```
//!
//! Dense columns are taken in chunks, laid end to end each, so that K is a Gram matrix of columns as a Hessian is one of rows, by the same kernel.
//! Consecutive chunks are added up in groups of which every one has a K of its own; their number depends on the shape alone, and so do the bits. Of sparse columns a row is spread
//! out, and the entries of the rows up to it are looked up in it: n/2 products an entry that is stored.
//!
//! Refused: products of pairs of row blocks. Each needs an update of K for so few columns as are in the cache, or all rows are read n/8 times.

use crate::data::EvalError;
use crate::design::{Dense, DesignMatrix, SymMatrix};
use crate::response::interface::Response;
use crate::risk::empirical::Risk;
use std::ops::Range;

/// Columns of a chunk: a panel of eight rows is 16 KiB, half of a first-level cache.
const CHUNK: usize = 256;
/// Columns of a group at least: adding a K up costs some 20 of them.
const GROUP: usize = 512;
/// Groups at most, and numbers that their K may hold in all (512 MiB), unless they are two.
const GROUPS: usize = 16;
const NUMBERS: usize = 1 << 26;
/// Rows of K by sparse columns that are computed together, by one spread-out row after the other.
const ROWS: usize = 16;

/// Of all rows, those of weight 0 among them.
pub(super) fn of_all_rows<R: Response>(risk: &Risk<'_, R>) -> Result<SymMatrix, EvalError> {
    let shape = risk.data.shape();
    let mut inverse = vec![0.0; shape.columns];
    risk.scaled().free().iter().for_each(|&j| inverse[j] = 1.0 / risk.penalty.l2()[j]);
    let sparse = risk.data.sparse_columns();
    let mut dense = Vec::new();
    let mut next = 0;
    for columns in
        sparse.iter().map(|sparse| sparse.columns.clone()).chain(std::iter::once(shape.columns..shape.columns))
    {
        dense.extend((next..columns.start).step_by(CHUNK).map(|start| start..columns.start.min(start + CHUNK)));
        next = columns.end;
    }
    let mut gram = of_dense(risk, &inverse, &dense)?;
    if !sparse.is_empty() {
        add_sparse(risk, &inverse, &sparse.into_iter().map(|sparse| sparse.columns).collect::<Vec<_>>(), &mut gram)?;
    }
    risk.executor.looked_at(shape.rows);
    Ok(gram)
}

/// Of some dense columns, in chunks.
fn of_dense<R: Response>(risk: &Risk<'_, R>, inverse: &[f64], chunks: &[Range<usize>]) -> Result<SymMatrix, EvalError> {
    let (n, blocks) = (risk.data.shape().rows, risk.data.shape().blocks());
    let most = (NUMBERS / (n * n).max(1)).clamp(2, GROUPS);
    let groups = (chunks.len() * CHUNK / GROUP).clamp(1, most);
    let of_group = |k: usize| -> Result<SymMatrix, EvalError> {
        let mut gram = SymMatrix::zeros(n);
        let mut tile = Vec::new();
        for columns in &chunks[k * chunks.len() / groups..(k + 1) * chunks.len() / groups] {
            risk.executor.check()?;
            tile.resize(columns.len() * n, 0.0);
            risk.data.visit(0..blocks, &risk.moments.origin, &mut |block| {
                block.x.copy_columns(columns.clone(), &mut tile[block.first_row..], n);
            })?;
            Dense::from_rows(&tile[..], columns.len(), n)?.add_sandwich(&inverse[columns.clone()], &mut gram, 0);
        }
        Ok(gram)
    };
    let mut sums = risk.executor.map(groups, of_group).into_iter();
    let mut gram = sums.next().unwrap_or_else(|| Ok(SymMatrix::zeros(n)))?;
    for sum in sums {
        gram.add(&sum?);
    }
    Ok(gram)
}

/// Add that of the sparse columns.
fn add_sparse<R: Response>(
    risk: &Risk<'_, R>,
    inverse: &[f64],
    columns: &[Range<usize>],
    gram: &mut SymMatrix,
) -> Result<(), EvalError> {
    let shape = risk.data.shape();
    let is_sparse = |j: &usize| columns.iter().any(|columns| columns.contains(j));
    let (mut starts, mut entries): (Vec<usize>, Vec<(usize, f64)>) = (vec![0], Vec::new());
    risk.data.visit(0..shape.blocks(), &risk.moments.origin, &mut |block| {
        for i in 0..block.rows() {
            block.x.for_each_entry(i, &mut |j, x| {
                if inverse[j] > 0.0 && is_sparse(&j) {
                    entries.push((j, x));
                }
            });
            starts.push(entries.len());
        }
    })?;
    let row = |i: usize| &entries[starts[i]..starts[i + 1]];
    let products = risk.executor.map(shape.rows.div_ceil(ROWS), |k| -> Result<Vec<f64>, EvalError> {
        risk.executor.check()?;
        let (mut spread, mut found) = (vec![0.0; shape.columns], Vec::new());
        for i in k * ROWS..shape.rows.min((k + 1) * ROWS) {
            // A row may hold a column twice.
            row(i).iter().for_each(|&(j, x)| spread[j] += x * inverse[j]);
            found.extend((0..=i).map(|below| row(below).iter().map(|&(j, x)| x * spread[j]).sum::<f64>()));
            row(i).iter().for_each(|&(j, _)| spread[j] = 0.0);
        }
        Ok(found)
    });
    let mut i = 0;
    for products in products {
        let products = products?;
        let mut rest = &products[..];
        while !rest.is_empty() {
            let (of_row, others) = rest.split_at(i + 1);
            gram.row_mut(i).iter_mut().zip(of_row).for_each(|(into, product)| *into += product);
            (rest, i) = (others, i + 1);
        }
    }
    Ok(())
}

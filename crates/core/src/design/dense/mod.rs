//! Storages of rows of which most entries are not 0, by rows and by columns, and their kernels.

pub(crate) mod column_kernels;
pub(crate) mod column_sums;
pub(crate) mod columns;
pub(crate) mod gram;
pub(crate) mod kernels;
pub(crate) mod many;
pub(crate) mod many_columns;
pub(crate) mod row;
pub(crate) mod rows;
pub(crate) mod single;
pub(crate) mod single_gram;
pub(crate) mod store;

//! Storages of rows of which most entries are 0.

pub(crate) mod categorical;
pub(crate) mod csr;
pub(crate) mod many;
pub(crate) mod positions;

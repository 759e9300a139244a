//! Vectors, factorisations, and how well conditioned a matrix is.

pub mod cholesky;
pub(crate) mod condition;
pub(crate) mod vector;

pub use cholesky::Cholesky;
pub use condition::largest_eigenvalue;

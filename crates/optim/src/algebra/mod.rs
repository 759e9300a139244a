//! Vectors, factorisations, what secants add to one, and how well conditioned a matrix is.

pub mod cholesky;
pub(crate) mod condition;
mod products;
pub(crate) mod secants;
pub(crate) mod vector;

pub use cholesky::Cholesky;
pub use condition::largest_eigenvalue;
pub use products::inner_products;
pub use secants::Secants;

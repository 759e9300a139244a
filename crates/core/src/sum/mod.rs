//! A quantity as an associative sum over row blocks, and who computes it.

pub mod executor;
mod interrupt;
pub(crate) mod keeping;

pub use executor::{Executor, RowSum};
pub use interrupt::Interrupt;

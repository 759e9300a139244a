//! Data as a sequence of row blocks, and what is wrong with data that cannot be fitted.

pub mod blocks;
mod error;
mod identity;
pub(crate) mod target;
pub(crate) mod views;

pub use blocks::{Block, InMemory, RowBlocks, Shape};
pub use error::{DataError, EvalError};
pub use identity::fingerprint;
pub use target::Target;

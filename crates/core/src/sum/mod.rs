//! A quantity as an associative sum over row blocks, and who computes it.

mod collective;
mod encoding;
pub mod executor;
mod interrupt;
pub(crate) mod kept;
mod partial;
mod row_sum;
mod wire;

pub use collective::{Asked, Collective};
pub use encoding::{WireError, decode, encode};
pub use executor::Executor;
pub use interrupt::Interrupt;
pub use kept::{Item, Kept};
pub use partial::{Count, Least, Most, Partial, Sum, Sums};
pub use row_sum::RowSum;
pub use wire::Wire;

//! Delimited text, read into columns.

pub(crate) mod header;
pub(crate) mod input;
pub(crate) mod number;
pub(crate) mod number_cell;
pub(crate) mod opened;
pub(crate) mod options;
pub(crate) mod parse;
pub(crate) mod parts;
pub(crate) mod piece;
pub(crate) mod plan;
pub(crate) mod read_error;
pub(crate) mod record;
pub(crate) mod regular;
pub(crate) mod simd;
pub(crate) mod stream;
pub(crate) mod stretches;

pub use input::Input;
pub use options::{ColumnType, Columns, Format, ReadOptions};
pub use read_error::ReadError;
pub use record::quote;

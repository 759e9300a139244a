//! What a model knows of the columns that it needs: names, kinds, levels, policies, and the terms that follow from them.

mod level_index;
mod named_row;
pub mod plain_number;
mod policies;
mod treatment;
pub mod truth;

pub use level_index::LevelIndex;
pub(crate) use named_row::{Coded, CodedRow};
pub use named_row::{RowCoder, RowError, Unscored, Value};
pub use policies::{Missing, Unseen};
pub use treatment::{ColumnKind, ColumnSchema, INTERCEPT, MOST_LABELS, Schema, Term};

//! Tables from text files, their schema and coding, and the binary model file.
//!
//! No type here knows a matrix or a solver: what leaves this crate are plain vectors and plain
//! structs, so that `logodds-core` reads no file and this crate needs no linear algebra.
//!
//! ```text
//! Source… ─ Input::open ─► names known ─ FitColumns::check ─► Input::parse ─► Table
//! Table ─ FitColumns::encode ─► Encoded { schema, numeric, categorical, y, weights, offset }
//! Table ─ Schema::encode_for_prediction ─► PredictionRows
//! ModelFile ⇄ model_file::{save, load}
//! ```
//!
//! Nothing here prints, exits, or panics on input; every error says what, where and what to do.

mod data_error;
mod dictionary;
mod encode;
mod infer;
mod input;
mod labels;
mod names;
mod number;
mod options;
mod parse;
mod piece;
mod predict;
mod read_error;
mod record;
mod schema;
mod source;
mod spec;
mod split;
mod table;

pub use data_error::DataError;
pub use encode::{Codes, EncodeError, Encoded};
pub use input::Input;
pub use options::{ColumnType, Columns, Format, ReadOptions};
pub use predict::PredictionRows;
pub use read_error::{NotNumbers, Place, ReadError};
pub use record::quote;
pub use schema::{ColumnKind, ColumnSchema, Missing, Schema, Term, Unseen};
pub use source::Source;
pub use spec::{FitColumns, SpecError, SpecProblem};
pub use table::{Column, ColumnData, MISSING, Table};

//! Tables and sparse rows from text files, their coding by a schema, and model files on disk.
//!
//! No type here knows a matrix or a solver: what leaves this crate are plain vectors and plain
//! structs, so that `logodds-core` reads no file and this crate needs no linear algebra.
//!
//! ```text
//! Source… ─ Input::open ─► names known ─ FitColumns::check ─► Input::parse ─► Table
//! Table ─ FitColumns::encode ─► Encoded { schema, numeric, categorical, y, weights, offset }
//! Table ─ SchemaExt::encode_for_prediction ─► PredictionRows
//! FrameColumn… ─ FitColumns::encode_frame ─► EncodedFrame (of columns in memory)
//! Source ─ read_svmlight ─► Svmlight { labels, indptr, columns, values, … }
//! Record ⇄ model_file::{save, load}
//! ```
//!
//! A fit, from text to vectors:
//!
//! ```
//! use logodds_io::{FitColumns, Input, ReadOptions, Source};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = b"age,city,smoker,ill\n40,Rome,true,no\n61,Oslo,false,yes\n55,Rome,false,yes\n";
//! let sources = vec![Source::Bytes { name: "people.csv".into(), bytes: text.to_vec() }];
//!
//! let columns = FitColumns { target: "ill".into(), ..FitColumns::default() };
//! let mut options = ReadOptions::default();
//! columns.apply(&mut options); // which columns to parse, and how
//! let input = Input::open(sources, &options)?; // files, delimiter, header
//! columns.check(input.names())?; // every mistake in the names, at once
//! let table = columns.parse(input, &options)?; // the cells, in parallel
//! let data = columns.encode(&table)?;
//!
//! assert_eq!(data.schema.labels, ["no", "yes"]);
//! assert_eq!(data.y, [0, 1, 1]);
//! let terms: Vec<_> = data.schema.terms().into_iter().map(|t| t.name).collect();
//! assert_eq!(terms, ["age", "smoker", "city=Rome"]); // the base of `city` is Oslo
//! assert_eq!(data.numeric, [[40.0, 61.0, 55.0], [1.0, 0.0, 0.0]]); // age, smoker
//! assert_eq!(data.categorical[0].codes, [1, 0, 1]);
//! assert_eq!(table.record(1), b"61,Oslo,false,yes"); // as it stands in the file
//! # Ok(())
//! # }
//! ```
//!
//! A prediction does the same with [`SchemaExt::apply`], [`SchemaExt::check`] and
//! [`SchemaExt::encode_for_prediction`], and writes [`Table::header`] and [`Table::record`] through; of a file of any
//! size in little memory with [`Input::in_parts`].
//!
//! Sparse rows come from svmlight (libsvm) text, which has no names and no schema: [`read_svmlight`].
//!
//! Parsing runs on the ambient rayon pool; neither its size nor [`ReadOptions::piece_bytes`] changes
//! a bit of the result. Nothing here prints, exits, or panics on input; every error says what, where
//! and what to do: [`ReadError`] (files, cells, sparse rows), [`SpecError`] (names), [`DataError`] (labels,
//! weights, missing cells, unseen levels), [`model_file::ModelFileError`], [`WriteError`].

mod atomic;
mod bytes;
mod clusters;
mod columns;
mod data_error;
mod decimal_sign;
mod dictionary;
mod encode;
mod frame;
mod header;
mod huge_pages;
mod infer;
mod input;
mod labels;
mod levels;
mod memory;
pub mod model_file;
mod names;
mod not_numbers;
mod number;
mod options;
mod packed;
mod parse;
mod parts;
mod piece;
mod places;
mod predict;
mod purpose;
mod read_error;
mod record;
mod regular;
mod remark;
mod simd;
mod source;
mod spec;
mod split;
mod stamp;
mod stream;
mod svmlight;
mod table;
mod verdict;
mod waves;

pub use atomic::{WriteError, abandon_writes, write_atomically};
pub use columns::{ColumnFinding, Dress, MissingCells, Suspicion, Unfit};
pub use data_error::{DataError, NoClasses};
pub use decimal_sign::{DecimalSign, Writing};
pub use encode::{Codes, EncodeError, Encoded};
pub use frame::{EncodedFrame, Frame, FrameColumn, FrameError, FrameRows, FrameValues};
pub use input::Input;
pub use memory::available_memory;
pub use names::{nearest, split_names};
pub use not_numbers::NotNumbers;
pub use options::{ColumnType, Columns, Format, ReadOptions};
pub use predict::{PredictionRows, SchemaExt};
pub use purpose::Purpose;
pub use read_error::{Place, ReadError};
pub use record::quote;
pub use remark::Remark;
pub use source::Source;
pub use spec::{FitColumns, SpecError, SpecProblem};
pub use svmlight::{Svmlight, SvmlightError, SvmlightFault, read_svmlight};
pub use table::{Column, ColumnData, MISSING, Table};

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

mod bytes;
mod coding;
mod columns;

mod frame;
pub mod model_file;
mod svmlight;
mod text;

pub use bytes::{OpenError, Place, Source, WriteError, abandon_writes, available_memory, write_atomically};
pub use coding::{
    Codes, DataError, EncodeError, Encoded, FitColumns, NoClasses, PredictionRows, Remark, SchemaExt, SpecError,
    SpecProblem, nearest, split_names,
};
pub use columns::{
    Column, ColumnData, ColumnFinding, DecimalSign, Dress, MISSING, MissingCells, NotNumbers, Purpose, Suspicion,
    Table, Unfit, Writing,
};
pub use frame::{EncodedFrame, Frame, FrameColumn, FrameError, FrameRows, FrameValues};
pub use svmlight::{Svmlight, SvmlightError, SvmlightFault, read_svmlight};
pub use text::{ColumnType, Columns, Format, Input, ReadError, ReadOptions, quote};

/// The example of the README runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

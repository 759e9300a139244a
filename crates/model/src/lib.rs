//! A fitted model as it is kept and served: its schema, the typed record of its fit, its file, and the scores of rows.
//!
//! This crate reads no table and knows no solver: a service that loads a file and scores rows needs it alone.

pub mod excerpt;
pub mod file;
pub mod record;
pub mod schema;
pub mod score;
pub mod words;

pub use record::Record;
pub use schema::Schema;

/// The example of the README runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

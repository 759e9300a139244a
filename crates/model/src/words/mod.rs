//! Sentences that every door spells in its own words.
//!
//! A sentence of a library can need the name of an argument ("Add …", "leave … out"). The command calls it by a flag, Python by a keyword,
//! Rust by a field; so what is named is kept as a value until somebody asks. Refused: sentences in the words of one door, translated by
//! the others, where the name of a column can look like a word.

mod argument;
mod door;
mod message;
mod remedy;
mod rust;

pub use argument::Argument;
pub use door::Words;
pub use message::{Message, Piece, Told, places};
pub use remedy::{Meaning, ReadAs, Remedy, can_be_typed};
pub use rust::RustWords;

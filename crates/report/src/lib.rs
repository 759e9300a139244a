//! Every way in which the result of a fit is told: facts, the document that is the command's JSON and Python's record, tables of text,
//! plots, and the words of each door.
//!
//! Nothing is printed here: documents are written to whoever asks, and text goes to a string, as wide as it is asked to be.

pub mod advice;
pub mod date;
pub mod document;
pub mod facts;
pub mod html;
pub mod number;
pub mod plot;
pub mod shown;
pub mod text;
mod whole;
pub mod words;

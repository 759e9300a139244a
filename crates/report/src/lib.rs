//! Every way in which the result of a fit is told: facts, the document that is the command's JSON and Python's record, tables of text,
//! plots, and the words of each door.

pub mod words;

//! The words of each door: flags for the command, keyword arguments and parameters for Python.
//!
//! The library's own, fields of Rust, stand beside the trait; see [`logodds_model::words`].

mod command;
mod python;

pub use command::Command;
pub use logodds_model::words::{Argument, Message, Remedy, RustWords, Told, Words};
pub use python::{Estimator, Python};

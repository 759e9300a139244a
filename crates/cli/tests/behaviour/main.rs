//! The command as its users meet it: one test per behaviour, exit codes and words included.

mod compare;
mod fit;
mod interrupted;
mod model_files;
mod predict;
mod readable_input;
mod refused_input;
mod support;
mod usage;
mod writing;

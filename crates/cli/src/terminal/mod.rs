//! What lies between the program and whoever runs it: output and its width, progress, signals, threads, files to be written, and how it ends.

pub mod failure;
pub mod names;
pub mod output;
pub mod problems;
pub mod progress;
pub mod same_file;
#[cfg(unix)]
pub mod signals;
pub mod target;
pub mod threads;
pub mod width;

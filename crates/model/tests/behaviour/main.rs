//! Model files and scores of rows as their users meet them, sentences included.

mod file;
mod fixtures;
mod level_covariance;

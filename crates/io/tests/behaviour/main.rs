//! Tables, coding and model files as their users meet them, sentences included.

mod advice;
mod coding;
mod decimal_comma;
mod fixtures;
mod headers;
mod large_files;
mod levels;
mod model_file;
mod mostly_numbers;
mod not_a_table;
mod properties;
mod reading;
mod real_data;
mod refusals;
mod svmlight;
